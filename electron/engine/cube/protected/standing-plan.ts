import type { ParsedPivot } from '../../../../shared/contract/cube.ts';
import type { AudienceRules } from '../../../../shared/contract/disclosure.ts';
import { boxKey } from '../../disclosure/ledger.ts';
import type { Box, Release } from '../../disclosure/ledger.ts';
import { distinctCounts, isSensitive, pivotHiddenAt } from '../../disclosure/pivot.ts';
import type { PivotQuestion, ProtectedPivot } from '../../disclosure/pivot.ts';
import type { Facts } from '../columns/facts.ts';
import type { Surroundings } from '../evaluation.ts';
import { systemOf } from './joint.ts';
import type { PlanSolver } from './joint.ts';
import { movesKept } from './joint-moves.ts';
import type { Likeness } from './joint-moves.ts';
import { knownCounts } from './known-counts.ts';
import type { KnownCount } from './known-counts.ts';
import { protectedEvaluationOf } from './protected.ts';
import { releasedCellsOf } from './released-cells.ts';
import type { Places } from './released-cells.ts';

/** A count of the plan: what it is of, where, how many, and whether it is hidden. */
export type PlannedCount = readonly [measure: string, box: string, value: number, hidden: 0 | 1];

/** The tables that a partnership publishes, protected as one. */
export interface StandingPlan {
  readonly counts: readonly PlannedCount[];
  /** Moves that prove it, by the field of which distinct members are counted ("" for rows). */
  readonly moves: Readonly<Record<string, readonly (readonly Likeness[])[]>>;
  readonly tables: number;
  /** Cells of tables: one that stands in three tables counts three times. */
  readonly cells: number;
  readonly hidden: number;
  /** Tables left out because a small count in them has no proof, by their places. */
  readonly leftOut: readonly number[];
}

interface PlanTable {
  readonly question: PivotQuestion;
  readonly places: Places;
  readonly protection: ProtectedPivot;
  readonly isFiltered: boolean;
}

/** A table with nothing hidden but what is sensitive: where its counts are taken, and what they are. */
async function tableOf(
  facts: Facts,
  description: ParsedPivot,
  surroundings: Surroundings,
  rules: AudienceRules,
): Promise<PlanTable> {
  const made: PlanTable[] = [];
  await protectedEvaluationOf(facts, description, surroundings, {
    rules,
    rulesVersion: 0,
    protect: async (question, places) => {
      const { unique, indexOf } = distinctCounts(question.counts);
      const sensitive = unique.map((_, table) => question.counts.filter(one => indexOf.get(one.name) === table));
      const wholeOf = (name: string | undefined) => question.counts.find(one => one.name === name)?.counts;
      const protection = pivotHiddenAt(question, (table, node) =>
        sensitive[table]!.some(one => isSensitive(one, node, wholeOf(one.of), rules)),
      );
      made.push({ question, places, protection, isFiltered: description.filters.length > 0 });
      return protection;
    },
  });
  return made.at(-1)!;
}

/**
 * Finds one hidden pattern for all tables together, beside all that was given out. Tables in which some count has no
 * proof are left out of the plan; they are then set against it like any other view.
 */
