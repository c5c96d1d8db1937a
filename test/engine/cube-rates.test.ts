import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { codesOf, end, load, newWorkspace, pivot, places } from './cube-setting.ts';

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await newWorkspace());
});
afterAll(() => remove());

const districts = [...new Set(places.map(place => place.district))];
const row = fc.record({
  child: fc.integer({ min: 1, max: 30 }),
  age: fc.integer({ min: 10, max: 17 }),
  at: fc.option(fc.constantFrom(...places), { nil: null, freq: 6 }),
});
const dataset = datasetNamed('referrals')!;

it('a rate at every grain is distinct children over the residents of its areas, as plain SQL has them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 60 }),
      fc.option(fc.subarray(districts, { minLength: 1 }), { nil: null }),
      async (given, chosen) => {
        const rows = given.map(({ at, ...rest }) => ({ ...rest, referred_on: '2016-06-01', ...at }));
        const batch = await load(workspace, dataset, rows);
        const table = await pivot(workspace, {
          dataset: 'referrals',
          rows: ['district', 'ward'],
          values: [{ measure: 'rate_10_17' }],
          filters: chosen ? [{ field: 'district', in: chosen }] : [],
          totals: { rows: 'after', subtotals: true },
        });
        const filtered = chosen ? `AND district IN (${chosen.map(code => `'${code}'`).join(', ')})` : '';
        let compared = 0;
        table.rows.forEach((header, at) => {
          const [district, ward] = codesOf(header);
          // What is not recorded has no residents; it counts in the totals above it.
          if (district === null || ward === null) return;
          const place = [district && `AND district = '${district}'`, ward && `AND ward = '${ward}'`]
            .filter(Boolean)
            .join(' ');
          const children = workspace.read.get<{ n: number }>(
            `SELECT count(DISTINCT child) AS n FROM fact_referral WHERE batch_id = ? ${filtered} ${place}`,
            batch,
          )!.n;
          const residents = workspace.read.get<{ n: number | null }>(
            `SELECT sum(children_10_17) AS n FROM area WHERE level = '${ward ? 'ward' : 'district'}' ${ward ? `AND code = '${ward}'` : `${filtered.replace('district', 'code')} ${place.replace('district', 'code')}`}`,
          )!.n!;
          // Where no row says its district nobody knows how many are of one.
          const isUnknown = chosen !== null && given.every(one => one.at === null);
          if (isUnknown) expect(table.cells[at]).toBeNaN();
          else expect(table.cells[at]).toBeCloseTo((children / residents) * 10_000, 8);
          compared += 1;
        });
        await end(workspace, [batch]);
        if (rows.some(one => !chosen || ('district' in one && chosen.includes(one.district as never))))
          expect(compared).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  );
});
