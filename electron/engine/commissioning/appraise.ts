import type {
  AppraisalEngine,
  AppraisalResult,
  DistrictResult,
  Estimate,
  FairnessResult,
  OptionResult,
  PoolResult,
  Ranking,
  YearResult,
} from '../../../shared/contract/commissioning.ts';
import type { Note } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { currentModelVersion, measureIds } from '../../../shared/model/appraisal.ts';
import type { Appraisal, MeasureId } from '../../../shared/model/appraisal.ts';
import { financialYear } from '../../../shared/model/period.ts';
import { checkAppraisal } from './check.ts';
import { yearsFromPriceBase } from './costs.ts';
import { drawsOf, fitOf, middleSettling, newSettling, settleDraw } from './draws.ts';
import type { Draws } from './draws.ts';
import { fairness, levelling } from './fairness.ts';
import { fluidFlow } from './fluid-engine.ts';
import { formulaFlow, limitOf } from './formulas.ts';
import { information } from './information.ts';
import type { Model } from './inputs.ts';
import { interviewClock } from './interview-clock.ts';
import type { DistrictFlow, OptionFlow, OptionModel, PoolFlow } from './model.ts';
import { evaluated, measurePlace, sampleQuantile, setAgainst } from './outcomes.ts';
import type { Evaluated } from './outcomes.ts';
import { limitNotes, paying } from './partners.ts';
import { rankingOf } from './ranks.ts';
import { groupedOption, resolvedAppraisal, settledOption, slotTable, valueIn } from './resolve.ts';
import type { Resolved, Settling } from './resolve.ts';
import { Difference, tornadoBars } from './sensitivity.ts';
import type { FlowOf } from './sensitivity.ts';
import { simulateStudy } from './simulation/study.ts';

export interface AppraisalQuestion {
  readonly appraisal: Appraisal;
  readonly engine: AppraisalEngine;
  readonly replications?: number | undefined;
  readonly workers?: number | undefined;
  readonly compare?: readonly [string, string] | undefined;
}

interface Watch {
  readonly signal: AbortSignal;
  progress(step: { stage: string; done: number; total: number | null; unit: string }): void;
}

const usualReplications: Readonly<Record<AppraisalEngine, number>> = { formulas: 1000, fluid: 300, simulation: 200 };

/** What is known of an option: its mean, and every draw of it. */
interface OptionRun {
  readonly mean: Evaluated;
  /** By measure: its value in each draw. */
  readonly measures: readonly Float64Array[];
  readonly nominal: readonly (readonly number[])[];
}

/** Answers an appraisal. The same document, engine and number of replications give the same answer on every computer. */
export async function appraisalResult(
  question: AppraisalQuestion,
  model: Model,
  watch: Watch,
): Promise<AppraisalResult> {
  const began = performance.now();
  const { appraisal, engine } = question;
  checkAppraisal(appraisal, model);
  const replications = question.replications ?? usualReplications[engine];
  const resolved = resolvedAppraisal(appraisal, model);
  const since = yearsFromPriceBase(appraisal);
  const draws = drawsOf(appraisal, resolved, replications);
  const instant = engine === 'fluid' ? fluidOf(resolved) : formulaOf;
  const middles = middleRun(resolved, since, instant);
  const runs =
    engine === 'simulation'
      ? await simulatedRuns(question, resolved, draws, since, watch)
      : drawnRuns(resolved, draws, since, instant, middles, watch);
  const npsv = runs.map(run => run.measures[measurePlace('npsv')]!);
  const known = information(npsv);
  const [of, against] = comparedOptions(question, runs);
  const difference = new Difference(resolved, of, against, since, instant);
  const drawn = npsv[of]!.map((value, draw) => value - npsv[against]![draw]!);
  const bars = tornadoBars(resolved, difference, draws, drawn);
  const options = runs.map((run, at) => optionResult(appraisal, resolved, runs, run, at, known));
  const ranking: Ranking = rankingOf(appraisal, model, options);
  const result: AppraisalResult = {
    engine,
    modelVersion: currentModelVersion,
    seed: appraisal.seed,
    replications,
    milliseconds: 0,
    options,
    tornado: { option: appraisal.options[of]!.id, against: appraisal.options[against]!.id, bars },
    perfectInformation: known.evpi,
    ranking,
    years: yearNames(appraisal),
    notes: notesOf(question, resolved, since, middles, runs, options, draws),
  };
  return { ...withoutNaN(result), milliseconds: performance.now() - began };
}

