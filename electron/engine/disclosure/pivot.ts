import type { AudienceRules, ProtectionStatus, ProtectionSummary } from '../../../shared/contract/disclosure.ts';
import { protectionStatuses } from '../../../shared/contract/disclosure.ts';
import type { Note } from '../../../shared/contract/cube.ts';
import { isSmall } from './primary.ts';

/** The nodes of one axis, root first: its total, subtotals and leaves, in any order below their parents. */
export interface PivotAxis {
  /** Node above each node; −1 for the root alone. */
  readonly parent: Int32Array;
  /** 1 where a line of the table shows the node, or a share or difference is taken from it. */
  readonly shown: Uint8Array;
}

/** Counts behind the table at every node of the rows × columns, whether shown or not: rows × columns, row-major. */
export interface PivotCounts {
  readonly name: string;
  readonly counts: Float64Array;
  /** The counts that these are among: what is left of them is protected too. */
  readonly of?: string;
  /** Counts that these can never exceed, such as the rows behind distinct children. */
  readonly within?: string;
  /** 1 where a rule of its own finds a cell unsafe, such as dominance among providers. */
  readonly unsafe?: Uint8Array;
  /** 1 where a cell may be published although it is small: the whole area. */
  readonly exempt?: Uint8Array;
}

/** One value of the table at every node. NaN where it has none; that is left alone. */
export interface PivotValue {
  readonly name: string;
  readonly values: Float64Array;
  /** Names of the counts that the value reveals. */
  readonly reveals: readonly string[];
  /**
   * count: the value is the count that it reveals. ratio: per × numerator ÷ denominator, computed again from the rounded
   * counts where an audience has rounding. other: a mean or a quantile.
   */
  readonly kind: 'count' | 'ratio' | 'other';
  readonly ratio?: {
    readonly numerator: string;
    /** Counts by name, or residents at every node. */
    readonly denominator: string | Float64Array;
    readonly per: number;
  };
}

export interface PivotQuestion {
  readonly rules: AudienceRules;
  readonly rows: PivotAxis;
  readonly columns: PivotAxis;
  readonly counts: readonly PivotCounts[];
  readonly values: readonly PivotValue[];
  readonly steps?: number;
}

export interface ProtectedPivot {
  /** By value, at every node: index in `protectionStatuses`, and the number to show (NaN where hidden or withheld). */
  readonly values: readonly { readonly name: string; readonly status: Uint8Array; readonly shown: Float64Array }[];
  readonly summary: ProtectionSummary;
  readonly notes: readonly Note[];
  /** Set when nothing may be shown: the table could not be proven safe. */
  readonly withheld: string | null;
  /** Other worlds that prove it beside what was given out, as JSON, to be kept when it is given out itself. */
  readonly moves?: string;
  /** What was published of each count, for the ledger: bounds at every node, NaN where it was not. */
  readonly published: readonly {
    readonly counts: string;
    readonly lower: Float64Array;
    readonly upper: Float64Array;
  }[];
}

/** Steps of work for one table unless the caller says otherwise: some ten seconds on a quiet computer. */
export const usualSteps = 40_000;

export const statusCode = Object.fromEntries(protectionStatuses.map((status, i) => [status, i])) as Record<
  ProtectionStatus,
  number
>;

/** Counts that are equal everywhere are the same to a reader, whatever they are called. */
export function distinctCounts(counts: readonly PivotCounts[]): {
  readonly unique: readonly PivotCounts[];
  /** Place among the unique ones, by name. */
  readonly indexOf: ReadonlyMap<string, number>;
} {
  const unique: PivotCounts[] = [];
  const indexOf = new Map<string, number>();
  for (const one of counts) {
    const same = unique.findIndex(other => other.counts.every((count, i) => count === one.counts[i]));
    indexOf.set(one.name, same < 0 ? unique.length : same);
    if (same < 0) unique.push(one);
  }
  return { unique, indexOf };
}

/** A count that must not be known although no range hides it: with rounding alone, one below what it is rounded to. */
export function isTooSmall(count: number, rules: AudienceRules): boolean {
  return isSmall(count, rules) || (rules.hide === null && count > 0 && count < rules.rounding.base);
}

/** Whether a count at a node is to be kept from readers for its own sake. `whole`: the counts that these are among. */
export function isSensitive(
  one: PivotCounts,
  node: number,
  whole: Float64Array | undefined,
  rules: AudienceRules,
): boolean {
  const count = one.counts[node]!;
  if (one.exempt?.[node]) return false;
  return (
    isTooSmall(count, rules) ||
    one.unsafe?.[node] === 1 ||
    (rules.complement && whole !== undefined && count > 0 && isSmall(whole[node]! - count, rules))
  );
}

