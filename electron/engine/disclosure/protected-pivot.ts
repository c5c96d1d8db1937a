import { pivotGround } from './pivot-ground.ts';
import { pivotRelations } from './pivot-relations.ts';
import { pivotRoles } from './pivot-roles.ts';
import { pivotShown } from './pivot-shown.ts';
import { usualSteps, withheldPivot } from './pivot.ts';
import type { PivotQuestion, ProtectedPivot } from './pivot.ts';
import { protectionOf } from './protect.ts';
import type { Solver } from './solver.ts';
import { Work } from './work.ts';

/**
 * Protects a table once, for everything that shows it: grid, chart, exports and clipboard take the statuses and numbers
 * of this answer and nothing else. Comparisons, shares and ranks are to be computed from the numbers shown here.
 *
 * A total that its parts add up to everywhere is a sum to the reader; where parts overlap (children over years) it lies
 * between the largest part and their sum; where parts are missing from the table, the rest is an unseen part. Runs
 * without a clock beside its time limit: when that is reached, the table is withheld.
 */
export function protectedPivot(
  solver: Solver,
  question: PivotQuestion,
  progress?: (done: number, of: number) => void,
): ProtectedPivot {
  const { rules } = question;
  if (!rules.protect) return unprotected(question);
  const ground = pivotGround(question);
  const system = pivotRelations(ground);
  const given = pivotRoles(ground, system);
  const { relations, products, companions, truth } = system;
  const { role, publishedLower, publishedUpper, hiddenLower } = given;
  const protection = protectionOf(solver, {
    relations,
    products,
    companions,
    truth,
    publishedLower,
    publishedUpper,
    hiddenLower,
    role,
    sensitive: Array.from(given.sensitive.keys()).filter(cell => given.sensitive[cell]),
    width: () => rules.width,
    whole: truth.every(Number.isInteger),
    work: new Work(question.steps ?? usualSteps),
    progress,
  });
  if (protection.exposed.length)
    return withheldPivot(
      question,
      'This table is withheld: it could not be shown that nobody can be picked out of it. Take a field away or use wider bands.',
    );
  return pivotShown(ground, given, protection.hidden);
}

/** For an analyst's own screen: true numbers, and a notice that says so. */
function unprotected(question: PivotQuestion): ProtectedPivot {
  return {
    values: question.values.map(({ name, values }) => ({
      name,
      status: new Uint8Array(values.length),
      shown: values.slice(),
    })),
    summary: {
      cells: question.values.reduce((sum, value) => sum + value.values.length, 0),
      primary: 0,
      secondary: 0,
      withheld: 0,
    },
    notes: [{ code: 'not-protected', text: 'True counts, for your own screen only. Small numbers are not hidden.' }],
    withheld: null,
    published: [],
  };
}
