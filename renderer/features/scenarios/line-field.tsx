import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { TextField } from '../../ui/field.tsx';

interface LineFieldProps {
  readonly label: string;
  readonly value: string;
  /** Takes what was written, or says in a sentence why it cannot be taken. */
  readonly onSet: (value: string) => string | null | void;
  readonly type?: 'text' | 'date';
  readonly lines?: number;
  readonly hideLabel?: boolean;
}

/** A line of text that is taken when it is finished: with Enter, or when the person goes on. */
export function LineField({ label, value, onSet, type = 'text', lines, hideLabel = false }: LineFieldProps): ReactNode {
  const [text, setText] = useState(value);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    setText(value);
    setError(null);
  }, [value]);
  const commit = () => setError(text === value ? null : onSet(text) || null);
  return (
    <TextField
      label={label}
      hideLabel={hideLabel}
      type={type}
      value={text}
      error={error}
      onChange={setText}
      onBlur={commit}
      {...(lines ? { lines } : {})}
      onKeyDown={event => {
        if (event.key === 'Enter' && !lines) commit();
      }}
    />
  );
}
