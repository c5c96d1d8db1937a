import { describe, expect, it } from 'vitest';
import { movesKept, movesRecalled } from '../../electron/engine/cube/protected/joint-moves.ts';
import { planCells } from '../../electron/engine/disclosure/joint/plan-cells.ts';
import type { PlanCells, PlanFamily, PlanUnits } from '../../electron/engine/disclosure/joint/plan-cells.ts';
import { PlanEffects } from '../../electron/engine/disclosure/joint/plan-effects.ts';
import type { PlanEdit } from '../../electron/engine/disclosure/joint/plan-effects.ts';
import { solvePlan } from '../../electron/engine/disclosure/joint/plan.ts';
import type { PlanAnswer } from '../../electron/engine/disclosure/joint/plan.ts';

/** Rows as ward and year; a ward lies in the district of its first letter. */
const records = [
  ['n1', '2015'],
  ['n2', '2015'],
  ['s1', '2015'],
  ['s2', '2015'],
  ['s2', '2016'],
  ['n2', '2016'],
  ['n1', '2016'],
  ['n2', '2016'],
] as const;
const columnOf = (name: string, texts: readonly string[]) => {
  const members = [...new Set(texts)];
  return { name, members, codes: texts.map(text => members.indexOf(text)) };
};
const unitsBy = (areaOf: (ward: string) => string): PlanUnits => ({
  rows: records.length,
  columns: [
    columnOf(
      'area',
      records.map(([ward]) => areaOf(ward)),
    ),
    columnOf(
      'date',
      records.map(([, date]) => date),
    ),
    { name: 'there', members: ['no', 'yes'], codes: records.map(() => 1) },
  ],
});
const lines = (column: string, members: readonly string[]) => ({
  column,
  nodes: [...members.map(member => ({ name: member, members: [member] })), { name: 'all', members }],
});
const here = { column: 'there', nodes: [{ name: 'yes', members: ['yes'] }] };
const tableOf = (areas: readonly string[]): PlanFamily => ({
  name: 'area by year',
  printed: true,
  axes: [lines('area', areas), lines('date', ['2015', '2016']), here],
});
const coarse = planCells(
  unitsBy(ward => ward[0]!),
  [tableOf(['n', 's'])],
);
const fine = planCells(
  unitsBy(ward => ward),
  [tableOf(['n1', 'n2', 's1', 's2'])],
);

const rowOf = (cells: PlanCells, record: number) => cells.given.indexOf(record);
const codeOf = (cells: PlanCells, name: string) => cells.names.indexOf(name);
/** An answer that proves something by one move. */
const provenBy = (cells: PlanCells, edits: readonly PlanEdit[]): PlanAnswer => ({
  hidden: new Uint8Array(cells.keys.length),
  moves: [new PlanEffects(cells).moveOf(edits)],
  proofs: new Map([[0, { up: [0], down: [] }]]),
  unproven: [],
  needing: [],
  steps: 0,
});

describe('moves that are kept', () => {
  it('may take a record away, which no other record is like', () => {
    const edits = [{ row: rowOf(coarse, 3), column: codeOf(coarse, 'there'), to: 0 }];
    const kept = movesKept(coarse, provenBy(coarse, edits), null);
    expect(kept).toHaveLength(1);
    expect(movesRecalled(fine, kept, null)).toEqual([[{ row: rowOf(fine, 3), column: codeOf(fine, 'there'), to: 0 }]]);
  });

  it('stay exchanges where counts tell more apart than before', () => {
    const area = codeOf(coarse, 'area');
    const [a, b] = [rowOf(coarse, 1), rowOf(coarse, 4)];
    const edits = [
      { row: a, column: area, to: coarse.codes[area]![b]! },
      { row: b, column: area, to: coarse.codes[area]![a]! },
    ];
    const [recalled] = movesRecalled(fine, movesKept(coarse, provenBy(coarse, edits), null), null);
    const { cells, by } = new PlanEffects(fine).moveOf(recalled!);
    const changes = Array.from(cells, (cell, i) => `${fine.keys[cell]!} ${by[i]!}`);
    // Wards n2 and s2 give one another a record: no ward's total over the years moves.
    expect(changes.toSorted()).toEqual([
      'area=n2; date=2015; there=yes -1',
      'area=n2; date=2016; there=yes 1',
      'area=s2; date=2015; there=yes 1',
      'area=s2; date=2016; there=yes -1',
    ]);
  });

  it('hold again by hiding what a view shows, although nothing more may be weighed', () => {
    const [north, south] = ['area=n2; date=2015; there=yes', 'area=s2; date=2016; there=yes'];
    const area = codeOf(fine, 'area');
    const [a, b] = [rowOf(fine, 1), rowOf(fine, 4)];
    const exchange = [
      { row: a, column: area, to: fine.codes[area]![b]! },
      { row: b, column: area, to: fine.codes[area]![a]! },
    ];
    const answer = solvePlan({
      cells: fine,
      rule: { hide: { from: 1, to: 1 }, width: 1, zeros: 'may-be-hidden', ground: ['area', 'date', 'there'] },
      earlier: { held: new Set(), hidden: new Set(), moves: [exchange] },
      limits: { weighed: 0 },
    })!;
    const proven = [...answer.proofs.keys()].map(cell => fine.keys[cell]);
    expect(proven).toEqual(expect.arrayContaining([north, south]));
    expect(answer.hidden[fine.keys.indexOf('area=n2; date=2016; there=yes')]).toBe(1);
  });
});
