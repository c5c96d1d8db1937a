import type { ReturnType } from '../return-types.ts';
import { isoDay, isoMinute } from './iso-times.ts';
import type { CrossCheck, RowLayout } from './row-layout.ts';
import type { RowState } from './row-state.ts';

type Check = (rule: CrossCheck, layout: RowLayout, state: RowState) => void;

/** What each kind of check asks of two columns that were read. */
const checkOf: Readonly<Record<CrossCheck['kind'], Check>> = {
  'not-before': notBefore,
  needs: ({ column, other }, { labels }, state) => {
    if (!state.filled[column] || state.filled[other]) return;
    state.find(
      column,
      state.cellOf(column),
      `empty, or ${labels[other]} filled in`,
      'missing-value',
      `${labels[column]} is given, but ${labels[other]} is empty. Give both or neither.`,
    );
  },
  'not-together': ({ column, other }, { labels }, state) => {
    if (!state.filled[column] || !state.filled[other]) return;
    state.find(
      column,
      state.cellOf(column),
      `empty when ${labels[other]} is given`,
      'out-of-range',
      `${labels[column]} and ${labels[other]} are both given, which cannot both be right. Empty one.`,
    );
  },
};

/** Checks the columns of a row against each other. */
export function crossCheck(layout: RowLayout, state: RowState): void {
  for (let i = 0; i < layout.checks.length; i++) {
    const rule = layout.checks[i]!;
    checkOf[rule.kind](rule, layout, state);
  }
}

function notBefore({ column, other, day }: CrossCheck, { match, labels }: RowLayout, state: RowState): void {
  const { columns } = match.type;
  const value = state.parsed[column]!;
  const limit = state.parsed[other]!;
  const isBefore = day ? wholeDays(columns[column]!, value) < wholeDays(columns[other]!, limit) : value < limit;
  if (!isBefore) return;
  const bound = `${labels[other]} (${shown(columns[other]!, limit)})`;
  state.find(
    column,
    state.cellOf(column),
    `not before ${bound}`,
    'before-another',
    `${labels[column]} is before ${bound}. Check both.`,
  );
}

type Column = ReturnType['columns'][number];

const wholeDays = ({ type }: Column, value: number): number => (type === 'datetime' ? Math.floor(value / 1440) : value);

const shown = ({ type }: Column, value: number): string =>
  type === 'datetime' ? isoMinute(value).replace('T', ' ') : isoDay(value);
