import * as v from 'valibot';
import { audiences, pivotDescription } from './cube.ts';
import type { CellStatus, Note, PivotDescription, Provenance, TableProtection } from './cube.ts';
import { engineMethod, figures } from './method.ts';
import type { Claim } from '../model/claim.ts';
import type { AreaLevel, Population } from '../model/dataset.ts';

export const mapLevels = ['lsoa', 'msoa', 'ward', 'district', 'authority', 'area'] as const satisfies AreaLevel[];
/** Levels with enough areas for a local statistic. */
export const hotSpotLevels = ['lsoa', 'msoa', 'ward', 'district'] as const;
export type HotSpotLevel = (typeof hotSpotLevels)[number];

/** change: the rate of the period less that of the period compared with. */
export const mapMeasures = ['count', 'rate', 'smoothed-rate', 'ratio', 'change'] as const;

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** A day, or a month: from its first day, or to its last. */
const dayOrMonth = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}(-\d{2})?$/, 'Give a day such as 2018-10-01 or a month such as 2018-10.'),
);
const period = v.strictObject({ from: dayOrMonth, to: dayOrMonth });

const weights = v.union(
  [
    v.picklist(['queen', 'rook', 'distance']),
    v.strictObject({ nearest: whole(1, 500) }),
    v.strictObject({ distance: v.pipe(v.number(), v.gtValue(0), v.maxValue(1_000_000)) }),
    v.strictObject({ order: whole(1, 20), of: v.optional(v.picklist(['queen', 'rook']), 'queen') }),
  ],
  'Expected queen, rook, distance, { "nearest": k }, { "distance": metres } or { "order": k }.',
);

const classes = v.strictObject({
  method: v.picklist(['fisher-jenks', 'quantile', 'equal-interval', 'percentile', 'standard-deviation', 'box', 'user']),
  k: v.optional(whole(1, 12), 5),
  percentiles: v.optional(v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(100))), v.maxLength(20))),
  multiples: v.optional(v.pipe(v.array(v.number()), v.maxLength(20))),
  hinge: v.optional(v.pipe(v.number(), v.gtValue(0))),
  upper: v.optional(v.pipe(v.array(v.number()), v.maxLength(20))),
});

/** What to put on a map and which statistic to test it with; the same for screen, terminal and export. */
export const hotSpotDescription = v.strictObject({
  dataset: pivotDescription.entries.dataset,
  /** The counted measure of the dataset that is the numerator; rows (or what the dataset opens with) unless said. */
  of: v.optional(v.pipe(v.string(), v.maxLength(64))),
  filters: pivotDescription.entries.filters,
  /** Both days or months included. */
  period: v.optional(period),
  /** For `change`: the period compared with. */
  comparison: v.optional(period),
  level: v.optional(v.picklist(hotSpotLevels), 'ward'),
  measure: v.optional(v.picklist(mapMeasures), 'rate'),
  population: v.optional(v.picklist(['all-ages', '0-17', '10-17'])),
  per: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(10_000_000)), 1000),
  /** Empirical Bayes towards the overall rate, or towards that of an area and its neighbours. */
  smoothing: v.optional(v.picklist(['overall', 'neighbours']), 'overall'),
  weights: v.optional(weights, 'queen'),
  /** above-rest: each place by itself against all others, by distinct children where the dataset knows them. */
  statistic: v.optional(v.picklist(['getis-ord-star', 'local-moran', 'above-rest', 'none']), 'getis-ord-star'),
  correction: v.optional(v.picklist(['benjamini-hochberg', 'none']), 'benjamini-hochberg'),
  permutations: v.optional(whole(99, 999_999), 99_999),
  seed: v.optional(whole(0, 2_147_483_647), 1),
  classes: v.optional(classes, { method: 'fisher-jenks' }),
  /** Also how each area's hot and cold spots developed month by month. */
  patterns: v.optional(v.boolean(), false),
  audience: v.optional(v.picklist(audiences), 'analyst'),
});
export type HotSpotDescription = v.InferInput<typeof hotSpotDescription>;
export type ParsedHotSpots = v.InferOutput<typeof hotSpotDescription>;

