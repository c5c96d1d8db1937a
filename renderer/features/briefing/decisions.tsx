import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { go } from '../../bridge/route.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import type { DeckNote } from '../../../shared/contract/briefing.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { Card, Notice } from '../../ui/surface.tsx';

/** What is written and not noted yet. */
interface NoteBegun {
  readonly text: string;
  readonly owner: string;
  readonly kind: DeckNote['kind'];
}

const noteOf = (frozen: number, slide: string): Slot<NoteBegun | null> => ({
  name: `note:${frozen}:${slide}`,
  initial: null,
  draft: {
    saved: 'as-it-changes',
    read: given => (typeof (given as Partial<NoteBegun> | null)?.text === 'string' ? (given as NoteBegun) : null),
  },
});

interface DecisionsProps {
  readonly frozen: number;
  readonly slide: string;
}

/** What the meeting decides, noted against the slide; each note is a line of the action plan. */
export function Decisions({ frozen, slide }: DecisionsProps): ReactNode {
  const notes = useAnswer('briefing.notes', { frozen }).data ?? [];
  const [begun, setBegun] = useKept(noteOf(frozen, slide));
  // The next note is often for the same role.
  const [next, setNext] = useState<NoteBegun>({ text: '', owner: '', kind: 'decision' });
  const { text, owner, kind } = begun ?? next;
  const set = (change: Partial<NoteBegun>) => setBegun({ text, owner, kind, ...change });
  const add = useChange('briefing.note');
  const keep = () => {
    if (!text.trim()) return;
    add.mutate(
      { frozen, slide, kind, text, owner },
      {
        onSuccess: () => {
          setNext({ text: '', owner, kind });
          setBegun(null);
        },
      },
    );
  };
  return (
    <Card className="presenter-decisions" title="Decisions and actions">
      <div className="presenter-words">
        {notes
          .filter(note => note.slide === slide)
          .map(note => (
            <p key={note.id}>
              <button
                type="button"
                className="briefing-link"
                aria-label={`${note.reference} in the action plan`}
                onClick={() => go({ place: 'actions', state: { id: Number(note.reference.slice(1)) } })}
              >
                {note.reference}
              </button>{' '}
              <strong>{note.kind === 'decision' ? 'Decided' : 'Action'}</strong> {note.text}
              {note.owner ? ` (${note.owner})` : ''}
            </p>
          ))}
        <div className="presenter-note">
          <ChoiceField
            label="Kind"
            hideLabel
            value={kind}
            choices={[
              { id: 'decision', label: 'Decision' },
              { id: 'action', label: 'Action' },
            ]}
            onChange={id => set({ kind: id as DeckNote['kind'] })}
          />
          <TextField
            label="What was decided"
            hideLabel
            value={text}
            onChange={words => set({ text: words })}
            placeholder="What was decided"
          />
          <TextField
            label="Owner"
            hideLabel
            value={owner}
            onChange={role => set({ owner: role })}
            placeholder="Owner: a role"
          />
          <Button size="small" isDisabled={!text.trim() || add.isPending} onPress={keep}>
            Note it
          </Button>
        </div>
        <p className="small" role="status">
          {add.data?.slide === slide ? `In the action plan as ${add.data.reference}.` : ''}
        </p>
        {add.error ? <Notice tone="stop">{sentenceOf(add.error)}</Notice> : null}
      </div>
    </Card>
  );
}
