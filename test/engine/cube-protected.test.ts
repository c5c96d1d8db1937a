import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tableHandlers } from '../../electron/engine/release/tables.ts';
import { lastRelease, readReleases, voidReleases } from '../../electron/engine/disclosure/ledger.ts';
import { loadSolver, Programme } from '../../electron/engine/disclosure/solver.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import type { Call } from '../../electron/engine/subject.ts';
import { cellStatuses, showAs } from '../../shared/contract/cube.ts';
import type { CellExplanation, PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import type { Answer } from '../../shared/contract/fault.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { partsOf, readWorkbook } from '../app/read-workbook.ts';
import { callOver, codesOf, parsed, pivot as pivotOver } from './cube-setting.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'csaf-protected-'));
let engine: Engine;
const place = () => ({ file: path.join(folder, 'demonstration.csaf'), passphrase: 'correct horse battery staple' });

async function answer<T>(method: string, input: unknown): Promise<Answer<T>> {
  return (await engine.call(method, input)) as Answer<T>;
}

async function got<T>(method: string, input: unknown): Promise<T> {
  const found = await answer<T>(method, input);
  if (!found.ok) throw new Error(`${method}: ${found.fault.message}`);
  return found.value;
}

const pivot = (description: PivotDescription) => got<PivotTable>('cube.pivot', description);

async function faultOf(method: string, input: unknown): Promise<string | null> {
  const found = await answer(method, input);
  return found.ok ? null : found.fault.code;
}

beforeAll(async () => {
  engine = createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor: 'tester',
    emit: () => undefined,
    log: () => undefined,
  });
  await got('workspace.create', { ...place(), demonstration: true });
  await got('workspace.open', place());
}, 60_000);

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const quarter = { field: 'referred_on', by: 'financial-quarter' as const };
const districtByQuarter = (given: Partial<PivotDescription> = {}): PivotDescription => ({
  dataset: 'referrals',
  rows: ['district'],
  columns: [quarter],
  values: [{ measure: 'rows' }],
  totals: { rows: 'after', columns: 'after' },
  ...given,
});

/** Every cell by its codes: number and status. */
function cellsOf(table: PivotTable): Map<string, { readonly value: number; readonly status: string }> {
  const cells = new Map<string, { value: number; status: string }>();
  table.rows.forEach((row, r) =>
    table.columns.forEach((column, c) =>
      table.values.forEach((_, v) => {
        const at = (r * table.columns.length + c) * table.values.length + v;
        cells.set(JSON.stringify([codesOf(row), codesOf(column), v]), {
          value: table.cells[at]!,
          status: cellStatuses[table.status[at]!]!,
        });
      }),
    ),
  );
  return cells;
}

const isSmall = (count: number, to: number) => count >= 1 && count <= to;

/**
 * An attacker of its own: everything published, every sum, and 1 or more in a hidden cell. Answers the cells of 1 to 5
 * that have one possible value only. `overlaps` where parts may count the same child.
 */
async function pinned(truth: PivotTable, shown: PivotTable, overlaps: boolean): Promise<string[]> {
  const solver = await loadSolver();
  const [height, width] = [shown.rows.length, shown.columns.length];
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const lower: number[] = [];
  const upper: number[] = [];
  const add = (cells: readonly number[], factors: readonly number[], from: number, to: number) => {
    indices.push(...cells);
    values.push(...factors);
    starts.push(indices.length);
    lower.push(from);
    upper.push(to);
  };
  const line = (cells: readonly number[]) => {
    const [total, parts] = [cells.at(-1)!, cells.slice(0, -1)];
    add([total, ...parts], [1, ...parts.map(() => -1)], overlaps ? -Infinity : 0, 0);
    if (overlaps) for (const part of parts) add([total, part], [1, -1], 0, Infinity);
  };
  for (let r = 0; r < height; r++) line(Array.from({ length: width }, (_, c) => r * width + c));
  for (let c = 0; c < width; c++) line(Array.from({ length: height }, (_, r) => r * width + c));
  const known = shown.cells;
  const programme = new Programme(
    solver,
    {
      columns: height * width,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
      lower: Float64Array.from(lower),
      upper: Float64Array.from(upper),
    },
    Float64Array.from(known, value => (Number.isNaN(value) ? 1 : value)),
    Float64Array.from(known, value => (Number.isNaN(value) ? 1e6 : value)),
  );
  const found: string[] = [];
  try {
    truth.cells.forEach((count, i) => {
      if (!isSmall(count, 5)) return;
      const [least, most] = [1, -1].map(sign => {
        programme.costs(Float64Array.from(known, (_, cell) => (cell === i ? sign : 0)));
        expect(programme.solve()).toBe('optimal');
        return programme.solution[i]!;
      }) as [number, number];
      if (most - least < 1 - 1e-6) found.push(`${i}: ${least} to ${most}`);
    });
  } finally {
    programme.dispose();
  }
  return found;
}

