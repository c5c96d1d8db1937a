import { isoOfDays, periodOf } from '../model/period.ts';
import { formatDate, formatNumber, formatSigned } from './format.ts';

/** How it reads who sends what, and what is not in. Days are integers since 1970-01-01. */

interface Days {
  readonly first: number;
  readonly last: number;
}

/** States of the supply ledger. */
export const supplyLabels = {
  'on-time': 'On time',
  received: 'Received',
  late: 'Late',
  missing: 'Missing',
  'not-due': 'Not due yet',
  confirm: 'To be asked',
  'nothing-more': 'Nothing more to report',
} as const;

/** What a person may record of supply. */
export const supplyFactLabels = {
  succession: 'Another agency took over',
  end: 'Nothing is sent any more',
  'nothing-more': 'There was nothing (more) to report',
} as const;

const date = (day: number) => formatDate(isoOfDays(day));

/** "A", "A and B", "A, B and C". */
export function listWords(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** "2017/18", "2017/18 Q2", "2017/18 Q3 to 2018/19 Q1"; other days as "1 Aug 2017 to 30 Sep 2017". */
export function daysWords({ first, last }: Days): string {
  const year = periodOf(first, 'financial-year');
  if (year.first === first && year.last === last) return year.code;
  const [from, to] = [periodOf(first, 'financial-quarter'), periodOf(last, 'financial-quarter')];
  if (from.first === first && to.last === last) return from.code === to.code ? from.code : `${from.code} to ${to.code}`;
  return first === last ? date(first) : `${date(first)} to ${date(last)}`;
}

/** "NHS health services for 2016/17 Q2 and 2017/18 Q1" */
export function lackWords(agency: string, days: readonly Days[]): string {
  return `${agency} for ${listWords(days.map(daysWords))}`;
}

/** "From 1 Apr 2017 Missing Service sends what Stoke-on-Trent City Council sent." */
export function successionWords(successor: string, others: readonly string[], from: number): string {
  return `From ${date(from)} ${successor} sends what ${listWords(others)} sent.`;
}

/** "Schools and education: first return for 2017/18 Q1." */
export function startWords(agency: string, from: number): string {
  return `${agency}: first return for ${periodOf(from, 'financial-quarter').code}.`;
}

/** "Housing sends nothing from 1 Apr 2017 on." */
export function endWords(agencies: readonly string[], from: number): string {
  return `${listWords(agencies)} ${agencies.length === 1 ? 'sends' : 'send'} nothing from ${date(from)} on.`;
}

/** Why a supplier does not stand behind two spans alike, or behind a whole series. */
type LackingSaid =
  | { readonly why: 'missing'; readonly days: readonly Days[] }
  | { readonly why: 'started' | 'ended'; readonly from: number };

/** "NHS health services has not sent 2017/18 Q2", "Schools began in 2017/18 Q1", "Housing sends nothing from 1 Apr 2017 on". */
function unlikeWords(name: string, lacking: LackingSaid): string {
  if (lacking.why === 'missing') return `${name} has not sent ${listWords(lacking.days.map(daysWords))}`;
  return lacking.why === 'started'
    ? `${name} began in ${periodOf(lacking.from, 'financial-quarter').code}`
    : `${name} sends nothing from ${date(lacking.from)} on`;
}

/** More suppliers than these are not read in a sentence. */
const mostLacking = 3;

/** Who does not stand behind what is compared, each with why; without a full stop. */
export function allUnlikeWords(lacking: readonly (LackingSaid & { readonly name: string })[]): string {
  const words = lacking.slice(0, mostLacking).map(one => unlikeWords(one.name, one));
  const more = lacking.length - words.length;
  return [...words, ...(more > 0 ? [`and so with ${formatNumber(more)} more`] : [])].join('; ');
}

/** "Housing has nothing more to report for 2017/18 Q1." */
export function nothingMoreWords(agencies: readonly string[], days: Days): string {
  return `${listWords(agencies)} ${agencies.length === 1 ? 'has' : 'have'} nothing more to report for ${daysWords(days)}.`;
}

/** Asks whether a file that speaks of more than its rows is all that there was. `declared` is what the file speaks of. */
export function unspokenQuestion(
  file: string,
  agency: string,
  declared: Days,
  rows: Days | null,
  silent: readonly Days[],
): string {
  const says = `The file ${file} of ${agency} says ${daysWords(declared)}`;
  if (rows === null) return `${says}, but none of its rows could be loaded: was there nothing to report?`;
  const only = silent.length === 1 ? silent[0] : undefined;
  if (only && only.last === declared.last)
    return `${says}, but has no rows after ${date(only.first - 1)}: was there nothing to report?`;
  if (only && only.first === declared.first)
    return `${says}, but has no rows before ${date(only.last + 1)}: was there nothing to report?`;
  return `${says}, but has no rows for ${listWords(silent.map(daysWords))}: was there nothing to report?`;
}

/** Asks whether the rest of a quarter, of which a part is in, is all that there was. */
export function restQuestion(agency: string, quarter: string, rest: readonly Days[]): string {
  return `${agency} has sent a part of ${quarter}: was there nothing to report for ${listWords(rest.map(daysWords))}?`;
}

/** Asks whether one agency took the place of others that fell silent as it began. */
export function successionQuestion(others: readonly string[], successor: string, from: number): string {
  return `${listWords(others)} ${others.length === 1 ? 'sends' : 'send'} nothing since ${date(from)}, when ${successor} begins: does it send what they sent?`;
}

/** Why an indicator has no figure although returns came: nobody recorded what it is computed from. */
export const notRecordedWords = (field: string): string => `Not recorded: no row that has come in has “${field}”.`;

/** The same of one span of a comparison. */
export const notRecordedIn = (span: string, field: string): string => `No row of ${span} has “${field}” recorded.`;

/** Where the data begin and end, for a reader of a period that is not whole. */
export function dataSpanWords(from: number, until: number): string {
  return `Data are in from ${date(from)} to ${date(until)}`;
}

const monthYear = (day: number) => formatDate(isoOfDays(day).slice(0, 7));

/** Whole months: "Apr to Sep 2017", "Oct 2016 to Mar 2017", "Apr 2017". */
export function monthsWords({ first, last }: Days): string {
  const [from, to] = [monthYear(first), monthYear(last)];
  if (from === to) return from;
  return from.slice(-4) === to.slice(-4) ? `${from.slice(0, 3)} to ${to}` : `${from} to ${to}`;
}

const isMonths = ({ first, last }: Days): boolean =>
  periodOf(first, 'month').first === first && periodOf(last, 'month').last === last;

/**
 * A period of which not all is in, as a title names it: "Oct 2024 to Mar 2025, a part of 2024/25", or "2024/25, without Housing
 * for 2024/25 Q4" where every day of it is in from somebody.
 * @param lacking who has not sent what of it, as `lackWords` tells it
 */
export function partWords(
  label: string,
  covered: readonly Days[],
  isCovered: boolean,
  lacking: readonly string[],
): string {
  if (isCovered || covered.length === 0) return `${label}, without ${lacking.join('; ')}`;
  const days = listWords(covered.map(one => (isMonths(one) ? monthsWords(one) : daysWords(one))));
  return `${days}, a part of ${label}`;
}

interface Pair {
  readonly now: number;
  readonly before: number;
}

/** "640 against 591 (+8.3 %)" */
function pairWords({ now, before }: Pair, decimals = 0): string {
  const change = before > 0 ? ` (${formatSigned((now / before - 1) * 100, 1)}\u00a0%)` : '';
  return `${formatNumber(now, decimals)} against ${formatNumber(before, decimals)}${change}`;
}

/** Means of the own counts of the quarters of two years that are in, for what cannot be divided by time. */
export function quarterMeansWords(
  [now, before]: readonly [now: string, before: string],
  counts: Pair,
  isOfAll: boolean,
): string {
  return `By the mean of the own counts of the quarters, ${now} against ${before}: ${pairWords(counts)}${isOfAll ? '' : ', whoever sent them'}.`;
}
