import type { FrozenCell, FrozenChart, FrozenTable } from '../../../shared/contract/briefing.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import { formatSigned } from '../../../shared/text/format.ts';
import { changeFigures } from '../claims/change.ts';
import type { Trend } from '../framework/trend.ts';
import { figureCell, limitCell, numberCell, wordCell } from './frozen-scorecard.ts';

type Row = FrozenTable['rows'][number];

const rowOf = (label: string, ...cells: readonly FrozenCell[]): Row => ({
  label,
  depth: 0,
  kind: 'leaf',
  cells: [...cells, wordCell(''), wordCell('')].slice(0, 3),
});

const named = (claim: Claim | null, name: string) => claim?.figures.find(figure => figure.name === name) ?? null;

/** A limit of a change as its interval is said: percent of a ratio, points of a difference. */
function limitText(limit: number, kind: Trend['line']['kind']): string {
  return kind === 'proportion' ? formatSigned(limit * 100) : `${formatSigned((limit - 1) * 100)}\u00a0%`;
}

/** The two like spans, the change between them, and what else its sentence speaks of. */
function changeRows(trend: Trend): readonly Row[] {
  const { line, change, spans, partSpans, means } = trend;
  if (!change || !spans) return [];
  const spanRow = (label: string) => {
    const found = named(change, label);
    return rowOf(
      partSpans.includes(label) ? `${label} (part)` : label,
      found ? numberCell(found.value, line) : wordCell('–'),
    );
  };
  const interval = change.test?.interval ?? null;
  const moved = named(change, changeFigures.change);
  const throughout = named(change, changeFigures.throughout);
  const seen = change.strength === 'none' ? named(change, changeFigures.detectable) : null;
  const mean = (value: number) => numberCell(value, { kind: line.kind, decimals: 1 });
  return [
    spanRow(spans.before.label),
    spanRow(spans.after.label),
    // The interval is of what was tested: where the suppliers differ, of those who sent both.
    ...(moved && throughout ? [rowOf('Change of all, not of the same suppliers', wordCell(moved.text))] : []),
    ...(moved && interval && !throughout
      ? [
          rowOf(
            'Change between them',
            wordCell(moved.text),
            wordCell(limitText(interval[0], line.kind)),
            wordCell(limitText(interval[1], line.kind)),
          ),
        ]
      : []),
    ...(throughout && interval
      ? [
          rowOf(
            'Change on those who returned throughout',
            wordCell(throughout.text),
            wordCell(limitText(interval[0], line.kind)),
            wordCell(limitText(interval[1], line.kind)),
          ),
        ]
      : []),
    ...(means
      ? [
          rowOf(`Mean quarter of ${spans.before.label}`, mean(means.before)),
          rowOf(`Mean quarter of ${spans.after.label}`, mean(means.after)),
        ]
      : []),
    ...(seen ? [rowOf('Smallest change seen four times in five', wordCell(seen.text))] : []),
  ];
}

/** The means that a shift of the latest quarters speaks of. */
function shiftRows({ shift, line }: Trend): readonly Row[] {
  if (shift?.strength !== 'found') return [];
  const [before, after] = shift.figures;
  return [
    ...(before ? [rowOf('Mean of the quarters before', numberCell(before.value, line))] : []),
    ...(after ? [rowOf(`Mean of ${shift.about.period ?? 'the latest quarters'}`, numberCell(after.value, line))] : []),
  ];
}

/** One indicator over its quarters with the spans of its change: the chart, and the table of every number that is said of it. */
export function frozenTrend(
  trend: Trend,
  caption: string,
  symbol: string,
): { readonly table: FrozenTable; readonly chart: FrozenChart } {
  const { line } = trend;
  const format = line.kind === 'proportion' ? 'percent' : line.kind === 'count' ? 'count' : 'number';
  const labels = line.points.map(point => (point.complete ? point.label : `${point.label} (part)`));
  const aims = [line.target?.low, line.target?.high].filter(value => typeof value === 'number');
  return {
    table: {
      caption,
      rowHeads: ['Period'],
      columns: [[line.name], ['95\u00a0%', 'from'], ['95\u00a0%', 'to']],
      rows: [
        ...line.points.map((point, at) =>
          rowOf(
            labels[at]!,
            figureCell(point, line, symbol),
            limitCell(point, 'lower', line),
            limitCell(point, 'upper', line),
          ),
        ),
        ...changeRows(trend),
        ...shiftRows(trend),
        ...aims.map(aim => rowOf('Target', numberCell(aim, line))),
      ],
      format,
      decimals: line.decimals,
    },
    chart: {
      chart: 'line',
      categories: labels,
      series: [
        {
          name: line.name,
          values: line.points.map(point => point.value),
          statuses: line.points.map(point => point.status),
        },
        ...aims.map(aim => ({ name: 'Target', values: line.points.map(() => aim), role: 'target' as const })),
      ],
      format,
      decimals: line.decimals,
      summary: `${line.name} by quarter. ${line.variationWords}`,
    },
  };
}
