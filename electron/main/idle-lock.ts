export interface IdleLock {
  /** The person did something. */
  touch(): void;
  stop(): void;
}

interface IdleLockOptions {
  readonly minutes: () => number;
  /** Whether a long job runs: nobody has to sit beside it to keep it alive. */
  readonly busy: () => boolean;
  readonly lock: () => void;
  /** Milliseconds of a clock that only goes forward, so that a clock put back cannot keep a workspace open. */
  readonly now?: () => number;
  readonly every?: number;
}

/** Locks when nobody has touched the application for the chosen time. */
export function startIdleLock(options: IdleLockOptions): IdleLock {
  const now = options.now ?? (() => performance.now());
  let last = now();
  const timer = setInterval(() => {
    if (options.busy()) last = now();
    if (now() - last < options.minutes() * 60_000) return;
    last = now();
    options.lock();
  }, options.every ?? 5000);
  timer.unref();
  return {
    touch: () => {
      last = now();
    },
    stop: () => clearInterval(timer),
  };
}
