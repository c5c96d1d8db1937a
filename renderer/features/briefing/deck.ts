import type { HouseStyle } from '../../../shared/contract/briefing.ts';
import type { Deck, Pin, Slide } from '../../../shared/model/deck.ts';

/** A deck without slides, with the organisation and the marking that the house writes on its briefings. */
export const emptyDeck = (name: string, style: Pick<HouseStyle, 'organisation' | 'marking'>): Deck => ({
  name,
  template: null,
  audience: 'board',
  organisation: style.organisation,
  marking: style.marking || 'OFFICIAL – SENSITIVE',
  slides: [],
});

function freeId(deck: Deck): string {
  const taken = new Set(deck.slides.map(slide => slide.id));
  for (let n = deck.slides.length + 1; ; n++) if (!taken.has(`slide-${n}`)) return `slide-${n}`;
}

/** A deck with one more slide at its end. */
export function withSlide(deck: Deck, title: string, pin: Pin | null, layout: Slide['layout'] = 'view'): Deck {
  return {
    ...deck,
    slides: [...deck.slides, { id: freeId(deck), layout, title, narrative: '', notes: '', pin }],
  };
}

export const setSlide = (deck: Deck, at: number, change: Partial<Slide>): Deck => ({
  ...deck,
  slides: deck.slides.map((slide, i) => (i === at ? { ...slide, ...change } : slide)),
});

export const withoutSlide = (deck: Deck, at: number): Deck => ({
  ...deck,
  slides: deck.slides.filter((_, i) => i !== at),
});

/** The slide one place further up (−1) or down (1). */
export function movedSlide(deck: Deck, at: number, by: -1 | 1): Deck {
  const to = at + by;
  if (to < 0 || to >= deck.slides.length) return deck;
  const slides = [...deck.slides];
  [slides[at], slides[to]] = [slides[to]!, slides[at]!];
  return { ...deck, slides };
}

/** A deck that a draft holds; null where it holds something else. */
export const deckOfDraft = (given: unknown): Deck | null =>
  Array.isArray((given as Partial<Deck> | null)?.slides) ? (given as Deck) : null;

/**
 * What a slide shows follows from its pin and from the pins of the others, never from words: the deck with those slides
 * alone that show something of the data, and with the words of one slide where they are asked about.
 * @param shown id of the slide whose content is asked for
 */
export const wordless = (deck: Deck, shown: string | undefined, spoken?: Slide): Deck => ({
  ...deck,
  name: 'x',
  organisation: '',
  marking: '',
  slides: deck.slides
    .filter(slide => slide.id === shown || (slide.pin !== null && slide.pin.kind !== 'picture'))
    .map(slide => (slide === spoken ? slide : { ...slide, title: 'x', narrative: '', notes: '' })),
});
