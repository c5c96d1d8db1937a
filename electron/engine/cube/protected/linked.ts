import { boxKey } from '../../disclosure/ledger.ts';
import type { AudienceRules } from '../../../../shared/contract/disclosure.ts';
import type { Box, Release, ReleasedCell } from '../../disclosure/ledger.ts';
import { namedRelease, releasesBlock, withheldBeside, withHidden } from '../../disclosure/linked.ts';
import type { AtomSets, LinkedQuestion, ReleasedBounds, Scope } from '../../disclosure/linked.ts';
import { isTooSmall } from '../../disclosure/pivot.ts';
import type { PivotQuestion, ProtectedPivot } from '../../disclosure/pivot.ts';
import type { Asked } from '../../disclosure/worker.ts';
import type { AxisTree } from '../axis.ts';
import type { Facts } from '../columns/facts.ts';
import { combinationsOf, dimensionOfField, dimensionsOf, FieldClasses, unitsOf } from './box-fields.ts';
import type { Units } from './box-fields.ts';
import { selectedRows } from '../plan.ts';
import type { AxisNodes } from './nodes.ts';
import { isSmallChange, withSmallChanges } from './changes.ts';
import { isToldByRounded, jointlyHidden } from './joint.ts';
import type { JointlyHidden, KeptMoves, PlanSolver } from './joint.ts';
import type { Likeness } from './joint-moves.ts';
import type { PresentPlan } from './present-plan.ts';
import { asPlanned } from './standing-plan.ts';
import { boxesOf, columnOfBoxField, innerCellsOf, releasedCellsOf } from './released-cells.ts';
import type { Places } from './released-cells.ts';

/** Released counts, and combinations of them that rows or children fall into, that one check takes on. */
const limits = { released: 20_000, combinations: 200_000, tests: 100_000_000, atoms: 20_000 };

/**
 * Protects a table beside everything that was released before from its dataset: first beside all counts of all
 * releases that are drawn in the table's own dimensions, together; then beside each release that has others as well.
 * Two tables without a common dimension meet in their total alone, which is among the first. A table that gives out
 * nothing new is as it was: the same description asked again is never set against itself. What cannot be checked is
 * withheld.
 */
export async function protectedBesideReleases(
  facts: Facts,
  given: PivotQuestion,
  places: Places,
  beside: Beside,
): Promise<ProtectedPivot> {
  const { releases } = beside;
  const plan = places.isUnderOtherRules ? null : beside.plan;
  const planned = plan && asPlanned(given, places, plan.lookUp);
  if (planned) return withNote(planned, 'standing-plan', 'Protected together with all tables of the standing plan.');
  const { question, marked, releases: of } = withSmallChanges(given, places, releases);
  const found = await besideReleases(facts, question, places, { ...beside, plan });
  return withSmallChangesTold(
    found,
    marked,
    of.map(at => releases[at]!),
  );
}

/** What a table is set against, and who works it out. */
export interface Beside {
  readonly releases: readonly Release[];
  readonly plan: PresentPlan | null;
  protect(asked: Asked): Promise<ProtectedPivot>;
  readonly solve: PlanSolver;
}

