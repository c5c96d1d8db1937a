import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AppraisalResult } from '../../../shared/contract/commissioning.ts';
import { contributionRules } from '../../../shared/model/appraisal.ts';
import type { Appraisal, ContributionRule, Partner } from '../../../shared/model/appraisal.ts';
import { formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { ChoiceField } from '../../ui/field.tsx';
import { Card, Notice } from '../../ui/surface.tsx';
import { LineField } from './line-field.tsx';
import { leader, pence, shortMoney } from './words.ts';

const ruleLabels: Readonly<Record<ContributionRule, string>> = {
  'fixed-share': 'Fixed shares',
  population: 'By children aged 10 to 17',
  need: 'By need',
  activity: 'By activity',
  benefit: 'By who gains',
  'stand-alone': 'By what each would pay alone',
  shapley: 'Shapley value',
};

interface MoneyProps {
  readonly appraisal: Appraisal;
  readonly result: AppraisalResult;
  readonly onChange: (appraisal: Appraisal) => void;
}

/** Who pays what in which year, to the penny, and who gains: the affordability ledger beside the economic one. */
export function Money({ appraisal, result, onChange }: MoneyProps): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const option = result.options.find(one => one.id === chosen) ?? leader(result.options);
  const shares = appraisal.partners.reduce((sum, partner) => sum + Number(partner.share), 0);
  const totals = result.years.map((_, year) => option.partners.reduce((sum, partner) => sum + partner.pence[year]!, 0));
  const dearer = option.partners.filter(
    partner => partner.alonePenceAYear !== null && partner.penceAYear > partner.alonePenceAYear,
  );
  const setPartner = (id: string, change: Partial<Partner>) =>
    onChange({
      ...appraisal,
      partners: appraisal.partners.map(partner => (partner.id === id ? { ...partner, ...change } : partner)),
    });
  return (
    <div className="scenario-column">
      <Card className="scenario-block" title="Who pays">
        <div className="scenario-controls">
          <ChoiceField
            label="Option"
            value={option.id}
            choices={result.options.map(one => ({ id: one.id, label: one.name }))}
            onChange={setChosen}
          />
          <ChoiceField
            label="Contributions"
            value={appraisal.contribution}
            choices={contributionRules.map(id => ({ id, label: ruleLabels[id] }))}
            onChange={id => onChange({ ...appraisal, contribution: id as ContributionRule })}
          />
        </div>
        {appraisal.contribution === 'fixed-share' && Math.abs(shares - 1) > 1e-9 ? (
          <Notice tone="warn">
            The fixed shares add up to {formatPercent(shares, 1)}. Set them so that they make 100 %.
          </Notice>
        ) : null}
        <table className="scenario-table">
          <caption className="scenario-caption">
            In the prices of each year; every year’s shares add up to its cost exactly
          </caption>
          <thead>
            <tr>
              <th scope="col">Partner</th>
              <th scope="col" className="figures">
                Share
              </th>
              {result.years.map(year => (
                <th key={year} scope="col" className="figures">
                  {year}
                </th>
              ))}
              <th scope="col" className="figures">
                Alone
              </th>
              <th scope="col" className="figures">
                Budget
              </th>
              <th scope="col" className="figures">
                Gains less pays
              </th>
            </tr>
          </thead>
          <tbody>
            {option.partners.map(partner => (
              <tr key={partner.id}>
                <th scope="row">{partner.name}</th>
                <td className="figures">{formatPercent(partner.share, 1)}</td>
                {partner.pence.map((amount, year) => (
                  <td key={result.years[year]} className="figures">
                    {pence(amount)}
                  </td>
                ))}
                <td className="figures">{partner.alonePenceAYear === null ? '—' : pence(partner.alonePenceAYear)}</td>
                <td className="figures">
                  {shortMoney(partner.budgetPence / 100)}
                  {partner.affordable === null ? '' : `, holds in ${formatPercent(partner.affordable)}`}
                </td>
                <td className="figures" data-sign={Math.sign(partner.netPenceAYear)}>
                  {partner.netPenceAYear > 0 ? '+' : ''}
                  {pence(partner.netPenceAYear)}
                </td>
              </tr>
            ))}
            <tr className="scenario-total">
              <th scope="row">All partners</th>
              <td className="figures">100 %</td>
              {totals.map((amount, year) => (
                <td key={result.years[year]} className="figures">
                  {pence(amount)}
                </td>
              ))}
              <td colSpan={3}>{null}</td>
            </tr>
          </tbody>
        </table>
        <p className="small">
          {dearer.length === 0
            ? 'No partner pays more than it would alone.'
            : `${dearer.map(partner => partner.name).join(' and ')} would pay less alone.`}
        </p>
      </Card>
      <Card className="scenario-block" title="What the benefits are worth a year">
        <p className="small">
          {option.name}, against the do-minimum. The four columns are kept apart: only the first can be banked.
        </p>
        <table className="scenario-table">
          <thead>
            <tr>
              {(['Cashable', 'Fiscal', 'Economic', 'Social'] as const).map(label => (
                <th key={label} scope="col" className="figures">
                  {label}
                </th>
              ))}
              <th scope="col" className="figures">
                Present value of costs
              </th>
              <th scope="col" className="figures">
                Present value of benefits
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              {(['cashable', 'fiscal', 'economic', 'social'] as const).map(kind => (
                <td key={kind} className="figures">
                  {shortMoney(option.value[kind])}
                </td>
              ))}
              <td className="figures">{shortMoney(option.presentValueCosts)}</td>
              <td className="figures">{shortMoney(option.presentValueBenefits)}</td>
            </tr>
          </tbody>
        </table>
      </Card>
      <Card className="scenario-block" title="Partners">
        <table className="scenario-table">
          <thead>
            <tr>
              <th scope="col">Partner</th>
              <th scope="col">Fixed share</th>
              <th scope="col">Share of the benefit</th>
              <th scope="col">Budget a year, £</th>
            </tr>
          </thead>
          <tbody>
            {appraisal.partners.map(partner => (
              <tr key={partner.id}>
                <th scope="row">{partner.name}</th>
                <td>
                  <ShareField
                    label={`Fixed share of ${partner.name}`}
                    value={partner.share}
                    onSet={share => setPartner(partner.id, { share })}
                  />
                </td>
                <td>
                  <ShareField
                    label={`Share of the benefit of ${partner.name}`}
                    value={partner.benefitShare}
                    onSet={benefitShare => setPartner(partner.id, { benefitShare })}
                  />
                </td>
                <td>
                  <LineField
                    hideLabel
                    label={`Budget of ${partner.name}`}
                    value={formatNumber(partner.budget)}
                    onSet={text => {
                      const budget = Number(text.replaceAll(/[£,\s]/g, ''));
                      if (Number.isFinite(budget) && budget >= 0) setPartner(partner.id, { budget });
                    }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  );
}

/** A share kept as decimal text, so that what is shared out is exact: 42 % is "0.42". */
function ShareField({
  label,
  value,
  onSet,
}: {
  readonly label: string;
  readonly value: string;
  readonly onSet: (share: string) => void;
}): ReactNode {
  return (
    <LineField
      hideLabel
      label={label}
      value={`${formatNumber(Number(value) * 100, 2).replace(/\.?0+$/, '')} %`}
      onSet={text => {
        const share = Number(text.replaceAll(/[%\s]/g, '')) / 100;
        if (Number.isFinite(share) && share >= 0 && share <= 1) onSet(String(Math.round(share * 1e9) / 1e9));
      }}
    />
  );
}
