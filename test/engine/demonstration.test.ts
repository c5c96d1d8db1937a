import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  demonstrationReturns,
  writeDemonstrationReturns,
  type Demonstration,
  type DemonstrationFile,
} from '../../electron/engine/demonstration/demonstration-returns.ts';
import { createAreaIndex } from '../../electron/engine/areas/area-index.ts';
import { loadGazetteer } from '../../electron/engine/areas/gazetteer.ts';
import { isoOfDays } from '../../shared/model/period.ts';
import { first, list, readOffice } from './briefing-reading.ts';
import type { Element } from './briefing-reading.ts';

const resources = path.resolve(import.meta.dirname, '../../resources');
const gazetteer = loadGazetteer(resources);
const index = createAreaIndex(gazetteer.areas, gazetteer.links);
const codeLists = JSON.parse(readFileSync(path.join(resources, 'code-lists.json'), 'utf8')) as Record<
  string,
  [string, string][]
>;

type Row = Readonly<Record<string, string>> & { readonly line: number };

interface ReturnDefinition {
  readonly columns: readonly {
    name: string;
    label: string;
    aliases: string[];
    type: string;
    list?: string;
    required: boolean;
    minimum?: number | string;
    maximum?: number | string;
  }[];
  readonly checks: readonly { kind: string; column: string; other: string }[];
}
const definition = (type: string) =>
  JSON.parse(readFileSync(path.join(resources, 'returns', `${type}.json`), 'utf8')) as ReturnDefinition;

/** The single sheet of a workbook, read without our own writer's help: rows of text, dates as ISO. */
function sheetRows(bytes: Uint8Array): string[][] {
  const file = readOffice(Buffer.from(bytes));
  const styles = file.xml('xl/styles.xml');
  const dayFormats = new Set(
    list(styles, 'numFmt')
      .filter(format => /d.*m.*y/.test(format.attributes['formatCode']!))
      .map(format => format.attributes['numFmtId']),
  );
  const days = list(first(styles, 'cellXfs')!, 'xf').map(style => dayFormats.has(style.attributes['numFmtId']!));
  const shared = list(file.xml('xl/sharedStrings.xml'), 'si').map(textIn);
  return list(file.xml('xl/worksheets/sheet1.xml'), 'row').map(row => {
    const cells: string[] = [];
    for (const cell of list(row, 'c')) {
      const { r, s, t } = cell.attributes as { r: string; s: string; t?: string };
      const column = [...r.replace(/\d+$/, '')].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;
      const value = textIn(cell);
      cells[column] = t === 's' ? shared[Number(value)]! : days[Number(s)] ? isoOfDays(Number(value) - 25_569) : value;
    }
    return Array.from(cells, cell => cell ?? '');
  });
}

const textIn = (element: Element): string =>
  element.children.map(child => (typeof child === 'string' ? child : textIn(child))).join('');

const iso = (text: string) => text.replace(/^(\d{2})\/(\d{2})\/(\d{4})/, '$3-$2-$1');

const parsed = new WeakMap<DemonstrationFile, readonly Row[]>();

/** All rows of a file by column, with the row number of a spreadsheet; each file is read once. */
function rowsOf(file: DemonstrationFile): readonly Row[] {
  const rows = parsed.get(file) ?? readRows(file);
  parsed.set(file, rows);
  return rows;
}

function readRows({ entry, bytes }: DemonstrationFile): readonly Row[] {
  const cells =
    entry.format === 'xlsx'
      ? sheetRows(bytes)
      : (parse(Buffer.from(bytes), { bom: true, delimiter: [',', ';'] }) as string[][]);
  const [header, ...rows] = cells;
  return rows.map(
    (row, i) =>
      ({ ...Object.fromEntries(header!.map((name, c) => [name, row[c] ?? ''])), line: i + 2 }) as unknown as Row,
  );
}

/** A row without its number. */
const textOf = (row: Row) => JSON.stringify({ ...row, line: 0 });

/** The rows that remain when intake has done its work: no wrong, repeated, superseded or resent ones. */
function loaded(demonstration: Demonstration, type: string): readonly Row[] {
  const gone = new Set(demonstration.files.map(f => f.entry.supersedes));
  return demonstration.files
    .filter(f => f.entry.type === type && f.entry.expected.outcome !== 'already-loaded' && !gone.has(f.entry.name))
    .flatMap(f => {
      const wrong = new Set(f.entry.expected.problems.map(p => p.row));
      const seen = new Set<string>();
      return rowsOf(f).filter(r => {
        const text = textOf(r);
        return !wrong.has(r.line) && !seen.has(text) && seen.add(text);
      });
    });
}

