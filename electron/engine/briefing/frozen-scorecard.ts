import { upperFirst } from '../../../shared/text/format.ts';
import type { FrozenCell, FrozenChart, FrozenTable } from '../../../shared/contract/briefing.ts';
import type { Figure, Scorecard, ScorecardLine } from '../../../shared/contract/framework.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import type { Comparison, Variation } from '../../../shared/model/framework.ts';
import {
  assuranceLabels,
  hasFigures,
  indicatorNumber,
  specialWords,
  variationText,
} from '../../../shared/text/framework.ts';
import { changeFigures, changeTextOf } from '../claims/change.ts';
import { targetText } from '../framework/reading.ts';

const standing: readonly Comparison[] = ['better', 'worse', 'higher', 'lower'];
type Style = Pick<ScorecardLine, 'kind' | 'decimals'>;

export const wordCell = (text: string): FrozenCell => ({ text, value: null, status: text === '' ? 'empty' : 'value' });

export const numberCell = (value: number | null, style: Style, status: FrozenCell['status'] = 'value'): FrozenCell =>
  value === null ? wordCell('') : { text: indicatorNumber(value, style), value, status };

/** A figure; one that is hidden is a marked cell without a number. */
export const figureCell = (one: Figure, style: Style, symbol: string): FrozenCell =>
  one.status === 'hidden'
    ? { text: symbol, value: null, status: 'hidden' }
    : numberCell(one.value, style, one.value === 0 ? 'zero' : 'value');

/** Limits of a figure that may not be told are not told either. */
export const limitCell = (one: Figure, side: 'lower' | 'upper', style: Style): FrozenCell =>
  one.status === 'hidden' ? wordCell('') : numberCell(one[side], style);

/** What a board has to hear of first. */
const tellingOrder: readonly Variation[] = ['worsening', 'cannot-tell', 'improving', 'higher', 'lower'];

/** The place of a line among what there is to say: what moves first, and among alike what misses its target. */
export function tellingRank({ variation, assurance }: Pick<ScorecardLine, 'variation' | 'assurance'>): number {
  const place = tellingOrder.indexOf(variation);
  return (place < 0 ? tellingOrder.length : place) * 2 + (assurance === 'fails' ? 0 : 1);
}

/** "at least 70 %"; empty without a target. */
export const aimWords = (line: ScorecardLine): string => (line.target ? targetText(line.target, line) : '');

function changeWords(line: ScorecardLine): readonly string[] {
  const claim = line.claims.find(one => one.kind === 'change');
  const [before, after] = claim?.figures ?? [];
  if (!claim || claim.strength === 'cannot-tell' || !before || !after || !claim.about.against) return [];
  const span = `${before.text} in ${claim.about.against}, ${after.text} in ${claim.about.period}`;
  return [withChange(claim, span, changeTextOf(claim) ?? '')];
}

/** The figures of a change with what is said of it, and who did not send both spans. */
function withChange({ strength, figures, lacking }: Claim, span: string, change: string): string {
  if (strength === 'found') return `${span}: ${change}${lacking === undefined ? '' : `; ${lacking}`}`;
  const steady = figures.find(({ name }) => name === changeFigures.throughout)?.text;
  return steady === undefined ? span : `${span} (${lacking}); ${steady} on those who sent both`;
}

function shiftWords(line: ScorecardLine): readonly string[] {
  const claim = line.claims.find(one => one.kind === 'special-cause' && one.strength === 'found');
  const [before, after] = claim?.figures ?? [];
  return claim && before && after ? [`${after.text} in ${claim.about.period}, ${before.text} before`] : [];
}

/** The figures of a line's claims: "403 in the first half of 2016/17, 568 in the first half of 2017/18: +41 %". */
export function likeWords(line: ScorecardLine): string {
  return [...changeWords(line), ...shiftWords(line)].join('; ');
}

/** What is said of a target in few words: the process as it is, or that its limits are of the old way. */
function targetCell(line: ScorecardLine): string {
  const aim = aimWords(line);
  if (line.targetWords) return `Old limits (${aim})`;
  return line.assurance ? `${assuranceLabels[line.assurance]} (${aim})` : '–';
}

/** The two spans that most lines are set against each other in; null where none is. */
function commonSpans(lines: readonly ScorecardLine[]): string | null {
  const spans = lines.flatMap(line =>
    changeWords(line).length ? [spansOf(line.claims.find(one => one.kind === 'change')!)] : [],
  );
  const counts = [...Map.groupBy(spans, one => one)].toSorted((a, b) => b[1].length - a[1].length);
  return counts[0]?.[0] ?? null;
}

