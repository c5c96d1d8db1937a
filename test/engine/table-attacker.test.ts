import type { Highs } from 'highs';
import { beforeAll, expect, it } from 'vitest';
import { attackingSolver, narrowedCells } from './table-attacker.ts';
import type { PrintedTable } from './table-attacker.ts';

let solver: Highs;
beforeAll(async () => {
  solver = await attackingSolver();
});

const leaf = (label: string) => ({ label, members: [label] });
const whole = (label: string, members: readonly string[]) => ({ label, members });
const quarters = ['Q1', 'Q2', 'Q3', 'Q4'];

/** One age band by agency, and later by looked after: three quarters, the fourth, and the year. */
const police = (fourth: (number | null)[]): PrintedTable[] => [
  {
    title: 'three quarters',
    dimensions: [
      { name: 'agency', lines: [leaf('Police'), leaf('Health')] },
      { name: 'quarter', lines: [whole('Q1 to Q3', quarters.slice(0, 3))] },
    ],
    values: [39, 20],
  },
  {
    title: 'fourth quarter',
    dimensions: [
      { name: 'agency', lines: [leaf('Police'), leaf('Health')] },
      { name: 'quarter', lines: [leaf('Q4')] },
    ],
    values: fourth,
  },
  {
    title: 'year',
    dimensions: [
      { name: 'agency', lines: [leaf('Police'), leaf('Health')] },
      { name: 'quarter', lines: [whole('year', quarters)] },
    ],
    values: [48, 31],
  },
];

it('takes three quarters from the year', () => {
  expect(narrowedCells(solver, police([null, 11]), 1)).toEqual([
    { title: 'fourth quarter', at: 0, labels: ['Police', 'Q4'], lower: 9, upper: 9 },
  ]);
});

it('goes on from what it worked out to another dimension', () => {
  const lookedAfter: PrintedTable = {
    title: 'looked after',
    dimensions: [
      { name: 'agency', lines: [leaf('Police')] },
      { name: 'quarter', lines: [leaf('Q4')] },
      { name: 'looked after', lines: [leaf('No'), leaf('not recorded'), leaf('Yes')] },
    ],
    values: [6, 0, null],
  };
  expect(narrowedCells(solver, [...police([null, 11]), lookedAfter], 1)).toContainEqual({
    title: 'looked after',
    at: 2,
    labels: ['Police', 'Q4', 'Yes'],
    lower: 3,
    upper: 3,
  });
});

const square = (total: number, hidden: number): PrintedTable[] => [
  {
    title: 'square',
    dimensions: [
      { name: 'area', lines: [leaf('a'), leaf('b'), whole('both', ['a', 'b'])] },
      { name: 'sex', lines: [leaf('f'), leaf('m'), whole('all', ['f', 'm'])] },
    ],
    values: [null, null, hidden, null, null, 30, 20, total - 20 + hidden - hidden, total],
  },
];

it('leaves alone what can be moved', () => {
  expect(narrowedCells(solver, square(35, 5), 3)).toEqual([]);
});

it('finds what is known to few candidates, at the width that is asked', () => {
  const tables = square(31, 1);
  expect(narrowedCells(solver, tables, 1)).toEqual([]);
  expect(narrowedCells(solver, tables, 2).map(one => one.upper - one.lower)).toEqual([1, 1, 1, 1]);
});

it('refuses tables that nobody can stand behind', () => {
  const [table] = square(35, 5);
  expect(() => narrowedCells(solver, [{ ...table!, values: [null, null, 5, null, null, 30, 20, 14, 35] }], 1)).toThrow(
    'No people fit',
  );
});
