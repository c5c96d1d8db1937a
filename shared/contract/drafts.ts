import * as v from 'valibot';
import { engineMethod } from './method.ts';

/** Something that a person was in the middle of, as the page keeps it: JSON that only the page can read. */
export interface Draft {
  readonly name: string;
  readonly document: string;
  readonly savedAt: string;
}

const name = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9:.-]{0,119}$/));

/**
 * Work that is not kept yet, in the workspace that it belongs to: encrypted as all of it, there again after a lock or a
 * restart, and never in another workspace. It is no version of anything, so the audit trail does not speak of it.
 */
export const drafts = {
  'drafts.read': engineMethod<readonly Draft[]>()({
    access: 'read',
    input: v.optional(v.strictObject({}), {}),
    reads: ['drafts'],
  }),
  /** Takes the place of the draft of that name. */
  'drafts.save': engineMethod<null>()({
    access: 'write',
    input: v.strictObject({ name, document: v.pipe(v.string(), v.maxLength(60_000_000)) }),
    changes: ['drafts'],
  }),
  /** Does nothing where there is none of that name. */
  'drafts.forget': engineMethod<null>()({
    access: 'write',
    input: v.strictObject({ name }),
    changes: ['drafts'],
  }),
};
