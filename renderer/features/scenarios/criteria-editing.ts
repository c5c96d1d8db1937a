import { placeholder } from '../../../shared/model/appraisal.ts';
import type { AppraisalResult, ModelDescription } from '../../../shared/contract/commissioning.ts';
import type { Appraisal, Criterion, CriterionGroup, MeasureId, Partner } from '../../../shared/model/appraisal.ts';
import { criteriaTree } from '../../../shared/model/criteria-tree.ts';
import type { TreeBranch } from '../../../shared/model/criteria-tree.ts';
import { freeId } from './editing.ts';

type Measure = ModelDescription['measures'][number];

/** As many as the document of an appraisal holds. */
export const mostCriteria = 20;
export const mostGroups = 20;

const replaced = <T>(items: readonly T[], at: number, item: T): readonly T[] =>
  items.map((one, k) => (k === at ? item : one));
const without = <T>(items: readonly T[], at: number): readonly T[] => items.filter((_, k) => k !== at);

const everyPartner = (appraisal: Appraisal, change: (partner: Partner) => Partial<Partner>): Appraisal => ({
  ...appraisal,
  partners: appraisal.partners.map(partner => ({ ...partner, ...change(partner) })),
});

/** Sets what one partner says a criterion or a group weighs. */
export function setWeight(
  appraisal: Appraisal,
  partner: string,
  of: 'weights' | 'groupWeights',
  at: number,
  weight: number,
): Appraisal {
  // What is changed has to be given anew.
  const weights = { basis: placeholder, source: '' };
  return everyPartner(appraisal, one =>
    one.id === partner ? { [of]: replaced(one[of], at, weight), standing: { ...one.standing, weights } } : {},
  );
}

export const setCriterion = (appraisal: Appraisal, at: number, change: Partial<Criterion>): Appraisal => ({
  ...appraisal,
  criteria: replaced(appraisal.criteria, at, { ...appraisal.criteria[at]!, ...change }),
});

export const renameGroup = (appraisal: Appraisal, at: number, name: string): Appraisal => ({
  ...appraisal,
  criterionGroups: replaced(appraisal.criterionGroups, at, { ...appraisal.criterionGroups[at]!, name }),
});

function branchOf(branch: TreeBranch, group: number): TreeBranch | null {
  if (branch.group === group) return branch;
  for (const one of branch.groups) {
    const found = branchOf(one, group);
    if (found) return found;
  }
  return null;
}

/** Groups that a group could stand in: neither itself nor what is inside it. */
export function parentsFor(appraisal: Appraisal, at: number): readonly CriterionGroup[] {
  const inside = new Set<number>();
  const add = (branch: TreeBranch) => {
    inside.add(branch.group!);
    branch.groups.forEach(add);
  };
  const own = branchOf(criteriaTree(appraisal), at);
  if (own) add(own);
  return appraisal.criterionGroups.filter((_, k) => !inside.has(k));
}

/**
 * Gives groups on the way up from `into` that were empty the weight of what comes into them: so far they weighed nothing, and
 * what is moved must not vanish.
 */
function filled(
  before: Appraisal,
  after: Appraisal,
  into: string | null,
  weightOf: (partner: Partner) => number,
): Appraisal {
  const tree = criteriaTree(before);
  let next = after;
  for (let id = into; id !== null;) {
    const at = before.criterionGroups.findIndex(group => group.id === id);
    if ((branchOf(tree, at)?.leaves.length ?? 0) > 0) break;
    next = everyPartner(next, partner => ({ groupWeights: replaced(partner.groupWeights, at, weightOf(partner)) }));
    id = before.criterionGroups[at]?.parent ?? null;
  }
  return next;
}

/** Moves a criterion into a group, or to the top; its weights stay what they are and count beside others. */
export function moveCriterion(appraisal: Appraisal, at: number, group: string | null): Appraisal {
  if (appraisal.criteria[at]!.group === group) return appraisal;
  return filled(appraisal, setCriterion(appraisal, at, { group }), group, partner => partner.weights[at] ?? 0);
}

