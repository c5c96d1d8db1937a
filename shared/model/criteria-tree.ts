import type { Appraisal, Partner } from './appraisal.ts';

type Tree = Pick<Appraisal, 'criteria' | 'criterionGroups'>;
type Weights = Pick<Partner, 'weights' | 'groupWeights'>;

/** A branch of the tree as it is read: what stands in a group, or at the root, one after the other. */
export interface TreeBranch {
  /** Place in `criterionGroups`; null at the root. */
  readonly group: number | null;
  /** Groups that stand in it, also empty ones. */
  readonly groups: readonly TreeBranch[];
  /** Places in `criteria` of those that stand in it themselves. */
  readonly criteria: readonly number[];
  /** Places of all criteria below it, in the order in which they are read. */
  readonly leaves: readonly number[];
}

/** The tree of criteria from its root. Criteria of a group that is not there, or that holds itself, are in no branch. */
export function criteriaTree({ criteria, criterionGroups }: Tree): TreeBranch {
  const branch = (id: string | null, group: number | null): TreeBranch => {
    const groups = criterionGroups.flatMap((one, at) => (one.parent === id ? [branch(one.id, at)] : []));
    const own = criteria.flatMap((one, at) => (one.group === id ? [at] : []));
    return { group, groups, criteria: own, leaves: [...groups.flatMap(one => one.leaves), ...own] };
  };
  return branch(null, null);
}

/**
 * The first branch whose parts all weigh nothing under a partner: nobody can say what of it weighs more. Of a branch that
 * itself weighs nothing, or has one part alone, nothing is to be said but at the root. Null where there is none.
 */
export function weighsNothing(tree: Tree, { weights, groupWeights }: Weights): TreeBranch | null {
  const within = (branch: TreeBranch): TreeBranch | null => {
    const groups = branch.groups.filter(one => one.leaves.length > 0);
    const parts = groups.length + branch.criteria.length;
    const own = [...groups.map(one => groupWeights[one.group!] ?? 0), ...branch.criteria.map(at => weights[at] ?? 0)];
    if (parts > (branch.group === null ? 0 : 1) && own.every(weight => weight === 0)) return branch;
    for (const [at, group] of groups.entries()) {
      const found = own[at]! > 0 || parts === 1 ? within(group) : null;
      if (found) return found;
    }
    return null;
  };
  return within(criteriaTree(tree));
}

/**
 * What each criterion weighs in the end under one partner: the product, down its path, of each weight over the sum of those
 * beside it, criteria and groups of one parent together. Groups without criteria count for nothing; where all weigh nothing,
 * they weigh alike.
 * @returns in the order of `criteria`; they add up to 1
 */
export function finalWeights(tree: Tree, { weights, groupWeights }: Weights): readonly number[] {
  const final = tree.criteria.map(() => 0);
  const divide = (branch: TreeBranch, share: number) => {
    const groups = branch.groups.filter(one => one.leaves.length > 0);
    let sum = 0;
    for (const one of groups) sum += groupWeights[one.group!] ?? 0;
    for (const at of branch.criteria) sum += weights[at] ?? 0;
    const alike = 1 / (groups.length + branch.criteria.length);
    const partOf = (weight: number | undefined) => share * (sum > 0 ? (weight ?? 0) / sum : alike);
    for (const one of groups) divide(one, partOf(groupWeights[one.group!]));
    for (const at of branch.criteria) final[at] = partOf(weights[at]);
  };
  divide(criteriaTree(tree), 1);
  return final;
}

/** The same for all partners together: the mean of their final weights, every partner counting alike. */
export function pooledWeights(tree: Tree, partners: readonly Weights[]): readonly number[] {
  const all = partners.map(partner => finalWeights(tree, partner));
  return tree.criteria.map((_, k) => all.reduce((sum, own) => sum + own[k]! / all.length, 0));
}
