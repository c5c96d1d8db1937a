import { intervalsOf } from './audit.ts';
import { movesFor } from './moves.ts';
import { distinctCounts, isSensitive, isTooSmall, usualSteps, withheldPivot } from './pivot.ts';
import type { PivotQuestion, ProtectedPivot } from './pivot.ts';
import { protectionOf } from './protect.ts';
import { knowledgeOf, roles } from './protection-question.ts';
import type { ProtectionQuestion } from './protection-question.ts';
import { protectionStatuses } from '../../../shared/contract/disclosure.ts';
import type { Rows, Solver } from './solver.ts';
import { RowsInMaking } from './rows-in-making.ts';
import { Work } from './work.ts';

/** Lists of atoms, end to end: those of set s are `atoms` from starts[s] to starts[s + 1], ascending. */
export interface AtomSets {
  readonly starts: Int32Array;
  readonly atoms: Int32Array;
}

/** What restricts a count, one text for each dimension, such as area and age, in order of their names. */
export type Scope = readonly { readonly dimension: string; readonly members: string }[];

/** A count that was shown before: its bounds, or at least `lower` and no upper bound where it was shown as hidden. */
export interface ReleasedBounds {
  readonly lower: number;
  readonly upper: number;
  /** The rows no longer give what was released: the present count stands in its place, and nobody was given that. */
  readonly assumed: boolean;
  /** The present count differs by a few from what was released: the difference is a count to hide. */
  readonly isSmallChange: boolean;
  readonly scope: Scope;
  /** Places of its releases in the list of releases. */
  readonly releases: readonly number[];
}

/**
 * A table and what was released before from the same data, over atoms: classes of what is counted (rows, or children) of
 * which each is counted in the same released boxes and the same nodes of the table. Every count is the sum of its atoms,
 * exactly, for children too: a child that is counted in two halves of a year has an atom of its own.
 */
export interface LinkedQuestion {
  readonly question: PivotQuestion;
  /** The table as it is protected by itself. */
  readonly alone: ProtectedPivot;
  readonly atoms: Float64Array;
  /** For each name of the question's counts that releases tell of: the atoms of every node. */
  readonly nodes: readonly { readonly counts: string; readonly sets: AtomSets }[];
  readonly scopes: readonly Scope[];
  readonly released: { readonly sets: AtomSets; readonly bounds: readonly ReleasedBounds[] };
  readonly releases: readonly { readonly name: string; readonly at: string }[];
}

/** Differences that one check takes on; beyond it the table is withheld, not let through. */
const mostDifferences = 4_000;

const hiddenCode = protectionStatuses.indexOf('hidden');

/**
 * Protects a table together with what was released before from the same data: overlapping bands, areas less their
 * parts, years that roll on, a filter that is on in one and off in the other, tables over other axes. What was given out
 * stays known; where the table by itself would show a small number together with it, more is hidden or the table is
 * withheld, and a note names the release and its date. Kept from readers are the small counts of the table, those that
 * releases showed as hidden, single atoms, and what is left of a box less the boxes within it.
 * Source of the attack: SDC Handbook 2nd ed. (2024) §4.6, linked tables and differencing.
 */
