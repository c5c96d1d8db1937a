import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTypedWords } from '../../bridge/typed-words.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { DatasetSummary, PivotDescription } from '../../../shared/contract/cube.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';

type Calculated = NonNullable<PivotDescription['calculated']>[number];

interface CalculatedDialogProps {
  readonly dataset: DatasetSummary;
  readonly description: PivotDescription;
  readonly onClose: () => void;
  readonly onAdd: (calculated: Calculated) => void;
}

const nameOf = (label: string) =>
  label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .replace(/_+$/, '')
    .slice(0, 60);

/** A measure worked out from others at each cell's own grain; the engine says at which place an expression is wrong. */
export function CalculatedDialog({ dataset, description, onClose, onAdd }: CalculatedDialogProps): ReactNode {
  const { words, areBack, write, forget } = useTypedWords(`measure:${dataset.name}`, { label: '', expression: '' });
  const { label, expression } = words;
  const [format, setFormat] = useState<'number' | 'percent' | 'rate'>('number');
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = () => {
    forget();
    onClose();
  };
  const add = async () => {
    const name = nameOf(label);
    if (!name) return setProblem('Give it a name that begins with a letter.');
    if ([...dataset.measures, ...(description.calculated ?? [])].some(measure => measure.name === name))
      return setProblem('A measure of that name is there already. Choose another name.');
    const calculated: Calculated = {
      name,
      label: label.trim(),
      expression,
      format,
      decimals: format === 'percent' ? 0 : 1,
    };
    try {
      await ask('cube.pivot', {
        dataset: dataset.name,
        values: [{ measure: name }],
        calculated: [...(description.calculated ?? []), calculated],
      });
      forget();
      onAdd(calculated);
    } catch (error) {
      setProblem(error instanceof FaultError ? error.fault.message : sentenceOf(error));
    }
  };
  return (
    <Dialog
      title="New measure"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={cancel}>Cancel</Button>
          <Button kind="primary" onPress={() => void add()}>
            Add
          </Button>
        </>
      }
    >
      <WrittenBefore shown={areBack} />
      <TextField
        label="Name"
        value={label}
        onChange={next => write({ label: next })}
        autoFocus
        placeholder="Referrals beyond the first"
      />
      <TextField
        label="Expression"
        value={expression}
        onChange={next => write({ expression: next })}
        error={problem}
        placeholder="(rows - children) / rows"
        hint="Measures by their short names, numbers, + − * / ( ), comparisons, min, max, abs, round, if(test, then, else)."
      />
      <ChoiceField
        label="Shown as"
        value={format}
        choices={[
          { id: 'number', label: 'A number' },
          { id: 'percent', label: 'A percentage of 1' },
          { id: 'rate', label: 'A rate' },
        ]}
        onChange={id => setFormat(id as typeof format)}
      />
      <details>
        <summary>Short names of the measures</summary>
        <dl className="calculated-names">
          {dataset.measures.map(measure => (
            <div key={measure.name}>
              <dt>
                <code>{measure.name}</code>
              </dt>
              <dd>{measure.label}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Dialog>
  );
}
