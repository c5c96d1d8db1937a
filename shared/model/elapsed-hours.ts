import { daysOf } from './period.ts';

/**
 * Clock changes in the United Kingdom since 1996: summer time, one hour ahead, from 01:00 UTC on the last Sunday of
 * March to 01:00 UTC on the last Sunday of October. Source: Summer Time Order 2002 (SI 2002/262), directive 2000/84/EC.
 */
function lastSunday(year: number, month: number): number {
  const last = daysOf(year, month, 31);
  // 1970-01-01 was a Thursday.
  return last - ((((last + 4) % 7) + 7) % 7);
}

const changes = new Map<number, { readonly spring: number; readonly autumn: number }>();

/** Minutes since 1970 UTC at which summer time begins and ends in a year. */
function changesOf(year: number): { readonly spring: number; readonly autumn: number } {
  let found = changes.get(year);
  if (!found) {
    found = { spring: lastSunday(year, 3) * 1440 + 60, autumn: lastSunday(year, 10) * 1440 + 60 };
    changes.set(year, found);
  }
  return found;
}

/**
 * Minutes since 1970 UTC of a local minute of Europe/London. A time that comes twice when the clocks go back is the
 * first of the two; NaN for a time that the clocks skip when they go forward.
 */
export function utcOfLocal(localMinutes: number): number {
  const year = new Date(localMinutes * 60_000).getUTCFullYear();
  const { spring, autumn } = changesOf(year);
  if (localMinutes >= spring && localMinutes < spring + 60) return NaN;
  // 02:00 local is the first minute that comes once again after 01:00 to 01:59 summer time.
  return localMinutes >= spring + 60 && localMinutes < autumn + 60 ? localMinutes - 60 : localMinutes;
}

/** Local minute of Europe/London at a moment in UTC minutes. */
export function localOfUtc(utcMinutes: number): number {
  const { spring, autumn } = changesOf(new Date(utcMinutes * 60_000).getUTCFullYear());
  return utcMinutes >= spring && utcMinutes < autumn ? utcMinutes + 60 : utcMinutes;
}

/** Hours that passed between two local minutes of Europe/London, across clock changes, to 2 decimals. */
export function elapsedHours(fromLocal: number, toLocal: number): number {
  return Math.round(((utcOfLocal(toLocal) - utcOfLocal(fromLocal)) / 60) * 100) / 100;
}