export function protectedWithReleases(
  solver: Solver,
  linked: LinkedQuestion,
  progress?: (done: number, of: number) => void,
): ProtectedPivot {
  const { question, alone } = linked;
  const work = new Work(question.steps ?? usualSteps);
  const system = systemOf(linked, work);
  if (!system) return releasesBlock(question, linked.releases);
  const { protection } = system;
  const exposedWith = (hidden: Uint8Array, relations: Rows, targets: readonly number[]) =>
    movesFor(solver, {
      knowledge: knowledgeOf({ ...protection, relations }, hidden),
      truth: protection.truth,
      targets,
      width: protection.width,
      whole: protection.whole,
      work,
    }).exposed;
  const out = () => work.isOut;

  const exposed = exposedWith(system.hidden, protection.relations, protection.sensitive);
  if (out()) return releasesTooMuch(linked);
  if (!exposed.length) return alone;
  // What the releases give away by themselves is no reason to hide more now; where that is not certain, it is kept.
  const nothingShown = protection.role.map(() => 1);
  const givenRelations = system.relationsOf(set => !linked.released.bounds[set]!.assumed);
  const suspected = exposedWith(nothingShown, givenRelations, exposed);
  const given = new Set(
    suspected.length
      ? givenAway(
          solver,
          { ...protection, relations: givenRelations, hiddenLower: system.unseenLower },
          nothingShown,
          suspected,
        )
      : [],
  );
  if (out()) return releasesTooMuch(linked);
  const left = exposed.filter(cell => !given.has(cell));
  if (!left.length) return alone;

  const named = blockersOf(
    linked,
    left,
    (relations, targets) => exposedWith(system.hidden, relations, targets),
    system,
    out,
  );
  const joint = protectionOf(solver, {
    ...protection,
    sensitive: protection.sensitive.filter(cell => !given.has(cell)),
    progress,
  });
  if (out()) return releasesTooMuch(linked);
  if (joint.exposed.length || (question.rules.rounding.base > 0 && question.rules.rounding.totals === 'summed'))
    return withheldBeside(question, named, 'would show a small number together with');
  return withHidden(question, alone, joint.hidden, named, 'beside');
}

/** Targets that have one value only, or too few, in the light of the releases alone. Exact: what is in doubt is not among them. */
function givenAway(
  solver: Solver,
  protection: ProtectionQuestion,
  hidden: Uint8Array,
  targets: readonly number[],
): number[] {
  try {
    return intervalsOf(solver, knowledgeOf(protection, hidden), targets, false)
      .filter(({ cell, lower, upper }) => upper !== null && upper - lower < protection.width(cell) - 1e-7)
      .map(({ cell }) => cell);
  } catch {
    return [];
  }
}

const formatDay = (iso: string) =>
  new Date(iso).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'Europe/London',
  });

/** A release as a sentence names it. */
export const namedRelease = ({ name, at }: LinkedQuestion['releases'][number]): string =>
  `"${name}" of ${formatDay(at)}`;

/** Each once: what is frozen anew goes out under the same name on the same day. */
const listed = (releases: LinkedQuestion['releases']) => {
  const names = [...new Set(releases.map(namedRelease))];
  return names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
};

/** The answer where a table may not be shown beside releases. */
export function withheldBeside(
  question: PivotQuestion,
  releases: LinkedQuestion['releases'],
  why: string,
): ProtectedPivot {
  return withheldPivot(
    question,
    `This table is withheld: it ${why} ${listed(releases)}. Use the same bands, areas and filters as there, or fewer of them.`,
  );
}

/** The answer where a table and its releases are too many numbers for one check. */
export function releasesBlock(question: PivotQuestion, releases: LinkedQuestion['releases']): ProtectedPivot {
  return withheldBeside(question, releases, 'cannot be checked against');
}

/** The answer where the work that a check may do is used up. */
export function releasesTooMuch({ question, releases }: LinkedQuestion): ProtectedPivot {
  return withheldBeside(question, releases, 'needs more work than one check may do beside');
}

/**
 * The table with more of its counts hidden: one place for each of its distinct counts at every node. The note names the
 * releases beside which it would show a small number, or the one as which it is shown again.
 */
export function withHidden(
  question: PivotQuestion,
  alone: ProtectedPivot,
  hidden: Uint8Array,
  releases: LinkedQuestion['releases'],
  because: 'beside' | 'as',
): ProtectedPivot {
  const { indexOf } = distinctCounts(question.counts);
  const size = alone.values[0]?.status.length ?? 0;
  const isHidden = (table: number, node: number) => hidden[table * size + node] === 1;
  let more = 0;
  const values = question.values.map((value, v) => {
    const status = alone.values[v]!.status.slice();
    const shown = alone.values[v]!.shown.slice();
    const tables = value.reveals.map(name => indexOf.get(name)!);
    for (let i = 0; i < size; i++) {
      if (Number.isNaN(value.values[i]!) || status[i] === hiddenCode) continue;
      if (!tables.some(table => isHidden(table, i))) continue;
      status[i] = hiddenCode;
      shown[i] = NaN;
      more++;
    }
    return { name: value.name, status, shown };
  });
  return {
    ...alone,
    values,
    summary: { ...alone.summary, secondary: alone.summary.secondary + more },
    published: alone.published.map((one, table) => ({
      ...one,
      lower: one.lower.map((value, i) => (isHidden(table, i) ? NaN : value)),
      upper: one.upper.map((value, i) => (isHidden(table, i) ? NaN : value)),
    })),
    notes: [
      ...alone.notes,
      {
        code: 'earlier-release',
        text:
          because === 'as'
            ? `Shown as it was released in ${listed(releases)}; some numbers are hidden because of what was released before it.`
            : `Some numbers are hidden because they would show a small one together with ${listed(releases)}.`,
      },
    ],
  };
}