const yearNames = (appraisal: Appraisal): string[] =>
  Array.from({ length: appraisal.years }, (_, y) => financialYear(Number(appraisal.firstYear.slice(0, 4)) + y));

const formulaOf: FlowOf = model => formulaFlow(model);

function fluidOf(resolved: Resolved): FlowOf {
  const slot = slotTable(resolved.model)['season_swing']!;
  return (model, option, settling) =>
    fluidFlow(
      model,
      resolved.options[option]!.contracts.map(contract => valueIn(resolved, contract, settling, slot)),
    );
}

function evaluatedAll(resolved: Resolved, settling: Settling, since: number, flowOf: FlowOf): Evaluated[] {
  const found = resolved.options.map((option, at) => {
    const model = groupedOption(resolved, option, settling);
    return evaluated(resolved, option, settling, model, flowOf(model, at, settling), since);
  });
  for (const one of found) setAgainst(one, found[0]!);
  return found;
}

/** The middle of everything, with the flows of every district. */
function middleRun(resolved: Resolved, since: number, flowOf: FlowOf): Evaluated[] {
  const settling = middleSettling(resolved);
  return evaluatedAll(resolved, settling, since, flowOf).map((one, at) => {
    const model = settledOption(resolved, resolved.options[at]!, settling);
    return { ...one, model, flow: flowOf(model, at, settling) };
  });
}

/** Formulas and fluid: the middle once, and every draw. */
function drawnRuns(
  resolved: Resolved,
  draws: Draws,
  since: number,
  flowOf: FlowOf,
  middles: readonly Evaluated[],
  watch: Watch,
): OptionRun[] {
  const settling = newSettling(resolved);
  const runs = middles.map((mean): OptionRun => ({
    mean,
    measures: measureIds.map(() => new Float64Array(draws.n)),
    nominal: Array.from({ length: draws.n }, () => mean.costs.nominal),
  }));
  const nominal = runs.map(run => run.nominal as (readonly number[])[]);
  for (let draw = 0; draw < draws.n; draw++) {
    if ((draw & 63) === 0) watch.signal.throwIfAborted();
    settleDraw(settling, draws, draw);
    const found = evaluatedAll(resolved, settling, since, flowOf);
    for (const [at, one] of found.entries()) {
      for (let k = 0; k < measureIds.length; k++) runs[at]!.measures[k]![draw] = one.measures[k]!;
      nominal[at]![draw] = one.costs.nominal;
    }
  }
  return runs;
}

/** The simulation: replication r meets draw r of what is uncertain, and the same children under every option. */
async function simulatedRuns(
  question: AppraisalQuestion,
  resolved: Resolved,
  draws: Draws,
  since: number,
  watch: Watch,
): Promise<OptionRun[]> {
  const settling = newSettling(resolved);
  const models = resolved.options.map(() => [] as OptionModel[]);
  for (let draw = 0; draw < draws.n; draw++) {
    settleDraw(settling, draws, draw);
    for (const [at, option] of resolved.options.entries()) models[at]!.push(settledOption(resolved, option, settling));
  }
  const study = await simulateStudy(
    {
      models,
      seed: question.appraisal.seed,
      replications: draws.n,
      ...(question.workers ? { workers: question.workers } : {}),
    },
    {
      signal: watch.signal,
      progress: (done, total) => watch.progress({ stage: 'Simulating', done, total, unit: 'replications' }),
    },
  );
  const all = resolved.options.map(() => [] as Evaluated[]);
  for (let draw = 0; draw < draws.n; draw++) {
    if ((draw & 15) === 0) watch.signal.throwIfAborted();
    settleDraw(settling, draws, draw);
    const found = resolved.options.map((option, at) =>
      evaluated(resolved, option, settling, models[at]![draw]!, study.flow(at, draw), since),
    );
    for (const [at, one] of found.entries()) {
      setAgainst(one, found[0]!);
      all[at]!.push(one);
    }
  }
  return all.map((found): OptionRun => ({
    mean: meanOf(found),
    measures: measureIds.map((_, k) => Float64Array.from(found, one => one.measures[k]!)),
    nominal: found.map(one => one.costs.nominal),
  }));
}