/** Moves a group with all that is in it. */
export function moveGroup(appraisal: Appraisal, at: number, parent: string | null): Appraisal {
  const group = appraisal.criterionGroups[at]!;
  if (group.parent === parent || (parent !== null && !parentsFor(appraisal, at).some(one => one.id === parent)))
    return appraisal;
  const moved = { ...appraisal, criterionGroups: replaced(appraisal.criterionGroups, at, { ...group, parent }) };
  const holds = (branchOf(criteriaTree(appraisal), at)?.leaves.length ?? 0) > 0;
  return holds ? filled(appraisal, moved, parent, partner => partner.groupWeights[at] ?? 0) : moved;
}

/** An empty group at the top: it weighs nothing until something stands in it. */
export function addGroup(appraisal: Appraisal): Appraisal {
  const id = freeId(
    appraisal.criterionGroups.map(group => group.id),
    'group',
  );
  const grown = everyPartner(appraisal, partner => ({ groupWeights: [...partner.groupWeights, 0] }));
  return { ...grown, criterionGroups: [...appraisal.criterionGroups, { id, name: 'New group', parent: null }] };
}

/**
 * Takes a group away: what stood in it moves up to where the group stood, and its weights are divided by theirs, so that
 * nothing weighs more or less in the end.
 */
export function removeGroup(appraisal: Appraisal, at: number): Appraisal {
  const { id, parent } = appraisal.criterionGroups[at]!;
  const branch = branchOf(criteriaTree(appraisal), at);
  const groups = branch?.groups.filter(one => one.leaves.length > 0).map(one => one.group!) ?? [];
  const criteria = branch?.criteria ?? [];
  const members = groups.length + criteria.length;
  const released = everyPartner(appraisal, ({ weights, groupWeights }) => {
    let sum = 0;
    for (const k of groups) sum += groupWeights[k] ?? 0;
    for (const k of criteria) sum += weights[k] ?? 0;
    const all = groupWeights[at] ?? 0;
    const part = (weight: number) => (sum > 0 ? (all * weight) / sum : all / members);
    return {
      weights: weights.map((weight, k) => (criteria.includes(k) ? part(weight) : weight)),
      groupWeights: without(
        groupWeights.map((weight, k) => (groups.includes(k) ? part(weight) : weight)),
        at,
      ),
    };
  });
  return {
    ...released,
    criteria: appraisal.criteria.map(one => (one.group === id ? { ...one, group: parent } : one)),
    criterionGroups: without(appraisal.criterionGroups, at).map(one => (one.parent === id ? { ...one, parent } : one)),
  };
}

export function removeCriterion(appraisal: Appraisal, at: number): Appraisal {
  const shrunk = everyPartner(appraisal, partner => ({ weights: without(partner.weights, at) }));
  return { ...shrunk, criteria: without(appraisal.criteria, at) };
}

/** Rounded away from 0 or towards it, to two figures: a scale is a round number. */
function rounded(value: number, up: boolean): number {
  if (value === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const steps = value / step;
  return Number(((up ? Math.ceil(steps - 1e-9) : Math.floor(steps + 1e-9)) * step).toPrecision(2));
}

/** A scale for a measure that holds every option with its range as it is now; from then on it is fixed. */
export function scaleFor(result: AppraisalResult, measure: Measure): Pick<Criterion, 'worst' | 'best'> {
  const values = result.options
    .flatMap(({ measures }) => {
      const { value, low, high } = measures[measure.id];
      return [value, low, high];
    })
    .filter(value => value !== null);
  const low = values.length > 0 ? rounded(Math.min(...values), false) : 0;
  const high = values.length > 0 ? rounded(Math.max(...values), true) : 1;
  const top = high > low ? high : low + 1;
  return measure.more ? { worst: low, best: top } : { worst: top, best: low };
}

/** A criterion at the top for a measure that no other has yet. It weighs nothing until somebody gives it a weight. */
export function addCriterion(appraisal: Appraisal, result: AppraisalResult, model: ModelDescription): Appraisal {
  const taken = new Set<MeasureId>(appraisal.criteria.map(criterion => criterion.measure));
  const measure = model.measures.find(one => !taken.has(one.id)) ?? model.measures[0]!;
  const id = freeId(
    appraisal.criteria.map(criterion => criterion.id),
    'criterion',
  );
  const grown = everyPartner(appraisal, partner => ({ weights: [...partner.weights, 0] }));
  const criterion: Criterion = {
    id,
    name: measure.label,
    measure: measure.id,
    group: null,
    ...scaleFor(result, measure),
  };
  return { ...grown, criteria: [...appraisal.criteria, criterion] };
}