/** The releases without which the table could be shown as it is; all of them where it is not one alone. */
function blockersOf(
  { releases, released }: LinkedQuestion,
  targets: readonly number[],
  exposed: (relations: Rows, targets: readonly number[]) => readonly number[],
  system: System,
  out: () => boolean,
): LinkedQuestion['releases'] {
  if (releases.length === 1) return releases;
  const found = releases.filter((_, release) => {
    const relations = system.relationsOf(set => released.bounds[set]!.releases.includes(release));
    return !out() && exposed(relations, targets).length > 0;
  });
  return found.length ? found : releases;
}

interface System {
  readonly protection: ProtectionQuestion;
  /** What the table by itself hides, and everything that it never shows. */
  readonly hidden: Uint8Array;
  /** Lower bounds to somebody who has not seen the table. */
  readonly unseenLower: Float64Array;
  /** The relations with some of the released counts only. */
  relationsOf(keep: (released: number) => boolean): Rows;
}

/**
 * Unknowns: every distinct count of the table at every node, then the atoms, then counts that are never shown but must
 * not be known. Null when there are too many.
 */
function systemOf(linked: LinkedQuestion, work: Work): System | null {
  const { question, alone, atoms, nodes, released } = linked;
  const { rules, rows, columns } = question;
  const { unique, indexOf } = distinctCounts(question.counts);
  const size = rows.parent.length * columns.parent.length;
  const firstAtom = unique.length * size;
  const firstExtra = firstAtom + atoms.length;
  const zerosKnown = rules.zeros === 'shown';

  const extras: { readonly atoms: readonly number[]; readonly lower: number; readonly target: boolean }[] = [];
  for (let set = 0; set < released.bounds.length; set++) {
    const { lower, upper, isSmallChange } = released.bounds[set]!;
    if (upper !== Infinity) continue;
    const parts = atomsOf(released.sets, set);
    extras.push({ atoms: parts, lower, target: isSmallChange || isTooSmall(sumOf(atoms, parts), rules) });
  }
  const differences = differencesOf(linked, count => isTooSmall(count, rules));
  if (differences.length > mostDifferences) return null;
  for (const parts of differences) extras.push({ atoms: parts, lower: 0, target: true });

  const cells = firstExtra + extras.length;
  const truth = new Float64Array(cells);
  unique.forEach((one, table) => truth.set(one.counts, table * size));
  truth.set(atoms, firstAtom);
  extras.forEach((extra, i) => (truth[firstExtra + i] = sumOf(atoms, extra.atoms)));

  const sensitive = new Uint8Array(cells);
  for (const one of question.counts) {
    const whole = one.of === undefined ? undefined : unique[indexOf.get(one.of)!]!.counts;
    for (let i = 0; i < size; i++)
      if (isSensitive(one, i, whole, rules)) sensitive[indexOf.get(one.name)! * size + i] = 1;
  }
  extras.forEach((extra, i) => (sensitive[firstExtra + i] = Number(extra.target)));

  const role = new Uint8Array(cells).fill(roles.unseen);
  const hidden = new Uint8Array(cells).fill(1);
  const publishedLower = truth.slice();
  const publishedUpper = truth.slice();
  const hiddenLower = new Float64Array(cells);
  const unseenLower = new Float64Array(cells);
  extras.forEach(({ lower }, i) => (hiddenLower[firstExtra + i] = unseenLower[firstExtra + i] = lower));
  const out = releasedExactly(linked);
  const revealed = new Set(question.values.flatMap(value => value.reveals.map(name => indexOf.get(name)!)));
  const tied = new Set(nodes.map(({ counts }) => indexOf.get(counts)!));
  unique.forEach((one, table) => {
    const { lower, upper } = alone.published[table]!;
    const sets = nodes.find(({ counts }) => indexOf.get(counts) === table)?.sets;
    for (let i = 0; i < size; i++) {
      const cell = table * size + i;
      const shown = rows.shown[Math.floor(i / columns.parent.length)] && columns.shown[i % columns.parent.length];
      if (!Number.isNaN(lower[i]!)) {
        hidden[cell] = 0;
        publishedLower[cell] = lower[i]!;
        publishedUpper[cell] = upper[i]!;
        const known =
          (truth[cell] === 0 && zerosKnown) || one.exempt?.[i] || (sets && out(sets, i, lower[i]!, upper[i]!));
        role[cell] = known ? roles.known : roles.free;
      } else if (shown && revealed.has(table)) role[cell] = roles.hidden;
      if (role[cell] !== roles.unseen && zerosKnown) hiddenLower[cell] = Math.min(1, truth[cell]!);
    }
  });

  const relationsOf = (keep: (set: number) => boolean): Rows => {
    const making = new RowsInMaking();
    const tie = (cell: number, parts: readonly number[]) =>
      making.add([cell, ...parts.map(atom => firstAtom + atom)], [1, ...parts.map(() => -1)], 0, 0);
    for (const { counts, sets } of nodes) {
      const table = indexOf.get(counts)!;
      for (let i = 0; i < size; i++) {
        const cell = table * size + i;
        if (role[cell] !== roles.unseen || sensitive[cell]) tie(cell, atomsOf(sets, i));
      }
    }
    for (const one of question.counts)
      for (const larger of [one.of, one.within]) {
        const [from, to] = [indexOf.get(one.name)!, larger === undefined ? -1 : indexOf.get(larger)!];
        if (to < 0 || from === to) continue;
        for (let i = 0; i < size; i++)
          if (role[from * size + i] !== roles.unseen && role[to * size + i] !== roles.unseen)
            making.add([from * size + i, to * size + i], [1, -1], -Infinity, 0);
      }
    released.bounds.forEach(({ lower, upper }, set) => {
      if (upper === Infinity || !keep(set)) return;
      const parts = atomsOf(released.sets, set);
      if (parts.length)
        making.add(
          parts.map(atom => firstAtom + atom),
          parts.map(() => 1),
          lower,
          upper,
        );
    });
    extras.forEach((extra, i) => tie(firstExtra + i, extra.atoms));
    return making.rows(cells);
  };

  // A count that releases tell nothing of is protected by the table itself.
  const isTarget = (cell: number) => sensitive[cell] === 1 && (cell >= firstAtom || tied.has(Math.floor(cell / size)));
  return {
    protection: {
      relations: relationsOf(() => true),
      truth,
      publishedLower,
      publishedUpper,
      hiddenLower,
      role,
      sensitive: Array.from({ length: cells }, (_, cell) => cell).filter(isTarget),
      width: () => rules.width,
      whole: truth.every(Number.isInteger),
      work,
    },
    hidden,
    unseenLower,
    relationsOf,
  };
}

