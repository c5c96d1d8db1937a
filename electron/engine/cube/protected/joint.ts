import type { AudienceRules } from '../../../../shared/contract/disclosure.ts';
import { CellPlacer } from '../../disclosure/joint/plan-cells.ts';
import type { GivenCell, PlacedCells, PlanCells, PlanCondition } from '../../disclosure/joint/plan-cells.ts';
import type { PlanAnswer, PlanTask } from '../../disclosure/joint/plan.ts';
import { boxKey } from '../../disclosure/ledger.ts';
import type { Release } from '../../disclosure/ledger.ts';
import { isTooSmall } from '../../disclosure/pivot.ts';
import type { PivotQuestion, ProtectedPivot } from '../../disclosure/pivot.ts';
import type { Facts } from '../columns/facts.ts';
import { dimensionOfField } from './box-fields.ts';
import { BoxUnits, isThere, presence } from './box-units.ts';
import { correctionMoves, movesKept, movesRecalled } from './joint-moves.ts';
import type { Likeness } from './joint-moves.ts';
import { isSmallChange } from './changes.ts';
import { knownCounts } from './known-counts.ts';
import type { KnownCount } from './known-counts.ts';
import { RecordLives } from './record-lives.ts';
import type { Places } from './released-cells.ts';
import { restsOf } from './rests.ts';

/** What a joint check found for a table. */
export interface JointlyHidden {
  /** One for each distinct count of the table at every node: 1 where it must be hidden beside what was given out. */
  readonly hidden: Uint8Array;
  /** Places, in the list of releases, of those beside which more had to be hidden, or the table cannot be shown. */
  readonly blockers: readonly number[];
  /** Places of releases whose counts no longer hold. */
  readonly changed: readonly number[];
  /** Whether some count could not be protected: the table may not be shown. */
  readonly isExposed: boolean;
  /** Moves that prove it and were not among those that were kept. */
  readonly moves: KeptMoves;
}

/** Moves of earlier proofs, by the field of which distinct members are counted ("" for rows). */
export type KeptMoves = Readonly<Record<string, readonly (readonly Likeness[])[]>>;

/** Solves a task elsewhere. */
export type PlanSolver = (task: PlanTask) => Promise<PlanAnswer>;

/** Counts and rows that one joint check takes on. */
const most = { cells: 60_000, rows: 400_000 };

/** Whether a dataset has more records than are set against one another record by record. */
export const isTooLargeToJoin = ({ rows }: Facts): boolean => rows > most.rows;

/**
 * Sets a table against everything that was given out from its dataset, as one system: every count that must be kept from
 * readers has a proof, another world of whole records in which all that is printed anywhere is the same. Null where the
 * table cannot be put as counts of records; 'too-many' where it is more than one check takes on.
 */
