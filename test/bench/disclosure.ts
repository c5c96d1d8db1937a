import path from 'node:path';
import { protectedPivot } from '../../electron/engine/disclosure/protected-pivot.ts';
import { protectionOf } from '../../electron/engine/disclosure/protect.ts';
import { roles } from '../../electron/engine/disclosure/protection-question.ts';
import type { ProtectionQuestion } from '../../electron/engine/disclosure/protection-question.ts';
import { shippedRules } from '../../electron/engine/disclosure/rules.ts';
import { loadSolver } from '../../electron/engine/disclosure/solver.ts';
import { tableModelOf } from '../../electron/engine/disclosure/table.ts';
import type { Dimension } from '../../electron/engine/disclosure/table.ts';
import { Work } from '../../electron/engine/disclosure/work.ts';

/**
 * How long protection takes: `node test/bench/disclosure.ts`. Prints medians of the usual board table (12 × 15 with
 * totals) and of a three-way table of 6,300 cells of which about 2,000 are small. It asserts nothing.
 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function flat(name: string, members: number): Dimension {
  return { root: name, tree: { [name]: Array.from({ length: members }, (_, i) => `${name}${i}`) } };
}

/** Of the last question: how much a table takes. */
let lastWork = new Work(0);

/** Counts of a skewed distribution at the leaves, summed upwards; 1 to 5 is sensitive, zeros are shown. */
function question(dims: readonly Dimension[], mean: number, seed: number): ProtectionQuestion {
  const model = tableModelOf(dims);
  const next = random(seed);
  const truth = new Float64Array(model.size).fill(-1);
  const { starts, indices, lower } = model.relations;
  const parents = new Set(Array.from({ length: lower.length }, (_, r) => indices[starts[r]!]!));
  const sizes = dims.map((_, d) => model.members[d]!.map(() => -Math.log(1 - next())));
  for (let cell = 0; cell < model.size; cell++) {
    if (parents.has(cell)) continue;
    const codes = model.codesOf(cell);
    const rate = codes.reduce((product, code, d) => product * sizes[d]![model.members[d]!.indexOf(code)]!, mean);
    let count = 0;
    for (let sum = -Math.log(1 - next()); sum < rate; sum -= Math.log(1 - next())) count++;
    truth[cell] = count;
  }
  for (let again = true; again;) {
    again = false;
    for (let r = 0; r < lower.length; r++) {
      if (truth[indices[starts[r]!]!]! >= 0) continue;
      let sum = 0;
      for (let k = starts[r]! + 1; k < starts[r + 1]!; k++)
        sum = truth[indices[k]!]! < 0 ? NaN : sum + truth[indices[k]!]!;
      if (Number.isNaN(sum)) again = true;
      else truth[indices[starts[r]!]!] = sum;
    }
  }
  const small = (value: number) => value >= 1 && value <= 5;
  return {
    relations: model.relations,
    products: [model.product],
    truth,
    publishedLower: truth,
    publishedUpper: truth,
    hiddenLower: truth.map(value => Math.min(1, value)),
    role: Uint8Array.from(truth, value => (small(value) ? roles.hidden : value === 0 ? roles.known : roles.free)),
    sensitive: Array.from(truth.keys()).filter(cell => small(truth[cell]!)),
    width: () => 1,
    whole: true,
    work: (lastWork = new Work(40_000_000)),
  };
}

function time(name: string, make: (seed: number) => ProtectionQuestion, runs: number): void {
  const times: number[] = [];
  let line = '';
  for (let run = 0; run < runs; run++) {
    const asked = make(run + 1);
    const began = performance.now();
    const found = protectionOf(solver, asked);
    times.push(performance.now() - began);
    line = `${asked.relations.columns} cells, ${asked.sensitive.length} sensitive, ${found.secondary.length} more hidden, ${found.exposed.length} exposed`;
  }
  times.sort((a, b) => a - b);
  console.error(
    `${name}: median ${times[times.length >> 1]!.toFixed(0)} ms, largest ${times.at(-1)!.toFixed(0)} ms of ${runs}; ${lastWork.spent.toFixed(0)} steps (last: ${line})`,
  );
}

const began = performance.now();
const solver = await loadSolver();
console.error(`solver loaded in ${(performance.now() - began).toFixed(0)} ms`);
time('board table 12 × 15', seed => question([flat('district', 12), flat('quarter', 15)], 20, seed), 7);
time('three-way table', seed => question([flat('ward', 20), flat('quarter', 14), flat('cohort', 19)], 4.6, seed), 3);

/** Children who come in several quarters: rows, distinct children and the share seen in time, over 12 districts × 15 quarters. */
function boardPivot(seed: number, audience: 'board' | 'public') {
  const next = random(seed);
  const [districts, quarters] = [12, 15];
  const width = quarters + 1;
  const sets = Array.from({ length: (districts + 1) * width }, () => new Set<number>());
  const [rows, inTime] = [new Float64Array(sets.length), new Float64Array(sets.length)];
  const sizes = Array.from({ length: districts }, () => next() ** 2);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  for (let row = 0; row < 2400; row++) {
    let left = next() * total;
    const district = sizes.findIndex(size => (left -= size) < 0) + 1 || districts;
    const quarter = 1 + Math.floor(next() * quarters);
    const child = district * 10_000 + Math.floor(next() * 90);
    for (const cell of [0, quarter, district * width, district * width + quarter]) {
      sets[cell]!.add(child);
      rows[cell]!++;
    }
    if (next() < 0.8) for (const cell of [0, quarter, district * width, district * width + quarter]) inTime[cell]!++;
  }
  const children = Float64Array.from(sets, set => set.size);
  const axis = (leaves: number) => ({
    parent: Int32Array.from({ length: leaves + 1 }, (_, node) => (node ? 0 : -1)),
    shown: new Uint8Array(leaves + 1).fill(1),
  });
  return {
    rules: shippedRules(path.resolve(import.meta.dirname, '../../resources')).audiences[audience],
    rows: axis(districts),
    columns: axis(quarters),
    counts: [
      { name: 'rows', counts: rows },
      { name: 'children', counts: children, within: 'rows' },
      { name: 'in_time', counts: inTime, of: 'rows' },
    ],
    values: [
      { name: 'rows', kind: 'count' as const, reveals: ['rows'], values: rows },
      { name: 'children', kind: 'count' as const, reveals: ['children'], values: children },
      {
        name: 'share',
        kind: 'ratio' as const,
        reveals: ['in_time', 'rows'],
        values: inTime.map((count, i) => count / rows[i]!),
        ratio: { numerator: 'in_time', denominator: 'rows', per: 1 },
      },
    ],
    steps: 40_000_000,
  };
}

for (const audience of ['board', 'public'] as const) {
  const times: number[] = [];
  let line = '';
  for (let run = 1; run <= 5; run++) {
    const asked = boardPivot(run, audience);
    const start = performance.now();
    const found = protectedPivot(solver, asked);
    times.push(performance.now() - start);
    const { cells, primary, secondary } = found.summary;
    line = `${cells} cells, ${primary} small, ${secondary} more hidden${found.withheld ? ', withheld' : ''}`;
  }
  times.sort((a, b) => a - b);
  console.error(`rows, children and a share for a ${audience}: median ${times[2]!.toFixed(0)} ms (last: ${line})`);
}
