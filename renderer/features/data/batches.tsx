import { useState } from 'react';
import type { ReactNode } from 'react';
import { Database } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { useKeptSearch, useTypedWords } from '../../bridge/typed-words.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import type { Batch } from '../../../shared/contract/intake.ts';
import { formatDate, formatDateTime, formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SearchField, TextField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Chip, Empty, Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';

const states: Record<Batch['state'], string> = { current: 'Current', superseded: 'Superseded', withdrawn: 'Withdrawn' };

/** Every file that came in, what it gave, and the way to take it back. */
export function Batches({ onShowRows }: { onShowRows: (batch: number) => void }): ReactNode {
  const batches = useAnswer('intake.batches', {});
  const [search, setSearch] = useKeptSearch('batches');
  const [withdrawing, setWithdrawing] = useState<Batch | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (batches.error) return <Notice tone="stop">{sentenceOf(batches.error)}</Notice>;
  if (!batches.data) return null;
  if (batches.data.length === 0)
    return (
      <Empty icon={<Database aria-hidden />} title="Nothing has come in yet">
        Here you would see each file with its agency, period and the account of its rows. Drop a return above, or choose
        a file.
      </Empty>
    );
  const text = search.toLowerCase();
  const shown = batches.data.filter(batch =>
    `${batch.fileName} ${batch.typeLabel} ${batch.agencyLabel ?? ''}`.toLowerCase().includes(text),
  );
  const exportRows = async (batch: Batch) => {
    setProblem(null);
    try {
      const file = await ask('files.save', {
        purpose: 'export',
        suggested: `${batch.fileName.replace(/\.[a-z]+$/i, '')} to correct`,
        extension: 'xlsx',
      });
      if (file) await ask('intake.exportSetAside', { batch: batch.id, file: file.grant });
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <>
      <div className="bar-line">
        <SearchField label="Search batches" value={search} onChange={setSearch} />
        <span className="small">
          {shown.length} of {batches.data.length}
        </span>
      </div>
      {problem ? <Notice tone="stop">{problem}</Notice> : null}
      <Table
        label="Batches"
        rows={shown}
        rowKey={batch => batch.id}
        rowTone={batch => (batch.state === 'current' ? undefined : 'faded')}
        columns={[
          { id: 'file', label: 'File', cell: batch => batch.fileName },
          { id: 'type', label: 'What it is', cell: batch => batch.typeLabel },
          { id: 'agency', label: 'Agency', cell: batch => batch.agencyLabel ?? '–' },
          {
            id: 'period',
            label: 'Period',
            cell: batch =>
              batch.periodFrom && batch.periodTo
                ? `${formatDate(batch.periodFrom)} – ${formatDate(batch.periodTo)}`
                : '–',
          },
          { id: 'read', label: 'Read', figures: true, cell: batch => formatNumber(batch.read) },
          { id: 'loaded', label: 'Loaded', figures: true, cell: batch => formatNumber(batch.loaded) },
          { id: 'aside', label: 'Set aside', figures: true, cell: batch => formatNumber(batch.setAside) },
          { id: 'duplicates', label: 'Duplicates', figures: true, cell: batch => formatNumber(batch.duplicates) },
          {
            id: 'when',
            label: 'Imported',
            cell: batch => (
              <span title={`${formatDateTime(batch.importedAt)} by ${batch.importedBy}`}>
                {formatDate(batch.importedAt)}
              </span>
            ),
          },
          {
            id: 'state',
            label: 'State',
            cell: batch => <Chip tone={batch.state === 'current' ? 'accent' : 'plain'}>{states[batch.state]}</Chip>,
          },
          {
            id: 'actions',
            label: 'Actions',
            cell: batch => (
              <Menu
                label={`Actions for ${batch.fileName}`}
                trigger={
                  <Button size="small" aria-label={`Actions for ${batch.fileName}`}>
                    …
                  </Button>
                }
                items={[
                  {
                    id: 'rows',
                    label: 'Rows set aside',
                    disabled: batch.setAside === 0,
                    act: () => onShowRows(batch.id),
                  },
                  {
                    id: 'export',
                    label: 'Export the rows set aside for the agency…',
                    disabled: batch.setAside === 0,
                    act: () => void exportRows(batch),
                  },
                  {
                    id: 'withdraw',
                    label: 'Withdraw this batch…',
                    stop: true,
                    disabled: batch.state === 'withdrawn',
                    act: () => setWithdrawing(batch),
                  },
                ]}
              />
            ),
          },
        ]}
      />
      {withdrawing ? <WithdrawDialog batch={withdrawing} onClose={() => setWithdrawing(null)} /> : null}
    </>
  );
}

function WithdrawDialog({ batch, onClose }: { batch: Batch; onClose: () => void }): ReactNode {
  const { words, areBack, write, forget } = useTypedWords(`withdraw:${batch.id}`, { reason: '' });
  const { reason } = words;
  const done = () => {
    forget();
    onClose();
  };
  const withdraw = useChange('intake.withdraw');
  return (
    <Dialog
      title={`Withdraw ${batch.fileName}?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={done}>Keep it</Button>
          <Button
            kind="stop"
            isDisabled={withdraw.isPending || reason.trim().length < 3}
            onPress={() => withdraw.mutate({ batch: batch.id, reason }, { onSuccess: done })}
          >
            Withdraw
          </Button>
        </>
      }
    >
      <p>
        Its {formatNumber(batch.loaded)} rows leave every table. They stay readable “as at” an earlier time, and the
        file can be imported again.
      </p>
      {withdraw.error ? <Notice tone="stop">{sentenceOf(withdraw.error)}</Notice> : null}
      <WrittenBefore shown={areBack} />
      <TextField
        label="Reason"
        value={reason}
        onChange={next => write({ reason: next })}
        autoFocus
        hint="It is kept in the audit trail."
      />
    </Dialog>
  );
}
