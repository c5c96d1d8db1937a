import type { RowTest } from '../../../../shared/model/dataset.ts';
import { boxKey } from '../../disclosure/ledger.ts';
import type { Box, Release, ReleasedCell } from '../../disclosure/ledger.ts';
import { distinctCounts, isSensitive } from '../../disclosure/pivot.ts';
import type { PivotQuestion, ProtectedPivot } from '../../disclosure/pivot.ts';
import type { Facts } from '../columns/facts.ts';
import { impliedCellsOf, innerCellsOf, releasedCellsOf } from './released-cells.ts';
import type { Places } from './released-cells.ts';

/** What a count counts: rows or distinct members of a field, of those rows that pass the tests. */
interface Counted {
  /** The field of which distinct members are counted; null for rows. */
  readonly key: string | null;
  readonly tests: readonly RowTest[];
}

/** What a count is made of; null for sums of numbers, which are no counts. */
function countedBy(facts: Facts, name: string): Counted | null {
  const [kind, first, , third] = name.split(' ');
  if (kind === 'rows') return { key: null, tests: [] };
  if (kind === 'distinct') return { key: first!, tests: [] };
  if (kind === 'recorded')
    return { key: null, tests: [first!, ...(third ? [third] : [])].map(field => ({ field, is: 'recorded' as const })) };
  const compute = facts.dataset.measures.find(measure => measure.name === first)?.compute;
  if (compute?.kind !== 'share' || (kind !== 'numerator' && kind !== 'denominator')) return null;
  return {
    key: null,
    tests: kind === 'numerator' ? [...compute.denominator, ...compute.numerator] : compute.denominator,
  };
}

/** A count of the table, or of a release, with what a reader of it sees. */
export interface KnownCount {
  readonly measure: string;
  readonly box: Box;
  readonly tests: readonly RowTest[];
  /** inner: of the table's own trees, but on none of its lines. */
  readonly role: 'given-out' | 'hidden' | 'own' | 'inner';
  /** Where it stands in the table; null for one of a release. */
  readonly place: { readonly table: number; readonly node: number } | null;
  /** To be kept from readers for its own sake, whatever it is. */
  readonly isSensitive: boolean;
  readonly released:
    (ReleasedCell & { readonly release: number; readonly at: string; readonly isPlan: boolean }) | null;
  /** Of the records as they were then: the position of a moment of their lives. */
  readonly moment?: number;
  /** An inner one that the shown ones add up to. */
  readonly isImplied?: boolean;
  /** Of a table that leaves something out by a filter. */
  readonly isFiltered?: boolean;
}

/**
 * Every count of the table and of the releases, by the field of which distinct members are counted (null for rows). Null
 * where the table has sums of numbers, which are no counts.
 */
export function knownCounts(
  facts: Facts,
  question: PivotQuestion,
  places: Places,
  alone: ProtectedPivot,
  releases: readonly Release[],
): ReadonlyMap<string | null, KnownCount[]> | null {
  const counted = new Map<string, Counted | null>();
  const of = (name: string) => {
    if (!counted.has(name)) counted.set(name, countedBy(facts, name));
    return counted.get(name)!;
  };
  if (question.counts.some(one => !of(one.name))) return null;
  const found = new Map<string | null, KnownCount[]>();
  const add = (name: string, known: Omit<KnownCount, 'tests' | 'measure'>): void => {
    const what = of(name);
    if (!what) return;
    const list = found.get(what.key) ?? [];
    list.push({ ...known, measure: name, tests: what.tests });
    found.set(what.key, list);
  };
  const sensitive = sensitiveNodes(question);
  for (const { measure, box, upper, table, place: node } of releasedCellsOf(places, question, alone))
    add(measure, {
      box,
      role: upper === Infinity ? 'hidden' : 'own',
      place: { table, node },
      released: null,
      isSensitive: sensitive[table]!(node),
    });
  const implied = new Set(impliedCellsOf(places, question, alone).map(one => `${one.measure}|${boxKey(one.box)}`));
  for (const { measure, box } of innerCellsOf(places, question)) {
    const isImplied = implied.has(`${measure}|${boxKey(box)}`);
    add(measure, { box, role: 'inner', place: null, released: null, isSensitive: false, isImplied });
  }
  const keys = new Set(found.keys());
  releases.forEach(({ cells, at, isPlan = false }, release) => {
    for (const cell of cells)
      if (keys.has(of(cell.measure)?.key ?? null) && of(cell.measure))
        add(cell.measure, {
          box: cell.box,
          role: cell.upper === Infinity ? 'hidden' : 'given-out',
          place: null,
          released: { ...cell, release, at, isPlan },
          isSensitive: false,
        });
  });
  return found;
}

/** By distinct count, whether it is sensitive at a node: small, unsafe, or with few left of what it is a part of. */
function sensitiveNodes({ counts, rules }: PivotQuestion): ((node: number) => boolean)[] {
  const { unique, indexOf } = distinctCounts(counts);
  return unique.map((_, table) => {
    const same = counts.filter(one => indexOf.get(one.name) === table);
    return node => same.some(one => isSensitive(one, node, counts.find(other => other.name === one.of)?.counts, rules));
  });
}
