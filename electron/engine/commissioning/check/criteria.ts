import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { inputText } from '../../../../shared/text/appraisal.ts';
import { numberFaults } from './impossible.ts';
import type { Impossible } from './impossible.ts';

/** Ends of a scale, in the unit of its measure: a million million pounds. */
const farthest = 1e12;

export function criteriaFaults(appraisal: Appraisal): Impossible[] {
  return [...groupFaults(appraisal), ...scaleFaults(appraisal)];
}

function groupFaults({ criteria, criterionGroups: groups }: Appraisal): Impossible[] {
  const groupOf = new Map(groups.map(group => [group.id, group]));
  const isInItself = (id: string): boolean => {
    const above = new Set<string>();
    let up = groupOf.get(id)?.parent ?? null;
    while (up !== null && !above.has(up)) {
      above.add(up);
      up = groupOf.get(up)?.parent ?? null;
    }
    return above.has(id);
  };
  return [
    ...groups.flatMap((group, at): Impossible[] => {
      const path = `criterionGroups.${at}.parent`;
      if (group.parent !== null && !groupOf.has(group.parent))
        return [{ path, message: `${group.name}: there is no group of criteria "${group.parent}".` }];
      return isInItself(group.id)
        ? [{ path, message: `${group.name} is in itself. Choose another group, or none, for it.` }]
        : [];
    }),
    ...criteria.flatMap((criterion, at) =>
      criterion.group === null || groupOf.has(criterion.group)
        ? []
        : [
            {
              path: `criteria.${at}.group`,
              message: `${criterion.name}: there is no group of criteria "${criterion.group}".`,
            },
          ],
    ),
  ];
}

/** A scale whose ends are one tells no option from another. */
function scaleFaults({ criteria }: Appraisal): Impossible[] {
  return criteria.flatMap(({ name, worst, best }, at): Impossible[] => {
    const ends = [
      ...numberFaults(`criteria.${at}.worst`, `${name}, the worst of its scale`, worst, {
        lowest: -farthest,
        highest: farthest,
      }),
      ...numberFaults(`criteria.${at}.best`, `${name}, the best of its scale`, best, {
        lowest: -farthest,
        highest: farthest,
      }),
    ];
    if (ends.length > 0 || worst !== best) return ends;
    return [
      {
        path: `criteria.${at}.best`,
        message: `${name}: its scale runs from ${inputText(worst, 'number')} to ${inputText(best, 'number')}, so that it tells no option from another. Give two different ends.`,
      },
    ];
  });
}