/** The mean of replications, member by member; a measure that is not defined in some counts where it is. */
function meanOf(found: readonly Evaluated[]): Evaluated {
  const n = found.length;
  const first = found[0]!;
  const vector = (of: (one: Evaluated) => readonly number[]) => {
    const out = of(first).map(() => 0);
    for (const one of found) for (let k = 0; k < out.length; k++) out[k]! += of(one)[k]! / n;
    return out;
  };
  const mean = (of: (one: Evaluated) => number) => found.reduce((sum, one) => sum + of(one) / n, 0);
  const measures = measureIds.map((_, k) => {
    const defined = found.map(one => one.measures[k]!).filter(value => !Number.isNaN(value));
    return defined.length > 0 ? defined.reduce((sum, value) => sum + value, 0) / defined.length : NaN;
  });
  const costs = mean(one => one.presentCosts);
  const benefits = mean(one => one.presentBenefits);
  measures[measurePlace('npsv')] = benefits - costs;
  measures[measurePlace('bcr')] = costs > 1e-9 ? benefits / costs : NaN;
  const flow: OptionFlow = {
    flows: first.flow.flows.map((year, y) =>
      year.map((district, d) => {
        const out = { ...district } as Record<keyof DistrictFlow, number>;
        for (const key of Object.keys(out) as (keyof DistrictFlow)[])
          out[key] = mean(one => one.flow.flows[y]![d]![key]);
        return out;
      }),
    ),
    waiting: first.flow.waiting.map((_, y) => mean(one => one.flow.waiting[y]!)),
    open: first.flow.open.map((_, y) => mean(one => one.flow.open[y]!)),
    pools: first.flow.pools.map((pool, p): PoolFlow => {
      const number = (of: (pool: PoolFlow) => number) => mean(one => of(one.flow.pools[p]!));
      const some = (of: (pool: PoolFlow) => number | null) => {
        const defined = found.map(one => of(one.flow.pools[p]!)).filter(value => value !== null);
        return defined.length > 0 ? defined.reduce((sum, value) => sum + value, 0) / defined.length : null;
      };
      return {
        contract: pool.contract,
        missingLoad: number(one => one.missingLoad),
        targetedLoad: number(one => one.targetedLoad),
        interviewHours: some(one => one.interviewHours),
        waitMean: some(one => one.waitMean),
        waitMedian: some(one => one.waitMedian),
        wait90: some(one => one.wait90),
        growthPerWeek: number(one => one.growthPerWeek),
        changedWorker: number(one => one.changedWorker),
      };
    }),
    wte: first.flow.wte.map((_, y) => ({
      missing: mean(one => one.flow.wte[y]!.missing),
      targeted: mean(one => one.flow.wte[y]!.targeted),
    })),
    calendarLimit: first.flow.calendarLimit.map((_, p) => mean(one => one.flow.calendarLimit[p]!)),
  };
  return {
    ...first,
    flow,
    costs: {
      real: vector(one => one.costs.real),
      nominal: vector(one => one.costs.nominal),
      nominalFixed: vector(one => one.costs.nominalFixed),
      missingService: mean(one => one.costs.missingService),
    },
    benefit: vector(one => one.benefit),
    columns: vector(one => one.columns),
    measures,
    presentCosts: costs,
    presentBenefits: benefits,
  };
}

/** The two options that are compared: those asked for, else the highest NPSV and the next. */
function comparedOptions(question: AppraisalQuestion, runs: readonly OptionRun[]): [number, number] {
  const { appraisal, compare } = question;
  if (compare) {
    const found = compare.map(id => appraisal.options.findIndex(option => option.id === id));
    const missing = found.indexOf(-1);
    if (missing >= 0)
      throw new FaultError('invalid-input', `The appraisal has no option "${compare[missing]}".`, `compare.${missing}`);
    return [found[0]!, found[1]!];
  }
  const npsv = measurePlace('npsv');
  const order = runs
    .map((_, at) => at)
    .toSorted((a, b) => runs[b]!.mean.measures[npsv]! - runs[a]!.mean.measures[npsv]! || a - b);
  return [order[0]!, order[1]!];
}