export interface HotSpotArea {
  readonly code: string;
  readonly name: string;
  /** Name of the district it lies in; its own for a district. */
  readonly district: string;
  /** Null where it is hidden from the audience. */
  readonly numerator: number | null;
  /** Of the numerator: hidden where an audience may not see it; then nothing that is worked out from it alone is given. */
  readonly status: CellStatus;
  /** Residents of the population asked for; null where the gazetteer gives none. */
  readonly denominator: number | null;
  /** Per `per` residents; null where nobody lives, never 0. */
  readonly rate: number | null;
  readonly smoothedRate: number | null;
  /** Excess risk: events over those expected at the overall rate. */
  readonly ratio: number | null;
  /** The measure asked for, which is what was tested and classed. */
  readonly value: number | null;
  /** Gi* score, or local Moran's I as `localI`; null where it is not defined. */
  readonly z: number | null;
  readonly localI: number | null;
  /** Uncorrected: two-sided normal for Gi*, one-sided pseudo p for local Moran, one-sided exact for above-rest. */
  readonly p: number | null;
  /** p adjusted by Benjamini–Hochberg, whichever correction was asked for. */
  readonly adjustedP: number | null;
  /**
   * By the correction asked for: 3, 2, 1 at 99, 95, 90 %, 0 not significant, null not tested. Positive: hot (or a high
   * value, for local Moran), negative: cold (or a low one). For above-rest 2 is above the rest after correction, 0 is not.
   */
  readonly bin: -3 | -2 | -1 | 0 | 1 | 2 | 3 | null;
  readonly quadrant: 'HH' | 'LH' | 'LL' | 'HL' | null;
  /**
   * For above-rest: its rate over that of all others, with its 95 % interval. Null where it is not tested or hidden; without a
   * ratio and an upper end where all that was counted lies in it.
   */
  readonly againstRest: {
    readonly ratio: number | null;
    readonly lower: number;
    readonly upper: number | null;
  } | null;
  /** Place of its class in `breaks`, from 0; null without a value. */
  readonly class: number | null;
  readonly pattern: string | null;
}

export interface BackTest {
  readonly trained: { readonly from: string; readonly to: string };
  readonly tested: { readonly from: string; readonly to: string };
  /** Whether the map of that time as a whole stands out from chance: no area is called hot otherwise. */
  readonly isClustered: boolean;
  readonly hotAreas: number;
  /** Of the incidents tested, those inside the areas that were hot before. */
  readonly shareOfIncidents: number | null;
  readonly shareOfArea: number;
  /** Prediction accuracy index: the first share over the second; null without hot areas or incidents. */
  readonly accuracyIndex: number | null;
}

export interface ShapeSource {
  /** boundaries: imported. dissolved: imported LSOAs merged. schematic: cells around centroids, not real borders. */
  readonly kind: 'boundaries' | 'dissolved' | 'schematic';
  readonly vintage: string | null;
  /** One line for the legend. */
  readonly text: string;
}

/** Areas with their measure and their tests, before anything is said of them. */
export interface TestedMap {
  /** The same for the same shown figures: a picture leaves only while it is that of the present answer. */
  readonly fingerprint: string;
  readonly description: ParsedHotSpots;
  readonly areas: readonly HotSpotArea[];
  readonly global: {
    readonly moran: Readonly<Record<string, number | null>>;
    readonly generalG: Readonly<Record<string, number | null>> | null;
  };
  /** A class is (lower, upper]; the first has no lower bound; empty classes are kept. */
  readonly breaks: { readonly method: string; readonly upper: readonly number[]; readonly counts: readonly number[] };
  readonly weights: {
    readonly text: string;
    readonly links: number;
    readonly islands: readonly string[];
    /** How many areas have 0, 1, 2 … neighbours. */
    readonly histogram: readonly number[];
  };
  readonly backTest: BackTest | null;
  /** The table that the numerators stand in: opens in Explore, and is what an export of the map gives out. */
  readonly table: PivotDescription;
  /** Present when the counts were protected first; everything else then follows from what is shown of them. */
  readonly protection: TableProtection | null;
  readonly notes: readonly Note[];
  readonly provenance: Provenance & {
    readonly level: HotSpotLevel;
    readonly population: Population;
    readonly populationSource: string;
    readonly shapes: ShapeSource;
    /** Areas analysed, of how many at this level. */
    readonly analysed: number;
    readonly ofAreas: number;
  };
}

