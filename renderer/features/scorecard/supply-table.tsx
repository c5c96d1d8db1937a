import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { sentenceOf } from '../../bridge/workbench.ts';
import { supplyLabels } from '../../../shared/text/coverage.ts';
import { formatDate, formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

/** "missing-episode" → "Missing episode". */
const returnLabel = (type: string) => type.charAt(0).toUpperCase() + type.slice(1).replaceAll('-', ' ');

/** Who has returned what, when it was due, and how full it was. */
export function SupplyTable(): ReactNode {
  const found = useAnswer('coverage.read', {});
  if (found.error) return <Notice tone="stop">{sentenceOf(found.error)}</Notice>;
  if (!found.data) return null;
  if (found.data.lines.length === 0)
    return (
      <p className="scorecard-empty">No return has come in yet. Each agency will have a line here for every quarter.</p>
    );
  const newest = found.data.lines.toSorted((a, b) => (a.period === b.period ? 0 : a.period < b.period ? 1 : -1));
  return (
    <Table
      label="Returns by agency and period"
      columns={[
        { id: 'agency', label: 'Agency', cell: line => line.agency },
        { id: 'type', label: 'Return', cell: line => returnLabel(line.type) },
        { id: 'period', label: 'Period', cell: line => line.period },
        { id: 'due', label: 'Due', cell: line => formatDate(line.due) },
        { id: 'received', label: 'Received', cell: line => (line.received ? formatDate(line.received) : '–') },
        {
          id: 'state',
          label: 'State',
          cell: line => (
            <span className="scorecard-supply" data-state={line.state}>
              {supplyLabels[line.state]}
            </span>
          ),
        },
        {
          id: 'revised',
          label: 'Revised',
          figures: true,
          cell: line => (line.revised > 0 ? formatNumber(line.revised) : '–'),
        },
        {
          id: 'rows',
          label: 'Rows',
          figures: true,
          cell: line => (line.rows === null ? '–' : formatNumber(line.rows)),
        },
        {
          id: 'completeness',
          label: 'Key field filled',
          figures: true,
          cell: line => (line.completeness === null ? '–' : formatPercent(line.completeness)),
        },
      ]}
      rows={newest}
      rowKey={line => `${line.agency}/${line.type}/${line.period}`}
      rowTone={line => (line.state === 'not-due' ? 'faded' : undefined)}
    />
  );
}
