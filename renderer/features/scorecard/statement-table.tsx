import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { ScorecardLine } from '../../../shared/contract/framework.ts';
import { themeLabels, variationText } from '../../../shared/text/framework.ts';
import { Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

/** What the strategy wants to see, and which indicator would show it; what cannot be measured says why. */
export function StatementTable({ lines }: { readonly lines: readonly ScorecardLine[] }): ReactNode {
  const found = useAnswer('framework.read', {});
  if (found.error) return <Notice tone="stop">{sentenceOf(found.error)}</Notice>;
  if (!found.data) return null;
  const byCode = new Map(lines.map(line => [line.code, line]));
  return (
    <Table
      label="What would show a difference"
      columns={[
        { id: 'theme', label: 'Theme', cell: one => themeLabels[one.theme] },
        { id: 'text', label: 'A difference is made when', cell: one => one.text },
        {
          id: 'indicators',
          label: 'Shown by',
          cell: one =>
            one.indicators.length === 0
              ? `Not measurable: ${one.notMeasurable ?? 'no reason given'}`
              : one.indicators
                  .map(code => byCode.get(code))
                  .flatMap(line => (line ? [`${line.name} (${variationText(line).toLowerCase()})`] : []))
                  .join('; '),
        },
      ]}
      rows={found.data.framework.statements}
      rowKey={one => one.id}
    />
  );
}
