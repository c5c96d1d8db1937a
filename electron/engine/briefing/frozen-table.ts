import type { FrozenCell, FrozenChart, FrozenTable } from '../../../shared/contract/briefing.ts';
import { cellStatuses } from '../../../shared/contract/cube.ts';
import type { Header, PivotTable, ValueColumn } from '../../../shared/contract/cube.ts';
import { statusSign, valueText } from '../../../shared/text/cell.ts';
import { lowerFirst } from '../../../shared/text/format.ts';
import { placesText } from '../../../shared/text/chart-signs.ts';

/** More lines than these cannot be told apart; the table has them all. */
const mostSeries = 12;

type Style = Pick<FrozenTable, 'format' | 'decimals'>;

/** How the numbers of a value column are kept. */
export function styleOf({ show, format, decimals }: ValueColumn): Style {
  if (show.startsWith('share')) return { format: 'percent', decimals: 1 };
  if (show.startsWith('change')) return { format: 'percent', decimals: 0 };
  if (show === 'rank' || show === 'index') return { format: 'count', decimals: 0 };
  if (format === 'percent' && show.startsWith('difference')) return { format: 'percent', decimals: 1 };
  const kinds = { count: 'count', percent: 'percent', money: 'money' } as const;
  return { format: format in kinds ? kinds[format as keyof typeof kinds] : 'number', decimals };
}

/** The cell (row, column, value) as it is read on the screen; a number that may not be seen is not in it. */
export function frozenCell(table: PivotTable, row: number, column: number, value: number): FrozenCell {
  const at = (row * table.columns.length + column) * table.values.length + value;
  const status = cellStatuses[table.status[at]!]!;
  const sign = statusSign(status, table.protection?.symbols);
  if (sign) return { text: sign[0], value: null, status };
  const number = table.cells[at]!;
  if (Number.isNaN(number)) return { text: '', value: null, status: 'empty' };
  return { text: valueText(number, table.values[value]!), value: number, status };
}

/** A limit of the interval of a cell; hidden with it. */
function limitCell(table: PivotTable, limits: Float64Array, row: number, column: number, value: number): FrozenCell {
  const cell = frozenCell(table, row, column, value);
  if (cell.value === null) return cell;
  const number = limits[(row * table.columns.length + column) * table.values.length + value]!;
  if (Number.isNaN(number)) return { text: '', value: null, status: 'empty' };
  return { text: valueText(number, table.values[value]!), value: number, status: cell.status };
}

const measureHead = ({ label, unit }: ValueColumn): string =>
  unit && !label.includes(unit) ? `${label} (${unit})` : label;

const memberLabel = (header: Header, at: number): string =>
  `${header.path[at]!.label}${header.incomplete && at === header.path.length - 1 ? ' (part)' : ''}`;

const lineOf = (header: Header, depth: number): readonly string[] => {
  if (header.kind === 'total') return depth === 0 ? [] : ['Total'];
  const labels = header.path.map((_, at) => memberLabel(header, at));
  return header.kind === 'subtotal' ? [...labels, 'Total'] : labels;
};

/** A pivot as a table that no longer moves. Rows of the outer fields stand above those that they hold. */
export function frozenTable(table: PivotTable, caption: string): FrozenTable {
  const { values, columns, rows, rowFields, columnFields } = table;
  const named = values.length > 1 || columnFields.length === 0;
  const wanted = columns.flatMap((header, c) =>
    values.flatMap((value, v) => {
      const lines = lineOf(header, columnFields.length);
      const above = named ? [...lines, measureHead(value)] : [...lines];
      const style = styleOf(value);
      const limits = value.interval && table.lower && table.upper ? [table.lower, table.upper] : [];
      // A figure and its limits stand under one heading.
      const head = limits.length === 0 ? above : [...above, named ? 'value' : measureHead(value)];
      return [
        { head, style, cell: (r: number) => frozenCell(table, r, c, v) },
        ...limits.map((numbers, side) => ({
          head: [...above, side === 0 ? 'from (95\u00a0%)' : 'to (95\u00a0%)'],
          style,
          cell: (r: number) => limitCell(table, numbers, r, c, v),
        })),
      ];
    }),
  );
  const blank: readonly FrozenCell[] = wanted.map(() => ({ text: '', value: null, status: 'empty' }));
  const deepest = rowFields.length;
  const lines: FrozenTable['rows'][number][] = [];
  /** Codes of the outer rows that stand above the next row. */
  let above: readonly string[] = [];
  rows.forEach((header, r) => {
    const cells = wanted.map(one => one.cell(r));
    if (header.kind === 'total') {
      lines.push({ label: deepest === 0 ? 'All' : 'Total', depth: 0, kind: 'total', cells });
      above = [];
      return;
    }
    const path = header.path.map(member => `${member.code}|${member.others ?? ''}`);
    // An outer row that has no line of its own in the table is a heading here.
    for (let depth = 0; depth < path.length - 1; depth++)
      if (path.slice(0, depth + 1).some((code, at) => code !== above[at]))
        lines.push({ label: header.path[depth]!.label, depth, kind: 'subtotal', cells: blank });
    lines.push({ label: memberLabel(header, path.length - 1), depth: path.length - 1, kind: header.kind, cells });
    above = path;
  });
  const first = styleOf(values[0]!);
  const mixed = wanted.some(one => one.style.format !== first.format || one.style.decimals !== first.decimals);
  return {
    caption,
    rowHeads: rowFields.map(field => field.label),
    columns: wanted.map(one => one.head),
    rows: lines,
    ...first,
    ...(mixed ? { formats: wanted.map(one => one.style) } : {}),
  };
}

