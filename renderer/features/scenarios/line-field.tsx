import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { TextField } from '../../ui/field.tsx';
import { useTakenOnce, useWhenGone } from './when-gone.ts';

interface LineFieldProps {
  readonly label: string;
  readonly value: string;
  /** Takes what was written, or says in a sentence why it cannot be taken. */
  readonly onSet: (value: string) => string | null | void;
  readonly type?: 'text' | 'date';
  readonly lines?: number;
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
}

/** A line of text that is taken when it is finished: with Enter, or when the person goes on. */
export function LineField({
  label,
  value,
  onSet,
  type = 'text',
  lines,
  hideLabel = false,
  placeholder,
}: LineFieldProps): ReactNode {
  const [text, setText] = useState(value);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    setText(value);
    setError(null);
  }, [value]);
  const takeOnce = useTakenOnce(value);
  const commit = () => takeOnce(text, () => setError(text === value ? null : onSet(text) || null));
  useWhenGone(commit);
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
      {...(placeholder ? { placeholder } : {})}
      onKeyDown={event => {
        if (event.key === 'Enter' && !lines) commit();
      }}
    />
  );
}

/** Pounds as people write them; null for nothing, NaN for what is no amount of 0 or more. */
function poundsIn(text: string): number | null {
  const bare = text.replaceAll(/[£,\s]/g, '');
  if (bare === '') return null;
  const pounds = /^\d+(\.\d+)?$/.test(bare) ? Number(bare) : NaN;
  return Number.isFinite(pounds) ? pounds : NaN;
}

const poundsText = (pounds: number | null): string =>
  pounds === null
    ? ''
    : pounds.toLocaleString('en-GB', { minimumFractionDigits: pounds % 1 ? 2 : 0, maximumFractionDigits: 2 });

interface PoundsFieldProps {
  readonly label: string;
  readonly value: number | null;
  /** Pounds; null when it was emptied. */
  readonly onSet: (pounds: number | null) => void;
  /** What an empty field means; without it one is refused. */
  readonly empty?: string;
  /** An amount above 0. */
  readonly above0?: boolean;
}

/** An amount in pounds. */
export function PoundsField({ label, value, onSet, empty, above0 }: PoundsFieldProps): ReactNode {
  return (
    <LineField
      hideLabel
      label={label}
      value={poundsText(value)}
      {...(empty ? { placeholder: empty } : {})}
      onSet={text => {
        const pounds = poundsIn(text);
        if (pounds === null && !empty) return 'Write an amount, such as 250,000.';
        if (pounds !== null && (Number.isNaN(pounds) || (above0 && pounds === 0)))
          return `Write an amount${above0 ? ' above 0' : ''}, such as 250,000${empty ? ', or nothing' : ''}.`;
        onSet(pounds);
        return null;
      }}
    />
  );
}
