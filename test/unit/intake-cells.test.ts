import { describe, expect, test } from 'vitest';
import {
  editDistance,
  isNothing,
  isPostcode,
  nearest,
  readDate,
  readDateTime,
  readInteger,
  readMonth,
  readNumber,
} from '../../electron/engine/intake/cells.ts';
import { elapsedHours, localOfUtc, utcOfLocal } from '../../shared/model/elapsed-hours.ts';
import { isoOfDays, minutesOfIso } from '../../shared/model/period.ts';

const day = (text: string) => {
  const reading = readDate(text);
  return 'value' in reading ? isoOfDays(reading.value) : reading.wrong;
};

describe('a day', () => {
  test.each([
    ['2016-04-21', '2016-04-21'],
    ['2016/4/1', '2016-04-01'],
    ['21/04/2016', '2016-04-21'],
    ['1/4/2016', '2016-04-01'],
    ['01.04.2016', '2016-04-01'],
    ['21-Apr-2016', '2016-04-21'],
    ['Thu 21st April 2016', '2016-04-21'],
    ['2016-04-21T00:00', '2016-04-21'],
    ['29/02/2016', '2016-02-29'],
    ['04/05/2016', '2016-05-04'],
  ])('%s is %s', (text, iso) => expect(day(text)).toBe(iso));

  test.each([
    ['04/13/2016', 'The month seems to come first'],
    ['2016/17', 'a year or quarter'],
    ['2016/17 Q1', 'a year or quarter'],
    ['Q1 2016', 'a year or quarter'],
    ['42461', 'perhaps 2016-04-01'],
    ['29/02/2015', 'There is no 29/02/2015'],
    ['31/04/2016', 'There is no 31/04/2016'],
    ['01/04/16', 'two digits'],
    ['2016-04-21 10:30', 'without a time'],
    ['soon', 'not a day'],
    ['9'.repeat(5000), 'not a day'],
  ])('%s is refused: %s', (text, why) => expect(day(text)).toContain(why));
});

test('a month', () => {
  const month = (text: string) => {
    const reading = readMonth(text);
    return 'value' in reading ? isoOfDays(reading.value) : null;
  };
  expect(['2018-10', '10/2018', 'Oct 2018', 'October 2018', '2018-10-17'].map(month)).toEqual(
    Array(5).fill('2018-10-01'),
  );
  expect(['2018-13', '2018', '', 'Octember 2018'].map(month)).toEqual([null, null, null, null]);
});

test('a day and time', () => {
  const at = (text: string) => readDateTime(text);
  for (const text of [
    '2016-04-21 22:15',
    '2016-04-21T22:15:40',
    '21/04/2016 22:15',
    '21/04/2016 10:15 pm',
    '21 April 2016, 22.15',
  ])
    expect(at(text), text).toEqual({ value: minutesOfIso('2016-04-21T22:15') });
  expect(at('12:30')).toHaveProperty('wrong');
  expect(at('2016-04-21')).toEqual({ wrong: expect.stringContaining('time of day is missing') });
  expect(at('2016-04-21 25:15')).toHaveProperty('wrong');
  expect(at('2016-04-21T22:15:00Z')).toEqual({ wrong: expect.stringContaining('time zone') });
});

test('numbers', () => {
  expect(readNumber('1,234.5')).toEqual({ value: 1234.5 });
  expect(readInteger('14.0')).toEqual({ value: 14 });
  expect(readInteger('14.5')).toHaveProperty('wrong');
  for (const text of ['', '1,2', '0x10', 'Infinity', '1e999', 'twelve'])
    expect(readNumber(text), text).toHaveProperty('wrong');
});

test('what stands for nothing, and what has the form of a postcode', () => {
  expect(['', '-', 'N/A', 'null', 'Not recorded'].every(isNothing)).toBe(true);
  expect(['no', '0', 'none', 'north'].some(isNothing)).toBe(false);
  expect(['ST4 2AB', 'st42ab', 'lives at WS11 1AA'].every(isPostcode)).toBe(true);
  expect(['E01014229', 'Stafford', '2016-04-21'].some(isPostcode)).toBe(false);
});

test('the nearest word of a list', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(nearest('Femal', ['Female', 'Male'])).toBe('Female');
  expect(nearest('Cannok Chase', ['Cannock Chase', 'Stafford'])).toBe('Cannock Chase');
  expect(nearest('quite another', ['Female', 'Male'])).toBeNull();
});

describe('hours that passed, across clock changes', () => {
  const between = (from: string, to: string) => elapsedHours(minutesOfIso(from), minutesOfIso(to));
  test.each([
    ['2016-06-01T10:00', '2016-06-04T10:00', 72],
    // Clocks went forward on 27 March 2016 and back on 30 October 2016.
    ['2016-03-26T12:00', '2016-03-27T12:00', 23],
    ['2016-10-29T12:00', '2016-10-30T12:00', 25],
    ['2016-10-30T00:30', '2016-10-30T02:30', 3],
    ['2016-10-30T01:30', '2016-10-30T02:00', 1.5],
    ['2016-01-01T00:00', '2016-01-01T00:20', 0.33],
  ])('%s to %s is %s', (from, to, hours) => expect(between(from, to)).toBe(hours));
  test('a time that the clocks skipped does not exist', () => {
    expect(utcOfLocal(minutesOfIso('2016-03-27T01:30'))).toBeNaN();
    expect(utcOfLocal(minutesOfIso('2016-03-27T02:00'))).toBe(minutesOfIso('2016-03-27T01:00'));
  });
  test('agrees with the time zone database from 1996 to 2037', () => {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/London',
      hour: '2-digit',
      minute: '2-digit',
      day: '2-digit',
      hour12: false,
    });
    for (let utc = Date.UTC(1996, 0, 1) / 60_000; utc < Date.UTC(2037, 11, 31) / 60_000; utc += 60 * 37) {
      const local = new Date(localOfUtc(utc) * 60_000);
      expect(format.format(utc * 60_000).replace('24:', '00:')).toBe(
        `${String(local.getUTCDate()).padStart(2, '0')}, ${String(local.getUTCHours()).padStart(2, '0')}:${String(local.getUTCMinutes()).padStart(2, '0')}`,
      );
    }
  });
});