/** "first half of 2016/17 to the same of 2017/18". */
function spansOf({ about }: Claim): string {
  const [against, period] = [about.against ?? '', about.period ?? ''].map(label => label.replace(/^the /, ''));
  const part = against!.slice(0, against!.lastIndexOf(' ') + 1);
  return part !== '' && period!.startsWith(part)
    ? `${against!} to the same of ${period!.slice(part.length)}`
    : `${against!} to ${period!}`;
}

/** The same in a cell below a heading that names the spans. */
function likeCell(line: ScorecardLine, common: string | null): string {
  const claim = line.claims.find(one => one.kind === 'change');
  const [before, after] = claim?.figures ?? [];
  if (!claim || !before || !after || claim.strength === 'cannot-tell' || spansOf(claim) !== common)
    return likeWords(line) || 'not compared';
  const { figures: all } = claim;
  const textOf = (name: string) => all.find(figure => figure.name === name)?.text ?? null;
  const steady = textOf(changeFigures.throughout);
  const change = `${textOf(changeFigures.change) ?? ''}${steady === null ? '' : ` (${steady})`}`;
  const figures = `${before.text} to ${after.text}`;
  return [withChange(claim, figures, change), ...shiftWords(line)].join('; ');
}

/** Whether beside a change that is said stands that of those who sent both spans. */
const hasSteady = ({ claims }: ScorecardLine): boolean =>
  claims.some(
    ({ kind, strength, figures }) =>
      kind === 'change' && strength === 'found' && figures.some(({ name }) => name === changeFigures.throughout),
  );

const latestCell = ({ latest, ...line }: ScorecardLine, symbol: string): FrozenCell =>
  latest ? figureCell(latest, line, symbol) : wordCell('–');

function intervalCell(line: ScorecardLine): FrozenCell {
  const { latest } = line;
  if (!latest || latest.status === 'hidden' || latest.lower === null || latest.upper === null) return wordCell('');
  return wordCell(`${indicatorNumber(latest.lower, line)} to ${indicatorNumber(latest.upper, line)}`);
}

/** The indicators of a scorecard that have a value, a row each, those with most to say first; the others stand in its method. */
export function scorecardTable(scorecard: Scorecard, caption: string, symbol: string): FrozenTable {
  const { lines } = scorecard;
  const compared = lines.some(line => line.districts.length > 0);
  const common = commonSpans(lines);
  const supplied = lines.filter(hasFigures);
  return {
    caption,
    rowHeads: ['Indicator'],
    columns: [
      [`${upperFirst(common ?? 'Like for like')}${lines.some(hasSteady) ? ' (who sent both)' : ''}`],
      ['Variation'],
      ['Target'],
      // What the title speaks of first: a table that needs two slides is parted here.
      ['Latest'],
      ['Of'],
      ['95\u00a0% interval'],
      ...(compared ? [['Districts that differ']] : []),
    ],
    rows: supplied
      .toSorted((a, b) => tellingRank(a) - tellingRank(b))
      .map(line => ({
        label: line.name,
        depth: 0,
        kind: 'leaf' as const,
        cells: [
          wordCell(likeCell(line, common)),
          wordCell(variationText(line)),
          wordCell(targetCell(line)),
          latestCell(line, symbol),
          wordCell(line.latest?.label ?? ''),
          intervalCell(line),
          ...(compared ? [wordCell(differingWords(line))] : []),
        ],
      })),
    format: 'number',
    decimals: 1,
  };
}

const differingWords = ({ districts }: ScorecardLine): string =>
  districts
    .filter(one => standing.includes(one.comparison))
    .map(one => `${one.name} ${one.comparison}`)
    .join(', ');

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
          figureCell(point, line, symbol),
          numberCell(centre[at]!, line),
          numberCell(lower[at]!, line),
          numberCell(upper[at]!, line),
          wordCell(special[at] ? specialWords[special[at]] : ''),
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
      summary: `${line.name} by period. ${line.variationWords}`,
    },
  };
}

/** Notes of a whole scorecard that are not about the one line of a chart: its own notes say what is lacking of it. */
const ofAllLines = new Set(['hidden', 'late-agency', 'open-returns', 'overdue']);

/** How the lines were worked out, a sentence each. */
export function scorecardMethod({ framework, lines, notes }: Scorecard): string[] {
  const without = (variation: Variation, words: string): string[] => {
    const names = lines.flatMap(line => (line.variation === variation ? [line.name] : []));
    return names.length === 0 ? [] : [`${words}: ${names.join('; ')}.`];
  };
  const own = lines.length === 1 ? notes.filter(note => !ofAllLines.has(note.code)) : notes;
  return [
    `${framework.name}, version ${framework.version}.`,
    ...without('not-supplied', 'Not supplied by any agency yet'),
    ...without('not-recorded', 'Not recorded in any return that has come in'),
    ...lines.flatMap(line => (line.limits ? [`${line.name}: ${line.limits.words}`] : [])),
    ...own.map(note => note.text),
  ];
}