export interface HotSpots extends TestedMap {
  /**
   * What may be said of the map: the first is its title, the others are of single places. Empty where nothing was tested for.
   * For a board or the public they follow from what the protected table shows.
   */
  readonly claims: readonly Claim[];
}

/** Values of every area period by period, classed together so that a colour means the same in all of them. */
export interface AreaSeries {
  readonly periods: readonly {
    readonly code: string;
    readonly label: string;
    readonly from: string;
    readonly to: string;
    /** Whether the data cover it to its last day. */
    readonly complete: boolean;
  }[];
  readonly codes: readonly string[];
  /** Period after period, in the order of `codes`; NaN where there is none. */
  readonly values: Float64Array;
  readonly counts: Float64Array;
  /** Class boundaries over all periods together. */
  readonly breaks: HotSpots['breaks'];
  readonly notes: readonly Note[];
}

/** A raster in metres of the British National Grid. */
export interface Surface {
  readonly fingerprint: string;
  readonly kind: SurfaceKind;
  /** South-west corner. */
  readonly origin: readonly [easting: number, northing: number];
  /** Width and height of a cell. */
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  /** Row after row from the south; NaN outside the area or where there is none. */
  readonly values: Float64Array;
  /** What a value is: "incidents per km²". */
  readonly unit: string;
  readonly bandwidth: number;
  readonly breaks: HotSpots['breaks'];
  /** Areas whose count is hidden from the audience. */
  readonly hidden: number;
  readonly notes: readonly Note[];
  readonly table: PivotDescription;
}

/** Metres. */
const bandwidth = v.pipe(v.number(), v.gtValue(0), v.maxValue(100_000));
const radius = v.pipe(v.number(), v.minValue(500), v.maxValue(50_000));

export const surfaceKinds = ['density', 'ratio-to-population', 'difference'] as const;
export type SurfaceKind = (typeof surfaceKinds)[number];

/** Counts gathered into regular hexagons of one size, flat side up, in metres of the British National Grid. */
export interface Hexagons {
  readonly fingerprint: string;
  /** From the centre to a corner. */
  readonly radius: number;
  readonly cells: readonly {
    readonly centre: readonly [easting: number, northing: number];
    /** Null where a part of it is hidden from the audience. */
    readonly count: number | null;
    readonly areas: number;
    readonly class: number | null;
  }[];
  readonly breaks: HotSpots['breaks'];
  /** Areas whose count is hidden from the audience. */
  readonly hidden: number;
  readonly notes: readonly Note[];
  readonly table: PivotDescription;
}

/**
 * TopoJSON with one object `areas`; the id of each geometry is the area's code. In the workspace longitude and latitude
 * (WGS 84); for drawing, metres of the British National Grid without a transform.
 */
export interface AreaTopology {
  readonly type: 'Topology';
  readonly bbox?: readonly number[];
  readonly transform?: { readonly scale: readonly [number, number]; readonly translate: readonly [number, number] };
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly objects: {
    readonly areas: {
      readonly type: 'GeometryCollection';
      readonly geometries: readonly ((
        | { readonly type: 'Polygon'; readonly arcs: readonly (readonly number[])[] }
        | { readonly type: 'MultiPolygon'; readonly arcs: readonly (readonly (readonly number[])[])[] }
      ) & { readonly id: string; readonly properties: { readonly name: string } })[];
    };
  };
}

export interface AreaShapes {
  readonly level: AreaLevel;
  readonly source: ShapeSource;
  /** Metres of the British National Grid, whole. */
  readonly topology: AreaTopology;
  /** A point inside the largest part of each area. */
  readonly labels: readonly { readonly code: string; readonly name: string; readonly at: readonly [number, number] }[];
}

export interface BoundarySets {
  readonly sets: readonly {
    readonly batch: number;
    readonly fileName: string;
    readonly level: AreaLevel;
    readonly vintage: string;
    readonly areas: number;
    readonly matched: readonly string[];
    /** Codes with an outline that the gazetteer does not know: they can be drawn, but hold no facts. */
    readonly unmatched: readonly string[];
  }[];
  readonly levels: readonly {
    readonly level: AreaLevel;
    /** Vintage of the gazetteer's codes. */
    readonly vintage: string;
    readonly areas: number;
    /** What a map of this level is drawn with. */
    readonly source: ShapeSource;
    /** Codes of the gazetteer without an imported outline at this level. */
    readonly withoutBoundary: readonly string[];
  }[];
}

