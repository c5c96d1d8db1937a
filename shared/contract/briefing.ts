import * as v from 'valibot';
import type { CellStatus } from './cube.ts';
import type { AreaTopology } from './geography.ts';
import { engineMethod, figures } from './method.ts';
import { templates } from '../model/deck.ts';
import type { Deck, DeckTemplate, Slide } from '../model/deck.ts';

const words = (most: number) => v.pipe(v.string(), v.maxLength(most));
const view = v.unknown();

const pin = v.variant('kind', [
  v.strictObject({ kind: v.literal('table'), view }),
  v.strictObject({ kind: v.literal('chart'), view, chart: v.picklist(['bar', 'stacked', 'line', 'heat']) }),
  v.strictObject({
    kind: v.literal('map'),
    view,
    layer: v.picklist(['areas', 'hot-spots', 'clusters', 'places', 'change']),
  }),
  v.strictObject({
    kind: v.literal('options'),
    view,
    part: v.picklist(['compare', 'tornado', 'partners', 'districts']),
  }),
  v.strictObject({ kind: v.literal('scorecard'), view }),
  v.strictObject({ kind: v.literal('control-chart'), view }),
  v.strictObject({ kind: v.literal('trend'), view }),
  v.strictObject({ kind: v.literal('districts'), view, part: v.picklist(['level', 'change']) }),
  v.strictObject({ kind: v.literal('picture'), png: v.pipe(v.string(), v.maxLength(20_000_000)), alt: words(500) }),
]);

/** The document of a deck. */
export const deckDocument: v.GenericSchema<Deck> = v.strictObject({
  name: v.pipe(words(120), v.trim(), v.minLength(1, 'A briefing needs a name.')),
  template: v.nullable(v.picklist(templates)),
  audience: v.picklist(['board', 'public']),
  organisation: words(200),
  marking: words(80),
  slides: v.pipe(
    v.array(
      v.strictObject({
        id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/)),
        layout: v.picklist(['title', 'view', 'text']),
        title: words(300),
        narrative: words(2000),
        notes: words(10_000),
        pin: v.nullable(pin),
      }),
    ),
    v.maxLength(200),
  ),
});

export interface FrozenCell {
  /** As it is read: "834", "c", "12.5". */
  readonly text: string;
  /** Null where it is hidden or there is none. */
  readonly value: number | null;
  readonly status: CellStatus;
}

/** A table as it was when it was frozen. Rows of depth above 0 lie under the row before them and open on demand. */
export interface FrozenTable {
  readonly caption: string;
  /** Headings of the row labels. */
  readonly rowHeads: readonly string[];
  /** Lines of the column headings, from the top, for each column. */
  readonly columns: readonly (readonly string[])[];
  readonly rows: readonly {
    readonly label: string;
    readonly depth: number;
    readonly kind: 'leaf' | 'subtotal' | 'total';
    readonly cells: readonly FrozenCell[];
  }[];
  /** How the numbers read, and how files write them. */
  readonly format: 'count' | 'number' | 'percent' | 'money';
  readonly decimals: number;
  /** By column, where columns hold different measures. */
  readonly formats?: readonly { readonly format: FrozenTable['format']; readonly decimals: number }[];
}

/** What the view of a trend or of districts says. */
export const indicatorView = v.object({ indicator: words(32) });

export interface FrozenChart {
  readonly chart: 'bar' | 'stacked' | 'line' | 'heat';
  readonly categories: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    /** Why there is or is no number at each place; not there in what was frozen before charts kept it. */
    readonly statuses?: readonly CellStatus[];
    /** A line that the others are read against. */
    readonly role?: 'centre' | 'limit' | 'target';
  }[];
  readonly format: FrozenTable['format'];
  readonly decimals: number;
  /** What it shows, in a sentence. */
  readonly summary: string;
}

export interface FrozenMap {
  /** Whole metres of the British National Grid. */
  readonly areas: AreaTopology;
  readonly outlines: AreaTopology;
  readonly labels: readonly { readonly name: string; readonly at: readonly [number, number] }[];
  /** Legend items; `tone` names a colour of the look: hot-3 … cold-3, none, sequence-1 … sequence-5, hidden. */
  readonly legend: readonly { readonly label: string; readonly tone: string; readonly count: number | null }[];
  /** For each area of `areas`, the place of its legend item; null for none. */
  readonly fills: readonly (number | null)[];
  /** Everything that the legend says beside its colours. */
  readonly lines: readonly { readonly name: string; readonly text: string }[];
  readonly summary: string;
}

export interface FrozenContent {
  readonly table: FrozenTable | null;
  readonly chart: FrozenChart | null;
  readonly map: FrozenMap | null;
  readonly picture: { readonly png: string; readonly alt: string } | null;
  /** How it was worked out; one sentence each. */
  readonly method: readonly string[];
  /** Written by the application: dataset, agencies, data until, audience. */
  readonly source: string;
}

