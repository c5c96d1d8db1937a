import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { protectedPivot } from '../../electron/engine/disclosure/protected-pivot.ts';
import type { PivotAxis, PivotQuestion, ProtectedPivot } from '../../electron/engine/disclosure/pivot.ts';
import { parsedRules, shippedRules } from '../../electron/engine/disclosure/rules.ts';
import { loadSolver } from '../../electron/engine/disclosure/solver.ts';
import type { Solver } from '../../electron/engine/disclosure/solver.ts';
import { protectionStatuses } from '../../shared/contract/disclosure.ts';
import type { AudienceRules } from '../../shared/contract/disclosure.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});
const shipped = shippedRules(path.resolve(import.meta.dirname, '../../resources'));
const board = shipped.audiences.board;

/** A total over `leaves` members; the total is shown or not. */
const axis = (leaves: number, totalShown = true): PivotAxis => ({
  parent: Int32Array.from({ length: leaves + 1 }, (_, node) => (node === 0 ? -1 : 0)),
  shown: Uint8Array.from({ length: leaves + 1 }, (_, node) => Number(node > 0 || totalShown)),
});

/** Counts at every node from counts of the leaves, row-major without totals. */
function withTotals(leaves: readonly (readonly number[])[]): Float64Array {
  const width = leaves[0]!.length + 1;
  const cells = new Float64Array((leaves.length + 1) * width);
  leaves.forEach((row, r) =>
    row.forEach((count, c) => {
      for (const at of [(r + 1) * width + c + 1, (r + 1) * width, c + 1, 0]) cells[at]! += count;
    }),
  );
  return cells;
}

function question(
  leaves: readonly (readonly number[])[],
  rules: AudienceRules,
  more: Partial<PivotQuestion> = {},
): PivotQuestion {
  const counts = withTotals(leaves);
  return {
    rules,
    rows: axis(leaves.length),
    columns: axis(leaves[0]!.length),
    counts: [{ name: 'rows', counts }],
    values: [{ name: 'rows', kind: 'count', reveals: ['rows'], values: counts }],
    ...more,
  };
}

const statusesOf = (protectedTable: ProtectedPivot, value = 0) =>
  [...protectedTable.values[value]!.status].map(status => protectionStatuses[status]);

