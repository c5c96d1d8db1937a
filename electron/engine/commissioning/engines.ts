import type { AppraisalEngine } from '../../../shared/contract/commissioning.ts';
import type { Appraisal, MeasureId } from '../../../shared/model/appraisal.ts';
import { newSettling, settleDraw } from './draws.ts';
import type { Draws } from './draws.ts';
import { expectedRuns, measuredRuns, standardError } from './expected.ts';
import type { ComparedRun, OptionRun, RunSums } from './expected.ts';
import { fluidEngine, fluidEngineWithoutWaits } from './fluid-engine.ts';
import { formulaEngine } from './formulas.ts';
import { instantFlow } from './instant-flow.ts';
import type { InstantEngine, InstantFlow } from './instant-flow.ts';
import type { OptionModel } from './model.ts';
import { evaluated, measurePlace } from './outcomes.ts';
import type { Evaluated } from './outcomes.ts';
import { capacitiesOf } from './pool-results.ts';
import { slotTable, valueIn } from './resolve.ts';
import type { Resolved, Settling } from './resolve.ts';
import { settledOption } from './settle.ts';
import { Simulator } from './simulation/simulate.ts';
import { simulateStudy } from './simulation/study.ts';
import { sharedParts } from './taken-over.ts';
import type { DrawnFlows, KnownFlows } from './taken-over.ts';
import { othersTurn } from './turns.ts';

export interface Watch {
  readonly signal: AbortSignal;
  progress(step: { stage: string; done: number; total: number | null; unit: string }): void;
}

/** An engine that answers at once, for an option in a draw. */
export type FlowOf = (
  model: OptionModel,
  option: number,
  settling: Settling,
  /** A flow of the same option that may differ in little. */
  before: InstantFlow | null,
) => InstantFlow;

/** Formulas know no seasons. At most sixty contracts. */
const noSwings = Array.from({ length: 60 }, () => 0);

export const formulaOf: FlowOf = (model, _option, _settling, before) =>
  instantFlow(formulaEngine, model, noSwings, before);

function seasonal(engine: InstantEngine, resolved: Resolved): FlowOf {
  const slot = slotTable(resolved.model)['season_swing']!;
  return (model, option, settling, before) =>
    instantFlow(
      engine,
      model,
      resolved.options[option]!.contracts.map(contract => valueIn(resolved, contract, settling, slot)),
      before,
    );
}

export const fluidOf = (resolved: Resolved): FlowOf => seasonal(fluidEngine, resolved);

/** The fluid where it is only set against another engine. */
export const comparedFluidOf = (resolved: Resolved): FlowOf => seasonal(fluidEngineWithoutWaits, resolved);

/** Flows of more draws than these take more memory than they save time. */
const mostRemembered = 1000;

/** What need not be worked out again: flows of the version before, and how the options are settled in this one. */
export interface Known {
  readonly before: DrawnFlows | null;
  readonly models: KnownFlows | null;
}

export interface DrawnRuns<Run> extends DrawnFlows {
  readonly runs: Run[];
}

/** Formulas and fluid: every draw, and what is expected over them; who turns it may end it before. */
function* turnedRuns<Run>(
  resolved: Resolved,
  draws: Draws,
  since: number,
  flowOf: FlowOf,
  { before, models }: Known,
  sums: RunSums<Run>,
): Generator<undefined, DrawnRuns<Run>> {
  const settling = newSettling(resolved);
  const flows = new Map(resolved.options.map(({ id }) => [id, [] as InstantFlow[]]));
  const unchanged = sharedParts(before, resolved, draws);
  for (let draw = 0; draw < draws.n; draw++) {
    settleDraw(settling, draws, draw);
    sums.add(
      resolved.options.map((option, at) => {
        const same = unchanged[at]!;
        const old = same === null ? null : (before!.flows.get(option.id)?.[draw] ?? null);
        const alike = same && old ? { model: old.model, unchanged: same } : null;
        const model = models?.get(option.id)?.[draw]?.model ?? settledOption(resolved, option, settling, alike);
        const flow = flowOf(model, at, settling, old);
        if (draws.n <= mostRemembered) flows.get(option.id)!.push(flow);
        return evaluated(resolved, option, settling, model, flow, since);
      }),
    );
    if ((draw & 15) === 15) yield;
  }
  return { runs: sums.runs, resolved, draws, flows };
}

