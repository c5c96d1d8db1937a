import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { DeckChange } from '../../../shared/contract/briefing.ts';
import { formatCount, formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

interface ChangesDialogProps {
  readonly frozen: readonly { readonly id: number; readonly frozenAt: string }[];
  readonly onClose: () => void;
}

/** Two frozen briefings side by side, number by number. */
export function ChangesDialog({ frozen, onClose }: ChangesDialogProps): ReactNode {
  const [before, setBefore] = useState(frozen[1]!.id);
  const [after, setAfter] = useState(frozen[0]!.id);
  const found = useAnswer('briefing.changes', { before, after });
  const choices = frozen.map(one => ({ id: String(one.id), label: formatDateTime(one.frozenAt) }));
  return (
    <Dialog
      wide
      isOpen
      title="What changed since the last briefing"
      onClose={onClose}
      actions={<Button onPress={onClose}>Close</Button>}
    >
      <div className="pin-fields">
        <div className="deck-pair">
          <ChoiceField label="From" value={String(before)} choices={choices} onChange={id => setBefore(Number(id))} />
          <ChoiceField label="To" value={String(after)} choices={choices} onChange={id => setAfter(Number(id))} />
        </div>
        {found.error ? <Notice tone="stop">{sentenceOf(found.error)}</Notice> : null}
        {found.data ? (
          <>
            <p aria-live="polite">
              {found.data.length === 0
                ? 'Not a single number differs.'
                : `${formatCount(found.data.length, 'number')} ${found.data.length === 1 ? 'differs' : 'differ'}.`}
            </p>
            {found.data.length > 0 ? (
              <Table<DeckChange>
                label="Numbers that differ"
                rows={found.data.slice(0, 500)}
                rowKey={row => `${row.slide}|${row.where}`}
                columns={[
                  { id: 'slide', label: 'Slide', cell: row => row.slide },
                  { id: 'where', label: 'Number', cell: row => row.where },
                  { id: 'before', label: 'Before', figures: true, cell: row => row.before ?? 'not there' },
                  { id: 'after', label: 'Now', figures: true, cell: row => row.after ?? 'not there' },
                ]}
              />
            ) : null}
          </>
        ) : null}
      </div>
    </Dialog>
  );
}
