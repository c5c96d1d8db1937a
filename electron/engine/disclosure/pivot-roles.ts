import { isSmall } from './primary.ts';
import type { PivotGround } from './pivot-ground.ts';
import type { PivotRelations } from './pivot-relations.ts';
import { isSensitive } from './pivot.ts';
import { roles } from './protection-question.ts';
import { countsBehind, roundedTo } from './rounding.ts';

/** What is asked of each cell of a table, and what a reader knows of it. */
export interface PivotRoles {
  readonly role: Uint8Array;
  /** 1 where a cell must not be derivable. */
  readonly sensitive: Uint8Array;
  readonly publishedLower: Float64Array;
  readonly publishedUpper: Float64Array;
  readonly hiddenLower: Float64Array;
}

export function pivotRoles(ground: PivotGround, system: PivotRelations): PivotRoles {
  const { truth } = system;
  const { rules } = ground.question;
  const sensitive = sensitiveMarks(ground, system);
  const role = rolesOf(ground, truth, sensitive);
  return {
    role,
    sensitive,
    ...publishedBounds(ground, system),
    hiddenLower: truth.map((value, cell) =>
      role[cell] === roles.unseen || rules.zeros === 'protected' ? 0 : Math.min(1, value),
    ),
  };
}

function sensitiveMarks(
  { question, unique, size, table }: PivotGround,
  { truth, firstRest }: PivotRelations,
): Uint8Array {
  const { rules } = question;
  const marks = new Uint8Array(truth.length);
  for (const one of question.counts) {
    const first = table(one.name) * size;
    const whole = one.of === undefined ? undefined : unique[table(one.of)]!.counts;
    for (let i = 0; i < size; i++) if (isSensitive(one, i, whole, rules)) marks[first + i] = 1;
  }
  for (let cell = firstRest; cell < truth.length; cell++) if (isSmall(truth[cell]!, rules)) marks[cell] = 1;
  return marks;
}

function rolesOf(ground: PivotGround, truth: Float64Array, sensitive: Uint8Array): Uint8Array {
  const { question, unique, size, isShown, isTotal, revealed, summed } = ground;
  const { rules } = question;
  const role = new Uint8Array(truth.length).fill(roles.unseen);
  for (const [t, one] of unique.entries()) {
    if (!revealed.has(t)) continue;
    for (let i = 0; i < size; i++) {
      const cell = t * size + i;
      if (!isShown(i)) continue;
      if (sensitive[cell]) role[cell] = rules.hide ? roles.hidden : roles.free;
      else if (one.exempt?.[i] || (truth[cell] === 0 && rules.zeros === 'shown')) role[cell] = roles.known;
      else if (summed && isTotal(i)) role[cell] = roles.unseen;
      else role[cell] = roles.free;
    }
  }
  return role;
}

function publishedBounds(
  { question: { rules } }: PivotGround,
  { truth, firstRest }: PivotRelations,
): Pick<PivotRoles, 'publishedLower' | 'publishedUpper'> {
  const publishedLower = truth.slice();
  const publishedUpper = truth.slice();
  if (rules.rounding.base > 0)
    for (let cell = 0; cell < firstRest; cell++) {
      if (truth[cell] === 0 && rules.zeros === 'shown' && rules.hide) continue;
      const behind = countsBehind(roundedTo(truth[cell]!, rules.rounding.base), rules);
      publishedLower[cell] = Math.min(behind.lower, truth[cell]!);
      publishedUpper[cell] = Math.max(behind.upper, truth[cell]!);
    }
  return { publishedLower, publishedUpper };
}