export async function jointlyHidden(
  facts: Facts,
  question: PivotQuestion,
  places: Places,
  alone: ProtectedPivot,
  releases: readonly Release[],
  solve: PlanSolver,
  kept: KeptMoves = {},
): Promise<JointlyHidden | 'too-many' | null> {
  const { rules } = question;
  // Rounded counts leave room of their own, which whole records do not speak of.
  if (rules.hide === null || rules.rounding.base > 0) return null;
  const byKey = knownCounts(facts, question, places, alone, releases);
  if (!byKey) return null;
  // Beyond this many records their classes are checked, release by release.
  if (isTooLargeToJoin(facts)) return null;
  if ([...byKey.values()].some(counts => counts.length > most.cells)) return 'too-many';
  const size = question.rows.parent.length * question.columns.parent.length;
  const hidden = new Uint8Array(alone.published.length * size);
  const blockers = new Set<number>();
  const changed = new Set<number>();
  let isExposed = false;
  const moves: Record<string, readonly (readonly Likeness[])[]> = {};
  for (const [key, counts] of byKey) {
    if (counts.every(one => one.place)) continue;
    const system = systemOf(facts, key, counts, rules, kept[key ?? '']);
    for (const release of system.changed) changed.add(release);
    const { task, placeOf } = system;
    const own = new Set(Array.from(system.own, cell => system.cells.keys[cell]!));
    const asked = { ...task, earlier: { ...task.earlier!, own }, limits: viewLimits };
    const first = await solve(asked);
    const open = first.unproven.filter(cell => !system.mayStayOpen.has(cell));
    const second = open.length ? await solve(withAllHidden(asked, own)) : first;
    const exposed = exposedOf(system, counts, open, second.unproven);
    const answer = exposed.length ? second : first;
    // With nothing in it that was given out already, nothing of it is left to show.
    isExposed ||= exposed.length > 0 && !counts.some((one, i) => one.place && system.held.has(placeOf[i]!));
    const before = new Set((kept[key ?? ''] ?? []).map(move => JSON.stringify(move)));
    moves[key ?? ''] = movesKept(system.cells, answer, system.rowOf).filter(move => !before.has(JSON.stringify(move)));
    const pressed = new Set([...answer.needing, ...exposed]);
    counts.forEach(({ place, role }, i) => {
      const cell = system.placeOf[i]!;
      if (place && role === 'own' && cell >= 0 && answer.hidden[cell] && !system.held.has(cell)) {
        hidden[place.table * size + place.node] = 1;
        pressed.add(cell);
      }
    });
    for (const release of blockersOf(system, [...pressed], counts)) blockers.add(release);
  }
  const inOrder = (set: ReadonlySet<number>) => [...set].toSorted((a, b) => a - b);
  return { hidden, blockers: inOrder(blockers), changed: inOrder(changed), isExposed, moves };
}

/** Values that a small count keeps beside rounded numbers, less one. */
const widthBesideRounded = 2;

/**
 * Whether the rounded numbers of a table, each known within its bounds, tell a small count together with everything that was
 * given out: one that has no other world with them and has one without them. Looked at among few records only: among many,
 * other worlds beside rounded numbers are too seldom found, and classes of records are checked, release by release.
 * @param shown what the table shows
 */
export async function isToldByRounded(
  facts: Facts,
  question: PivotQuestion,
  places: Places,
  alone: ProtectedPivot,
  releases: readonly Release[],
  shown: Release,
  solve: PlanSolver,
): Promise<boolean> {
  const { rules } = question;
  if (rules.hide === null || facts.rows > fewRecords) return false;
  const unprovenWith = async (given: readonly Release[]): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const [key, counts] of knownCounts(facts, question, places, alone, given) ?? []) {
      const released = counts.filter(one => one.released);
      if (!released.length || released.length > most.cells) continue;
      const narrow = { ...rules, width: Math.min(rules.width, widthBesideRounded) };
      const { task, mayStayOpen, cells } = systemOf(facts, key, released, narrow);
      const { unproven } = await solve({ ...task, limits: viewLimits });
      found.push(...unproven.filter(cell => !mayStayOpen.has(cell)).map(cell => `${key} ${cells.keys[cell]!}`));
    }
    return found;
  };
  const told = await unprovenWith([...releases, shown]);
  if (!told.length) return false;
  const before = new Set(await unprovenWith(releases));
  return told.some(one => !before.has(one));
}

/** Records up to which nothing is shown while any small count has no proof; among more there are more other worlds than are looked at. */
const fewRecords = 1500;

/**
 * Small counts without a proof for which the view has to be hidden. Among many records, one that was given out as hidden and
 * has no proof without the view either does not count: it is not the view that tells it.
 */
function exposedOf(
  { cells, placeOf }: System,
  counts: readonly KnownCount[],
  open: readonly number[],
  withoutView: readonly number[],
): readonly number[] {
  if (cells.rowsOf.length <= fewRecords) return open;
  const still = new Set(withoutView);
  const givenOut = new Set(counts.flatMap(({ released }, i) => (released ? [placeOf[i]!] : [])));
  return open.filter(cell => !still.has(cell) || !givenOut.has(cell));
}

