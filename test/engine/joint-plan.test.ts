import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { planCells } from '../../electron/engine/disclosure/joint/plan-cells.ts';
import type { PlanAxis, PlanCells, PlanFamily, PlanUnits } from '../../electron/engine/disclosure/joint/plan-cells.ts';
import { checkPlan } from '../../electron/engine/disclosure/joint/plan-check.ts';
import { planFallbacks } from '../../electron/engine/disclosure/joint/plan-fallbacks.ts';
import { solvePlan } from '../../electron/engine/disclosure/joint/plan.ts';
import type { PlanAnswer, PlanRule } from '../../electron/engine/disclosure/joint/plan.ts';
import { attackingSolver, narrowedCells } from './table-attacker.ts';
import type { PrintedTable } from './table-attacker.ts';

let attacker: Highs;
beforeAll(async () => {
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

const members: Readonly<Record<string, readonly string[]>> = {
  age: ['child', 'teen', 'older'],
  agency: ['police', 'school'],
  district: ['north', 'south', 'west'],
  quarter: ['2016 Q1', '2016 Q2', '2017 Q1'],
};
const names = Object.keys(members);

/** Rows with skewed members; with children, some have several rows. */
function units(next: Random, rows: number, withChildren: boolean): PlanUnits {
  const columns = names.map(name => ({
    name,
    members: members[name]!,
    codes: Array.from({ length: rows }, () => Math.floor(next() ** 1.7 * members[name]!.length)),
  }));
  return withChildren
    ? {
        rows,
        columns,
        children: Array.from({ length: rows }, (_, row) => (next() < 0.6 ? row : Math.floor(next() * rows))),
      }
    : { rows, columns };
}

const axis = (column: string): PlanAxis => ({
  column,
  nodes: [
    ...members[column]!.map(member => ({ name: member, members: [member] })),
    { name: `all ${column}`, members: members[column]! },
  ],
});
const years: PlanAxis = {
  column: 'quarter',
  nodes: [
    { name: '2016', members: members.quarter!.slice(0, 2) },
    { name: '2017', members: members.quarter!.slice(2) },
    { name: 'all quarter', members: members.quarter! },
  ],
};
const police: PlanAxis = { column: 'agency', nodes: [{ name: 'police', members: ['police'] }] };
const printed = (name: string, axes: PlanAxis[]): PlanFamily => ({ name, printed: true, axes });
const families: PlanFamily[] = [
  printed('district by quarter', [axis('district'), axis('quarter')]),
  printed('age by district by year', [axis('age'), axis('district'), years]),
  printed('agency by quarter', [axis('agency'), axis('quarter')]),
  printed('police by district by year', [police, axis('district'), years]),
  {
    ...printed('not police', [
      { column: 'agency', nodes: [{ name: 'other', members: ['school'] }] },
      axis('district'),
      years,
    ]),
    printed: false,
  },
];
const rule: PlanRule = {
  hide: { from: 1, to: 5 },
  width: 2,
  zeros: 'may-be-hidden',
  ground: ['district', 'quarter'],
};

/** The tables as they would be printed; a secret is a table without a value. */
function printedTables(cells: PlanCells, answer: PlanAnswer, given: readonly PlanFamily[]): PrintedTable[] {
  return given.map(family => ({
    title: family.name,
    dimensions: family.axes.map(one => ({
      name: one.column,
      lines: one.nodes.map(node => ({ label: node.name, members: node.members })),
    })),
    values: Array.from(cells.families.find(one => one.name === family.name)?.cells ?? [], cell =>
      answer.hidden[cell] ? null : cells.values[cell]!,
    ),
  }));
}

function solved(given: PlanUnits, some: readonly PlanFamily[] = families, own = rule) {
  const cells = planCells(given, some);
  const answer = solvePlan({ cells, rule: own });
  if (!answer) throw new Error('It was not cancelled.');
  return { cells, answer };
}

const hiddenKeys = ({ cells, answer }: ReturnType<typeof solved>) =>
  cells.keys.filter((_, cell) => answer.hidden[cell] && cells.weights[cell]);

describe('a plan of tables', () => {
  it('counts rows and distinct children', () => {
    const own: PlanUnits = {
      rows: 3,
      columns: [{ name: 'sex', members: ['m', 'f'], codes: [0, 1, 1] }],
      children: [7, 7, 9],
    };
    const cells = planCells(own, [
      printed('sex', [
        {
          column: 'sex',
          nodes: [
            { name: 'f', members: ['f'] },
            { name: 'm', members: ['m'] },
            { name: 'all', members: ['f', 'm'] },
          ],
        },
      ]),
    ]);
    expect(Array.from(cells.families[0]!.cells, cell => cells.values[cell])).toEqual([2, 1, 2]);
  });

  it('gives an attacker who reads the printed tables nothing', () => {
    const next = random(4);
    let small = 0;
    for (let run = 0; run < 4; run++) {
      const { cells, answer } = solved(units(next, 160, false));
      expect(answer.unproven).toEqual([]);
      expect(checkPlan(cells, rule, answer)).toEqual([]);
      const exposed = narrowedCells(attacker, printedTables(cells, answer, families), rule.width);
      // A larger count that is hidden for others may be known; a small one may not.
      const smallOnes = exposed.filter(one => {
        const cell = cells.families.find(family => family.name === one.title)!.cells[one.at]!;
        return cells.values[cell]! >= 1 && cells.values[cell]! <= 5;
      });
      small += cells.values.filter(value => value >= 1 && value <= 5).length;
      expect(smallOnes).toEqual([]);
    }
    expect(small).toBeGreaterThan(40);
  });

  it('proves children by editing their records, and the check counts again', () => {
    const next = random(11);
    for (const zeros of ['may-be-hidden', 'shown'] as const) {
      const own = { ...rule, zeros, width: 1 };
      const { cells, answer } = solved(units(next, 220, true), families, own);
      const exposed = checkPlan(cells, own, answer);
      expect(exposed).toEqual([...answer.unproven]);
      if (zeros === 'shown')
        expect(hiddenKeys({ cells, answer }).filter(key => cells.values[cells.keys.indexOf(key)] === 0)).toEqual([]);
    }
  });

  it('is told by the check when a cell is shown that a proof moves', () => {
    const { cells, answer } = solved(units(random(3), 160, false));
    const moved = answer.moves.flatMap(move => Array.from(move.cells));
    const secondary = moved.find(cell => cells.weights[cell] && (cells.values[cell]! > 5 || cells.values[cell] === 0));
    const hidden = answer.hidden.slice();
    hidden.fill(0, secondary, secondary! + 1);
    const without = checkPlan(cells, rule, { ...answer, hidden });
    const first = answer.proofs.keys().next().value!;
    const bare = new Map(answer.proofs);
    bare.delete(first);
    expect(without.length + checkPlan(cells, rule, { ...answer, proofs: bare }).length).toBeGreaterThan(0);
    expect(checkPlan(cells, rule, { ...answer, proofs: bare })).toContain(first);
  });

  it('answers the same for every order of rows, columns, members and tables', () => {
    const own = units(random(8), 160, true);
    const order = Array.from({ length: own.rows }, (_, row) => (row * 37 + 11) % own.rows);
    const turned: PlanUnits = {
      rows: own.rows,
      columns: own.columns.toReversed().map(column => ({
        name: column.name,
        members: column.members.toReversed(),
        codes: order.map(row => column.members.length - 1 - column.codes[row]!),
      })),
      children: order.map(row => 1000 - own.children![row]!),
    };
    expect(new Set(order).size).toBe(own.rows);
    expect(hiddenKeys(solved(turned, families.toReversed()))).toEqual(hiddenKeys(solved(own)));
  });

  it('never hides or moves what was shown before', () => {
    const own = units(random(21), 200, false);
    const before = solved(own, families.slice(0, 3));
    const shown = before.cells.keys.filter((_, cell) => !before.answer.hidden[cell] && before.cells.weights[cell]);
    const cells = planCells(own, families);
    const answer = solvePlan({
      cells,
      rule,
      earlier: {
        held: new Set(shown),
        hidden: new Set(hiddenKeys(before)),
        moves: before.answer.moves.map(move => move.edits),
      },
    })!;
    expect(shown.length).toBeGreaterThan(20);
    for (const key of shown) expect(answer.hidden[cells.keys.indexOf(key)], key).toBe(0);
    expect(checkPlan(cells, rule, answer)).toEqual([...answer.unproven]);
  });

  it('stops when cancelled, and says what coarsening takes out cells without a proof', () => {
    const own = units(random(2), 120, false);
    const cells = planCells(own, families);
    expect(solvePlan({ cells, rule, isCancelled: () => true })).toBeNull();
    const answer = solvePlan({ cells, rule, limits: { weighed: 0 } })!;
    expect(answer.unproven.length).toBeGreaterThan(0);
    const fallbacks = planFallbacks({
      cells,
      unproven: answer.unproven,
      ground: rule.ground,
      members: cells.names.map(name => members[name]!.toSorted()),
      missing: 'west',
    });
    expect(fallbacks[0]).toMatchObject({ kind: 'without-unlocated', column: 'district' });
    expect(fallbacks.filter(one => one.kind === 'hide-line')).toHaveLength(answer.unproven.length);
  });
});
