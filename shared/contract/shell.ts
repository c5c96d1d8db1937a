import * as v from 'valibot';
import { pivotDescription } from './cube.ts';
import { mainMethod } from './method.ts';

const nothing = v.optional(v.strictObject({}), {});

/** A file that a person chose or dropped. The page knows its name, never its path. */
export interface FileGrant {
  readonly grant: string;
  readonly name: string;
  readonly bytes: number | null;
}

export interface RecentWorkspace {
  readonly grant: string;
  readonly name: string;
  readonly folder: string;
  readonly openedAt: string;
  readonly demonstration: boolean;
  /** The demonstration that this window makes, whose passphrase it knows; a copy elsewhere may have another. */
  readonly isOwnDemonstration: boolean;
  readonly missing: boolean;
}

export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark' | 'contrast' | 'presentation';
  readonly textScale: number;
  readonly lockAfterMinutes: number;
  /** Whether the standing tables are worked out after each import, or when somebody asks for it. */
  readonly standingTables: 'by-themselves' | 'when-asked';
}

export interface AboutApplication {
  readonly version: string;
  readonly electron: string;
  readonly chrome: string;
  readonly engine: 'utility-process' | 'node' | 'starting';
  readonly platform: string;
}

/** What the audience sees now; both windows of a presentation follow it. */
export interface PresentState {
  /** The frozen deck that is presented; null when none is. */
  readonly frozen: number | null;
  /** From 0. */
  readonly slide: number;
  /** Which part of a table that is wider or longer than the slide; from 0. */
  readonly part: number;
  readonly black: boolean;
  readonly zoom: number;
  /** Rows of the slide's table that are opened. */
  readonly open: readonly number[];
  /** Where the presenter points, as shares of the slide; null when nowhere. */
  readonly pointer: readonly [x: number, y: number] | null;
  readonly startedAt: string | null;
}

export const nothingPresented: PresentState = {
  frozen: null,
  slide: 0,
  part: 0,
  black: false,
  zoom: 1,
  open: [],
  pointer: null,
  startedAt: null,
};

/** A file of map tiles on this computer, drawn under the areas. */
export interface BaseMap {
  readonly name: string;
  readonly bytes: number;
  /** West, south, east, north in degrees (WGS 84). */
  readonly bounds: readonly [number, number, number, number];
  readonly maxZoom: number;
  /** Whom to name beside it, as the file says, without markup. */
  readonly attribution: string;
  /** Why it cannot be drawn now, in a sentence: moved, or not such a file any more. Null when it can. */
  readonly problem: string | null;
}

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const place = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));
const both = ['workbench', 'presenter'] as const;