describe('a protected pivot', () => {
  const leaves = [
    [12, 3, 20],
    [9, 14, 30],
    [40, 8, 11],
  ];

  it('hides the small count and enough of the others, with no number left behind', () => {
    const found = protectedPivot(solver, question(leaves, board));
    const statuses = statusesOf(found);
    expect(statuses[1 * 4 + 2]).toBe('hidden');
    expect(statuses.filter(status => status === 'hidden').length).toBe(4);
    statuses.forEach((status, i) => expect(Number.isNaN(found.values[0]!.shown[i]!)).toBe(status === 'hidden'));
    expect(found.summary).toEqual({ cells: 16, primary: 1, secondary: 3, withheld: 0 });
    expect(found.notes.map(note => note.code)).toEqual(['hidden']);
    expect(JSON.stringify(found)).not.toContain('"secondary cell"');
  });

  it('is the same whenever it is made', () => {
    const first = protectedPivot(solver, question(leaves, board));
    const again = protectedPivot(solver, question(leaves, board));
    expect(statusesOf(again)).toEqual(statusesOf(first));
  });

  it('leaves true counts to the analyst, and says so', () => {
    const found = protectedPivot(solver, question(leaves, shipped.audiences.analyst));
    expect([...found.values[0]!.shown]).toEqual([...withTotals(leaves)]);
    expect(found.notes[0]!.code).toBe('not-protected');
  });

  it('protects what is left of a whole, and lets a rate inherit it', () => {
    // 38 of 41: three are left.
    const whole = withTotals([
      [41, 60],
      [50, 70],
    ]);
    const part = withTotals([
      [38, 20],
      [25, 30],
    ]);
    const found = protectedPivot(solver, {
      rules: board,
      rows: axis(2),
      columns: axis(2),
      counts: [
        { name: 'all', counts: whole },
        { name: 'part', counts: part, of: 'all' },
      ],
      values: [
        { name: 'all', kind: 'count', reveals: ['all'], values: whole },
        {
          name: 'share',
          kind: 'ratio',
          reveals: ['part', 'all'],
          values: part.map((count, i) => count / whole[i]!),
          ratio: { numerator: 'part', denominator: 'all', per: 1 },
        },
      ],
    });
    expect(statusesOf(found, 1)[4]).toBe('hidden');
    expect(statusesOf(found, 1).filter(status => status === 'hidden').length).toBeGreaterThanOrEqual(4);
    expect(new Set(statusesOf(found, 0))).toEqual(new Set(['published']));
  });

  it('does not hide a total that is not shown, and needs no second cell then', () => {
    const found = protectedPivot(solver, question(leaves, board, { rows: axis(3, false), columns: axis(3, false) }));
    expect(found.summary.secondary).toBe(0);
    expect(found.summary.primary).toBe(1);
  });

  it('counts an unseen rest as a part: the only member left out is not given away', () => {
    const counts = Float64Array.from([61, 22, 17, 19]);
    const found = protectedPivot(solver, {
      rules: board,
      rows: axis(3),
      columns: { parent: Int32Array.of(-1), shown: Uint8Array.of(1) },
      counts: [{ name: 'rows', counts }],
      values: [{ name: 'rows', kind: 'count', reveals: ['rows'], values: counts }],
    });
    expect(statusesOf(found).filter(status => status === 'hidden').length).toBe(1);
  });

  it('rounds after hiding, and computes rates from rounded counts', () => {
    const part = withTotals([
      [38, 20],
      [25, 33],
    ]);
    const residents = part.map(count => count * 100);
    const found = protectedPivot(solver, {
      rules: shipped.audiences.public,
      rows: axis(2),
      columns: axis(2),
      counts: [{ name: 'part', counts: part }],
      values: [
        { name: 'part', kind: 'count', reveals: ['part'], values: part },
        {
          name: 'rate',
          kind: 'ratio',
          reveals: ['part'],
          values: part.map((count, i) => (10_000 * count) / residents[i]!),
          ratio: { numerator: 'part', denominator: residents, per: 10_000 },
        },
      ],
    });
    expect(statusesOf(found)[4]).toBe('rounded');
    expect(found.values[0]!.shown[4]).toBe(40);
    expect(found.values[1]!.shown[4]).toBeCloseTo((10_000 * 40) / 3800, 9);
    expect(found.values[0]!.shown.every(value => value % 5 === 0)).toBe(true);
  });

  it('sees through rounding alone: four twos that add up to ten', () => {
    const rules: AudienceRules = { ...board, hide: null, rounding: { base: 5, totals: 'independent' } };
    const found = protectedPivot(solver, question([[2, 2, 2, 2]], rules));
    expect(statusesOf(found)).toContain('hidden');
    const summed = protectedPivot(
      solver,
      question([[2, 2, 2, 2]], { ...rules, rounding: { base: 5, totals: 'summed' } }),
    );
    expect(summed.values[0]!.shown[0]).toBe(0);
    expect(summed.withheld).toBeNull();
  });

  it('withholds the whole table when the work is used up', () => {
    const found = protectedPivot(solver, question(leaves, board, { steps: 0 }));
    expect(new Set(statusesOf(found))).toEqual(new Set(['withheld']));
    expect(found.withheld).toContain('withheld');
    expect(found.values[0]!.shown.every(Number.isNaN)).toBe(true);
    expect(found.published[0]!.lower.every(Number.isNaN)).toBe(true);
  });

  it('publishes the whole area where the rules say so', () => {
    const counts = withTotals([[3, 2]]);
    const exempt = new Uint8Array(counts.length);
    exempt[0] = exempt[3] = 1;
    const found = protectedPivot(solver, question([[3, 2]], board, { counts: [{ name: 'rows', counts, exempt }] }));
    expect(statusesOf(found)[0]).toBe('published');
    expect(statusesOf(found)[4]).toBe('hidden');
  });
});

