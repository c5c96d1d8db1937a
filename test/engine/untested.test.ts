import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatClaims } from '../../electron/cli/claims.ts';
import { formatHotSpots } from '../../electron/cli/maps.ts';
import { wardsFinding } from '../../electron/engine/briefing/findings.ts';
import { districtClaim } from '../../electron/engine/claims/district.ts';
import { placeClaims } from '../../electron/engine/claims/place.ts';
import { rateAgainstRest } from '../../electron/engine/statistics/against-rest.ts';
import type { Claim } from '../../shared/model/claim.ts';
import { fairnessVerdict } from '../../shared/text/fairness.ts';
import { wardWords } from '../../shared/text/report-claims.ts';
import { engineSetting } from './coverage-setting.ts';
import type { EngineSetting } from './coverage-setting.ts';

/** A verdict, "no" as well, needs a test that ran: where there are no data nothing is said to be alike, either. */

/** Words that tell the outcome of a test. */
const verdict =
  /beyond chance|(?:more|further) than chance|as chance would|chance would (?:rarely|show)|no difference|do(?:es)? not differ|is similar|stands? out|no change|above the rest|nothing but chance|no more than chance/i;

/** Sentences of an answer that read as a verdict, wherever they stand in it. */
function verdictsIn(answer: unknown): readonly string[] {
  if (typeof answer === 'string')
    return answer.split(/(?<=\.) |\n/).filter(one => verdict.test(one) && !/cannot be told|[Ww]hether/.test(one));
  if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer)) return [];
  return Object.values(answer).flatMap(verdictsIn);
}

/** What is known of an indicator by its definition is no verdict. */
const readOnly = new Set(['definition', 'question', 'notes']);
const spoken = (lines: readonly object[]) =>
  lines.map(line => Object.fromEntries(Object.entries(line).filter(([name]) => !readOnly.has(name))));

const maps = ['missing-episodes', 'referrals', 'offences'].flatMap(dataset =>
  (['getis-ord-star', 'local-moran', 'above-rest', 'none'] as const).map(statistic => ({
    dataset,
    level: 'ward' as const,
    measure: 'rate' as const,
    statistic,
  })),
);

/** Everything that a workspace says of its data, on screen and in the terminal. */
async function everythingSaid({ call }: EngineSetting): Promise<{
  readonly texts: readonly unknown[];
  readonly claims: readonly Claim[];
}> {
  const texts: unknown[] = [];
  const claims: Claim[] = [];
  for (const audience of ['analyst', 'board'] as const) {
    const card = await call('framework.scorecard', { question: { audience } });
    texts.push(spoken(card.lines), card.findings, card.notes);
    const found = await call('claims.list', { audience });
    claims.push(...found);
    texts.push(formatClaims(found));
    for (const description of maps) {
      const map = await call('geography.hotspots', { description: { ...description, audience } });
      claims.push(...map.claims);
      texts.push(map.claims, map.notes, formatHotSpots(map));
    }
    for (const dataset of ['missing-episodes', 'referrals', 'offences'])
      texts.push(
        (await call('cube.pivot', { dataset, rows: ['district'], values: [{ measure: 'rows' }], audience })).notes,
      );
  }
  texts.push(await call('framework.rationalise', {}));
  return { texts, claims };
}

/** What holds of every claim, whatever the data. */
function expectTested(claims: readonly Claim[]): void {
  for (const claim of claims) {
    if (claim.strength === 'found' || claim.strength === 'none') {
      expect(claim.test, claim.title).not.toBeNull();
      expect(claim.test!.p, claim.title).not.toBeNull();
    } else expect(verdictsIn([claim.title, claim.sentence]), claim.title).toEqual([]);
    // What is said has no words of "no", and what is not said has none of a finding.
    if (claim.strength === 'found') expect(claim.title).not.toMatch(/similar|no further|No ward|cannot be told/);
  }
}

describe('an empty workspace', () => {
  let setting: EngineSetting;
  beforeAll(async () => {
    setting = await engineSetting();
  }, 60_000);
  afterAll(() => setting.end());

  it('says nothing that would need a test, anywhere', async () => {
    const { texts, claims } = await everythingSaid(setting);
    expect(verdictsIn(texts)).toEqual([]);
    expectTested(claims);
  }, 60_000);

  it('proposes nothing of an indicator before anything came in', async () => {
    const worth = await setting.call('framework.rationalise', {});
    expect(worth.length).toBeGreaterThan(20);
    for (const one of worth) {
      expect(one.proposal).toBe('keep');
      expect(one.reason).toMatch(/cannot be told/);
    }
  });

  it('makes no report', async () => {
    expect((await setting.fault('briefing.template', { template: 'csaf-quarterly' })).code).toBe('refused');
  });

  it('says of districts of an appraisal that nothing is known of them', async () => {
    const appraisal = await setting.call('commissioning.draft', {});
    const result = await setting.call('commissioning.appraise', { appraisal, engine: 'formulas', detail: 'headlines' });
    for (const option of result.options)
      expect(fairnessVerdict(option, result.standing.need)).toMatch(/cannot be told: need .* no data of them are in/);
  }, 60_000);
});

