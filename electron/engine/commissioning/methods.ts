import * as v from 'valibot';
import type { Distribution } from '../../../shared/model/appraisal.ts';
import { caseload } from './caseload.ts';
import { contributions, decimalText } from './contributions.ts';
import { demandPosterior, predictedCount, rateRatio } from './demand.ts';
import { discountFactor, discountSchedules } from './discount.ts';
import { distributionFault, fitted, fittedFromMoments } from '../statistics/distributions.ts';
import type { Fitted } from '../statistics/distributions.ts';
import { fairness } from './fairness.ts';
import { fluidQueue, launchCaseload, launchKinds } from './fluid.ts';
import { information } from './information.ts';
import { allenCunneen, erlangA, erlangB, mg1, mmc, mmck, waitLongerThan } from './queues.ts';
import { finite, listOf, notNegative, positive, refuse } from '../statistics/inputs.ts';
import { philox } from '../statistics/random.ts';
import { acceptability, weightedTotals, weightStability } from './ranking.ts';
import { interviewDeadline, returnInterviews } from './return-interview.ts';
import { shapley } from './shapley.ts';
import { traffic } from './traffic.ts';
import { workforceCost } from './workforce-cost.ts';

const most = 10_000;
const share = v.pipe(notNegative, v.maxValue(1, 'Expected a share from 0 to 1.'));
const whole = v.pipe(notNegative, v.integer('Expected a whole number.'));
const open = v.pipe(
  finite,
  v.gtValue(0, 'Expected more than 0 and less than 1.'),
  v.ltValue(1, 'Expected less than 1.'),
);
const servers = v.pipe(positive, v.maxValue(1_000_000, 'Expected at most a million servers.'));
const text = (longest: number) => v.pipe(v.string('Expected text.'), v.maxLength(longest));

/** Lists that go together must be as long as the first. Fault invalid-input. */
function sameLength(first: readonly unknown[], lists: Readonly<Record<string, readonly unknown[] | undefined>>): void {
  for (const [name, list] of Object.entries(lists))
    if (list && list.length !== first.length)
      refuse(`Expected ${first.length} here, as many as in the first list.`, name);
}

/** Rows must be of one length. Fault invalid-input. */
function rectangle(rows: readonly (readonly unknown[])[], columns: number, name: string): void {
  rows.forEach((row, i) => {
    if (row.length !== columns) refuse(`Expected ${columns} numbers in each row.`, `${name}.${i}`);
  });
}

const discountInput = v.strictObject({
  schedule: v.picklist(discountSchedules, `Expected one of ${discountSchedules.join(', ')}.`),
  years: listOf(notNegative, most),
});

const queueModels = ['mmc', 'mmck', 'erlang-b', 'erlang-a', 'mg1', 'allen-cunneen'] as const;
const queueInput = v.strictObject({
  model: v.picklist(queueModels, `Expected one of ${queueModels.join(', ')}.`),
  arrivalRate: notNegative,
  serviceRate: positive,
  servers: v.optional(servers, 1),
  capacity: v.optional(v.pipe(whole, v.maxValue(1_000_000))),
  abandonRate: v.optional(notNegative),
  cvService: v.optional(notNegative),
  cvArrival: v.optional(notNegative),
  waitLongerThan: v.optional(notNegative),
});

