import { FaultError } from '../../../shared/contract/fault.ts';
import type { WritableStore } from '../store/store.ts';
import type { Call } from '../subject.ts';

/** Thrown to take back what was only tried. */
const takenBack = Symbol('taken back');

/**
 * A call over the workspace as an open transaction sees it: what is written in it is read by the next question, so the
 * tables of one deck are set against each other before any of them is kept.
 */
function callInside(call: Call, store: WritableStore): Call {
  const { path, name, backUp, close } = call.workspace;
  const inside: Call['workspace'] = { path, name, backUp, close, read: store, write: async work => work(store) };
  return {
    workspace: inside,
    signal: call.signal,
    resources: call.resources,
    actor: call.actor,
    now: () => call.now(),
    emit: event => call.emit(event),
    progress: step => call.progress(step),
  };
}

/** Ends the work when the person cancelled it. */
export function goOn(call: Pick<Call, 'signal'>): void {
  if (call.signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
}

/** Runs `work` in one transaction, kept whole or, when it fails or is cancelled, not at all. */
export function together<T>(call: Call, work: (inside: Call, store: WritableStore) => Promise<T>): Promise<T> {
  return call.workspace.write(async store => {
    const done = await work(callInside(call, store), store);
    goOn(call);
    return done;
  });
}

/** As `together`, but nothing of it is kept. */
export async function tried<T>(call: Call, work: (inside: Call) => Promise<T>): Promise<T> {
  let done: { readonly value: T } | null = null;
  try {
    await call.workspace.write(async store => {
      done = { value: await work(callInside(call, store)) };
      goOn(call);
      throw takenBack;
    });
  } catch (error) {
    if (error !== takenBack) throw error;
  }
  return done!.value;
}