describe('a board’s view of district by quarter', () => {
  it.each([
    ['rows', false],
    ['children', true],
  ] as const)('hides %s of 1 to 5 and what would give them away', async (measure, overlaps) => {
    const description = districtByQuarter({ values: [{ measure }] });
    const truth = await pivot(description);
    const board = await pivot({ ...description, audience: 'board' });
    expect(board.provenance.audience).toBe('board');
    const [a, b] = [cellsOf(truth), cellsOf(board)];
    expect([...b.keys()]).toEqual([...a.keys()]);
    let small = 0;
    for (const [key, { value }] of a) {
      const { value: seen, status } = b.get(key)!;
      if (isSmall(value, 5)) {
        small += 1;
        expect(status).toBe('hidden');
      }
      if (status === 'hidden') expect(seen).toBeNaN();
      else expect(seen).toBe(value);
    }
    expect(small).toBeGreaterThan(0);
    expect(board.protection!.hidden).toBe([...b.values()].filter(cell => cell.status === 'hidden').length);
    expect(board.notes.map(note => note.text).join(' ')).toContain(
      'Counts of 1 to 5, and what would give them away, read c',
    );
    expect(await pinned(truth, board, overlaps)).toEqual([]);
  });

  it('leaves what an analyst sees as it is', async () => {
    const before = await pivot(districtByQuarter());
    await pivot(districtByQuarter({ audience: 'board' }));
    const after = await pivot(districtByQuarter());
    expect(after.cells).toEqual(before.cells);
    expect(after.provenance.audience).toBe('analyst');
    expect(after.protection).toBeUndefined();
  });

  it('rounds for the public, rates and shares too', async () => {
    const values = [{ measure: 'children' }, { measure: 'share_looked_after' }, { measure: 'referrals_per_child' }];
    const truth = await pivot(districtByQuarter({ values }));
    const open = await pivot(districtByQuarter({ values, audience: 'public' }));
    const [a, b] = [cellsOf(truth), cellsOf(open)];
    for (const [key, { value, status }] of b) {
      if (!key.endsWith(',0]') || Number.isNaN(value)) continue;
      expect(status).toBe(value === 0 ? 'zero' : 'rounded');
      expect(value % 5).toBe(0);
      expect(isSmall(a.get(key)!.value, 7)).toBe(false);
    }
    expect(open.notes.some(note => note.code === 'rounded')).toBe(true);
  });

  it('tells an order by shown numbers only, hidden ones last', async () => {
    const sort = [{ axis: 'rows', by: 'rows', column: ['2013/14 Q4'], direction: 'ascending' }] as const;
    const columns = (await pivot(districtByQuarter())).columns.map(codesOf);
    const code = columns[3]!;
    const board = await pivot(districtByQuarter({ audience: 'board', sort: [{ ...sort[0], column: [...code] }] }));
    const shown = board.rows.slice(0, -2).map((_, r) => board.cells[r * board.columns.length + 3]!);
    const numbers = shown.filter(value => !Number.isNaN(value));
    expect(numbers).toEqual(numbers.toSorted((x, y) => x - y));
    expect(shown.slice(0, numbers.length)).toEqual(numbers);
    const top = await pivot(
      districtByQuarter({ audience: 'board', rows: ['ward'], top: { axis: 'rows', n: 5, others: true } }),
    );
    const totals = top.rows.map((_, r) => top.cells[(r + 1) * top.columns.length - 1]!);
    expect(top.rows).toHaveLength(8);
    const all = await pivot(districtByQuarter({ rows: ['ward'] }));
    const truth = cellsOf(all);
    expect(totals.slice(0, 5).every(total => total > 5)).toBe(true);
    for (const [key, { status }] of cellsOf(top))
      if (truth.has(key) && isSmall(truth.get(key)!.value, 5)) expect(status).toBe('hidden');
  });
});

