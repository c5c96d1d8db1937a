import type { ReactNode } from 'react';
import { useJobAnswer } from '../../bridge/watched.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { PivotDescription } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Notice } from '../../ui/surface.tsx';

interface RefusedProps {
  readonly error: Error;
  readonly description: PivotDescription;
  readonly onTake: (description: PivotDescription) => void;
}

/** A table that was not made, and why; where an audience cannot have it, the smallest changes with which it can. */
export function Refused({ error, description, onTake }: RefusedProps): ReactNode {
  const isKept = error instanceof FaultError && error.fault.code === 'refused' && description.audience !== 'analyst';
  return (
    <>
      <Notice tone="stop">{sentenceOf(error)}</Notice>
      {isKept ? <Freeing description={description} onTake={onTake} /> : null}
    </>
  );
}

function Freeing({ description, onTake }: Omit<RefusedProps, 'error'>): ReactNode {
  const found = useJobAnswer('cube.freeing', { description });
  if (found.waiting)
    return (
      <Progress
        label="Looking for a table that can be shown"
        progress={found.waiting.progress}
        onCancel={found.waiting.cancel}
      />
    );
  if (!found.data) return null;
  if (found.data.length === 0)
    return (
      <p>No smaller change was found with which it can be shown. Take fields away, or use wider areas and periods.</p>
    );
  return (
    <section className="explore-freeing" aria-label="Changes with which it can be shown">
      <p>With one of these changes it can be shown:</p>
      {found.data.map(({ words, description: coarser, cells, shown }) => (
        <p key={words}>
          <Button size="small" onPress={() => onTake(coarser)}>
            {words}
          </Button>{' '}
          {shown === cells
            ? `all ${formatNumber(cells)} numbers are shown`
            : `${formatNumber(shown)} of ${formatNumber(cells)} numbers are shown`}
        </p>
      ))}
    </section>
  );
}
