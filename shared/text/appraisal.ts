import type { Counted } from '../model/appraisal-standing.ts';
import type { AppraisalStanding } from '../model/appraisal-standing.ts';
import type { Basis } from '../model/appraisal.ts';
import { firstGivenDay } from '../model/given-day.ts';
import type { VerdictGap } from '../model/verdict-gap.ts';
import { forecastStep, toStep, wholeHundredths } from '../model/forecast.ts';
import type { Ranged } from '../model/forecast.ts';
import { formatDate, formatNumber, formatPercent, upperFirst } from './format.ts';

/** How every figure of an appraisal reads, on screen, slide, paper, annex and in the terminal alike. */
export type FigureFormat = 'number' | 'percent' | 'money' | 'weeks' | 'ratio' | 'days' | 'hours';

/** What is not defined. */
export const noFigure = '–';

const signOf = (value: number, signed: boolean): string => (value < 0 ? '−' : signed && value > 0 ? '+' : '');

/** Pounds of a forecast to the place that is supported: "£1.02 m", "£440 k", "£950". */
function forecastPounds(value: number, step: number, signed: boolean): string {
  const rounded = toStep(value, Math.max(1, step));
  const size = Math.abs(rounded);
  const decimals = (unit: number) => Math.max(0, Math.min(2, Math.round(Math.log10(unit / Math.max(1, step)))));
  const sign = signOf(rounded, signed);
  if (size >= 1_000_000) return `${sign}£${formatNumber(size / 1_000_000, decimals(1_000_000))}\u00a0m`;
  if (size >= 10_000) return `${sign}£${formatNumber(size / 1000)}\u00a0k`;
  return `${sign}£${formatNumber(size)}`;
}

/** Hundredths of a share: whole ones, from ten down with a decimal. */
const percentDecimals = (share: number): number => (Math.abs(share) < 0.0995 ? 1 : 0);

/** The number behind a figure as it is shown, for a file that holds numbers. */
export function shownNumber(
  value: number,
  format: FigureFormat,
  step = forecastStep({ value, low: null, high: null }),
): number {
  switch (format) {
    case 'money':
      return toStep(value, Math.max(1, step));
    case 'percent':
      return toStep(value, percentDecimals(value) === 1 ? 0.001 : 0.01);
    case 'ratio':
      return toStep(value, 0.01);
    case 'weeks':
    case 'days':
    case 'hours':
      return toStep(value, 0.1);
    case 'number':
      return toStep(value, numberDecimals(value) === 1 ? 0.1 : 1);
  }
}

const numberDecimals = (value: number): number => (Math.abs(value) < 9.95 && !Number.isInteger(value) ? 1 : 0);

function shown(value: number | null, format: FigureFormat, step: number | undefined, signed: boolean): string {
  if (value === null || !Number.isFinite(value)) return noFigure;
  if (format === 'money') return forecastPounds(value, step ?? forecastStep({ value, low: null, high: null }), signed);
  const number = shownNumber(value, format);
  const sign = signed && number > 0 ? '+' : '';
  switch (format) {
    case 'percent':
      return `${sign}${formatPercent(number, percentDecimals(value))}`;
    case 'ratio':
      return `${sign}${formatNumber(number, 2)}`;
    case 'weeks':
    case 'days':
    case 'hours':
      return `${sign}${formatNumber(number, 1)}`;
    case 'number':
      // By the number that is shown, so that a file that holds that number reads the same.
      return `${sign}${formatNumber(number, numberDecimals(number))}`;
  }
}

/** A forecast that has no range of its own. */
export const figureText = (value: number | null, format: FigureFormat): string =>
  shown(value, format, undefined, false);

/** The lottery index of an option; nothing of one under which nobody is interviewed, as equal as that is. */
export const lotteryText = ({
  fairness,
  measures,
}: {
  readonly fairness: { readonly hoover: number };
  readonly measures: { readonly 'postcode-lottery': { readonly value: number | null } };
}): string => figureText(measures['postcode-lottery'].value === null ? null : fairness.hoover, 'percent');