describe('every measure and every comparison', () => {
  const dataset = datasetNamed('referrals')!;
  const recorded = (field: string) => [{ field, notIn: [null] }];
  /** Counts that a measure gives away, counted by filters rather than by the measure. */
  const behind: Readonly<Record<string, readonly Partial<PivotDescription>[]>> = {
    rows: [{}],
    children: [{ values: [{ measure: 'children' }] }],
    rate_10_17: [{ values: [{ measure: 'children' }] }],
    referrals_per_child: [{}, { values: [{ measure: 'children' }] }],
    mean_age: [{ filters: recorded('age') }],
    days_to_allocation: [{ filters: [{ field: 'allocated_on', by: 'year', notIn: [null] }] }],
    days_to_panel: [{ filters: [{ field: 'panel_on', by: 'year', notIn: [null] }] }],
    share_looked_after: [
      { filters: [{ field: 'looked_after', in: ['yes'] }] },
      { filters: [{ field: 'looked_after', in: ['no'] }] },
      { filters: recorded('looked_after') },
    ],
    share_high_risk: [
      { filters: [{ field: 'risk_at_referral', in: ['high'] }] },
      { filters: [{ field: 'risk_at_referral', notIn: ['high', null] }] },
      { filters: recorded('risk_at_referral') },
    ],
    share_re_referral: [
      { filters: [{ field: 're_referral', in: ['yes'] }] },
      { filters: [{ field: 're_referral', in: ['no'] }] },
      { filters: recorded('re_referral') },
    ],
  };

  it('is known to this test', () => {
    expect(Object.keys(behind).toSorted()).toEqual(dataset.measures.map(measure => measure.name).toSorted());
  });

  it.each(Object.keys(behind))('%s shows nothing from which a count of 1 to 5 follows', async measure => {
    const counts = await Promise.all(
      behind[measure]!.map(async given => cellsOf(await pivot(districtByQuarter(given)))),
    );
    const smallAt = (key: string) => counts.some(count => isSmall(count.get(key)?.value ?? 0, 5));
    const base = (await pivot(districtByQuarter())).columns.map(codesOf)[4]![0]!;
    for (const show of showAs) {
      const description = districtByQuarter({
        values: [{ measure, show, ...(show.endsWith('-from') ? { base } : {}), interval: show === 'value' }],
        audience: 'board',
      });
      const table = await pivot(description);
      const columns = table.columns.map(codesOf);
      table.rows.forEach((row, r) =>
        columns.forEach((column, c) => {
          const at = r * columns.length + c;
          const key = (other: readonly unknown[]) => JSON.stringify([codesOf(row), other, 0]);
          if (smallAt(key(column))) {
            expect(table.cells[at]).toBeNaN();
            expect(cellStatuses[table.status[at]!]).not.toBe('value');
            if (table.lower)
              expect([table.lower[at], table.upper![at], table.numerators![at], table.denominators![at]]).toEqual([
                NaN,
                NaN,
                NaN,
                NaN,
              ]);
          }
          if (Number.isNaN(table.cells[at]!)) return;
          if (show.endsWith('from-previous')) expect(smallAt(key(columns[c - 1]!))).toBe(false);
          if (show.endsWith('-from')) expect(smallAt(key(columns[4]!))).toBe(false);
          if (show === 'share-of-row') expect(smallAt(key([]))).toBe(false);
          if (show === 'running-total')
            for (let before = 0; before <= c; before++) expect(smallAt(key(columns[before]!))).toBe(false);
        }),
      );
    }
  });

  it('hides a calculated number with any count behind it, and works it out from shown ones', async () => {
    const calculated = [{ name: 'twice', label: 'Twice', expression: 'if(rows > 3, 2 * rows, 1)' }];
    const table = await pivot(
      districtByQuarter({ values: [{ measure: 'twice' }, { measure: 'rows' }], calculated, audience: 'board' }),
    );
    for (let at = 0; at < table.cells.length; at += 2) {
      expect(table.cells[at]).toEqual(
        table.cells[at + 1]! > 3 ? 2 * table.cells[at + 1]! : Number.isNaN(table.cells[at + 1]!) ? NaN : 1,
      );
    }
  });
});

