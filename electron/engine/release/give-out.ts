import type { Audience } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { confirmReleases, lastRelease, voidReleases, writeRelease } from '../disclosure/ledger.ts';
import type { NewRelease } from '../disclosure/ledger.ts';
import { unfinishedBeside, writeWhole } from '../documents/whole-file.ts';
import { appendAudit } from '../store/audit-trail.ts';
import { isPresenterCopy } from '../store/presenter-copy.ts';
import type { Call } from '../subject.ts';
import { callInside, goOn } from './turn.ts';
import { beginLeaving, endLeaving } from './unfinished.ts';

/** How something leaves, as the audit trail says it. */
export type LeavingAction = 'export' | 'copy' | 'freeze-briefing' | 'present-briefing' | 'presenter-copy' | 'print';

/** What was worked out inside the turn, ready to leave. */
export interface Made<T> {
  readonly value: T;
  /** What readers learn from it, for the ledger: none for the analyst alone, and none where a freeze entered it before. */
  readonly releases: readonly NewRelease[];
  /** What it is, for the audit trail: names of things, never values. */
  readonly subject: string;
}

export interface Leaving<T> {
  readonly action: LeavingAction;
  /** Who gets it. An analyst's own file holds true counts: it is marked, and it is not in the ledger. */
  readonly audience: Audience;
  readonly purpose: string;
  /**
   * Works out what leaves, over the workspace as this turn sees it: the ledger as it stands now, with all that was given
   * out before in it. Everything that can fail before a byte leaves belongs here, the bytes of a file included.
   */
  make(inside: Call): Promise<Made<T>>;
}

/** Lets bytes go. `part` is the name under which a file stands until it is whole. */
export type Write<T> = ((value: T) => Promise<void>) & { readonly part?: string };

/** What went out through the door, with its entries in the ledger. */
export interface GivenOut<T> {
  readonly value: T;
  readonly releases: readonly number[];
}

/**
 * The one door by which a number leaves the application. In one turn of the workspace's queue the ledger is read, what
 * leaves is protected beside all that left before, ledger and audit trail are written in one transaction, and only then
 * `write` lets bytes go. Nothing else is given out in between, so two that leave at once are set against each other like
 * two that leave one after the other. If the bytes cannot go, the entries are marked void: they were given to nobody.
 * A crash between the two leaves an entry too many, never one too few, and is told at the next opening.
 * From a presenter copy, which is never written, what leaves was entered when the copy was made.
 * Faults: invalid-input for an analyst's own without a purpose; those of `make`; cancelled, with nothing written anywhere; those of `write`.
 */
export async function giveOut<T>(call: Call, leaving: Leaving<T>, write: Write<T>): Promise<GivenOut<T>> {
  if (leaving.audience === 'analyst' && !leaving.purpose.trim())
    throw new FaultError(
      'invalid-input',
      'This file would hold exact counts. Say what it is for: its purpose stands in the file and in the audit trail. Nothing was saved.',
      'purpose',
    );
  if (isPresenterCopy(call.workspace.read)) {
    const { value } = await leaving.make(call);
    await write(value);
    return { value, releases: [] };
  }
  return call.workspace.inTurn(async transaction => {
    const { value, releases, note } = await transaction(async store => {
      const before = lastRelease(store);
      const made = await leaving.make(callInside(call, store));
      goOn(call);
      for (const release of made.releases) writeRelease(store, release);
      const { action, audience, purpose } = leaving;
      const subject = `${made.subject}, for ${audience}${purpose ? `: ${purpose}` : ''}`;
      appendAudit(store, { at: call.now().toISOString(), actor: call.actor, action, subject });
      const last = lastRelease(store);
      return {
        value: made.value,
        note: beginLeaving(store, `${action}: ${subject}`, write.part ?? null),
        releases: Array.from({ length: last - before }, (_, i) => before + 1 + i),
      };
    });
    try {
      await write(value);
    } catch (error) {
      await transaction(store => {
        markVoid(store, releases, leaving.action, call);
        endLeaving(store, note);
      });
      throw error;
    }
    try {
      await transaction(store => {
        confirmReleases(store, releases, call.now().toISOString());
        endLeaving(store, note);
      });
    } catch {
      // The bytes have gone. What cannot be confirmed is told at the next opening as not known.
    }
    return { value, releases };
  });
}

/** Entries whose bytes never left: what was entered is kept, and counts for nothing. */
export function markVoid(
  store: Parameters<typeof voidReleases>[0],
  releases: readonly number[],
  action: string,
  call: Pick<Call, 'now' | 'actor'>,
): void {
  const at = call.now().toISOString();
  voidReleases(store, releases, at);
  appendAudit(store, {
    at,
    actor: call.actor,
    action: 'not-given-out',
    subject: `${action}: the file or clipboard could not be written${releases.length ? `; releases ${releases.join(', ')} are void` : ''}`,
  });
}

/** Lets bytes go to a file that appears whole or not at all. */
export function toFile(file: string): Write<{ readonly bytes: Uint8Array | string }> {
  const part = unfinishedBeside(file);
  return Object.assign(({ bytes }: { readonly bytes: Uint8Array | string }) => writeWhole(file, bytes, part), { part });
}