/** The task with all of the view hidden. */
const withAllHidden = (task: PlanTask, own: ReadonlySet<string>): PlanTask => ({
  ...task,
  earlier: { ...task.earlier!, stays: new Set([...(task.earlier?.stays ?? []), ...own]) },
});

/** A joint system: cells over records, and what is known of each. */
export interface System {
  readonly cells: PlanCells;
  /** The cell of each known count; −1 where the data have no such field. */
  readonly placeOf: Int32Array;
  /** The row of the facts of each row of the units; null where they are the same. */
  readonly rowOf: readonly number[] | null;
  readonly task: PlanTask;
  readonly held: ReadonlySet<number>;
  /** Cells that only the table shows. */
  readonly own: ReadonlySet<number>;
  readonly changed: ReadonlySet<number>;
  /** Cells that are hidden, and proven within the table alone: of how many something is not recorded. */
  readonly mayStayOpen: ReadonlySet<number>;
}

/**
 * Counts of one thing (rows, or distinct members of `key`) as cells over the records, with what readers know of each.
 * @param kept moves of earlier proofs, which save work
 */
export function systemOf(
  facts: Facts,
  key: string | null,
  counts: readonly KnownCount[],
  rules: AudienceRules,
  kept: readonly (readonly Likeness[])[] = [],
): System {
  const { rowOf, placer, printed, limits, alone, known, recorded, presences, moments } = placedOver(
    facts,
    key,
    counts,
    rules,
  );
  const isThereNow = Uint8Array.from(presences, member => Number(isThere(member)));
  // Of how many something is not recorded says nothing of a child.
  const isUnrecorded = (conditions: readonly PlanCondition[]) =>
    conditions.some(({ column, inside }) => inside.every((one, member) => !one || !recorded[column]![member]));
  const rests = [...newRests(known, alone), ...smallPairs(alone.cells, isThereNow, rules)].filter(
    one => !isUnrecorded(one),
  );
  const state = rests.length ? stateOf(known, limits, placer.place(printed, rests), rules) : alone;
  const { cells, placeOf, held, own, changed } = state;
  const secrets = new Set([...state.secrets, ...toldByDifference(cells, own, held, rules)]);
  const keysOf = (cellsOf: Iterable<number>) => new Set([...cellsOf].map(cell => cells.keys[cell]!));
  const stays = Array.from(cells.keys.keys()).filter(cell => cells.weights[cell]! && !held.has(cell) && !own.has(cell));
  const { dateField } = facts.dataset;
  const ground = ['area', ...(dateField ? [dimensionOfField(facts, dateField)] : []), presence];
  return {
    cells,
    placeOf,
    rowOf,
    held,
    own,
    changed,
    mayStayOpen: new Set(Array.from(cells.keys.keys()).filter(cell => isUnrecorded(cells.conditions[cell]!))),
    task: {
      cells,
      rule: {
        hide: rules.hide!,
        width: rules.width,
        // A zero is known where it is printed; beside other tables one may be hidden like any other count.
        zeros: 'may-be-hidden',
        ground: ground.filter(name => cells.names.includes(name)),
      },
      earlier: {
        held: keysOf(held),
        hidden: new Set(),
        stays: keysOf(stays),
        secrets: keysOf([...secrets].filter(cell => !held.has(cell))),
        narrow: keysOf(state.changedByFew),
        within: new Map([...state.within].map(([cell, range]) => [cells.keys[cell]!, range])),
        moves: [...movesRecalled(cells, kept, rowOf), ...correctionMoves(cells, presences, moments)],
      },
    },
  };
}

/** Counts as cells over the records, with what is known of each by itself. */
interface PlacedCounts {
  readonly known: readonly KnownCount[];
  readonly rowOf: readonly number[] | null;
  readonly placer: CellPlacer;
  readonly printed: readonly GivenCell[];
  readonly limits: readonly (readonly PlanCondition[] | null)[];
  readonly alone: CellState;
  /** By column of the cells, whether a member is one: "not recorded" is none. */
  readonly recorded: readonly Uint8Array[];
  /** Members of presence, in the order of the cells. */
  readonly presences: readonly string[];
  /** Moments at which the records were others and something was given out. */
  readonly moments: number;
}

