import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AppraisalResult } from '../../../shared/contract/commissioning.ts';
import { figureText, lotteryText, noFigure } from '../../../shared/text/appraisal.ts';
import { fairnessVerdict } from '../../../shared/text/fairness.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { ChoiceField } from '../../ui/field.tsx';
import { Card } from '../../ui/surface.tsx';
import { FiguresTable } from './figures-table.tsx';
import { leader } from './words.ts';

/** The postcode lottery: access by district, step by step, beside what chance alone would show. */
export function Fairness({ result }: { readonly result: AppraisalResult }): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const option = result.options.find(one => one.id === chosen) ?? leader(result.options);
  const { fairness } = option;
  const index = (value: number | null) => (value === null ? noFigure : formatNumber(value, 3));
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
          {figureText(fairness.hoover, 'percent')} of what is provided would have to move for equal access;{' '}
          {figureText(fairness.hooverByChance, 'percent')} would be chance alone.{' '}
          {fairnessVerdict(option, result.standing.need)}
        </p>
        <FiguresTable
          heading="District"
          header={district => district.name}
          rows={option.districts}
          rowKey={district => district.code}
          columns={[
            { label: 'Need a year', figures: true, cell: district => figureText(district.need, 'number') },
            { label: 'Met', figures: true, cell: district => figureText(district.met, 'number') },
            { label: 'Access', figures: true, cell: district => figureText(district.access, 'percent') },
            { label: 'Offered', figures: true, cell: district => figureText(district.offered, 'percent') },
            { label: 'Accepted', figures: true, cell: district => figureText(district.accepted, 'percent') },
            { label: 'Completed', figures: true, cell: district => figureText(district.completed, 'percent') },
            { label: 'In time', figures: true, cell: district => figureText(district.inTime, 'percent') },
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
            { label: 'Lottery index', figures: true, cell: one => lotteryText(one) },
            { label: 'By chance', figures: true, cell: one => figureText(one.fairness.hooverByChance, 'percent') },
            { label: 'Range', figures: true, cell: one => figureText(one.fairness.range, 'percent') },
            { label: 'Gini', figures: true, cell: one => index(one.fairness.gini) },
            { label: 'Concentration', figures: true, cell: one => index(one.fairness.concentration) },
            { label: 'Slope by deprivation', figures: true, cell: one => index(one.fairness.slopeIndex) },
            {
              label: 'To level up',
              figures: true,
              cell: ({ fairness: { levelUp } }) =>
                `${figureText(levelUp.extra, 'number')} more, ${figureText(levelUp.cost, 'money')}`,
            },
            {
              label: 'Minimum standard',
              figures: true,
              cell: ({ fairness: { minimumStandard } }) =>
                `${figureText(minimumStandard.share, 'percent')}: ${figureText(minimumStandard.extra, 'number')} more, ${figureText(minimumStandard.cost, 'money')}`,
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
