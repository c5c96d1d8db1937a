import { isoOfDays } from '../../../../shared/model/period.ts';

const isoDays = new Map<number, string>();

/** ISO date of a day since 1970-01-01. */
export function isoDay(days: number): string {
  let iso = isoDays.get(days);
  if (iso === undefined) {
    iso = isoOfDays(days);
    isoDays.set(days, iso);
  }
  return iso;
}

const two = (n: number) => (n < 10 ? `0${n}` : String(n));

/** ISO date and time of a minute since 1970-01-01T00:00 on the wall clock. */
export function isoMinute(minutes: number): string {
  const days = Math.floor(minutes / 1440);
  const rest = minutes - days * 1440;
  return `${isoDay(days)}T${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
}