function placedOver(
  facts: Facts,
  key: string | null,
  present: readonly KnownCount[],
  rules: AudienceRules,
): PlacedCounts {
  const lives = RecordLives.since(facts, releaseTimes(present));
  const boxes = new BoxUnits(facts, key, present, lives);
  const place = (known: readonly KnownCount[]) => {
    const { units, rowOf, conditionsOf } = boxes.place(known);
    const limits = known.map(conditionsOf);
    const placer = new CellPlacer(units);
    const printed: GivenCell[] = limits.flatMap((conditions, i) =>
      conditions ? [{ conditions, printed: known[i]!.role !== 'inner' }] : [],
    );
    return {
      known,
      units,
      rowOf,
      limits,
      placer,
      printed,
      alone: stateOf(known, limits, placer.place(printed), rules),
    };
  };
  // What was given out of other records than there are now still tells of those that were there.
  const former = lives ? formerCounts(present, lives, boxes) : [];
  const whole = place([...present, ...former]);
  const { units, alone } = whole;
  const membersOf = new Map(units.columns.map(column => [column.name, column.members.toSorted(byText)]));
  const recorded = alone.cells.names.map(name =>
    Uint8Array.from(membersOf.get(name)!, member => Number(isRecorded(member) || name === presence)),
  );
  return { ...whole, recorded, presences: membersOf.get(presence)!, moments: lives?.moments.length ?? 0 };
}

const releaseTimes = (counts: readonly KnownCount[]): ReadonlySet<string> =>
  new Set(counts.flatMap(({ released }) => (released && !released.isPlan ? [released.at] : [])));

/**
 * Counts that were given out when other records were there, as counts of those: what a reader was told of a year when a
 * quarter of it was in stays true of that quarter, and what was corrected since was told before.
 */
function formerCounts(counts: readonly KnownCount[], lives: RecordLives, boxes: BoxUnits): readonly KnownCount[] {
  const found = new Map<string, KnownCount>();
  for (const one of counts) {
    const { released, measure, box } = one;
    if (!released || released.isPlan) continue;
    const moment = lives.momentOf(released.at);
    if (moment < 0 || !boxes.differedAt(one, moment)) continue;
    const name = `${measure}|${boxKey(box)}|${moment}|${released.lower}|${released.upper}`;
    found.set(name, { ...one, moment, place: null });
  }
  return [...found.values()];
}

interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** What is known of each cell. */
interface CellState {
  readonly cells: PlanCells;
  readonly placeOf: Int32Array;
  readonly held: ReadonlySet<number>;
  /** Cells of which readers have a rounded number, and between what it leaves them. */
  readonly within: ReadonlyMap<number, Range>;
  readonly secrets: ReadonlySet<number>;
  readonly changed: ReadonlySet<number>;
  readonly changedByFew: ReadonlySet<number>;
  readonly own: ReadonlySet<number>;
  /** Cells that no line shows and that shown ones add up to. */
  readonly implied: ReadonlySet<number>;
}

