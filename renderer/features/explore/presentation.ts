import type { ChartKind } from '../../ui/chart-marks.ts';
import type { Shading } from '../../ui/shading.ts';

/** How a table is shown: kept with a saved view, and no part of what is worked out. */
export interface Presentation {
  readonly shading: Shading;
  /** Beside the table, or null for the table alone. */
  readonly chart: ChartKind | null;
  /** One small chart for each member of the rows, on one scale. */
  readonly multiples: boolean;
}

export const plainPresentation: Presentation = { shading: 'bars', chart: null, multiples: false };

const shadings: readonly Shading[] = ['none', 'bars', 'all-bars', 'heat-table', 'heat-row', 'heat-column'];
const charts: readonly ChartKind[] = ['bar', 'stacked', 'line', 'heat'];

/** Reads what an address or a saved view kept; whatever it does not know falls back to the plain one. */
export function presentationOf(given: unknown): Presentation {
  const kept = (given ?? {}) as Partial<Record<keyof Presentation, unknown>>;
  return {
    shading: shadings.find(shading => shading === kept.shading) ?? plainPresentation.shading,
    chart: charts.find(chart => chart === kept.chart) ?? null,
    multiples: kept.multiples === true,
  };
}

export const shadingLabels: Record<Shading, string> = {
  none: 'No shading',
  bars: 'Bars behind totals',
  'all-bars': 'Bars behind every figure',
  'heat-table': 'Heat over the table',
  'heat-row': 'Heat by row',
  'heat-column': 'Heat by column',
};

export const chartLabels: Record<ChartKind, string> = {
  bar: 'Bars',
  stacked: 'Stacked bars',
  line: 'Lines',
  heat: 'Heat map',
};
