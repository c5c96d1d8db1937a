import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { Notice } from '../../ui/surface.tsx';
import { usePresentation, usePresentingKeys } from './presenting.ts';
import { SlideView } from './slide-view.tsx';
import './audience-window.css';

/** What stands on the wall: one slide, and nothing else. */
export function AudienceWindow({ frozen }: { readonly frozen: number }): ReactNode {
  const deck = useAnswer('briefing.frozen', { id: frozen });
  const { state, set } = usePresentation();
  usePresentingKeys(deck.data, state, set);
  if (deck.error) return <Notice tone="stop">{sentenceOf(deck.error)}</Notice>;
  const slide = deck.data?.slides[state.slide];
  if (!deck.data || !slide) return <div className="audience" aria-busy="true" />;
  if (state.black) return <div className="audience audience-black" aria-label="Blacked out" role="img" />;
  return (
    <main className="audience">
      <SlideView
        deck={deck.data}
        slide={slide}
        number={state.slide + 1}
        of={deck.data.slides.length}
        open={state.open}
        onOpen={open => set({ open: [...open] })}
        zoom={state.zoom}
        pointer={state.pointer}
      />
    </main>
  );
}

/** All slides one after the other, for a PDF; says when they are drawn. */
export function PrintWindow({ frozen }: { readonly frozen: number }): ReactNode {
  const { data: deck } = useAnswer('briefing.frozen', { id: frozen });
  useEffect(() => {
    if (!deck) return undefined;
    document.title = deck.name;
    document.body.classList.add('printing');
    // Fonts and charts are drawn within a moment; the frame after them is what is printed.
    let stopped = false;
    void document.fonts.ready.then(() =>
      setTimeout(() => {
        if (!stopped) void ask('print.ready', {});
      }, 800),
    );
    return () => {
      stopped = true;
    };
  }, [deck]);
  if (!deck) return null;
  return (
    <main>
      {deck.slides.map((slide, at) => (
        <div key={slide.slide.id} className="print-sheet">
          <SlideView
            deck={deck}
            slide={slide}
            number={at + 1}
            of={deck.slides.length}
            open={slide.content?.table?.rows.map((_, row) => row) ?? []}
          />
        </div>
      ))}
    </main>
  );
}
