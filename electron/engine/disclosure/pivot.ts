import type { AudienceRules, ProtectionStatus, ProtectionSummary } from '../../../shared/contract/disclosure.ts';
import { protectionStatuses } from '../../../shared/contract/disclosure.ts';
import type { Note } from '../../../shared/contract/cube.ts';
import { isSmall } from './primary.ts';
import { protectionOf, roles } from './protect.ts';
import { countsBehind, roundedTo } from './rounding.ts';
import type { Rows, Solver } from './solver.ts';
import type { Product } from './swaps.ts';
import { Work } from './work.ts';

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

const statusCode = Object.fromEntries(protectionStatuses.map((status, i) => [status, i])) as Record<
  ProtectionStatus,
  number
>;

/** Relations while they are written down. */
export class RowsInMaking {
  readonly starts = [0];
  readonly indices: number[] = [];
  readonly values: number[] = [];
  readonly lower: number[] = [];
  readonly upper: number[] = [];

  add(cells: readonly number[], factors: readonly number[], lower: number, upper: number): void {
    for (const cell of cells) this.indices.push(cell);
    for (const factor of factors) this.values.push(factor);
    this.starts.push(this.indices.length);
    this.lower.push(lower);
    this.upper.push(upper);
  }

  rows(columns: number): Rows {
    return {
      columns,
      starts: Int32Array.from(this.starts),
      indices: Int32Array.from(this.indices),
      values: Float64Array.from(this.values),
      lower: Float64Array.from(this.lower),
      upper: Float64Array.from(this.upper),
    };
  }
}

/** Children of each node that has some. */
function childrenOf(parent: Int32Array): Map<number, number[]> {
  const found = new Map<number, number[]>();
  parent.forEach((up, node) => {
    if (up < 0) return;
    const list = found.get(up);
    if (list) list.push(node);
    else found.set(up, [node]);
  });
  return found;
}

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
 * Protects a table once, for everything that shows it: grid, chart, exports and clipboard take the statuses and numbers
 * of this answer and nothing else. Comparisons, shares and ranks are to be computed from the numbers shown here.
 *
 * A total that its parts add up to everywhere is a sum to the reader; where parts overlap (children over years) it lies
 * between the largest part and their sum; where parts are missing from the table, the rest is an unseen part. Runs
 * without a clock beside its time limit: when that is reached, the table is withheld.
 */
