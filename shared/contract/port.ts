import type { Answer } from './fault.ts';
import type { PresentState } from './shell.ts';

/** A call on its way to the engine. `id` pairs it with its answer. */
export interface EngineCall {
  readonly kind: 'call';
  readonly id: number;
  readonly method: string;
  readonly input: unknown;
}

export interface EngineAnswer {
  readonly kind: 'answer';
  readonly id: number;
  readonly answer: Answer<unknown>;
}

export interface EngineEventMessage {
  readonly kind: 'event';
  readonly event: AppEvent;
}

/** First message of an engine: it stands and can be asked. `napi` says whether it runs where a database can load. */
export interface EngineReady {
  readonly kind: 'ready';
  readonly napi: number;
  readonly node: string;
}

export type ToEngine = EngineCall;
export type FromEngine = EngineReady | EngineAnswer | EngineEventMessage;

export interface JobProgress {
  /** The id that the caller chose for the job. */
  readonly job: string;
  /** What is being done now, in words: "Reading referrals-2016-17-Q1.csv". */
  readonly stage: string;
  readonly done: number;
  /** Null while the whole is not known. */
  readonly total: number | null;
  readonly unit: 'rows' | 'bytes' | 'files' | 'steps';
  /** Units a second over the last moments; null before it can be said. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

/**
 * Everything that is told without being asked. Values of facts never travel in an event. What a call changes is not told
 * here: whoever called knows it from the contract.
 */
export type AppEvent =
  | { readonly name: 'progress'; readonly progress: JobProgress }
  | { readonly name: 'workspace'; readonly state: 'none' | 'locked' | 'open' }
  | { readonly name: 'engine'; readonly state: 'starting' | 'ready' | 'restarted' | 'stopped' }
  | { readonly name: 'command'; readonly command: string }
  /** The workspace is about to be locked, or the window closed: what is not saved is saved now, and `window.kept` says so. */
  | { readonly name: 'keep'; readonly turn: number; readonly closing: boolean }
  | { readonly name: 'present'; readonly state: PresentState }
  | { readonly name: 'theme'; readonly dark: boolean };

/** The one way to an engine process, however it was started. */
export interface EnginePort {
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}
