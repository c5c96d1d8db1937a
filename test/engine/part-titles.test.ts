import { describe, expect, it } from 'vitest';
import type { OutputOf } from '../../shared/contract/index.ts';
import { engineSetting } from './coverage-setting.ts';
import type { EngineSetting } from './coverage-setting.ts';
import { bringIn, fileOf, quarterAfter, referralHeads, referralsIn } from './returns-setting.ts';

/* A title that names a period names what is in of it, and a table marks the part. */

type Deck = OutputOf<'briefing.template'>;

async function reported(
  bring: (setting: EngineSetting) => Promise<void>,
  work: (deck: Deck, setting: EngineSetting) => Promise<void>,
) {
  const setting = await engineSetting({ now: () => new Date('2025-05-20T09:00:00Z') });
  try {
    await bring(setting);
    await work(await setting.call('briefing.template', { template: 'csaf-quarterly' }), setting);
  } finally {
    await setting.end();
  }
}

const yearOf = (from: string, quarters: readonly number[], each: number) =>
  quarters.flatMap(quarter => referralsIn(quarterAfter(from, quarter), each));

/** Labels of the rows of the trend of children referred, in what a frozen briefing holds. */
async function trendRows({ call }: EngineSetting, deck: Deck): Promise<readonly string[]> {
  const content = await call('briefing.preview', { deck, slide: 'referrals' });
  return content!.table!.rows.map(row => row.label);
}

describe('a year of which a part is in', () => {
  it.each([
    ['its end', [2, 3], 'Oct 2024 to Mar 2025'],
    ['its last quarter', [3], 'Jan to Mar 2025'],
  ])(
    'is named as the part of it that came: %s',
    async (_, quarters, part) => {
      await reported(
        async setting => {
          const name = (year: string) => `referral_police_${year}.csv`;
          await bringIn(setting, name('2023-24'), referralHeads, yearOf('2023-04-01', [0, 1, 2, 3], 60));
          await bringIn(setting, name('2024-25'), referralHeads, yearOf('2024-04-01', quarters, 60));
        },
        async (deck, setting) => {
          const { questions } = await setting.call('coverage.read', {});
          expect(questions.length).toBeGreaterThan(0);
          const titles = deck.slides.map(slide => slide.title);
          for (const title of titles)
            if (/ in 2024\/25(?! Q)/.test(title)) expect(title).toMatch(/a part of 2024\/25|without/);
          expect(titles[0]).toContain(`in ${part}, a part of 2024/25`);
          expect(titles.join('\n')).not.toMatch(/Every return that is due/);
          expect(await trendRows(setting, deck)).toContain('2024/25 (part)');
        },
      );
    },
    120_000,
  );

  it('is named with who is lacking, where every day of it is in from somebody', async () => {
    await reported(
      async setting => {
        for (let quarter = 0; quarter < 8; quarter++) {
          const first = quarterAfter('2023-04-01', quarter);
          await bringIn(setting, fileOf('referral', 'police', first), referralHeads, referralsIn(first, 60));
          if (quarter < 7)
            await bringIn(
              setting,
              fileOf('referral', 'staffordshire', first),
              referralHeads,
              referralsIn(first, 60, undefined, 'S'),
            );
        }
      },
      async deck => {
        const girls = deck.slides.find(slide => slide.title.includes('were girls'))!;
        expect(girls.title).toContain('2024/25, without Staffordshire County Council for 2024/25 Q4,');
      },
    );
  }, 120_000);

  it('keeps its name where all of it is in', async () => {
    await reported(
      async setting => {
        for (let quarter = 0; quarter < 8; quarter++) {
          const first = quarterAfter('2023-04-01', quarter);
          await bringIn(setting, fileOf('referral', 'police', first), referralHeads, referralsIn(first, 60));
        }
      },
      async (deck, setting) => {
        const titles = deck.slides.map(slide => slide.title).join('\n');
        expect(titles).toMatch(/ in 2024\/25/);
        expect(titles).not.toMatch(/a part of|without/);
        expect(titles).toContain('Every return that is due for 2024/25 Q4 is in');
        expect(await trendRows(setting, deck)).toContain('2024/25');
      },
    );
  }, 120_000);
});