export function protectedPivot(
  solver: Solver,
  question: PivotQuestion,
  progress?: (done: number, of: number) => void,
): ProtectedPivot {
  const { rules, rows, columns } = question;
  const rowNodes = rows.parent.length;
  const columnNodes = columns.parent.length;
  const size = rowNodes * columnNodes;
  if (!rules.protect) return unprotected(question);

  const { unique, indexOf } = distinctCounts(question.counts);
  const table = (name: string) => {
    const found = indexOf.get(name);
    if (found === undefined) throw new Error(`There are no counts named ${name}.`);
    return found;
  };
  const total = unique.length * size;
  const truthList: number[] = unique.flatMap(one => [...one.counts]);
  const making = new RowsInMaking();
  const products: Product[] = [];
  /** Rests that are not in the table, in cells after all others. */
  const extra: number[] = [];
  unique.forEach((one, t) => {
    const first = t * size;
    const at = (row: number, column: number) => first + row * columnNodes + column;
    const relate = (parent: Int32Array, across: number, cell: (node: number, other: number) => number) => {
      for (const [up, children] of childrenOf(parent)) {
        const differences = Array.from({ length: across }, (_, other) =>
          children.reduce((left, child) => left - truthList[cell(child, other)]!, truthList[cell(up, other)]!),
        );
        const sums = differences.every(difference => Math.abs(difference) < 1e-9);
        const rest = !sums && differences.every(difference => difference >= 0);
        for (let other = 0; other < across; other++) {
          const cells = [cell(up, other), ...children.map(child => cell(child, other))];
          const factors = [1, ...children.map(() => -1)];
          if (sums) making.add(cells, factors, 0, 0);
          else if (rest) {
            making.add([...cells, total + extra.length], [...factors, -1], 0, 0);
            extra.push(differences[other]!);
          } else {
            making.add(cells, factors, -Infinity, 0);
            for (const child of children) making.add([cell(up, other), cell(child, other)], [1, -1], 0, Infinity);
          }
        }
      }
    };
    relate(rows.parent, columnNodes, at);
    relate(columns.parent, rowNodes, (node, other) => at(other, node));
    products.push({
      first,
      trees: [
        { parent: rows.parent, stride: columnNodes },
        { parent: columns.parent, stride: 1 },
      ],
    });
  });
  const companions: Int32Array[] = [];
  for (const one of question.counts)
    for (const larger of [one.of, one.within]) {
      if (larger === undefined || table(larger) === table(one.name)) continue;
      const [from, to] = [table(one.name) * size, table(larger) * size];
      const along = new Int32Array(total).fill(-1);
      for (let i = 0; i < size; i++) {
        making.add([from + i, to + i], [1, -1], -Infinity, 0);
        along[from + i] = to + i;
      }
      companions.push(along, reversed(along));
    }
  truthList.push(...extra);
  const cells = truthList.length;
  const truth = Float64Array.from(truthList);

  const role = new Uint8Array(cells).fill(roles.unseen);
  const sensitiveMarks = new Uint8Array(cells);
  const shownAt = Array.from(
    { length: size },
    (_, i) => rows.shown[Math.floor(i / columnNodes)]! && columns.shown[i % columnNodes]!,
  );
  const revealed = new Set(question.values.flatMap(value => value.reveals.map(table)));
  const summed = rules.rounding.base > 0 && rules.rounding.totals === 'summed';
  const isTotal = (() => {
    const hasBelow = [rows.parent, columns.parent].map(parent => {
      const marks = new Uint8Array(parent.length);
      for (const up of parent) if (up >= 0) marks[up] = 1;
      return marks;
    });
    return (i: number) => hasBelow[0]![Math.floor(i / columnNodes)] === 1 || hasBelow[1]![i % columnNodes] === 1;
  })();
  for (const one of question.counts) {
    const first = table(one.name) * size;
    const whole = one.of === undefined ? undefined : unique[table(one.of)]!.counts;
    for (let i = 0; i < size; i++) {
      if (isSensitive(one, i, whole, rules)) sensitiveMarks[first + i] = 1;
    }
  }
  extra.forEach((count, i) => {
    if (isSmall(count, rules)) sensitiveMarks[total + i] = 1;
  });
  unique.forEach((one, t) => {
    for (let i = 0; i < size; i++) {
      const cell = t * size + i;
      if (!shownAt[i] || !revealed.has(t)) continue;
      if (sensitiveMarks[cell]) role[cell] = rules.hide ? roles.hidden : roles.free;
      else if (one.exempt?.[i] || (truth[cell] === 0 && rules.zeros === 'shown')) role[cell] = roles.known;
      else if (summed && isTotal(i)) role[cell] = roles.unseen;
      else role[cell] = roles.free;
    }
  });
  const publishedLower = truth.slice();
  const publishedUpper = truth.slice();
  if (rules.rounding.base > 0)
    for (let cell = 0; cell < unique.length * size; cell++) {
      if (truth[cell] === 0 && rules.zeros === 'shown' && rules.hide) continue;
      const behind = countsBehind(roundedTo(truth[cell]!, rules.rounding.base), rules);
      publishedLower[cell] = Math.min(behind.lower, truth[cell]!);
      publishedUpper[cell] = Math.max(behind.upper, truth[cell]!);
    }
  const sensitive = Array.from(sensitiveMarks.keys()).filter(cell => sensitiveMarks[cell]);
  const hiddenLower = truth.map((value, cell) =>
    role[cell] === roles.unseen || rules.zeros === 'protected' ? 0 : Math.min(1, value),
  );
  const protection = protectionOf(solver, {
    relations: making.rows(cells),
    products,
    companions: companions.map(list => extended(list, cells)),
    truth,
    publishedLower,
    publishedUpper,
    hiddenLower,
    role,
    sensitive,
    width: () => rules.width,
    whole: truth.every(Number.isInteger),
    work: new Work(question.steps ?? usualSteps),
    progress,
  });
  if (protection.exposed.length)
    return withheldPivot(
      question,
      'This table is withheld: it could not be shown that nobody can be picked out of it. Take a field away or use wider bands.',
    );

  const hidden = (name: string, i: number) =>
    protection.hidden[table(name) * size + i] === 1 &&
    !(summed && isTotal(i) && !sensitiveMarks[table(name) * size + i]);
  const roundedCount = (name: string, i: number) => roundedTo(unique[table(name)]!.counts[i]!, rules.rounding.base);
  let primary = 0;
  let secondary = 0;
  let seen = 0;
  const values = question.values.map(value => {
    const status = new Uint8Array(size);
    const shown = value.values.slice();
    for (let i = 0; i < size; i++) {
      if (Number.isNaN(value.values[i]!)) continue;
      const mine = value.reveals;
      if (shownAt[i]) seen++;
      if (!shownAt[i] || mine.some(name => hidden(name, i))) {
        status[i] = statusCode.hidden;
        shown[i] = NaN;
        if (!shownAt[i]) continue;
        if (mine.some(name => sensitiveMarks[table(name) * size + i])) primary++;
        else secondary++;
      } else if (rules.rounding.base > 0) {
        status[i] = statusCode.rounded;
        if (value.kind === 'count') shown[i] = roundedCount(mine[0]!, i);
        else if (value.ratio) {
          const { numerator, denominator, per } = value.ratio;
          const below = typeof denominator === 'string' ? roundedCount(denominator, i) : denominator[i]!;
          shown[i] = below > 0 ? (per * roundedCount(numerator, i)) / below : NaN;
        }
      }
    }
    if (summed && value.kind === 'count') sumTotals(shown, status, rows, columns);
    return { name: value.name, status, shown };
  });
  const published = unique.map((one, t) => {
    const open = (i: number) => shownAt[i] && revealed.has(t) && protection.hidden[t * size + i] === 0;
    return {
      counts: one.name,
      lower: Float64Array.from({ length: size }, (_, i) => (open(i) ? publishedLower[t * size + i]! : NaN)),
      upper: Float64Array.from({ length: size }, (_, i) => (open(i) ? publishedUpper[t * size + i]! : NaN)),
    };
  });
  return {
    values,
    summary: { cells: seen, primary, secondary, withheld: 0 },
    notes: protectionNotes(rules, primary + secondary),
    withheld: null,
    published,
  };
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

function reversed(list: Int32Array): Int32Array {
  const back = new Int32Array(list.length).fill(-1);
  list.forEach((to, from) => {
    if (to >= 0) back[to] = from;
  });
  return back;
}

function extended(list: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length).fill(-1);
  longer.set(list);
  return longer;
}

