import type { Facts } from '../columns/facts.ts';
import type { RecordedBatch } from '../columns/fact-batches.ts';
import { combinationsOf } from './box-fields.ts';

/** Records of the facts, and those that were corrected or taken out, or came in, since some moments. */
export interface Records {
  /** Rows that stand for them: those of the facts first, each its own record. */
  readonly rows: readonly number[];
  /** By row that stands for a record, whether it was there: at each moment, and last in the facts. A character each. */
  readonly patternOf: ReadonlyMap<number, string>;
}

/**
 * The rows of a dataset over time: those that the facts have, and those that counted at some moment at which something was
 * given out and do not count any more, because a later file took the place of theirs or theirs was taken back.
 */
export class RecordLives {
  /** The facts, and after their rows those of batches that counted at one of the moments. */
  readonly facts: Facts;
  /** ISO date-times at which the data became what they were, oldest first; none of them is the state of the facts. */
  readonly moments: readonly string[];
  readonly #own: number;
  readonly #batches: readonly RecordedBatch[];
  readonly #changes: readonly string[];

  private constructor(facts: Facts, others: readonly RecordedBatch[], moments: readonly string[]) {
    const recorded = new Map(facts.recorded().map(batch => [batch.id, batch]));
    this.#own = facts.batches.length;
    this.facts = facts.withOthers(others);
    this.#batches = this.facts.batches.map(({ id, start }) => ({ ...recorded.get(id)!, start }));
    this.moments = moments;
    this.#changes = changesOf(facts);
  }

  /** Null where the data were at all of these moments what they are in the facts. */
  static since(facts: Facts, times: Iterable<string>): RecordLives | null {
    const changes = changesOf(facts);
    const present = new Set(facts.batches.map(batch => batch.id));
    const isPresentState = (at: string) =>
      facts.recorded().every(batch => isAlive(batch, at) === present.has(batch.id) && isComplete(batch, at));
    const moments = [...new Set([...times].map(at => stateAt(changes, at)))].toSorted();
    const former = moments.filter(at => at !== '' && !isPresentState(at));
    if (!former.length) return null;
    const others = facts.recorded().filter(batch => !present.has(batch.id) && former.some(at => isAlive(batch, at)));
    return new RecordLives(facts, others, former);
  }

