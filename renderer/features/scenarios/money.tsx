import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AppraisalResult, OptionResult, PartnerResult } from '../../../shared/contract/commissioning.ts';
import { contributionRules } from '../../../shared/model/appraisal.ts';
import type { Appraisal, ContributionRule } from '../../../shared/model/appraisal.ts';
import { areAmountsKnown, areGainsKnown } from '../../../shared/model/appraisal-standing.ts';
import { figureText, paysMoreThanAlone, penceText, sketchPaysText } from '../../../shared/text/appraisal.ts';
import { isSketch } from '../../../shared/text/decision.ts';
import { formatPercent } from '../../../shared/text/format.ts';
import { ChoiceField } from '../../ui/field.tsx';
import { Card, Notice } from '../../ui/surface.tsx';
import { CostByYear } from './cost-by-year.tsx';
import { FiguresTable } from './figures-table.tsx';
import { Leaving } from './leaving.tsx';
import { Overspend } from './overspend.tsx';
import { PartnersTable } from './partners-table.tsx';
import { leader } from './words.ts';

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
  const limits = result.notes.filter(note => note.code === 'contribution-limits');
  const unpaid = unpaidWords(option);
  const isKnown = areAmountsKnown(result.standing);
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
        {isKnown && unpaid ? <Notice tone="warn">{unpaid}</Notice> : null}
        {(isKnown ? limits : []).map(note => (
          <Notice key={note.text} tone="warn">
            {note.text}
          </Notice>
        ))}
        {isKnown && isSketch(result.findings) ? <p>{sketchPaysText}</p> : null}
        {isKnown ? (
          <>
            <PaysTable
              option={option}
              years={result.years}
              appraisal={appraisal}
              isUnpaid={unpaid !== null}
              withGains={areGainsKnown(result.standing)}
            />
            <p className="small">{dearerWords(option)}</p>
          </>
        ) : (
          <CostByYear options={result.options} years={result.years} standing={result.standing} />
        )}
      </Card>
      <PartnersTable appraisal={appraisal} onChange={onChange} />
      <Overspend appraisal={appraisal} option={option} isKnown={isKnown} onChange={onChange} />
      {isKnown ? <Leaving option={option} /> : null}
      <Card className="scenario-block" title="What the benefits are worth a year">
        <p className="small">
          The four kinds are kept apart: only the first can be banked. A year’s benefits are all that an option brings.
          Present values are of the whole period, against the do-minimum.
        </p>
        <FiguresTable
          heading="Option"
          header={one => one.name}
          rows={[option]}
          rowKey={one => one.id}
          columns={[
            ...(['cashable', 'fiscal', 'economic', 'social'] as const).map(kind => ({
              label: `${kind[0]!.toUpperCase()}${kind.slice(1)}`,
              figures: true,
              cell: (one: OptionResult) => figureText(one.value[kind], 'money'),
            })),
            { label: 'Present value of costs', figures: true, cell: one => figureText(one.presentValueCosts, 'money') },
            {
              label: 'Present value of benefits',
              figures: true,
              cell: one => figureText(one.presentValueBenefits, 'money'),
            },
          ]}
        />
      </Card>
    </div>
  );
}

interface PaysTableProps {
  readonly appraisal: Appraisal;
  readonly option: OptionResult;
  readonly years: readonly string[];
  readonly isUnpaid: boolean;
  readonly withGains: boolean;
}

function PaysTable({ appraisal, option, years, isUnpaid, withGains }: PaysTableProps): ReactNode {
  const costs = option.unpaidPence.map((unpaid, year) =>
    option.partners.reduce((sum, partner) => sum + partner.pence[year]!, unpaid),
  );
  const limitOf = ({ id, limited }: PartnerResult): string => {
    const partner = appraisal.partners.find(one => one.id === id);
    const pounds = limited === 'cap' ? partner?.cap : limited === 'floor' ? partner?.floor : null;
    if (limited === null) return '';
    const amount = pounds == null ? '' : `, ${figureText(pounds, 'money')}`;
    return limited === 'cap' ? `held at its most${amount}` : `held at its least${amount}`;
  };
  return (
    <FiguresTable
      caption={`In the prices of each year; every year’s shares ${isUnpaid ? 'and what nobody pays add' : 'add'} up to its cost exactly`}
      heading="Partner"
      header={partner => (
        <>
          {partner.name}
          {partner.limited ? <span className="small scenario-limit">{limitOf(partner)}</span> : null}
        </>
      )}
      rows={option.partners}
      rowKey={partner => partner.id}
      columns={[
        { label: 'Share', figures: true, cell: partner => figureText(partner.share, 'percent') },
        ...years.map((label, year) => ({
          label,
          figures: true,
          cell: (partner: PartnerResult) => penceText(partner.pence[year]!),
        })),
        {
          label: 'Alone',
          figures: true,
          cell: partner => penceText(partner.alonePenceAYear),
        },
        {
          label: 'Budget',
          figures: true,
          cell: partner =>
            partner.budgetPence === null
              ? 'not given'
              : `${penceText(partner.budgetPence)}${partner.affordable === null ? '' : `, holds in ${figureText(partner.affordable, 'percent')}`}`,
        },
        ...(withGains
          ? [
              {
                label: 'Gains less pays',
                figures: true,
                sign: (partner: PartnerResult) => partner.netPenceAYear,
                cell: (partner: PartnerResult) => penceText(partner.netPenceAYear, true),
              },
            ]
          : []),
      ]}
      sums={
        isUnpaid
          ? [
              { header: 'Nobody', cells: [null, ...option.unpaidPence.map(amount => penceText(amount))] },
              { header: 'The whole cost', cells: [null, ...costs.map(amount => penceText(amount))] },
            ]
          : [{ header: 'All partners', cells: ['100 %', ...costs.map(amount => penceText(amount))] }]
      }
    />
  );
}

/** What the caps leave over, in a sentence; null when they leave nothing. */
function unpaidWords({ name, unpaidPence }: OptionResult): string | null {
  const short = unpaidPence.filter(amount => amount > 0);
  if (short.length === 0) return null;
  const [least, most] = [Math.min(...short), Math.max(...short)];
  const amount = least === most ? penceText(most) : `${penceText(least)} to ${penceText(most)}`;
  return `Every cap is reached, so ${amount} a year of what “${name}” costs is paid by nobody${
    short.length < unpaidPence.length ? ` in ${short.length} of ${unpaidPence.length} years` : ''
  }. Raise what a partner pays at most, or commission less.`;
}

function dearerWords({ partners }: OptionResult): string {
  const dearer = partners.filter(paysMoreThanAlone);
  return dearer.length === 0
    ? 'No partner pays more than it would alone.'
    : `${dearer.map(partner => partner.name).join(' and ')} would pay less alone.`;
}