function stateOf(
  counts: readonly KnownCount[],
  limits: readonly (readonly PlanCondition[] | null)[],
  { cells, placeOf: placeOfGiven }: PlacedCells,
  rules: AudienceRules,
): CellState {
  let next = 0;
  const placeOf = Int32Array.from(limits, conditions => (conditions ? placeOfGiven[next++]! : -1));
  const held = new Set<number>();
  const within = new Map<number, Range>();
  const secrets = new Set<number>();
  const changed = new Set<number>();
  const changedByFew = new Set<number>();
  counts.forEach(({ released, isSensitive }, i) => {
    const cell = placeOf[i]!;
    if (cell < 0) return;
    if (isSensitive) secrets.add(cell);
    if (!released || released.upper === Infinity) return;
    const value = cells.values[cell]!;
    if (value >= released.lower - 1e-6 && value <= released.upper + 1e-6) {
      if (released.lower === released.upper) held.add(cell);
      else within.set(cell, narrower(within.get(cell), released));
      return;
    }
    changed.add(released.release);
    if (!isSmallChange(released, value, rules)) return;
    secrets.add(cell);
    if (!isTooSmall(value, rules)) changedByFew.add(cell);
  });
  const own = new Set<number>();
  counts.forEach(({ role }, i) => {
    if (role === 'own' && placeOf[i]! >= 0 && !held.has(placeOf[i]!)) own.add(placeOf[i]!);
  });
  // What the standing plan hides is hidden in every table.
  counts.forEach(({ released }, i) => {
    if (released?.isPlan && released.upper === Infinity) own.delete(placeOf[i]!);
  });
  const implied = new Set(
    counts.flatMap(({ isImplied }, i) =>
      isImplied && placeOf[i]! >= 0 && !held.has(placeOf[i]!) ? [placeOf[i]!] : [],
    ),
  );
  return { cells, placeOf, held, within, secrets, changed, changedByFew, own, implied };
}

/** What two rounded numbers of one count leave. */
const narrower = (known: Range | undefined, { lower, upper }: Range): Range => ({
  lower: Math.max(known?.lower ?? 0, lower),
  upper: Math.min(known?.upper ?? Infinity, upper),
});

