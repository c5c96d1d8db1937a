/** A briefing: slides that point at live views until they are frozen. Plain values, kept in the workspace. */

export const templates = [
  'csaf-quarterly',
  'safeguarding-board',
  'scrutiny-committee',
  'police-crime-panel',
  'joint-commissioning-group',
] as const;
export type DeckTemplate = (typeof templates)[number];

/** What a slide holds beside its words. `view` is the view's own plain description; its form is checked by the engine. */
export type Pin =
  | { readonly kind: 'table'; readonly view: unknown }
  | { readonly kind: 'chart'; readonly view: unknown; readonly chart: 'bar' | 'stacked' | 'line' | 'heat' }
  | {
      readonly kind: 'map';
      readonly view: unknown;
      readonly layer: 'areas' | 'hot-spots' | 'clusters' | 'places' | 'change';
    }
  | {
      readonly kind: 'options';
      readonly view: unknown;
      readonly part: 'compare' | 'tornado' | 'partners' | 'districts';
    }
  /** A scorecard, or one indicator's chart: a question of `framework.scorecard`, the second of one indicator. */
  | { readonly kind: 'scorecard' | 'control-chart'; readonly view: unknown }
  /** One indicator over its quarters, with the two like spans of its change: `{ indicator }`, its code. */
  | { readonly kind: 'trend'; readonly view: unknown }
  /** The districts of an indicator, beside the rest or beside themselves a year before: `{ indicator }`, its code. */
  | { readonly kind: 'districts'; readonly view: unknown; readonly part: 'level' | 'change' }
  /** PNG as base64, with what it shows in words. */
  | { readonly kind: 'picture'; readonly png: string; readonly alt: string };

export interface Slide {
  readonly id: string;
  readonly layout: 'title' | 'view' | 'text';
  /** A finding, in a sentence. */
  readonly title: string;
  /** Up to three facts, or a short text; one paragraph a line. */
  readonly narrative: string;
  /** For the speaker alone. */
  readonly notes: string;
  readonly pin: Pin | null;
}

export interface Deck {
  readonly name: string;
  readonly template: DeckTemplate | null;
  readonly audience: 'board' | 'public';
  readonly organisation: string;
  /** Classification marking, such as "OFFICIAL – SENSITIVE". */
  readonly marking: string;
  readonly slides: readonly Slide[];
}