function optionResult(
  appraisal: Appraisal,
  resolved: Resolved,
  runs: readonly OptionRun[],
  run: OptionRun,
  at: number,
  known: ReturnType<typeof information>,
): OptionResult {
  const { mean } = run;
  const [cashable, fiscal, economic, social] = mean.columns as [number, number, number, number];
  return {
    id: resolved.options[at]!.id,
    name: resolved.options[at]!.name,
    measures: Object.fromEntries(
      measureIds.map((id, k) => [id, estimateOf(mean.measures[k]!, run.measures[k]!)]),
    ) as Record<MeasureId, Estimate>,
    years: yearResults(appraisal, mean),
    districts: districtResults(appraisal, mean),
    fairness: fairnessResult(appraisal, resolved, mean, at),
    ...paying(appraisal, resolved, { mean, drawn: run.nominal }, runs[0]!.mean),
    pools: poolResults(mean),
    value: { cashable, fiscal, economic, social },
    presentValueCosts: mean.presentCosts,
    presentValueBenefits: mean.presentBenefits,
    probabilityBest: known.probabilityBest[at]!,
    expectedRegret: known.expectedRegret[at]!,
    calendar: calendarOf(mean),
  };
}

/** The 10th and 90th percentile of the draws that are defined; none when most are not. */
function estimateOf(value: number, drawn: Float64Array): Estimate {
  const sorted = drawn.filter(one => !Number.isNaN(one)).sort();
  if (Number.isNaN(value)) return { value: null, low: null, high: null };
  if (sorted.length * 2 < drawn.length) return { value, low: null, high: null };
  return { value, low: sampleQuantile(sorted, 0.1), high: sampleQuantile(sorted, 0.9) };
}

const total = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);

function yearResults(appraisal: Appraisal, mean: Evaluated): YearResult[] {
  return yearNames(appraisal).map((year, y) => {
    const districts = mean.flow.flows[y]!;
    return {
      year,
      episodes: total(districts, one => one.episodes),
      interviews: total(districts, one => one.completed),
      within72: total(districts, one => one.within72),
      referrals: total(districts, one => one.referrals),
      allocated: total(districts, one => one.allocated),
      waitingAtEnd: mean.flow.waiting[y]!,
      openAtEnd: mean.flow.open[y]!,
      costReal: mean.costs.real[y]!,
      costNominal: mean.costs.nominal[y]!,
      benefitReal: mean.benefit[y]!,
    };
  });
}

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** A mean year of each district. */
function districtResults(appraisal: Appraisal, mean: Evaluated): DistrictResult[] {
  const { years } = appraisal;
  return appraisal.districts.map(({ code, name }, at) => {
    const of = (key: keyof DistrictFlow) => total(mean.flow.flows, year => year[at]![key]) / years;
    const need = of('episodes');
    const met = of('completed');
    return {
      code,
      name,
      need,
      met,
      access: share(met, need),
      offered: share(of('offered'), need),
      accepted: share(of('accepted'), of('offered')),
      completed: share(met, of('accepted')),
      inTime: share(of('within72'), met),
    };
  });
}

function fairnessResult(appraisal: Appraisal, resolved: Resolved, mean: Evaluated, at: number): FairnessResult {
  const districts = districtResults(appraisal, mean);
  const need = districts.map(district => district.need);
  const met = districts.map(district => district.met);
  const ranks = appraisal.districts.map(district => district.deprivationRank);
  const found = fairness(need, met, ranks, 400);
  const s = slotTable(resolved.model);
  const standard = valueIn(
    resolved,
    resolved.options[at]!.contracts[0]!,
    middleSettling(resolved),
    s['minimum_standard']!,
  );
  const levels = levelling(need, met, standard);
  const each = share(
    mean.costs.missingService,
    total(met, one => one),
  );
  return {
    hoover: withoutDust(found.hoover ?? 0),
    hooverByChance: found.hooverByChance ?? 0,
    gini: found.gini,
    concentration: found.concentration,
    slopeIndex: found.sii,
    relativeIndex: found.rii,
    range: withoutDust(found.range ?? 0),
    toMove: withoutDust(levels.toMove),
    levelUp: { extra: withoutDust(levels.levelUp), cost: withoutDust(levels.levelUp) * each },
    minimumStandard: { share: standard, extra: levels.minimumStandard, cost: levels.minimumStandard * each },
  };
}

/** What rounding alone leaves of nothing. */
const withoutDust = (value: number): number => (Math.abs(value) < 1e-9 ? 0 : value);