const distinct = (rows: readonly Row[]) => new Set(rows.map(r => r['child_reference'])).size;
const between = (rows: readonly Row[], column: string, from: string, to: string) =>
  rows.filter(r => iso(r[column]!).slice(0, 10) >= from && iso(r[column]!).slice(0, 10) <= to);
const share = (rows: readonly Row[], test: (r: Row) => boolean) => rows.filter(test).length / rows.length;

/** Milliseconds of local text in London, by the platform's own time zone data. */
const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  hourCycle: 'h23',
  day: '2-digit',
});
function instant(local: string): number {
  const asUtc = Date.parse(`${local.replace(' ', 'T')}:00Z`);
  const back = asUtc - 3_600_000;
  return london.format(back) === london.format(asUtc - 3_600_000) && hourIn(back) === local.slice(11, 13)
    ? back
    : asUtc;
}
const hourIn = (at: number) => london.formatToParts(at).find(p => p.type === 'hour')!.value;

const years = [
  ['2014/15', '2014-04-01', '2015-03-31'],
  ['2015/16', '2015-04-01', '2016-03-31'],
  ['2016/17', '2016-04-01', '2017-03-31'],
  ['2017/18', '2017-04-01', '2017-09-30'],
] as const;

describe.each([1, 7, 20_260_704])('the demonstration of seed %i', seed => {
  const demonstration = demonstrationReturns({ seed, gazetteer });
  const referrals = loaded(demonstration, 'referral');
  const episodes = loaded(demonstration, 'missing-episode');
  const offences = loaded(demonstration, 'offence');

  it('has the published numbers of children referred', () => {
    expect(distinct(between(referrals, 'referred_on', '2016-04-01', '2017-03-31'))).toBe(834);
    expect(distinct(between(referrals, 'referred_on', '2017-04-01', '2017-09-30'))).toBe(568);
    const quarters = [
      ['2016-04-01', '2016-06-30'],
      ['2016-07-01', '2016-09-30'],
      ['2016-10-01', '2016-12-31'],
      ['2017-01-01', '2017-03-31'],
      ['2017-04-01', '2017-06-30'],
      ['2017-07-01', '2017-09-30'],
    ] as const;
    expect(quarters.map(([from, to]) => distinct(between(referrals, 'referred_on', from, to)))).toEqual([
      198, 214, 221, 226, 276, 301,
    ]);
  });

  it('has the published number of offences of 2015, and a reference for each', () => {
    const of2015 = between(offences, 'recorded_on', '2015-01-01', '2015-12-31');
    expect(of2015).toHaveLength(1103);
    expect(of2015.every(r => r['offence_group'] !== 'abduction')).toBe(true);
    expect(new Set(offences.map(r => r['offence_reference'])).size).toBe(offences.length);
  });

  it('grows over the years and is of the right size', () => {
    const perYear = years.slice(0, 3).map(([, from, to]) => distinct(between(referrals, 'referred_on', from, to)));
    expect(perYear).toEqual(perYear.toSorted((a, b) => a - b));
    expect(referrals.length).toBeGreaterThan(3_000);
    expect(referrals.length).toBeLessThan(4_500);
    expect(episodes.length).toBeGreaterThan(6_500);
    expect(episodes.length).toBeLessThan(9_500);
    expect(offences.length).toBeGreaterThan(4_000);
    expect(offences.length).toBeLessThan(5_000);
  });

  it('knows 15 to 23 children at high risk per 10,000 aged 10 to 17 in a year', () => {
    for (const [year, from, to] of years.slice(0, 3)) {
      const high = distinct(between(referrals, 'referred_on', from, to).filter(r => r['risk_at_referral'] === 'high'));
      const rate = (high / 100_924) * 10_000;
      expect(rate, year).toBeGreaterThan(15);
      expect(rate, year).toBeLessThan(23);
    }
  });

  it('knows mostly girls, and a plausible share of looked-after children', () => {
    expect(share(referrals, r => r['sex'] === 'female')).toBeGreaterThan(0.77);
    expect(share(referrals, r => r['sex'] === 'female')).toBeLessThan(0.84);
    expect(share(referrals, r => r['looked_after'] === 'yes')).toBeGreaterThan(0.12);
    expect(share(referrals, r => r['looked_after'] === 'yes')).toBeLessThan(0.28);
    expect(share(episodes, r => r['looked_after'] === 'yes')).toBeGreaterThan(0.4);
    for (const r of [...referrals, ...episodes]) if (r['age'] !== '') expect(Number(r['age'])).toBeLessThan(18);
  });

  it('interviews 70 to 80 % of returns, 63 % of them within 72 elapsed hours, and fewer after weekends', () => {
    for (const [year, from, to] of years) {
      const returned = between(episodes, 'went_missing', from, to).filter(r => r['returned'] !== '');
      const rate = share(returned, r => r['completed_at'] !== '');
      expect(rate, year).toBeGreaterThan(0.7);
      expect(rate, year).toBeLessThan(0.8);
    }
    const completed = episodes.filter(r => r['completed_at'] !== '');
    const inTime = (r: Row) => (instant(r['completed_at']!) - instant(r['returned']!)) / 3_600_000 <= 72;
    expect(share(completed, inTime)).toBeGreaterThan(0.625);
    expect(share(completed, inTime)).toBeLessThan(0.635);
    const weekend = (r: Row) => [0, 6].includes(new Date(`${r['returned']!.slice(0, 10)}T00:00Z`).getUTCDay());
    expect(share(completed.filter(weekend), inTime)).toBeLessThan(
      share(
        completed.filter(r => !weekend(r)),
        inTime,
      ) - 0.1,
    );
  });

  it('judges the two interviews around the clock changes by elapsed time', () => {
    const late = episodes.find(r => r['completed_at'] === '2016-11-01 09:30' && r['returned'] === '2016-10-29 10:00')!;
    const inTime = episodes.find(
      r => r['completed_at'] === '2017-03-28 10:30' && r['returned'] === '2017-03-25 10:00',
    )!;
    expect((instant(late['completed_at']!) - instant(late['returned']!)) / 3_600_000).toBe(72.5);
    expect((instant(inTime['completed_at']!) - instant(inTime['returned']!)) / 3_600_000).toBe(71.5);
  });

  it('has a few children with many episodes, and children who are both missing and referred', () => {
    const counts = [...Map.groupBy(episodes, r => r['child_reference']!).values()]
      .map(rows => rows.length)
      .toSorted((a, b) => b - a);
    const tenth = counts.slice(0, Math.ceil(counts.length / 10)).reduce((a, b) => a + b, 0) / episodes.length;
    expect(tenth).toBeGreaterThan(0.35);
    expect(counts[0]).toBeGreaterThan(20);
    const referred = new Set(referrals.map(r => r['child_reference']));
    const both = new Set(episodes.map(r => r['child_reference']).filter(c => referred.has(c)));
    expect(both.size).toBeGreaterThan(300);
  });

  it('differs between districts: Stoke-on-Trent highest, Lichfield lowest', () => {
    const counts = new Map<string, Set<string>>();
    for (const r of between(referrals, 'referred_on', '2016-04-01', '2017-03-31')) {
      const answer = index.resolve(r['area']!);
      if ('district' in answer && answer.district)
        counts.set(answer.district, (counts.get(answer.district) ?? new Set()).add(r['child_reference']!));
    }
    const ranked = [...counts].toSorted((a, b) => b[1].size - a[1].size).map(([code]) => code);
    expect(ranked).toHaveLength(9);
    expect(ranked[0]).toBe('E06000021');
    expect(ranked[8]).toBe('E07000194');
  });

  it('has its definition breaks', () => {
    expect(between(referrals, 'referred_on', '2014-04-01', '2016-03-31').every(r => r['online'] === '')).toBe(true);
    expect(
      share(between(referrals, 'referred_on', '2016-04-01', '2017-09-30'), r => r['online'] !== ''),
    ).toBeGreaterThan(0.9);
    expect(
      between(referrals, 'referred_on', '2014-04-01', '2015-03-31').some(r => r['risk_at_referral'] === 'medium'),
    ).toBe(false);
    expect(
      between(referrals, 'referred_on', '2015-04-01', '2016-03-31').some(r => r['risk_at_referral'] === 'medium'),
    ).toBe(true);
  });

  it('keeps the manifest: exactly the listed rows break the rules of their return type', () => {
    for (const file of demonstration.files) {
      const { entry } = file;
      const rows = rowsOf(file);
      expect(rows, entry.name).toHaveLength(entry.expected.read);
      expect(entry.expected.loaded + entry.expected.setAside + entry.expected.duplicates).toBe(entry.expected.read);
      const wrong = rows.filter(r => breaksRules(r, definition(entry.type))).map(r => r.line);
      expect(wrong, entry.name).toEqual(entry.expected.problems.map(p => p.row));
      const texts = rows.map(textOf);
      if (entry.expected.outcome !== 'already-loaded')
        expect(texts.length - new Set(texts).size, entry.name).toBe(entry.expected.duplicates);
      const kept = rows.filter(r => !wrong.includes(r.line));
      if (entry.expected.duplicates === 0) {
        expect(
          kept.filter(r => r['area'] === ''),
          entry.name,
        ).toHaveLength(entry.expected.unlocated);
        expect(
          kept.filter(r => r['area'] !== '' && index.resolve(r['area']!).kind === 'retired'),
          entry.name,
        ).toHaveLength(entry.expected.retired);
      }
    }
  });
});

