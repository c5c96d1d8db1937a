import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { underWay } from '../../bridge/workspace-state.ts';
import type { InputDefinition } from '../../../shared/contract/commissioning.ts';
import type { InputValue } from '../../../shared/model/appraisal.ts';
import { TextField } from '../../ui/field.tsx';
import { today, typedValue } from './editing.ts';
import { useWhenGone } from './when-gone.ts';

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
  /** What was taken last: Enter, going on, and being taken away are one answer. */
  const taken = useRef<string | null>(null);
  useEffect(() => {
    setText(value.text);
    setWrong(null);
    taken.current = null;
  }, [value.text]);
  const commit = async (given: string) => {
    if (given.trim() === value.text || given === taken.current) return;
    taken.current = given;
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
  useWhenGone(() => void underWay(commit(text)));
  return (
    <div className="scenario-input">
      <TextField
        label={input.label}
        value={text}
        onChange={setText}
        error={wrong}
        onBlur={() => void underWay(commit(text))}
        onKeyDown={event => {
          if (event.key === 'Enter') void underWay(commit(text));
          else if (event.key === 'Escape') {
            setText(value.text);
            setWrong(null);
          }
        }}
      />
    </div>
  );
}
