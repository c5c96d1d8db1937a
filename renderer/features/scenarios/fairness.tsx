import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AppraisalResult } from '../../../shared/contract/commissioning.ts';
import { formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { ChoiceField } from '../../ui/field.tsx';
import { Card } from '../../ui/surface.tsx';
import { FiguresTable } from './figures-table.tsx';
import { leader, shortMoney } from './words.ts';

/** The postcode lottery: access by district, step by step, beside what chance alone would show. */
export function Fairness({ result }: { readonly result: AppraisalResult }): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const option = result.options.find(one => one.id === chosen) ?? leader(result.options);
  const { fairness } = option;
  const beyond = fairness.hoover > fairness.hooverByChance;
  const share = (value: number | null) => (value === null ? '—' : formatPercent(value, 1));
  const index = (value: number | null) => (value === null ? '—' : formatNumber(value, 3));
  return (
    <div className="scenario-column">
      <Card className="scenario-block" title="Between the districts">
        <div className="scenario-controls">
          <ChoiceField
            label="Option"
            value={option.id}
            choices={result.options.map(one => ({ id: one.id, label: one.name }))}
            onChange={setChosen}
          />
        </div>
        <p>
          {formatPercent(fairness.hoover, 1)} of what is provided would have to move for equal access;{' '}
          {formatPercent(fairness.hooverByChance, 1)} would be chance alone.{' '}
          {beyond
            ? 'The districts differ by more than chance.'
            : 'The districts do not differ by more than chance would show.'}
        </p>
        <FiguresTable
          heading="District"
          header={district => district.name}
          rows={option.districts}
          rowKey={district => district.code}
          columns={[
            { label: 'Need a year', figures: true, cell: district => formatNumber(district.need) },
            { label: 'Met', figures: true, cell: district => formatNumber(district.met) },
            { label: 'Access', figures: true, cell: district => formatPercent(district.access) },
            { label: 'Offered', figures: true, cell: district => formatPercent(district.offered) },
            { label: 'Accepted', figures: true, cell: district => formatPercent(district.accepted) },
            { label: 'Completed', figures: true, cell: district => formatPercent(district.completed) },
            { label: 'In time', figures: true, cell: district => formatPercent(district.inTime) },
          ]}
        />
      </Card>
      <Card className="scenario-block" title="Options side by side">
        <FiguresTable
          heading="Option"
          header={one => one.name}
          rows={result.options}
          rowKey={one => one.id}
          columns={[
            { label: 'Lottery index', figures: true, cell: one => formatPercent(one.fairness.hoover, 1) },
            { label: 'By chance', figures: true, cell: one => formatPercent(one.fairness.hooverByChance, 1) },
            { label: 'Range', figures: true, cell: one => formatPercent(one.fairness.range, 1) },
            { label: 'Gini', figures: true, cell: one => index(one.fairness.gini) },
            { label: 'Concentration', figures: true, cell: one => index(one.fairness.concentration) },
            { label: 'Slope by deprivation', figures: true, cell: one => share(one.fairness.slopeIndex) },
            {
              label: 'To level up',
              figures: true,
              cell: ({ fairness: { levelUp } }) => `${formatNumber(levelUp.extra)} more, ${shortMoney(levelUp.cost)}`,
            },
            {
              label: 'Minimum standard',
              figures: true,
              cell: ({ fairness: { minimumStandard } }) =>
                `${formatPercent(minimumStandard.share)}: ${formatNumber(minimumStandard.extra)} more, ${shortMoney(minimumStandard.cost)}`,
            },
          ]}
        />
        <p className="small">
          Lottery index: share of what is provided that would have to move for equal access (Hoover). Gini and
          concentration are weighted by need; below nothing, the concentration favours the deprived. The slope is the
          difference of access from the most to the least deprived district.
        </p>
      </Card>
    </div>
  );
}