function queueAnswer(given: v.InferOutput<typeof queueInput>): { result: Record<string, unknown>; method: string } {
  const { arrivalRate: arrivals, serviceRate: served, servers: count } = given;
  const wholeServers = () => {
    if (!Number.isInteger(count)) refuse('Expected a whole number of servers for this model.', 'servers');
  };
  switch (given.model) {
    case 'mmc': {
      const queue = mmc(arrivals, served, count);
      return {
        result: {
          ...queue,
          ...(given.waitLongerThan === undefined
            ? {}
            : { waitTail: queue.stable ? waitLongerThan(arrivals, served, count, given.waitLongerThan) : null }),
        },
        method: 'M/M/c, Erlang C through the recursion of Erlang B',
      };
    }
    case 'mmck': {
      wholeServers();
      if (given.capacity === undefined) return refuse('Expected the most that the system holds.', 'capacity');
      if (given.capacity < count)
        return refuse('Expected at least as many places as servers: those being served take one too.', 'capacity');
      return {
        result: { ...mmck(arrivals, served, count, given.capacity) },
        method: 'M/M/c/K, K in the system with those being served; waits are of those admitted',
      };
    }
    case 'erlang-b': {
      const load = arrivals / served;
      const blockingProbability = erlangB(count, load);
      return {
        result: {
          stable: true,
          rho: load / count,
          blockingProbability,
          waitProbability: 0,
          meanWait: 0,
          meanQueue: 0,
          meanInSystem: load * (1 - blockingProbability),
        },
        method: 'Erlang B by recursion: who finds every server busy is lost',
      };
    }
    case 'erlang-a': {
      wholeServers();
      if (given.abandonRate === undefined)
        return refuse('Expected the rate at which one who waits leaves.', 'abandonRate');
      return {
        result: { ...erlangA(arrivals, served, count, given.abandonRate) },
        method: 'M/M/c with reneging at a constant rate (Erlang A), steady state summed from its largest probability',
      };
    }
    case 'mg1':
      if (count !== 1) refuse('This model has one server; allen-cunneen approximates more.', 'servers');
      if (given.cvService === undefined)
        return refuse('Expected the coefficient of variation of the service time.', 'cvService');
      return { result: { ...mg1(arrivals, served, given.cvService) }, method: 'M/G/1 by Pollaczek and Khinchine' };
    case 'allen-cunneen':
      return {
        result: { ...allenCunneen(arrivals, served, count, given.cvArrival ?? 1, given.cvService ?? 1) },
        method: 'GI/G/c by Allen and Cunneen: an approximation',
      };
  }
}

const caseloadInput = v.strictObject({
  arrivalsPerWeek: notNegative,
  meanLengthWeeks: positive,
  slotsPerWte: positive,
  wte: positive,
});

const returnInterviewInput = v.strictObject({
  episodesPerYear: notNegative,
  offered: share,
  accepted: share,
  meanEffortDays: positive,
  interviewers: servers,
  targetDays: notNegative,
  daysPerYear: v.optional(positive, 365),
});

const clockInput = v.strictObject({ returned: text(40), hours: v.optional(notNegative, 72) });

const pathwayInput = v.strictObject({
  external: listOf(notNegative, 500),
  routing: listOf(v.array(share), 500),
  meanTimes: listOf(notNegative, 500),
});

function pathwayAnswer({ external, routing, meanTimes }: v.InferOutput<typeof pathwayInput>) {
  sameLength(external, { routing, meanTimes });
  rectangle(routing, external.length, 'routing');
  routing.forEach((row, i) => {
    if (row.reduce((a, b) => a + b, 0) > 1 + 1e-9) refuse('More than all of a stage goes on.', `routing.${i}`);
  });
  const flow = traffic(external, routing, meanTimes);
  if (!flow) return refuse('A stage is reached that no one ever leaves.', 'routing');
  return {
    result: { ...flow },
    method: 'Traffic equations by elimination; numbers in a stage by Little; visits for one new referral',
  };
}

const weeks = listOf(notNegative, most);
const fluidInput = v.strictObject({ initial: notNegative, arrivals: notNegative, capacity: notNegative, weeks });
const launchInput = v.strictObject({
  arrivals: notNegative,
  length: notNegative,
  weeks,
  kind: v.picklist(launchKinds, `Expected one of ${launchKinds.join(', ')}.`),
});

const count = v.pipe(whole, v.maxValue(1e9, 'Expected at most a thousand million.'));
const rateRatioInput = v.strictObject({
  count1: count,
  exposure1: positive,
  count2: count,
  exposure2: positive,
  level: v.optional(open, 0.95),
});

