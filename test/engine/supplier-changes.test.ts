import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scorecard, ScorecardLine } from '../../shared/contract/framework.ts';
import type { Claim } from '../../shared/model/claim.ts';
import { variationText } from '../../shared/text/framework.ts';
import { scorecardTable } from '../../electron/engine/briefing/frozen-scorecard.ts';
import { engineSetting } from './coverage-setting.ts';
import type { EngineSetting } from './coverage-setting.ts';

/** Who sent what changes between two spans, or within a series: nothing of it may be told as a change, or as chance. */

const districts = ['Stafford', 'Lichfield', 'Tamworth', 'Stoke-on-Trent', 'Cannock Chase'];

/** Children of each quarter from 2022/23 Q1 on, by agency; null where nothing is sent. Every child is there once. */
type Returns = Readonly<Record<string, readonly (number | null)[]>>;

const repeated = (count: number, quarters: number): readonly number[] => Array.from({ length: quarters }, () => count);

async function bringIn(setting: EngineSetting, returns: Returns): Promise<void> {
  for (const [agency, counts] of Object.entries(returns)) {
    const files = counts.flatMap((count, quarter) => {
      if (count === null) return [];
      const [start, q] = [2022 + Math.floor(quarter / 4), (quarter % 4) + 1];
      const lines = Array.from({ length: count }, (_, n) => {
        const month = 3 + (q - 1) * 3 + (n % 3);
        const day = new Date(Date.UTC(start, month, 1 + (n % 28))).toISOString().slice(0, 10);
        return `${agency}${quarter}-${n},${day},${districts[n % districts.length]!},14,Female`;
      });
      const name = `referral_${agency}_${start}-${String((start + 1) % 100)}_Q${q}.csv`;
      const file = path.join(setting.folder, name);
      writeFileSync(file, ['Child reference,Referred on,District,Age,Sex', ...lines, ''].join('\n'));
      return [file];
    });
    const { files: made } = await setting.call('intake.import', { files, type: 'referral', agency });
    for (const one of made) expect(one.outcome, one.message).toBe('loaded');
  }
}

async function withReturns(returns: Returns, look: (setting: EngineSetting) => Promise<void>): Promise<void> {
  const setting = await engineSetting({ now: () => new Date('2025-06-10T09:00:00Z') });
  try {
    await bringIn(setting, returns);
    await look(setting);
  } finally {
    await setting.end();
  }
}

const endOf = (setting: EngineSetting, agency: string, from: string) =>
  setting.call('coverage.record', {
    fact: { kind: 'end', type: 'referral', agencies: [agency], from, reason: 'It closed.' },
  });

const scorecardOf = (setting: EngineSetting): Promise<Scorecard> =>
  setting.call('framework.scorecard', { question: { period: '2024/25 Q4' } });

const lineIn = (card: Scorecard, code: string): ScorecardLine => card.lines.find(line => line.code === code)!;
const claimIn = (line: ScorecardLine, kind: Claim['kind']): Claim | undefined =>
  line.claims.find(claim => claim.kind === kind);

const exploreNote = async (setting: EngineSetting): Promise<string> => {
  const table = await setting.call('cube.pivot', {
    dataset: 'referrals',
    columns: [{ field: 'referred_on', by: 'financial-year' }],
    values: [{ measure: 'children' }],
  });
  return table.notes
    .filter(note => note.code === 'like-for-like')
    .map(note => note.text)
    .join('\n');
};

