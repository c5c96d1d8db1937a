import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { TextField } from '../../ui/field.tsx';

interface LineFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onSet: (value: string) => void;
  readonly type?: 'text' | 'date';
  readonly lines?: number;
  readonly hideLabel?: boolean;
}

/** A line of text that is taken when it is finished: with Enter, or when the person goes on. */
export function LineField({ label, value, onSet, type = 'text', lines, hideLabel = false }: LineFieldProps): ReactNode {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    if (text !== value) onSet(text);
  };
  return (
    <TextField
      label={label}
      hideLabel={hideLabel}
      type={type}
      value={text}
      onChange={setText}
      onBlur={commit}
      {...(lines ? { lines } : {})}
      onKeyDown={event => {
        if (event.key === 'Enter' && !lines) commit();
      }}
    />
  );
}