/** A difference, with its sign. */
export const signedText = (value: number | null, format: FigureFormat): string => shown(value, format, undefined, true);

/** A measure, rounded to what its range supports. */
export const estimateText = (one: Ranged, format: FigureFormat, signed = false): string =>
  shown(one.value, format, forecastStep(one), signed);

/** "£900 to £1,600" in the places of the value; null where nothing varies or nothing is known of it. */
export function rangeText(one: Ranged, format: FigureFormat): string | null {
  const { low, high } = one;
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high) || low === high) return null;
  const step = forecastStep(one);
  const ends = [shown(low, format, step, false), shown(high, format, step, false)] as const;
  return ends[0] === ends[1] ? null : ends.join(' to ');
}

/** The numbers behind a measure and its range as they are shown. */
export function shownEstimate(one: Ranged, format: FigureFormat): Ranged {
  const step = forecastStep(one);
  const of = (value: number | null) => (value === null ? null : shownNumber(value, format, step));
  return { value: of(one.value), low: of(one.low), high: of(one.high) };
}

/** "£1.02 m" with "(£0.95 m to £1.10 m)" on a line of its own. */
export function estimateWithRange(one: Ranged, format: FigureFormat): string {
  const range = rangeText(one, format);
  return range === null ? estimateText(one, format) : `${estimateText(one, format)}\n(${range})`;
}

/** Whole pence as pounds, to the penny: contributions and what was really paid. */
export function penceText(pence: number | null, signed = false): string {
  if (pence === null || !Number.isFinite(pence)) return noFigure;
  const size = Math.abs(Math.round(pence));
  const rest = size % 100;
  return `${size > 0 ? signOf(pence, signed) : ''}£${formatNumber((size - rest) / 100)}.${String(rest).padStart(2, '0')}`;
}

/** Chances of options that make a whole, so rounded that they add up to 100 %. */
export const chanceTexts = (chances: readonly number[]): readonly string[] =>
  wholeHundredths(chances).map(hundredths => formatPercent(hundredths / 100));

/** Three figures, and no more decimals than there are: what a person typed into an input. */
export function inputText(value: number | null, format: FigureFormat): string {
  if (value === null || !Number.isFinite(value)) return noFigure;
  const size = Math.abs(format === 'percent' ? value * 100 : value);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const plain = (number: number) => {
    const text = formatNumber(number, decimals);
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  };
  if (format === 'percent') return `${plain(value * 100)}\u00a0%`;
  return format === 'money' ? `${value < 0 ? '−' : ''}£${plain(Math.abs(value))}` : plain(value);
}

/** Where an input turns the order: within its own range, only beyond it, or nowhere that the model permits. */
export function switchingText(
  { switching, switchingOutside }: { readonly switching: number | null; readonly switchingOutside: number | null },
  format: FigureFormat,
): string {
  if (switching !== null) return inputText(switching, format);
  return switchingOutside === null ? 'does not switch' : `only outside, near ${inputText(switchingOutside, format)}`;
}

/** The ends of an input's own range, or that it is held certain. */
export function plausibleText(
  { plausible }: { readonly plausible: readonly [number, number] },
  format: FigureFormat,
): string {
  const [low, high] = plausible;
  return low === high
    ? `${inputText(low, format)}, held certain`
    : `${inputText(low, format)} to ${inputText(high, format)}`;
}

export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;

/** "none of 78 inputs", "14 of 78 inputs". */
function givenWords({ given, all, inPart }: Counted, one: string, many: string): string {
  if (all === 0) return '';
  return given === 0
    ? `none of ${formatNumber(all)} ${all === 1 ? one : many}`
    : `${formatNumber(given)} of ${formatNumber(all)} ${many}${inPartWords(inPart.given, given)}`;
}

