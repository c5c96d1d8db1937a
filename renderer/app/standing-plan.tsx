import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../bridge/answers.tsx';
import { sentenceOf } from '../bridge/workbench.ts';
import type { PlanState } from '../../shared/contract/disclosure.ts';
import { formatCount, formatDateTime, formatNumber } from '../../shared/text/format.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/surface.tsx';

function wordsOf({ label, state, tables, cells, hidden, leftOut, solvedAt }: PlanState): string {
  if (state === 'not-solved') return `${label}: ${formatCount(tables, 'table')}, not worked out yet.`;
  const left = leftOut.length
    ? ` ${formatCount(leftOut.length, 'table is', 'tables are')} not in it, since a small count could not be proven safe.`
    : '';
  const when = state === 'solved' ? formatDateTime(solvedAt!) : 'of earlier data or rules; work it out anew';
  return `${label}: ${formatCount(tables, 'table')}, ${formatNumber(hidden)} of ${formatNumber(cells)} numbers hidden, ${when}.${left}`;
}

/** The tables that the partnership publishes, hidden as one: how they stand, and the way to work them out. */
export function StandingPlan(): ReactNode {
  const plan = useAnswer('disclosure.plan', {}).data;
  const solve = useChange('disclosure.solve-plan');
  if (!plan) return null;
  const isSolved = plan.every(one => one.state === 'solved');
  return (
    <section aria-label="Standing tables">
      <p className="small">
        Standing tables are protected together, so that they show the same in any order. A table outside them is set
        against them and against everything given out.
      </p>
      <ul className="small">
        {plan.map(one => (
          <li key={one.dataset}>{wordsOf(one)}</li>
        ))}
      </ul>
      {solve.error ? <Notice tone="stop">{sentenceOf(solve.error)}</Notice> : null}
      {isSolved ? null : (
        <Button isDisabled={solve.isPending} onPress={() => solve.mutate({})}>
          {solve.isPending ? 'Working it out; you can close this and go on' : 'Work out the standing tables'}
        </Button>
      )}
    </section>
  );
}
