import { utcOfLocal } from '../../../../shared/model/elapsed-hours.ts';
import { readDate, readDateTime, readMonth } from '../cells.ts';
import type { ReturnColumn } from '../return-types.ts';
import { isoDay, isoMinute } from './iso-times.ts';
import type { Reader, ReaderSetting } from './reader.ts';
import { remembered } from './remembered.ts';

/** The first day that a column allows. */
function firstDay({ minimum }: ReturnColumn): number {
  return typeof minimum === 'string' ? (readDate(minimum) as { value: number }).value : -Infinity;
}

const minutesOfDay = 1440;

/** A day, or a month as its first day; its number is days since 1970. */
export function dateReader({ column, at, target, state, now }: ReaderSetting): Reader {
  const isDate = column.type === 'date';
  const read = remembered(isDate ? readDate : readMonth);
  const form = isDate ? 'a day, such as 2016-04-21' : 'a month, such as 2018-10';
  const today = Math.floor(now / minutesOfDay);
  const minimum = firstDay(column);
  return cell => {
    const day = read(cell);
    if ('wrong' in day) return state.find(at, cell, form, 'not-a-date', day.wrong);
    if (day.value > today)
      return state.find(at, cell, 'a day that has come', 'in-the-future', 'This day has not come yet. Check the year.');
    if (day.value < minimum) return tooEarly(state, at, cell, minimum);
    state.parsed[at] = day.value;
    state.set(target, isoDay(day.value));
  };
}

/** A day and time on the wall clock; its number is minutes since 1970. */
export function datetimeReader({ column, at, target, state, now }: ReaderSetting): Reader {
  const minimum = firstDay(column);
  return cell => {
    const time = readDateTime(cell);
    if ('wrong' in time)
      return state.find(
        at,
        cell,
        'a day and time, such as 2016-04-21 22:15',
        time.wrong.includes('time') ? 'not-a-time' : 'not-a-date',
        time.wrong,
      );
    if (Number.isNaN(utcOfLocal(time.value)))
      return state.find(
        at,
        cell,
        'a time that was on the clock',
        'not-a-time',
        'The clocks went forward in this hour, so there was no such time. Check whether it was an hour earlier or later.',
      );
    if (time.value > now)
      return state.find(
        at,
        cell,
        'a time that has come',
        'in-the-future',
        'This time has not come yet. Check the year.',
      );
    if (time.value < minimum * minutesOfDay) return tooEarly(state, at, cell, minimum);
    state.parsed[at] = time.value;
    state.set(target, isoMinute(time.value));
  };
}

function tooEarly(state: ReaderSetting['state'], at: number, cell: string, minimum: number): void {
  const first = isoDay(minimum);
  state.find(at, cell, `not before ${first}`, 'out-of-range', `This is before ${first}. Check the year.`);
}
