import type {
  AppraisalEngine,
  AppraisalResult,
  OptionResult,
  ResultStanding,
} from '../../../shared/contract/commissioning.ts';
import { currentModelVersion } from '../../../shared/model/appraisal.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { appraisalStanding } from '../../../shared/model/appraisal-standing.ts';
import { checkAppraisal } from './check.ts';
import { comparedPlaces } from './compared.ts';
import { yearsFromPriceBase } from './costs.ts';
import { drawsOf, newSettling, settleDraw } from './draws.ts';
import type { Draws } from './draws.ts';
import {
  comparedFluidOf,
  comparedRuns,
  disagreements,
  disagreementsOverFew,
  drawnRuns,
  fewSimulated,
  fluidOf,
  formulaOf,
  simulatedRuns,
} from './engines.ts';
import type { Disagreement, FlowOf, Watch } from './engines.ts';
import type { OptionRun } from './expected.ts';
import { decisionFindings } from './findings.ts';
import { limitOf } from './formulas.ts';
import { information } from './information.ts';
import type { Model } from './inputs.ts';
import { interviewClock } from './interview-clock.ts';
import type { MissingService } from './model.ts';
import { notesOf } from './notes.ts';
import { optionResult, yearNames } from './option-results.ts';
import type { CalendarLimit } from './option-results.ts';
import { measurePlace } from './outcomes.ts';
import { rankingOf } from './ranks.ts';
import { resolvedAppraisal } from './resolve.ts';
import type { Resolved } from './resolve.ts';
import { Difference, someDraws, tornadoBars } from './sensitivity.ts';
import { settledOption } from './settle.ts';
import type { DrawnFlows } from './taken-over.ts';
import { usualDraws } from './usual-draws.ts';
import { mostByPlaceholders, verdictGaps } from './verdict.ts';
import type { Movement } from './verdict.ts';

export interface AppraisalQuestion {
  readonly appraisal: Appraisal;
  readonly engine: AppraisalEngine;
  readonly replications?: number | undefined;
  readonly workers?: number | undefined;
  readonly detail?: 'headlines' | 'full' | undefined;
  readonly compare?: readonly [string, string] | undefined;
}

/** What headlines and the whole of one answer have in common: every option over all draws. */
export interface Workings {
  readonly resolved: Resolved;
  readonly draws: Draws;
  readonly since: number;
  readonly runs: readonly OptionRun[];
  /** Flows of the engine that answers at once, where it answered; those that engines were compared by, once they were. */
  readonly drawn: DrawnFlows | null;
  readonly compared: { drawn: DrawnFlows | null };
  readonly milliseconds: number;
}

const replicationsOf = ({ replications, engine }: AppraisalQuestion): number => replications ?? usualDraws[engine];

/**
 * Works every option out over the draws. Faults: those of the inputs; cancelled.
 * @param before workings of another version by the same engine: what did not change since is taken over
 */
export async function appraisalWorkings(
  question: AppraisalQuestion,
  model: Model,
  watch: Watch,
  before: Workings | null = null,
): Promise<Workings> {
  const began = performance.now();
  const { appraisal, engine } = question;
  checkAppraisal(appraisal, model);
  const resolved = resolvedAppraisal(appraisal, model);
  const since = yearsFromPriceBase(appraisal);
  const draws = drawsOf(appraisal, resolved, replicationsOf(question));
  const drawn =
    engine === 'simulation'
      ? null
      : drawnRuns(resolved, draws, since, instantOf(engine, resolved), watch.signal, {
          before: before?.drawn ?? null,
          models: null,
        });
  const runs = drawn?.runs ?? (await simulatedRuns(appraisal, resolved, draws, since, watch, question.workers));
  const compared = { drawn: before?.compared.drawn ?? null };
  return { resolved, draws, since, runs, drawn, compared, milliseconds: performance.now() - began };
}

/** The engine that answers at once: the fluid where it is asked, else formulas. */
const instantOf = (engine: AppraisalEngine, resolved: Resolved): FlowOf =>
  engine === 'fluid' ? fluidOf(resolved) : formulaOf;

/**
 * Answers an appraisal. The same document, engine and number of replications give the same answer on every computer.
 * @param known its workings, where they are known already
 */
export async function appraisalResult(
  question: AppraisalQuestion,
  model: Model,
  watch: Watch,
  known?: Workings,
): Promise<AppraisalResult> {
  const { appraisal, engine, detail = 'full' } = question;
  const workings = known ?? (await appraisalWorkings(question, model, watch));
  const { resolved, draws, since, runs } = workings;
  const began = performance.now();
  const replications = replicationsOf(question);
  const instant = instantOf(engine, resolved);
  const npsv = runs.map(run => run.measures[measurePlace('npsv')]!);
  const informed = information(npsv);
  const calendars = calendarLimits(workings);
  const options = runs.map((_, at) => optionResult(appraisal, resolved, runs, at, informed, calendars[at]!));
  const [of, against] = comparedOptions(question, runs);
  const movementOf = (one: number, other: number) =>
    tornadoBars(
      resolved,
      new Difference(resolved, one, other, since, instant, draws, workings.drawn?.flows ?? null),
      draws,
      npsv[one]!.map((value, draw) => value - npsv[other]![draw]!),
      watch.signal,
    );
  const change = detail === 'full' ? await movementOf(of, against) : null;
  const differ = detail === 'full' || engine === 'simulation' ? await enginesDiffer(question, workings, watch) : null;
  // What bears the answer is asked of the two that come first in it, whichever two somebody looks at.
  const [first, second] = firstOptions(runs);
  const isLookedAt = (of === first && against === second) || (of === second && against === first);
  const movement = change === null || isLookedAt ? change : await movementOf(first, second);
  const standing = standingOf(appraisal, model, movement);
  const bars = change?.bars ?? [];
  const ranking = rankingOf(appraisal, model, options);
  const result: AppraisalResult = {
    engine,
    modelVersion: currentModelVersion,
    seed: appraisal.seed,
    replications,
    milliseconds: 0,
    detail,
    standing,
    findings: decisionFindings({ appraisal, runs, options, ranking, standing, bars, of, against, differ }),
    options,
    tornado: { option: appraisal.options[of]!.id, against: appraisal.options[against]!.id, bars },
    perfectInformation: informed.evpi,
    ranking,
    years: yearNames(appraisal),
    notes: notesOf({
      appraisal,
      model,
      engine,
      options,
      weekends: runs.map(run => run.mean.model.pools.every(pool => pool.missing.calendar.weekends)),
      targetHours: [...new Set(runs.flatMap(run => run.mean.model.pools.map(pool => pool.missing.targetHours)))],
      disagreements: differ,
      correlationNotes: draws.notes,
    }),
  };
  return { ...withoutNaN(result), milliseconds: workings.milliseconds + performance.now() - began };
}