describe('children who are counted once', () => {
  /** Random children, each in one to three quarters and one district; every number that the published ones allow. */
  it('are not given away by a year that is less than its quarters: 150 random tables', { timeout: 120_000 }, () => {
    let state = 7;
    const next = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) / 16777216;
    };
    const wrong: string[] = [];
    for (let run = 0; run < 150; run++) {
      const quarters = 2 + Math.floor(next() * 2);
      const districts = 2;
      const children = Array.from({ length: 4 + Math.floor(next() * 14) }, () => ({
        district: Math.floor(next() * districts),
        quarters: Array.from({ length: quarters }, () => next() < 0.5),
      }));
      const rowsOf = (child: (typeof children)[number], q: number) =>
        Number(q < 0 ? child.quarters.some(Boolean) : child.quarters[q]);
      const width = quarters + 1;
      const counts = new Float64Array((districts + 1) * width);
      for (const child of children)
        for (let q = -1; q < quarters; q++) {
          counts[(child.district + 1) * width + q + 1]! += rowsOf(child, q);
          counts[q + 1]! += rowsOf(child, q);
        }
      const rules: AudienceRules = { ...board, hide: { from: 1, to: 2 } };
      const found = protectedPivot(solver, {
        rules,
        rows: axis(districts),
        columns: axis(quarters),
        counts: [{ name: 'children', counts }],
        values: [{ name: 'children', kind: 'count', reveals: ['children'], values: counts }],
      });
      if (found.withheld) continue;
      const hidden = statusesOf(found).map(status => status === 'hidden');
      const exposed = bySearch(counts, hidden, districts, quarters).filter(
        cell => counts[cell]! >= 1 && counts[cell]! <= 2,
      );
      if (exposed.length) wrong.push(`run ${run}: ${exposed.join()}`);
      if (hidden.some((is, cell) => !is && counts[cell]! >= 1 && counts[cell]! <= 2)) wrong.push(`run ${run}: small`);
    }
    expect(wrong).toEqual([]);
  });

  /** Tries every whole number for every hidden cell: districts add up, quarters overlap. Returns cells with one value. */
  function bySearch(counts: Float64Array, hidden: readonly boolean[], districts: number, quarters: number): number[] {
    const width = quarters + 1;
    const cells = hidden.flatMap((is, cell) => (is ? [cell] : []));
    const seen = new Map<number, Set<number>>(cells.map(cell => [cell, new Set()]));
    const table = counts.slice();
    const additive = Array.from(
      { length: width },
      (_, c) =>
        Array.from({ length: districts }, (_, d) => counts[(d + 1) * width + c]!).reduce((a, b) => a + b, 0) ===
        counts[c],
    ).every(Boolean);
    const over = Array.from(
      { length: districts + 1 },
      (_, r) =>
        Array.from({ length: quarters }, (_, q) => counts[r * width + q + 1]!).reduce((a, b) => a + b, 0) ===
        counts[r * width],
    ).every(Boolean);
    const holds = () => {
      for (let c = 0; c < width; c++) {
        let sum = 0;
        let most = 0;
        for (let d = 1; d <= districts; d++) {
          sum += table[d * width + c]!;
          most = Math.max(most, table[d * width + c]!);
        }
        if (additive ? sum !== table[c] : table[c]! > sum || table[c]! < most) return false;
      }
      for (let r = 0; r <= districts; r++) {
        let sum = 0;
        let most = 0;
        for (let q = 1; q <= quarters; q++) {
          sum += table[r * width + q]!;
          most = Math.max(most, table[r * width + q]!);
        }
        if (over ? sum !== table[r * width] : table[r * width]! > sum || table[r * width]! < most) return false;
      }
      return true;
    };
    // Around the truth is enough: two values that fit prove a cell safe.
    const visit = (k: number): void => {
      if (k === cells.length) {
        if (holds()) for (const cell of cells) seen.get(cell)!.add(table[cell]!);
        return;
      }
      const cell = cells[k]!;
      for (const by of [0, 1, -1]) {
        const value = counts[cell]! + by;
        if (value < 1 && counts[cell]! >= 1) continue;
        if (value < 0) continue;
        table[cell] = value;
        visit(k + 1);
      }
      table[cell] = counts[cell]!;
    };
    if (cells.length > 11) return [];
    visit(0);
    return cells.filter(cell => seen.get(cell)!.size < 2);
  }
});

describe('rules', () => {
  it('are refused with the place of what is wrong', () => {
    const wrong = structuredClone(shipped) as unknown as { audiences: { board: { hide: unknown } } };
    wrong.audiences.board.hide = { from: 5, to: 1 };
    expect(() => parsedRules(wrong)).toThrow('ends before it begins');
    wrong.audiences.board.hide = { from: 1, to: 5, more: 1 };
    expect(() => parsedRules(wrong)).toThrow(/more/);
  });
});