export interface FrozenSlide {
  readonly slide: Slide;
  /** Null for a slide of words alone. */
  readonly content: FrozenContent | null;
}

/** How an organisation's briefings look. */
export interface HouseStyle {
  /** Name that new briefings carry; "" for none. */
  readonly organisation: string;
  /** Classification marking that new briefings carry. */
  readonly marking: string;
  /** PNG as base64, at most 500 kB; null without a logo. */
  readonly logo: string | null;
  /** What the logo shows, for those who do not see it. */
  readonly logoWords: string;
  /** "#0b5d67": stands at 4.5:1 or more on white, as a title's rule, a table's head and a chart's first colour. */
  readonly accent: string;
}

/** The application's own look: of a workspace that has none, and of what was frozen before there was one. */
export const plainStyle: HouseStyle = { organisation: '', marking: '', logo: null, logoWords: '', accent: '#0b5d67' };

export const houseStyle: v.GenericSchema<HouseStyle> = v.strictObject({
  organisation: words(200),
  marking: words(80),
  logo: v.nullable(v.pipe(v.string(), v.base64(), v.maxLength(700_000))),
  logoWords: words(200),
  accent: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/, 'A colour is written #0b5d67.')),
});

/** A deck that no longer moves. */
export interface FrozenDeck {
  readonly id: number;
  readonly deck: number | null;
  readonly name: string;
  readonly template: DeckTemplate | null;
  readonly audience: 'board' | 'public';
  readonly organisation: string;
  readonly marking: string;
  /** Last day of the data, ISO; null where nothing is dated. */
  readonly asAt: string | null;
  readonly frozenAt: string;
  readonly frozenBy: string;
  readonly dataVersion: number;
  readonly rulesVersion: number;
  readonly synthetic: boolean;
  /** Name and version of the outcomes framework, in words; null where it was frozen before there was one. */
  readonly framework: string | null;
  readonly style: HouseStyle;
  /** SHA-256 of the frozen slides, the look and the framework's name, in hexadecimal; checked when it is opened. */
  readonly checksum: string;
  readonly slides: readonly FrozenSlide[];
}

export interface DeckSummary {
  readonly id: number;
  readonly name: string;
  readonly slides: number;
  readonly savedAt: string;
  readonly frozen: readonly { readonly id: number; readonly frozenAt: string; readonly asAt: string | null }[];
}