/**
 * The table with its counts hidden as a plan says, which was proven elsewhere together with others. Counts are shown as
 * they are: for audiences without rounding.
 * @param isHidden by distinct count and node
 */
export function pivotHiddenAt(
  question: PivotQuestion,
  isHidden: (table: number, node: number) => boolean,
): ProtectedPivot {
  const { rules, rows, columns } = question;
  const size = rows.parent.length * columns.parent.length;
  const { unique, indexOf } = distinctCounts(question.counts);
  const isShown = (node: number) =>
    rows.shown[Math.floor(node / columns.parent.length)] === 1 && columns.shown[node % columns.parent.length] === 1;
  const marks = unique.map((_, table) =>
    Uint8Array.from({ length: size }, (__, node) => Number(isHidden(table, node))),
  );
  const isSmallAt = (name: string, node: number) => {
    const one = question.counts.find(other => other.name === name);
    const whole = question.counts.find(other => other.name === one?.of);
    return one !== undefined && isSensitive(one, node, whole?.counts, rules);
  };
  let [seen, primary, secondary] = [0, 0, 0];
  const values = question.values.map(value => {
    const status = new Uint8Array(size);
    const shown = value.values.slice();
    for (let node = 0; node < size; node++) {
      if (Number.isNaN(value.values[node]!)) continue;
      if (isShown(node)) seen++;
      if (isShown(node) && !value.reveals.some(name => marks[indexOf.get(name)!]![node])) continue;
      status[node] = statusCode.hidden;
      shown[node] = NaN;
      if (!isShown(node)) continue;
      if (value.reveals.some(name => isSmallAt(name, node))) primary++;
      else secondary++;
    }
    return { name: value.name, status, shown };
  });
  const revealed = new Set(question.values.flatMap(value => value.reveals.map(name => indexOf.get(name)!)));
  return {
    values,
    summary: { cells: seen, primary, secondary, withheld: 0 },
    notes: protectionNotes(rules, primary + secondary),
    withheld: null,
    published: unique.map((one, table) => {
      const bounds = Float64Array.from(one.counts, (count, node) =>
        isShown(node) && revealed.has(table) && !marks[table]![node] ? count : NaN,
      );
      return { counts: one.name, lower: bounds, upper: bounds.slice() };
    }),
  };
}

/** The answer when nothing may be shown. */
export function withheldPivot(question: PivotQuestion, reason: string): ProtectedPivot {
  const { rows, columns } = question;
  const shownAt = (i: number) =>
    rows.shown[Math.floor(i / columns.parent.length)] === 1 && columns.shown[i % columns.parent.length] === 1;
  const cells = question.values.reduce(
    (sum, value) => sum + value.values.reduce((n, one, i) => n + Number(shownAt(i) && !Number.isNaN(one)), 0),
    0,
  );
  const nothing = () => new Float64Array(rows.parent.length * columns.parent.length).fill(NaN);
  return {
    values: question.values.map(({ name, values }) => ({
      name,
      status: Uint8Array.from(values, value => (Number.isNaN(value) ? 0 : statusCode.withheld)),
      shown: nothing(),
    })),
    summary: { cells, primary: 0, secondary: 0, withheld: cells },
    notes: [{ code: 'withheld', text: reason }],
    withheld: reason,
    published: question.counts.map(one => ({ counts: one.name, lower: nothing(), upper: nothing() })),
  };
}

/** Sentences that go with a protected table wherever it is shown. */
export function protectionNotes(rules: AudienceRules, hidden: number): Note[] {
  const notes: Note[] = [];
  if (rules.hide) {
    const range = `${rules.zeros === 'protected' ? 0 : rules.hide.from} to ${rules.hide.to}`;
    notes.push({
      code: 'hidden',
      text: hidden
        ? `"${rules.symbols.hidden}" hides counts from ${range}, and others by which they could be worked out.`
        : `Counts from ${range} would be hidden; there are none here.`,
    });
  }
  if (rules.rounding.base > 0)
    notes.push({
      code: 'rounded',
      text: `Numbers are rounded to the nearest ${rules.rounding.base}${rules.rounding.totals === 'summed' ? '; totals are sums of rounded numbers.' : ', totals too, so they need not add up.'}`,
    });
  return notes;
}
