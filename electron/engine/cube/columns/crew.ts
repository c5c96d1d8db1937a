import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { threadFile } from '../../thread-file.ts';
import { addPart, bytesOfTallies, partsOf, passOver, takeParts, talliesAt } from './pass.ts';
import type { Pass, Tallies, Work } from './pass.ts';

/** Milliseconds without a pass after which the threads end. */
const restAfter = 60_000;

/** Whether other threads can read the columns; lists of rows are copied. */
function isShared(pass: Pass): boolean {
  const columns = [
    ...pass.digits.map(digit => digit.codes),
    ...pass.masks,
    ...[...pass.sums, ...pass.extremes].map(column => column.numbers),
    ...pass.marks.map(column => column.keys),
  ];
  return columns.every(column => column.buffer instanceof SharedArrayBuffer);
}

/**
 * Threads beside the engine's own that take parts of a pass over many rows. The engine's thread takes parts as well and
 * never needs the others: where none starts, or one ends in the middle, it does the work itself, to the same last bit.
 */
export class Crew {
  #workers: { readonly worker: Worker; readonly ready: Int32Array }[] | null = null;
  #memory: SharedArrayBuffer | null = null;
  #idle: NodeJS.Timeout | undefined;
  #isGivenUp = false;
  readonly #threads: number;
  readonly #file: URL | undefined;
  readonly #patience: number;

  /**
   * @param threads how many beside the engine's own
   * @param file what they run
   * @param patience milliseconds to wait for a part that another thread has taken; then the crew is given up
   */
  constructor(
    threads = Math.min(3, availableParallelism() - 1),
    file = threadFile(import.meta.url, './crew-worker.ts', 'crew-worker.js'),
    patience = 1000,
  ) {
    this.#threads = threads;
    this.#file = file;
    this.#patience = patience;
  }

  /** Adds up the rows of a pass. What it answers holds until the next pass. */
  tallied(pass: Pass): Tallies {
    const parts = partsOf(pass);
    if (parts === 1) {
      const tallies = talliesAt(pass, new ArrayBuffer(bytesOfTallies(pass, 1)), 0, 1);
      passOver(pass, 0, 1, tallies);
      return tallies;
    }
    const work = this.#laidOut(pass, parts);
    if (this.#threads > 0 && isShared(pass)) this.#call(work);
    takeParts(work);
    let into: Tallies | null = null;
    for (let part = 0; part < parts; part++) {
      let tallies = talliesAt(pass, work.tallies, part, parts);
      if (!this.#isDone(work, part)) {
        // A thread may still be writing there, so the part is done elsewhere; what it marks is marked either way.
        const other = talliesAt(pass, new ArrayBuffer(work.tallies.byteLength), part, parts);
        tallies = { ...other, seen: tallies.seen };
        passOver(pass, part, parts, tallies);
      }
      if (into) addPart(into, tallies);
      else into = tallies;
    }
    return into!;
  }

  /** Ends the threads for now, and lets go of the memory that they share. */
  rest(): void {
    for (const { worker } of this.#workers ?? []) void worker.terminate();
    this.#workers = null;
    this.#memory = null;
    clearTimeout(this.#idle);
    this.#idle = undefined;
  }

  /** The pass with memory for its parts and its lists of rows; the same memory for one pass after another. */
  #laidOut(pass: Pass, parts: number): Work {
    const bytes = Math.ceil(bytesOfTallies(pass, parts) / 8) * 8;
    const lists = [pass.all, pass.rows].reduce((sum, list) => sum + (list?.byteLength ?? 0), 0);
    if (!this.#memory || this.#memory.byteLength < bytes + lists)
      this.#memory = new SharedArrayBuffer(2 ** Math.ceil(Math.log2(bytes + lists)));
    const memory = this.#memory;
    new Uint8Array(memory, 0, bytes).fill(0);
    let at = bytes;
    const shared = (list: Int32Array | null) => {
      if (!list) return null;
      const copy = new Int32Array(memory, at, list.length);
      at += list.byteLength;
      copy.set(list);
      return copy;
    };
    return {
      pass: { ...pass, all: shared(pass.all), rows: shared(pass.rows) },
      state: new Int32Array(new SharedArrayBuffer((parts + 1) * 4)),
      tallies: memory,
    };
  }

  #call(work: Work): void {
    if (this.#isGivenUp) return;
    this.#workers ??= this.#started();
    for (const { worker, ready } of this.#workers) if (Atomics.load(ready, 0) === 1) worker.postMessage(work);
    // A thread keeps what it was given until it collects its garbage; when it ends, nothing is kept.
    this.#idle ??= setTimeout(() => this.rest(), restAfter).unref();
    this.#idle.refresh();
  }

  #started() {
    const workers: { readonly worker: Worker; readonly ready: Int32Array }[] = [];
    for (let i = 0; this.#file && i < this.#threads; i++) {
      const ready = new Int32Array(new SharedArrayBuffer(4));
      try {
        const worker = new Worker(this.#file, { workerData: ready });
        const gone = () => Atomics.store(ready, 0, 0);
        worker.on('error', gone);
        worker.on('exit', gone);
        worker.unref();
        workers.push({ worker, ready });
      } catch {
        // A thread that cannot start only leaves more to the others.
        break;
      }
    }
    return workers;
  }

  #isDone({ state }: Work, part: number): boolean {
    if (Atomics.load(state, part + 1) === 0) Atomics.wait(state, part + 1, 0, this.#patience);
    if (Atomics.load(state, part + 1) === 1) return true;
    this.rest();
    this.#isGivenUp = true;
    return false;
  }
}

/** The crew of this process. */
export const crew = new Crew();
