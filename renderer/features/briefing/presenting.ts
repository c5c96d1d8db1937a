import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent as ReactKeyboardEvent } from 'react';
import { useEvent } from '../../bridge/answers.tsx';
import { ask } from '../../bridge/workbench.ts';
import type { FrozenDeck } from '../../../shared/contract/briefing.ts';
import { nothingPresented } from '../../../shared/contract/shell.ts';
import type { PresentState } from '../../../shared/contract/shell.ts';
import { partsOfSlide, rowsThatOpen } from './slide-layout.ts';

type Change = Partial<Omit<PresentState, 'frozen' | 'startedAt'>>;

interface Presentation {
  readonly state: PresentState;
  /** Whether the state was told yet, or is only what stands before. */
  readonly isKnown: boolean;
  readonly set: (change: Change) => void;
}

/** The state that both windows of a presentation follow. */
export function usePresentation(): Presentation {
  const [state, setState] = useState<PresentState>(nothingPresented);
  const [isKnown, setKnown] = useState(false);
  useEffect(() => {
    void ask('present.state', {}).then(told => {
      setState(told);
      setKnown(true);
    });
  }, []);
  /** Steps of this window that are on their way: what is told meanwhile is older than they are. */
  const under = useRef(0);
  const hear = useCallback((event: { state: PresentState }) => {
    if (under.current === 0 || event.state.frozen === null) setState(event.state);
  }, []);
  useEvent('present', hear);
  const set = useCallback((change: Change) => {
    // At once, so that a second key counts from the first one.
    setState(before => ({ ...before, ...change }));
    under.current += 1;
    void ask('present.set', change as never)
      .then(told => {
        if (under.current === 1) setState(told);
      })
      .finally(() => {
        under.current -= 1;
      });
  }, []);
  return { state, isKnown, set };
}

/** What a step forwards (1) or backwards (−1) changes: the next part of a table, or the next slide. */
function stepped(deck: FrozenDeck, { slide, part, open }: PresentState, by: 1 | -1): Change {
  const parts = (at: number, opened: readonly number[]) => partsOfSlide(deck.slides[at]!, deck, opened);
  const to = Math.min(part, parts(slide, open) - 1) + by;
  if (to >= 0 && to < parts(slide, open)) return { part: to, black: false };
  const next = Math.max(0, Math.min(deck.slides.length - 1, slide + by));
  if (next === slide) return { black: false };
  return { ...atSlide(next), part: by === 1 ? 0 : parts(next, []) - 1 };
}

const atSlide = (slide: number): Change => ({ slide, part: 0, black: false, open: [], zoom: 1, pointer: null });

/**
 * The keys of a presentation, the same in both windows: arrows and page keys step through slides and the parts of long
 * tables, Home and End jump, a number and Enter
 * goes there, B blacks out, Enter opens the rows of a table and Backspace closes them, plus and minus zoom, Esc ends.
 * Answers the step itself, for buttons.
 */
export function usePresentingKeys(
  deck: FrozenDeck | undefined,
  state: PresentState,
  set: (change: Change) => void,
): (by: 1 | -1) => void {
  const [typed, setTyped] = useState('');
  useEffect(() => {
    if (!deck) return undefined;
    const last = deck.slides.length - 1;
    const go = (slide: number) => set(atSlide(Math.max(0, Math.min(last, slide))));
    const onKeyDown = (event: KeyboardEvent | ReactKeyboardEvent) => {
      const target = event.target as HTMLElement | null;
      if (target && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      const { key } = event;
      const table = deck.slides[state.slide]?.content?.table ?? null;
      if (/^\d$/.test(key)) setTyped(before => (before + key).slice(-3));
      else if (key === 'Enter' && typed) {
        go(Number(typed) - 1);
        setTyped('');
      } else if (['ArrowRight', 'ArrowDown', 'PageDown', ' '].includes(key)) set(stepped(deck, state, 1));
      else if (['ArrowLeft', 'ArrowUp', 'PageUp'].includes(key)) set(stepped(deck, state, -1));
      else if (key === 'Home') go(0);
      else if (key === 'End') go(last);
      else if (key === 'b' || key === 'B' || key === '.') set({ black: !state.black });
      else if (key === 'Enter' && table && target?.tagName !== 'BUTTON') {
        // One row more each time: what is asked for in the room opens in order.
        const next = rowsThatOpen(table).find(row => !state.open.includes(row));
        if (next === undefined) return;
        set({ open: [...state.open, next], part: 0 });
      } else if (key === 'Backspace') set({ open: state.open.slice(0, -1), part: 0 });
      else if (key === '+' || key === '=') set({ zoom: Math.min(4, state.zoom + 0.5) });
      else if (key === '-') set({ zoom: Math.max(1, state.zoom - 0.5) });
      else if (key === 'Escape') void ask('present.end', {});
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [deck, state, set, typed]);
  return by => {
    if (deck) set(stepped(deck, state, by));
  };
}
