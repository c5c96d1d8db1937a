import { useCallback, useState } from 'react';
import { useKept } from './workspace-state.ts';
import type { Slot } from './workspace-state.ts';

type Words = Readonly<Record<string, string>>;

const areWords = (given: unknown): given is Words =>
  typeof given === 'object' && given !== null && Object.values(given).every(value => typeof value === 'string');

/** A draft has a plain name, whatever the thing is called that it belongs to. */
const plainName = (name: string): string =>
  `words:${name}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9:.-]+/g, '-')
    .slice(0, 120);

const wordsOf = (name: string): Slot<Words | null> => ({
  name: plainName(name),
  initial: null,
  draft: { saved: 'as-it-changes', read: given => (areWords(given) ? given : null) },
});

export interface TypedWords<W extends Words> {
  /** What the fields say: what was typed, and what stood there before where nothing was. */
  readonly words: W;
  /** They were typed before the dialog was opened this time, and not saved. */
  readonly areBack: boolean;
  write(change: Partial<W>): void;
  /** They are saved, or not wanted any more. */
  forget(): void;
}

/**
 * The text fields of a dialog. What is typed in them is there again after a lock, a restart or a slip of the Escape key,
 * until it is saved or cancelled. Never for a passphrase.
 * @param name of what they belong to, such as "correct:12"
 * @param initial what stands in them before anybody typed
 */
export function useTypedWords<W extends Words>(name: string, initial: W): TypedWords<W> {
  const [typed, setTyped] = useKept(wordsOf(name));
  const [areBack] = useState(typed !== null);
  const write = useCallback(
    (change: Partial<W>) => setTyped(before => ({ ...before, ...change }) as Words),
    [setTyped],
  );
  const forget = useCallback(() => setTyped(null), [setTyped]);
  return { words: { ...initial, ...typed }, areBack, write, forget };
}

/** One text that narrows a list: it stands as it was left. */
export const useKeptSearch = (name: string): [string, (next: string) => void] =>
  useKept<string>({
    name: `search:${name}`,
    initial: '',
    draft: { saved: 'when-left', read: given => (typeof given === 'string' ? given : null) },
  });