/** Formulas and fluid in one go: what a person waits for. */
export function drawnRuns(
  resolved: Resolved,
  draws: Draws,
  since: number,
  flowOf: FlowOf,
  signal: AbortSignal,
  known: Known = { before: null, models: null },
): DrawnRuns<OptionRun> {
  const turns = turnedRuns(resolved, draws, since, flowOf, known, expectedRuns(draws.n, capacitiesOf));
  for (;;) {
    const turn = turns.next();
    if (turn.done) return turn.value;
    signal.throwIfAborted();
  }
}

/** What engines are compared by, with a turn for other questions now and then: what nobody waits for holds up no edit. */
export async function comparedRuns(
  resolved: Resolved,
  draws: Draws,
  since: number,
  flowOf: FlowOf,
  signal: AbortSignal,
  known: Known,
): Promise<DrawnRuns<ComparedRun>> {
  const turns = turnedRuns(resolved, draws, since, flowOf, known, measuredRuns(draws.n));
  for (;;) {
    const turn = turns.next();
    if (turn.done) return turn.value;
    await othersTurn(signal);
  }
}

/** The simulation: replication r meets draw r of what is uncertain, and the same children under every option. */
export async function simulatedRuns(
  appraisal: Appraisal,
  resolved: Resolved,
  draws: Draws,
  since: number,
  watch: Watch,
  workers: number | undefined,
): Promise<OptionRun[]> {
  const settling = newSettling(resolved);
  const models = resolved.options.map(() => [] as OptionModel[]);
  for (let draw = 0; draw < draws.n; draw++) {
    settleDraw(settling, draws, draw);
    for (const [at, option] of resolved.options.entries()) models[at]!.push(settledOption(resolved, option, settling));
  }
  const study = await simulateStudy(
    { models, seed: appraisal.seed, replications: draws.n, ...(workers ? { workers } : {}) },
    {
      signal: watch.signal,
      progress: (done, total) => watch.progress({ stage: 'Simulating', done, total, unit: 'replications' }),
    },
  );
  const sums = expectedRuns(draws.n, capacitiesOf);
  for (let draw = 0; draw < draws.n; draw++) {
    if ((draw & 15) === 0) watch.signal.throwIfAborted();
    settleDraw(settling, draws, draw);
    sums.add(
      resolved.options.map((option, at) =>
        evaluated(resolved, option, settling, models[at]![draw]!, study.flow(at, draw), since),
      ),
    );
  }
  return sums.runs;
}

/** The simulation of few draws, what engines are compared by alone: here, as a thread would take longer to begin than it has to do. */
export async function fewSimulated(
  { seed }: Appraisal,
  resolved: Resolved,
  draws: Draws,
  since: number,
  signal: AbortSignal,
): Promise<readonly ComparedRun[]> {
  const settling = newSettling(resolved);
  const simulator = new Simulator(seed);
  const sums = measuredRuns(draws.n);
  for (let draw = 0; draw < draws.n; draw++) {
    const found: Evaluated[] = [];
    for (const option of resolved.options) {
      await othersTurn(signal);
      settleDraw(settling, draws, draw);
      const model = settledOption(resolved, option, settling);
      found.push(evaluated(resolved, option, settling, model, simulator.run(model, draw).flow, since));
    }
    sums.add(found);
  }
  return sums.runs;
}

/** What another engine says differently, beyond their errors. */
export type Disagreement = { readonly by: AppraisalEngine } & (
  | {
      readonly what: 'sign' | MeasureId;
      /** Place of the option. */
      readonly option: number;
      readonly own: number;
      readonly other: number;
    }
  /** Places of the options by NPSV, the highest first. */
  | { readonly what: 'order'; readonly own: readonly number[]; readonly other: readonly number[] }
);

/** Asked of every pair of engines. */
const amounts: readonly MeasureId[] = ['npsv', 'interviews-completed', 'children-helped'];
/** Times: where the fluid is only set against another engine it has no waits, so that these are not asked of it. */
const times: readonly MeasureId[] = ['within-72-hours', 'weeks-to-allocation', 'weeks-to-allocation-90'];

/** More than so many errors of their difference are no chance, and less than so much of the figure is no matter. */
const errorsBeyond = 2;
const leastShare = 0.02;

const orderOf = (values: readonly number[]): number[] =>
  values.map((_, at) => at).toSorted((a, b) => values[b]! - values[a]! || a - b);

const valueOf = (run: ComparedRun, id: MeasureId): number => run.mean.measures[measurePlace(id)]!;

/** Differences that nobody would see, in the unit of the measure. */
const unseen: Partial<Readonly<Record<MeasureId, number>>> = {
  npsv: 1000,
  'interviews-completed': 0.5,
  'children-helped': 0.5,
  'within-72-hours': 0.005,
  'weeks-to-allocation': 0.1,
  'weeks-to-allocation-90': 0.1,
};

