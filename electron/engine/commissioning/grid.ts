import { FaultError } from '../../../shared/contract/fault.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { checkAppraisal } from './check.ts';
import { comparedPlaces } from './compared.ts';
import { yearsFromPriceBase } from './costs.ts';
import { drawsOf, fitOf } from './draws.ts';
import { formulaOf } from './engines.ts';
import type { Model } from './inputs.ts';
import { resolvedAppraisal } from './resolve.ts';
import { Difference, someDraws } from './sensitivity.ts';
import { usualDraws } from './usual-draws.ts';

const gridSteps = 10;
/** Draws of the other inputs behind a point; the level is that of all of them. */
const drawsOfPoint = 8;

/** Expected NPSV of one option over another on a grid of two inputs, from the ends of what is plausible or of their ranges. */
export function appraisalGrid(
  question: { appraisal: Appraisal; compare: readonly [string, string]; x: string; y: string },
  model: Model,
): { x: number[]; y: number[]; values: number[][] } {
  const { appraisal } = question;
  checkAppraisal(appraisal, model);
  const resolved = resolvedAppraisal(appraisal, model);
  const [of, against] = comparedPlaces(appraisal, question.compare);
  if (question.x === question.y)
    throw new FaultError('invalid-input', 'The heat map needs two different inputs. Choose another one.', 'y');
  const draws = drawsOf(appraisal, resolved, usualDraws.formulas);
  const difference = new Difference(resolved, of, against, yearsFromPriceBase(appraisal), formulaOf, draws, null);
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
    const values = Array.from({ length: steps + 1 }, (_, k) => from + ((to - from) * k) / Math.max(1, steps));
    return { flows: input.flows, variables, values };
  };
  const x = axis(question.x, 'x');
  const y = axis(question.y, 'y');
  const few = someDraws(draws.n, drawsOfPoint);
  const level = difference.over(someDraws(draws.n, draws.n), [], false) - difference.over(few, [], false);
  const values = y.values.map(down =>
    x.values.map(across => {
      const changes = [
        ...x.variables.map(variable => [variable, across] as const),
        ...y.variables.map(variable => [variable, down] as const),
      ];
      return level + difference.over(few, changes, x.flows || y.flows);
    }),
  );
  return { x: x.values, y: y.values, values };
}
