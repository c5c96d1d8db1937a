import { afterEach, describe, expect, it } from 'vitest';
import { pivotTable } from '../../electron/engine/cube/tables.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import * as v from 'valibot';
import { cellStatuses, pivotDescription } from '../../shared/contract/cube.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { callOver, load, newWorkspace, places } from './cube-setting.ts';
import type { Row } from './cube-setting.ts';

/* The police ask about an online element from July 2016 on; health asks from its first return, in April 2016. */

const referrals = datasetNamed('referrals')!;
const row = (child: number, referred_on: string, online: string | null): Row => ({
  child,
  referred_on,
  district: places[0]!.district,
  ...(online === null ? {} : { online }),
});
const police = [
  row(1, '2015-05-10', null),
  row(2, '2016-04-10', null),
  row(3, '2016-08-10', 'yes'),
  row(4, '2016-11-10', 'no'),
];
const health = [row(5, '2016-05-10', 'yes'), row(6, '2016-09-10', 'no')];

let remove: (() => Promise<void>) | null = null;
afterEach(async () => {
  await remove?.();
  remove = null;
});

async function workspaceOf(agencies: Readonly<Record<string, readonly Row[]>>): Promise<Workspace> {
  const made = await newWorkspace();
  remove = made.remove;
  for (const [agency, rows] of Object.entries(agencies)) {
    const periodFrom = agency === 'health' ? '2016-04-01' : '2015-04-01';
    await load(made.workspace, referrals, rows, { agency, periodFrom, periodTo: '2016-12-31' });
  }
  return made.workspace;
}

/** Cells by "row column", as a figure or its status. */
async function cellsOf(workspace: Workspace, given: Partial<PivotDescription>) {
  const description = v.parse(pivotDescription, { dataset: 'referrals', values: [{ measure: 'rows' }], ...given });
  const table = await pivotTable(description, callOver(workspace));
  const nameOf = (path: readonly { readonly code: string | null }[]) => path.map(({ code }) => code ?? '–').join(' ');
  return new Map(
    table.rows.flatMap((header, r) =>
      table.columns.map((column, c) => {
        const at = r * table.columns.length + c;
        const value = table.cells[at]!;
        return [
          `${nameOf(header.path)} ${nameOf(column.path)}`.trim(),
          Number.isNaN(value) ? cellStatuses[table.status[at]!] : value,
        ] as const;
      }),
    ),
  );
}
const quarters = [{ field: 'referred_on', by: 'financial-quarter' }] as const;

describe('a member of a field that was not recorded yet', () => {
  it('is not available, and afterwards a zero is a zero', async () => {
    const cells = await cellsOf(await workspaceOf({ police }), { rows: ['online'], columns: [...quarters] });
    for (const quarter of ['2015/16 Q1', '2016/17 Q1'])
      for (const member of ['yes', 'no'])
        expect(cells.get(`${member} ${quarter}`), `${member} ${quarter}`).toBe('not-available');
    expect(cells.get('yes 2016/17 Q2')).toBe(1);
    expect(cells.get('no 2016/17 Q2')).toBe(0);
    expect(cells.get('yes 2016/17 Q3')).toBe(0);
    // What was not recorded is counted as such.
    expect([cells.get('– 2015/16 Q1'), cells.get('– 2016/17 Q2')]).toEqual([1, 0]);
  });

  it('is so for each supplier by itself, and for all of them only where none recorded it', async () => {
    const workspace = await workspaceOf({ police, health });
    const all = await cellsOf(workspace, { rows: ['online'], columns: [...quarters] });
    expect(all.get('yes 2015/16 Q1')).toBe('not-available');
    expect([all.get('yes 2016/17 Q1'), all.get('no 2016/17 Q1')]).toEqual([1, 0]);
    const each = await cellsOf(workspace, { rows: ['supplied_by', 'online'], columns: [...quarters] });
    expect(each.get('police yes 2016/17 Q1')).toBe('not-available');
    expect(each.get('health no 2016/17 Q1')).toBe(0);
    const one = await cellsOf(workspace, {
      rows: ['online'],
      columns: [...quarters],
      filters: [{ field: 'supplied_by', in: ['police'] }],
    });
    expect(one.get('no 2016/17 Q1')).toBe('not-available');
  });

  it('is a true zero where there were no rows at all to record it in', async () => {
    const later = [row(3, '2016-08-10', 'yes'), row(4, '2016-11-10', 'no')];
    const workspace = await workspaceOf({ police: later });
    const cells = await cellsOf(workspace, {
      rows: ['online'],
      columns: [...quarters],
      emptyMembers: true,
    });
    expect(cells.get('yes 2016/17 Q3')).toBe(0);
    expect(cells.get('no 2016/17 Q2')).toBe(0);
  });

  it('is so along one axis too, and in a table without a period where nobody ever recorded it', async () => {
    const workspace = await workspaceOf({ police, schools: [row(9, '2016-05-10', null)] });
    const along = await cellsOf(workspace, { columns: [...quarters, { field: 'online' }], emptyMembers: true });
    expect(along.get('2016/17 Q1 yes')).toBe('not-available');
    expect(along.get('2016/17 Q3 yes')).toBe(0);
    const suppliers = await cellsOf(workspace, { rows: ['supplied_by'], columns: ['online'] });
    expect(suppliers.get('schools yes')).toBe('not-available');
    expect(suppliers.get('police yes')).toBe(1);
  });
});
