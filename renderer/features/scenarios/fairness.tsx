import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AppraisalResult } from '../../../shared/contract/commissioning.ts';
import { formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { ChoiceField } from '../../ui/field.tsx';
import { Card } from '../../ui/surface.tsx';
import { leader, shortMoney } from './words.ts';

/** The postcode lottery: access by district, step by step, beside what chance alone would show. */
export function Fairness({ result }: { readonly result: AppraisalResult }): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const option = result.options.find(one => one.id === chosen) ?? leader(result.options);
  const { fairness } = option;
  const beyond = fairness.hoover > fairness.hooverByChance;
  const share = (value: number | null) => (value === null ? '—' : formatPercent(value, 1));
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
        <table className="scenario-table">
          <thead>
            <tr>
              <th scope="col">District</th>
              <th scope="col" className="figures">
                Need a year
              </th>
              <th scope="col" className="figures">
                Met
              </th>
              <th scope="col" className="figures">
                Access
              </th>
              <th scope="col" className="figures">
                Offered
              </th>
              <th scope="col" className="figures">
                Accepted
              </th>
              <th scope="col" className="figures">
                Completed
              </th>
              <th scope="col" className="figures">
                In time
              </th>
            </tr>
          </thead>
          <tbody>
            {option.districts.map(district => (
              <tr key={district.code}>
                <th scope="row">{district.name}</th>
                <td className="figures">{formatNumber(district.need)}</td>
                <td className="figures">{formatNumber(district.met)}</td>
                <td className="figures">{formatPercent(district.access)}</td>
                <td className="figures">{formatPercent(district.offered)}</td>
                <td className="figures">{formatPercent(district.accepted)}</td>
                <td className="figures">{formatPercent(district.completed)}</td>
                <td className="figures">{formatPercent(district.inTime)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      <Card className="scenario-block" title="Options side by side">
        <table className="scenario-table">
          <thead>
            <tr>
              <th scope="col">Option</th>
              <th scope="col" className="figures">
                Lottery index
              </th>
              <th scope="col" className="figures">
                By chance
              </th>
              <th scope="col" className="figures">
                Range
              </th>
              <th scope="col" className="figures">
                Gini
              </th>
              <th scope="col" className="figures">
                Concentration
              </th>
              <th scope="col" className="figures">
                Slope by deprivation
              </th>
              <th scope="col" className="figures">
                To level up
              </th>
              <th scope="col" className="figures">
                Minimum standard
              </th>
            </tr>
          </thead>
          <tbody>
            {result.options.map(one => (
              <tr key={one.id}>
                <th scope="row">{one.name}</th>
                <td className="figures">{formatPercent(one.fairness.hoover, 1)}</td>
                <td className="figures">{formatPercent(one.fairness.hooverByChance, 1)}</td>
                <td className="figures">{formatPercent(one.fairness.range, 1)}</td>
                <td className="figures">{one.fairness.gini === null ? '—' : formatNumber(one.fairness.gini, 3)}</td>
                <td className="figures">
                  {one.fairness.concentration === null ? '—' : formatNumber(one.fairness.concentration, 3)}
                </td>
                <td className="figures">{share(one.fairness.slopeIndex)}</td>
                <td className="figures">
                  {formatNumber(one.fairness.levelUp.extra)} more, {shortMoney(one.fairness.levelUp.cost)}
                </td>
                <td className="figures">
                  {formatPercent(one.fairness.minimumStandard.share)}:{' '}
                  {formatNumber(one.fairness.minimumStandard.extra)} more,{' '}
                  {shortMoney(one.fairness.minimumStandard.cost)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="small">
          Lottery index: share of what is provided that would have to move for equal access (Hoover). Gini and
          concentration are weighted by need; below nothing, the concentration favours the deprived. The slope is the
          difference of access from the most to the least deprived district.
        </p>
      </Card>
    </div>
  );
}
