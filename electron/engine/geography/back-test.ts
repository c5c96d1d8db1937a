import type { Note } from '../../../shared/contract/cube.ts';
import type { BackTest } from '../../../shared/contract/geography.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import { formatNumber, formatPercent } from '../../../shared/text/format.ts';
import type { Span } from './counts.ts';
import { spanText } from './notes.ts';

/** Months from the first day of a span to its last, whole or cut by its ends. */
export function monthsIn({ from, to }: Span): Span[] {
  const months: Span[] = [];
  const last = daysOfIso(to);
  for (let day = daysOfIso(from); day <= last && months.length < 600;) {
    const end = Math.min(periodOf(day, 'month').last, last);
    months.push({ from: isoOfDays(day), to: isoOfDays(end) });
    day = end + 1;
  }
  return months;
}

/** What to learn from and what to test on: the period and as long a time after it, else all months but the last, and the last. */
export function backTestSpans(
  period: Span | null,
  data: Span,
): { readonly trained: Span; readonly tested: Span } | null {
  if (period) {
    const length = daysOfIso(period.to) - daysOfIso(period.from);
    const first = daysOfIso(period.to) + 1;
    const wholeMonths = period.from.endsWith('-01') && isoOfDays(first).endsWith('-01');
    const months = monthsIn(period).length;
    let last = first + length;
    if (wholeMonths) for (let m = 0, day = first; m < months; m++, day = last + 1) last = periodOf(day, 'month').last;
    return last <= daysOfIso(data.to)
      ? { trained: period, tested: { from: isoOfDays(first), to: isoOfDays(last) } }
      : null;
  }
  const months = monthsIn(data);
  const tested = months.at(-1);
  return months.length < 2 || !tested ? null : { trained: { from: data.from, to: months.at(-2)!.to }, tested };
}

const words = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** How an index reads: "about five times what chance gives". */
function indexText(index: number): string {
  if (index < 0.95) return `less than chance gives (${formatNumber(index, 1)} times)`;
  if (index < 1.15) return 'no more than chance gives';
  const nearly = Math.round(index);
  if (nearly < 2 || Math.abs(index - nearly) / index > 0.1) return `${formatNumber(index, 1)} times what chance gives`;
  return `about ${words[nearly - 2] ?? formatNumber(nearly)} times what chance gives`;
}

/** The back-test as a sentence to put beside a map, and what it means. `counted` is what is counted: "incidents". */
export function backTestReading(test: BackTest, counted: string): Note {
  const before = spanText(test.trained);
  const after = spanText(test.tested);
  const reading = !test.isClustered
    ? `The map of ${before} as a whole is one that chance could draw: no area of it is called hot, so there is nothing to look for in ${after}.`
    : test.hotAreas === 0
      ? `No area was hot in ${before}, so there is nothing to look for in ${after}.`
      : test.shareOfIncidents === null
        ? `There were no ${counted} in ${after} to look for in the areas hot in ${before}.`
        : test.accuracyIndex === null
          ? `The areas hot in ${before} have no outline, so their share of the land is not known.`
          : `Areas hot in ${before} held ${formatPercent(test.shareOfIncidents)} of the ${counted} of ${after} on ${formatPercent(test.shareOfArea, test.shareOfArea < 0.01 ? 1 : 0)} of the land: ${indexText(test.accuracyIndex)}.`;
  return {
    code: 'back-test-reading',
    text:
      test.hotAreas === 0
        ? reading
        : `${reading} It says whether hot places stayed hot, not why; the index is above 1 wherever people live close together, so read it beside another way of choosing areas.`,
  };
}
