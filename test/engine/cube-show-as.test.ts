import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { showAs } from '../../shared/contract/cube.ts';
import type { Header, PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { periodOf, daysOfIso } from '../../shared/model/period.ts';
import { cell, cellAt, codesOf, end, load, newWorkspace, pivot, places } from './cube-setting.ts';

/*
 * Every way of showing is derived again here from the plain values of the same table, by the headers alone.
 */

const dataset = datasetNamed('referrals')!;
let workspace: Workspace;
let remove: () => Promise<void>;
let loaded: number[] = [];
beforeAll(async () => {
  ({ workspace, remove } = await newWorkspace());
});
afterAll(() => remove());
afterEach(async () => {
  await end(workspace, loaded);
  loaded = [];
});

const row = fc
  .record({
    child: fc.integer({ min: 1, max: 20 }),
    age: fc.option(fc.integer({ min: 9, max: 17 }), { nil: null }),
    looked_after: fc.option(fc.constantFrom('yes', 'no'), { nil: null }),
    sex: fc.option(fc.constantFrom('female', 'male'), { nil: null }),
    referred_on: fc.option(
      fc.constantFrom('2015-05-01', '2015-08-01', '2016-02-01', '2016-06-01', '2017-01-20', '2017-03-31', '2017-05-05'),
      { nil: null, freq: 8 },
    ),
    at: fc.option(fc.constantFrom(...places), { nil: null }),
  })
  .map(({ at, ...rest }) => ({ ...rest, district: at?.district ?? null, ward: at?.ward ?? null }));

const year = { field: 'referred_on', by: 'financial-year' as const };
const quarter = { field: 'referred_on', by: 'financial-quarter' as const };
const shapes = [
  { rows: ['district', 'ward'], columns: [year, quarter] },
  { rows: ['district'], columns: [quarter] },
  { rows: [year, quarter], columns: ['sex'] },
  { rows: ['sex', year], columns: [] },
  { rows: [], columns: [year] },
] satisfies { rows: PivotDescription['rows']; columns: PivotDescription['columns'] }[];
const measures = ['rows', 'children', 'mean_age', 'share_looked_after'];
type Wanted = { readonly value: number } | { readonly status: string };

const key = (header: Header) => JSON.stringify(codesOf(header));
const parentKey = (header: Header) => JSON.stringify(codesOf(header).slice(0, -1));

/** What a show must be at a cell, from the plain values. Null: it keeps the status of the value. */
function derived(
  table: PivotTable,
  show: string,
  along: 'rows' | 'columns',
  measure: string,
  r: number,
  c: number,
  m: number,
  base: string,
): Wanted | null {
  const value = (row: number, column: number) => cellAt(table, row, column, m);
  const at = (axis: readonly Header[], path: string) => axis.findIndex(header => key(header) === path);
  const own = value(r, c);
  if (Number.isNaN(own.value)) return null;
  const totalRow = at(table.rows, '[]');
  const totalColumn = at(table.columns, '[]');
  const ratio = (other: { value: number }, scale = 1): Wanted =>
    Number.isNaN(other.value) || other.value === 0
      ? { status: 'not-applicable' }
      : { value: (own.value / other.value) * scale };
  const rowParent = at(table.rows, parentKey(table.rows[r]!));
  const columnParent = at(table.columns, parentKey(table.columns[c]!));
  const headers = along === 'rows' ? table.rows : table.columns;
  const i = along === 'rows' ? r : c;
  const other = (j: number) => (along === 'rows' ? value(j, c) : value(r, j));
  const header = headers[i]!;
  switch (show) {
    case 'share-of-row':
      return ratio(value(r, totalColumn));
    case 'share-of-column':
      return ratio(value(totalRow, c));
    case 'share-of-total':
      return ratio(value(totalRow, totalColumn));
    case 'share-of-parent-row':
      return ratio(value(rowParent, c));
    case 'share-of-parent-column':
      return ratio(value(r, columnParent));
    case 'index':
      return table.rowFields.length ? ratio(value(totalRow, c), 100) : ratio(value(r, totalColumn), 100);
    case 'rank': {
      const overRows = table.rowFields.length > 0;
      const lines = overRows ? table.rows : table.columns;
      const line = lines[overRows ? r : c]!;
      if (line.kind === 'total' || line.path.at(-1)!.code === null) return { status: 'not-applicable' };
      const siblings = lines.flatMap((l, j) =>
        l.path.length === line.path.length && parentKey(l) === parentKey(line) && l.path.at(-1)?.code !== null
          ? [overRows ? value(j, c).value : value(r, j).value]
          : [],
      );
      return { value: 1 + siblings.filter(n => n > own.value).length };
    }
    case 'running-total': {
      if (header.kind === 'total' || !['rows', 'children'].includes(measure)) return { status: 'not-applicable' };
      if (measure === 'children') return null;
      let total = 0;
      headers.forEach((l, j) => {
        if (
          j <= i &&
          l.path.length === header.path.length &&
          parentKey(l) === parentKey(header) &&
          !Number.isNaN(other(j).value)
        )
          total += other(j).value;
      });
      return { value: total };
    }
    default: {
      if (header.kind === 'total') return { status: 'not-applicable' };
      const last = header.path.at(-1)!;
      const dated = header.path.every(member => member.field === 'referred_on');
      let compared = -1;
      if (show.endsWith('previous')) {
        if (last.code === null) return { status: 'not-applicable' };
        for (let j = i - 1; j >= 0 && compared < 0; j--) {
          const l = headers[j]!;
          if (
            l.path.length === header.path.length &&
            l.path.at(-1)?.code !== null &&
            l.kind !== 'total' &&
            (dated || parentKey(l) === parentKey(header))
          )
            compared = j;
        }
        if (compared >= 0 && last.field === 'referred_on') {
          const by = last.code.includes('Q') ? 'financial-quarter' : 'financial-year';
          const first = (code: string) => {
            for (let day = daysOfIso('2015-01-01'); ; day += 1)
              if (periodOf(day, by).code === code) return periodOf(day, by);
          };
          const before = headers[compared]!.path.at(-1)!.code!;
          if (first(before).last + 1 !== first(last.code).first) compared = -1;
        }
      } else {
        compared = headers.findIndex(
          l =>
            l.path.length === header.path.length &&
            l.path.at(-1)?.code === base &&
            (dated || parentKey(l) === parentKey(header)),
        );
        if (compared < 0 && header.kind === 'subtotal') return { status: 'not-applicable' };
      }
      if (compared < 0) return { status: 'not-comparable' };
      const before = other(compared);
      if (Number.isNaN(before.value) || (compared !== i && (headers[i]!.incomplete || headers[compared]!.incomplete)))
        return { status: 'not-comparable' };
      if (show.startsWith('difference')) return { value: own.value - before.value };
      return before.value === 0 ? { status: 'not-applicable' } : { value: (own.value - before.value) / before.value };
    }
  }
}

describe('show as', () => {
  it('agrees with what the values say', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 80, size: 'max' }),
        fc.constantFrom(...shapes),
        fc.constantFrom('rows' as const, 'columns' as const),
        fc.constantFrom('2015/16', '2016/17 Q1', 'E07000192'),
        async (rows, shape, along, base) => {
          await end(workspace, loaded);
          loaded = [await load(workspace, dataset, rows)];
          const ask = (show: (typeof showAs)[number]) =>
            pivot(workspace, {
              dataset: 'referrals',
              ...shape,
              values: measures.map(measure => ({ measure, show, along, base })),
              totals: { rows: 'after', columns: 'after', subtotals: true },
            });
          const plain = await ask('value');
          for (const show of showAs.slice(1)) {
            const table = await ask(show);
            for (let r = 0; r < table.rows.length; r++)
              for (let c = 0; c < table.columns.length; c++)
                measures.forEach((measure, m) => {
                  const wanted = derived(plain, show, along, measure, r, c, m, base);
                  const got = cellAt(table, r, c, m);
                  const where = `${show} of ${measure} along ${along} at ${key(table.rows[r]!)} × ${key(table.columns[c]!)}: ${JSON.stringify(got)}`;
                  compared += 1;
                  if (wanted === null) {
                    if (Number.isNaN(cellAt(plain, r, c, m).value))
                      expect(got.status, where).toBe(cellAt(plain, r, c, m).status);
                  } else if ('value' in wanted)
                    expect(Math.abs(got.value - wanted.value), `${where} is not ${wanted.value}`).toBeLessThan(
                      1e-9 * Math.max(1, Math.abs(wanted.value)),
                    );
                  else expect(got.status, where).toBe(wanted.status);
                });
          }
        },
      ),
      {
        numRuns: 25,
        endOnFailure: true,
        seed: 5,
        asyncReporter: async run => {
          if (run.failed) throw run.errorInstance;
        },
      },
    );
    expect(compared).toBeGreaterThan(40_000);
  }, 60_000);

  it('a running total of children counts each child once so far', async () => {
    const of = (child: number, referred_on: string) => ({ child, referred_on, district: 'E07000192' });
    loaded = [
      await load(workspace, dataset, [
        of(1, '2016-04-02'),
        of(2, '2016-05-01'),
        of(1, '2016-07-10'),
        of(3, '2016-08-01'),
        of(2, '2016-11-01'),
        of(4, '2017-06-30'),
      ]),
    ];
    const table = await pivot(workspace, {
      dataset: 'referrals',
      rows: ['district'],
      columns: [year, quarter],
      values: [{ measure: 'children', show: 'running-total' }, { measure: 'children' }],
      totals: { subtotals: true },
    });
    const at = (...path: string[]) => cell(table, ['E07000192'], path).value;
    expect([at('2016/17', '2016/17 Q1'), at('2016/17', '2016/17 Q2'), at('2016/17', '2016/17 Q3')]).toEqual([2, 3, 3]);
    expect(cell(table, ['E07000192'], ['2016/17'], 1).value).toBe(3);
    expect(at('2017/18')).toBe(4);
  });

  it('a part of a year is not compared with a whole one, and a missing quarter is a gap', async () => {
    const of = (referred_on: string) => ({ child: 1, referred_on });
    loaded = [
      await load(workspace, dataset, [
        of('2014-04-01'),
        of('2014-07-01'),
        of('2014-10-01'),
        of('2015-03-31'),
        of('2015-04-01'),
        of('2015-07-01'),
        of('2016-01-01'),
        of('2016-03-31'),
        of('2016-06-30'),
      ]),
    ];
    const table = await pivot(workspace, {
      dataset: 'referrals',
      columns: [year, quarter],
      values: [{ measure: 'rows', show: 'difference-from-previous' }],
      totals: { subtotals: true },
    });
    const status = (...path: string[]) => cell(table, [], path).status;
    // Of 2015/16 a quarter has no row, and nobody said that there was nothing to report; 2016/17 has begun.
    expect(table.columns.filter(header => header.incomplete).map(codesOf)).toEqual([['2015/16'], ['2016/17']]);
    expect(status('2015/16', '2015/16 Q2')).toBe('zero');
    expect(status('2015/16', '2015/16 Q4')).toBe('not-comparable');
    expect(status('2015/16')).toBe('not-comparable');
    expect(status('2016/17')).toBe('not-comparable');
    // The half of 2015/16 that is in against the same half of the year before.
    expect(table.notes.find(note => note.code === 'like-for-like')?.text).toMatch(
      /^Referrals: 2 in Apr to Sep 2015, 2 in Apr to Sep 2014: 0\.0\u00a0% \(95\u00a0% interval .*no more than chance makes\./,
    );
  });
});