async function besideReleases(
  facts: Facts,
  question: PivotQuestion,
  places: Places,
  { releases, plan, protect, solve }: Beside,
): Promise<ProtectedPivot> {
  const alone = await protect({ kind: 'pivot', question });
  if (alone.withheld !== null) return alone;
  if (!releases.length && !plan && !innerCellsOf(places, question).some(one => isTooSmall(one.count, question.rules)))
    return alone;
  const keys = releases.map(release => new Set(release.cells.map(keyOf)));
  const again = asReleased(question, alone, releasedCellsOf(places, question, alone), releases, keys);
  if (again) return again;
  const known = plan ? [plan.release, ...releases] : releases;
  const joint = await jointlyHidden(facts, question, places, alone, known, solve, keptMoves(releases, plan));
  if (joint === 'too-many') return releasesBlock(question, known);
  if (joint) return jointlyProtected(question, alone, known, joint);
  const own = new Set(boxesOf(places).flatMap(box => dimensionsOf(facts, box)));
  const others = (cell: ReleasedCell) => dimensionsOf(facts, cell.box).filter(dimension => !own.has(dimension));
  const shares = (cell: ReleasedCell) => dimensionsOf(facts, cell.box).some(dimension => own.has(dimension));
  const stages: Release[][] = [
    releases.map(release => ({ ...release, cells: release.cells.filter(cell => !others(cell).length) })),
    ...releases
      .filter(
        (release, r) =>
          release.cells.some(cell => others(cell).length && shares(cell)) &&
          !keys.some(
            (set, other) => other < r && set.size === keys[r]!.size && [...set].every(key => keys[r]!.has(key)),
          ),
      )
      .map(release => [release]),
  ];
  let found = alone;
  const changed = new Set<string>();
  for (const stage of stages) {
    const linked = linkedQuestionOf(facts, question, places, found, stage);
    if (linked === 'none') continue;
    if (linked === 'too-many') return releasesBlock(question, stage);
    for (const { assumed, releases: of } of linked.released.bounds)
      if (assumed) for (const release of of) changed.add(namedRelease(stage[release]!));
    found = await protect({ kind: 'linked', question: linked });
    if (found.withheld !== null) return found;
  }
  const shown: Release = {
    id: 0,
    name: 'this table',
    at: '',
    isOfPresentData: true,
    isPlan: true,
    cells: releasedCellsOf(places, question, found),
  };
  if (question.rules.rounding.base > 0 && (await isToldByRounded(facts, question, places, found, known, shown, solve)))
    return withheldBeside(question, known, 'would show a small number together with');
  return withChanges(found, changed);
}

/** The moves that prove the plan and what was given out from the present data. */
function keptMoves(releases: readonly Release[], plan: PresentPlan | null): KeptMoves {
  const all: Record<string, (readonly Likeness[])[]> = {};
  for (const kept of [
    plan?.moves ?? {},
    ...releases.map(one => (one.moves ? (JSON.parse(one.moves) as KeptMoves) : {})),
  ])
    for (const [key, moves] of Object.entries(kept)) (all[key] ??= []).push(...moves);
  return all;
}

/** The table as the joint check leaves it. */
function jointlyProtected(
  question: PivotQuestion,
  alone: ProtectedPivot,
  releases: readonly Release[],
  { hidden, blockers, changed, isExposed, moves }: JointlyHidden,
): ProtectedPivot {
  const named = (blockers.length ? blockers : [...releases.keys()]).map(at => releases[at]!);
  if (isExposed) return withheldBeside(question, named, 'would show a small number together with');
  const found = hidden.includes(1) ? withHidden(question, alone, hidden, named, 'beside') : alone;
  return {
    ...withChanges(found, new Set(changed.map(at => namedRelease(releases[at]!)))),
    moves: JSON.stringify(moves),
  };
}

const keyOf = ({ measure, box, lower, upper }: ReleasedCell) => `${measure}|${boxKey(box)}|${lower}|${upper}`;

const placeKeyOf = ({ measure, box }: ReleasedCell) => `${measure}|${boxKey(box)}`;

/** The table as it was released, where everything that it would show was given out already; null for a new one. */
function asReleased(
  question: PivotQuestion,
  alone: ProtectedPivot,
  cells: ReturnType<typeof releasedCellsOf>,
  releases: readonly Release[],
  known: readonly ReadonlySet<string>[],
): ProtectedPivot | null {
  const keys = cells.map(keyOf);
  const places = new Set(cells.map(placeKeyOf));
  const shown = keys.filter((_, i) => cells[i]!.upper < Infinity);
  if (shown.every(key => known.some(set => set.has(key)))) return alone;
  for (const [r, release] of releases.entries()) {
    const set = known[r]!;
    // What its shown counts added up to was entered with them.
    if (release.cells.filter(cell => places.has(placeKeyOf(cell))).length !== cells.length) continue;
    const hidden = new Uint8Array(
      question.rows.parent.length * question.columns.parent.length * alone.published.length,
    );
    const size = hidden.length / alone.published.length;
    // A table that showed nothing tells nothing of the data that it was taken from.
    if (!release.isOfPresentData && !shown.some(key => set.has(key))) continue;
    const same = cells.every((cell, i) => {
      if (set.has(keys[i]!)) return true;
      hidden[cell.table * size + cell.place] = 1;
      return set.has(keyOf({ ...cell, lower: question.rules.zeros === 'shown' ? 1 : 0, upper: Infinity }));
    });
    if (same) return withHidden(question, alone, hidden, [release], 'as');
  }
  return null;
}

