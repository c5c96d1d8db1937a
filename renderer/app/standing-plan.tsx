import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer, useChange, useProgress } from '../bridge/answers.tsx';
import { sentenceOf } from '../bridge/workbench.ts';
import type { PlanState } from '../../shared/contract/disclosure.ts';
import { formatCount, formatDateTime, formatNumber } from '../../shared/text/format.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/field.tsx';
import { Progress } from '../ui/progress.tsx';
import { Notice } from '../ui/surface.tsx';
import { planJob, stopPlan } from './plan-keeper.ts';
import type { PlanWork } from './plan-keeper.ts';
import { StandingTables } from './standing-tables.tsx';

/** How the standing tables of one dataset stand, in words. */
function wordsOf({ label, state, tables, cells, hidden, leftOut, solvedAt }: PlanState): string {
  if (state === 'too-large')
    return `${label}: more records than are worked out together; its tables are set against one another as they leave.`;
  if (state === 'not-solved') return `${label}: ${formatCount(tables, 'table')}, not worked out yet.`;
  const left = leftOut.length
    ? ` ${formatCount(leftOut.length, 'table is', 'tables are')} not in it, since a small count could not be proven safe.`
    : '';
  const when = state === 'solved' ? formatDateTime(solvedAt!) : 'of earlier data or rules; work it out anew';
  return `${label}: ${formatCount(tables, 'table')}, ${formatNumber(hidden)} of ${formatNumber(cells)} numbers hidden, ${when}.${left}`;
}

/**
 * The tables that the partnership publishes, hidden as one: how they stand, and the way to work them out.
 * @param work what the background works out now
 */
export function StandingPlan({ work }: { work: PlanWork | null }): ReactNode {
  const plan = useAnswer('disclosure.plan', {}).data;
  const preferences = useAnswer('preferences.read', {}).data;
  const solve = useChange('disclosure.solve-plan');
  const prefer = useChange('preferences.write');
  const progress = useProgress(planJob);
  const [isOpen, setOpen] = useState(false);
  if (!plan || !preferences) return null;
  const isSolved = plan.every(one => one.state === 'solved' || one.state === 'too-large');
  const isUnderWay = work !== null || solve.isPending;
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
      {isUnderWay ? (
        <Progress
          label="Protecting the standing tables; you can close this and go on"
          progress={progress}
          onCancel={stopPlan}
        />
      ) : isSolved ? null : (
        <div>
          <Button onPress={() => solve.mutate({ job: planJob })}>Work out the standing tables</Button>
        </div>
      )}
      <CheckField
        checked={preferences.standingTables === 'by-themselves'}
        onChange={is => prefer.mutate({ standingTables: is ? 'by-themselves' : 'when-asked' })}
      >
        Work them out after each import, in the background
      </CheckField>
      <div>
        <Button size="small" onPress={() => setOpen(!isOpen)}>
          {isOpen ? 'Put the tables away' : 'See and change the tables'}
        </Button>
      </div>
      {isOpen ? <StandingTables leftOut={plan.flatMap(one => one.leftOut)} /> : null}
    </section>
  );
}
