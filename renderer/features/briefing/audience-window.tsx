import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import type { FrozenDeck, FrozenSlide } from '../../../shared/contract/briefing.ts';
import { formatDateTime } from '../../../shared/text/format.ts';
import { Notice } from '../../ui/surface.tsx';
import { usePresentation, usePresentingKeys } from './presenting.ts';
import { partsOfSlide, twinsOf } from './slide-layout.ts';
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
        onOpen={open => set({ open: [...open], part: 0 })}
        part={state.part}
        onPart={part => set({ part })}
        zoom={state.zoom}
        pointer={state.pointer}
      />
    </main>
  );
}

/** What the printed briefing rests on, at its end. */
const aboutSlide = (deck: FrozenDeck): FrozenSlide => ({
  slide: {
    id: 'about',
    layout: 'text',
    title: 'About this briefing',
    narrative: [
      deck.name,
      ...(deck.framework === null ? [] : [deck.framework]),
      `For ${deck.audience === 'board' ? 'a board' : 'the public'}: small counts, and what would give them away, are hidden by version ${deck.rulesVersion} of the disclosure rules`,
      `Frozen ${formatDateTime(deck.frozenAt)} by ${deck.frozenBy}; data version ${deck.dataVersion}`,
      `Checksum (SHA-256): ${deck.checksum}`,
    ].join('\n'),
    notes: '',
    pin: null,
  },
  content: null,
});

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
  const sheets = [...deck.slides, ...twinsOf(deck), aboutSlide(deck)].flatMap(slide => {
    const open = slide.content?.table?.rows.map((_, row) => row) ?? [];
    return Array.from({ length: partsOfSlide(slide, deck, open) }, (_, part) => ({ slide, open, part }));
  });
  const of = sheets.length;
  return (
    <main>
      {sheets.map(({ slide, open, part }, at) => (
        <div key={`${slide.slide.id} ${part}`} className="print-sheet">
          <SlideView deck={deck} slide={slide} number={at + 1} of={of} open={open} part={part} />
        </div>
      ))}
    </main>
  );
}
