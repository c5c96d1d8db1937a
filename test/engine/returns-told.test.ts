import { describe, expect, it } from 'vitest';
import { engineSetting } from './coverage-setting.ts';
import type { EngineSetting } from './coverage-setting.ts';
import { bringIn, fileOf, quarterAfter, referralHeads, referralsIn } from './returns-setting.ts';

/* How returns are told: what came with an open question came, and what is overdue after the quarter shown is said. */

const withSetting = async (now: string, work: (setting: EngineSetting) => Promise<void>): Promise<void> => {
  const setting = await engineSetting({ now: () => new Date(`${now}T09:00:00Z`) });
  try {
    await work(setting);
  } finally {
    await setting.end();
  }
};

const scorecardOf = (setting: EngineSetting, period?: string) =>
  setting.call('framework.scorecard', { question: { districts: false, ...(period ? { period } : {}) } });

describe('a return that came with an open question', () => {
  const days = ['2024-05-02', '2024-05-20', '2024-06-11'];
  const rows = days.map((day, at) => [`C${at}`, day, 'Stafford', 'F', '14']);

  it('came, and is to be asked about: nobody waits for it', () =>
    withSetting('2024-08-20', async setting => {
      await bringIn(setting, 'referral_police_2024-25_Q1.csv', referralHeads, rows);
      const { lines: ledger, questions } = await setting.call('coverage.read', {});
      expect(ledger.map(line => line.state)).toEqual(['confirm']);
      expect(questions).toHaveLength(1);
      const card = await scorecardOf(setting);
      expect(card.supply).toMatchObject({ due: 1, received: 1, late: [], asked: ['Staffordshire Police'] });
      const returns = card.findings.find(finding => finding.label === 'Returns')!;
      expect(returns.figure).toBe('1 of 1 agencies');
      expect(returns.words).toMatch(/^Came, to be asked whether it is all: Staffordshire Police\./);
      expect(JSON.stringify([card.findings, card.notes])).not.toMatch(/no return for|Waiting for/);
      for (const { measure, variationWords } of card.lines)
        if (measure?.dataset === 'referrals') expect(variationWords).not.toContain('has come in (');
      const line = card.lines.find(one => one.code === '2.1')!;
      expect(line.variation).toBe('too-few');
      expect(line.variationWords).toMatch(/^No whole quarter is in yet/);
    }));

  it(
    'is told apart from one that did not come',
    () =>
      withSetting('2024-08-20', async setting => {
        for (let quarter = 0; quarter < 4; quarter++) {
          const first = quarterAfter('2023-04-01', quarter);
          for (const agency of ['police', 'staffordshire', 'health'])
            await bringIn(
              setting,
              fileOf('referral', agency, first),
              referralHeads,
              referralsIn(first, 20, undefined, agency),
            );
        }
        // A return that ends in the first month of its quarter.
        const early = referralsIn('2024-04-01', 30).slice(0, 10);
        await bringIn(setting, 'referral_police_2024-25_Q1.csv', referralHeads, early);
        const rest = referralsIn('2024-04-01', 20, undefined, 'health');
        await bringIn(setting, 'referral_health_2024-25_Q1.csv', referralHeads, rest);
        const card = await scorecardOf(setting);
        expect(card.supply).toMatchObject({
          due: 3,
          received: 2,
          late: ['Staffordshire County Council'],
          asked: ['Staffordshire Police'],
        });
        const returns = card.findings.find(finding => finding.label === 'Returns')!;
        expect(returns.words).toContain('Waiting for Staffordshire County Council');
        expect(returns.words).toContain('to be asked whether it is all: Staffordshire Police');
        const deck = await setting.call('briefing.template', { template: 'csaf-quarterly' });
        const supply = deck.slides.find(slide => /Waiting for/.test(slide.title))!;
        expect(supply.title).toBe('Waiting for Staffordshire County Council for 2024/25 Q1');
        expect(supply.narrative).toContain('to be asked whether it is all: Staffordshire Police');
      }),
    120_000,
  );
});

describe('what is overdue beyond the quarter shown', () => {
  it(
    'is said with its quarters, on the scorecard and in the report',
    () =>
      withSetting('2026-02-20', async setting => {
        for (let quarter = 0; quarter < 12; quarter++) {
          const first = quarterAfter('2022-04-01', quarter);
          await bringIn(setting, fileOf('referral', 'police', first), referralHeads, referralsIn(first, 20));
          // Health never returns a third quarter.
          if (quarter % 4 !== 2)
            await bringIn(
              setting,
              fileOf('referral', 'health', first),
              referralHeads,
              referralsIn(first, 12, undefined, 'H'),
            );
        }
        const card = await scorecardOf(setting);
        expect(card.period.code).toBe('2024/25 Q4');
        expect(card.supply.late).toEqual([]);
        expect(card.supply.overdue).toEqual({
          quarters: 3,
          label: '2025/26 Q1 to 2025/26 Q3',
          of: ['NHS health services for 2025/26 Q1 to 2025/26 Q3', 'Staffordshire Police for 2025/26 Q1 to 2025/26 Q3'],
        });
        expect(card.supply.missing).toEqual(['NHS health services for 2022/23 Q3, 2023/24 Q3 and 2024/25 Q3']);
        const returns = card.findings.find(finding => finding.label === 'Returns')!;
        expect(returns.figure).toBe('3 later quarters');
        expect(returns.words).toContain('Overdue: NHS health services for 2025/26 Q1 to 2025/26 Q3');
        expect(card.notes.map(note => note.text).join(' ')).toContain(
          'Never came: NHS health services for 2022/23 Q3, 2023/24 Q3 and 2024/25 Q3.',
        );
        const deck = await setting.call('briefing.template', { template: 'csaf-quarterly' });
        const supply = deck.slides.find(slide => slide.title.includes('2024/25 Q4 is in'))!;
        expect(supply.title).toBe('Every return that is due for 2024/25 Q4 is in; 2025/26 Q1 to 2025/26 Q3 overdue');
        expect(supply.narrative).toContain('Overdue: NHS health services for 2025/26 Q1 to 2025/26 Q3');
      }),
    120_000,
  );
});
