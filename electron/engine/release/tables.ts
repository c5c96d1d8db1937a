import path from 'node:path';
import type { ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { tableWithClaims } from '../claims/table-claims.ts';
import { clipboardTable } from '../cube/clipboard-text.ts';
import { exportedFile } from '../cube/export.ts';
import { releaseOf, tableToRelease } from '../cube/tables.ts';
import type { TableToRelease } from '../cube/tables.ts';
import { confirmReleases, voidReleases, writeRelease } from '../disclosure/ledger.ts';
import type { NewRelease } from '../disclosure/ledger.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { Call, Handlers } from '../subject.ts';
import { giveOut, markVoid, toFile } from './give-out.ts';

interface Named {
  readonly name: string;
  readonly purpose: string;
}

interface TableLeaving extends Pick<TableToRelease, 'table' | 'memberLabel'> {
  readonly releases: readonly NewRelease[];
}

/** A table that is about to leave, with its entry for the ledger; none where it tells nothing that has to be remembered. */
export async function tableLeaving(
  description: ParsedPivot,
  { name, purpose }: Named,
  inside: Call,
): Promise<TableLeaving> {
  const found = await tableToRelease(description, inside);
  const { cells, moves, memberLabel } = found;
  const table = tableWithClaims(found, description, inside);
  const given = { name: name || table.provenance.datasetLabel, purpose, at: inside.now().toISOString() };
  return {
    table,
    memberLabel,
    releases: cells ? [releaseOf(table, { ...given, by: inside.actor, cells, ...(moves ? { moves } : {}) })] : [],
  };
}

/**
 * A table that leaves with something larger, such as a briefing: entered in the ledger at once, so that the tables after
 * it in the same turn are set against it. Only for a call inside a turn of the door.
 */
export async function tableGivenOut(description: ParsedPivot, named: Named, inside: Call): Promise<PivotTable> {
  const { table, releases } = await tableLeaving(description, named, inside);
  await inside.workspace.write(store => {
    for (const release of releases) writeRelease(store, release);
  });
  return table;
}

export const tableHandlers: Handlers<'cube.export' | 'cube.copy' | 'disclosure.void' | 'disclosure.settle'> = {
  'cube.export': async ({ description, format, file, title, purpose }, call) => {
    const { value } = await giveOut(
      call,
      {
        action: 'export',
        audience: description.audience,
        purpose,
        make: async inside => {
          const { table, releases, memberLabel } = await tableLeaving(
            description,
            { name: title || path.basename(file), purpose },
            inside,
          );
          const bytes = await exportedFile(table, format, {
            title: title || table.provenance.datasetLabel,
            purpose,
            memberLabel,
          });
          const subject = `${description.dataset} as ${format}, ${table.rows.length} × ${table.columns.length}: ${path.basename(file)}`;
          return { value: { table, bytes }, releases, subject };
        },
      },
      toFile(file),
    );
    const { rows, columns, values } = value.table;
    return { rows: rows.length, columns: columns.length * values.length };
  },

  // The bytes leave in the main process, which says when they could not.
  'cube.copy': async ({ description, title }, call) => {
    const { value, releases } = await giveOut(
      call,
      {
        action: 'copy',
        audience: description.audience,
        purpose: 'copied',
        make: async inside => {
          const { table, releases } = await tableLeaving(description, { name: title, purpose: 'copied' }, inside);
          const subject = `${description.dataset}, ${table.rows.length} × ${table.columns.length}`;
          return { value: clipboardTable(table), releases, subject };
        },
      },
      async () => undefined,
    );
    return { ...value, releases };
  },

  'disclosure.settle': async ({ release, written }, call) => {
    const at = call.now().toISOString();
    await call.workspace.write(store => {
      const known = store.get<{ name: string }>(
        `SELECT name FROM release WHERE id = ? AND written_at IS NULL AND void_at IS NULL`,
        release,
      );
      if (!known)
        throw new FaultError('refused', 'Of this table it is known whether it was written. Nothing was changed.');
      if (written) confirmReleases(store, [release], at);
      else voidReleases(store, [release], at);
      const outcome = written ? 'it was written' : 'nobody got it, so it is void';
      appendAudit(store, {
        at,
        actor: call.actor,
        action: 'settle-release',
        subject: `release ${release}, ${known.name}: ${outcome}`,
      });
    });
    return null;
  },

  'disclosure.void': async ({ releases }, call) => {
    await call.workspace.write(store => markVoid(store, releases, 'copy', call));
    return null;
  },
};