/** A small generator of numbers, the same in every run. */
function dice(seed: number) {
  let state = seed;
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

describe('tables at random', () => {
  const fields = ['district', 'age_band', 'sex', 'looked_after', 'agency', 'risk_at_referral', 'authority'] as const;
  const year = { field: 'referred_on', by: 'financial-year' as const };

  it('show no count of 1 to 5, on screen or in any part of a file', async () => {
    const roll = dice(20_181_122);
    await got('workspace.lock', {});
    const workspace = await openWorkspace(place().file, place().passphrase);
    const call = callOver(workspace);
    const pivot = (description: PivotDescription) => pivotOver(workspace, description);
    for (let n = 0; n < 24; n++) {
      const pool = [...fields];
      const take = () => pool.splice(roll(pool.length), 1)[0]!;
      const rows = Array.from({ length: roll(3) }, take);
      const columns = roll(2) ? [year, ...(roll(3) ? [] : [quarter])] : Array.from({ length: roll(2) }, take);
      const measures = ['rows', 'children', 'share_looked_after', 'mean_age', 'rate_10_17'];
      const values = ['rows', measures[roll(5)]!, measures[roll(5)]!].filter((one, i, all) => all.indexOf(one) === i);
      const field = take();
      const description: PivotDescription = {
        dataset: 'referrals',
        rows,
        columns,
        values: values.map(measure => ({ measure })),
        totals: {
          rows: (['none', 'before', 'after'] as const)[roll(3)],
          columns: (['none', 'before', 'after'] as const)[roll(3)],
          subtotals: roll(2) === 1,
        },
        ...(roll(3) ? {} : { filters: [{ field, notIn: [null] }] }),
      };
      const truth = cellsOf(await pivot(description));
      const board = await pivot({ ...description, audience: 'board' });
      const seen = cellsOf(board);
      expect([...seen.keys()]).toEqual([...truth.keys()]);
      for (const [key, { value }] of truth) {
        const measure = values[Number(/,(\d)\]$/.exec(key)![1])]!;
        const { status, value: shown } = seen.get(key)!;
        if ((measure === 'rows' || measure === 'children') && isSmall(value, 5)) expect(status).toBe('hidden');
        if (status === 'hidden') expect(shown).toBeNaN();
      }
      await expectFilesOf(call, board, { ...description, audience: 'board' });
      // Each table is the first that is given out: what the one before entered counts for nothing.
      await workspace.write(store =>
        voidReleases(
          store,
          Array.from({ length: lastRelease(store) }, (_, i) => i + 1),
          '2018-01-10T09:00:00.000Z',
        ),
      );
    }
    await workspace.close();
    await got('workspace.open', place());
  }, 60_000);

  async function expectFilesOf(call: Call, table: PivotTable, description: PivotDescription) {
    const save = (format: 'xlsx' | 'csv', to: string) =>
      tableHandlers['cube.export'](
        { description: parsed(description), format, file: to, title: '', purpose: 'a check' },
        call,
      );
    const shown = [...table.cells].filter(value => !Number.isNaN(value));
    const file = path.join(folder, 'table.xlsx');
    await save('xlsx', file);
    const bytes = readFileSync(file);
    const parts = partsOf(bytes);
    for (const name of parts.keys())
      expect(name).toMatch(
        /^(\[Content_Types\]|_rels\/|docProps\/|xl\/(workbook|styles|sharedStrings|theme|_rels|worksheets))/,
      );
    const [sheet, notes, ...more] = [...readWorkbook(bytes).values()];
    expect(more).toEqual([]);
    const numbers = sheet!.flat().filter(cell => typeof cell === 'number');
    expect(numbers).toHaveLength(shown.length);
    numbers.forEach((number, i) => expect(number).toBeCloseTo(shown[i]!, 9));
    expect(sheet!.flat().filter(cell => cell === 'c')).toHaveLength(table.protection!.hidden);
    expect(notes!.flat().every(cell => typeof cell !== 'number')).toBe(true);
    expect(notes!.find(row => row[0] === 'Audience')?.[1]).toBe('board');
    expect(notes!.find(row => row[0] === 'Rules')?.[1]).toBe('Version 2');
    const csv = path.join(folder, 'table.csv');
    await save('csv', csv);
    const width = table.columns.length * table.values.length;
    const body = readFileSync(csv, 'utf8')
      .split('\r\n\r\n')[0]!
      .split('\r\n')
      .slice(-table.rows.length)
      .map(row => row.split(',').slice(-width));
    body.flat().forEach((text, i) => {
      if (Number.isNaN(table.cells[i]!)) expect(text).not.toMatch(/\d/);
      else {
        const scale = table.values[i % table.values.length]!.format === 'percent' ? 100 : 1;
        expect(Number(text)).toBeCloseTo(table.cells[i]! * scale, 9);
      }
    });
  }
});

