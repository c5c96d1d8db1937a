import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { appraisalResult, appraisalWorkings } from '../../electron/engine/commissioning/appraise.ts';
import type { Workings } from '../../electron/engine/commissioning/appraise.ts';
import { drawsOf, newSettling, settleDraw } from '../../electron/engine/commissioning/draws.ts';
import { resolvedAppraisal } from '../../electron/engine/commissioning/resolve.ts';
import { settledOption, unchangedParts } from '../../electron/engine/commissioning/settle.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import { drafted, model, point, withInputs } from './appraisal-setting.ts';

const watch = { signal: new AbortController().signal, progress: () => undefined };
type Instant = 'formulas' | 'fluid';
type Detail = 'headlines' | 'full';
const question = (appraisal: Appraisal, engine: Instant = 'formulas', detail: Detail = 'full') =>
  ({ appraisal, engine, replications: 10, detail }) as const;

/** The answer to an edit, with what is known from the version before and without. */
async function answers(appraisal: Appraisal, before: Workings, engine: Instant = 'formulas', detail: Detail = 'full') {
  const asked = question(appraisal, engine, detail);
  const workings = await appraisalWorkings(asked, model, watch, before);
  const known = await appraisalResult(asked, model, watch, workings);
  const anew = await appraisalResult(asked, model, watch);
  return { workings, known: { ...known, milliseconds: 0 }, anew: { ...anew, milliseconds: 0 } };
}

async function begun(engine: Instant = 'formulas'): Promise<Workings> {
  const workings = await appraisalWorkings(question(drafted, engine), model, watch);
  await appraisalResult(question(drafted, engine), model, watch, workings);
  return workings;
}

/** Another value that an input may have, and that is not what the model begins with. */
function otherValue({ lowest, highest, whole }: (typeof model.inputs)[number]): number {
  const value = lowest + 0.37 * (highest - lowest);
  return whole ? Math.round(value) : value;
}

/** What stands in the way of the calendar: it may not close before it opens. */
const hours = new Set(['opens', 'closes']);
const edited = model.inputs.filter(({ id }) => !hours.has(id));

const [doMinimum, second, ...others] = drafted.options;

/** Edits of other things than an input of the whole appraisal. */
const structural: readonly (readonly [string, Appraisal])[] = [
  ['seed', { ...drafted, seed: drafted.seed + 1 }],
  ['years', { ...drafted, years: drafted.years - 1 }],
  ['an option less', { ...drafted, options: [doMinimum!, second!] }],
  ['the order of options', { ...drafted, options: [doMinimum!, ...others, second!] }],
  [
    'an input of one option',
    {
      ...drafted,
      options: [doMinimum!, { ...second!, inputs: { ...second!.inputs, interview_wte: point(3) } }, ...others],
    },
  ],
  [
    'an input of one contract',
    {
      ...drafted,
      options: drafted.options.map(option => ({
        ...option,
        contracts: option.contracts.map((contract, at) =>
          at === 0 ? { ...contract, inputs: { ...contract.inputs, case_weeks: point(20) } } : contract,
        ),
      })),
    },
  ],
  [
    'need of a district',
    {
      ...drafted,
      districts: drafted.districts.map((district, at) =>
        at === 3 ? { ...district, episodes: district.episodes + 40 } : district,
      ),
    },
  ],
  ['a correlation', { ...drafted, correlations: [{ a: 'offered', b: 'case_weeks', rank: 0.6 }] }],
  ['when need was counted', { ...drafted, countedTo: '2016-03-31' }],
];

describe('an edit', () => {
  it('of any input is answered as if nothing had been known before, number by number', async () => {
    let before = await begun();
    let appraisal = drafted;
    for (const [at, input] of edited.entries()) {
      // One after the other, as at a desk; what would change the answer is asked for where a person stops now and then.
      appraisal = withInputs(appraisal, { [input.id]: point(otherValue(input)) });
      const detail = at % 6 === 0 ? 'full' : 'headlines';
      const { workings, known, anew } = await answers(appraisal, before, 'formulas', detail);
      expect(known, input.id).toEqual(anew);
      before = workings;
    }
  }, 120_000);

  it('of anything else is, too, by formulas and by the fluid', async () => {
    for (const engine of ['formulas', 'fluid'] as const) {
      const before = await begun(engine);
      for (const [name, appraisal] of structural) {
        const { known, anew } = await answers(appraisal, before, engine);
        expect(known, `${name}, ${engine}`).toEqual(anew);
      }
    }
  }, 120_000);

  it('takes over what it does not bear on', async () => {
    const before = await begun();
    const flowsAfter = async (appraisal: Appraisal) =>
      (await appraisalWorkings(question(appraisal), model, watch, before)).drawn!.flows.get(second!.id)![7]!;
    const own = before.drawn!.flows.get(second!.id)![7]!;
    expect(await flowsAfter(withInputs(drafted, { salary_targeted: point(31_000) }))).toBe(own);
    const cases = await flowsAfter(withInputs(drafted, { case_weeks: point(20) }));
    expect(cases.interviews[0]).toBe(own.interviews[0]);
    expect(cases.cases[0]).not.toBe(own.cases[0]);
    const interviews = await flowsAfter(withInputs(drafted, { offered: point(0.7) }));
    expect(interviews.cases[0]).toBe(own.cases[0]);
    expect(interviews.interviews[0]).not.toBe(own.interviews[0]);
  });
});

describe('an input', () => {
  it('bears on the parts that read it and on no others, and on none where the model says that it changes no flow', () => {
    const resolved = resolvedAppraisal(drafted, model);
    const draws = drawsOf(drafted, resolved, 4);
    const settling = newSettling(resolved);
    settleDraw(settling, draws, 2);
    const option = resolved.options[1]!;
    const settled = settledOption(resolved, option, settling);
    const reads = model.inputs.map((input, slot) => {
      const values = Float64Array.from(settling.values);
      for (const contract of option.contracts) values[contract.variables[slot]!] = otherValue(input);
      const other = settledOption(resolved, option, { ...settling, values });
      const isSame = (service: 'missing' | 'targeted') =>
        other.pools.every((pool, at) => isDeepStrictEqual(pool[service], settled.pools[at]![service]));
      return {
        input,
        unchanged: unchangedParts(model, [slot]),
        missing: isSame('missing'),
        targeted: isSame('targeted'),
      };
    });
    const wrong = reads.filter(
      ({ input, unchanged, missing, targeted }) =>
        (unchanged.missing && !missing) ||
        (unchanged.targeted && !targeted) ||
        (!input.flows && !(unchanged.missing && unchanged.targeted)),
    );
    expect(wrong.map(({ input }) => input.id)).toEqual([]);
    expect(reads.filter(({ missing }) => !missing).length).toBeGreaterThan(15);
    expect(reads.filter(({ targeted }) => !targeted).length).toBeGreaterThan(15);
  });
});