const oneDecimal = (value: number): string =>
  value.toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function poolResults(mean: Evaluated): PoolResult[] {
  return mean.model.pools.flatMap((pool, at): PoolResult[] => {
    const flow = mean.flow.pools[at]!;
    const { missing, targeted } = pool;
    const weekly = total(missing.episodes, year => total(year, one => one)) / missing.episodes.length / 52.18;
    const wanted = (weekly * missing.offered * missing.accepted) / missing.episodesPerInterview;
    return [
      {
        contract: pool.contract,
        service: 'missing',
        load: flow.missingLoad,
        stable: flow.missingLoad < 1,
        words:
          flow.missingLoad >= 1
            ? `Interviews owed grow by ${oneDecimal(wanted * (1 - 1 / flow.missingLoad))} a week`
            : flow.interviewHours === null
              ? 'No interviews'
              : `${Math.round(flow.interviewHours)} hours from return to interview on average`,
      },
      {
        contract: pool.contract,
        service: 'targeted',
        load: flow.targetedLoad,
        stable: flow.targetedLoad < 1,
        words:
          flow.targetedLoad >= 1
            ? `Grows by ${oneDecimal(flow.growthPerWeek)} a week${targeted.withdrawPerWeek > 0 ? ', until as many withdraw' : ''}`
            : flow.waitMean === null
              ? 'Grows without end'
              : `Waits ${oneDecimal(flow.waitMean)} weeks on average`,
      },
    ];
  });
}

/** What the calendars allow, pools weighted by what they complete; and what weekends would make of it. */
function calendarOf(mean: Evaluated): { atMost: number; withWeekends: number } {
  const { model, flow } = mean;
  let atMost = 0;
  let withWeekends = 0;
  let weights = 0;
  for (const { districts, missing } of model.pools) {
    const weight = total(flow.flows, year => total(districts, at => year[at]!.completed)) + 1e-9;
    const limit = (weekends: boolean) => {
      const calendar = { ...missing.calendar, weekends };
      return limitOf({ ...missing, calendar }, interviewClock(model.start, calendar, missing.targetHours));
    };
    atMost += weight * limit(missing.calendar.weekends);
    withWeekends += weight * limit(true);
    weights += weight;
  }
  return { atMost: atMost / weights, withWeekends: withWeekends / weights };
}

const percent = (value: number): string => `${Math.round(value * 100)} %`;

function notesOf(
  question: AppraisalQuestion,
  resolved: Resolved,
  since: number,
  middles: readonly Evaluated[],
  runs: readonly OptionRun[],
  options: readonly OptionResult[],
  draws: Draws,
): Note[] {
  const notes: Note[] = [];
  const { engine } = question;
  const weekdays = runs.findIndex(run => run.mean.model.pools.every(pool => !pool.missing.calendar.weekends));
  const best = options.toSorted((a, b) => a.calendar.atMost - b.calendar.atMost);
  const said =
    weekdays >= 0
      ? options.filter((_, at) => !runs[at]!.mean.model.pools.some(pool => pool.missing.calendar.weekends)).at(-1)!
      : best[0]!;
  const hours = Math.round(runs[0]!.mean.model.pools[0]!.missing.targetHours);
  notes.push({
    code: 'calendar',
    text:
      weekdays >= 0
        ? `${hours} hours is first a calendar question: with Monday to Friday cover no number of staff passes ${percent(said.calendar.atMost)}; with weekends ${percent(said.calendar.withWeekends)}.`
        : `${hours} hours is first a calendar question: under these calendars no number of staff passes ${percent(said.calendar.atMost)}.`,
  });
  notes.push({
    code: 'chance',
    text: `Chance alone would show a lottery index of ${oneDecimal(100 * options.at(-1)!.fairness.hooverByChance)} % in a year.`,
  });
  const other =
    engine === 'formulas'
      ? middleRun(resolved, since, fluidOf(resolved))
      : engine === 'fluid'
        ? middleRun(resolved, since, formulaOf)
        : middles;
  for (const [at, run] of runs.entries()) {
    const disagreement = disagreementOf(run.mean, other[at]!, engine !== 'simulation');
    if (disagreement)
      notes.push({
        code: 'engines-disagree',
        text: `Engines disagree on ${options[at]!.name}: ${disagreement} by ${engineNames[engine]} and ${engine === 'formulas' ? 'the fluid' : 'formulas'}. Formulas see each year in its steady state; fluid and simulation start from today’s caseload.`,
      });
  }
  notes.push({
    code: 'approximate',
    text:
      engine === 'simulation'
        ? 'What would change the answer is worked out with formulas; the probabilities are those of the simulation.'
        : engine === 'fluid'
          ? 'The fluid has no waits that come from chance alone.'
          : 'Waits are approximate where arrivals are lumpy or cases uneven (Allen–Cunneen), and where a pool is overloaded (Kimber and Hollis).',
  });
  for (const text of draws.notes) notes.push({ code: 'correlations', text });
  for (const text of limitNotes(question.appraisal, yearNames(question.appraisal), options))
    notes.push({ code: 'contribution-limits', text });
  return notes;
}