const posteriorInput = v.strictObject({
  count: notNegative,
  exposure: notNegative,
  nextExposure: notNegative,
  priorMean: positive,
  priorSd: notNegative,
  probabilities: v.optional(v.pipe(v.array(open), v.maxLength(1000)), []),
});

const fairnessInput = v.strictObject({
  need: listOf(notNegative, 500),
  met: listOf(notNegative, 500),
  deprivationRank: v.optional(v.pipe(v.array(finite), v.maxLength(500))),
});

function fairnessAnswer({ need, met, deprivationRank }: v.InferOutput<typeof fairnessInput>) {
  sameLength(need, { met, deprivationRank });
  need.forEach((n, i) => {
    if (n === 0 && met[i]! > 0) refuse('Something is met where there is no need.', `met.${i}`);
    if (n > 1e7) refuse('Expected at most ten million.', `need.${i}`);
  });
  return {
    result: { ...fairness(need, met, deprivationRank ?? null) },
    method: 'Indices weighted by need, ridits from the most deprived; chance by 20,000 seeded draws',
  };
}

const wteInput = v.strictObject({
  salary: notNegative,
  niRate: share,
  niThreshold: notNegative,
  pension: notNegative,
  overhead: notNegative,
  travel: notNegative,
  weeks: positive,
  hoursPerWeek: v.optional(positive),
  leaveDays: notNegative,
  bankHolidays: notNegative,
  trainingDays: notNegative,
  absenceRate: share,
  hoursPerDay: positive,
  directShare: share,
});

const contributionsInput = v.strictObject({
  totalPence: v.pipe(finite, v.safeInteger('Expected whole pence.')),
  shares: v.pipe(
    v.record(text(120), v.union([text(80), notNegative], 'Expected a share as decimal text, such as "0.42".')),
    v.check(shares => Object.keys(shares).length > 0, 'Expected at least one partner.'),
  ),
  floorsPence: v.optional(v.record(text(120), whole)),
  capsPence: v.optional(v.record(text(120), whole)),
});

function contributionsAnswer({ totalPence, shares, floorsPence, capsPence }: v.InferOutput<typeof contributionsInput>) {
  for (const [name, bounds] of Object.entries({ floorsPence, capsPence }))
    for (const id of Object.keys(bounds ?? {}))
      if (!Object.hasOwn(shares, id)) refuse('This partner has no share.', `${name}.${id}`);
  const payers = Object.entries(shares).map(([id, part]) => ({
    id,
    share: typeof part === 'number' ? decimalText(part) : part,
    floorPence: floorsPence?.[id],
    capPence: capsPence?.[id],
  }));
  const pence = contributions(totalPence, payers);
  return {
    result: { perPartnerPence: Object.fromEntries(payers.map(({ id }, i) => [id, pence[i]!])) },
    method:
      'Exact shares in proportion to the sum of all, whole pence by largest remainder, the first named wins a tie',
  };
}

const shapleyInput = v.strictObject({ costs: v.record(text(16), finite) });

function shapleyAnswer({ costs }: v.InferOutput<typeof shapleyInput>) {
  const players = [...new Set(Object.keys(costs).flatMap(key => [...key]))];
  if (players.length === 0) refuse('Expected the cost of at least one coalition.', 'costs');
  if (players.length > 12) refuse('Expected at most twelve partners.', 'costs');
  const table: (number | undefined)[] = Array.from({ length: 1 << players.length });
  table[0] = 0;
  for (const [key, cost] of Object.entries(costs)) {
    const members = new Set(key);
    if (members.size !== key.length) refuse('A partner is named twice.', `costs.${key}`);
    let set = 0;
    for (const member of members) set |= 1 << players.indexOf(member);
    if (set === 0 && cost !== 0) refuse('No partners cost nothing.', 'costs.');
    if (set !== 0 && table[set] !== undefined) refuse('This coalition is given twice.', `costs.${key}`);
    table[set] = cost;
  }
  const complete = table.map((cost, set) => {
    if (cost !== undefined) return cost;
    const missing = players.filter((_, i) => set & (1 << i)).join('');
    return refuse(`The cost of ${missing} is missing.`, `costs.${missing}`);
  });
  const { shares, inCore } = shapley(players.length, complete);
  return {
    result: { perPartner: Object.fromEntries(players.map((player, i) => [player, shares[i]!])), inCore },
    method: 'Mean added cost over all orders of joining; in the core when no group would pay less on its own',
  };
}

