import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Facts } from '../../electron/engine/cube/columns/facts.ts';
import { factsOf } from '../../electron/engine/cube/columns/facts.ts';
import type { Surroundings } from '../../electron/engine/cube/evaluation.ts';
import { pivotOf } from '../../electron/engine/cube/pivot.ts';
import { protectedTableOf } from '../../electron/engine/cube/protected/protected.ts';
import type { Protecting } from '../../electron/engine/cube/protected/protected.ts';
import { protectedPivot } from '../../electron/engine/disclosure/protected-pivot.ts';
import { rulesFor, shippedRules } from '../../electron/engine/disclosure/rules.ts';
import { loadSolver } from '../../electron/engine/disclosure/solver.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import type { Measure } from '../../shared/model/dataset.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { cell, codeLists, load, newWorkspace, parsed, places, resources } from './cube-setting.ts';

const dataset = datasetNamed('referrals')!;
const rules = rulesFor(shippedRules(resources), 'board');
let workspace: Workspace;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ workspace, remove } = await newWorkspace());
  const counts = [14, 3, 9, 0, 22, 2, 11, 8];
  let child = 0;
  await load(
    workspace,
    dataset,
    places.slice(0, 8).flatMap((place, i) =>
      Array.from({ length: counts[i]! }, () => {
        child += 1;
        return { child, age: 10 + (child % 7), sex: 'female', referred_on: '2016-05-01', agency: 'police', ...place };
      }),
    ),
  );
});
afterAll(() => remove());

const surroundings: Surroundings = {
  codeLists,
  coverage: null,
  population: null,
  setAsideRows: 3,
  dataVersion: 1,
  synthetic: false,
  now: () => new Date('2018-01-10T09:00:00.000Z'),
};

async function tableWith(
  given: Partial<Protecting>,
  description: Partial<PivotDescription> = {},
  facts = factsOf(workspace, dataset),
) {
  const solver = await loadSolver();
  return protectedTableOf(
    facts,
    parsed({
      dataset: 'referrals',
      rows: ['lsoa'],
      values: [{ measure: 'rows' }],
      totals: { rows: 'after' },
      audience: 'board',
      ...description,
    }),
    surroundings,
    { rules, rulesVersion: 1, protect: async question => protectedPivot(solver, question), ...given },
  );
}

describe('a protected table', () => {
  it('does not tell small numbers beside its cells', async () => {
    const table = await tableWith({});
    expect(cell(table, ['L001']).status).toBe('hidden');
    expect(table.provenance.setAsideRows).toBeNull();
    expect(table.provenance.rowsInTable).toBe(69);
    const filtered = await tableWith({}, { filters: [{ field: 'lsoa', notIn: ['L001'] }] });
    expect(filtered.provenance.rowsInDataset).toBeNull();
    const other = await tableWith({}, { values: [{ measure: 'children' }] });
    expect(other.provenance.rowsInTable).toBeNull();
  });

  it('shows means without the digits that tell how many they are of', async () => {
    const table = await tableWith({}, { values: [{ measure: 'mean_age' }] });
    const shown = [...table.cells].filter(value => !Number.isNaN(value));
    expect(shown).toEqual(shown.map(value => Math.round(value * 10) / 10));
  });

  it('hides empty places with the small where zeros are protected', async () => {
    const table = await tableWith(
      { rules: { ...rules, zeros: 'protected' } },
      { rows: ['lsoa'], columns: ['sex'], values: [{ measure: 'rows' }, { measure: 'mean_age' }] },
    );
    table.status.forEach((code, at) => {
      expect(['empty', 'zero', 'not-applicable']).not.toContain(cellStatuses[code]!);
      expect(table.cells[at]).not.toBe(0);
    });
  });
});

describe('nothing is shown', () => {
  const refusal = async (work: () => Promise<unknown> | unknown) => {
    try {
      await work();
    } catch (error) {
      return error instanceof FaultError ? error.fault : { code: 'internal', message: '' };
    }
    return null;
  };

  it('when protection cannot prove the table safe', async () => {
    const solver = await loadSolver();
    const fault = await refusal(() =>
      tableWith({ protect: async question => protectedPivot(solver, { ...question, steps: 0 }) }),
    );
    expect(fault?.code).toBe('refused');
    expect(fault?.message).toMatch(/withheld/);
  });

  it('when protection breaks, or lets a small count through', async () => {
    const broken = () => tableWith({ protect: () => Promise.reject(new Error('out of memory')) });
    expect((await refusal(broken))?.code).toBe('internal');
    const solver = await loadSolver();
    const careless = () =>
      tableWith({
        protect: async question =>
          protectedPivot(solver, { ...question, rules: { ...rules, hide: { from: 1, to: 1 }, complement: false } }),
      });
    expect((await refusal(careless))?.code).toBe('internal');
  });

  it.each(['minimum', 'mode'])('of a measure such as %s, which is of one person or not known', async kind => {
    const strange = { ...dataset.measures[0]!, name: 'strange', compute: { kind, field: 'age' } } as Measure;
    const facts = Object.create(factsOf(workspace, dataset), {
      dataset: { value: { ...dataset, measures: [...dataset.measures, strange] } },
    }) as Facts;
    expect(await refusal(() => tableWith({}, { values: [{ measure: 'strange' }] }, facts))).not.toBeNull();
  });

  it('by rules that do not protect, or through the analyst’s door', async () => {
    expect((await refusal(() => tableWith({ rules: { ...rules, protect: false } })))?.code).toBe('refused');
    const description = parsed({ dataset: 'referrals', values: [{ measure: 'rows' }], audience: 'public' });
    expect((await refusal(() => pivotOf(factsOf(workspace, dataset), description, surroundings)))?.code).toBe(
      'refused',
    );
  });
});