interface Part {
  readonly index: number;
  readonly label: string;
}

/** The members that a chart draws: the innermost ones; a total would dwarf its parts. */
function partsOf(headers: readonly Header[], whole: string): readonly Part[] {
  const label = (header: Header) => header.path.map((_, at) => memberLabel(header, at)).join(' ') || whole;
  const parts = headers.map((header, index) => ({ index, label: label(header), kind: header.kind }));
  const leaves = parts.filter(part => part.kind === 'leaf');
  return leaves.length > 0 ? leaves : parts;
}

const chartNames = { bar: 'Bar chart', stacked: 'Stacked bar chart', line: 'Line chart', heat: 'Heat map' } as const;

/** A number of a chart, and every place where it stands. */
interface End {
  readonly value: number;
  readonly where: readonly string[];
}

/** The highest and the lowest number of a chart with all places that have it. */
function ends({ categories, series }: Pick<FrozenChart, 'categories' | 'series'>) {
  const all = series.flatMap(one =>
    one.values.flatMap((value, at) =>
      value === null ? [] : [{ value, where: series.length > 1 ? `${one.name}, ${categories[at]}` : categories[at]! }],
    ),
  );
  const end = (value: number): End => ({
    value,
    where: all.filter(one => one.value === value).map(one => one.where),
  });
  const far = (choose: (a: number, b: number) => number) =>
    all.length === 0 ? null : end(all.map(one => one.value).reduce((best, one) => choose(best, one)));
  return { highest: far(Math.max), lowest: far(Math.min) };
}

/** The first value of a table as a chart, of shown numbers alone. Bars: rows side by side. Lines: columns from the left. */
export function frozenChart(table: PivotTable, chart: FrozenChart['chart']): FrozenChart {
  const value = table.values[0]!;
  const rows = partsOf(table.rows, measureHead(value));
  const columns = partsOf(table.columns, measureHead(value));
  const turned = chart === 'bar' || chart === 'stacked';
  const across = turned ? rows : columns;
  const along = turned ? columns : rows;
  const shown = chart === 'heat' ? along : along.slice(0, mostSeries);
  const categories = across.map(part => part.label);
  const series = shown.map(one => {
    const cells = across.map(part =>
      turned ? frozenCell(table, part.index, one.index, 0) : frozenCell(table, one.index, part.index, 0),
    );
    return { name: one.label, values: cells.map(cell => cell.value), statuses: cells.map(cell => cell.status) };
  });
  const hidden = series.flatMap(one => one.statuses).filter(status => status === 'hidden').length;
  const { highest, lowest } = ends({ categories, series });
  const words = (end: End | null) => (end ? `${valueText(end.value, value)} (${placesText(end.where)})` : 'none');
  const left = along.length - shown.length;
  return {
    chart,
    categories,
    series,
    ...styleOf(value),
    summary: `${chartNames[chart]} of ${lowerFirst(measureHead(value))}, ${series.length} series over ${categories.length} members${left > 0 ? `; ${left} more are in the table` : ''}. Highest ${words(highest)}, lowest ${words(lowest)}${hidden > 0 ? ` of those shown; ${hidden} hidden` : ''}.`,
  };
}
