import { protectionOf, roles } from '../../electron/engine/disclosure/protect.ts';
import type { ProtectionQuestion } from '../../electron/engine/disclosure/protect.ts';
import { loadSolver } from '../../electron/engine/disclosure/solver.ts';
import { tableModelOf } from '../../electron/engine/disclosure/table.ts';
import type { Dimension } from '../../electron/engine/disclosure/table.ts';

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

/** Counts of a skewed distribution at the leaves, summed upwards; 1 to 5 is sensitive, zeros are shown. */
function question(dims: readonly Dimension[], mean: number, seed: number, seconds: number): ProtectionQuestion {
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
    deadline: performance.now() + seconds * 1000,
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
    `${name}: median ${times[times.length >> 1]!.toFixed(0)} ms, largest ${times.at(-1)!.toFixed(0)} ms of ${runs} (last: ${line})`,
  );
}

const began = performance.now();
const solver = await loadSolver();
console.error(`solver loaded in ${(performance.now() - began).toFixed(0)} ms`);
time('board table 12 × 15', seed => question([flat('district', 12), flat('quarter', 15)], 20, seed, 10), 7);
time(
  'three-way table',
  seed => question([flat('ward', 20), flat('quarter', 14), flat('cohort', 19)], 4.6, seed, 20),
  3,
);