/** Totals as sums of the rounded parts that are shown below them; leaves stay. */
function sumTotals(shown: Float64Array, status: Uint8Array, rows: PivotAxis, columns: PivotAxis): void {
  const width = columns.parent.length;
  const fold = (parent: Int32Array, across: number, at: (node: number, other: number) => number) => {
    const children = childrenOf(parent);
    const visit = (node: number): void => {
      for (const child of children.get(node) ?? []) visit(child);
      const below = children.get(node);
      if (!below) return;
      for (let other = 0; other < across; other++) {
        if (status[at(node, other)] === statusCode.hidden) continue;
        shown[at(node, other)] = below.reduce((sum, child) => {
          const part = shown[at(child, other)]!;
          return Number.isNaN(part) ? sum : sum + part;
        }, 0);
      }
    };
    visit(parent.indexOf(-1));
  };
  fold(rows.parent, width, (node, other) => node * width + other);
  fold(columns.parent, rows.parent.length, (node, other) => other * width + node);
}

/** Sentences that go with a protected table wherever it is shown. */
function protectionNotes(rules: AudienceRules, hidden: number): Note[] {
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

/** For an analyst's own screen: true numbers, and a notice that says so. */
function unprotected(question: PivotQuestion): ProtectedPivot {
  return {
    values: question.values.map(({ name, values }) => ({
      name,
      status: new Uint8Array(values.length),
      shown: values.slice(),
    })),
    summary: {
      cells: question.values.reduce((sum, value) => sum + value.values.length, 0),
      primary: 0,
      secondary: 0,
      withheld: 0,
    },
    notes: [{ code: 'not-protected', text: 'True counts, for your own screen only. Small numbers are not hidden.' }],
    withheld: null,
    published: [],
  };
}