function scopeOf(facts: Facts, box: Box): Scope {
  return dimensionsOf(facts, box)
    .sort()
    .map(dimension => ({
      dimension,
      members: boxKey(
        Object.fromEntries(Object.entries(box).filter(([boxed]) => dimensionOfField(facts, boxed) === dimension)),
      ),
    }));
}

interface BoxedSet extends ReleasedCell {
  readonly units: Units;
  readonly releases: readonly number[];
  readonly tests: readonly { readonly field: FieldClasses; readonly among: Uint8Array }[];
}

/** Releases as sets to be looked for in the rows, each once. */
function releasedSets(
  releases: readonly Release[],
  unitsNamed: (counts: string) => Units | null,
  universes: ReadonlySet<string>,
  fieldOf: (name: string) => FieldClasses | null,
): BoxedSet[] {
  const found = new Map<string, BoxedSet & { readonly releases: number[] }>();
  releases.forEach((release, r) => {
    for (const cell of release.cells) {
      const units = unitsNamed(cell.measure);
      if (!units || !universes.has(units.universe)) continue;
      const key = keyOf(cell);
      const present = found.get(key);
      if (present) {
        present.releases.push(r);
        continue;
      }
      const fields = Object.entries(cell.box).map(([name, members]) => ({ field: fieldOf(name), members }));
      if (fields.some(({ field }) => !field)) continue;
      const tests = fields.map(({ field, members }) => ({ field: field!, among: field!.among(members) }));
      found.set(key, { ...cell, units, releases: [r], tests });
    }
  });
  return [...found.values()];
}

/** Place of the leaf that a row lies in, by the codes of its dimensions; −1 where the table has none for it. */
function leafPlaces(tree: AxisTree, nodes: AxisNodes): (row: number) => number {
  const leaves = new Map<string, number>();
  const { depth, levels, dimensions } = tree;
  for (let leaf = 0; leaf < levels[depth]!.size; leaf++) {
    const codes: number[] = [];
    for (let at = leaf, d = depth; d > 0; d--) {
      codes.unshift(levels[d]!.code[at]!);
      at = levels[d]!.parent[at]!;
    }
    leaves.set(codes.join(), nodes.offsets[depth]! + leaf);
  }
  return row => leaves.get(dimensions.map(dimension => dimension.column.codes[row]!).join()) ?? -1;
}

function chainsOf({ parent }: AxisNodes): (place: number) => readonly number[] {
  return place => {
    const chain: number[] = [];
    for (let at = place; at >= 0; at = parent[at]!) chain.push(at);
    return chain;
  };
}

/**
 * The table and the releases over the atoms of the rows (or children): all that are in the same released boxes and the
 * same nodes are one. The boxes are looked up in the rows themselves, so bands, single ages, wards and districts need no
 * table that says how they lie in one another.
 */