const atomsOf = ({ starts, atoms }: AtomSets, set: number): number[] =>
  Array.from(atoms.subarray(starts[set]!, starts[set + 1]!));

const sumOf = (counts: Float64Array, atoms: readonly number[]) => atoms.reduce((sum, atom) => sum + counts[atom]!, 0);

/** A number for each set of atoms; the same for the same set, and practically never for another (Zobrist hashing). */
function fingerprint(atoms: readonly number[]): string {
  let [a, b] = [0, 0];
  for (const atom of atoms) {
    a ^= Math.imul(atom + 1, 0x9e3779b1) ^ Math.imul((atom + 7) ^ ((atom + 7) >>> 3), 0x85ebca6b);
    let mixed = Math.imul(atom ^ (atom >>> 15) ^ 0x2c1b3c6d, 0x297a2d39);
    mixed = Math.imul(mixed ^ (mixed >>> 12), 0xc2b2ae35);
    b = (b + (mixed ^ (mixed >>> 15))) | 0;
  }
  return `${atoms.length}|${a}|${b}`;
}

/** Whether a node's count was released with the same bounds: then it is shown as it was. */
function releasedExactly({ released }: LinkedQuestion) {
  const known = new Set(
    released.bounds.flatMap(({ lower, upper, assumed }, set) =>
      assumed ? [] : [`${fingerprint(atomsOf(released.sets, set))}|${lower}|${upper}`],
    ),
  );
  return (sets: AtomSets, node: number, lower: number, upper: number) =>
    known.has(`${fingerprint(atomsOf(sets, node))}|${lower}|${upper}`);
}