/** What is a placeholder for other options all the same. */
const inPartWords = (some: number, of: number): string =>
  some === 0 ? '' : some === of ? ' (for some options only)' : ` (${formatNumber(some)} of them for some options only)`;

/** What has been given, in one sentence for the head of a page. */
export function standingText(standing: AppraisalStanding): string {
  const { inputs, posts, budgets, weights } = standing;
  const some = (counted: Counted, no: string, yes: string) =>
    counted.given === 0 ? no : `${yes} of ${formatNumber(counted.given)} of ${formatNumber(counted.all)} partners`;
  const given = listed([
    givenWords(inputs, 'input', 'inputs'),
    ...(posts.all > 0 ? [givenWords(posts, 'post', 'posts')] : []),
    some(budgets, 'no budget', 'budgets'),
    some(weights, 'no weights', 'weights'),
  ]);
  const other =
    inputs.data > 0
      ? [
          `${formatNumber(inputs.data)} ${inputs.data === 1 ? 'input comes' : 'inputs come'} from the data${inPartWords(inputs.inPart.data, inputs.data)}`,
        ]
      : [];
  const rest =
    inputs.placeholder > 0
      ? `${formatNumber(inputs.placeholder)} ${other.length > 0 ? '' : 'inputs '}are the application’s own placeholders`
      : 'no input is a placeholder';
  return `${upperFirst(given)} have been given by an organisation. ${upperFirst(listed([...other, rest]))}.`;
}

/** What a criterion weighs, with a decimal; without the dust of sums, which would round a half now up, now down. */
export const weightText = (share: number): string => formatPercent(Number(share.toPrecision(12)), 1);

/** Averages over years are rounded: what differs by a penny is the same. */
const aPenny = 1;

/** Whether a partner pays more than it would alone. */
export const paysMoreThanAlone = ({
  penceAYear,
  alonePenceAYear,
}: {
  readonly penceAYear: number;
  readonly alonePenceAYear: number | null;
}): boolean => alonePenceAYear !== null && penceAYear > alonePenceAYear + aPenny;

type SketchStanding = Pick<AppraisalStanding, 'inputs' | 'posts' | 'need'>;

function sketchBasis({ inputs, posts, need }: SketchStanding): string {
  const others = [
    ...(inputs.data > 0 || need === 'data' ? ['what the data give'] : []),
    ...(inputs.given + posts.given > 0 ? ['what was given'] : []),
  ];
  return others.length === 0 ? 'placeholders alone' : listed(['placeholders', ...others]);
}

/** What there is to say of figures that bear no verdict: what they rest on, and nothing of which option is best. */
export const sketchText = (standing: SketchStanding): string =>
  `Nothing is said of which option is best: the figures rest on ${sketchBasis(standing)}.`;

/** Before what such figures would mean for a service. */
export const sketchServicesText = (standing: SketchStanding): string =>
  `This is what follows from ${sketchBasis(standing)}. It says nothing of how any service is.`;

/** The same of what would turn the answer. */
export const sketchTurnsText =
  'Nothing is said of what turns the answer while it rests on placeholders; what moves the sketch is shown.';

/** Before scores by weights that were given, in such a sketch. */
export const sketchScoresText =
  'The weights were given; what they are put to rests on placeholders. These scores are what follows from both, and say for no partner which option it prefers.';

/** Before what partners would pay of such a sketch. */
export const sketchPaysText =
  'The shares were given; what there is to share rests on placeholders. The amounts are what follows from both: whether a budget covers one, or a partner would pay less alone, is no finding.';

/** Whose weights order nothing yet. */
export const unorderedText = (partners: readonly string[]): string =>
  `${listed(partners)} gave weights; what they would order rests on placeholders, so no order is shown.`;

/** More inputs than these are counted. */
const mostMissing = 5;

