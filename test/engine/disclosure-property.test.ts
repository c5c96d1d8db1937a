import loadHighs from 'highs';
import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { protectionOf } from '../../electron/engine/disclosure/protect.ts';
import { roles } from '../../electron/engine/disclosure/protection-question.ts';
import { loadSolver } from '../../electron/engine/disclosure/solver.ts';
import type { Solver } from '../../electron/engine/disclosure/solver.ts';
import { tableModelOf } from '../../electron/engine/disclosure/table.ts';
import type { Dimension } from '../../electron/engine/disclosure/table.ts';
import { Work } from '../../electron/engine/disclosure/work.ts';

/**
 * Random tables are protected, then attacked by code that shares nothing with the product: the unknowns here are the
 * leaves, every cell is written as a sum of leaves, and the solver is asked in its text format for another table.
 */
let solver: Solver;
let attacker: Highs;
beforeAll(async () => {
  solver = await loadSolver();
  attacker = await (loadHighs as unknown as () => Promise<Highs>)();
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

/** A tree of one or two levels; groups may have an only child. */
function dimension(next: Random, name: string, members: number): Dimension {
  const tree: Record<string, string[]> = { [name]: [] };
  for (let i = 0; i < members; i++) {
    const code = `${name}${i}`;
    tree[name]!.push(code);
    if (next() < 0.3) tree[code] = Array.from({ length: upTo(next, 1, 3) }, (_, k) => `${code}.${k}`);
  }
  return { root: name, tree };
}

interface RandomTable {
  readonly dims: readonly Dimension[];
  /** For each cell: its leaves. */
  readonly parts: readonly (readonly number[])[];
  readonly truth: Float64Array;
  readonly leaves: number;
}

/** Every cell with the leaves below it, worked out from the trees alone. */
function randomTable(next: Random, dims: readonly Dimension[]): RandomTable {
  const model = tableModelOf(dims);
  const below = (dimension: Dimension, code: string): string[] =>
    dimension.tree[code]?.length ? dimension.tree[code].flatMap(child => below(dimension, child)) : [code];
  const names = new Map<string, number>();
  const parts = Array.from({ length: model.size }, (_, cell) => {
    const lists = model.codesOf(cell).map((code, d) => below(dims[d]!, code));
    const points = lists.reduce<string[]>(
      (sofar, list) => sofar.flatMap(left => list.map(right => `${left}|${right}`)),
      [''],
    );
    return points.map(point => {
      if (!names.has(point)) names.set(point, names.size);
      return names.get(point)!;
    });
  });
  const mean = [0.6, 2, 6, 15][upTo(next, 0, 3)]!;
  const values = Array.from({ length: names.size }, () =>
    next() < 0.2 ? 0 : Math.floor(-Math.log(1 - next()) * mean),
  );
  return {
    dims,
    parts,
    leaves: names.size,
    truth: Float64Array.from(parts, list => list.reduce((sum, leaf) => sum + values[leaf]!, 0)),
  };
}

/** Whether another whole-number table fits in which the cell is larger (or smaller) by one or more; its cells, or null. */
function otherTable(
  table: RandomTable,
  hidden: Uint8Array,
  least: (cell: number) => number,
  target: number,
  larger: boolean,
): Float64Array | null {
  const sum = (cell: number) => table.parts[cell]!.map(leaf => `x${leaf}`).join(' + ');
  const lines = Array.from(table.truth.keys()).map(cell =>
    hidden[cell] ? `${sum(cell)} >= ${least(cell)}` : `${sum(cell)} = ${table.truth[cell]}`,
  );
  lines.push(
    larger ? `${sum(target)} >= ${table.truth[target]! + 1}` : `${sum(target)} <= ${table.truth[target]! - 1}`,
  );
  const leaves = Array.from({ length: table.leaves }, (_, leaf) => `x${leaf}`).join(' ');
  const answer = attacker.solve(
    `Minimize\n obj: 0 x0\nSubject To\n${lines.map((line, i) => ` c${i}: ${line}`).join('\n')}\nGenerals\n ${leaves}\nEnd`,
    { output_flag: false },
  );
  if (answer.Status !== 'Optimal') return null;
  const found = answer.Columns as Record<string, { readonly Primal: number }>;
  return Float64Array.from(table.parts, list =>
    list.reduce((total, leaf) => total + Math.round(found[`x${leaf}`]!.Primal), 0),
  );
}

/** Sensitive cells with only one value that fits. */
function exposedCells(
  table: RandomTable,
  hidden: Uint8Array,
  least: (cell: number) => number,
  sensitive: readonly number[],
): number[] {
  const safe = new Set<number>();
  for (const cell of sensitive)
    for (const larger of [true, false]) {
      if (safe.has(cell)) break;
      const other = otherTable(table, hidden, least, cell, larger);
      if (other) for (const one of sensitive) if (other[one] !== table.truth[one]) safe.add(one);
    }
  return sensitive.filter(cell => !safe.has(cell));
}

function trial(seed: number, dims: (next: Random) => readonly Dimension[]) {
  const next = random(seed);
  const table = randomTable(next, dims(next));
  const model = tableModelOf(table.dims);
  const zerosShown = next() < 0.6;
  const most = [1, 3, 5, 9][upTo(next, 0, 3)]!;
  const small = (value: number) => value <= most && (value > 0 || !zerosShown);
  const role = Uint8Array.from(table.truth, value =>
    small(value) ? roles.hidden : value === 0 && zerosShown ? roles.known : roles.free,
  );
  const sensitive = Array.from(table.truth.keys()).filter(cell => small(table.truth[cell]!));
  const least = (cell: number) => Math.min(zerosShown ? 1 : 0, table.truth[cell]!);
  const protection = protectionOf(solver, {
    relations: model.relations,
    products: next() < 0.8 ? [model.product] : [],
    truth: table.truth,
    publishedLower: table.truth,
    publishedUpper: table.truth,
    hiddenLower: Float64Array.from(table.truth.keys(), least),
    role,
    sensitive,
    width: () => 1,
    whole: true,
    work: new Work(10_000_000),
  });
  return { table, protection, sensitive, least, role };
}

const kinds = [
  {
    name: 'two dimensions',
    count: 1500,
    dims: (next: Random) => [dimension(next, 'A', upTo(next, 2, 4)), dimension(next, 'B', upTo(next, 2, 4))],
  },
  {
    name: 'three dimensions',
    count: 500,
    dims: (next: Random) => [
      dimension(next, 'A', upTo(next, 1, 3)),
      dimension(next, 'B', upTo(next, 2, 3)),
      { root: 'C', tree: { C: ['C0', 'C1', 'C2'].slice(0, upTo(next, 2, 3)) } },
    ],
  },
];

describe('a protected table', () => {
  for (const { name, count, dims } of kinds)
    it(`gives nothing away: ${count} random hierarchical tables in ${name}`, { timeout: 240_000 }, () => {
      const wrong: string[] = [];
      let withSensitive = 0;
      let refused = 0;
      for (let seed = 1; seed <= count; seed++) {
        const { table, protection, sensitive, least, role } = trial(seed * 31 + name.length, dims);
        if (sensitive.length) withSensitive++;
        if (sensitive.some(cell => !protection.hidden[cell])) wrong.push(`seed ${seed}: a sensitive cell is published`);
        if (Array.from(role.keys()).some(cell => role[cell] === roles.known && protection.hidden[cell]))
          wrong.push(`seed ${seed}: a shown zero is hidden`);
        if (protection.exposed.length) {
          refused++;
          // Refused rightly: with everything hidden that may be, it can still be derived.
          const all = Uint8Array.from(role, one => Number(one !== roles.known));
          if (!exposedCells(table, all, least, sensitive).length) wrong.push(`seed ${seed}: refused without need`);
          continue;
        }
        const exposed = exposedCells(table, protection.hidden, least, sensitive);
        if (exposed.length) wrong.push(`seed ${seed}: ${exposed.length} exposed`);
      }
      expect(wrong).toEqual([]);
      expect(withSensitive).toBeGreaterThan(count / 2);
      expect(refused).toBeLessThan(count / 4);
    });
});

/**
 * The fewest cells beside the sensitive ones that protect a table: for each sensitive cell another table that moves it by
 * one or more, in which only hidden cells move. Null when the solver does not finish.
 */
function fewestHidden(
  table: RandomTable,
  role: Uint8Array,
  least: (cell: number) => number,
  sensitive: readonly number[],
): number | null {
  const free = Array.from(role.keys()).filter(cell => role[cell] === roles.free);
  const lines: string[] = [];
  const bounds: string[] = [];
  const reach = 30;
  for (const target of sensitive) {
    const sum = (cell: number) => table.parts[cell]!.map(leaf => `d${target}_${leaf}`).join(' + ');
    for (let leaf = 0; leaf < table.leaves; leaf++) bounds.push(`-${reach} <= d${target}_${leaf} <= ${reach}`);
    for (const cell of role.keys()) {
      const down = Math.min(reach, table.truth[cell]! - least(cell));
      if (role[cell] === roles.known) lines.push(`${sum(cell)} = 0`);
      else if (role[cell] === roles.hidden) lines.push(`${sum(cell)} >= ${-down}`, `${sum(cell)} <= ${reach}`);
      else lines.push(`${sum(cell)} + ${down} y${cell} >= 0`, `${sum(cell)} - ${reach} y${cell} <= 0`);
    }
    lines.push(`${sum(target)} + ${reach + 1} u${target} >= 1`, `${sum(target)} + ${reach + 1} u${target} <= ${reach}`);
  }
  const binaries = [...free.map(cell => `y${cell}`), ...sensitive.map(cell => `u${cell}`)].join(' ');
  const answer = attacker.solve(
    `Minimize\n obj: ${free.map(cell => `y${cell}`).join(' + ') || '0 x'}\nSubject To\n${lines.map((line, i) => ` c${i}: ${line}`).join('\n')}\nBounds\n ${bounds.join('\n ')}\nBinaries\n ${binaries}\nEnd`,
    { output_flag: false, time_limit: 4 },
  );
  return answer.Status === 'Optimal' ? Math.round(answer.ObjectiveValue) : null;
}

it('hides at most twice as many more cells as the fewest that would do', { timeout: 120_000 }, () => {
  const dims = (next: Random) => [dimension(next, 'A', upTo(next, 2, 3)), dimension(next, 'B', upTo(next, 2, 3))];
  const wrong: string[] = [];
  let [compared, ours, best] = [0, 0, 0];
  const until = performance.now() + 20_000;
  for (let seed = 1; compared < 40 && performance.now() < until; seed++) {
    const { table, protection, sensitive, least, role } = trial(seed * 97, dims);
    if (!sensitive.length || sensitive.length > 6 || protection.exposed.length || !protection.secondary.length)
      continue;
    const fewest = fewestHidden(table, role, least, sensitive);
    if (fewest === null) continue;
    compared++;
    ours += protection.secondary.length;
    best += fewest;
    if (protection.secondary.length > 2 * Math.max(1, fewest))
      wrong.push(`seed ${seed}: ${protection.secondary.length} hidden, ${fewest} would do`);
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(10);
  expect(ours).toBeLessThanOrEqual(1.3 * best);
});