export async function solvedPlan(
  facts: Facts,
  asked: readonly { readonly description: ParsedPivot; readonly surroundings: Surroundings }[],
  rules: AudienceRules,
  releases: readonly Release[],
  solve: PlanSolver,
): Promise<StandingPlan> {
  const tables: PlanTable[] = [];
  for (const { description, surroundings } of asked)
    tables.push(await tableOf(facts, description, surroundings, rules));
  const counts = new Map<string, PlannedCount>();
  const moves: Record<string, readonly (readonly Likeness[])[]> = {};
  const leftOut = new Set<number>();
  let [cells, hidden] = [0, 0];
  const systems = [...allCounts(facts, tables, releases)].map(([key, known]) => ({
    key,
    known,
    system: systemOf(facts, key, known, rules),
  }));
  // Rows and children are systems of their own: each is solved while the other is.
  const answers = await Promise.all(systems.map(({ system }) => solve(system.task)));
  for (const [s, { key, known, system }] of systems.entries()) {
    const answer = answers[s]!;
    const unproven = new Set(answer.unproven);
    known.forEach((one, i) => {
      const cell = system.placeOf[i]!;
      if (one.place && unproven.has(cell) && !system.mayStayOpen.has(cell)) leftOut.add(one.place.table);
    });
    moves[key ?? ''] = movesKept(system.cells, answer, system.rowOf);
    known.forEach((one, i) => {
      const cell = system.placeOf[i]!;
      if (!one.place || leftOut.has(one.place.table)) return;
      const isHidden = cell < 0 || (answer.hidden[cell] === 1 && !system.held.has(cell));
      cells++;
      if (isHidden) hidden++;
      const box = boxKey(one.box);
      counts.set(`${one.measure}|${box}`, [
        one.measure,
        box,
        cell < 0 ? 0 : system.cells.values[cell]!,
        isHidden ? 1 : 0,
      ]);
    });
  }
  return {
    counts: [...counts.values()],
    moves,
    tables: asked.length,
    cells,
    hidden,
    leftOut: [...leftOut].toSorted((a, b) => a - b),
  };
}

/** Counts of all tables, each marked with its table, and of the releases. */
function allCounts(
  facts: Facts,
  tables: readonly PlanTable[],
  releases: readonly Release[],
): ReadonlyMap<string | null, readonly KnownCount[]> {
  const all = new Map<string | null, KnownCount[]>();
  tables.forEach(({ question, places, protection, isFiltered }, table) => {
    for (const [key, counts] of knownCounts(facts, question, places, protection, table ? [] : releases) ?? []) {
      const list = all.get(key) ?? [];
      for (const one of counts)
        list.push(one.place ? { ...one, role: 'own', isFiltered, place: { table, node: one.place.node } } : one);
      all.set(key, list);
    }
  });
  return all;
}

/** Answers whether a count is hidden by the plan; undefined for one that is not in it. */
export type PlanLookUp = (measure: string, box: Box) => boolean | undefined;

/** The plan by count and box. */
export function lookUpIn({ counts }: Pick<StandingPlan, 'counts'>): PlanLookUp {
  const hidden = new Map(counts.map(([measure, box, , isHidden]) => [`${measure}|${box}`, isHidden === 1]));
  return (measure, box) => hidden.get(`${measure}|${boxKey(box)}`);
}

/** The plan as what a release tells: whoever is given one of its tables is given it like this. */
export function planAsRelease({ counts }: Pick<StandingPlan, 'counts'>, at: string): Release {
  return {
    id: 0,
    name: 'the standing plan of tables',
    at,
    isOfPresentData: true,
    isPlan: true,
    cells: counts.map(([measure, box, value, hidden]) => ({
      measure,
      box: Object.fromEntries(JSON.parse(box) as [string, (string | null)[]][]),
      lower: hidden ? 0 : value,
      upper: hidden ? Infinity : value,
    })),
  };
}

/** The table as the plan has it, where all that it shows is in the plan; null otherwise. */
export function asPlanned(question: PivotQuestion, places: Places, lookUp: PlanLookUp): ProtectedPivot | null {
  const shown = pivotHiddenAt(question, () => false);
  const { unique } = distinctCounts(question.counts);
  const hidden = unique.map(one => new Uint8Array(one.counts.length));
  for (const { measure, box, table, place } of releasedCellsOf(places, question, shown)) {
    const isHidden = lookUp(measure, box);
    if (isHidden === undefined) return null;
    hidden[table]![place] = Number(isHidden);
  }
  return pivotHiddenAt(question, (table, node) => hidden[table]![node] === 1);
}
