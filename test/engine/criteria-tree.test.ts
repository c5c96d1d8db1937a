import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankingOf } from '../../electron/engine/commissioning/ranks.ts';
import { partStability, weightedTotals, weightStability } from '../../electron/engine/commissioning/ranking.ts';
import { criteriaTree, finalWeights, pooledWeights } from '../../shared/model/criteria-tree.ts';
import type { OptionResult } from '../../shared/contract/commissioning.ts';
import type { Appraisal, Criterion, CriterionGroup, Partner } from '../../shared/model/appraisal.ts';
import { measureIds } from '../../shared/model/appraisal.ts';
import { answer, drafted, model } from './appraisal-setting.ts';

type Tree = Pick<Appraisal, 'criteria' | 'criterionGroups'>;
type Weights = Pick<Partner, 'weights' | 'groupWeights'>;

const criterion = (id: string, group: string | null, at: number): Criterion => ({
  id,
  name: id,
  measure: measureIds[at % measureIds.length]!,
  group,
  worst: 0,
  best: 100,
});

const weight = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 100, noNaN: true }));

/** Trees of any shape, also with empty groups: a group stands at the root or in one that was made before it. */
const trees: fc.Arbitrary<Tree & { readonly partners: readonly Weights[] }> = fc
  .record({ groups: fc.integer({ min: 0, max: 5 }), criteria: fc.integer({ min: 1, max: 8 }) })
  .chain(({ groups, criteria }) =>
    fc.record({
      parents: fc.tuple(...Array.from({ length: groups }, (_, at) => fc.integer({ min: -1, max: at - 1 }))),
      places: fc.array(fc.integer({ min: -1, max: groups - 1 }), { minLength: criteria, maxLength: criteria }),
      partners: fc.array(
        fc.record({
          weights: fc.array(weight, { minLength: criteria, maxLength: criteria }),
          groupWeights: fc.array(weight, { minLength: groups, maxLength: groups }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  )
  .map(({ parents, places, partners }) => ({
    criteria: places.map((group, at) => criterion(`c${at}`, group < 0 ? null : `g${group}`, at)),
    criterionGroups: parents.map((parent, at): CriterionGroup => ({
      id: `g${at}`,
      name: `g${at}`,
      parent: parent < 0 ? null : `g${parent}`,
    })),
    partners,
  }));

const scoresFor = (criteria: number) =>
  fc.array(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: criteria, maxLength: criteria }), {
    minLength: 2,
    maxLength: 5,
  });
const treesWithScores = trees.chain(tree => scoresFor(tree.criteria.length).map(scores => ({ tree, scores })));

const flat = (tree: Tree): Tree => ({
  criteria: tree.criteria.map(one => ({ ...one, group: null })),
  criterionGroups: [],
});
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('final weights', () => {
  it('add up to 1, whatever the tree', () => {
    fc.assert(
      fc.property(trees, tree => {
        for (const partner of tree.partners) expect(sum(finalWeights(tree, partner))).toBeCloseTo(1, 12);
        expect(sum(pooledWeights(tree, tree.partners))).toBeCloseTo(1, 12);
      }),
    );
  });

  it('of a flat tree are each weight over their sum, exactly', () => {
    fc.assert(
      fc.property(trees, tree => {
        for (const { weights } of tree.partners) {
          const all = sum(weights);
          const alike = weights.map(() => 1 / weights.length);
          expect(finalWeights(flat(tree), { weights, groupWeights: [] })).toEqual(
            all > 0 ? weights.map(one => one / all) : alike,
          );
        }
      }),
    );
  });

  it('do not change when every criterion gets a group of its own, with its weight', () => {
    fc.assert(
      fc.property(trees, tree => {
        const nested: Tree = {
          criteria: tree.criteria.map(one => ({ ...one, group: `own-${one.id}` })),
          criterionGroups: tree.criteria.map(one => ({ id: `own-${one.id}`, name: one.id, parent: null })),
        };
        for (const { weights } of tree.partners)
          expect(finalWeights(nested, { weights, groupWeights: weights })).toEqual(
            finalWeights(flat(tree), { weights, groupWeights: [] }),
          );
      }),
    );
  });

  it('do not change when the weights under one parent are all scaled', () => {
    fc.assert(
      fc.property(trees, fc.double({ min: 0.01, max: 100, noNaN: true }), fc.nat(), (tree, times, nth) => {
        const parents = [null, ...tree.criterionGroups.map(group => group.id)];
        const parent = parents[nth % parents.length]!;
        for (const partner of tree.partners) {
          const before = finalWeights(tree, partner);
          const after = finalWeights(tree, {
            weights: partner.weights.map((one, at) => (tree.criteria[at]!.group === parent ? one * times : one)),
            groupWeights: partner.groupWeights.map((one, at) =>
              tree.criterionGroups[at]!.parent === parent ? one * times : one,
            ),
          });
          after.forEach((one, at) => expect(one).toBeCloseTo(before[at]!, 12));
        }
      }),
    );
  });

  it('do not see groups in which nothing stands', () => {
    fc.assert(
      fc.property(trees, weight, (tree, of) => {
        const hollow = [...tree.criterionGroups, { id: 'hollow', name: 'Hollow', parent: null }];
        const deeper = [...hollow, { id: 'deeper', name: 'Deeper', parent: 'hollow' }];
        for (const partner of tree.partners)
          expect(
            finalWeights(
              { ...tree, criterionGroups: deeper },
              { ...partner, groupWeights: [...partner.groupWeights, of, 1] },
            ),
          ).toEqual(finalWeights(tree, partner));
      }),
    );
  });

  it('of a group are those of all that stands below it', () => {
    const tree: Tree = {
      criteria: [criterion('a', 'upper', 0), criterion('b', 'lower', 1), criterion('c', null, 2)],
      criterionGroups: [
        { id: 'upper', name: 'Upper', parent: null },
        { id: 'lower', name: 'Lower', parent: 'upper' },
      ],
    };
    // At the root 3 to 1; above, the criterion 1 to 2 of the group in it.
    expect(finalWeights(tree, { weights: [1, 7, 1], groupWeights: [3, 2] })).toEqual([0.25, 0.5, 0.25]);
    expect(criteriaTree(tree).groups[0]!.leaves.toSorted()).toEqual([0, 1]);
  });
});

describe('the weight of a group', () => {
  it('can go as far as the winner stays, and no further', () => {
    fc.assert(
      fc.property(treesWithScores, ({ tree, scores }) => {
        const pooled = pooledWeights(tree, tree.partners);
        const totals = weightedTotals(scores, pooled);
        const winner = totals.indexOf(Math.max(...totals));
        const part = tree.criteria.flatMap((one, at) => (one.group === 'g0' ? [at] : []));
        if (part.length === 0 || part.length === pooled.length) return;
        const now = sum(part.map(k => pooled[k]!));
        if (now < 1e-6 || now > 1 - 1e-6) return;
        const [from, to] = partStability(scores, pooled, [part])[0]!;
        expect(from).toBeLessThanOrEqual(now);
        expect(to).toBeGreaterThanOrEqual(now);
        const leadAt = (w: number): number => {
          const moved = pooled.map((one, k) => (part.includes(k) ? (one * w) / now : (one * (1 - w)) / (1 - now)));
          const at = weightedTotals(scores, moved);
          return at[winner]! - Math.max(...at.filter((_, option) => option !== winner));
        };
        for (const w of [from, (from + now) / 2, (now + to) / 2, to]) expect(leadAt(w)).toBeGreaterThan(-1e-6);
        for (const w of [from - 0.02, to + 0.02]) if (w > 0 && w < 1) expect(leadAt(w)).toBeLessThan(1e-6);
      }),
    );
  });

  it('of one criterion is that of the criterion', () => {
    fc.assert(
      fc.property(treesWithScores, ({ tree, scores }) => {
        const pooled = pooledWeights(tree, tree.partners);
        expect(
          partStability(
            scores,
            pooled,
            pooled.map((_, k) => [k]),
          ),
        ).toEqual(weightStability(scores, pooled));
      }),
    );
  });
});

/** Options with made-up measures: all that a ranking looks at. */
const optionsOf = (scores: readonly (readonly number[])[], tree: Tree): OptionResult[] =>
  scores.map(
    (row, at) =>
      ({
        id: `o${at}`,
        name: `o${at}`,
        measures: Object.fromEntries(
          measureIds.map(id => {
            const k = tree.criteria.findIndex(one => one.measure === id);
            return [id, { value: k < 0 ? 0 : row[k]!, low: null, high: null }];
          }),
        ),
      }) as unknown as OptionResult,
  );

describe('the ranking over a tree', () => {
  it('keeps its order and its totals when an option is added', () => {
    fc.assert(
      fc.property(treesWithScores, ({ tree, scores }) => {
        const appraisal = {
          ...drafted,
          ...tree,
          partners: tree.partners.map(weights => ({ ...drafted.partners[0]!, ...weights })),
        };
        const all = rankingOf(appraisal, model, optionsOf(scores, tree));
        const fewer = rankingOf(appraisal, model, optionsOf(scores.slice(0, -1), tree));
        all.scores.forEach((row, at) => expect(row.totals.slice(0, -1)).toEqual(fewer.scores[at]!.totals));
      }),
      { numRuns: 30 },
    );
  });

  it('is told for groups that hold criteria, and for no others', async () => {
    const hollow = { id: 'hollow', name: 'Hollow', parent: 'children' };
    const { ranking } = await answer(
      {
        ...drafted,
        criterionGroups: [...drafted.criterionGroups, hollow],
        partners: drafted.partners.map(one => ({ ...one, groupWeights: [...one.groupWeights, 5] })),
      },
      { replications: 10 },
    );
    expect(ranking.groupStability.map(one => one.group)).toEqual(['children', 'named-worker']);
    const [children, worker] = ranking.groupStability;
    const now = new Map(ranking.stability.map(one => [one.criterion, one.now]));
    expect(children!.now).toBeCloseTo(now.get('in-time')! + now.get('helped')! + now.get('wait')!, 12);
    expect(worker!.now).toBeCloseTo(now.get('helped')! + now.get('wait')!, 12);
    for (const { from, to, now: at } of ranking.groupStability) {
      expect(from).toBeLessThanOrEqual(at);
      expect(to).toBeGreaterThanOrEqual(at);
    }
  });

  it('of the draft is that of the flat weights from which it was made', async () => {
    const flatWeights = [
      [25, 20, 10, 20, 25],
      [25, 20, 10, 15, 30],
      [30, 15, 10, 20, 25],
      [20, 30, 20, 15, 15],
    ];
    drafted.partners.forEach((partner, at) =>
      finalWeights(drafted, partner).forEach((one, k) => expect(one).toBeCloseTo(flatWeights[at]![k]! / 100, 14)),
    );
    const asTree = await answer(drafted, { replications: 10 });
    const asList = await answer(
      {
        ...drafted,
        ...flat(drafted),
        partners: drafted.partners.map((one, at) => ({ ...one, weights: flatWeights[at]!, groupWeights: [] })),
      },
      { replications: 10 },
    );
    asTree.ranking.scores.forEach((row, at) =>
      row.totals.forEach((one, k) => expect(one).toBeCloseTo(asList.ranking.scores[at]!.totals[k]!, 10)),
    );
    expect(asTree.ranking.acceptability).toEqual(asList.ranking.acceptability);
    expect(asList.ranking.groupStability).toEqual([]);
  });
});
