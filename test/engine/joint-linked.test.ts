import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyedCount } from '../../electron/engine/disclosure/cell-key.ts';
import { linkedProtection } from '../../electron/engine/disclosure/joint/linked-tables.ts';
import type { LinkedTables } from '../../electron/engine/disclosure/joint/linked-tables.ts';
import { loadSolver } from '../../electron/engine/disclosure/solver.ts';
import type { Solver } from '../../electron/engine/disclosure/solver.ts';
import { answerOfMethod } from '../../electron/engine/methods.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import { attackingSolver, boundsOf } from './table-attacker.ts';

let solver: Solver;
let attacker: Highs;
beforeAll(async () => {
  solver = await loadSolver();
  attacker = await attackingSolver();
});

type Random = () => number;
function random(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const upTo = (next: Random, from: number, to: number) => from + Math.floor(next() * (to - from + 1));
const shuffled = <T>(next: Random, list: readonly T[]): T[] =>
  list
    .map(item => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** Code and path of the fault with which a method refuses. */
function faultOf(method: string, input: unknown): (string | undefined)[] | 'answered' {
  try {
    answerOfMethod(method, input);
    return 'answered';
  } catch (error) {
    if (error instanceof FaultError) return [error.fault.code, error.fault.path];
    throw error;
  }
}

/** Lines of one dimension: members, the total, and sometimes spans that overlap; or a filter. */
function lines(next: Random, size: number): number[][] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (next() < 0.15) return [[0]];
  const made = [all];
  if (next() < 0.8) made.push(...all.map(i => [i]));
  if (size > 2 && next() < 0.4) made.push(...all.slice(1).map(i => [i - 1, i]));
  return made;
}

function randomTables(next: Random): LinkedTables {
  const sizes = [upTo(next, 2, 4), upTo(next, 2, 3), upTo(next, 1, 2)];
  const places = sizes.reduce<number[][]>(
    (all, size) => all.flatMap(one => Array.from({ length: size }, (_, i) => [...one, i])),
    [[]],
  );
  const tables = Array.from({ length: upTo(next, 1, 4) }, () =>
    sizes
      .map(size => lines(next, size))
      .reduce<number[][][]>((all, own) => all.flatMap(one => own.map(line => [...one, line])), [[]])
      .map(lists => places.flatMap((place, a) => (lists.every((list, d) => list.includes(place[d]!)) ? [a] : []))),
  );
  return {
    atoms: places.map(() => (next() < 0.4 ? upTo(next, 0, 3) : upTo(next, 0, 30))),
    tables,
    hide: { from: 1, to: upTo(next, 3, 7) },
    width: upTo(next, 1, 5),
  };
}

const valueOf = (input: LinkedTables, cell: readonly number[]) =>
  [...new Set(cell)].reduce((sum, atom) => sum + input.atoms[atom]!, 0);
const isSensitive = (input: LinkedTables, cell: readonly number[]) =>
  valueOf(input, cell) >= input.hide.from && valueOf(input, cell) <= input.hide.to;

describe('tables that are published together', () => {
  it('gives an attacker nothing, in 30 random systems', () => {
    const next = random(15);
    let sensitive = 0;
    for (let run = 0; run < 30; run++) {
      const input = randomTables(next);
      const answer = linkedProtection(solver, input);
      expect(answer.unproven).toBe(0);
      const status = answer.status.flat();
      const cells = input.tables.flat();
      const bounds = boundsOf(
        attacker,
        cells.map((atoms, i) => ({ atoms, value: status[i] === 'shown' ? valueOf(input, atoms) : null })),
        input.atoms.length,
      );
      cells.forEach((cell, i) => {
        if (!isSensitive(input, cell)) return;
        sensitive++;
        expect(status[i]).toBe('hidden');
        expect(bounds[i]!.upper - bounds[i]!.lower, `run ${run}, cell ${i}`).toBeGreaterThanOrEqual(input.width);
      });
    }
    expect(sensitive).toBeGreaterThan(100);
  });

  it('answers alike for any order of tables, cells and atoms', () => {
    const next = random(7);
    for (let run = 0; run < 15; run++) {
      const input = randomTables(next);
      const atomOrder = shuffled(next, Array.from(input.atoms.keys()));
      const tableOrder = shuffled(next, Array.from(input.tables.keys()));
      const cellOrders = tableOrder.map(t => shuffled(next, Array.from(input.tables[t]!.keys())));
      const again = linkedProtection(solver, {
        ...input,
        atoms: atomOrder.map(atom => input.atoms[atom]!),
        tables: tableOrder.map((t, i) =>
          cellOrders[i]!.map(c => input.tables[t]![c]!.map(atom => atomOrder.indexOf(atom)).toReversed()),
        ),
      });
      const first = linkedProtection(solver, input);
      expect(again.hiddenDistinct).toBe(first.hiddenDistinct);
      tableOrder.forEach((t, i) =>
        cellOrders[i]!.forEach((c, at) => {
          if (isSensitive(input, input.tables[t]![c]!)) expect(again.status[i]![at]).toBe('hidden');
        }),
      );
    }
  });

  it('hides nothing where nothing is small', () => {
    const answer = linkedProtection(solver, {
      atoms: [10, 20, 30, 0],
      tables: [[[0], [1], [0, 1], [2], [3], [0, 1, 2, 3]]],
      hide: { from: 1, to: 5 },
      width: 5,
    });
    expect(answer.status).toEqual([['shown', 'shown', 'shown', 'shown', 'shown', 'shown']]);
  });

  it('hides the fewest cells of a square', () => {
    const answer = linkedProtection(solver, {
      atoms: [3, 12, 20, 15],
      tables: [[[0], [1], [0, 1], [2], [3], [2, 3], [0, 2], [1, 3], [0, 1, 2, 3]]],
      hide: { from: 1, to: 5 },
      width: 3,
    });
    expect(answer.hiddenDistinct).toBe(4);
  });

  it('refuses what cannot be protected and what cannot be meant', () => {
    const code = (input: unknown) => faultOf('protect-linked', input);
    const hide = { from: 1, to: 5 };
    expect(code({ atoms: [1], tables: [[[], [0]]], hide: { from: 0, to: 5 }, width: 1 })).toEqual([
      'not-protected',
      undefined,
    ]);
    expect(code({ atoms: [1], tables: [[[0, 1]]], hide, width: 1 })).toEqual(['invalid-input', 'input.tables.0.0.1']);
    expect(code({ atoms: [1, -1], tables: [[[0]]], hide, width: 1 })).toEqual(['invalid-input', 'input.atoms.1']);
    expect(code({ atoms: [1], tables: [[[0]]], hide: { from: 3, to: 2 }, width: 1 })).toEqual([
      'invalid-input',
      'input.hide.from',
    ]);
  });
});

describe('cell keys', () => {
  const table: [number, number, number][] = [
    [1, 255, 4],
    [501, 0, -1],
    [750, 255, 1],
    [12, 131, -2],
  ];
  it('takes the row of class and key, and its classes in turn above 750', () => {
    expect(keyedCount(1, 255, table)).toEqual({ cellKey: 255, class: 1, change: 4, perturbed: 5 });
    expect(keyedCount(751, 512, table)).toEqual({ cellKey: 0, class: 501, change: -1, perturbed: 750 });
    expect(keyedCount(1000, 255, table)).toEqual({ cellKey: 255, class: 750, change: 1, perturbed: 1001 });
    expect(keyedCount(0, 0, table)).toEqual({ cellKey: 0, class: 0, change: 0, perturbed: 0 });
  });
  it('withholds what falls under the threshold', () => {
    expect(keyedCount(12, 131, table, 11).perturbed).toBeNull();
    expect(keyedCount(12, 131, table, 10).perturbed).toBe(10);
  });
  it('refuses two rows for one class and key', () => {
    const rows = [1, 2].map(change => [1, 0, change]);
    expect(faultOf('cell-key', { count: 1, recordKeySum: 0, table: rows })).toEqual(['invalid-input', 'input.table.1']);
  });
});
