import { useState } from 'react';
import type { ReactNode } from 'react';
import { useQueryOnce } from '../../bridge/answers.tsx';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { PivotDescription } from '../../../shared/contract/cube.ts';
import { formatCount, formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

interface RowsDialogProps {
  readonly description: PivotDescription;
  readonly row: readonly (string | null)[];
  readonly column: readonly (string | null)[];
  readonly where: string;
  readonly onClose: () => void;
}

const page = 100;

/** The rows behind a figure, with pseudonyms only. Looking is noted in the audit trail. */
export function RowsDialog({ description, row, column, where, onClose }: RowsDialogProps): ReactNode {
  const [from, setFrom] = useState(0);
  const rows = useQueryOnce('cube.rows', { description, row: [...row], column: [...column], from, most: page });
  const last = rows.data ? Math.min(from + page, rows.data.total) : 0;
  return (
    <Dialog
      wide
      title={`Rows behind ${where}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={() => setFrom(Math.max(0, from - page))} isDisabled={from === 0}>
            Earlier
          </Button>
          <Button onPress={() => setFrom(from + page)} isDisabled={!rows.data || last >= rows.data.total}>
            Later
          </Button>
          <Button kind="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <Notice tone="warn">
        These rows are about single children, by pseudonym. Do not show or send them. That you looked is noted in the
        audit trail.
      </Notice>
      {rows.error ? <Notice tone="stop">{sentenceOf(rows.error)}</Notice> : null}
      {rows.data ? (
        <>
          <p className="small">
            {rows.data.total === 0
              ? 'No row'
              : `${formatNumber(from + 1)} to ${formatNumber(last)} of ${formatCount(rows.data.total, 'row')}`}
          </p>
          <div className="rows-table">
            <Table
              label="Rows"
              rows={rows.data.rows.map((cells, at) => ({ cells, at }))}
              rowKey={one => one.at}
              columns={rows.data.fields.map((field, at) => ({
                id: field.name,
                label: field.label,
                cell: (one: { cells: readonly (string | number | null)[] }) =>
                  one.cells[at] ?? <span className="quiet">–</span>,
              }))}
            />
          </div>
        </>
      ) : rows.error ? null : (
        <p className="quiet">Looking up…</p>
      )}
    </Dialog>
  );
}
