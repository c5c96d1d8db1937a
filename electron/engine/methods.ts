import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { FaultError } from '../../shared/contract/fault.ts';
import type { MethodAnswer, SelfTestResult } from '../../shared/contract/statistics.ts';
import { commissioningMethods } from './commissioning/methods.ts';
import { disclosureMethods } from './disclosure/methods.ts';
import { spatialMethods } from './geography/spatial/methods.ts';
import type { Handlers } from './subject.ts';
import { indicatorMethods } from './statistics/methods.ts';
import { timeMethods } from './statistics/time-methods.ts';

/** One method that an auditor can repeat by hand. */
interface RegisteredMethod {
  readonly name: string;
  /** Input and result as a person reads them. */
  readonly input: string;
  readonly result: string;
  readonly source: string;
  /** Checks the input and computes. Fault invalid-input with the path of what is wrong. */
  run(input: unknown): MethodAnswer;
}

function method<const S extends v.GenericSchema>(given: {
  name: string;
  input: string;
  result: string;
  source: string;
  schema: S;
  run: (input: v.InferOutput<S>) => { result: Readonly<Record<string, unknown>>; method: string };
}): RegisteredMethod {
  const { schema, run, ...described } = given;
  return {
    ...described,
    run: input => {
      const parsed = v.safeParse(schema, input);
      if (!parsed.success) {
        const issue = parsed.issues[0];
        throw new FaultError(
          'invalid-input',
          issue.message,
          ['input', ...(issue.path ?? []).map(item => String(item.key))].join('.'),
        );
      }
      return { ...run(parsed.output), source: given.source };
    },
  };
}

/** Every method by name, in the order in which they are listed. A new one is one more entry. */
export const methods: readonly RegisteredMethod[] = [
  method(indicatorMethods.wilson),
  method(indicatorMethods.poissonRate),
  method(indicatorMethods.standardisedRate),
  method(indicatorMethods.indirectRatio),
  method(indicatorMethods.meanInterval),
  method(indicatorMethods.slopeIndex),
  method(indicatorMethods.controlChart),
  method(indicatorMethods.specialCauses),
  method(indicatorMethods.assurance),
  method(indicatorMethods.compare),
  method(indicatorMethods.trend),
  method(indicatorMethods.rank),
  method(timeMethods.runLength),
  method(timeMethods.likeForLike),
  method(timeMethods.maturedAttrition),
  method(disclosureMethods.audit),
  method(disclosureMethods.protect),
  method(disclosureMethods.cellKey),
  method(disclosureMethods.protectLinked),
  method(spatialMethods.getisOrd),
  method(spatialMethods.moran),
  method(spatialMethods.localMoran),
  method(spatialMethods.empiricalBayes),
  method(spatialMethods.breaks),
  method(spatialMethods.fdr),
  method(spatialMethods.mannKendall),
  method(spatialMethods.density),
  method(spatialMethods.emerging),
  method(spatialMethods.osgb36),
  method(commissioningMethods.discount),
  method(commissioningMethods.queue),
  method(commissioningMethods.caseload),
  method(commissioningMethods.returnInterview),
  method(commissioningMethods.returnInterviewClock),
  method(commissioningMethods.pathway),
  method(commissioningMethods.fluid),
  method(commissioningMethods.launch),
  method(commissioningMethods.rateRatio),
  method(commissioningMethods.demandPosterior),
  method(commissioningMethods.fairness),
  method(commissioningMethods.workforceCost),
  method(commissioningMethods.contributions),
  method(commissioningMethods.shapley),
  method(commissioningMethods.philox),
  method(commissioningMethods.ranking),
  method(commissioningMethods.acceptability),
  method(commissioningMethods.perfectInformation),
  method(commissioningMethods.elicit),
];

/** Runs one method. Faults unknown-method and invalid-input. */
export function answerOfMethod(name: string, input: unknown): MethodAnswer {
  const found = methods.find(one => one.name === name);
  if (!found) throw new FaultError('unknown-method', `There is no method "${name.slice(0, 60)}".`);
  return found.run(input);
}

const referenceCases = v.strictObject({
  source: v.string(),
  cases: v.array(
    v.strictObject({
      name: v.string(),
      method: v.string(),
      input: v.unknown(),
      expected: v.record(v.string(), v.unknown()),
      tolerance: v.number(),
    }),
  ),
});

type ReferenceCase = v.InferOutput<typeof referenceCases>['cases'][number];

/**
 * Numbers within the tolerance (relative above 1), lists place by place, objects by the names that are expected, everything
 * else exactly.
 */
function agrees(got: unknown, expected: unknown, tolerance: number): boolean {
  if (typeof expected === 'number')
    return typeof got === 'number' && Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
  if (Array.isArray(expected))
    return (
      Array.isArray(got) && got.length === expected.length && expected.every((one, i) => agrees(got[i], one, tolerance))
    );
  if (typeof expected === 'object' && expected !== null)
    return (
      typeof got === 'object' &&
      got !== null &&
      Object.entries(expected).every(([name, one]) => agrees(Reflect.get(got, name), one, tolerance))
    );
  return got === expected;
}

function outcomeOf(one: ReferenceCase): SelfTestResult {
  try {
    const { result } = answerOfMethod(one.method, one.input);
    const wrong = Object.entries(one.expected).find(
      ([name, expected]) => !agrees(result[name], expected, one.tolerance),
    );
    return wrong
      ? {
          name: one.name,
          passed: false,
          detail: `${wrong[0]} is ${JSON.stringify(result[wrong[0]])}, expected ${JSON.stringify(wrong[1])}`,
        }
      : { name: one.name, passed: true, detail: Object.keys(one.expected).join(', ') };
  } catch (error) {
    if (error instanceof FaultError) return { name: one.name, passed: false, detail: error.message };
    throw error;
  }
}

/** Runs the reference cases that are shipped in `resources/self-test`. */
export function selfTest(resources: string): SelfTestResult[] {
  const folder = path.join(resources, 'self-test');
  return readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .toSorted()
    .flatMap(file =>
      v.parse(referenceCases, JSON.parse(readFileSync(path.join(folder, file), 'utf8'))).cases.map(outcomeOf),
    );
}

export const statisticsHandlers: Handlers<'method.list' | 'method.run' | 'method.selftest'> = {
  'method.list': () => methods.map(({ name, input, result, source }) => ({ name, input, result, source })),
  'method.run': async ({ name, input }) => {
    if (['audit-table', 'protect-table', 'protect-linked'].includes(name)) await disclosureMethods.ready();
    return answerOfMethod(name, input);
  },
  'method.selftest': (_, call) => selfTest(call.resources),
};
