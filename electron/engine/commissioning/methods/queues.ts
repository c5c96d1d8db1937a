import * as v from 'valibot';
import { caseload } from '../caseload.ts';
import { fluidQueue, launchCaseload, launchKinds } from '../fluid.ts';
import { allenCunneen, erlangA, erlangB, mg1, mmc, mmck, waitLongerThan } from '../queues.ts';
import { listOf, notNegative, positive, refuse } from '../../statistics/inputs.ts';
import { interviewDeadline, returnInterviews } from '../return-interview.ts';
import { traffic } from '../traffic.ts';
import { most, rectangle, sameLength, servers, share, text, whole } from './inputs.ts';

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

/** Queues, calendars and pathways: who waits, and for how long. */
export const queueMethods = {
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
} as const;
