import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCriterion,
  addGroup,
  moveCriterion,
  moveGroup,
  parentsFor,
  removeCriterion,
  removeGroup,
  scaleFor,
  setWeight,
} from '../../renderer/features/scenarios/criteria-editing.ts';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import { finalWeights } from '../../shared/model/criteria-tree.ts';
import { checkAppraisal } from '../../electron/engine/commissioning/check.ts';
import { answer, drafted, model } from '../engine/appraisal-setting.ts';

const finals = (appraisal: Appraisal) => appraisal.partners.map(partner => finalWeights(appraisal, partner));
const place = (appraisal: Appraisal, id: string) => appraisal.criteria.findIndex(one => one.id === id);
const same = (a: Appraisal, b: Appraisal) =>
  finals(a).forEach((own, at) => own.forEach((one, k) => expect(one).toBeCloseTo(finals(b)[at]![k]!, 12)));

describe('the tree of criteria', () => {
  it('does not move by a new group, nor by what first comes into it from beside it', () => {
    const grown = addGroup(drafted);
    expect(grown.criterionGroups.at(-1)).toEqual({ id: 'group-1', name: 'New group', parent: null });
    same(grown, drafted);
    const moved = moveCriterion(grown, place(grown, 'cost'), 'group-1');
    expect(moved.criteria[place(moved, 'cost')]!.group).toBe('group-1');
    same(moved, drafted);
    checkAppraisal(moved, model);
    // What comes next weighs there beside the first, and the group weighs what it weighed.
    const both = moveCriterion(moved, place(moved, 'fair'), 'group-1');
    const [county] = finals(both);
    expect(county![place(both, 'cost')]! / county![place(both, 'fair')]!).toBeCloseTo(25 / 20, 12);
    expect(county![place(both, 'cost')]! + county![place(both, 'fair')]!).toBeCloseTo(25 / 80, 12);
  });

  it('keeps every final weight when a group is taken away', () => {
    for (const at of drafted.criterionGroups.keys()) {
      const fewer = removeGroup(drafted, at);
      expect(fewer.criterionGroups).toHaveLength(1);
      checkAppraisal(fewer, model);
      same(fewer, drafted);
    }
    const nothing = setWeight(drafted, 'nhs', 'groupWeights', 0, 0);
    same(removeGroup(nothing, 0), nothing);
    expect(removeGroup(addGroup(drafted), 2)).toEqual(drafted);
  });

  it('lets no group stand in itself or in what is inside it', () => {
    expect(parentsFor(drafted, 0)).toEqual([]);
    expect(parentsFor(drafted, 1).map(one => one.id)).toEqual(['children']);
    expect(moveGroup(drafted, 0, 'named-worker')).toBe(drafted);
    const out = moveGroup(drafted, 1, null);
    expect(out.criterionGroups[1]!.parent).toBeNull();
    checkAppraisal(out, model);
  });

  it('takes a criterion away, and a new one that weighs nothing yet on a scale that holds every option', async () => {
    const result = await answer(drafted, { replications: 10 });
    const more = addCriterion(drafted, result, { ...model });
    const added = more.criteria.at(-1)!;
    expect(added).toMatchObject({ id: 'criterion-1', measure: 'npsv', group: null });
    checkAppraisal(more, model);
    finals(more).forEach((own, at) => expect(own).toEqual([...finals(drafted)[at]!, 0]));
    for (const measure of model.measures) {
      const { worst, best } = scaleFor(result, measure);
      expect(best > worst, measure.id).toBe(measure.more);
      for (const option of result.options) {
        const { value } = option.measures[measure.id];
        if (value === null) continue;
        expect(value, measure.id).toBeGreaterThanOrEqual(Math.min(worst, best));
        expect(value, measure.id).toBeLessThanOrEqual(Math.max(worst, best));
      }
    }
    const fewer = removeCriterion(more, place(more, 'cost'));
    checkAppraisal(fewer, model);
    expect(fewer.partners[0]!.weights).toEqual([25, 20, 10, 20, 0]);
  });

  it('can be answered after any edits, and every final weight stays a share', () => {
    const edit = fc.record({
      what: fc.constantFrom('group', 'criterion', 'move', 'move-group', 'remove', 'remove-group', 'weight'),
      a: fc.nat(50),
      b: fc.nat(50),
    });
    const measures = Object.fromEntries(model.measures.map(({ id }) => [id, { value: 1, low: 0, high: 2 }]));
    const result = { options: [{ measures }] } as unknown as AppraisalResult;
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 25 }), edits => {
        let now: Appraisal = drafted;
        for (const { what, a, b } of edits) {
          const groups = now.criterionGroups;
          const group = [null, ...groups.map(one => one.id)][b % (groups.length + 1)]!;
          const criterion = a % Math.max(1, now.criteria.length);
          const at = a % Math.max(1, groups.length);
          if (what === 'group' && groups.length < 8) now = addGroup(now);
          else if (what === 'criterion' && now.criteria.length < 12) now = addCriterion(now, result, model);
          else if (what === 'move' && now.criteria.length > 0) now = moveCriterion(now, criterion, group);
          else if (what === 'move-group' && groups.length > 0) now = moveGroup(now, at, group);
          else if (what === 'remove' && now.criteria.length > 1) now = removeCriterion(now, criterion);
          else if (what === 'remove-group' && groups.length > 0) now = removeGroup(now, at);
          else if (what === 'weight' && groups.length > 0) now = setWeight(now, 'nhs', 'groupWeights', at, b);
          checkAppraisal(now, model);
          for (const own of finals(now)) expect(own.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
        }
      }),
    );
  });
});
