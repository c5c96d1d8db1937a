import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { usualLimits } from '../../electron/engine/cube/base.ts';
import { Crew, crew } from '../../electron/engine/cube/columns/crew.ts';
import { Facts } from '../../electron/engine/cube/columns/facts.ts';
import { columnMemory, manyRows } from '../../electron/engine/cube/columns/pass.ts';
import type { Pass, Tallies } from '../../electron/engine/cube/columns/pass.ts';
import { pivotOf } from '../../electron/engine/cube/pivot.ts';
import type { Surroundings } from '../../electron/engine/cube/evaluation.ts';
import type { Column } from '../../electron/engine/store/segments.ts';
import { notRecorded } from '../../electron/engine/store/segments.ts';
import { pivotDescription } from '../../shared/contract/cube.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import type { Dataset, Field, MeasureKind } from '../../shared/model/dataset.ts';

/* What several threads add up is what one adds up, to the last bit, whoever of them is there. */

const field = (name: string, type: Field['type']): Field => ({
  name,
  label: name,
  group: 'what',
  type,
  axis: type === 'code',
  description: '',
});
const measure = (name: string, compute: MeasureKind) => ({
  name,
  label: name,
  definition: '',
  formula: '',
  compute,
  unit: '',
  format: 'number' as const,
  decimals: 1,
});
const codeFields = { few: 3, some: 14, more: 60, many: 700 } as const;
type CodeField = keyof typeof codeFields;
const dataset: Dataset = {
  name: 'crew',
  label: 'Crew',
  grain: 'a row',
  table: 'fact_crew',
  dateField: null,
  fields: [
    ...Object.keys(codeFields).map(name => field(name, 'code')),
    field('full', 'number'),
    field('gaps', 'number'),
    field('person', 'key'),
  ],
  measures: [
    measure('rows', { kind: 'rows' }),
    measure('sum', { kind: 'sum', field: 'full' }),
    measure('mean', { kind: 'mean', field: 'gaps' }),
    measure('lowest', { kind: 'minimum', field: 'gaps' }),
    measure('highest', { kind: 'maximum', field: 'full' }),
    measure('median', { kind: 'median', field: 'gaps' }),
    measure('persons', { kind: 'distinct', field: 'person' }),
    measure('kinds', { kind: 'distinct', field: 'some' }),
    measure('share', {
      kind: 'share',
      numerator: [{ field: 'few', in: ['1'] }],
      denominator: [{ field: 'few', is: 'recorded' }],
    }),
  ],
  opening: { rows: ['few'], columns: ['some'], measure: 'sum' },
};