const scores = listOf(listOf(finite, 100), 100);
const rankingInput = v.strictObject({ scores, weights: listOf(notNegative, 100) });

function rankingAnswer({ scores: rows, weights }: v.InferOutput<typeof rankingInput>) {
  rectangle(rows, weights.length, 'scores');
  if (!weights.some(weight => weight > 0)) refuse('Expected at least one weight above 0.', 'weights');
  const totals = weightedTotals(rows, weights);
  return {
    result: {
      totals,
      ranks: totals.map(own => 1 + totals.filter(other => other > own).length),
      winner: totals.indexOf(Math.max(...totals)),
      weightStability: weightStability(rows, weights),
    },
    method: 'Weighted sums, weights scaled to 1; stability of the first winner, the other weights in proportion',
  };
}

const acceptabilityInput = v.strictObject({ scores });

function acceptabilityAnswer({ scores: rows }: v.InferOutput<typeof acceptabilityInput>) {
  rectangle(rows, rows[0]!.length, 'scores');
  const { shares, exact } = acceptability(rows);
  return {
    result: { acceptability: shares, exact },
    method: exact
      ? 'Exact areas of the weight simplex; equals share their ranks'
      : '100,000 seeded draws from the weight simplex, standard error at most 0.0016',
  };
}

const informationInput = v.strictObject({
  payoff: listOf(listOf(finite, most), 1000),
  probabilities: listOf(share, most),
});

function informationAnswer({ payoff, probabilities }: v.InferOutput<typeof informationInput>) {
  rectangle(payoff, probabilities.length, 'payoff');
  if (Math.abs(probabilities.reduce((a, b) => a + b, 0) - 1) > 1e-6)
    refuse('Probabilities add up to 1.', 'probabilities');
  return {
    result: { ...information(payoff, probabilities) },
    method: 'Expected best payoff less best expected payoff',
  };
}

const kinds = ['uniform', 'triangular', 'pert', 'normal', 'lognormal', 'gamma', 'beta'] as const;
const elicitInput = v.strictObject({
  distribution: v.picklist(kinds, `Expected one of ${kinds.join(', ')}.`),
  low: v.optional(finite),
  high: v.optional(finite),
  coverage: v.optional(open),
  minimum: v.optional(finite),
  mode: v.optional(finite),
  maximum: v.optional(finite),
  mean: v.optional(finite),
  sd: v.optional(notNegative),
  probabilities: v.optional(v.pipe(v.array(open), v.maxLength(1000))),
});

function elicited(given: v.InferOutput<typeof elicitInput>): Fitted {
  const kind = given.distribution;
  const needed = (name: 'low' | 'high' | 'coverage' | 'minimum' | 'mode' | 'maximum' | 'mean' | 'sd'): number =>
    given[name] ?? refuse(`Expected ${name} for this distribution.`, name);
  const checked = (d: Distribution) => {
    const fault = distributionFault(d);
    return fault ? refuse(fault.message, fault.field) : fitted(d);
  };
  if (kind === 'triangular' || kind === 'pert')
    return checked({ kind, minimum: needed('minimum'), mode: needed('mode'), maximum: needed('maximum') });
  if (kind === 'uniform') {
    const low = needed('low');
    const high = needed('high');
    // A range that holds only a part of the probability reaches further on both sides.
    const further = ((high - low) * (1 / (given.coverage ?? 1) - 1)) / 2;
    return checked({ kind, low: low - further, high: high + further });
  }
  if (given.mean !== undefined || given.sd !== undefined) {
    const mean = needed('mean');
    const sd = needed('sd');
    if ((kind === 'lognormal' || kind === 'gamma') && !(mean > 0)) refuse('Expected a mean above 0.', 'mean');
    if (kind === 'beta' && !(mean > 0 && mean < 1)) refuse('Expected a mean between 0 and 1.', 'mean');
    if (kind === 'beta' && !(sd * sd < mean * (1 - mean))) refuse('No share varies that much.', 'sd');
    return fittedFromMoments(kind, mean, sd);
  }
  return checked({ kind, low: needed('low'), high: needed('high'), coverage: needed('coverage') });
}

