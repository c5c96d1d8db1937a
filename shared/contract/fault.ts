/**
 * Errors are data. Every call across a process boundary answers with an `Answer`: the value, or a fault from this
 * closed set with one plain sentence for the person. Stacks stay in the log of the process where they happened.
 */
export const faultCodes = [
  'invalid-input',
  /** Spans of different length, where a figure may not be divided by time. */
  'unequal-spans',
  /** Tables that cannot be protected together within the work allowed; nothing of them is given out. */
  'not-protected',
  'unknown-method',
  'locked',
  'wrong-passphrase',
  'not-found',
  'already-exists',
  'refused',
  'cancelled',
  'busy',
  'newer-version',
  'damaged',
  'unreadable-file',
  'too-large',
  'disk',
  'engine-stopped',
  'internal',
] as const;

export type FaultCode = (typeof faultCodes)[number];

export interface Fault {
  readonly code: FaultCode;
  /** What happened, what was kept and what to do, in one or two plain sentences. */
  readonly message: string;
  /** For `invalid-input`: where in the input, such as `rows.0.field`. */
  readonly path?: string;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** Thrown inside one process, turned into a `Fault` at its door. */
export class FaultError extends Error {
  readonly fault: Fault;
  constructor(code: FaultCode, message: string, path?: string) {
    super(message);
    this.name = 'FaultError';
    this.fault = path === undefined ? { code, message } : { code, message, path };
  }
}
