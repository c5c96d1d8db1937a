/** Things in order, and the room that a part of them has. */
export interface Parting {
  readonly count: number;
  /** Room of those from a place to before another, with what is said again at the head of their part. */
  readonly size: (from: number, to: number) => number;
  readonly room: number;
  /** Whether a part may begin with this one; where no division keeps to it, any may. */
  readonly mayBegin?: (at: number) => boolean;
  /** Whether something that belongs together would be torn before this one: avoided where parts stay about as even. */
  readonly tears?: (at: number) => boolean;
  /** So many parts more than are needed. */
  readonly more?: number;
}

/** A tear is worth as much unevenness as this share of a part's room squared. */
const tear = 1 / 8;

/** One state for each number of parts and of things in them: what it costs, and where its last part begins. */
type Row = readonly { readonly cost: number; readonly from: number }[];

/**
 * Divides things in order into as few parts as hold them, all about as full: the least sum of squares among the divisions into
 * the fewest parts, so that none is nearly empty (dynamic programme over the ends of the parts). One that is larger than the
 * room has a part of its own.
 * @returns where each part begins
 */
export function evenParts(asked: Parting): readonly number[] {
  if (asked.count === 0) return [0];
  const { mayBegin, ...free } = asked;
  return divided(asked, mayBegin ?? (() => true)) ?? divided(free, () => true)!;
}

function divided(asked: Parting, mayBegin: (at: number) => boolean): readonly number[] | null {
  const { count, more = 0 } = asked;
  const rows: Row[] = [Array.from({ length: count + 1 }, (_, to) => ({ cost: to === 0 ? 0 : Infinity, from: 0 }))];
  let fewest = Infinity;
  while (rows.length <= Math.min(count, fewest + more)) {
    rows.push(nextRow(rows.at(-1)!, asked, mayBegin));
    if (fewest === Infinity && rows.at(-1)![count]!.cost < Infinity) fewest = rows.length - 1;
  }
  if (fewest === Infinity) return null;
  const begins: number[] = [];
  let to = count;
  for (let parts = rows.length - 1; parts > 0; parts--) {
    to = rows[parts]![to]!.from;
    begins.unshift(to);
  }
  return begins;
}

/** The cheapest ways to put the first few things into one part more. */
function nextRow(before: Row, { count, size, room, tears }: Parting, mayBegin: (at: number) => boolean): Row {
  return Array.from({ length: count + 1 }, (_, to) => {
    let best = { cost: Infinity, from: 0 };
    for (let from = to - 1; from >= 0; from--) {
      const taken = size(from, to);
      if (taken > room && to - from > 1) break;
      if (from > 0 && !mayBegin(from)) continue;
      const scale = Number.isFinite(room) ? taken / room : 0;
      const cost = before[from]!.cost + scale * scale + (from > 0 && tears?.(from) ? tear : 0);
      if (cost < best.cost) best = { cost, from };
    }
    return best;
  });
}