const isMatter = (id: MeasureId, difference: number, error: number, a: number, b: number): boolean =>
  Math.abs(difference) >
  Math.max(errorsBeyond * error, leastShare * Math.max(Math.abs(a), Math.abs(b)), unseen[id] ?? 0);

/**
 * What two engines, run over draws of the same inputs, say differently: the sign or the order of NPSV, or a headline by more
 * than twice the error of the difference of their means.
 */
export function disagreements(
  own: readonly ComparedRun[],
  other: readonly ComparedRun[],
  by: AppraisalEngine,
  withTimes: boolean,
): Disagreement[] {
  const ids = withTimes ? [...amounts, ...times] : amounts;
  const found = own.flatMap((run, option) =>
    ids.flatMap((id): Disagreement[] => {
      const place = measurePlace(id);
      const [a, b] = [valueOf(run, id), valueOf(other[option]!, id)];
      const [first, second] = [run, other[option]!].map(one => standardError(one.measures[place]!) ?? 0) as [
        number,
        number,
      ];
      const error = Math.hypot(first, second);
      if (Number.isNaN(a) || Number.isNaN(b)) return [];
      if (id === 'npsv' && a * b < 0 && Math.max(Math.abs(a), Math.abs(b)) > error)
        return [{ by, option, what: 'sign', own: a, other: b }];
      return isMatter(id, a - b, error, a, b) ? [{ by, option, what: id, own: a, other: b }] : [];
    }),
  );
  const [mine, theirs] = [own, other].map(runs => orderOf(runs.map(run => valueOf(run, 'npsv')))) as [
    number[],
    number[],
  ];
  return mine.every((at, place) => theirs[place] === at)
    ? found
    : [{ by, what: 'order', own: mine, other: theirs }, ...found];
}

/** Differences of two lists over the draws in which both are defined: their mean, and its error. */
function pairedOver(a: Float64Array, b: Float64Array): { readonly mean: number; readonly error: number } | null {
  const differences = Array.from(b, (value, draw) => a[draw]! - value).filter(value => !Number.isNaN(value));
  if (differences.length < 2) return null;
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  return { mean, error: standardError(Float64Array.from(differences)) ?? 0 };
}

/**
 * The same where the other engine was run over the first draws alone: each draw is set against the same draw, so that few of
 * them tell. What the other says is the own figure less their mean difference.
 */
export function disagreementsOverFew(
  own: readonly ComparedRun[],
  other: readonly ComparedRun[],
  by: AppraisalEngine,
): Disagreement[] {
  const npsv = measurePlace('npsv');
  const npsvBy = own.map(
    (run, at) => valueOf(run, 'npsv') - (pairedOver(run.measures[npsv]!, other[at]!.measures[npsv]!)?.mean ?? 0),
  );
  const found = own.flatMap((run, option) =>
    [...amounts, ...times].flatMap((id): Disagreement[] => {
      const place = measurePlace(id);
      const paired = pairedOver(run.measures[place]!, other[option]!.measures[place]!);
      const a = valueOf(run, id);
      if (paired === null || Number.isNaN(a)) return [];
      const b = a - paired.mean;
      const isBeyond = isMatter(id, paired.mean, paired.error, a, b);
      if (id === 'npsv' && a * b < 0 && isBeyond && Math.abs(b) > errorsBeyond * paired.error)
        return [{ by, option, what: 'sign', own: a, other: b }];
      return isBeyond ? [{ by, option, what: id, own: a, other: b }] : [];
    }),
  );
  // Two options change places where the other engine tells them apart the other way.
  const isTurned = own.some((run, one) =>
    own.slice(one + 1).some((next, k) => {
      const two = one + 1 + k;
      const theirs = pairedOver(other[one]!.measures[npsv]!, other[two]!.measures[npsv]!);
      const mine = valueOf(run, 'npsv') - valueOf(next, 'npsv');
      return (
        theirs !== null &&
        Math.abs(theirs.mean) > errorsBeyond * theirs.error &&
        theirs.mean * mine < 0 &&
        (npsvBy[one]! - npsvBy[two]!) * mine < 0
      );
    }),
  );
  if (!isTurned) return found;
  const ownOrder = orderOf(own.map(run => valueOf(run, 'npsv')));
  return [{ by, what: 'order', own: ownOrder, other: orderOf(npsvBy) }, ...found];
}

export const engineNames: Readonly<Record<AppraisalEngine, string>> = {
  formulas: 'formulas',
  fluid: 'the fluid',
  simulation: 'the simulation',
};