/** Nothing of everybody's figures stands with an interval, a verdict or a power of its own. */
function expectNoVerdictOnAll(text: string): void {
  expect(text).not.toMatch(/−\d+(?:\.\d+)?\u00a0% \(95/);
  expect(text).not.toMatch(/−\d+(?:\.\d+)?\u00a0%[^.;]*chance/);
}

describe('a supplier of which a return is lacking', () => {
  it.each([
    ['of a whole year', repeated(60, 8), '2024/25'],
    ['of one quarter', repeated(60, 11), '2024/25 Q4'],
  ] as const)(
    '%s leaves the verdict to those who sent both, and is named',
    async (_, county, lacking) => {
      await withReturns({ police: repeated(60, 12), staffordshire: county }, async setting => {
        const card = await scorecardOf(setting);
        const line = lineIn(card, '2.1');
        const change = claimIn(line, 'change')!;
        const said = `Staffordshire County Council has not sent ${lacking}`;
        expect(change.title).toContain(`of all it cannot be told: ${said}`);
        expect(change.title).toContain('0.0\u00a0% on those who sent both, no change beyond chance; of all');
        expect(change.sentence).toContain(said);
        expect(change.sentence).toContain('on Staffordshire Police');
        expect(change).toMatchObject({ strength: 'none', direction: null });
        const [lower, upper] = change.test!.interval!;
        expect(lower).toBeLessThan(1);
        expect(upper).toBeGreaterThan(1);
        expect(change.figures.map(figure => figure.name)).not.toContain('change');
        expect(line.change!.value).toBe(0);
        expect(line.change!.words).toContain(said);
        const note = await exploreNote(setting);
        expect(note).toContain(said);
        for (const text of [JSON.stringify(line), note]) expectNoVerdictOnAll(text);
        const table = scorecardTable(card, 'Scorecard', 'c');
        const row = table.rows.find(one => one.label === 'Children referred')!;
        expect(row.cells[0]!.text).toContain(said);
        expect(row.cells[0]!.text).toContain('0.0\u00a0% on those who sent both');
      });
    },
    120_000,
  );

  it('leaves the longest equal span that is whole on both sides where nobody sent both', async () => {
    const police = [...repeated(60, 11), null];
    const county = [...repeated(60, 10), null, 60];
    await withReturns({ police, staffordshire: county }, async setting => {
      const change = claimIn(lineIn(await scorecardOf(setting), '2.1'), 'change')!;
      expect(change.about).toMatchObject({
        period: 'the first half of 2024/25',
        against: 'the first half of 2023/24',
      });
      expect(change.figures.slice(0, 2).map(figure => figure.value)).toEqual([240, 240]);
      expect(change.lacking).toBeUndefined();
      expect(await exploreNote(setting)).toContain('240 in Apr to Sep 2024, 240 in Apr to Sep 2023');
    });
  }, 120_000);

  it('is named where the year so far cannot be compared at all', async () => {
    const without = (gap: number) => repeated(60, 12).map((count, quarter) => (quarter === gap ? null : count));
    await withReturns({ police: without(8), staffordshire: without(4) }, async setting => {
      const line = lineIn(await scorecardOf(setting), '2.1');
      const change = claimIn(line, 'change')!;
      expect(change.strength).toBe('cannot-tell');
      expect(change.sentence).toContain('Staffordshire Police has not sent 2024/25 Q1');
      expect(change.sentence).toContain('Staffordshire County Council has not sent 2023/24 Q1');
      expect(line.variationWords).not.toContain('no change');
      // Elsewhere in the year both are in.
      expect(await exploreNote(setting)).toContain('360 in Jul 2024 to Mar 2025, 360 in Jul 2023 to Mar 2024');
    });
  }, 120_000);
});

describe('a supplier that ended', () => {
  it('is no special cause, and no chance: those who sent throughout are tested', async () => {
    await withReturns({ police: repeated(60, 12), staffordshire: repeated(60, 8) }, async setting => {
      await endOf(setting, 'staffordshire', '2024-04-01');
      const line = lineIn(await scorecardOf(setting), '2.1');
      const shift = claimIn(line, 'special-cause')!;
      const ended = 'Staffordshire County Council sends nothing from 1 Apr 2024 on';
      expect(shift.figures.map(figure => figure.value)).toEqual([60, 60]);
      expect(shift.sentence).toContain('on Staffordshire Police');
      expect(shift.sentence).toContain(ended);
      expect(line.variationWords).toContain('on Staffordshire Police');
      expect(line.notes.some(note => note.code === 'supplier-change' && note.text.includes(ended))).toBe(true);
      expect(claimIn(line, 'change')!.title).toContain(ended);
      const note = await exploreNote(setting);
      expect(note).toContain(ended);
      expect(note).toContain('0.0\u00a0% on Staffordshire Police');
      for (const text of [JSON.stringify(line), note]) expectNoVerdictOnAll(text);
    });
  }, 120_000);

  it('leaves a series untested where nobody sent throughout', async () => {
    const police = [...repeated(null as never, 6), ...repeated(60, 6)];
    await withReturns({ staffordshire: repeated(60, 8), police }, async setting => {
      await endOf(setting, 'staffordshire', '2024-04-01');
      const line = lineIn(await scorecardOf(setting), '2.1');
      const shift = claimIn(line, 'special-cause')!;
      expect(shift).toMatchObject({ strength: 'cannot-tell', test: null, direction: null });
      expect(shift.sentence).toContain('Staffordshire County Council sends nothing from 1 Apr 2024 on');
      expect(line.variationWords).not.toContain('no more than chance');
      expect(variationText(line)).toBe('Not tested');
    });
  }, 120_000);
});

describe('a supplier that began', () => {
  it('is told beside whole years in Explore, with those who sent both', async () => {
    const health = [...repeated(null as never, 8), ...repeated(30, 4)];
    await withReturns({ police: repeated(60, 12), health }, async setting => {
      const note = await exploreNote(setting);
      expect(note).toMatch(/0\.0\u00a0% on Staffordshire Police, who returned throughout/);
      expect(note).toContain('began in 2024/25 Q1');
      expect(note).not.toMatch(/\+50(?:\.0)?\u00a0% \(95/);
    });
  }, 120_000);
});

describe('a line of the same children', () => {
  it('says what the series of its count says, and never that a test of its own found nothing', async () => {
    const police = [55, 61, 58, 60, 57, 62, 56, 59, 60, 58, 61, 12];
    await withReturns({ police }, async setting => {
      const card = await scorecardOf(setting);
      const [count, rate] = [lineIn(card, '2.1'), lineIn(card, '2.2')];
      expect(claimIn(count, 'special-cause')).toMatchObject({ strength: 'found', direction: 'down' });
      const own = claimIn(rate, 'special-cause')!;
      expect(own).toMatchObject({ strength: 'found', direction: 'down' });
      expect(own.sentence).toMatch(/^Not tested by itself, the same children as Children referred: /);
      expect(rate.variationWords).not.toContain('no more than chance');
      expect(variationText(rate)).toBe(variationText(count));
    });
  }, 120_000);

  it('whose series is too short was not tested, whatever its change says', async () => {
    await withReturns({ police: [...repeated(null as never, 4), ...repeated(60, 5), null] }, async setting => {
      const card = await setting.call('framework.scorecard', { question: { period: '2024/25 Q1' } });
      for (const code of ['2.1', '2.2']) {
        const line = lineIn(card, code);
        expect(claimIn(line, 'change')!.strength).toBe('none');
        expect(line.variationWords).not.toContain('the tests of the report find no more than chance');
        expect(line.variationWords).toMatch(/not tested/);
      }
    });
  }, 120_000);
});

describe('an interval that leaves out no change', () => {
  it('never stands beside “no change beyond chance”', async () => {
    const police = [...repeated(62, 8), ...repeated(74, 4)];
    await withReturns({ police }, async setting => {
      const line = lineIn(await scorecardOf(setting), '2.1');
      const change = claimIn(line, 'change')!;
      expect(change.strength).toBe('none');
      expect(change.test!.interval![0]).toBeGreaterThan(1);
      for (const text of [change.title, change.sentence, line.change!.words]) {
        expect(text).toContain('not told from chance among so many comparisons');
        expect(text).not.toMatch(/no change beyond chance|no more than chance/);
      }
      expect(variationText(line)).toBe('Not told from chance');
    });
  }, 120_000);
});
