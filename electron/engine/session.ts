import { rmSync } from 'node:fs';
import path from 'node:path';
import { FaultError } from '../../shared/contract/fault.ts';
import type { AppEvent } from '../../shared/contract/port.ts';
import type { WorkspaceState } from '../../shared/contract/workspace.ts';
import { datasets } from '../../shared/model/datasets.ts';
import { isoOfDays } from '../../shared/model/period.ts';
import { readCoverage } from './coverage/coverage.ts';
import { demonstrate } from './demonstration/demonstrate.ts';
import { fillAreas } from './areas/fill-areas.ts';
import type { Job } from './job.ts';
import { appendAudit, dataVersion } from './store/audit-trail.ts';
import { isPresenterCopy } from './store/presenter-copy.ts';
import { forgetDraft, readDrafts, saveDraft } from './store/drafts.ts';
import { checkWorkspace } from './store/integrity.ts';
import type { ReadableStore } from './store/store.ts';
import { isDemonstration, isSynthetic } from './store/synthetic.ts';
import { createWorkspace, openWorkspace } from './store/workspace.ts';
import type { Workspace } from './store/workspace.ts';
import { tellUnfinished } from './release/unfinished.ts';
import type { Handlers } from './subject.ts';

/** Which workspace is open, and which one was: a locked session knows its file and nothing more. */
export interface Session {
  opened(): Workspace;
  /** Whether this one is open still. */
  isOpened(workspace: Workspace): boolean;
  file(): string | null;
  /** From here on calls reach the workspace. While it is being filled, nobody is told that it is open. */
  enter(workspace: Workspace, filling?: boolean): void;
  /** Ends access; the file stays known when `forget` is false. */
  leave(forget: boolean): Promise<void>;
  state(): WorkspaceState;
  /** Whether what is open may only be read: a presenter copy. */
  isReadOnly(): boolean;
  close(): Promise<void>;
}

/** @param onLeave is told which workspace is left, before it is closed */
export function newSession(emit: (event: AppEvent) => void, onLeave: (left: Workspace) => void): Session {
  let workspace: Workspace | null = null;
  let file: string | null = null;
  let hidden = false;
  return {
    opened: () => {
      if (!workspace)
        throw new FaultError(
          'locked',
          file
            ? `${path.basename(file)} is locked. Enter its passphrase to go on.`
            : 'No workspace is open. Open one first.',
        );
      return workspace;
    },
    isOpened: one => one === workspace,
    file: () => file,
    enter: (entered, filling = false) => {
      workspace = entered;
      file = entered.path;
      hidden = filling;
      if (!filling) emit({ name: 'workspace', state: 'open' });
    },
    leave: async forget => {
      const left = workspace;
      workspace = null;
      hidden = false;
      if (forget) file = null;
      if (left) onLeave(left);
      await left?.close();
      emit({ name: 'workspace', state: file ? 'locked' : 'none' });
    },
    state: () => (workspace && !hidden ? openState(workspace) : closedState(hidden ? null : file)),
    isReadOnly: () => workspace !== null && isPresenterCopy(workspace.read),
    close: async () => {
      await workspace?.close();
      workspace = null;
    },
  };
}

function closedState(file: string | null): WorkspaceState {
  return {
    state: file ? 'locked' : 'none',
    name: file ? path.basename(file) : null,
    demonstration: false,
    synthetic: false,
    dataVersion: 0,
    dataUntil: null,
    lastImportAt: null,
    factRows: 0,
    batches: 0,
    setAsideOpen: 0,
  };
}

function openState(workspace: Workspace): WorkspaceState {
  const { read } = workspace;
  const batches = read.get<{ n: number; last: string | null; facts: number | null }>(
    `SELECT count(*) AS n, max(imported_at) AS last,
       sum(CASE WHEN dataset IS NOT NULL THEN rows_loaded END) AS facts
     FROM batch WHERE state = 'current'`,
  )!;
  const untils = datasets.flatMap(dataset => readCoverage(read, dataset)?.until ?? []);
  return {
    state: 'open',
    name: workspace.name,
    demonstration: isDemonstration(read),
    synthetic: isSynthetic(read),
    dataVersion: dataVersion(read),
    dataUntil: untils.length > 0 ? isoOfDays(Math.max(...untils)) : null,
    lastImportAt: batches.last,
    factRows: batches.facts ?? 0,
    batches: batches.n,
    setAsideOpen: openRows(read),
    ...(isPresenterCopy(workspace.read) ? { presenter: true } : {}),
  };
}

