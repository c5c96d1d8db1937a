import * as v from 'valibot';
import { engineMethod } from './method.ts';

const nothing = v.optional(v.strictObject({}), {});
const passphrase = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
const job = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

export interface WorkspaceState {
  readonly state: 'none' | 'locked' | 'open';
  readonly name: string | null;
  /** Made as the demonstration, or a copy of one. */
  readonly demonstration: boolean;
  /** Whether any of its data are invented: the demonstration, or files of it among others. */
  readonly synthetic: boolean;
  readonly dataVersion: number;
  /** Latest day that any fact speaks of, ISO date; null while empty. */
  readonly dataUntil: string | null;
  /** When the newest batch came in, ISO date-time. */
  readonly lastImportAt: string | null;
  readonly factRows: number;
  readonly batches: number;
  readonly setAsideOpen: number;
  /** A presenter copy: frozen briefings, no facts, opened read-only. */
  readonly presenter?: true;
}

export interface AuditEntry {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly dataVersion: number;
}

export interface CheckFinding {
  readonly check: 'file' | 'foreign-keys' | 'audit-chain' | 'row-accounts' | 'columns';
  readonly ok: boolean;
  readonly message: string;
}

export const workspace = {
  'workspace.create': engineMethod<WorkspaceState>()({
    access: 'job',
    needs: 'nothing',
    files: { file: 'write' },
    reads: [],
    changes: ['workspace', 'recents'],
    input: v.strictObject({
      file: v.string(),
      passphrase,
      demonstration: v.optional(v.boolean(), false),
      seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
      job: v.optional(job, 'create'),
    }),
  }),
  'workspace.open': engineMethod<WorkspaceState>()({
    access: 'job',
    needs: 'nothing',
    files: { file: 'read' },
    reads: [],
    changes: ['workspace', 'audit', 'recents'],
    input: v.strictObject({ file: v.string(), passphrase }),
  }),
  'workspace.unlock': engineMethod<WorkspaceState>()({
    access: 'job',
    needs: 'nothing',
    reads: [],
    changes: ['workspace', 'audit'],
    input: v.strictObject({ passphrase }),
  }),
  'workspace.lock': engineMethod<WorkspaceState>()({
    access: 'write',
    needs: 'nothing',
    changes: ['workspace'],
    input: nothing,
  }),
  'workspace.close': engineMethod<WorkspaceState>()({
    access: 'write',
    needs: 'nothing',
    changes: ['workspace'],
    input: nothing,
  }),
  'workspace.state': engineMethod<WorkspaceState>()({
    access: 'read',
    needs: 'nothing',
    reads: ['workspace', 'facts', 'set-aside'],
    input: nothing,
  }),
  'workspace.check': engineMethod<readonly CheckFinding[]>()({
    access: 'read',
    reads: ['facts', 'set-aside', 'audit'],
    input: nothing,
  }),
  'workspace.audit': engineMethod<readonly AuditEntry[]>()({
    access: 'read',
    reads: ['audit'],
    input: v.strictObject({
      most: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 200),
    }),
  }),
  /** Ends a running job; what it had done so far is undone. Answers whether there was such a job. */
  'job.cancel': engineMethod<boolean>()({
    access: 'read',
    needs: 'nothing',
    reads: [],
    input: v.strictObject({ job }),
  }),
};