/** Whether a row breaks a rule of its return type; a small reading of the definition, apart from intake's own. */
function breaksRules(row: Row, type: ReturnDefinition): boolean {
  const moment = (text: string) => iso(text).padEnd(16, ' ');
  const cellWrong = type.columns.some(c => {
    const text = row[c.name] ?? '';
    if (text === '') return c.required && c.name in row;
    switch (c.type) {
      case 'date':
        return !realDay(iso(text)) || iso(text) > '2017-11-14';
      case 'datetime':
        return !/ \d{2}:\d{2}$/.test(text) || !realDay(iso(text).slice(0, 10));
      case 'integer':
      case 'number':
        return (
          !/^\d+$/.test(text) ||
          (c.maximum !== undefined && Number(text) > Number(c.maximum)) ||
          (c.minimum !== undefined && Number(text) < Number(c.minimum))
        );
      case 'code':
        return !codeLists[c.list!]!.some(([code]) => code === text);
      case 'area':
        return !['found', 'retired'].includes(index.resolve(text).kind);
      default:
        return false;
    }
  });
  if (cellWrong) return true;
  return type.checks.some(({ kind, column, other }) => {
    const [a, b] = [row[column] ?? '', row[other] ?? ''];
    if (kind === 'not-before') return a !== '' && b !== '' && moment(a) < moment(b);
    if (kind === 'needs') return a !== '' && b === '';
    return a !== '' && b !== '';
  });
}

