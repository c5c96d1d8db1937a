import type { TornadoBar } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { needStandingOf, optionValues, postInputs } from '../../../shared/model/appraisal-standing.ts';
import type { VerdictGap } from '../../../shared/model/verdict-gap.ts';
import type { Model } from './inputs.ts';

/** More than so much of what moves the answer, and it rests on placeholders. */
export const mostByPlaceholders = 0.2;

/** What the services achieve: everything that they are worth follows from it. */
const effects = ['effect_repeat', 'risk_reduced'] as const;

/** What moves the answer, as far as it is known. */
export interface Movement {
  readonly bars: readonly TornadoBar[];
  /** Share of what moves it that is placeholder; null while that is not known. */
  readonly movedByPlaceholders: number | null;
  /** Labels of the placeholders that move it, the most first, as many as must be given until few enough are left. */
  readonly movers: readonly string[];
}

function needGap(appraisal: Appraisal): VerdictGap[] {
  const of = (['episodes', 'referrals'] as const).filter(
    kind => needStandingOf(appraisal, kind).basis.state === 'placeholder',
  );
  return of.length > 0 ? [{ kind: 'need', of }] : [];
}

function postsGap(appraisal: Appraisal, model: Model): VerdictGap[] {
  const inputs = postInputs.map(id => model.inputs[model.slots.get(id)!]!);
  const options = appraisal.options.flatMap(option => {
    const values = inputs.flatMap(input => optionValues(appraisal, option, input));
    const missing = values.filter(({ basis }) => basis.state === 'placeholder').length;
    return missing > 0 ? [{ name: option.name, missing, all: values.length }] : [];
  });
  return options.length > 0 ? [{ kind: 'posts', options }] : [];
}

function effectsGap(appraisal: Appraisal, model: Model): VerdictGap[] {
  const inputs = effects
    .map(id => model.inputs[model.slots.get(id)!]!)
    .filter(input =>
      appraisal.options.some(option =>
        optionValues(appraisal, option, input).some(({ basis }) => basis.state === 'placeholder'),
      ),
    );
  return inputs.length > 0 ? [{ kind: 'effects', inputs: inputs.map(({ label }) => label) }] : [];
}

/**
 * What is missing for a verdict. Placeholders are no evidence: need, the posts of every option and what the services achieve
 * have to be given or to come from the data; no more than a fifth of what moves the answer may be placeholder, and none that
 * turns the order within its own range.
 * @param movement null while it is not known what moves the answer
 */
export function verdictGaps(
  appraisal: Appraisal,
  model: Model,
  movement: Movement | null,
  placeholders: number,
): VerdictGap[] {
  const found = [...needGap(appraisal), ...postsGap(appraisal, model), ...effectsGap(appraisal, model)];
  if (movement === null) return placeholders > 0 ? [...found, { kind: 'not-known' }] : found;
  const { bars, movedByPlaceholders, movers } = movement;
  const turning = bars.filter(bar => bar.isPlaceholder && bar.switching !== null).map(({ label }) => label);
  return [
    ...found,
    ...((movedByPlaceholders ?? 0) > mostByPlaceholders
      ? [{ kind: 'movers' as const, inputs: movers, share: movedByPlaceholders!, most: mostByPlaceholders }]
      : []),
    ...(turning.length > 0 ? [{ kind: 'turning' as const, inputs: turning }] : []),
  ];
}