/** A number that differs between two frozen decks. */
export interface DeckChange {
  readonly slide: string;
  readonly where: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface DeckNote {
  readonly id: number;
  /** "A12": its line of the action plan. */
  readonly reference: string;
  readonly slide: string;
  readonly kind: 'decision' | 'action';
  readonly text: string;
  readonly owner: string;
  readonly due: string | null;
  readonly at: string;
}

const id = v.pipe(v.number(), v.integer());
const jobName = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
const both = ['workbench', 'presenter'] as const;

export const briefing = {
  'briefing.decks': engineMethod<readonly DeckSummary[]>()({
    access: 'read',
    reads: ['decks', 'frozen'],
    input: v.optional(v.strictObject({}), {}),
  }),
  'briefing.open': engineMethod<{ readonly id: number; readonly deck: Deck }>()({
    access: 'read',
    reads: ['decks'],
    input: v.strictObject({ id }),
  }),
  'briefing.save': engineMethod<DeckSummary>()({
    access: 'write',
    changes: ['decks', 'audit'],
    input: v.strictObject({ id: v.optional(id), deck: deckDocument }),
  }),
  'briefing.delete': engineMethod<null>()({
    access: 'write',
    changes: ['decks', 'audit'],
    input: v.strictObject({ id }),
  }),
  /** The slides of a report that exists today, with findings of the data as their titles; not yet kept. */
  'briefing.template': engineMethod<Deck>()({
    access: 'job',
    reads: [...figures, 'framework', 'appraisals', 'style'],
    changes: [],
    input: v.strictObject({
      template: v.picklist(templates),
      audience: v.optional(v.picklist(['board', 'public']), 'board'),
      organisation: v.optional(words(200), ''),
      job: v.optional(jobName, 'template'),
    }),
  }),
  /** What a slide would hold if it was frozen now: protected for the deck's audience. */
  'briefing.preview': engineMethod<FrozenContent | null>()({
    access: 'job',
    reads: [...figures, 'framework'],
    changes: [],
    input: v.strictObject({ deck: deckDocument, slide: words(64), job: v.optional(jobName, 'preview') }),
  }),
  /** Whether the words of a slide hold a number that its table hides; a freeze refuses them. It never says which. */
  'briefing.check-words': engineMethod<{ readonly tellsHidden: boolean }>()({
    access: 'job',
    reads: [...figures, 'framework'],
    changes: [],
    input: v.strictObject({ deck: deckDocument, slide: words(64), job: v.optional(jobName, 'check-words') }),
  }),
  /** Freezes a kept deck: every view is worked out, protected together with what was given out before, and set down. */
  'briefing.freeze': engineMethod<FrozenDeck>()({
    access: 'job',
    reads: [...figures, 'decks', 'framework', 'style'],
    changes: ['frozen', 'releases', 'audit'],
    input: v.strictObject({ id, job: v.optional(jobName, 'freeze') }),
  }),
  /** A frozen deck as it was; fault damaged when its checksum does not hold. */
  'briefing.frozen': engineMethod<FrozenDeck>()({
    access: 'read',
    reads: ['frozen'],
    input: v.strictObject({ id }),
    roles: both,
  }),
  /** Number by number, what differs between two frozen decks. */
  'briefing.changes': engineMethod<readonly DeckChange[]>()({
    access: 'read',
    reads: ['frozen'],
    input: v.strictObject({ before: id, after: id }),
  }),
  /** A frozen deck as PPTX, DOCX, XLSX or CSV (a PDF is printed by the window). */
  'briefing.export': engineMethod<{ readonly slides: number }>()({
    access: 'write',
    files: { file: 'write' },
    reads: ['frozen', 'releases'],
    changes: ['audit'],
    input: v.strictObject({ id, format: v.picklist(['pptx', 'docx', 'xlsx', 'csv']), file: v.string() }),
  }),
  /** A file of its own with frozen decks and no facts, opened read-only with its own passphrase. */
  'briefing.presenter-copy': engineMethod<{ readonly decks: number }>()({
    access: 'write',
    files: { file: 'write' },
    reads: ['frozen', 'releases'],
    changes: ['audit'],
    input: v.strictObject({
      ids: v.pipe(v.array(id), v.minLength(1)),
      file: v.string(),
      passphrase: v.pipe(v.string(), v.minLength(10, 'A passphrase has at least ten characters.'), v.maxLength(1000)),
    }),
  }),
  /** A frozen deck is about to be shown to an audience: noted in the trail. Only the main process asks. */
  'briefing.presented': engineMethod<null>()({
    access: 'write',
    changes: ['audit'],
    roles: [],
    inPresenterCopy: true,
    input: v.strictObject({ frozen: id }),
  }),
  /** Writes a frozen deck that the main process has printed. Only the main process asks. */
  'briefing.print': engineMethod<null>()({
    access: 'write',
    changes: ['audit'],
    files: { file: 'write' },
    roles: [],
    inPresenterCopy: true,
    input: v.strictObject({ frozen: id, file: v.string(), bytes: v.instance(Uint8Array<ArrayBufferLike>) }),
  }),
  'briefing.style': engineMethod<HouseStyle>()({
    access: 'read',
    reads: ['style'],
    input: v.optional(v.strictObject({}), {}),
  }),
  /** Fault invalid-input for a colour that cannot be read on white, or a logo that is no PNG. */
  'briefing.set-style': engineMethod<HouseStyle>()({
    access: 'write',
    changes: ['style', 'audit'],
    input: v.strictObject({ style: houseStyle }),
  }),
  /** A picture that a person chose as logo, as base64, with its size in pixels. Fault invalid-input where it is no PNG. */
  'briefing.read-logo': engineMethod<{ readonly png: string; readonly width: number; readonly height: number }>()({
    access: 'read',
    files: { file: 'read' },
    reads: [],
    input: v.strictObject({ file: v.string() }),
  }),
  /** A picture that a person chose for a slide, as it lies there. Faults: unreadable-file, too-large (20 MB). */
  'briefing.read-picture': engineMethod<{ readonly bytes: Uint8Array }>()({
    access: 'read',
    files: { file: 'read' },
    reads: [],
    input: v.strictObject({ file: v.string() }),
  }),
  'briefing.notes': engineMethod<readonly DeckNote[]>()({
    access: 'read',
    reads: ['notes', 'action-plan'],
    input: v.strictObject({ frozen: id }),
  }),
  /** A decision or an action of the meeting, noted against a slide. */
  'briefing.note': engineMethod<DeckNote>()({
    access: 'write',
    changes: ['notes', 'action-plan', 'audit'],
    input: v.strictObject({
      frozen: id,
      slide: words(64),
      kind: v.picklist(['decision', 'action']),
      text: v.pipe(words(1000), v.trim(), v.minLength(1, 'Say what was decided.')),
      owner: v.optional(words(120), ''),
      due: v.optional(v.nullable(v.pipe(v.string(), v.isoDate())), null),
    }),
  }),
};
