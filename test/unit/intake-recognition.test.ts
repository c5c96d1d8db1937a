import { expect, test } from 'vitest';
import { delimiterOf } from '../../electron/engine/intake/csv-reader.ts';
import { DigestSet } from '../../electron/engine/intake/digest-set.ts';
import {
  agencyInName,
  headerMatch,
  nearlyRecognised,
  periodInName,
  periodOfFile,
  recognisedType,
} from '../../electron/engine/intake/recognition.ts';
import { loadReturnTypes, summaryOfTypes } from '../../electron/engine/intake/return-types.ts';
import { isUnreadable } from '../../electron/engine/intake/table.ts';
import { isDateFormat, isoOfSerial } from '../../electron/engine/intake/xlsx-reader.ts';
import { daysOfIso } from '../../shared/model/period.ts';
import { resources } from '../engine/intake-setting.ts';

const returns = loadReturnTypes(resources);

test('every definition is sound, and its headers are recognised as its own', () => {
  for (const type of returns.types) {
    if (type.columns.length === 0 || type.spread) continue;
    expect(
      recognisedType(
        returns.types,
        type.columns.map(c => c.label),
      )?.type.name,
      type.name,
    ).toBe(type.name);
    expect(
      recognisedType(
        returns.types,
        type.columns.map(c => c.name),
      )?.type.name,
      type.name,
    ).toBe(type.name);
  }
  expect(summaryOfTypes(returns)[0]?.kind).toBe('return');
});

test('headers as people write them', () => {
  const match = recognisedType(returns.types, [
    'CHILD ID ',
    'Date of referral',
    'referred_by',
    'Gender',
    'Postcode',
    'Comments',
    'Colour',
  ]);
  expect(match?.type.name).toBe('referral');
  expect(match?.columns.map(c => c?.name ?? null)).toEqual([
    'child_reference',
    'referred_on',
    'agency',
    'sex',
    'postcode',
    'notes',
    null,
  ]);
});

test('a column that stands twice is read once', () => {
  const referral = returns.types.find(t => t.name === 'referral')!;
  expect(headerMatch(referral, ['Child reference', 'Date', 'Referred on']).places.slice(0, 2)).toEqual([0, 2]);
});

test('what is missing is named', () => {
  const near = nearlyRecognised(returns.types, ['Child reference', 'Age', 'Sex', 'Risk at referral', 'Panel date']);
  expect(near?.type.name).toBe('referral');
  expect(near?.missing.map(c => c.label)).toEqual(['Referred on']);
  expect(recognisedType(returns.types, ['a', 'b', 'c'])).toBeNull();
});

test.each([
  ['referral_police_2016-17_Q1.csv', 'police'],
  ['Missing episodes, Stoke-on-Trent City Council, Q2.xlsx', 'stoke'],
  ['staffordshire_police_offences.csv', 'police'],
  ['referral_youth-offending_2016-17.csv', 'youth-offending'],
  ['referral_staffordshire_2016-17_Q1.csv', 'staffordshire'],
  ['referrals.csv', null],
])('the agency of %s is %s', (name, agency) => expect(agencyInName(name, returns.lists)).toBe(agency));

test.each([
  ['referral_police_2016-17_Q1.csv', '2016-04-01', '2016-06-30'],
  ['referral_police_2016-17_Q4.csv', '2017-01-01', '2017-03-31'],
  ['return 2016/17 q2.csv', '2016-07-01', '2016-09-30'],
  ['return_2016-17.csv', '2016-04-01', '2017-03-31'],
  ['street_2018-10.csv', '2018-10-01', '2018-10-31'],
])('the period of %s', (name, from, to) => expect(periodInName(name)).toEqual({ from, to }));

test('the period of a file without one in its name is whole months', () => {
  expect(periodOfFile(null, daysOfIso('2016-04-03'), daysOfIso('2016-06-02'))).toEqual({
    from: '2016-04-01',
    to: '2016-06-30',
  });
  const named = { from: '2016-04-01', to: '2016-06-30' };
  expect(periodOfFile(named, daysOfIso('2016-05-03'), daysOfIso('2016-05-09'))).toEqual(named);
  expect(periodOfFile(named, daysOfIso('2012-05-03'), daysOfIso('2012-05-09'))).toEqual({
    from: '2012-05-01',
    to: '2012-05-31',
  });
});

test('delimiters', () => {
  expect(delimiterOf('a,b,c\n1,2,3\n')).toBe(',');
  expect(delimiterOf('a;b;c\n"1,5";"2,5";3\n')).toBe(';');
  expect(delimiterOf('a\tb\n1\t2\n')).toBe('\t');
  expect(delimiterOf('a|b\n1|2\n')).toBe('|');
  expect(delimiterOf('alone\n1\n')).toBe(',');
});

test('days as spreadsheets count them', () => {
  expect(isoOfSerial(42_461, false)).toBe('2016-04-01');
  expect(isoOfSerial(42_461.927_083_333, false)).toBe('2016-04-01T22:15');
  expect(isoOfSerial(40_999, true)).toBe('2016-04-01');
  expect(isoOfSerial(1, false)).toBe('1900-01-01');
  expect(isoOfSerial(0.5, false)).toBe('12:00');
  expect(isoOfSerial(-1, false)).toBeNull();
  expect(isoOfSerial(1e300, false)).toBeNull();
  expect(['dd/mm/yyyy', 'yyyy-mm-dd;@', '[$-809]d mmmm yyyy', '[h]:mm', 'mmm-yy'].every(isDateFormat)).toBe(true);
  expect(['0.00', '#,##0', 'General', '"days" 0', '[Red]0', '0_);(0)', '@'].some(isDateFormat)).toBe(false);
});

test('a set of rows knows what it has seen', () => {
  const set = new DigestSet();
  for (let i = 0; i < 20_000; i++) expect(set.sees(`row ${i}`)).toBe(false);
  for (let i = 0; i < 20_000; i++) expect(set.sees(`row ${i}`)).toBe(true);
  expect(set.sees('')).toBe(false);
  expect(set.sees('')).toBe(true);
});

test('text that misleads', () => {
  expect(['a\u0000b', '\u202egnp.exe', '\ud800', 'x\u2066y', '\ufffd'].every(isUnreadable)).toBe(true);
  expect(['plain', 'naïve', '😀', 'Łódź', ''].some(isUnreadable)).toBe(false);
});