function openRows(read: ReadableStore): number {
  return read.get<{ n: number }>(
    `SELECT count(*) AS n FROM set_aside JOIN batch ON batch.id = set_aside.batch_id
     WHERE set_aside.state = 'open' AND batch.state = 'current'`,
  )!.n;
}

type WorkspaceMethods =
  | 'workspace.create'
  | 'workspace.open'
  | 'workspace.unlock'
  | 'workspace.lock'
  | 'workspace.close'
  | 'workspace.state'
  | 'workspace.check'
  | 'workspace.audit'
  | 'drafts.read'
  | 'drafts.save'
  | 'drafts.forget'
  | 'job.cancel';

export function workspaceHandlers(session: Session, jobs: Map<string, Job>): Handlers<WorkspaceMethods> {
  const open: Handlers<'workspace.open'>['workspace.open'] = async ({ file, passphrase }, call) => {
    const workspace = await openWorkspace(file, passphrase);
    try {
      if (!isPresenterCopy(workspace.read))
        await workspace.write(store =>
          appendAudit(store, { at: call.now().toISOString(), actor: call.actor, action: 'unlock' }),
        );
      if (!isPresenterCopy(workspace.read))
        await tellUnfinished({ workspace, actor: call.actor, now: () => call.now() });
    } catch (error) {
      await workspace.close();
      throw error;
    }
    await session.leave(true);
    session.enter(workspace);
    return session.state();
  };
  return {
    'workspace.create': async ({ file, passphrase, demonstration, seed }, call) => {
      const settings = { actor: call.actor, at: call.now().toISOString(), demonstration };
      const workspace = await createWorkspace(file, passphrase, settings, store => fillAreas(store, call.resources));
      await session.leave(true);
      session.enter(workspace, demonstration);
      if (demonstration) {
        try {
          await demonstrate(seed, call);
        } catch (error) {
          // A demonstration is whole or not there: nobody's data are in it.
          await session.leave(true);
          rmSync(file, { force: true });
          throw error;
        }
        // It is handed over locked: the first thing a person learns of it is that it opens with a passphrase.
        const made = openState(workspace);
        await session.leave(false);
        return { ...made, state: 'locked' };
      }
      return session.state();
    },
    'workspace.open': open,
    'workspace.unlock': ({ passphrase }, call) => {
      const file = session.file();
      if (!file) throw new FaultError('not-found', 'No workspace is waiting to be unlocked. Open one first.');
      return open({ file, passphrase }, call);
    },
    'workspace.lock': async () => {
      await session.leave(false);
      return session.state();
    },
    'workspace.close': async () => {
      await session.leave(true);
      return session.state();
    },
    'workspace.state': () => session.state(),
    'workspace.check': (_, call) => checkWorkspace(call.workspace.read),
    'workspace.audit': ({ most }, call) =>
      call.workspace.read.all(
        `SELECT sequence, at, actor, action, subject, data_version AS dataVersion
         FROM audit_entry ORDER BY sequence DESC LIMIT ?`,
        most,
      ),
    'drafts.read': (_, call) => readDrafts(call.workspace.read),
    'drafts.save': async ({ name, document }, call) => {
      await call.workspace.write(store => saveDraft(store, name, document, call.now().toISOString()));
      return null;
    },
    'drafts.forget': async ({ name }, call) => {
      await call.workspace.write(store => forgetDraft(store, name));
      return null;
    },
    'job.cancel': ({ job }) => {
      const running = jobs.get(job);
      running?.cancel();
      return running !== undefined;
    },
  };
}