/** What the main process answers itself. */
export const shell = {
  'files.choose': mainMethod<readonly FileGrant[]>()({
    access: 'read',
    reads: [],
    input: v.strictObject({
      purpose: v.picklist(['import', 'open-workspace', 'picture', 'folder']),
      title: v.optional(v.string()),
    }),
  }),
  /**
   * Where a new file shall go: asks the person, answers null when they cancel. The demonstration has one place of its own
   * on this computer, and nobody is asked.
   */
  'files.save': mainMethod<FileGrant | null>()({
    access: 'read',
    reads: [],
    input: v.strictObject({
      purpose: v.picklist(['new-workspace', 'demonstration', 'export']),
      suggested: v.pipe(v.string(), v.maxLength(200)),
      extension: v.picklist(['csaf', 'csv', 'xlsx', 'png', 'svg', 'pdf', 'pptx', 'docx', 'json']),
    }),
  }),
  /** Turns files dropped on the page (sent beside the call) into grants. */
  'files.dropped': mainMethod<readonly FileGrant[]>()({ access: 'read', reads: [], input: nothing }),
  /** Shows an exported file in the system's file manager. */
  'files.reveal': mainMethod<null>()({
    access: 'read',
    files: { file: 'read' },
    reads: [],
    input: v.strictObject({ file: v.string() }),
  }),
  /** Puts a table on the clipboard as it may leave for its audience: worked out and entered by the engine, not by a page. */
  'clipboard.table': mainMethod<null>()({
    access: 'write',
    reads: ['facts', 'set-aside', 'areas', 'rules', 'releases'],
    changes: ['releases', 'audit'],
    input: v.strictObject({
      description: pivotDescription,
      title: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
    }),
  }),
  'workspaces.recent': mainMethod<readonly RecentWorkspace[]>()({ access: 'read', reads: ['recents'], input: nothing }),
  'workspaces.forget': mainMethod<null>()({
    access: 'write',
    changes: ['recents'],
    input: v.strictObject({ grant: v.string() }),
  }),
  'preferences.read': mainMethod<Preferences>()({ access: 'read', reads: ['preferences'], input: nothing }),
  'preferences.write': mainMethod<Preferences>()({
    access: 'write',
    changes: ['preferences'],
    input: v.strictObject({
      theme: v.optional(v.picklist(['system', 'light', 'dark', 'contrast', 'presentation'])),
      textScale: v.optional(v.pipe(v.number(), v.minValue(0.8), v.maxValue(2))),
      lockAfterMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(240))),
      standingTables: v.optional(v.picklist(['by-themselves', 'when-asked'])),
    }),
  }),
  /** Opens the audience's window on the other screen, or on this one where there is no other. */
  'present.start': mainMethod<PresentState>()({
    access: 'write',
    changes: ['presentation'],
    input: v.strictObject({ frozen: v.pipe(v.number(), v.integer()) }),
  }),
  'present.state': mainMethod<PresentState>()({ access: 'read', reads: ['presentation'], input: nothing, roles: both }),
  'present.set': mainMethod<PresentState>()({
    access: 'write',
    changes: ['presentation'],
    input: v.partial(
      v.strictObject({
        slide: place,
        part: place,
        black: v.boolean(),
        zoom: v.pipe(v.number(), v.minValue(1), v.maxValue(4)),
        open: v.pipe(v.array(place), v.maxLength(1000)),
        pointer: v.nullable(v.tuple([share, share])),
      }),
    ),
    roles: both,
  }),
  'present.end': mainMethod<PresentState>()({
    access: 'write',
    changes: ['presentation'],
    input: nothing,
    roles: both,
  }),
  /** Prints a frozen deck as a tagged PDF with an outline. */
  'print.pdf': mainMethod<null>()({
    access: 'read',
    files: { file: 'write' },
    reads: ['frozen'],
    input: v.strictObject({ frozen: v.pipe(v.number(), v.integer()), file: v.string() }),
  }),
  /** The page to be printed says that it is drawn. */
  'print.ready': mainMethod<null>()({ access: 'read', reads: [], input: nothing, roles: ['presenter'] }),
  /** Asks the person for a file of tiles (PMTiles, vector) and remembers it; null when they cancel. */
  'base-map.choose': mainMethod<BaseMap | null>()({ access: 'write', changes: ['base-map'], input: nothing }),
  'base-map.read': mainMethod<BaseMap | null>()({ access: 'read', reads: ['base-map'], input: nothing }),
  /** A part of the file, as it lies there. Fault not-found when there is none. */
  'base-map.bytes': mainMethod<Uint8Array>()({
    access: 'read',
    reads: ['base-map'],
    input: v.strictObject({
      offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
      length: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16_000_000)),
    }),
  }),
  'base-map.forget': mainMethod<null>()({ access: 'write', changes: ['base-map'], input: nothing }),
  'application.about': mainMethod<AboutApplication>()({ access: 'read', reads: [], input: nothing }),
  /** The answer to the event `keep`: nothing waits to be saved any more, or something cannot be. */
  'window.kept': mainMethod<null>()({
    access: 'read',
    input: v.strictObject({ turn: v.pipe(v.number(), v.integer()), kept: v.boolean() }),
    reads: [],
  }),
  /** `unkept`: although something could not be saved. */
  'application.quit': mainMethod<null>()({
    access: 'read',
    reads: [],
    input: v.optional(v.strictObject({ unkept: v.optional(v.boolean(), false) }), {}),
  }),
};
