import type { FrozenCell, FrozenChart, FrozenTable } from '../../../shared/contract/briefing.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { directionOf, isApartAlone } from '../claims/district.ts';
import type { DistrictReport, ReportedDistrict } from '../framework/district-report.ts';
import { numberCell, wordCell } from './frozen-scorecard.ts';
import { frozenChart, frozenTable } from './frozen-table.ts';

const times = { kind: 'rate', decimals: 2 } as const;

/** How a district stands, in a word. */
function standingWords({ tested, isSaid }: ReportedDistrict, part: DistrictReport['part']): string {
  if (!isSaid && isApartAlone(tested, 1)) return 'not told from chance';
  if (!isSaid || tested.value === null) return 'similar';
  const up = directionOf(tested, 1) === 'up';
  return part === 'level' ? (up ? 'above the rest' : 'below the rest') : up ? 'more' : 'fewer';
}

/** Whether suppliers differ between the two spans of a change, so that those who sent both stand beside everybody. */
const hasSteady = ({ districts }: DistrictReport): boolean => districts.some(one => one.tested.throughout);

function columnsOf(report: DistrictReport): readonly (readonly string[])[] {
  const what = report.part === 'level' ? 'Times the rest' : 'Times itself';
  return [
    [what, 'value'],
    // The interval is of what was tested.
    ...(hasSteady(report) ? [[what, 'of those who sent both']] : []),
    [what, 'from (95\u00a0%)'],
    [what, 'to (95\u00a0%)'],
    ['Beyond chance', `among ${formatNumber(report.districts.length)} districts`],
  ];
}

function cellsOf(found: ReportedDistrict | undefined, report: DistrictReport): readonly FrozenCell[] {
  if (!found) return columnsOf(report).map(() => wordCell(''));
  const { value, lower, upper, throughout } = found.tested;
  return [
    numberCell(value, times),
    ...(hasSteady(report) ? [numberCell(throughout?.ratio ?? null, times)] : []),
    numberCell(lower, times),
    numberCell(upper, times),
    wordCell(standingWords(found, report.part)),
  ];
}

/** How far apart a district of middling size would have to be, below the districts. */
function seenRow(report: DistrictReport, width: number): FrozenTable['rows'] {
  const { seen } = report;
  if (seen === null) return [];
  const blank = Array.from({ length: width }, () => wordCell(''));
  const cells = [
    ...blank,
    numberCell(seen, { kind: 'rate', decimals: 1 }),
    ...columnsOf(report)
      .slice(1)
      .map(() => wordCell('')),
  ];
  return [{ label: 'Would be seen four times in five', depth: 0, kind: 'leaf', cells }];
}

/** Districts with what was tested of them; one whose figures are hidden has no test in the table either. */
export function frozenDistricts(
  report: DistrictReport,
  caption: string,
): { readonly table: FrozenTable; readonly chart: FrozenChart | null } {
  const { pivot, part, spans, districts } = report;
  const table = frozenTable(pivot, caption);
  const byName = new Map(districts.map(one => [one.name, one]));
  const plain = { format: table.format, decimals: table.decimals };
  const ratio = { format: 'number' as const, decimals: 2 };
  const relabelled = table.columns.map(head =>
    part === 'change' && spans
      ? [head[0] === table.columns[0]?.[0] ? spans.before.label : spans.after.label, ...head.slice(1)]
      : head,
  );
  const chart = part === 'change' ? frozenChart(pivot, 'bar') : null;
  return {
    table: {
      ...table,
      columns: [...relabelled, ...columnsOf(report)],
      rows: [
        ...table.rows.map(row => ({
          ...row,
          cells: [...row.cells, ...cellsOf(row.kind === 'leaf' ? byName.get(row.label) : undefined, report)],
        })),
        ...seenRow(report, table.columns.length),
      ],
      formats: [
        ...(table.formats ?? table.columns.map(() => plain)),
        ...columnsOf(report)
          .slice(1)
          .map(() => ratio),
        plain,
      ],
    },
    chart: chart && spans ? withSpans(chart, [spans.before.label, spans.after.label], countOf(pivot)) : null,
  };
}

/** Districts in the rows of a table: what has none recorded is none. */
const countOf = ({ rows }: DistrictReport['pivot']): number =>
  rows.filter(({ kind, path }) => kind === 'leaf' && path.at(-1)?.code != null).length;

/** The same chart with its series named after the spans, which are parts of their years. */
function withSpans(chart: FrozenChart, labels: readonly [string, string], districts: number): FrozenChart {
  const series = chart.series.map((one, at) => ({ ...one, name: labels[at] ?? one.name }));
  return {
    ...chart,
    series,
    summary: `Bar chart of ${formatNumber(districts)} districts in ${labels[0]} and ${labels[1]}.`,
  };
}
