import type { GenericSchema, InferInput, InferOutput } from 'valibot';

/** read: answers from what is there. write: changes the workspace. job: long, reports progress, can be cancelled. */
export type Access = 'read' | 'write' | 'job';

/** What a window was opened for. A presenter window reaches only what is safe on a wall. */
export type WindowRole = 'workbench' | 'presenter';

/**
 * One method of the contract. `room` says which process answers: the data engine, or the main process itself.
 * `files` names input members that hold files: a page never sees a path, only the id of a grant that the main
 * process gave it for a dialog or a drop; the main process puts the path in its place before it relays the call.
 * A terminal gives paths directly.
 */
export interface Method<I extends GenericSchema = GenericSchema, O = unknown> {
  readonly room: 'engine' | 'main';
  readonly access: Access;
  readonly input: I;
  readonly files?: readonly string[];
  /** No window where it is empty: only the main process asks. */
  readonly roles: readonly WindowRole[];
  /** Answers in a presenter copy too, although it leaves a trace elsewhere: a copy is never written. */
  readonly inPresenterCopy?: boolean;
  /** Only carries the type; never present at run time. */
  readonly output?: O;
}

interface MethodOptions<I extends GenericSchema> {
  readonly access: Access;
  readonly input: I;
  readonly files?: readonly string[];
  readonly roles?: readonly WindowRole[];
  readonly inPresenterCopy?: boolean;
}

/** Declares a method that the data engine answers: `engineMethod<Output>()({ access, input })`. */
export function engineMethod<O>() {
  return <I extends GenericSchema>(options: MethodOptions<I>): Method<I, O> => ({
    room: 'engine',
    roles: ['workbench'],
    ...options,
  });
}

/** Declares a method that the main process answers itself: dialogs, windows, preferences of this computer. */
export function mainMethod<O>() {
  return <I extends GenericSchema>(options: MethodOptions<I>): Method<I, O> => ({
    room: 'main',
    roles: ['workbench'],
    ...options,
  });
}

export type MethodInput<M> = M extends Method<infer I, unknown> ? InferInput<I> : never;
export type MethodParsed<M> = M extends Method<infer I, unknown> ? InferOutput<I> : never;
export type MethodOutput<M> = M extends Method<GenericSchema, infer O> ? O : never;
