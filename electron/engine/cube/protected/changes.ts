import { boxKey } from '../../disclosure/ledger.ts';
import type { Release, ReleasedCell } from '../../disclosure/ledger.ts';
import { distinctCounts, isTooSmall } from '../../disclosure/pivot.ts';
import type { PivotQuestion } from '../../disclosure/pivot.ts';
import type { AudienceRules } from '../../../../shared/contract/disclosure.ts';
import { boxesOf } from './released-cells.ts';
import type { Places } from './released-cells.ts';

/** A table with the counts marked that changed by a few since they were given out. */
export interface ChangesMarked {
  readonly question: PivotQuestion;
  readonly marked: number;
  /** Places, in the list of releases, of those that gave them out. */
  readonly releases: readonly number[];
}

/** Whether a released number and the present one differ by so few that the difference would be a count to hide. */
export const isSmallChange = (released: ReleasedCell, count: number, rules: AudienceRules): boolean =>
  released.lower === released.upper && isTooSmall(Math.abs(count - released.lower), rules);

/**
 * Marks as unsafe every count that was given out before, in the same box, as a number that differs from the present one
 * by so few that the difference would be a small count: late rows, corrections, and the same table "as at" two moments.
 * Counts that are equal at every node are one, whatever they are called.
 */
export function withSmallChanges(question: PivotQuestion, places: Places, releases: readonly Release[]): ChangesMarked {
  const names = new Set(question.counts.map(one => one.name));
  const givenOut = new Map<string, { readonly cell: ReleasedCell; readonly release: number }[]>();
  releases.forEach(({ cells }, release) => {
    for (const cell of cells) {
      if (!names.has(cell.measure) || cell.lower !== cell.upper) continue;
      const key = `${cell.measure}|${boxKey(cell.box)}`;
      const known = givenOut.get(key);
      if (known) known.push({ cell, release });
      else givenOut.set(key, [{ cell, release }]);
    }
  });
  if (!givenOut.size) return { question, marked: 0, releases: [] };
  const boxes = boxesOf(places).map(boxKey);
  const { unique, indexOf } = distinctCounts(question.counts);
  const unsafe = unique.map(one => one.unsafe?.slice() ?? new Uint8Array(one.counts.length));
  const found = new Set<number>();
  let marked = 0;
  for (const name of names) {
    const table = indexOf.get(name)!;
    boxes.forEach((box, node) => {
      if (unsafe[table]![node]) return;
      const count = unique[table]!.counts[node]!;
      const changed = (givenOut.get(`${name}|${box}`) ?? []).filter(({ cell }) =>
        isSmallChange(cell, count, question.rules),
      );
      if (!changed.length) return;
      unsafe[table]![node] = 1;
      marked++;
      for (const { release } of changed) found.add(release);
    });
  }
  if (!marked) return { question, marked, releases: [] };
  const counts = question.counts.map(one => ({ ...one, unsafe: unsafe[indexOf.get(one.name)!]! }));
  return { question: { ...question, counts }, marked, releases: [...found].toSorted((a, b) => a - b) };
}