/** Whether a member says something: parts of its name are codes of fields, empty where there is none, and answers of tests. */
const isRecorded = (member: string): boolean => {
  const parts = member.split('|');
  return parts[0] !== '' && parts.some(part => part !== '' && part !== '0');
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Members of two columns, or of one, that are looked at as counts of their own; more than these are too many to be read. */
const mostPairs = 1000;
/** A column of more members stands for several fields at once, such as year, weekday and hour; nobody asks for these. */
const mostMembers = 60;

/**
 * Small counts of one member, and of two members of different columns, that no table has to print: what is printed of
 * others must not tell them either.
 */
function smallPairs(cells: PlanCells, isThereNow: Uint8Array, rules: AudienceRules): (readonly PlanCondition[])[] {
  const { names, sizes, codes } = cells;
  const there = names.indexOf(presence);
  const columns = Array.from(names.keys()).filter(column => column !== there && sizes[column]! <= mostMembers);
  const memberOf = columns.map(column =>
    Array.from({ length: sizes[column]! }, (_, member) => ({
      column,
      inside: Uint8Array.from({ length: sizes[column]! }, (_one, other) => Number(other === member)),
    })),
  );
  const present = [{ column: there, inside: isThereNow }];
  const units = distinctUnits(cells, row => isThereNow[codes[there]![row]!] === 1);
  return columns.flatMap((column, a) =>
    columns.slice(a).flatMap((other, i) => {
      const isOne = i === 0;
      const size = isOne ? sizes[column]! : sizes[column]! * sizes[other]!;
      if (size > mostPairs) return [];
      const counts = units(
        row => (isOne ? codes[column]![row]! : codes[column]![row]! * sizes[other]! + codes[other]![row]!),
        size,
      );
      return Array.from(counts.keys())
        .filter(at => isTooSmall(counts[at]!, rules))
        .map(at =>
          isOne
            ? [memberOf[a]![at]!, ...present]
            : [memberOf[a]![Math.floor(at / sizes[other]!)]!, memberOf[a + i]![at % sizes[other]!]!, ...present],
        );
    }),
  );
}

/** Counts the units that are there, each once in a place. */
function distinctUnits(
  { rowsOf }: PlanCells,
  isHere: (row: number) => boolean,
): (placeOf: (row: number) => number, size: number) => Int32Array {
  const here = rowsOf.map(rows => rows.filter(isHere)).filter(rows => rows.length > 0);
  return (placeOf, size) => {
    const counts = new Int32Array(size);
    for (const rows of here) {
      const first = placeOf(rows[0]!);
      counts[first]! += 1;
      if (rows.length === 1) continue;
      const seen = new Set([first]);
      for (const row of rows) {
        const place = placeOf(row);
        if (seen.has(place)) continue;
        seen.add(place);
        counts[place]! += 1;
      }
    }
    return counts;
  };
}

/** Rests that would be told by what is shown for the first time, and are no cell yet. */
function newRests(
  counts: readonly KnownCount[],
  { cells, placeOf, held, own, secrets, implied }: CellState,
): (readonly PlanCondition[])[] {
  const filtered = new Map<number, boolean>();
  counts.forEach(({ role, isFiltered = false }, i) => {
    const cell = placeOf[i]!;
    if (cell < 0 || role === 'hidden' || secrets.has(cell)) return;
    filtered.set(cell, isFiltered && filtered.get(cell) !== false);
  });
  const limited = [...filtered]
    .filter(([cell]) => held.has(cell) || own.has(cell) || implied.has(cell))
    .toSorted(([a], [b]) => a - b)
    .map(([cell, isFiltered]) => ({
      conditions: cells.conditions[cell]!,
      isOwn: own.has(cell) || implied.has(cell),
      isFiltered,
    }));
  return restsOf(limited, cells.sizes);
}

/** Counts of the table that differ by a small count from one that was given out, one within the other. */
function toldByDifference(
  { values, conditions }: PlanCells,
  own: ReadonlySet<number>,
  held: ReadonlySet<number>,
  rules: AudienceRules,
): number[] {
  const byValue = Map.groupBy(held, cell => values[cell]!);
  const most = Math.max(rules.hide?.to ?? 0, rules.rounding.base);
  const isTold = (cell: number): boolean => {
    for (let by = -most; by <= most; by++) {
      if (!isTooSmall(Math.abs(by), rules)) continue;
      for (const other of byValue.get(values[cell]! + by) ?? []) {
        const [small, large] = by > 0 ? [cell, other] : [other, cell];
        if (isWithin(conditions[small]!, conditions[large]!)) return true;
      }
    }
    return false;
  };
  return [...own].filter(isTold);
}

/** Moves weighed and programmes asked for a view; it may hide more than it needs, never less. */
const viewLimits = { weighed: 800_000, pairs: 300, programmes: 60 };

/** Releases that a person is told of at most; beyond these the nearest are told. */
const mostNamed = 3;

/** The releases whose shown counts lie nearest to the cells that had to be protected beside them. */
function blockersOf(
  { cells, placeOf, held }: System,
  pressed: readonly number[],
  counts: readonly KnownCount[],
): number[] {
  if (!pressed.length) return [];
  const nearness = new Map<number, number>();
  counts.forEach(({ released }, i) => {
    const cell = placeOf[i]!;
    if (!released || cell < 0 || !held.has(cell)) return;
    let near = 0;
    for (const target of pressed)
      if (
        isWithin(cells.conditions[cell]!, cells.conditions[target]!) ||
        isWithin(cells.conditions[target]!, cells.conditions[cell]!)
      )
        near += 1 / (1 + Math.abs(cells.values[cell]! - cells.values[target]!));
    if (near > 0) nearness.set(released.release, (nearness.get(released.release) ?? 0) + near);
  });
  const named = [...nearness].toSorted(([a, x], [b, y]) => y - x || a - b).slice(0, mostNamed);
  return named.map(([release]) => release);
}

/** Whether every record of one cell is in the other. */
function isWithin(small: readonly PlanCondition[], large: readonly PlanCondition[]): boolean {
  for (const { column, inside } of large) {
    const own = small.find(condition => condition.column === column);
    if (!own) return false;
    if (own.inside === inside) continue;
    for (let member = 0; member < inside.length; member++) if (own.inside[member] && !inside[member]) return false;
  }
  return true;
}
