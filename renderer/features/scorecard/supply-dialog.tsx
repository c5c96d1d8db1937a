import { useState } from 'react';
import type { ReactNode } from 'react';
import { useChange } from '../../bridge/answers.tsx';
import { useTypedWords } from '../../bridge/typed-words.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { NewSupplyFact, SupplyLedger } from '../../../shared/contract/coverage.ts';
import { supplyFactLabels } from '../../../shared/text/coverage.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, ChoiceField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';

/** What a person is about to record; as much of it as a question proposes. */
export interface SupplyDraft {
  readonly kind: NewSupplyFact['kind'];
  readonly type: string;
  readonly agencies: readonly string[];
  readonly successor: string;
  readonly from: string;
  readonly to: string;
}

/** A draft for the first return type that somebody sends. */
export const emptyDraft = ({ types }: Pick<SupplyLedger, 'types'>): SupplyDraft => ({
  kind: 'succession',
  type: types[0]?.type ?? '',
  agencies: [],
  successor: '',
  from: '',
  to: '',
});

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

function factOf({ kind, type, agencies, successor, from, to }: SupplyDraft, reason: string): NewSupplyFact {
  const common = { type, agencies: [...agencies], from, reason };
  if (kind === 'succession') return { ...common, kind, successor };
  return kind === 'end' ? { ...common, kind } : { ...common, kind, to };
}

interface SupplyDialogProps {
  readonly ledger: SupplyLedger;
  readonly draft: SupplyDraft;
  readonly onClose: () => void;
}

/** Records with day and reason who took over, who ended, or that there was nothing more to report. */
export function SupplyDialog({ ledger, draft: given, onClose }: SupplyDialogProps): ReactNode {
  const record = useChange('coverage.record');
  const [choices, setChoices] = useState(given);
  const { words, areBack, write, forget } = useTypedWords(`supply:${given.type}:${given.kind}:${given.from}`, {
    from: given.from,
    to: given.to,
    reason: '',
  });
  const { from, to, reason } = words;
  const draft: SupplyDraft = { ...choices, from, to };
  const change = (next: Partial<SupplyDraft>) => setChoices({ ...choices, ...next });
  const done = () => {
    forget();
    onClose();
  };
  const senders = ledger.types.find(one => one.type === draft.type)?.agencies ?? [];
  const isComplete =
    draft.agencies.length > 0 &&
    isDay(draft.from) &&
    (draft.kind !== 'nothing-more' || isDay(draft.to)) &&
    (draft.kind !== 'succession' || draft.successor !== '') &&
    reason.trim() !== '';
  const keep = () => record.mutate({ fact: factOf(draft, reason.trim()) }, { onSuccess: done });
  const dayHint = 'Such as 2017-04-01';
  const wrongDay = (text: string) => (text === '' || isDay(text) ? null : 'Write a day as 2017-04-01.');
  return (
    <Dialog
      isOpen
      title="Who sends what"
      onClose={onClose}
      actions={
        <>
          <Button onPress={done}>Cancel</Button>
          <Button kind="primary" isDisabled={!isComplete || record.isPending} onPress={keep}>
            Record
          </Button>
        </>
      }
    >
      <div className="scorecard-form">
        <WrittenBefore shown={areBack} />
        <ChoiceField
          label="Return"
          value={draft.type}
          choices={ledger.types.map(({ type, label }) => ({ id: type, label }))}
          onChange={type => change({ type, agencies: [] })}
        />
        <ChoiceField
          label="What happened"
          value={draft.kind}
          choices={Object.entries(supplyFactLabels).map(([id, label]) => ({ id, label }))}
          onChange={id => change({ kind: id as SupplyDraft['kind'] })}
        />
        <fieldset className="scorecard-agencies">
          <legend>Agencies</legend>
          {senders.map(({ code, label }) => (
            <CheckField
              key={code}
              checked={draft.agencies.includes(code)}
              onChange={checked =>
                change({ agencies: checked ? [...draft.agencies, code] : draft.agencies.filter(one => one !== code) })
              }
            >
              {label}
            </CheckField>
          ))}
        </fieldset>
        {draft.kind === 'succession' ? (
          <ChoiceField
            label="Taken over by"
            value={draft.successor === '' ? null : draft.successor}
            choices={ledger.agencies
              .filter(({ code }) => !draft.agencies.includes(code))
              .map(({ code, label }) => ({ id: code, label }))}
            onChange={successor => change({ successor })}
          />
        ) : null}
        <div className="scorecard-pair">
          <TextField
            label="From"
            value={draft.from}
            onChange={next => write({ from: next })}
            hint={dayHint}
            error={wrongDay(draft.from)}
          />
          {draft.kind === 'nothing-more' ? (
            <TextField
              label="To"
              value={draft.to}
              onChange={next => write({ to: next })}
              hint="The last day"
              error={wrongDay(draft.to)}
            />
          ) : null}
        </div>
        <TextField
          label="Reason"
          value={reason}
          onChange={next => write({ reason: next })}
          lines={2}
          hint="Who said so, and why"
        />
        {record.error ? <Notice tone="stop">{sentenceOf(record.error)}</Notice> : null}
      </div>
    </Dialog>
  );
}

/** Takes back what was recorded, with a reason. */
export function TakeBackDialog({
  fact,
  onClose,
}: {
  readonly fact: SupplyLedger['facts'][number];
  readonly onClose: () => void;
}): ReactNode {
  const withdraw = useChange('coverage.withdraw');
  const { words, areBack, write, forget } = useTypedWords(`take-back:${fact.id}`, { reason: '' });
  const { reason } = words;
  const done = () => {
    forget();
    onClose();
  };
  return (
    <Dialog
      isOpen
      title="Take back what was recorded"
      onClose={onClose}
      actions={
        <>
          <Button onPress={done}>Cancel</Button>
          <Button
            kind="stop"
            isDisabled={reason.trim() === '' || withdraw.isPending}
            onPress={() => withdraw.mutate({ id: fact.id, reason: reason.trim() }, { onSuccess: done })}
          >
            Take back
          </Button>
        </>
      }
    >
      <div className="scorecard-form">
        <WrittenBefore shown={areBack} />
        <p>{fact.words} It stays in the file with both reasons.</p>
        <TextField label="Reason" value={reason} onChange={next => write({ reason: next })} lines={2} />
        {withdraw.error ? <Notice tone="stop">{sentenceOf(withdraw.error)}</Notice> : null}
      </div>
    </Dialog>
  );
}
