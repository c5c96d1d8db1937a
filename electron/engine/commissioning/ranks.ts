import type { OptionResult, Ranking } from '../../../shared/contract/commissioning.ts';
import type { Appraisal, MeasureId, Partner } from '../../../shared/model/appraisal.ts';
import { saidWeights, weighingPartners } from '../../../shared/model/appraisal-standing.ts';
import { criteriaTree, finalWeights, pooledWeights, weighsNothing } from '../../../shared/model/criteria-tree.ts';
import type { TreeBranch } from '../../../shared/model/criteria-tree.ts';
import type { Model } from './inputs.ts';
import { acceptability, partStability, scaled, weightedTotals, weightStability } from './ranking.ts';

/** Measures that hold the same thing: what weighs in two of them weighs twice. */
const doubles: readonly { readonly what: string; readonly measures: readonly MeasureId[] }[] = [
  { what: 'Cost', measures: ['cost-a-year', 'npsv', 'bcr'] },
  { what: 'The benefit of fewer missing episodes', measures: ['repeat-missing', 'npsv', 'bcr'] },
  { what: 'The benefit of less risk', measures: ['risk-reduced', 'npsv', 'bcr'] },
  { what: 'The share in time', measures: ['within-72-hours', 'within-72-hours-of-all'] },
  { what: 'The wait for a worker', measures: ['weeks-to-allocation', 'weeks-to-allocation-90'] },
];

const drawsOfWeights = 4000;

/** Groups that hold criteria, each before those inside it. */
const groupsIn = (branch: TreeBranch): readonly TreeBranch[] =>
  branch.groups.filter(one => one.leaves.length > 0).flatMap(one => [one, ...groupsIn(one)]);

const pooledName = (weighing: readonly Partner[], partners: readonly Partner[]): string =>
  weighing.length === partners.length ? 'All together' : 'Those who gave weights, together';

/**
 * Ranks options by the criteria on their fixed scales, for each partner and for all together. What a criterion weighs follows
 * from the tree that it stands in; acceptability is over all weightings of the criteria, whatever the tree.
 */
export function rankingOf(appraisal: Appraisal, model: Model, options: readonly OptionResult[]): Ranking {
  const { criteria, criterionGroups, partners } = appraisal;
  const names = options.map(option => option.id);
  if (criteria.length === 0)
    return { options: names, scores: [], stability: [], groupStability: [], acceptability: [], warnings: [] };
  const scores = options.map(option =>
    criteria.map(({ measure, worst, best }) => {
      const { value } = option.measures[measure];
      // What is not defined, such as a queue without end, earns nothing.
      return value === null ? 0 : scaled(value, worst, best);
    }),
  );
  // Nobody ranks by weights that nobody gave.
  const weighing = weighingPartners(appraisal);
  const weights = weighing.map(partner => finalWeights(appraisal, partner));
  const pooled = weighing.length > 0 ? pooledWeights(appraisal, weighing) : criteria.map(() => 0);
  const stability = weightStability(scores, pooled);
  const groups = groupsIn(criteriaTree(appraisal));
  const groupStability = partStability(
    scores,
    pooled,
    groups.map(one => one.leaves),
  );
  const labels = new Map(model.measures.map(measure => [measure.id, measure.label]));
  const ofNothing = partners.filter(saidWeights).flatMap(partner => {
    const branch = weighsNothing(appraisal, partner);
    if (branch === null) return [];
    const where = branch.group === null ? '' : ` in “${criterionGroups[branch.group]!.name}”`;
    return [
      `The weights that ${partner.name} gave weigh nothing${where}, so nobody can say what matters more there; they count as not given.`,
    ];
  });
  const counted = doubles.flatMap(({ what, measures }) => {
    const twice = criteria.filter((criterion, k) => measures.includes(criterion.measure) && pooled[k]! > 0);
    if (new Set(twice.map(criterion => criterion.measure)).size < 2) return [];
    const listed = [...new Set(twice.map(criterion => labels.get(criterion.measure)))].map(label => `“${label}”`);
    return [`${what} is counted twice: in ${listed.slice(0, -1).join(', ')} and in ${listed.at(-1)}.`];
  });
  const warnings = [...ofNothing, ...counted];
  for (const { name, measure, worst, best } of criteria) {
    const beyond = options.filter(({ measures }) => {
      const { value } = measures[measure];
      return value !== null && (value < Math.min(worst, best) || value > Math.max(worst, best));
    });
    if (beyond.length > 0)
      warnings.push(
        `${name}: ${beyond.map(option => option.name).join(', ')} lie${beyond.length === 1 ? 's' : ''} outside the scale, so a difference is not counted in full.`,
      );
  }
  return {
    options: names,
    scores:
      weighing.length === 0
        ? []
        : [
            ...weighing.map(({ name }, at) => ({ partner: name, totals: weightedTotals(scores, weights[at]!) })),
            { partner: pooledName(weighing, partners), totals: weightedTotals(scores, pooled) },
          ],
    stability:
      weighing.length === 0
        ? []
        : criteria.map((criterion, k) => ({
            criterion: criterion.id,
            from: stability[k]![0],
            to: stability[k]![1],
            now: pooled[k]!,
          })),
    groupStability:
      weighing.length === 0
        ? []
        : groups.map(({ group, leaves }, at) => ({
            group: criterionGroups[group!]!.id,
            from: groupStability[at]![0],
            to: groupStability[at]![1],
            now: leaves.reduce((sum, k) => sum + pooled[k]!, 0),
          })),
    acceptability: acceptability(scores, drawsOfWeights).shares,
    warnings,
  };
}