/** Whether two counts are taken alike in every dimension but one at most, such as two bands of age in one district. */
const differInOne = (a: Scope, b: Scope): boolean =>
  a.length === b.length &&
  a.every(({ dimension }, i) => dimension === b[i]!.dimension) &&
  a.filter(({ members }, i) => members !== b[i]!.members).length <= 1;

/**
 * Differences that a reader can form and whose count must not be known: a released box less a node within it, a node
 * less a released box within it, and either less all boxes of the other side within it; and where
 * two boxes that differ in one dimension overlap, their overlap and what each has more.
 */
function differencesOf(
  { atoms, nodes, scopes, alone, question, released }: LinkedQuestion,
  isSmall: (count: number) => boolean,
): number[][] {
  const { indexOf } = distinctCounts(question.counts);
  const found = new Map<string, number[]>();
  const keep = (parts: number[]) => {
    if (parts.length > 0 && isSmall(sumOf(atoms, parts))) found.set(fingerprint(parts), parts);
  };
  const releasedSets = released.bounds.flatMap(({ upper }, set) => (upper === Infinity ? [] : [set]));
  for (const { counts, sets } of nodes) {
    const { lower } = alone.published[indexOf.get(counts)!]!;
    const nodesOfAtom = Array.from<number[] | undefined>({ length: atoms.length });
    for (let node = 0; node + 1 < sets.starts.length; node++)
      for (const atom of atomsOf(sets, node)) (nodesOfAtom[atom] ??= []).push(node);
    const length = ({ starts }: AtomSets, set: number) => starts[set + 1]! - starts[set]!;
    const shared = new Int32Array(sets.starts.length - 1);
    /** Released boxes within each node. */
    const inside = new Map<number, number[]>();
    for (const set of releasedSets) {
      const whole = atomsOf(released.sets, set);
      const touched = new Set<number>();
      for (const atom of whole)
        for (const node of nodesOfAtom[atom] ?? []) {
          shared[node]!++;
          touched.add(node);
        }
      const covered = new Set<number>();
      for (const node of touched) {
        const both = shared[node]!;
        shared[node] = 0;
        const [own, others] = [length(sets, node), whole.length];
        if (both === own && both < others) {
          const within = new Set(atomsOf(sets, node));
          keep(whole.filter(atom => !within.has(atom)));
          if (!Number.isNaN(lower[node]!)) for (const atom of within) covered.add(atom);
        } else if (both === others && both < own) {
          const within = new Set(whole);
          keep(atomsOf(sets, node).filter(atom => !within.has(atom)));
          const list = inside.get(node);
          if (list) list.push(set);
          else inside.set(node, [set]);
        } else if (both < own && differInOne(scopes[node]!, released.bounds[set]!.scope)) {
          const [mine, theirs] = [new Set(atomsOf(sets, node)), new Set(whole)];
          keep(whole.filter(atom => mine.has(atom)));
          keep(whole.filter(atom => !mine.has(atom)));
          keep([...mine].filter(atom => !theirs.has(atom)));
        }
      }
      if (covered.size) keep(whole.filter(atom => !covered.has(atom)));
    }
    for (const [node, list] of inside) {
      const covered = new Set(list.flatMap(set => atomsOf(released.sets, set)));
      keep(atomsOf(sets, node).filter(atom => !covered.has(atom)));
      const releases = new Set(list.flatMap(set => released.bounds[set]!.releases));
      if (releases.size < 2) continue;
      for (const release of releases) {
        const ofOne = new Set(
          list
            .filter(set => released.bounds[set]!.releases.includes(release))
            .flatMap(set => atomsOf(released.sets, set)),
        );
        keep(atomsOf(sets, node).filter(atom => !ofOne.has(atom)));
      }
    }
  }
  return [...found.values()];
}
