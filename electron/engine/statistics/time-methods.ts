import * as v from 'valibot';
import { FaultError } from '../../../shared/contract/fault.ts';
import { chartRules } from './chart-rules.ts';
import { likeForLike } from './like-for-like.ts';
import { maturedAttrition } from './matured-attrition.ts';
import { runLength } from './run-length.ts';

/** Methods that set one time against another: spans, cohorts by their age, and how soon a chart calls. */

const most = 100_000;
const finite = v.pipe(v.number('Expected a number.'), v.finite('Expected a finite number.'));
const positive = v.pipe(finite, v.gtValue(0, 'Expected more than 0.'));
const notNegative = v.pipe(finite, v.minValue(0, 'Expected 0 or more.'));
const whole = v.pipe(finite, v.integer('Expected a whole number.'), v.minValue(0, 'Expected 0 or more.'));
const level = v.optional(
  v.pipe(
    finite,
    v.gtValue(0, 'Expected a level above 0, such as 0.95.'),
    v.ltValue(1, 'Expected a level below 1, such as 0.95.'),
  ),
  0.95,
);
const listOf = <const S extends v.GenericSchema>(entry: S) =>
  v.pipe(v.array(entry, 'Expected a list.'), v.minLength(1, 'Expected at least one.'), v.maxLength(most));

const refuse = (message: string, at: string): never => {
  throw new FaultError('invalid-input', message, `input.${at}`);
};

/** Above this a mean is that of no chart of events. */
const largestMean = 1e7;

const runLengthInput = v.strictObject({
  rules: v.pipe(
    v.array(v.picklist(chartRules, `Expected one of ${chartRules.join(', ')}.`), 'Expected a list of rules.'),
    v.minLength(1, 'Expected at least one rule.'),
    v.maxLength(50),
  ),
  shift: v.optional(finite),
  poissonMean: v.optional(v.pipe(positive, v.maxValue(largestMean))),
  shiftRatio: v.optional(positive),
});

function runLengthAnswer({ rules, shift, poissonMean, shiftRatio }: v.InferOutput<typeof runLengthInput>) {
  if (shift !== undefined) {
    if (poissonMean !== undefined) refuse('Expected either shift or poissonMean, not both.', 'poissonMean');
    if (shiftRatio !== undefined) refuse('Expected shiftRatio with poissonMean alone.', 'shiftRatio');
  } else if (poissonMean === undefined) refuse('Expected shift, or poissonMean with shiftRatio.', 'shift');
  else if (shiftRatio === undefined) refuse('Expected a ratio beside the mean.', 'shiftRatio');
  else if (poissonMean * shiftRatio > largestMean)
    refuse(`Expected a shifted mean of at most ${largestMean}.`, 'shiftRatio');
  const { average, median } = runLength(
    rules,
    shift === undefined ? { poissonMean: poissonMean!, shiftRatio: shiftRatio! } : { shift },
  );
  return {
    result: { averageRunLength: average, median },
    method: rules.includes('trend-7')
      ? 'Markov chain over the states of the rules and the value of the last point'
      : 'Exact Markov chain over the states of the rules',
  };
}

const reference = v.union(
  [v.pipe(v.string(), v.minLength(1, 'Expected a reference.')), finite],
  'Expected the reference of a child.',
);

const likeForLikeInput = v.strictObject({
  childrenByPeriod: listOf(v.pipe(v.array(reference, 'Expected a list of children.'), v.maxLength(1_000_000))),
  current: listOf(whole),
  baseline: listOf(whole),
});

function likeForLikeAnswer({ childrenByPeriod, current, baseline }: v.InferOutput<typeof likeForLikeInput>) {
  for (const [name, span] of Object.entries({ current, baseline }))
    span.forEach((at, i) => {
      if (at >= childrenByPeriod.length)
        refuse(`Expected a position from 0 to ${childrenByPeriod.length - 1}.`, `${name}.${i}`);
      if (span.indexOf(at) < i) refuse('Expected each period once.', `${name}.${i}`);
    });
  if (current.length !== baseline.length)
    throw new FaultError(
      'unequal-spans',
      `${current.length} and ${baseline.length} periods are not compared: a child counts once in a span of any length.`,
      'input.baseline',
    );
  return {
    result: { ...likeForLike(childrenByPeriod, current, baseline) },
    method: 'Distinct children of each span, and the mean of its periods',
  };
}

const attritionInput = v.strictObject({
  entered: listOf(whole),
  steps: listOf(listOf(whole)),
  ageWeeks: listOf(notNegative),
  // By what is given, so that a fault names the place in a list.
  matureAfterWeeks: v.lazy((given: unknown): v.GenericSchema<number | number[]> =>
    Array.isArray(given) ? listOf(notNegative) : notNegative,
  ),
  base: v.optional(v.picklist(['previous', 'entered'], 'Expected "previous" or "entered".'), 'previous'),
  level,
});

function attritionAnswer(given: v.InferOutput<typeof attritionInput>) {
  const { entered, steps, ageWeeks, matureAfterWeeks, base } = given;
  for (const [name, list] of Object.entries({ steps, ageWeeks }))
    if (list.length !== entered.length) refuse(`Expected ${entered.length}, one for each cohort.`, name);
  const count = steps[0]!.length;
  steps.forEach((reached, cohort) => {
    if (reached.length !== count) refuse(`Expected ${count} steps, as in the first cohort.`, `steps.${cohort}`);
    reached.forEach((number, step) => {
      const of = base === 'entered' || step === 0 ? entered[cohort]! : reached[step - 1]!;
      if (number > of) refuse('More than there were to reach it.', `steps.${cohort}.${step}`);
    });
  });
  const waits = Array.isArray(matureAfterWeeks) ? matureAfterWeeks : steps[0]!.map(() => matureAfterWeeks);
  if (waits.length !== count) refuse(`Expected ${count}, one for each step.`, 'matureAfterWeeks');
  return {
    result: { steps: maturedAttrition({ entered, steps, ageWeeks }, waits, base, given.level) },
    method: `Cohorts old enough for the step alone; Wilson score interval at ${given.level * 100} %`,
  };
}

export const timeMethods = {
  runLength: {
    name: 'run-length',
    input: `rules[] (${chartRules.join(', ')}), and either shift (in standard deviations) or poissonMean, shiftRatio`,
    result: 'averageRunLength, median: points up to the first call, it included',
    source: 'Champ and Woodall (1987), Technometrics 29:393; Brook and Evans (1972), Biometrika 59:539',
    schema: runLengthInput,
    run: runLengthAnswer,
  },
  likeForLike: {
    name: 'like-for-like',
    input: 'childrenByPeriod[][], current[], baseline[] (positions from 0, as many of both)',
    result:
      'currentDistinct, baselineDistinct, change, changeShare; meanOfPeriods of current, baseline, change, changeShare',
    source: 'Lenz and Shoshani (1997), Summarizability in OLAP and statistical data bases, SSDBM',
    schema: likeForLikeInput,
    run: likeForLikeAnswer,
  },
  maturedAttrition: {
    name: 'matured-attrition',
    input:
      'entered[], steps[cohort][step], ageWeeks[], matureAfterWeeks (a number, or one for each step), base (previous, entered), level',
    result: 'steps[] of reached, of, cohorts, share, lower, upper',
    source: 'Lagakos, Barraj and De Gruttola (1988), Biometrika 75:515; Wilson (1927), JASA 22:209',
    schema: attritionInput,
    run: attritionAnswer,
  },
} as const;
