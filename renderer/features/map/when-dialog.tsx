import type { ReactNode } from 'react';
import { usePivot } from '../../bridge/pivot.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { PivotDescription, PivotTable } from '../../../shared/contract/cube.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Chart } from '../../ui/chart.tsx';
import type { ChartData } from '../../ui/chart-marks.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/surface.tsx';

interface WhenDialogProps {
  /** Weekday on the rows, hour on the columns. */
  readonly description: PivotDescription;
  readonly where: string;
  readonly onClose: () => void;
}

function heatOf(table: PivotTable): ChartData {
  const rows = table.rows.map((row, r) => ({ row, r })).filter(({ row }) => row.kind === 'leaf');
  const columns = table.columns.map((column, c) => ({ column, c })).filter(({ column }) => column.kind === 'leaf');
  return {
    categories: columns.map(({ column }) => (column.path[0]?.code === null ? '?' : (column.path[0]?.code ?? ''))),
    series: rows.map(({ row, r }) => ({
      name: row.path[0]?.label ?? '',
      values: columns.map(({ c }) => {
        const value = table.cells[r * table.columns.length + c]!;
        return Number.isNaN(value) ? null : value;
      }),
    })),
  };
}

/** On which days and at which hours it happens, in the areas on the map or those chosen. */
export function WhenDialog({ description, where, onClose }: WhenDialogProps): ReactNode {
  const found = usePivot(description, { keep: () => false });
  const data = found.data ? heatOf(found.data) : null;
  return (
    <Dialog wide isOpen title={`When: ${where}`} onClose={onClose} actions={<Button onPress={onClose}>Close</Button>}>
      {found.error ? <Notice tone="stop">{sentenceOf(found.error)}</Notice> : null}
      {data ? (
        <>
          <Chart
            kind="heat"
            data={data}
            format={value => formatNumber(value)}
            height={320}
            summary={`By day of the week and hour of the day, ${where}`}
          />
          <p className="small">{found.data!.notes.map(note => note.text).join(' ')}</p>
        </>
      ) : null}
    </Dialog>
  );
}