function linkedQuestionOf(
  facts: Facts,
  question: PivotQuestion,
  places: Places,
  alone: ProtectedPivot,
  releases: readonly Release[],
): LinkedQuestion | 'none' | 'too-many' {
  const units = new Map<string, Units | null>();
  const unitsNamed = (counts: string) => {
    if (!units.has(counts)) units.set(counts, unitsOf(facts, counts));
    return units.get(counts)!;
  };
  const wanted = question.counts.map(one => ({ counts: one.name, units: unitsNamed(one.name) }));
  if (wanted.some(one => !one.units)) return 'too-many';
  const universes = new Set(wanted.map(one => one.units!.universe));
  const fields = new Map<string, FieldClasses | null>();
  const fieldOf = (name: string) => {
    if (!fields.has(name)) {
      const column = columnOfBoxField(facts, name);
      fields.set(name, column && new FieldClasses(column));
    }
    return fields.get(name)!;
  };
  const sets = releasedSets(releases, unitsNamed, universes, fieldOf);
  if (!sets.length) return 'none';
  if (sets.length > limits.released) return 'too-many';

  const { whole, nodes } = places;
  const { rows: rowTree, columns: columnTree } = whole.grains;
  const selection = selectedRows(facts, whole.plan.filters);
  const selected = new Uint8Array(facts.rows).fill(selection ? 0 : 1);
  selection?.forEach(row => (selected[row] = 1));
  const masks = new Set([...units.values()].flatMap(one => (one?.mask ? [one.mask] : [])));
  const { ofRow, examples } = combinationsOf(facts.rows, [
    { codes: selected, size: 2 },
    ...[...masks].map(codes => ({ codes, size: 2 })),
    ...[...rowTree.dimensions, ...columnTree.dimensions].map(({ column }) => ({
      codes: column.codes,
      size: column.dictionary.length + 1,
    })),
    ...[...fields.values()].flatMap(field => (field ? [field.classes()] : [])),
  ]);
  if (examples.length > limits.combinations || examples.length * sets.length > limits.tests) return 'too-many';

  /** Released sets of each universe that a combination is in. */
  const setsOf = examples.map(row =>
    sets.flatMap((set, s) =>
      (!set.units.mask || set.units.mask[row]) && set.tests.every(({ field, among }) => among[field.codeOfRow(row)])
        ? [s]
        : [],
    ),
  );
  const leafRow = leafPlaces(rowTree, nodes.rows);
  const leafColumn = leafPlaces(columnTree, nodes.columns);
  const width = nodes.columns.parent.length;
  const leafOf = examples.map(row => {
    const [r, c] = [leafRow(row), leafColumn(row)];
    return selected[row] && r >= 0 && c >= 0 ? r * width + c : -1;
  });

  const atoms: number[] = [];
  const membersOfSet: number[][] = sets.map(() => []);
  const membersOfNode = wanted.map(() => Array.from({ length: nodes.size }, (): number[] => []));
  const rowChain = chainsOf(nodes.rows);
  const columnChain = chainsOf(nodes.columns);
  const byMembership = new Map<string, number>();
  /** Adds so many of what is counted in one universe in all of these combinations. */
  const add = (universe: string, combinations: readonly number[], count: number) => {
    const inSets = [
      ...new Set(combinations.flatMap(one => setsOf[one]!.filter(s => sets[s]!.units.universe === universe))),
    ].sort((a, b) => a - b);
    const inLeaves = wanted.map(({ units: of }) =>
      of!.universe === universe
        ? [
            ...new Set(
              combinations
                .filter(one => leafOf[one]! >= 0 && (!of!.mask || of!.mask[examples[one]!]))
                .map(one => leafOf[one]!),
            ),
          ].sort((a, b) => a - b)
        : [],
    );
    if (!inSets.length && inLeaves.every(list => !list.length)) return;
    const key = `${universe}|${inSets.join()}|${inLeaves.map(list => list.join()).join(';')}`;
    const present = byMembership.get(key);
    if (present !== undefined) {
      atoms[present]! += count;
      return;
    }
    const atom = atoms.push(count) - 1;
    byMembership.set(key, atom);
    for (const s of inSets) membersOfSet[s]!.push(atom);
    inLeaves.forEach((leaves, w) => {
      const reached = new Set(
        leaves.flatMap(leaf =>
          rowChain(Math.floor(leaf / width)).flatMap(r => columnChain(leaf % width).map(c => r * width + c)),
        ),
      );
      for (const node of reached) membersOfNode[w]![node]!.push(atom);
    });
  };
  for (const universe of universes) {
    const [kind, field] = universe.split(' ');
    if (kind === 'distinct') {
      for (const { combinations, count } of keyClasses(facts, field!, ofRow)) add(universe, combinations, count);
      continue;
    }
    const numbers = kind === 'sum' ? facts.numbers(field!).numbers : null;
    const weights = new Float64Array(examples.length);
    ofRow.forEach((combination, row) => {
      const weight = numbers ? numbers[row]! : 1;
      if (!Number.isNaN(weight)) weights[combination]! += weight;
    });
    weights.forEach((weight, combination) => {
      if (weight !== 0) add(universe, [combination], weight);
    });
  }
  if (atoms.length > limits.atoms) return 'too-many';

  const counts = Float64Array.from(atoms);
  const sumOf = (members: readonly number[]) => members.reduce((sum, atom) => sum + counts[atom]!, 0);
  wanted.forEach((_, w) =>
    question.counts[w]!.counts.forEach((count, node) => {
      if (Math.abs(sumOf(membersOfNode[w]![node]!) - count) > 1e-6 * Math.max(1, Math.abs(count)))
        throw new Error('The atoms of a table do not add up to it.');
    }),
  );
  const bounds = sets.map((set, s) => presentBounds(set, sumOf(membersOfSet[s]!), question.rules));
  return {
    question,
    alone,
    atoms: counts,
    nodes: wanted.map(({ counts: name }, w) => ({ counts: name, sets: endToEnd(membersOfNode[w]!) })),
    scopes: boxesOf(places).map(box => scopeOf(facts, box)),
    released: {
      sets: endToEnd(membersOfSet),
      bounds: sets.map(({ box, releases: of }, s) => ({ ...bounds[s]!, scope: scopeOf(facts, box), releases: of })),
    },
    releases: releases.map(({ name, at }) => ({ name, at })),
  };
}