/** Before it is known what moves the answer, the share of inputs stands for it. */
function standingOf(appraisal: Appraisal, model: Model, movement: Movement | null): ResultStanding {
  const standing = appraisalStanding(appraisal, model.inputs);
  const { placeholder, all, inPart } = standing.inputs;
  const placeholders = placeholder + inPart.given + inPart.data;
  const moved = movement?.movedByPlaceholders ?? null;
  const gaps = verdictGaps(appraisal, model, movement, placeholders);
  const isKnownGap = gaps.some(({ kind }) => kind !== 'not-known');
  const share = moved ?? placeholder / all;
  return { ...standing, movedByPlaceholders: moved, gaps, isDraft: isKnownGap || share > mostByPlaceholders };
}

/** Draws over which the simulation is set against formulas: enough to tell their difference, and soon done. */
const drawsBySimulation = 16;

/**
 * What other engines, over the same draws, say differently: formulas against the fluid and, of waits that come from chance,
 * the simulation; all others against formulas.
 */
async function enginesDiffer(
  { appraisal, engine }: AppraisalQuestion,
  { resolved, draws, since, runs, drawn, compared }: Workings,
  watch: Watch,
): Promise<Disagreement[]> {
  const flowOf = engine === 'formulas' ? comparedFluidOf(resolved) : formulaOf;
  const known = { before: compared.drawn, models: drawn?.flows ?? null };
  const other = await comparedRuns(resolved, draws, since, flowOf, watch.signal, known);
  compared.drawn = other;
  if (engine !== 'formulas') return disagreements(runs, other.runs, 'formulas', true);
  const few = { ...draws, n: Math.min(draws.n, drawsBySimulation) };
  const simulated = await fewSimulated(appraisal, resolved, few, since, watch.signal);
  return [...disagreements(runs, other.runs, 'fluid', false), ...disagreementsOverFew(runs, simulated, 'simulation')];
}

/** The two options that are compared: those asked for, else those that come first. */
function comparedOptions(question: AppraisalQuestion, runs: readonly OptionRun[]): [number, number] {
  const { appraisal, compare } = question;
  return compare ? comparedPlaces(appraisal, compare) : firstOptions(runs);
}

/** The options of the highest NPSV and the next. */
function firstOptions(runs: readonly OptionRun[]): [number, number] {
  const npsv = measurePlace('npsv');
  const order = runs
    .map((_, at) => at)
    .toSorted((a, b) => runs[b]!.mean.measures[npsv]! - runs[a]!.mean.measures[npsv]! || a - b);
  return [order[0]!, order[1]!];
}

/** Draws over which what a calendar allows is averaged: it hardly varies. */
const drawsOfCalendar = 25;

/** What the calendars of each option allow, pools weighted by who would be heard; and what weekends would make of it. */
function calendarLimits({ resolved, draws, drawn }: Workings): CalendarLimit[] {
  const settling = newSettling(resolved);
  const sums = resolved.options.map(() => ({ atMost: 0, withWeekends: 0, weights: 0 }));
  for (const draw of someDraws(draws.n, drawsOfCalendar)) {
    settleDraw(settling, draws, draw);
    for (const [at, option] of resolved.options.entries()) {
      const { pools, start } = drawn?.flows.get(option.id)?.[draw]?.model ?? settledOption(resolved, option, settling);
      for (const { missing } of pools) {
        const weight = missing.episodes[0]!.reduce((sum, one) => sum + one, 0) * missing.accepted + 1e-9;
        const now = limitUnder(missing, start, missing.calendar.weekends);
        sums[at]!.atMost += weight * now;
        sums[at]!.withWeekends += weight * (missing.calendar.weekends ? now : limitUnder(missing, start, true));
        sums[at]!.weights += weight;
      }
    }
  }
  return sums.map(({ atMost, withWeekends, weights }): OptionResult['calendar'] => ({
    atMost: atMost / weights,
    withWeekends: withWeekends / weights,
  }));
}

function limitUnder(missing: MissingService, start: string, weekends: boolean): number {
  const calendar = { ...missing.calendar, weekends };
  return limitOf({ ...missing, calendar }, interviewClock(start, calendar, missing.targetHours));
}

/** No answer holds a number that is none: what is not defined is null. */
function withoutNaN<T>(value: T): T {
  if (typeof value === 'number') return (Number.isFinite(value) ? value : null) as T;
  if (Array.isArray(value)) return value.map(withoutNaN) as T;
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutNaN(one)])) as T;
  return value;
}