function someOf(labels: readonly string[]): string {
  const more = labels.length - mostMissing;
  const quoted = labels.slice(0, mostMissing).map(label => `“${label}”`);
  return listed(more > 0 ? [...quoted, `${formatNumber(more)} more`] : quoted);
}

function gapText(gap: VerdictGap): string {
  switch (gap.kind) {
    case 'need':
      return `need by district (${listed(gap.of.map(kind => (kind === 'episodes' ? 'missing episodes' : 'CSE referrals')))})`;
    case 'posts':
      return `the posts of ${listed(gap.options.map(({ name, missing, all }) => `${name} (${formatNumber(missing)} of ${formatNumber(all)})`))}`;
    case 'effects':
      return `what the services achieve (${someOf(gap.inputs)})`;
    case 'movers':
      return `what moves the answer most (${someOf(gap.inputs)}), as ${figureText(gap.share, 'percent')} of what moves it is placeholder where ${figureText(gap.most, 'percent')} may be`;
    case 'turning':
      return `what turns the order within its own range (${someOf(gap.inputs)})`;
    case 'not-known':
      return '';
  }
}

/** Before what is missing for a verdict. */
export const gapsHead =
  'Still to be given by an organisation, or to come from the data, before an option may be called better';

/** What is missing for a verdict: a part of a sentence each. */
export const gapItems = (gaps: readonly VerdictGap[]): readonly string[] =>
  gaps.filter(({ kind }) => kind !== 'not-known').map(gapText);

/** The same in a sentence; empty where nothing is missing. */
export function gapsText(gaps: readonly VerdictGap[]): string {
  const items = gapItems(gaps);
  if (items.length > 0) return `${gapsHead}: ${items.join('; ')}.`;
  return gaps.length > 0 ? 'Whether it bears a verdict shows when what moves the answer has been worked out.' : '';
}

/** Why no amount is put down to a partner: nobody's share, or not everybody's, is known. */
export function sharesUnknownText({ shares }: Pick<AppraisalStanding, 'shares'>): string {
  return shares.placeholder === shares.all
    ? 'No partner has given its share of the cost, so no amount is put down to any of them.'
    : `${formatNumber(shares.all - shares.placeholder)} of ${formatNumber(shares.all)} partners ${shares.all - shares.placeholder === 1 ? 'has given its share' : 'have given their shares'} of the cost: until all have, no amount is put down to any of them.`;
}

/** Why nobody can say who gains more than it pays. */
export function gainsUnknownText({
  shares,
  benefitShares,
}: Pick<AppraisalStanding, 'shares' | 'benefitShares'>): string {
  const [missing, what] = shares.placeholder > 0 ? ([shares, 'cost'] as const) : ([benefitShares, 'benefit'] as const);
  const who = missing.placeholder === missing.all ? 'No partner has' : 'Not every partner has';
  return `${who} given its share of the ${what}, so nobody can say who gains more than it pays.`;
}

/** Beside what the application wrote of options to which nobody has given anything. */
export const draftedText =
  'Drafted by the application for somebody to think about: no organisation has said or decided any of it.';

/** On every page while more than a fifth of what moves the answer is placeholder. */
export const draftMark = 'Draft: rests on the application’s own placeholders';

/** Why nothing can have been given on a day, and which day can be said. @param today ISO */
export const givenDayText = (on: string, today: string): string =>
  `${dayText(on)} is no day on which it can have been given: say one from ${formatDate(firstGivenDay)} to today, ${formatDate(today)}.`;

/** "Placeholder", "From the data", "Given by X on 2 Nov 2017". */
export function basisText(basis: Basis): string {
  if (basis.state === 'given') return `Given by ${basis.by}, ${dayText(basis.on)}`;
  if (basis.state === 'data') return 'From the data';
  return basis.from === 'other-rows' ? 'Placeholder: not what the rows of this workspace give' : 'Placeholder';
}

const dayText = (on: string): string => (/^\d{4}$/.test(on) ? on : formatDate(on));
