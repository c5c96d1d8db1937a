import type { FrozenCell, FrozenChart, FrozenTable } from '../../../shared/contract/briefing.ts';
import type { Figure, Scorecard, ScorecardLine } from '../../../shared/contract/framework.ts';
import type { Comparison } from '../../../shared/model/framework.ts';
import { assuranceLabels, indicatorNumber, specialWords, variationLabels } from '../../../shared/text/framework.ts';

const standing: readonly Comparison[] = ['better', 'worse', 'higher', 'lower'];
type Style = Pick<ScorecardLine, 'kind' | 'decimals'>;

const words = (text: string): FrozenCell => ({ text, value: null, status: text === '' ? 'empty' : 'value' });

const number = (value: number | null, style: Style, status: FrozenCell['status'] = 'value'): FrozenCell =>
  value === null ? words('') : { text: indicatorNumber(value, style), value, status };

/** A figure; one that is hidden is a marked cell without a number. */
const figure = (one: Figure, style: Style, symbol: string): FrozenCell =>
  one.status === 'hidden'
    ? { text: symbol, value: null, status: 'hidden' }
    : number(one.value, style, one.value === 0 ? 'zero' : 'value');

/** Limits of a figure that may not be told are not told either. */
const limit = (one: Figure, side: 'lower' | 'upper', style: Style): FrozenCell =>
  one.status === 'hidden' ? words('') : number(one[side], style);

const isSupplied = ({ variation }: ScorecardLine): boolean => variation !== 'not-supplied';

/** The indicators of a scorecard that have a value, a row each; the others are named in its method. */
export function scorecardTable({ lines, period }: Scorecard, caption: string, symbol: string): FrozenTable {
  const compared = lines.some(line => line.districts.length > 0);
  return {
    caption,
    rowHeads: ['Indicator'],
    columns: [
      [period.label],
      ['95\u00a0%', 'from'],
      ['95\u00a0%', 'to'],
      ['Variation'],
      ['Target'],
      ...(compared ? [['Districts that differ']] : []),
    ],
    rows: lines.filter(isSupplied).map(line => ({
      label: line.name,
      depth: 0,
      kind: 'leaf',
      cells: [
        ...(line.latest
          ? [figure(line.latest, line, symbol), limit(line.latest, 'lower', line), limit(line.latest, 'upper', line)]
          : [words('–'), words(''), words('')]),
        words(variationLabels[line.variation]),
        words(line.assurance ? assuranceLabels[line.assurance] : '–'),
        ...(compared
          ? [
              words(
                line.districts
                  .filter(one => standing.includes(one.comparison))
                  .map(one => `${one.name} ${one.comparison}`)
                  .join(', '),
              ),
            ]
          : []),
      ],
    })),
    format: 'number',
    decimals: 1,
  };
}

/** One indicator over time with the limits of chance: the chart, and the table of the same numbers. */
export function controlChartOf(
  line: ScorecardLine,
  caption: string,
  symbol: string,
): { readonly table: FrozenTable; readonly chart: FrozenChart } {
  const { points, limits, target } = line;
  const format = line.kind === 'proportion' ? 'percent' : line.kind === 'count' ? 'count' : 'number';
  const told = (values: readonly (number | null)[] | undefined) => points.map((_, at) => values?.[at] ?? null);
  const [centre, lower, upper] = [told(limits?.centre), told(limits?.lower), told(limits?.upper)];
  const aims = [target?.low, target?.high].filter(value => typeof value === 'number');
  const special = points.map((_, at) => limits?.special[at] ?? null);
  return {
    table: {
      caption,
      rowHeads: ['Period'],
      columns: [['Value'], ['Centre'], ['Lower limit'], ['Upper limit'], ['Special cause']],
      rows: points.map((point, at) => ({
        label: point.complete ? point.label : `${point.label} (part)`,
        depth: 0,
        kind: 'leaf',
        cells: [
          figure(point, line, symbol),
          number(centre[at]!, line),
          number(lower[at]!, line),
          number(upper[at]!, line),
          words(special[at] ? specialWords[special[at]] : ''),
        ],
      })),
      format,
      decimals: line.decimals,
    },
    chart: {
      chart: 'line',
      categories: points.map(point => point.label),
      series: [
        { name: line.name, values: points.map(point => point.value) },
        ...(limits
          ? [
              { name: 'Centre', values: centre, role: 'centre' as const },
              { name: 'Lower limit', values: lower, role: 'limit' as const },
              { name: 'Upper limit', values: upper, role: 'limit' as const },
            ]
          : []),
        ...aims.map(aim => ({ name: 'Target', values: points.map(() => aim), role: 'target' as const })),
      ],
      format,
      decimals: line.decimals,
      summary: `${line.name} by period. ${variationLabels[line.variation]}: ${line.variationWords}`,
    },
  };
}

/** How the lines were worked out, a sentence each. */
export function scorecardMethod({ framework, lines, notes }: Scorecard): string[] {
  return [
    `${framework.name}, version ${framework.version}.`,
    ...(lines.every(isSupplied)
      ? []
      : [
          `Not supplied by any agency yet: ${lines
            .filter(line => !isSupplied(line))
            .map(line => line.name)
            .join('; ')}.`,
        ]),
    ...lines.flatMap(line => (line.limits ? [`${line.name}: ${line.limits.words}`] : [])),
    ...notes.map(note => note.text),
  ];
}
