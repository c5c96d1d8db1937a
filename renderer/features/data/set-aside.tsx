import { useState } from 'react';
import type { ReactNode } from 'react';
import { CircleCheck } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { useTypedWords } from '../../bridge/typed-words.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import type { SetAsideRow } from '../../../shared/contract/intake.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Empty, Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';

interface SetAsideProps {
  /** Only the rows of this batch; null shows all. */
  readonly batch: number | null;
  readonly onAllBatches: () => void;
}

/** The row that is being put right, there again after a lock. */
const correctingRow: Slot<number | null> = {
  name: 'set-aside-correcting',
  initial: null,
  draft: { saved: 'when-left', read: given => (typeof given === 'number' ? given : null) },
};

/** Rows kept back: what was found, what was expected, and the two ways on. */
export function SetAside({ batch, onAllBatches }: SetAsideProps): ReactNode {
  const rows = useAnswer('intake.setAside', batch === null ? {} : { batch });
  const [correctingId, setCorrecting] = useKept(correctingRow);
  const [waiving, setWaiving] = useState<SetAsideRow | null>(null);
  if (rows.error) return <Notice tone="stop">{sentenceOf(rows.error)}</Notice>;
  if (!rows.data) return null;
  const correcting = rows.data.find(row => row.id === correctingId) ?? null;
  return (
    <>
      {batch !== null ? (
        <div className="bar-line">
          <span>Rows of batch {batch}</span>
          <Button size="small" onPress={onAllBatches}>
            Show all batches
          </Button>
        </div>
      ) : null}
      {rows.data.length === 0 ? (
        <Empty icon={<CircleCheck aria-hidden />} title="No row is waiting">
          Rows with something wrong would be kept here until they are put right or left out with a reason.
        </Empty>
      ) : (
        <Table
          label="Rows set aside"
          rows={rows.data}
          rowKey={row => row.id}
          columns={[
            { id: 'file', label: 'File', cell: row => row.fileName },
            { id: 'row', label: 'Row', figures: true, cell: row => row.row },
            {
              id: 'problems',
              label: 'What is wrong',
              cell: row => (
                <ul className="problem-list">
                  {row.problems.map(problem => (
                    <li key={`${problem.column}-${problem.code}`}>
                      <strong>{problem.column}</strong> <span className="found">{problem.found || '(empty)'}</span>{' '}
                      {problem.message}
                    </li>
                  ))}
                </ul>
              ),
            },
            {
              id: 'actions',
              label: 'Actions',
              cell: row => (
                <span className="row-actions">
                  <Button size="small" onPress={() => setCorrecting(row.id)}>
                    Correct
                  </Button>
                  <Button size="small" onPress={() => setWaiving(row)}>
                    Leave out
                  </Button>
                </span>
              ),
            },
          ]}
        />
      )}
      {correcting ? <CorrectDialog row={correcting} onClose={() => setCorrecting(null)} /> : null}
      {waiving ? <WaiveDialog row={waiving} onClose={() => setWaiving(null)} /> : null}
    </>
  );
}

function CorrectDialog({ row, onClose }: { row: SetAsideRow; onClose: () => void }): ReactNode {
  const [now, setNow] = useState(row);
  const {
    words: values,
    areBack,
    write,
    forget,
  } = useTypedWords<Readonly<Record<string, string>>>(`correct:${row.id}`, {});
  const done = () => {
    forget();
    onClose();
  };
  const correct = useChange('intake.correct');
  const columns = [...new Set(now.problems.map(problem => problem.column).filter(column => column !== null))];
  const submit = () =>
    correct.mutate(
      { id: row.id, values },
      {
        onSuccess: answer => {
          if (answer.state === 'corrected') done();
          else setNow(answer);
        },
      },
    );
  return (
    <Dialog
      wide
      title={`Row ${row.row} of ${row.fileName}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={done}>Cancel</Button>
          <Button kind="primary" onPress={submit} isDisabled={correct.isPending}>
            Check and load
          </Button>
        </>
      }
    >
      <WrittenBefore shown={areBack} />
      {correct.error ? <Notice tone="stop">{sentenceOf(correct.error)}</Notice> : null}
      {columns.map(column => {
        const problem = now.problems.find(other => other.column === column)!;
        return (
          <TextField
            key={column}
            label={column}
            value={values[column] ?? row.values[column] ?? ''}
            onChange={value => write({ [column]: value })}
            hint={`${problem.message} Expected: ${problem.expected}.`}
          />
        );
      })}
      {now !== row && now.problems.length > 0 ? (
        <Notice tone="warn">Not yet: see the sentence under each cell.</Notice>
      ) : null}
    </Dialog>
  );
}

function WaiveDialog({ row, onClose }: { row: SetAsideRow; onClose: () => void }): ReactNode {
  const { words, areBack, write, forget } = useTypedWords(`waive:${row.id}`, { reason: '' });
  const { reason } = words;
  const done = () => {
    forget();
    onClose();
  };
  const waive = useChange('intake.waive');
  return (
    <Dialog
      title={`Leave out row ${row.row} of ${row.fileName}?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={done}>Keep it waiting</Button>
          <Button
            kind="primary"
            isDisabled={reason.trim().length < 3 || waive.isPending}
            onPress={() => waive.mutate({ id: row.id, reason }, { onSuccess: done })}
          >
            Leave out
          </Button>
        </>
      }
    >
      <WrittenBefore shown={areBack} />
      {waive.error ? <Notice tone="stop">{sentenceOf(waive.error)}</Notice> : null}
      <TextField
        label="Reason"
        value={reason}
        onChange={next => write({ reason: next })}
        autoFocus
        hint="The row stays on record with this reason, and counts as set aside."
      />
    </Dialog>
  );
}