function realDay(text: string): boolean {
  const at = new Date(`${text}T00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

describe('the files of the demonstration', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'demonstration-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let names: readonly string[] = [];
  beforeAll(() => {
    names = writeDemonstrationReturns(path.join(folder, 'a'), { seed: 1, gazetteer }).map(e => e.name);
    writeDemonstrationReturns(path.join(folder, 'b'), { seed: 1, gazetteer });
    writeDemonstrationReturns(path.join(folder, 'c'), { seed: 2, gazetteer });
  });

  it('are the same to the byte for the same seed, and others for another', () => {
    for (const name of readdirSync(path.join(folder, 'a')))
      expect(readFileSync(path.join(folder, 'a', name)).equals(readFileSync(path.join(folder, 'b', name))), name).toBe(
        true,
      );
    const referral = 'referral_police_2016-17_Q1.csv';
    expect(readFileSync(path.join(folder, 'a', referral)).equals(readFileSync(path.join(folder, 'c', referral)))).toBe(
      false,
    );
  });

  it('are written with a notice that they are synthetic', () => {
    expect(names.length).toBeGreaterThan(24);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(existsSync(path.join(folder, 'a', name))).toBe(true);
    expect(readFileSync(path.join(folder, 'a', 'DEMONSTRATION-DATA-SYNTHETIC.txt'), 'utf8')).toContain('synthetic');
  });

  it('use the columns of their templates', () => {
    for (const file of demonstrationReturns({ seed: 1, gazetteer }).files) {
      const known = definition(file.entry.type).columns.map(c => c.name);
      for (const column of Object.keys(rowsOf(file)[0]!).filter(c => c !== 'line'))
        expect(known, `${file.entry.name} ${column}`).toContain(column);
    }
  });

  it('show a late agency, a resent file, a corrected file, a broken file, workbooks and retired wards', () => {
    const { files, late } = demonstrationReturns({ seed: 1, gazetteer });
    const entries = files.map(f => f.entry);
    expect(late).toEqual([{ type: 'referral', agency: 'health', period: '2017/18 Q2' }]);
    expect(entries.some(e => e.agency === 'health' && e.period === '2017/18 Q2')).toBe(false);
    const resent = entries.find(e => e.expected.outcome === 'already-loaded')!;
    const original = files.find(f => f.entry.name === resent.name.replace('_resent', ''))!;
    expect(Buffer.from(files.find(f => f.entry.name === resent.name)!.bytes).equals(Buffer.from(original.bytes))).toBe(
      true,
    );
    const corrected = entries.find(e => e.supersedes !== null)!;
    const early = entries.find(e => e.name === corrected.supersedes)!;
    expect(corrected.expected.read - early.expected.read).toBe(11);
    expect(entries.indexOf(early)).toBeLessThan(entries.indexOf(corrected));
    expect(Math.max(...entries.map(e => e.expected.setAside))).toBeGreaterThan(12);
    expect(entries.filter(e => e.format === 'xlsx').length).toBeGreaterThanOrEqual(2);
    expect(entries.some(e => e.expected.retired > 20)).toBe(true);
  });

  it('take well under two seconds', () => {
    const start = performance.now();
    demonstrationReturns({ seed: 3, gazetteer });
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
