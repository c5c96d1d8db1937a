import type { ReactNode } from 'react';
import { go } from '../../bridge/route.ts';
import type { SupplyQuestion } from '../../../shared/contract/coverage.ts';
import { formatCount } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/surface.tsx';

/** More than these are read where they are answered. */
const mostShown = 3;

/** What only a person can answer of the returns that came, and the way to where the answer is recorded. */
export function OpenQuestions({ questions }: { readonly questions: readonly SupplyQuestion[] }): ReactNode {
  if (questions.length === 0) return null;
  return (
    <Notice tone="warn">
      {questions.slice(0, mostShown).map(({ text }) => (
        <p key={text}>{text}</p>
      ))}
      {questions.length > mostShown ? <p>{formatCount(questions.length - mostShown, 'more question')}.</p> : null}
      <Button size="small" onPress={() => go({ place: 'scorecard', state: { tab: 'supply' } })}>
        Answer under Returns…
      </Button>
    </Notice>
  );
}