describe('a workspace with next to nothing', () => {
  it.each([
    ['three referrals in one quarter', 3, 1],
    ['referrals of one district alone over two years', 40, 8],
  ])(
    '%s: nothing is alike and nothing stands out without its test',
    async (_, each, quarters) => {
      const setting = await engineSetting({ now: () => new Date('2018-07-10T09:00:00Z') });
      try {
        for (let quarter = 0; quarter < quarters; quarter++) {
          const [year, month] = [2016 + Math.floor((quarter + 1) / 4), ((quarter + 1) % 4) * 3 + 1];
          const lines = Array.from(
            { length: each },
            (__, n) =>
              `C${quarter}-${n},${year}-${String(month + (n % 3)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')},Stafford,14,Female`,
          );
          const file = path.join(setting.folder, `referral-${quarter}.csv`);
          writeFileSync(file, ['Child reference,Referred on,District,Age,Sex', ...lines, ''].join('\n'));
          const { files } = await setting.call('intake.import', { files: [file], type: 'referral', agency: 'police' });
          expect(files[0]!.loaded, files[0]!.message).toBe(each);
        }
        const { texts, claims } = await everythingSaid(setting);
        expectTested(claims);
        const said = new Set(claims.flatMap(claim => (claim.strength === 'none' ? [claim.title, claim.sentence] : [])));
        if (quarters === 1)
          expect(verdictsIn(texts).filter(one => ![...said].some(text => text.includes(one)))).toEqual([]);
        else {
          const [stafford] = claims.filter(claim => claim.kind === 'district' && claim.about.area === 'E07000197');
          expect(stafford).toMatchObject({ strength: 'found', direction: 'up' });
          expect(stafford!.title).toMatch(/all of it lies in Stafford/);
        }
      } finally {
        await setting.end();
      }
    },
    120_000,
  );
});

describe('words of a verdict', () => {
  const about = { subject: 'Children', dataset: 'referrals', indicator: '2.1', area: 'A', period: 'a year' };
  const districtOf = (tested: ReturnType<typeof rateAgainstRest>, isSaid: boolean) =>
    districtClaim({
      about,
      name: 'Tamworth',
      isShare: false,
      figure: null,
      tested: { district: 'A', ...tested },
      isSaid,
      threshold: 0.01,
    });

  it('are not said of a district where nothing was counted', () => {
    const claim = districtOf(rateAgainstRest({ count: 0, residents: 10 }, { count: 0, residents: 90 }), false);
    expect(claim).toMatchObject({ strength: 'cannot-tell', test: null, direction: null });
    expect(verdictsIn(claim)).toEqual([]);
  });

  it('say of a district that has everything that it has everything', () => {
    const claim = districtOf(rateAgainstRest({ count: 40, residents: 10 }, { count: 0, residents: 90 }), true);
    expect(claim).toMatchObject({ strength: 'found', direction: 'up' });
    expect(claim.sentence).toBe('All that was counted in a year lies in Tamworth, and none in the rest of the area.');
    expect(wardWords('Shobnall', 'offences', null, 'found')).toBe('All offences are in Shobnall');
  });

  it('are not said of places of which none could be tested', () => {
    const [claim] = placeClaims({
      subject: { dataset: 'offences', measure: 'rows', label: 'Offences', level: ['ward', 'wards'] },
      about: { subject: 'Offences', dataset: 'offences', period: null },
      places: [{ code: 'A', name: 'A', count: null, residents: 10, againstRest: null, adjusted: null, isAbove: false }],
      total: 4,
      isOnce: false,
      alpha: 0.05,
    });
    expect(claim).toMatchObject({ strength: 'cannot-tell', test: null });
    expect(verdictsIn(claim)).toEqual([]);
    expect(wardWords('Shobnall', 'offences', null, 'cannot-tell')).toMatch(/cannot be told/);
  });

  it('need data, something that is met, and districts that could differ', () => {
    const option = {
      fairness: { hoover: 0.1, hooverByChance: 0.02, varies: true, assumed: 'Alike by assumption.' },
      districts: [{ need: 10, met: 5 }],
    };
    const of = (more: Partial<typeof option.fairness>, met = 5) => ({
      fairness: { ...option.fairness, ...more },
      districts: [{ need: 10, met }],
    });
    expect(fairnessVerdict(option, 'data')).toBe('That is more than chance alone would show.');
    expect(fairnessVerdict(of({ hoover: 0.01 }), 'given')).toMatch(/no difference between the districts can be seen/);
    expect(fairnessVerdict(of({}, 0), 'data')).toMatch(/cannot be told/);
    expect(fairnessVerdict(of({ varies: false }), 'data')).toBe(
      'Nothing is said of a difference. Alike by assumption.',
    );
    expect(fairnessVerdict(option, 'placeholder')).toMatch(/cannot be told/);
  });

  it('are not made into a slide where every count of its map is hidden', async () => {
    const setting = await engineSetting();
    try {
      const found = await setting.call('geography.hotspots', {
        description: { dataset: 'missing-episodes', level: 'ward', measure: 'rate', statistic: 'none' },
      });
      const hidden = {
        ...found,
        areas: found.areas.map(area => ({ ...area, status: 'hidden' as const, numerator: null })),
      };
      const ward = {
        dataset: 'missing-episodes',
        of: 'children',
        many: 'children who went missing',
        span: { first: 0, last: 1 },
        isClustered: false,
        above: [],
        threshold: 0.01,
      };
      expect(wardsFinding(hidden, ward, [ward])).toBeNull();
    } finally {
      await setting.end();
    }
  });
});
