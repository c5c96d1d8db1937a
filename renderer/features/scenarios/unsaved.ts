import { useCallback, useMemo, useState } from 'react';
import { keep, kept, presentMemory, useKept } from '../../bridge/workspace-state.ts';
import type { Memory, Slot } from '../../bridge/workspace-state.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';

/** An appraisal of the workspace by its number, or the one that was begun and not saved yet. */
export type AppraisalKey = number | 'new';

interface Steps {
  readonly list: readonly Appraisal[];
  readonly at: number;
}

const mostSteps = 100;

/** What the names of unsaved appraisals begin with. */
export const unsavedStem = 'appraisal:';

/** An appraisal as it was left, where that is not what is saved; null where it is. */
export const unsavedOf = (key: AppraisalKey): Slot<Appraisal | null> => ({
  name: `${unsavedStem}${key}`,
  initial: null,
  draft: {
    saved: 'as-it-changes',
    read: given => (Array.isArray((given as Partial<Appraisal> | null)?.options) ? (given as Appraisal) : null),
  },
});

/** The steps that can be undone and done again. */
const stepsOf = (key: AppraisalKey): Slot<Steps | null> => ({ name: `steps:${key}`, initial: null });

/** As text that does not depend on the order in which members were put in. */
const inOrder = (appraisal: Appraisal): string =>
  JSON.stringify(appraisal, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

const isSame = (a: Appraisal, b: Appraisal): boolean => a === b || inOrder(a) === inOrder(b);

/** Begins an appraisal that is not saved yet, in the workspace that it was drafted from. */
export function beginUnsaved(appraisal: Appraisal, of: Memory): void {
  keep(stepsOf('new'), null, of);
  keep(unsavedOf('new'), appraisal, of);
}

/** Throws away what is not saved of an appraisal. */
export function throwAway(key: AppraisalKey, of: Memory): void {
  keep(stepsOf(key), null, of);
  keep(unsavedOf(key), null, of);
}

export interface Editing {
  readonly appraisal: Appraisal;
  readonly isSaved: boolean;
  change(next: Appraisal): void;
  /** Undoes a step (−1) or does it again (1). */
  step(by: -1 | 1): void;
  /** It was saved under this number. */
  saved(id: number): void;
}

/**
 * An appraisal that is being changed. It stands as it was left when its page comes back, also after a lock or a restart;
 * it belongs to its workspace.
 * @param stored as the workspace has it; null for a new one
 */
export function useEditing(key: AppraisalKey, stored: Appraisal | null): Editing {
  // A field that is read elsewhere may answer when its page, or its workspace, is gone.
  const [of] = useState(presentMemory);
  const [unsaved] = useKept(unsavedOf(key));
  const [steps, setSteps] = useKept(stepsOf(key));
  const beginning = useMemo<Steps>(() => {
    const list = [stored, unsaved].filter(one => one !== null);
    return { list, at: list.length - 1 };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only how it begins: from then on the steps hold it
  }, [key]);
  const { list, at } = steps ?? beginning;
  const appraisal = list[at]!;
  const isSaved = useMemo(() => stored !== null && isSame(appraisal, stored), [appraisal, stored]);
  const show = useCallback(
    (next: Steps) => {
      setSteps(next);
      const shown = next.list[next.at]!;
      keep(unsavedOf(key), stored !== null && isSame(shown, stored) ? null : shown, of);
    },
    [setSteps, stored, key, of],
  );
  const change = useCallback(
    (next: Appraisal) => {
      const last = kept(stepsOf(key), of) ?? beginning;
      const upTo = [...last.list.slice(0, last.at + 1), next].slice(-mostSteps);
      show({ list: upTo, at: upTo.length - 1 });
    },
    [key, beginning, show, of],
  );
  const step = (by: -1 | 1) => show({ list, at: Math.max(0, Math.min(list.length - 1, at + by)) });
  const saved = (id: number) => {
    keep(unsavedOf(key), null, of);
    if (key === id) return;
    keep(stepsOf(id), { list, at }, of);
    keep(stepsOf(key), null, of);
  };
  return { appraisal, isSaved, change, step, saved };
}