const engineNames: Readonly<Record<AppraisalEngine, string>> = {
  formulas: 'formulas',
  fluid: 'the fluid',
  simulation: 'the simulation',
};

/** The first thing on which two engines differ enough to matter, in words; null when they agree. */
function disagreementOf(own: Evaluated, other: Evaluated, withFluid: boolean): string | null {
  const value = (one: Evaluated, id: MeasureId) => one.measures[measurePlace(id)]!;
  // Waits that come from chance alone are not in the fluid, so that it is not asked for them.
  const points = (id: MeasureId) => Math.abs(value(own, id) - value(other, id));
  if (!withFluid && points('within-72-hours') > 0.06)
    return `interviews in time ${percent(value(own, 'within-72-hours'))} and ${percent(value(other, 'within-72-hours'))}`;
  for (const [id, label] of [
    ['interviews-completed', 'episodes answered'],
    ['children-helped', 'cases allocated a year'],
  ] as const) {
    const [a, b] = [value(own, id), value(other, id)];
    if (Math.abs(a - b) > 0.1 * Math.max(a, b, 1)) return `${label} ${Math.round(a)} and ${Math.round(b)}`;
  }
  const waits = points('weeks-to-allocation');
  if (!withFluid && waits > 4)
    return `weeks to a worker ${oneDecimal(value(own, 'weeks-to-allocation'))} and ${oneDecimal(value(other, 'weeks-to-allocation'))}`;
  return null;
}

/** No answer holds a number that is none: what is not defined is null. */
function withoutNaN<T>(value: T): T {
  if (typeof value === 'number') return (Number.isFinite(value) ? value : null) as T;
  if (Array.isArray(value)) return value.map(withoutNaN) as T;
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutNaN(one)])) as T;
  return value;
}

const gridSteps = 10;

/** NPSV of one option over another on a grid of two inputs, from the ends of what is plausible or of their ranges. */
export function appraisalGrid(
  question: { appraisal: Appraisal; compare: readonly [string, string]; x: string; y: string },
  model: Model,
): { x: number[]; y: number[]; values: number[][] } {
  const { appraisal } = question;
  checkAppraisal(appraisal, model);
  const resolved = resolvedAppraisal(appraisal, model);
  const at = question.compare.map((id, k) => {
    const found = appraisal.options.findIndex(option => option.id === id);
    if (found < 0) throw new FaultError('invalid-input', `The appraisal has no option "${id}".`, `compare.${k}`);
    return found;
  });
  const difference = new Difference(resolved, at[0]!, at[1]!, yearsFromPriceBase(appraisal), formulaOf);
  const axis = (id: string, member: string) => {
    const slot = model.slots.get(id);
    if (slot === undefined) throw new FaultError('invalid-input', `The model has no input "${id}".`, member);
    const input = model.inputs[slot]!;
    const variables = difference.variablesOf(slot);
    const fit = fitOf(resolved.variables[variables[0]!]!.value.distribution);
    const [from, to] =
      fit.sd > 0
        ? [Math.max(input.lowest, fit.quantile(0.01)), Math.min(input.highest, fit.quantile(0.99))]
        : [input.lowest, input.highest];
    const steps = input.whole ? Math.min(gridSteps, Math.round(to - from)) : gridSteps;
    return {
      flows: input.flows,
      variables,
      values: Array.from({ length: steps + 1 }, (_, k) => from + ((to - from) * k) / Math.max(1, steps)),
    };
  };
  const x = axis(question.x, 'x');
  const y = axis(question.y, 'y');
  const values = y.values.map(down =>
    x.values.map(across =>
      difference.at(
        [
          ...x.variables.map(variable => [variable, across] as const),
          ...y.variables.map(variable => [variable, down] as const),
        ],
        x.flows || y.flows,
      ),
    ),
  );
  return withoutNaN({ x: x.values, y: y.values, values });
}
