export interface Saver<T> {
  /** A value that shall be saved soon; it takes the place of one that waits. */
  offer(value: T): void;
  /** Saves now what waits. Resolves when everything offered is saved; rejects with what stands in the way of it. */
  flush(): Promise<void>;
  /** Whether everything offered is saved. */
  isSettled(): boolean;
  /** What stood in the way of the latest try; null when nothing did. */
  problem(): unknown;
  /** Ends it: what waits is given up. Only for a value that must not be saved any more. */
  stop(): void;
}

interface SaverOptions {
  /** Milliseconds after the last offer. */
  readonly pause: number;
  /** Hears of every change of `isSettled` and `problem`. */
  readonly onChange?: () => void;
}

/**
 * Saves a value that changes often: some time after it last changed, never two at once, and the latest last. What could
 * not be saved waits on, and is tried again with the next offer or flush.
 */
export function createSaver<T>(save: (value: T) => Promise<unknown>, { pause, onChange }: SaverOptions): Saver<T> {
  let waiting: { readonly value: T } | null = null;
  let running: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let problem: unknown = null;
  let stopped = false;

  async function saveWaiting(): Promise<void> {
    clearTimeout(timer);
    while (waiting !== null) {
      const now: { readonly value: T } = waiting;
      waiting = null;
      try {
        await save(now.value);
        problem = null;
      } catch (error) {
        problem = error;
        if (!stopped) waiting ??= now;
        throw error;
      }
    }
  }

  function start(): Promise<void> {
    running ??= saveWaiting().finally(() => {
      running = null;
      onChange?.();
    });
    return running;
  }

  /** A save that is under way began before: what was offered since is saved after it. */
  async function flush(): Promise<void> {
    if (isSettled()) return;
    await start();
    await flush();
  }

  const isSettled = (): boolean => waiting === null && running === null;

  return {
    offer(value) {
      if (stopped) return;
      waiting = { value };
      clearTimeout(timer);
      // Who cannot be told now is told by `problem`.
      timer = setTimeout(() => void start().catch(() => undefined), pause);
      onChange?.();
    },
    flush,
    isSettled,
    problem: () => problem,
    stop() {
      stopped = true;
      waiting = null;
      clearTimeout(timer);
    },
  };
}
