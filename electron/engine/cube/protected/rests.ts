import type { PlanCondition } from '../../disclosure/joint/plan-cells.ts';

/** A printed count by what limits it. */
export interface Limited {
  readonly conditions: readonly PlanCondition[];
  /** Of the table that is to be shown; the others were given out before. */
  readonly isOwn: boolean;
  /** Of a table that leaves something out by a filter. */
  readonly isFiltered: boolean;
}

/** Rests that one check takes on. */
const mostRests = 4_000;

/** The text of each limit, made once. */
class LimitTexts {
  readonly #texts = new Map<Uint8Array, string>();

  /** What is limited in all columns but this one. */
  without(column: number, conditions: readonly PlanCondition[]): string {
    return this.of(conditions.filter(one => one.column !== column));
  }

  of(conditions: readonly PlanCondition[]): string {
    return conditions
      .map(({ column, inside }) => {
        const text = this.#texts.get(inside) ?? inside.join('');
        this.#texts.set(inside, text);
        return `${column}:${text}`;
      })
      .toSorted()
      .join(' ');
  }
}

const isWithin = (small: Uint8Array, large: Uint8Array): boolean => {
  let isSmaller = false;
  for (let member = 0; member < small.length; member++) {
    if (small[member] && !large[member]) return false;
    if (large[member] && !small[member]) isSmaller = true;
  }
  return isSmaller;
};

/**
 * What would be told by taking counts within a count from it, in one column: the rest of its members. Such a rest is
 * printed nowhere, and must not be known where it is small. One of the counts is the table's own and one was given out
 * before, or one is of a table with a filter and one is not.
 * Source: SDC Handbook 2nd ed. (2024) §4.6, differencing.
 * @param sizes members of each column
 */
export function restsOf(counts: readonly Limited[], sizes: readonly number[]): (readonly PlanCondition[])[] {
  const found = new Map<string, readonly PlanCondition[]>();
  const texts = new LimitTexts();
  for (let column = 0; column < sizes.length; column++) {
    const keys = counts.map(({ conditions }) => texts.without(column, conditions));
    const wanted = new Set(keys.filter((_, i) => counts[i]!.isOwn));
    const groups = new Map<string, Limited[]>();
    counts.forEach((one, i) => {
      if (!wanted.has(keys[i]!)) return;
      const group = groups.get(keys[i]!);
      if (group) group.push(one);
      else groups.set(keys[i]!, [one]);
    });
    for (const group of groups.values()) {
      if (group.every(one => isAlike(one, group[0]!))) continue;
      const others = group[0]!.conditions.filter(one => one.column !== column);
      for (const inside of restsWithin(group, column, sizes[column]!)) {
        const conditions = [...others, { column, inside }];
        if (found.size < mostRests) found.set(texts.of(conditions), conditions);
      }
    }
  }
  return [...found.values()];
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean => one.every((is, member) => is === other[member]);

/** Whether two counts are given out alike, so that their difference is no news. */
const isAlike = (one: Limited, other: Limited): boolean =>
  one.isOwn === other.isOwn && one.isFiltered === other.isFiltered;

function restsWithin(group: readonly Limited[], column: number, size: number): Uint8Array[] {
  const members = group.map(
    ({ conditions }) => conditions.find(one => one.column === column)?.inside ?? new Uint8Array(size).fill(1),
  );
  return group.flatMap((larger, l) => {
    const smaller = [...group.keys()].filter(s => isWithin(members[s]!, members[l]!));
    const isMixed = [larger, ...smaller.map(s => group[s]!)].some(one => !isAlike(one, larger));
    if (!isMixed) return [];
    const less = (taken: (member: number) => boolean) =>
      members[l]!.map((within, member) => Number(within === 1 && !taken(member)));
    const lists = smaller.filter(s => !isAlike(group[s]!, larger)).map(s => less(member => members[s]![member] === 1));
    // All of them together tell nothing new where those of one kind cover as much.
    const covered = (one: Limited | null) => (member: number) =>
      smaller.some(s => members[s]![member] === 1 && (one === null || isAlike(group[s]!, one)));
    const rest = less(covered(null));
    if (!isSame(rest, less(covered(larger)))) lists.push(rest);
    return lists.filter(rest => rest.includes(1));
  });
}
