import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { AppraisalResult, ModelDescription } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { figureText, signedText } from '../../../shared/text/appraisal.ts';
import { Chart } from '../../ui/chart.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import { Card, Notice } from '../../ui/surface.tsx';
import { Tornado } from './tornado.tsx';
import { workedOutAgain } from './words.ts';

interface SensitivityProps {
  readonly appraisal: Appraisal;
  readonly result: AppraisalResult;
  /** It is of the edit before, while the present one is worked out. */
  readonly isOfBefore: boolean;
  readonly model: ModelDescription;
  readonly compare: readonly [string, string] | null;
  readonly onCompare: (pair: readonly [string, string]) => void;
}

/** Which inputs decide between two options, where the answer turns, and how two inputs work together. */
export function Sensitivity({ appraisal, result, isOfBefore, model, compare, onCompare }: SensitivityProps): ReactNode {
  const { tornado } = result;
  const pair = compare ?? [tornado.option, tornado.against];
  const [first, second] = tornado.bars;
  const [x, setX] = useState<string | null>(null);
  const [y, setY] = useState<string | null>(null);
  const across = x ?? first?.input ?? null;
  const up = y ?? second?.input ?? null;
  const options = result.options.map(option => ({ id: option.id, label: option.name }));
  const inputs = tornado.bars.map(bar => ({ id: bar.input, label: bar.label }));
  const formatOf = (id: string | null) => model.inputs.find(input => input.id === id)?.format ?? 'number';
  const labelOf = (id: string | null) => model.inputs.find(input => input.id === id)?.label ?? '';
  const grid = useAnswer(
    'commissioning.grid',
    { appraisal, compare: [pair[0], pair[1]], x: across ?? 'none', y: up ?? 'none' },
    { enabled: across !== null && up !== null && across !== up, keep: true },
  );
  return (
    <div className="scenario-column">
      <Card className="scenario-block" title="What would change the answer?">
        <div className="scenario-controls">
          <ChoiceField
            label="This option"
            value={pair[0]}
            choices={options}
            onChange={id => onCompare([id, pair[1]])}
          />
          <ChoiceField label="Against" value={pair[1]} choices={options} onChange={id => onCompare([pair[0], id])} />
        </div>
        <Tornado bars={tornado.bars} inputs={model.inputs} full />
        <p className="small">
          {isOfBefore ? workedOutAgain : null}
          Each bar moves one input from its 10th to its 90th percentile, averaged over the draws of all others. ⇅ marks
          an input with which the difference does not run one way. “Switches at” is where both options are worth the
          same.
        </p>
      </Card>
      <Card className="scenario-block" title="Two inputs together">
        <div className="scenario-controls">
          <ChoiceField label="Across" value={across} choices={inputs} onChange={setX} />
          <ChoiceField label="Up" value={up} choices={inputs} onChange={setY} />
        </div>
        {grid.error ? <Notice tone="stop">{sentenceOf(grid.error)}</Notice> : null}
        {grid.data ? (
          <Chart
            kind="heat"
            height={300}
            format={value => signedText(value, 'money')}
            summary={`NPSV difference over ${labelOf(across)} and ${labelOf(up)}`}
            data={{
              categories: grid.data.x.map(value => figureText(value, formatOf(across))),
              series: grid.data.values.map((row, i) => ({
                name: figureText(grid.data!.y[i]!, formatOf(up)),
                values: row,
              })),
            }}
          />
        ) : null}
      </Card>
    </div>
  );
}
