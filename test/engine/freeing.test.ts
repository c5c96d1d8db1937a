import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coarserTables, freeingChanges } from '../../electron/engine/cube/freeing.ts';
import { pivotTable } from '../../electron/engine/cube/tables.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { callOver, load, newWorkspace, parsed, places } from './cube-setting.ts';

/** What can be done about a table that an audience cannot have. */
const dataset = datasetNamed('referrals')!;
let workspace: Workspace;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ workspace, remove } = await newWorkspace());
  let child = 0;
  await load(
    workspace,
    dataset,
    places.slice(0, 6).flatMap((place, i) =>
      Array.from({ length: 30 + 7 * i }, (_, n) => {
        child += 1;
        const sex = n % 3 ? 'female' : 'male';
        return {
          child,
          age: 10 + (child % 7),
          sex,
          referred_on: `2016-0${4 + (n % 3)}-01`,
          agency: 'police',
          ...place,
        };
      }),
    ),
  );
});
afterAll(() => remove());

const asked = (given: Partial<PivotDescription>) =>
  parsed({ dataset: 'referrals', values: [{ measure: 'rows' }], audience: 'public', ...given });

const wordsOf = (given: Partial<PivotDescription>) => coarserTables(asked(given), dataset).map(({ words }) => words);

describe('a table that an audience cannot have', () => {
  it('is made coarser from the least change to the most', () => {
    expect(
      wordsOf({
        rows: ['ward', 'age'],
        columns: [{ field: 'referred_on', by: 'month' }],
        filters: [{ field: 'sex', notIn: ['male'] }],
      }),
    ).toEqual([
      'Without the filter on Sex',
      'Without records of which Ward is not recorded',
      'By District in place of Ward',
      'By Age band in place of Age',
      'By financial quarter in place of month',
      'Without Referred on',
      'Without Age',
      'Without Ward',
    ]);
    expect(wordsOf({ rows: ['sex'] })).toEqual([]);
  });

  it('has no axis twice where what takes the place of one is there already', () => {
    const [, , areas, periods] = coarserTables(
      asked({
        rows: ['authority', 'district'],
        columns: [
          { field: 'referred_on', by: 'financial-year' },
          { field: 'referred_on', by: 'financial-quarter' },
        ],
      }),
      dataset,
    );
    expect(areas).toMatchObject({
      words: 'By Local authority in place of District',
      description: { rows: ['authority'] },
    });
    expect(periods!.description.columns).toEqual([{ field: 'referred_on', by: 'financial-year' }]);
  });

  it('is offered what can be shown, with how much of it; each offer is a table that is made', async () => {
    const refused: Partial<PivotDescription>[] = [
      { rows: ['age'], columns: ['sex'] },
      { rows: ['district'], filters: [{ field: 'sex', notIn: ['male'] }] },
    ];
    for (const given of refused) {
      const call = callOver(workspace);
      const made = async () => pivotTable(asked(given), call);
      await expect(made()).rejects.toBeInstanceOf(FaultError);
      const offers = await freeingChanges(asked(given), call);
      expect(offers.length).toBeGreaterThan(0);
      expect(offers.length).toBeLessThanOrEqual(3);
      for (const { description, cells, shown } of offers) {
        const table = await pivotTable(description, call);
        expect([table.cells.length, table.cells.length - (table.protection?.hidden ?? 0)]).toEqual([cells, shown]);
        expect(shown).toBeGreaterThan(0);
        expect(description.audience).toBe('public');
      }
    }
  });

  it('ends with its fault where the job is cancelled', async () => {
    const stop = new AbortController();
    stop.abort();
    const call = { ...callOver(workspace), signal: stop.signal };
    const given = asked({ rows: ['age'], columns: ['sex'] });
    const ended = freeingChanges(given, call).then(
      () => null,
      (error: unknown) => (error instanceof FaultError ? error.fault.code : error),
    );
    expect(await ended).toBe('cancelled');
  });
});