  /** The position of the state in which the data were at a time; −1 where that is the state of the facts. */
  momentOf(at: string): number {
    return this.moments.indexOf(stateAt(this.#changes, at));
  }

  /**
   * The records, with what a later file says of one that an earlier file had just the same as one record.
   * @param columns what tells records apart: codes by row
   * @param keys whom a row is of
   */
  records(columns: readonly ArrayLike<number>[], keys: ArrayLike<number> | null): Records {
    const next = this.#sameInLaterFile([...columns, ...(keys ? [keys] : [])]);
    const ownRows = this.#batches.slice(0, this.#own).reduce((sum, batch) => sum + batch.rows, 0);
    const last = next.map((_, row) => {
      let later = row;
      while (next[later]! >= 0) later = next[later]!;
      return later;
    });
    const ownBy = new Map<number, number>();
    for (let row = 0; row < ownRows; row++) ownBy.set(last[row]!, row);
    const standsFor = last.map((later, row) => (row < ownRows ? row : (ownBy.get(later) ?? later)));
    return this.#recordsStoodFor(standsFor, ownRows);
  }

  #recordsStoodFor(standsFor: Int32Array, ownRows: number): Records {
    const there = new Map<number, Uint8Array>();
    this.#batches.forEach((batch, place) => {
      const alive = this.moments.map(at => isAlive(batch, at));
      const withFile = batch.start + batch.rows - batch.putRightAt.length;
      for (let row = batch.start; row < batch.start + batch.rows; row++) {
        const from = row < withFile ? '' : batch.putRightAt[row - withFile]!;
        const flags = there.get(standsFor[row]!) ?? new Uint8Array(this.moments.length + 1);
        alive.forEach((is, moment) => {
          if (is && from <= this.moments[moment]!) flags[moment] = 1;
        });
        if (place < this.#own) flags[this.moments.length] = 1;
        there.set(standsFor[row]!, flags);
      }
    });
    const patternOf = new Map<number, string>();
    this.#batches.forEach(batch => {
      // Before the first file of its period no record is there, and that is no news of it.
      const before = this.moments.map(at => at < batch.firstCameIn);
      for (let row = batch.start; row < batch.start + batch.rows; row++) {
        const flags = standsFor[row] === row ? there.get(row)! : null;
        if (!flags || (row >= ownRows && !flags.includes(1))) continue;
        patternOf.set(row, Array.from(flags, (flag, moment) => (before[moment] ? 1 : flag)).join(''));
      }
    });
    return { rows: [...patternOf.keys()].toSorted((a, b) => a - b), patternOf };
  }

  /** By row the one that says just the same in the file that took the place of its file, or got it back; −1 where none does. */
  #sameInLaterFile(columns: readonly ArrayLike<number>[]): Int32Array {
    const next = new Int32Array(this.facts.rows).fill(-1);
    const places = new Map(this.#batches.map((batch, place) => [batch.id, place]));
    const recorded = new Map(this.facts.recorded().map(batch => [batch.id, batch]));
    const successorOf = ({ id: own, supersededBy }: RecordedBatch): RecordedBatch | null => {
      const restored = this.#batches.find(({ rested }) => rested.some(({ by }) => by === own));
      if (restored) return restored;
      for (let id = supersededBy; id !== null; id = recorded.get(id)?.supersededBy ?? null) {
        const place = places.get(id);
        if (place !== undefined) return this.#batches[place]!;
      }
      return null;
    };
    const { ofRow } = combinationsOf(
      this.facts.rows,
      columns.map(codes => ({ codes, size: largestOf(codes) + 1 })),
    );
    const pools = new Map<string, Map<number, number[]>>();
    for (const batch of this.#batches) {
      const successor = successorOf(batch);
      if (!successor) continue;
      // Files that counted together share what they became; one that was taken back is as if it was another version.
      const name = `${successor.id} ${batch.supersededBy === null ? batch.id : ''}`;
      const pool = pools.get(name) ?? poolOf(successor, ofRow);
      pools.set(name, pool);
      for (let row = batch.start; row < batch.start + batch.rows; row++) next[row] = pool.get(ofRow[row]!)?.pop() ?? -1;
    }
    return next;
  }
}

const isAlive = ({ importedAt, endedAt, rested }: RecordedBatch, at: string): boolean =>
  importedAt <= at && (endedAt === null || endedAt > at) && !rested.some(({ from, to }) => from <= at && at < to);

/** Whether every row that was put right was in. */
const isComplete = ({ putRightAt }: RecordedBatch, at: string): boolean => (putRightAt.at(-1) ?? '') <= at;

/** When the data became something else, oldest first. */
const changesOf = (facts: Facts): readonly string[] => {
  const times = facts
    .recorded()
    .flatMap(({ importedAt, endedAt, putRightAt }) => [importedAt, ...(endedAt ? [endedAt] : []), ...putRightAt]);
  return [...new Set(times)].toSorted();
};

/** The change after which the data stood at a time; "" before the first. */
const stateAt = (changes: readonly string[], at: string): string => changes.findLast(change => change <= at) ?? '';

function largestOf(codes: ArrayLike<number>): number {
  let largest = 0;
  for (let row = 0; row < codes.length; row++) largest = Math.max(largest, codes[row]!);
  return largest;
}

/** Rows of a batch by what they say. */
function poolOf({ start, rows }: RecordedBatch, ofRow: Int32Array): Map<number, number[]> {
  const pool = new Map<number, number[]>();
  for (let row = start; row < start + rows; row++) {
    const list = pool.get(ofRow[row]!);
    if (list) list.push(row);
    else pool.set(ofRow[row]!, [row]);
  }
  return pool;
}
