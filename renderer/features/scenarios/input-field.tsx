import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { underWay } from '../../bridge/workspace-state.ts';
import type { InputDefinition } from '../../../shared/contract/commissioning.ts';
import type { InputValue } from '../../../shared/model/appraisal.ts';
import { TextField } from '../../ui/field.tsx';
import { today, typedValue } from './editing.ts';
import { useTakenOnce, useWhenGone } from './when-gone.ts';

interface InputFieldProps {
  readonly input: InputDefinition;
  readonly value: InputValue;
  readonly onSet: (value: InputValue) => void;
}

/**
 * A number or a range as people write it. What was understood is said below; text that cannot be read is said to be so,
 * and the value before it stays.
 */
export function InputField({ input, value, onSet }: InputFieldProps): ReactNode {
  const [text, setText] = useState(value.text);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    setText(value.text);
    setWrong(null);
  }, [value.text]);
  const takeOnce = useTakenOnce(value.text);
  const commit = (given: string) =>
    given.trim() === value.text ? undefined : takeOnce(given, () => void underWay(understood(given)));
  const understood = async (given: string) => {
    try {
      const reading = await ask('commissioning.reading', { input: input.id, text: given });
      if (!reading.ok || !reading.distribution) {
        setWrong(reading.words);
        return;
      }
      setWrong(null);
      onSet(typedValue(value, given.trim(), reading.distribution, today()));
    } catch (error) {
      setWrong(sentenceOf(error));
    }
  };
  useWhenGone(() => commit(text));
  return (
    <div className="scenario-input">
      <TextField
        label={input.label}
        value={text}
        onChange={setText}
        error={wrong}
        onBlur={() => commit(text)}
        onKeyDown={event => {
          if (event.key === 'Enter') commit(text);
          else if (event.key === 'Escape') {
            setText(value.text);
            setWrong(null);
          }
        }}
      />
    </div>
  );
}