function factsOfSize(rows: number, seed: number): Facts {
  let state = seed;
  const below = (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const columns: Record<string, Column> = {
    full: { kind: 'numbers', numbers: Float64Array.from({ length: rows }, () => below(2 ** 31) / 977 - 1e6) },
    gaps: { kind: 'numbers', numbers: Float64Array.from({ length: rows }, () => (below(5) ? below(999) / 7 : NaN)) },
    person: {
      kind: 'integers',
      integers: Int32Array.from({ length: rows }, () => (below(9) ? below(rows) : notRecorded)),
    },
  };
  for (const [name, size] of Object.entries(codeFields))
    columns[name] = {
      kind: 'codes',
      codes: Uint16Array.from({ length: rows }, () => below(size + 1)),
      dictionary: Array.from({ length: size }, (_, i) => String(i + 1)),
    };
  const batch = {
    id: 1,
    agency: null,
    periodFrom: null,
    periodTo: null,
    fileName: '',
    importedAt: '2018-01-01',
    firstCameIn: '2018-01-01',
    synthetic: true,
    start: 0,
    rows,
    stamp: '',
  };
  return new Facts(dataset, [batch], new Map(), (_, name) => columns[name], null);
}

const surroundings: Surroundings = {
  codeLists: {},
  coverage: null,
  population: null,
  setAsideRows: 0,
  dataVersion: 1,
  synthetic: true,
  now: () => new Date(0),
};

const bytes = (array: ArrayBufferView) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
const alone = new Crew(0);

afterEach(() => {
  vi.restoreAllMocks();
  crew.rest();
});

/** Asks until the other threads are up and are asked too. */
async function withThreads(one: Crew, pass: Pass): Promise<void> {
  const posted = vi.spyOn(Worker.prototype, 'postMessage');
  for (let i = 0; i < 500 && !posted.mock.calls.length; i++) {
    one.tallied(pass);
    await sleep(10);
  }
  expect(posted).toHaveBeenCalled();
}

function passOf(rows: number): Pass {
  const codes = new Uint8Array(columnMemory(rows, 1));
  const mask = new Uint8Array(columnMemory(rows, 1));
  const full = new Float64Array(columnMemory(rows, 8));
  const gaps = new Float64Array(columnMemory(rows, 8));
  for (let i = 0; i < rows; i++) {
    codes[i] = i % 50;
    mask[i] = i % 3 === 0 ? 1 : 0;
    full[i] = Math.sin(i) * 1e6;
    gaps[i] = i % 7 === 0 ? NaN : i;
  }
  const columns = [
    { numbers: full, complete: true },
    { numbers: gaps, complete: false },
  ];
  return {
    slots: 50,
    digits: [{ codes, stride: 1 }],
    all: null,
    rows: null,
    count: rows,
    masks: [mask],
    sums: columns,
    extremes: columns,
    marks: [{ keys: codes, size: 50 }],
  };
}

/** Tallies as they are now: the memory of a crew is used again. */
const kept = (tallies: Tallies) => structuredClone(tallies);

describe('the crew', () => {
  it('answers what one thread answers, bit for bit', { timeout: 120_000 }, async () => {
    await withThreads(crew, passOf(manyRows));
    const tables = [5000, manyRows, 163_840, 300_001].map((rows, i) => factsOfSize(rows, 7 + i));
    const names = fc.shuffledSubarray(Object.keys(codeFields) as CodeField[], { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom(...tables),
        names,
        fc.integer({ min: 0, max: 3 }),
        fc.shuffledSubarray(
          dataset.measures.map(one => one.name),
          { minLength: 1, maxLength: 4 },
        ),
        fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
        fc.constantFrom(
          usualLimits,
          { ...usualLimits, direct: 10 },
          { ...usualLimits, direct: 10, dense: 10 },
          { ...usualLimits, marks: 0 },
        ),
        (facts, axes, split, values, filter, limits) => {
          const given: PivotDescription = {
            dataset: 'crew',
            rows: axes.slice(0, split),
            columns: axes.slice(split),
            values: values.map(name => ({ measure: name })),
            filters: filter === null ? [] : [{ field: 'few', in: [String(filter), null] }],
            totals: { rows: 'after', columns: 'after', subtotals: true },
          };
          const description = v.parse(pivotDescription, given);
          const together = pivotOf(facts, description, { ...surroundings, limits });
          const spy = vi.spyOn(crew, 'tallied').mockImplementation(pass => alone.tallied(pass));
          const single = pivotOf(facts, description, { ...surroundings, limits });
          spy.mockRestore();
          expect(bytes(together.cells).equals(bytes(single.cells))).toBe(true);
          expect(bytes(together.status).equals(bytes(single.status))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('adds up every row once', () => {
    const pass = passOf(manyRows + 12_345);
    const { counts, masks, sums, extremes, seen } = alone.tallied(pass);
    const { numbers } = pass.sums[1]!;
    for (const slot of [0, 1, 49]) {
      const rows = Array.from({ length: pass.count }, (_, i) => i).filter(i => i % 50 === slot);
      const recorded = rows.filter(i => !Number.isNaN(numbers[i]!));
      expect(counts[slot]).toBe(rows.length);
      expect(masks[0]![slot]).toBe(rows.filter(i => i % 3 === 0).length);
      expect(sums[1]!.recorded[slot]).toBe(recorded.length);
      expect(sums[1]!.totals[slot]! + sums[1]!.lost[slot]!).toBe(recorded.reduce((sum, i) => sum + i, 0));
      expect(extremes[1]!.low[slot]).toBe(recorded[0]);
      expect(extremes[1]!.high[slot]).toBe(recorded.at(-1));
      expect(seen[0]!.filter((_, at) => at % 50 === slot).indexOf(1)).toBe(slot);
    }
  });

  it('is only slower when a thread dies with a part in its hands', async () => {
    const pass = passOf(2_000_000);
    const expected = kept(alone.tallied(pass));
    const dying = `import { parentPort, workerData } from 'node:worker_threads';
      parentPort.on('message', ({ state }) => { Atomics.add(state, 0, 1); process.exit(); });
      Atomics.store(workerData, 0, 1);`;
    const doomed = new Crew(1, new URL(`data:text/javascript,${encodeURIComponent(dying)}`), 100);
    await withThreads(doomed, pass);
    expect(kept(doomed.tallied(pass))).toEqual(expected);
    expect(kept(doomed.tallied(pass))).toEqual(expected);
    doomed.rest();
  });

  it('works without threads: none wanted, none that starts, none that answers', async () => {
    const pass = passOf(manyRows);
    const expected = kept(alone.tallied(pass));
    const missing = new Crew(2, new URL('file:///nowhere/crew-worker.ts'));
    const silent = new Crew(2, new URL('data:text/javascript,'));
    for (let i = 0; i < 5; i++) {
      expect(kept(missing.tallied(pass))).toEqual(expected);
      expect(kept(silent.tallied(pass))).toEqual(expected);
      await sleep(20);
    }
    missing.rest();
    silent.rest();
  });
});
