import { useState } from 'react';
import type { ReactNode } from 'react';
import { useChange } from '../bridge/answers.tsx';
import { sentenceOf } from '../bridge/workbench.ts';
import type { ReleaseSummary } from '../../shared/contract/disclosure.ts';
import { formatDateTime } from '../../shared/text/format.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/surface.tsx';

const isUnknown = ({ writtenAt, voidAt }: ReleaseSummary): boolean => writtenAt === null && voidAt === null;

/**
 * Tables of which it is not known whether they were written, because the application ended meanwhile. They count as given
 * out until a person who looked says otherwise, and says it twice.
 */
export function UnconfirmedReleases({ releases }: { readonly releases: readonly ReleaseSummary[] }): ReactNode {
  const settle = useChange('disclosure.settle');
  const [asked, setAsked] = useState<number | null>(null);
  const unknown = releases.filter(isUnknown);
  if (unknown.length === 0) return null;
  return (
    <section aria-label="Not known whether it was written">
      <p>
        The application ended while these were written, so it is not known whether anybody got them. They count as given
        out. Look whether the file is there, then say so.
      </p>
      {settle.error ? <Notice tone="stop">{sentenceOf(settle.error)}</Notice> : null}
      <ul>
        {unknown.map(({ id, name, releasedAt }) => (
          <li key={id}>
            “{name}”, {formatDateTime(releasedAt)}: not known whether it was written.{' '}
            {asked === id ? (
              <>
                What it showed will be shown beside other tables again.{' '}
                <Button size="small" onPress={() => setAsked(null)}>
                  Leave it
                </Button>{' '}
                <Button
                  size="small"
                  kind="stop"
                  isDisabled={settle.isPending}
                  onPress={() => settle.mutate({ release: id, written: false })}
                >
                  Nobody got it
                </Button>
              </>
            ) : (
              <>
                <Button
                  size="small"
                  isDisabled={settle.isPending}
                  onPress={() => settle.mutate({ release: id, written: true })}
                >
                  It was written
                </Button>{' '}
                <Button size="small" onPress={() => setAsked(id)}>
                  It was not…
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