const word = v.pipe(v.string(), v.regex(/^(0x)?[0-9a-f]{1,8}$/i, 'Expected up to eight hexadecimal digits.'));
const philoxInput = v.strictObject({
  counter: v.tuple([word, word, word, word], 'Expected four words.'),
  key: v.tuple([word, word], 'Expected two words.'),
});
const valueOf = (hexadecimal: string) => Number.parseInt(hexadecimal.replace(/^0x/i, ''), 16);

/** The methods of this room, as the list of methods takes them. */
export const commissioningMethods = {
  discount: {
    name: 'discount',
    input: 'schedule (standard, health, low-rate), years[] from year 0, which is not discounted',
    result: 'factors[]',
    source: 'HM Treasury, The Green Book (February 2026), chapter 6',
    schema: discountInput,
    run: ({ schedule, years }: v.InferOutput<typeof discountInput>) => ({
      result: { factors: years.map(year => discountFactor(schedule, year)) },
      method: 'Product of 1 / (1 + rate) over the years, each at its rate of the table',
    }),
  },
  queue: {
    name: 'queue',
    input:
      'model (mmc, mmck, erlang-b, erlang-a, mg1, allen-cunneen), arrivalRate, serviceRate, servers, capacity?, abandonRate?, cvService?, cvArrival?, waitLongerThan?',
    result:
      'stable, rho, waitProbability, meanWait, meanQueue, meanInSystem, blockingProbability, abandonProbability, waitTail: what the model has; unstable is stable false and nulls',
    source:
      'Erlang (1917); Palm (1957); Pollaczek (1930) and Khinchine (1932); Allen (1990); Gross and others (2008), Fundamentals of Queueing Theory, 4th ed.',
    schema: queueInput,
    run: queueAnswer,
  },
  caseload: {
    name: 'caseload',
    input: 'arrivalsPerWeek, meanLengthWeeks, slotsPerWte, wte',
    result: 'rho, stable, waitProbability, meanWaitWeeks, meanWaiting, meanOpenCases, growthPerWeek',
    source: 'Erlang (1917); Little (1961), Operations Research 9:383',
    schema: caseloadInput,
    run: (given: v.InferOutput<typeof caseloadInput>) => ({
      result: { ...caseload(given.arrivalsPerWeek, given.meanLengthWeeks, given.slotsPerWte, given.wte) },
      method: 'M/M/c with one server for each slot of a caseload',
    }),
  },
  returnInterview: {
    name: 'return-interview',
    input: 'episodesPerYear, offered, accepted, meanEffortDays, interviewers, targetDays, daysPerYear',
    result: 'rho, stable, waitProbability, meanWaitDays, withinTarget (of accepted), withinTargetOfAll',
    source: 'Gross and others (2008), Fundamentals of Queueing Theory, 4th ed., 2.3',
    schema: returnInterviewInput,
    run: (given: v.InferOutput<typeof returnInterviewInput>) => ({
      result: { ...returnInterviews(given) },
      method: 'M/M/c, waiting and interview together, without a calendar',
    }),
  },
  returnInterviewClock: {
    name: 'return-interview-clock',
    input: 'returned (local date-time, Europe/London, with or without offset), hours elapsed',
    result: 'deadline, local with offset',
    source:
      'Summer Time Order 2002 (SI 2002/262); Department for Education (2014), Children who run away or go missing from home or care',
    schema: clockInput,
    run: ({ returned, hours }: v.InferOutput<typeof clockInput>) => {
      if (hours > 1e6) refuse('Expected at most a million hours.', 'hours');
      const deadline = interviewDeadline(returned, hours);
      if (deadline === null)
        return refuse('Expected a local date and time since 1996, such as 2026-03-27T20:00:00.', 'returned');
      return {
        result: { deadline },
        method: 'Elapsed hours in UTC; of an hour that comes twice the first, of a skipped hour as before the change',
      };
    },
  },
  pathway: {
    name: 'pathway',
    input: 'external[], routing[][] (shares that go on, the rest leaves), meanTimes[]',
    result: 'throughput[], inStage[], visits[] for one new referral',
    source: 'Jackson (1957), Operations Research 5:518; Little (1961), Operations Research 9:383',
    schema: pathwayInput,
    run: pathwayAnswer,
  },
  fluid: {
    name: 'fluid',
    input: 'initial, arrivals, capacity, weeks[]; a week',
    result: 'queue[]',
    source: 'Newell (1982), Applications of Queueing Theory, 2nd ed.',
    schema: fluidInput,
    run: (given: v.InferOutput<typeof fluidInput>) => ({
      result: { queue: given.weeks.map(week => fluidQueue(given.initial, given.arrivals, given.capacity, week)) },
      method: 'Waiting at the start and what arrives above capacity, never below 0',
    }),
  },
  launch: {
    name: 'launch',
    input: 'arrivals a week, length (mean weeks), weeks[], kind (exponential, fixed)',
    result: 'active[]',
    source: 'Eick, Massey and Whitt (1993), Operations Research 41:731, M/G/∞',
    schema: launchInput,
    run: (given: v.InferOutput<typeof launchInput>) => ({
      result: { active: given.weeks.map(week => launchCaseload(given.arrivals, given.length, week, given.kind)) },
      method: 'Expected open cases of a service that starts empty and has a slot for each',
    }),
  },
  rateRatio: {
    name: 'rate-ratio',
    input: 'count1, exposure1, count2, exposure2, level',
    result: 'ratio (second over first), lower, upper',
    source: 'Przyborowski and Wilenski (1940), Biometrika 31:313; Clopper and Pearson (1934), Biometrika 26:404',
    schema: rateRatioInput,
    run: (given: v.InferOutput<typeof rateRatioInput>) => ({
      result: { ...rateRatio(given.count1, given.exposure1, given.count2, given.exposure2, given.level) },
      method: 'Exact, given both counts together; no upper limit when the first count is 0',
    }),
  },
  demandPosterior: {
    name: 'demand-posterior',
    input: 'count, exposure, nextExposure, priorMean, priorSd, probabilities[]',
    result: 'rate, ownWeight, shape, inverseScale, predictiveMean, predictiveVariance, quantiles[]',
    source: 'Clayton and Kaldor (1987), Biometrics 43:671; Gelman and others (2013), Bayesian Data Analysis, 3rd ed.',
    schema: posteriorInput,
    run: (given: v.InferOutput<typeof posteriorInput>) => {
      const { count: seen, exposure, nextExposure, priorMean, priorSd } = given;
      const posterior = demandPosterior(seen, exposure, nextExposure, priorMean, priorSd);
      return {
        result: { ...posterior, quantiles: given.probabilities.map(p => predictedCount(posterior, p)) },
        method: 'Gamma prior, Poisson count, negative binomial prediction',
      };
    },
  },
  fairness: {
    name: 'fairness',
    input: 'need[], met[], deprivationRank?[] (largest is most deprived)',
    result:
      'access[], overall, hoover, hooverByChance, gini, theil, concentration, sii, rii, maxMin, range, chiSquared, funnel[]',
    source:
      'Hoover (1936), Review of Economics and Statistics 18:162; Gini (1912); Theil (1967); Kakwani, Wagstaff and van Doorslaer (1997), Journal of Econometrics 77:87; Mackenbach and Kunst (1997), Social Science and Medicine 44:757',
    schema: fairnessInput,
    run: fairnessAnswer,
  },
  workforceCost: {
    name: 'wte-cost',
    input:
      'salary, niRate, niThreshold, pension, overhead, travel, weeks, hoursPerWeek, leaveDays, bankHolidays, trainingDays, absenceRate, hoursPerDay, directShare',
    result:
      'employmentCost, fullCost, productiveDays, productiveHours, directHours, costPerProductiveHour, costPerDirectHour',
    source: 'Jones and others, Unit Costs of Health and Social Care, PSSRU',
    schema: wteInput,
    run: (given: v.InferOutput<typeof wteInput>) => ({
      result: { ...workforceCost(given) },
      method:
        '(salary + (salary − threshold)·NI + salary·pension + travel)·(1 + overhead), over (5·weeks − leave − bank holidays − training)·(1 − absence) days',
    }),
  },
  contributions: {
    name: 'contributions',
    input: 'totalPence, shares (name → decimal text), floorsPence?, capsPence? (name → whole pence)',
    result: 'perPartnerPence',
    source: 'Balinski and Young (2001), Fair Representation, 2nd ed.: Hamilton’s method',
    schema: contributionsInput,
    run: contributionsAnswer,
  },
  shapley: {
    name: 'shapley',
    input: 'costs (letters of a coalition → cost), every coalition',
    result: 'perPartner, inCore',
    source: 'Shapley (1953), A value for n-person games; Young (1994), Cost allocation',
    schema: shapleyInput,
    run: shapleyAnswer,
  },
  philox: {
    name: 'philox',
    input: 'counter[4], key[2] as hexadecimal text',
    result: 'words[4]',
    source: 'Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC ’11',
    schema: philoxInput,
    run: ({ counter, key }: v.InferOutput<typeof philoxInput>) => {
      const [c0, c1, c2, c3] = counter;
      const words = philox([valueOf(c0), valueOf(c1), valueOf(c2), valueOf(c3)], [valueOf(key[0]), valueOf(key[1])]);
      return {
        result: { words: words.map(one => one.toString(16).padStart(8, '0')) },
        method: 'Philox4x32, ten rounds',
      };
    },
  },
  ranking: {
    name: 'ranking',
    input: 'scores[][] option × criterion, weights[]',
    result: 'totals[], ranks[], winner, weightStability[][] of the winner',
    source: 'Department for Communities and Local Government (2009), Multi-criteria analysis: a manual',
    schema: rankingInput,
    run: rankingAnswer,
  },
  acceptability: {
    name: 'acceptability',
    input: 'scores[][] option × criterion, weights uniform on the simplex',
    result: 'acceptability[][] option × rank, exact',
    source: 'Lahdelma, Hokkanen and Salminen (1998), European Journal of Operational Research 106:137',
    schema: acceptabilityInput,
    run: acceptabilityAnswer,
  },
  perfectInformation: {
    name: 'perfect-information',
    input: 'payoff[][] option × state, probabilities[]',
    result: 'evpi, expected[], best, probabilityBest[], expectedRegret[]',
    source: 'Raiffa and Schlaifer (1961), Applied Statistical Decision Theory',
    schema: informationInput,
    run: informationAnswer,
  },
  elicit: {
    name: 'elicit',
    input:
      'distribution (uniform, triangular, pert, normal, lognormal, gamma, beta), low, high, coverage, or minimum, mode, maximum, or mean, sd; probabilities?[]',
    result: 'mean, sd, median and the parameters; quantiles[]',
    source: 'O’Hagan and others (2006), Uncertain Judgements; Vose (2008), Risk Analysis, 3rd ed.',
    schema: elicitInput,
    run: (given: v.InferOutput<typeof elicitInput>) => {
      const { mean, sd, median, parameters, quantile } = elicited(given);
      return {
        result: {
          ...parameters,
          mean,
          sd,
          median,
          ...(given.probabilities ? { quantiles: given.probabilities.map(quantile) } : {}),
        },
        method: 'Bounds hold the coverage between equal tails; PERT has mean (minimum + 4 mode + maximum) / 6',
      };
    },
  },
} as const;
