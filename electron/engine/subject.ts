import type { EngineMethodName, OutputOf, ParsedOf } from '../../shared/contract/index.ts';
import type { AppEvent, JobProgress } from '../../shared/contract/port.ts';
import type { Workspace } from './store/workspace.ts';

/** What every handler may use beside its input. */
export interface Call {
  /** The open workspace. Fault `locked` when there is none. */
  readonly workspace: Workspace;
  /** Ends when the person cancels; long work looks at it between steps. */
  readonly signal: AbortSignal;
  readonly resources: string;
  readonly actor: string;
  now(): Date;
  emit(event: AppEvent): void;
  progress(step: Omit<JobProgress, 'job' | 'rate' | 'secondsLeft'>): void;
}

export type Handler<N extends EngineMethodName> = (
  input: ParsedOf<N>,
  call: Call,
) => OutputOf<N> | Promise<OutputOf<N>>;
export type Handlers<N extends EngineMethodName> = { readonly [K in N]: Handler<K> };
