import { describe, expect, it } from 'vitest';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import { engineSetting } from './coverage-setting.ts';
import type { EngineSetting } from './coverage-setting.ts';
import { bringIn, fileOf, quarterAfter, referralHeads, referralsIn } from './returns-setting.ts';

/* A field that no row of a span has recorded is no evidence: neither a zero, nor a test, nor a sentence of a pair. */

const begins = '2022-04-01';
const now = () => new Date('2025-05-20T09:00:00Z');

/** Three years of returns of the police, 30 children a quarter and 42 in the last year. */
async function threeYears(
  heads: readonly string[],
  more: (quarter: number, at: number) => readonly string[],
): Promise<EngineSetting> {
  const setting = await engineSetting({ now });
  for (let quarter = 0; quarter < 12; quarter++) {
    const first = quarterAfter(begins, quarter);
    const rows = referralsIn(first, quarter < 8 ? 30 : 42, at => more(quarter, at));
    await bringIn(setting, fileOf('referral', 'police', first), [...referralHeads, ...heads], rows);
  }
  return setting;
}

const restOnFields = ['2.3', '2.4', '2.5', '2.6', '3.5', '3.6'];

async function cellsOf(setting: EngineSetting, description: PivotDescription): Promise<readonly (number | string)[]> {
  const table = await setting.call('cube.pivot', description);
  return [...table.cells].map((value, at) => (Number.isNaN(value) ? cellStatuses[table.status[at]!]! : value));
}

describe.each([
  ['columns that are not there', [], () => []],
  [
    'columns that are always empty',
    ['Looked after', 'Online element', 'Risk at referral', 'Re-referral', 'Panel date', 'Allocated on'],
    () => ['', '', '', '', '', ''],
  ],
] as const)('%s', (_, heads, more) => {
  it('are not recorded: no figure, no test, no claim, no sentence of a pair', async () => {
    const setting = await threeYears(heads, more);
    try {
      for (const audience of ['analyst', 'board'] as const) {
        const { lines } = await setting.call('framework.scorecard', { question: { audience } });
        for (const line of lines.filter(one => restOnFields.includes(one.code))) {
          expect(line.variation, line.name).toBe('not-recorded');
          expect(line.variationWords, line.name).toMatch(/^Not recorded: no row that has come in/);
          expect(
            line.points.map(point => point.value),
            line.name,
          ).toEqual(line.points.map(() => null));
          expect(line).toMatchObject({ claims: [], change: null, limits: null, pairWords: null, districts: [] });
        }
        const referred = lines.find(line => line.code === '2.1')!;
        expect(referred.variation).toBe('cannot-tell');
        expect(referred.pairWords).toBeNull();
        const claims = await setting.call('claims.list', { audience });
        expect(claims.filter(claim => restOnFields.includes(claim.about.indicator ?? ''))).toEqual([]);
        expect(claims.filter(claim => claim.about.indicator === '2.1').length).toBeGreaterThan(0);
      }
    } finally {
      await setting.end();
    }
  }, 120_000);

  it('read as not available in a table, whatever is asked of them', async () => {
    const setting = await threeYears(heads, more);
    try {
      const shares = ['share_high_risk', 'share_looked_after', 'share_re_referral', 'days_to_panel'];
      const years = [{ field: 'referred_on', by: 'financial-year' as const }];
      const ofShares = await cellsOf(setting, {
        dataset: 'referrals',
        columns: years,
        values: shares.map(measure => ({ measure, interval: true })),
      });
      expect(ofShares).toEqual(ofShares.map(() => 'not-available'));
      const { notes } = await setting.call('cube.pivot', { dataset: 'referrals', values: [{ measure: shares[0]! }] });
      expect(notes.filter(note => note.code === 'not-recorded').map(note => note.text)).toEqual([
        'Not recorded: no row that has come in has “Risk at first contact”.',
      ]);
      const online = { dataset: 'referrals', filters: [{ field: 'online', in: ['yes'] }] };
      for (const measure of ['rows', 'children'])
        expect(await cellsOf(setting, { ...online, values: [{ measure }] })).toEqual(['not-available']);
      expect(await cellsOf(setting, { dataset: 'referrals', columns: years, values: [{ measure: 'rows' }] })).toEqual([
        120, 120, 168,
      ]);
    } finally {
      await setting.end();
    }
  }, 120_000);
});

describe('a field that is recorded from some quarter on', () => {
  it('has figures from there and none before, and is compared with no time before', async () => {
    const risk = (quarter: number, at: number) => [quarter < 8 ? '' : at % 3 === 0 ? 'high' : 'low'];
    const setting = await threeYears(['Risk at referral'], risk);
    try {
      const { lines } = await setting.call('framework.scorecard', { question: { indicators: ['2.3'] } });
      const [line] = lines;
      expect(line!.points.map(point => point.value === null)).toEqual(Array.from({ length: 12 }, (_, at) => at < 8));
      const change = line!.claims.find(claim => claim.kind === 'change');
      expect(change).toMatchObject({ strength: 'cannot-tell', test: null });
      expect(change!.sentence).toContain('No row of 2023/24 has “Risk at first contact” recorded.');
      expect(line!.claims.filter(claim => claim.strength === 'found')).toEqual([]);
    } finally {
      await setting.end();
    }
  }, 120_000);

  it('stays as it is where only some rows have it', async () => {
    const setting = await threeYears(['Risk at referral'], (_, at) => [
      at % 2 === 0 ? '' : at % 3 === 0 ? 'high' : 'low',
    ]);
    try {
      const { lines } = await setting.call('framework.scorecard', { question: { indicators: ['2.3', '2.1'] } });
      const line = lines.find(one => one.code === '2.3')!;
      expect(line.points.every(point => point.value !== null)).toBe(true);
      expect(line.claims.find(claim => claim.kind === 'change')!.test).not.toBeNull();
      expect(lines.find(one => one.code === '2.1')!.pairWords).not.toBeNull();
    } finally {
      await setting.end();
    }
  }, 120_000);
});

describe('fields of other returns', () => {
  it('are judged by the same rule: episodes without interviews, offences without what became of them', async () => {
    const setting = await engineSetting({ now });
    try {
      for (let quarter = 0; quarter < 8; quarter++) {
        const first = quarterAfter(begins, quarter);
        const missing = referralsIn(first, 40).map(([child, day, district]) => [
          child!,
          `${day!} 20:00`,
          `${day!} 23:00`,
          district!,
        ]);
        await bringIn(
          setting,
          fileOf('missing-episode', 'missing-service', first),
          ['Child reference', 'Went missing', 'Returned', 'District'],
          missing,
        );
        const offences = referralsIn(first, 40).map(([child, day, district]) => [child!, day!, 'grooming', district!]);
        await bringIn(
          setting,
          fileOf('offence', 'police', first),
          ['Offence reference', 'Recorded on', 'Offence group', 'District'],
          offences,
        );
      }
      const { lines } = await setting.call('framework.scorecard', { question: { audience: 'analyst' } });
      const stateOf = (code: string) => lines.find(line => line.code === code)!;
      for (const code of ['3.1', '3.2', '3.3', '3.8', '3.9', '3.10', '3.11'])
        expect(stateOf(code), code).toMatchObject({ variation: 'not-recorded', claims: [] });
      for (const code of ['2.7', '2.9', '2.10', '3.4']) expect(stateOf(code).latest!.value, code).not.toBeNull();
      expect(stateOf('2.10').pairWords).toBeNull();
      expect(stateOf('3.1').variationWords).toContain('Interview completed');
    } finally {
      await setting.end();
    }
  }, 120_000);
});
