import { cellStatuses } from '../../../shared/contract/cube.ts';
import type { CellStatus, Header, PivotTable } from '../../../shared/contract/cube.ts';
import type { ChartData, ChartKind, ChartSeries } from '../../ui/chart-marks.ts';
import { placesText } from '../../../shared/text/chart-signs.ts';
import { memberHeading, valueHeading } from '../../../shared/text/table-heads.ts';
import { valueText } from '../../ui/cell-text.ts';

/** More lines than this cannot be told apart; the table has them all. */
const mostSeries = 12;

const label = (header: Header) =>
  memberHeading(header.path.map(member => member.label).join(' ') || 'All', header.incomplete === true);

interface Part {
  readonly index: number;
  readonly label: string;
}

/** The members that a chart draws: the innermost ones; a total would dwarf its parts. */
function parts(headers: readonly Header[]): readonly Part[] {
  const leaves = headers.flatMap((header, index) => (header.kind === 'leaf' ? [{ index, label: label(header) }] : []));
  return leaves.length > 0 ? leaves : headers.map((header, index) => ({ index, label: label(header) }));
}

/**
 * One value of a table as a chart. Bars: members of the rows side by side, a colour for each column. Lines: columns from
 * left to right, a line for each row. Heat: the table itself. `left` counts the series that were left out.
 */
export function chartOf(table: PivotTable, kind: ChartKind, value: number): ChartData & { readonly left: number } {
  const rows = parts(table.rows);
  const columns = parts(table.columns);
  const read = (cells: Float64Array | undefined, r: number, c: number): number | null => {
    const number = cells?.[(r * table.columns.length + c) * table.values.length + value];
    return number === undefined || Number.isNaN(number) ? null : number;
  };
  const statusAt = (r: number, c: number): CellStatus =>
    cellStatuses[table.status[(r * table.columns.length + c) * table.values.length + value]!]!;
  const turned = kind === 'bar' || kind === 'stacked';
  const across = turned ? rows : columns;
  const along = turned ? columns : rows;
  const at = (series: Part, category: Part): readonly [number, number] =>
    turned ? [category.index, series.index] : [series.index, category.index];
  const shown = kind === 'heat' ? along : along.slice(0, mostSeries);
  const series: ChartSeries[] = shown.map(one => ({
    name: one.label,
    values: across.map(category => read(table.cells, ...at(one, category))),
    statuses: across.map(category => statusAt(...at(one, category))),
    ...(table.lower && table.upper && table.values[value]!.interval
      ? {
          lower: across.map(category => read(table.lower, ...at(one, category))),
          upper: across.map(category => read(table.upper, ...at(one, category))),
        }
      : {}),
  }));
  return { categories: across.map(category => category.label), series, left: along.length - shown.length };
}

/** The end of an axis that several charts share: the next of 1, 2, 2.5 and 5 times a power of ten. */
export function roundScale(highest: number): number {
  if (!(highest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map(step => step * power).find(end => end >= highest)!;
}

/** What a chart shows, in a sentence that stands for it. */
export function chartSummary(table: PivotTable, data: ChartData, kind: ChartKind, value: number): string {
  const column = table.values[value]!;
  const all = data.series.flatMap(one =>
    one.values.flatMap((figure, at) =>
      figure === null
        ? []
        : [{ figure, where: data.series.length > 1 ? `${one.name}, ${data.categories[at]}` : data.categories[at]! }],
    ),
  );
  const kinds: Record<ChartKind, string> = {
    bar: 'Bar chart',
    stacked: 'Stacked bar chart',
    line: 'Line chart',
    heat: 'Heat map',
  };
  const words = (choose: (a: number, b: number) => number) => {
    if (all.length === 0) return 'none';
    const figure = all.map(one => one.figure).reduce((best, one) => choose(best, one));
    const places = all.filter(one => one.figure === figure).map(one => one.where);
    return `${valueText(figure, column)} (${placesText(places)})`;
  };
  return `${kinds[kind]} of ${valueHeading(column).toLowerCase()}, ${data.series.length} series over ${data.categories.length} members. Highest ${words(Math.max)}, lowest ${words(Math.min)}. The table has every figure.`;
}