/**
 * What a reader is taken to know of a released count now. It stays known as long as the rows still give it (rounded:
 * within its bounds), whatever was imported since. Where they no longer do, the present count takes its place, since a
 * later table may tell it; a small one, and one that changed by a few, is then kept from readers, never taken as known.
 */
function presentBounds(
  cell: ReleasedCell,
  count: number,
  rules: AudienceRules,
): Pick<ReleasedBounds, 'lower' | 'upper' | 'assumed' | 'isSmallChange'> {
  const { lower, upper } = cell;
  if (count >= lower - 1e-6 && count <= upper + 1e-6) return { lower, upper, assumed: false, isSmallChange: false };
  const hidden = { lower: rules.zeros === 'shown' ? 1 : 0, upper: Infinity, assumed: true };
  if (isSmallChange(cell, count, rules)) return { ...hidden, isSmallChange: true };
  if (isTooSmall(count, rules)) return { ...hidden, isSmallChange: false };
  return { lower: count, upper: count, assumed: true, isSmallChange: false };
}

const withNote = (found: ProtectedPivot, code: string, text: string): ProtectedPivot => ({
  ...found,
  notes: [...found.notes, { code, text }],
});

/** Says that counts are hidden for a change of a few; how many would tell by how much those together have changed. */
function withSmallChangesTold(found: ProtectedPivot, marked: number, releases: readonly Release[]): ProtectedPivot {
  if (!marked || found.withheld !== null) return found;
  return {
    ...found,
    notes: [
      ...found.notes,
      {
        code: 'small-change',
        text: `Some counts are hidden because they, or others beside them, may differ by a few from what was given out in ${releases.map(namedRelease).join(' and ')}.`,
      },
    ],
  };
}

/** Says of which releases some counts no longer hold. */
function withChanges(found: ProtectedPivot, changed: ReadonlySet<string>): ProtectedPivot {
  if (!changed.size) return found;
  return {
    ...found,
    notes: [
      ...found.notes,
      {
        code: 'changed-release',
        text: `Data have changed since ${[...changed].join(' and ')} was given out: where its counts no longer hold, the present ones are kept safe in their place.`,
      },
    ],
  };
}

/** Distinct keys by the combinations that their rows lie in, and how many there are of each. */
function keyClasses(
  facts: Facts,
  field: string,
  ofRow: Int32Array,
): Iterable<{ readonly combinations: readonly number[]; readonly count: number }> {
  const { keys, size } = facts.keys(field);
  const byKey = Array.from<Set<number> | undefined>({ length: size });
  keys.forEach((key: number, row: number) => (byKey[key] ??= new Set()).add(ofRow[row]!));
  const found = new Map<string, { readonly combinations: readonly number[]; count: number }>();
  for (const met of byKey.slice(1)) {
    if (!met) continue;
    const combinations = [...met].sort((a, b) => a - b);
    const text = combinations.join();
    const present = found.get(text);
    if (present) present.count++;
    else found.set(text, { combinations, count: 1 });
  }
  return found.values();
}

function endToEnd(lists: readonly (readonly number[])[]): AtomSets {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => (starts[i + 1] = starts[i]! + list.length));
  return { starts, atoms: Int32Array.from(lists.flat()) };
}