const job = v.pipe(v.string(), v.minLength(1), v.maxLength(80));

export const geography = {
  /** A job: give each call that may overlap another a `job` of its own. Permutations report progress and can be cancelled. */
  'geography.hotspots': engineMethod<HotSpots>()({
    access: 'job',
    reads: figures,
    changes: [],
    input: v.strictObject({ description: hotSpotDescription, job: v.optional(job, 'hotspots') }),
  }),
  /** A map that is printed, entered as given out. Only a terminal asks. */
  'geography.print': engineMethod<HotSpots>()({
    access: 'job',
    roles: [],
    reads: figures,
    changes: ['releases', 'audit'],
    input: v.strictObject({ description: hotSpotDescription, job: v.optional(job, 'hotspots') }),
  }),
  /**
   * Values by period for a slider. Refused where counts are protected: parts and wholes could be set against each other.
   */
  'geography.series': engineMethod<AreaSeries>()({
    access: 'job',
    reads: ['facts', 'set-aside', 'areas'],
    changes: [],
    input: v.strictObject({
      description: hotSpotDescription,
      by: v.optional(v.picklist(['month', 'financial-quarter', 'financial-year']), 'financial-quarter'),
      job: v.optional(job, 'series'),
    }),
  }),
  /** At the finest level that the dataset has, whatever the level asked for. `difference` needs `period` and `comparison`. */
  'geography.surface': engineMethod<Surface>()({
    access: 'job',
    reads: figures,
    changes: [],
    input: v.strictObject({
      description: hotSpotDescription,
      kind: v.optional(v.picklist(surfaceKinds), 'density'),
      /** Metres; a stated rule decides unless given. */
      bandwidth: v.optional(bandwidth),
      job: v.optional(job, 'surface'),
    }),
  }),
  /** Counts of the level asked for, by the centres of its areas. */
  'geography.hexagons': engineMethod<Hexagons>()({
    access: 'job',
    reads: figures,
    changes: [],
    input: v.strictObject({
      description: hotSpotDescription,
      /** Metres from the centre to a corner. */
      radius: v.optional(radius, 2500),
      job: v.optional(job, 'hexagons'),
    }),
  }),
  /**
   * Writes what the map shows: its areas as a table, or the picture that the page drew of it. Noted in the audit trail;
   * for a board or the public the table behind it is set down as given out.
   */
  'geography.export': engineMethod<{ readonly areas: number }>()({
    access: 'write',
    files: { file: 'write' },
    reads: figures,
    changes: ['releases', 'audit'],
    input: v.strictObject({
      description: hotSpotDescription,
      format: v.picklist(['csv', 'xlsx', 'png', 'svg']),
      file: v.string(),
      title: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
      /** What the file is for; an analyst's own does not leave without it. */
      purpose: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
      /** From which answer a picture was drawn: the same must be answered when it leaves. */
      drawn: v.optional(
        v.variant('layer', [
          v.strictObject({ layer: v.literal('areas'), fingerprint: v.string() }),
          v.strictObject({
            layer: v.literal('surface'),
            kind: v.picklist(surfaceKinds),
            bandwidth: v.optional(bandwidth),
            fingerprint: v.string(),
          }),
          v.strictObject({ layer: v.literal('hexagons'), radius, fingerprint: v.string() }),
        ]),
      ),
      /** The picture, for `png` and `svg`. */
      picture: v.optional(v.pipe(v.instance(Uint8Array<ArrayBufferLike>), v.maxLength(60_000_000))),
    }),
  }),
  'geography.boundaries': engineMethod<BoundarySets>()({
    access: 'read',
    reads: ['areas', 'facts'],
    input: v.optional(v.strictObject({}), {}),
  }),
  /** Outlines of a level for drawing: imported, dissolved from imported LSOAs, or schematic cells. */
  'geography.shapes': engineMethod<AreaShapes>()({
    access: 'read',
    reads: ['areas', 'facts'],
    input: v.strictObject({ level: v.picklist(mapLevels) }),
  }),
};
