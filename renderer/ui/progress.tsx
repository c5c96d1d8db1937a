import { ProgressBar } from 'react-aria-components';
import type { ReactNode } from 'react';
import type { JobProgress } from '../../shared/contract/port.ts';
import { formatDuration } from '../../shared/text/format.ts';
import { Button } from './button.tsx';
import './progress.css';

interface ProgressProps {
  readonly label: string;
  readonly progress: JobProgress | null;
  readonly onCancel?: () => void;
}

/** How far a long job is, how fast it goes, how long it will take, and the way out. */
export function Progress({ label, progress, onCancel }: ProgressProps): ReactNode {
  const known = progress?.total ? Math.min(100, (progress.done / progress.total) * 100) : null;
  // Before it is known how much there is to do, a count says nothing.
  const count =
    progress && progress.total !== 0
      ? `${progress.done.toLocaleString('en-GB')}${progress.total === null ? '' : ` of ${progress.total.toLocaleString('en-GB')}`} ${progress.unit}`
      : '';
  const pace = progress?.rate ? ` · ${Math.round(progress.rate).toLocaleString('en-GB')} a second` : '';
  const left = progress?.secondsLeft ? ` · ${formatDuration(progress.secondsLeft)} left` : '';
  return (
    <div className="progress">
      <ProgressBar aria-label={label} {...(known === null ? { isIndeterminate: true } : { value: known })}>
        <div className="progress-words">
          <span>{progress?.stage ?? label}</span>
          <span className="small">
            {count}
            {pace}
            {left}
          </span>
        </div>
        <progress className="progress-track" {...(known === null ? {} : { value: known, max: 100 })} aria-hidden />
      </ProgressBar>
      {onCancel ? (
        <Button size="small" onPress={onCancel}>
          Cancel
        </Button>
      ) : null}
    </div>
  );
}
