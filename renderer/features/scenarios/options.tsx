import type { ReactNode } from 'react';
import { Plus, Trash2 } from 'lucide-react';
import type { AppraisalResult } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { figureText } from '../../../shared/text/appraisal.ts';
import { Button } from '../../ui/button.tsx';
import { Chart } from '../../ui/chart.tsx';
import { Card } from '../../ui/surface.tsx';
import { addOption, removeOption, setOption } from './editing.ts';
import { LineField } from './line-field.tsx';

interface OptionsProps {
  readonly appraisal: Appraisal;
  readonly result: AppraisalResult | null;
  readonly onChange: (appraisal: Appraisal) => void;
}

/** What each option is: its contracts, what no number holds, and how it goes year by year. */
export function Options({ appraisal, result, onChange }: OptionsProps): ReactNode {
  const names = new Map(appraisal.districts.map(district => [district.code, district.name]));
  return (
    <div className="scenario-column">
      <Card className="scenario-block" title="The question">
        <div className="scenario-controls">
          <LineField
            label="Name"
            value={appraisal.name}
            onSet={name => name.trim() && onChange({ ...appraisal, name })}
          />
        </div>
        <LineField
          label="Question"
          lines={2}
          value={appraisal.question}
          onSet={question => onChange({ ...appraisal, question })}
        />
      </Card>
      {result ? (
        <Card className="scenario-block" title="Year by year">
          <div className="scenario-pair">
            <YearChart result={result} label="Interviews within 72 hours" of={year => year.within72} />
            <YearChart
              result={result}
              label="Children waiting for a worker at the end of the year"
              of={year => year.waitingAtEnd}
            />
          </div>
        </Card>
      ) : null}
      {appraisal.options.map((option, at) => (
        <Card key={option.id} className="scenario-block" title={at === 0 ? `${option.name} (do-minimum)` : option.name}>
          <div className="scenario-pair">
            <LineField
              label="Name of the option"
              value={option.name}
              onSet={name => name.trim() && onChange(setOption(appraisal, option.id, { name }))}
            />
            <LineField
              label="Description"
              lines={2}
              value={option.description}
              onSet={description => onChange(setOption(appraisal, option.id, { description }))}
            />
          </div>
          <ul className="scenario-list">
            {option.contracts.map(contract => (
              <li key={contract.id}>
                <strong>{contract.name}</strong>: {contract.districts.map(code => names.get(code) ?? code).join(', ')}
                {result?.options
                  .find(one => one.id === option.id)
                  ?.pools.filter(pool => pool.contract === contract.id)
                  .map(pool => (
                    <span key={pool.service} className="small">
                      {' '}
                      · {pool.service === 'missing' ? 'Missing' : 'Targeted'} Service: {pool.words}
                    </span>
                  ))}
              </li>
            ))}
          </ul>
          <LineField
            label="What no number holds, one a line"
            lines={3}
            value={option.unquantified.join('\n')}
            onSet={text =>
              onChange(
                setOption(appraisal, option.id, {
                  unquantified: text
                    .split('\n')
                    .map(line => line.trim())
                    .filter(Boolean),
                }),
              )
            }
          />
          <div className="scenario-controls">
            <Button
              size="small"
              icon={<Plus aria-hidden />}
              isDisabled={appraisal.options.length >= 7}
              onPress={() => onChange(addOption(appraisal, option.id))}
            >
              Another like this
            </Button>
            {at > 0 ? (
              <Button
                size="small"
                icon={<Trash2 aria-hidden />}
                isDisabled={appraisal.options.length <= 2}
                onPress={() => onChange(removeOption(appraisal, option.id))}
              >
                Take it away
              </Button>
            ) : null}
          </div>
        </Card>
      ))}
    </div>
  );
}

interface YearChartProps {
  readonly result: AppraisalResult;
  readonly label: string;
  readonly of: (year: AppraisalResult['options'][number]['years'][number]) => number;
}

function YearChart({ result, label, of }: YearChartProps): ReactNode {
  const series = result.options.map(option => ({ name: option.name, values: option.years.map(of) }));
  return (
    <figure className="scenario-figure">
      <figcaption>{label}</figcaption>
      <Chart
        kind="line"
        height={210}
        format={value => figureText(value, 'number')}
        summary={`${label}: ${series.map(one => `${one.name} ${one.values.map(value => figureText(value, 'number')).join(', ')}`).join('; ')}`}
        data={{ categories: result.years, series }}
      />
    </figure>
  );
}
