import type { AudienceRules } from '../../../../shared/contract/disclosure.ts';
import { isTooSmall } from '../../disclosure/pivot.ts';
import type { Facts } from '../columns/facts.ts';
import { selectedRows } from '../plan.ts';
import type { Dimension } from '../plan.ts';
import { isNested } from './released-cells.ts';
import type { Places } from './released-cells.ts';

/** Members of a margin that are counted; of more nobody adds up parts. */
const mostMembers = 1000;

/** The dimensions, with those that they lie in: a quarter says the year. */
const withOuter = (chosen: readonly Dimension[], all: readonly Dimension[]): string =>
  all
    .flatMap((one, at) =>
      chosen.includes(one) || all.slice(at + 1).some(inner => chosen.includes(inner) && isNested(inner, one))
        ? [at]
        : [],
    )
    .join();

/**
 * Whether parts of a table add up to a small count of rows that is on none of its lines, of one of its dimensions or of two:
 * the second field of its rows for all members of the first.
 */
export function hasSmallMargin(facts: Facts, { whole }: Places, rules: AudienceRules): boolean {
  const { rows, columns } = whole.grains;
  const all = [...rows.dimensions, ...columns.dimensions];
  if (all.length < 2) return false;
  const prefixes = (list: readonly Dimension[]) => [[], ...list.map((_, i) => list.slice(0, i + 1))];
  const onLines = new Set(
    prefixes(rows.dimensions).flatMap(row =>
      prefixes(columns.dimensions).map(column => withOuter([...row, ...column], all)),
    ),
  );
  const margins = all.flatMap((one, i) => [[one], ...all.slice(i + 1).map(other => [one, other])]);
  const hidden = margins.filter(margin => !onLines.has(withOuter(margin, all)));
  if (!hidden.length) return false;
  const selection = selectedRows(facts, whole.plan.filters) ?? Int32Array.from({ length: facts.rows }, (_, row) => row);
  return hidden.some(margin => countsOf(margin, selection).some(count => isTooSmall(count, rules)));
}

function countsOf(margin: readonly Dimension[], rows: Int32Array): readonly number[] {
  const sizes = margin.map(({ column }) => column.dictionary.length + 1);
  const size = sizes.reduce((product, one) => product * one, 1);
  if (size > mostMembers) return [];
  const counts = new Int32Array(size);
  for (const row of rows) {
    const at = margin.reduce((place, { column }, i) => place * sizes[i]! + column.codes[row]!, 0);
    counts[at]! += 1;
  }
  return [...counts];
}