describe('what is given out', () => {
  it('is written down with where it was counted', async () => {
    const description = districtByQuarter({
      audience: 'board',
      rows: ['district'],
      columns: [{ field: 'referred_on', by: 'financial-year' }],
      filters: [{ field: 'agency', in: ['police'] }],
      top: { axis: 'rows', n: 2, others: true },
    });
    const table = await pivot(description);
    const released = await releasesAfter(async () => {
      await got('cube.export', {
        description,
        format: 'csv',
        file: path.join(folder, 'given.csv'),
        title: 'Given out',
      });
    });
    const release = released.at(-1)!;
    expect(release.name).toBe('Given out');
    const boxOf = (row: number, column: number) => {
      const codes = codesOf(table.rows[row]!);
      const year = codesOf(table.columns[column]!)[0];
      return release.cells.find(
        cell =>
          cell.box['agency']?.join() === 'police' &&
          (codes.length === 0
            ? !cell.box['district']
            : codes[0] === 'OTHERS'
              ? (cell.box['district']?.length ?? 0) > 1
              : cell.box['district']?.join() === codes[0]) &&
          (year === undefined
            ? !cell.box['referred_on']
            : cell.box['referred_on']?.length === 12 && cell.box['referred_on'][0] === `${year!.slice(0, 4)}-04`),
      );
    };
    table.rows.forEach((row, r) =>
      table.columns.forEach((_, c) => {
        const value = table.cells[r * table.columns.length + c]!;
        // "Not recorded" joins to the same text as no district at all would; it is told apart by its length.
        if (Number.isNaN(value) || codesOf(row)[0] === null) return;
        expect(boxOf(r, c)).toMatchObject({ measure: 'rows', lower: value, upper: value });
      }),
    );
  });

  /** The ledger, read with the workspace's own reader while the engine is away from it. */
  async function releasesAfter(work: () => Promise<void>) {
    await work();
    await got('workspace.lock', {});
    const workspace = await openWorkspace(place().file, place().passphrase);
    const found = readReleases(workspace.read, 'referrals');
    await workspace.close();
    await got('workspace.open', place());
    return found;
  }
});

describe('what is refused', () => {
  it('rows behind a cell, and what is behind a hidden number', async () => {
    const description = districtByQuarter({ audience: 'board' });
    expect(await faultOf('cube.rows', { description, row: [], column: [] })).toBe('refused');
    const board = await pivot(description);
    const at = board.cells.findIndex((_, i) => cellStatuses[board.status[i]!] === 'hidden');
    const place = (i: number, value = 0) => ({
      description,
      row: codesOf(board.rows[Math.floor(i / board.columns.length)]!),
      column: codesOf(board.columns[i % board.columns.length]!),
      value,
    });
    const hidden = await got<CellExplanation>('cube.explain', place(at));
    expect(hidden).toMatchObject({ value: null, status: 'hidden', numerator: null, denominator: null, rows: null });
    expect([hidden.lower, hidden.upper]).toEqual([null, null]);
    expect(hidden.batches.every(batch => batch.rows === null)).toBe(true);
    const open = await got<CellExplanation>('cube.explain', place(board.cells.length - 1));
    expect(open.value).toBe(board.cells.at(-1));
    expect(open.rows).toBeNull();
  });

  it('filters that leave people out and single ages, for the public', async () => {
    const open = (given: Partial<PivotDescription>) =>
      ['cube.pivot', districtByQuarter({ audience: 'public', ...given })] as const;
    expect(await faultOf(...open({ filters: [{ field: 'agency', notIn: ['police'] }] }))).toBe('refused');
    expect(await faultOf(...open({ filters: [{ field: 'age', from: 10, to: 12 }] }))).toBe('refused');
    expect(await faultOf(...open({ filters: [{ field: 'agency', in: ['police', 'health'] }] }))).toBe('refused');
    expect(await faultOf(...open({ rows: ['age'] }))).toBe('refused');
    expect(await faultOf(...open({ filters: [{ field: 'agency', in: ['police'] }] }))).toBeNull();
  });

  it('a table too large to be proven safe, with no file written', async () => {
    const description = districtByQuarter({ audience: 'board', rows: ['lsoa'] });
    const file = path.join(folder, 'large.csv');
    expect(['refused', 'too-large']).toContain(
      await faultOf('cube.export', {
        description: { ...description, columns: [quarter, { field: 'referred_on', by: 'month' }, 'sex', 'age_band'] },
        format: 'csv',
        file,
      }),
    );
    expect(existsSync(file)).toBe(false);
  });

  it('not what a publisher has protected already', async () => {
    const table = await pivot({
      dataset: 'population',
      rows: ['district'],
      values: [{ measure: 'persons' }],
      audience: 'public',
    });
    expect(table.provenance.audience).toBe('public');
    expect(table.notes.some(note => note.code === 'published')).toBe(true);
  });
});
