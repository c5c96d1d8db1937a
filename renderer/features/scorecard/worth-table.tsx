import type { ReactNode } from 'react';
import { useJobAnswer } from '../../bridge/watched.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import { formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { Progress } from '../../ui/progress.tsx';
import { Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

const proposalLabels = {
  keep: 'Keep',
  merge: 'Merge',
  'report-less-often': 'Report less often',
  retire: 'Retire',
} as const;

/** What asks for a decision first. */
const order = ['retire', 'merge', 'report-less-often', 'keep'] as const;

const share = (value: number | null) => (value === null ? '–' : formatPercent(value));

/** Which indicators earn their keep; the coordinator decides. */
export function WorthTable(): ReactNode {
  const found = useJobAnswer('framework.rationalise', {});
  if (found.error) return <Notice tone="stop">{sentenceOf(found.error)}</Notice>;
  if (found.waiting)
    return (
      <Progress label="Weighing the indicators" progress={found.waiting.progress} onCancel={found.waiting.cancel} />
    );
  if (!found.data) return null;
  return (
    <>
      <p className="small scorecard-hint">
        A proposal from what the returns show, for the coordinator to decide. Signal: share of points that the rules of
        their chart mark; a mark is no finding. Overlap: how much another indicator moves alike. Burden: fields filled
        for it alone.
      </p>
      <Table
        label="What each indicator is worth"
        columns={[
          { id: 'name', label: 'Indicator', cell: one => one.name },
          { id: 'complete', label: 'Complete', figures: true, cell: one => share(one.completeness) },
          { id: 'timely', label: 'On time', figures: true, cell: one => share(one.timeliness) },
          { id: 'signal', label: 'Signal', figures: true, cell: one => share(one.signal) },
          {
            id: 'overlap',
            label: 'Overlap',
            cell: one => (one.overlap ? `${formatNumber(one.overlap.correlation, 2)} with ${one.overlap.code}` : '–'),
          },
          { id: 'burden', label: 'Burden', figures: true, cell: one => share(one.burden) },
          { id: 'decisions', label: 'Decisions', figures: true, cell: one => formatNumber(one.decisions) },
          { id: 'proposal', label: 'Proposal', cell: one => <strong>{proposalLabels[one.proposal]}</strong> },
          { id: 'reason', label: 'Why', cell: one => one.reason },
        ]}
        rows={order.flatMap(proposal => found.data!.filter(one => one.proposal === proposal))}
        rowKey={one => one.code}
      />
    </>
  );
}
