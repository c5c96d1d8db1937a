import { FaultError } from '../../../shared/contract/fault.ts';
import type { WritableStore } from '../store/store.ts';
import type { Call } from '../subject.ts';

/** Thrown to take back what was only tried. */
const takenBack = Symbol('taken back');

/**
 * A call over the workspace as an open transaction sees it: what is written in it is read by the next question, so what
 * leaves together is set against each other before any of it is kept.
 */
export function callInside(call: Call, store: WritableStore): Call {
  const { identity, path, name, backUp, close } = call.workspace;
  const write: Call['workspace']['write'] = async work => work(store);
  return {
    workspace: { identity, path, name, backUp, close, read: store, write, inTurn: work => work(write) },
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

/** Runs `work` in one transaction of which nothing is kept: what would be given out is worked out as if it was. */
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
