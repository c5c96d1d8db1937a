import { daysOfIso, isoOfDays } from './period.ts';

/** Before this day nobody gave anything that an appraisal rests on: as early as its first financial year can be. */
export const firstGivenDay = '1996-04-01';

/** The day of this computer, ISO. */
export function localDay(now: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A day that the calendar has. */
export function isDay(iso: string): boolean {
  const days = daysOfIso(iso);
  return Number.isFinite(days) && isoOfDays(days) === iso;
}

/**
 * Why a value cannot have been given on a day; null where it can. Of what is published the year or the month is enough.
 * @param on year, month or day, ISO @param today ISO
 */
export function givenDayFault(on: string, today: string): 'no-day' | 'too-early' | 'to-come' | null {
  const [year, month, day] = on.split('-');
  if (!isDay(`${year ?? ''}-${month ?? '01'}-${day ?? '01'}`)) return 'no-day';
  if (on < firstGivenDay.slice(0, on.length)) return 'too-early';
  return on > today.slice(0, on.length) ? 'to-come' : null;
}
