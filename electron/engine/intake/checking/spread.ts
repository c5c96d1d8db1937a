import { readNumber } from '../cells.ts';
import type { RowLayout } from './row-layout.ts';
import type { RowState } from './row-state.ts';
import { symbols } from './symbols.ts';

/** Reads the cells of a row that become a fact each, and compares their sum with the total. Null where a type has none. */
export function rowSpread({ match, total }: RowLayout, state: RowState): (() => void) | null {
  const rule = match.type.spread;
  if (!rule) return null;
  const { header } = match;
  const { row } = state;
  const hasSymbol = rule.symbol !== undefined;
  const form = hasSymbol ? 'a number, or c, x, u or z' : 'a number';
  const parts = match.spread.map(({ place, name }) => ({ place, name: rule.as === 'number' ? Number(name) : name }));
  return () => {
    let sum = 0;
    for (let i = 0; i < parts.length; i++) {
      const { place, name } = parts[i]!;
      const cell = (state.cells[place] ?? '').trim();
      const symbol = hasSymbol ? (cell === '' ? 'x' : symbols[cell.toLowerCase()]) : undefined;
      if (symbol) {
        row.spread.push({ name, value: null, symbol });
        continue;
      }
      const number = readNumber(cell);
      if ('wrong' in number || number.value < 0)
        state.find(header[place]!.trim(), cell, form, 'not-a-number', 'This is not a number of people or episodes.');
      else {
        sum += number.value;
        row.spread.push({ name, value: number.value, symbol: null });
      }
    }
    if (total >= 0 && !row.setAside && Math.abs(sum - state.parsed[total]!) > 0.5)
      state.find(
        total,
        state.cellOf(total),
        String(sum),
        'total-disagrees',
        `The ages add up to ${sum.toLocaleString('en-GB')}, not to this total. Check which is right.`,
      );
  };
}
