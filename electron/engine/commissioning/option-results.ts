import type {
  DistrictResult,
  Estimate,
  FairnessResult,
  OptionResult,
  YearResult,
} from '../../../shared/contract/commissioning.ts';
import { measureIds } from '../../../shared/model/appraisal.ts';
import type { Appraisal, MeasureId } from '../../../shared/model/appraisal.ts';
import { financialYear } from '../../../shared/model/period.ts';
import { fitOf } from './draws.ts';
import { standardError } from './expected.ts';
import type { OptionRun } from './expected.ts';
import { fairness, levelling } from './fairness.ts';
import type { Information } from './information.ts';
import type { DistrictFlow } from './model.ts';
import { measurePlace, sampleQuantile } from './outcomes.ts';
import type { Evaluated } from './outcomes.ts';
import { paying } from './partners.ts';
import { poolResults } from './pool-results.ts';
import { slotTable } from './resolve.ts';
import type { Resolved } from './resolve.ts';

export const yearNames = (appraisal: Appraisal): string[] =>
  Array.from({ length: appraisal.years }, (_, y) => financialYear(Number(appraisal.firstYear.slice(0, 4)) + y));

/** What of the calendars of an option limits it. */
export type CalendarLimit = OptionResult['calendar'];

/** Everything that is told of one option. */
export function optionResult(
  appraisal: Appraisal,
  resolved: Resolved,
  runs: readonly OptionRun[],
  at: number,
  known: Information,
  calendar: CalendarLimit,
): OptionResult {
  const run = runs[at]!;
  const { mean } = run;
  const [cashable, fiscal, economic, social] = mean.columns as [number, number, number, number];
  const byMeasure = <T>(of: (k: number) => T) =>
    Object.fromEntries(measureIds.map((id, k) => [id, of(k)])) as Record<MeasureId, T>;
  return {
    id: resolved.options[at]!.id,
    name: resolved.options[at]!.name,
    measures: byMeasure(k => estimateOf(mean.measures[k]!, run.measures[k]!)),
    errors: byMeasure(k => (Number.isNaN(mean.measures[k]!) ? null : standardError(run.measures[k]!))),
    years: yearResults(appraisal, mean),
    districts: districtResults(appraisal, mean),
    fairness: fairnessResult(appraisal, resolved, mean, at),
    ...paying(appraisal, resolved, { mean, drawn: run.nominal }, runs[0]!.mean),
    pools: poolResults(run, yearNames(appraisal)),
    value: { cashable, fiscal, economic, social },
    presentValueCosts: mean.presentCosts,
    presentValueBenefits: mean.presentBenefits,
    probabilityBest: known.probabilityBest[at]!,
    expectedRegret: known.expectedRegret[at]!,
    calendar,
  };
}

/** The 10th and 90th percentile of the draws that are defined; none when most are not. */
function estimateOf(value: number, drawn: Float64Array): Estimate {
  const sorted = drawn.filter(one => !Number.isNaN(one)).sort();
  if (Number.isNaN(value)) return { value: null, low: null, high: null };
  if (sorted.length * 2 < drawn.length) return { value, low: null, high: null };
  // Where nothing varies the ends are the value, without the dust of adding up.
  if (sorted[0] === sorted.at(-1)) return { value, low: value, high: value };
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

/** What rounding alone leaves of nothing. */
const withoutDust = (value: number): number => (Math.abs(value) < 1e-9 ? 0 : value);

function fairnessResult(appraisal: Appraisal, resolved: Resolved, mean: Evaluated, at: number): FairnessResult {
  const districts = districtResults(appraisal, mean);
  const need = districts.map(district => district.need);
  const met = districts.map(district => district.met);
  const found = fairness(
    need,
    met,
    appraisal.districts.map(district => district.deprivationRank),
    400,
  );
  const slot = slotTable(resolved.model)['minimum_standard']!;
  const variable = resolved.options[at]!.contracts[0]!.variables[slot]!;
  const standard = fitOf(resolved.variables[variable]!.value.distribution).mean;
  const levels = levelling(need, met, standard);
  const each = share(
    mean.costs.missingService,
    total(met, one => one),
  );
  // The same figure as among the measures: the mean over the draws.
  const lottery = mean.measures[measurePlace('postcode-lottery')]!;
  const hoover = withoutDust(Number.isNaN(lottery) ? 0 : lottery);
  return {
    hoover,
    hooverByChance: found.hooverByChance ?? 0,
    gini: found.gini,
    concentration: found.concentration,
    slopeIndex: found.sii,
    relativeIndex: found.rii,
    range: withoutDust(found.range ?? 0),
    toMove: withoutDust(hoover * total(met, one => one)),
    ...accessAssumed(appraisal, resolved, at),
    levelUp: { extra: withoutDust(levels.levelUp), cost: withoutDust(levels.levelUp) * each },
    minimumStandard: { share: standard, extra: levels.minimumStandard, cost: levels.minimumStandard * each },
  };
}

/** What is assumed of districts that share a contract, and whether they can differ at all under it. */
function accessAssumed(
  appraisal: Appraisal,
  resolved: Resolved,
  at: number,
): Pick<FairnessResult, 'assumed' | 'varies'> {
  const contracts = resolved.options[at]!.contracts;
  const shared = contracts.filter(contract => contract.districts.length > 1);
  const differs = (values: readonly number[]) => values.some(value => Math.abs(value - values[0]!) > 1e-9);
  const byTravel = shared.some(contract => differs(contract.access.kilometres));
  const byAcceptance = shared.some(contract => differs(contract.access.relative));
  const varies = contracts.length > 1 || byTravel || byAcceptance;
  const one = shared.length === 1 ? 'its contract' : 'one contract';
  if (shared.length === 0) return { varies, assumed: 'Every district has a contract of its own.' };
  if (!byTravel && !byAcceptance)
    return {
      varies,
      assumed: `Districts of ${one} are alike by assumption: neither travel nor acceptance by district is known.`,
    };
  const bases = appraisal.options[at]!.contracts.flatMap(contract => contract.bases);
  const names = appraisal.districts.filter(({ code }) => bases.includes(code)).map(({ name }) => name);
  const travel = byTravel
    ? `acceptance falls with travel from ${names.length > 3 ? `${names.length} bases` : names.join(', ')}`
    : 'workers sit in every district';
  const acceptance = byAcceptance
    ? 'a part of today’s difference in acceptance stays'
    : 'acceptance by district is not known';
  return { varies, assumed: `Assumed of districts of ${one}: ${travel}; ${acceptance}.` };
}
