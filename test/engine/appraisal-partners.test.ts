import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contributions, riskShares } from '../../electron/engine/commissioning/contributions.ts';
import type { AppraisalResult, OptionResult } from '../../shared/contract/commissioning.ts';
import { contributionRules } from '../../shared/model/appraisal.ts';
import type { Appraisal, Partner } from '../../shared/model/appraisal.ts';
import { answer, certain, drafted, point, withInputs } from './appraisal-setting.ts';

const few = { replications: 20 };
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const penceOf = (pounds: number) => Math.round(pounds * 100);

const withPartners = (change: (partner: Partner, at: number) => Partial<Partner>): Appraisal => ({
  ...drafted,
  partners: drafted.partners.map((partner, at) => ({ ...partner, ...change(partner, at) })),
});
const partnerOf = (option: OptionResult, id: string) => option.partners.find(one => one.id === id)!;
const costOf = (option: OptionResult, y: number) => penceOf(option.years[y]!.costNominal);

/** Shares in whole per cent that add up to 1, and limits around what the options cost (a million pounds or so a year). */
const settings = fc.record({
  rule: fc.constantFrom(...contributionRules),
  cuts: fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)).map(cuts => [0, ...cuts, 100].toSorted((a, b) => a - b)),
  limits: fc.array(
    fc.record({
      floor: fc.option(fc.integer({ min: 0, max: 600_000 })),
      cap: fc.option(fc.integer({ min: 0, max: 700_000 })),
    }),
    { minLength: 4, maxLength: 4 },
  ),
});

describe('what partners pay', () => {
  it('adds up with what is unpaid in every year, within floors and caps, by every rule', async () => {
    const met = { unpaid: 0, shrunk: 0, floor: 0, cap: 0 };
    await fc.assert(
      fc.asyncProperty(settings, async ({ rule, cuts, limits }) => {
        const appraisal = {
          ...withPartners((_, at) => ({ share: String((cuts[at + 1]! - cuts[at]!) / 100), ...limits[at]! })),
          contribution: rule,
        };
        const result = await answer(appraisal, { replications: 2 });
        const caps = limits.map(({ cap }) => (cap === null ? Infinity : penceOf(cap)));
        const floors = limits.map(({ floor }, at) => Math.min(penceOf(floor ?? 0), caps[at]!));
        for (const option of result.options) {
          for (const [y, unpaid] of option.unpaidPence.entries()) {
            const paid = option.partners.map(partner => partner.pence[y]!);
            expect(sum(paid) + unpaid).toBe(costOf(option, y));
            const shrunk = sum(floors) > costOf(option, y);
            expect(result.notes.some(note => note.text.startsWith(`${option.name}: in `))).toBe(
              option.years.some((_, year) => sum(floors) > costOf(option, year)),
            );
            for (const [at, pence] of paid.entries()) {
              expect(pence).toBeLessThanOrEqual(caps[at]!);
              expect(pence).toBeGreaterThanOrEqual(shrunk ? 0 : floors[at]!);
            }
            if (shrunk) met.shrunk++;
            if (unpaid > 0) met.unpaid++;
          }
          for (const { limited } of option.partners) if (limited) met[limited]++;
          expect(sum(option.partners.map(partner => partner.overspendPence))).toBe(option.overspendPence);
          for (const leaving of option.leaving) {
            const paid = leaving.pence.map(pence => pence ?? 0);
            expect(sum(paid) + leaving.unpaidPence).toBe(leaving.costPence);
            for (const [at, pence] of paid.entries()) expect(pence).toBeLessThanOrEqual(caps[at]!);
          }
        }
      }),
      { numRuns: 25, seed: 7 },
    );
    expect(Math.min(...Object.values(met))).toBeGreaterThan(0);
  });

  it('is what it was before without limits and bands', async () => {
    const { options } = await answer(drafted, few);
    const payers = drafted.partners.map(({ id, share }) => ({ id, share }));
    for (const option of options) {
      for (const [y] of option.years.entries())
        expect(option.partners.map(partner => partner.pence[y]!)).toEqual(contributions(costOf(option, y), payers));
      expect(option.partners.map(partner => partner.limited)).toEqual(payers.map(() => null));
      expect(option.unpaidPence).toEqual(option.years.map(() => 0));
      expect(option.partners.map(partner => partner.overspendPence)).toEqual(
        riskShares(option.overspendPence, [], payers),
      );
    }
  });

  it('is limited in words: which limit decides, what is unpaid, and that floors shrink', async () => {
    const byId = (values: Readonly<Record<string, Partial<Partner>>>) =>
      answer(
        withPartners(partner => values[partner.id] ?? {}),
        few,
      );
    const capped = await byId({ 'stoke-on-trent': { cap: 100_000 }, nhs: { floor: 200_000 } });
    for (const option of capped.options) {
      expect(partnerOf(option, 'stoke-on-trent')).toMatchObject({ limited: 'cap', penceAYear: 10_000_000 });
      expect(partnerOf(option, 'nhs')).toMatchObject({ limited: 'floor', penceAYear: 20_000_000 });
      expect(partnerOf(option, 'staffordshire').limited).toBeNull();
      expect(sum(option.unpaidPence)).toBe(0);
    }
    const cap = { cap: 100_000 };
    const short = await byId({ staffordshire: cap, 'stoke-on-trent': cap, opcc: cap, nhs: cap });
    for (const option of short.options)
      for (const [y, unpaid] of option.unpaidPence.entries()) expect(unpaid).toBe(costOf(option, y) - 40_000_000);
    const floor = { floor: 900_000 };
    const shrunk = await byId({ staffordshire: floor, 'stoke-on-trent': floor });
    for (const option of shrunk.options)
      expect(Math.abs(option.partners[0]!.pence[0]! - option.partners[1]!.pence[0]!)).toBeLessThanOrEqual(1);
    expect(shrunk.notes.find(note => note.code === 'contribution-limits')!.text).toContain(
      'the least amounts of the partners together are more than the cost, so each is lowered in proportion',
    );
    const crossed = await byId({ nhs: { floor: 50_000, cap: 10_000 } });
    expect(partnerOf(crossed.options[1]!, 'nhs').penceAYear).toBe(1_000_000);
    expect(
      crossed.notes.some(note => note.text === 'NHS: the least it is to pay is above the most; the most holds.'),
    ).toBe(true);
  });

  it('is covered by a budget at its cap in every draw, and moves the chance of the others down', async () => {
    const usual = await answer(drafted, { replications: 100 });
    const at = drafted.partners.findIndex(partner => partner.id === 'stoke-on-trent');
    const capped = await answer(
      withPartners((partner, k) => (k === at ? { cap: partner.budget! * 0.8, budget: partner.budget! * 0.8 } : {})),
      { replications: 100 },
    );
    for (const [k, option] of capped.options.entries()) {
      expect(option.partners[at]!.affordable).toBe(1);
      for (const [other, partner] of option.partners.entries())
        if (other !== at)
          expect(partner.affordable!).toBeLessThanOrEqual(usual.options[k]!.partners[other]!.affordable!);
    }
    const lower = capped.options.some((option, k) =>
      option.partners.some(
        (partner, other) => other !== at && partner.affordable! < usual.options[k]!.partners[other]!.affordable!,
      ),
    );
    expect(lower).toBe(true);
  });

  it('moves with the partners when they are put in another order', async () => {
    const limits = (partner: Partner) =>
      partner.id === 'opcc' ? { cap: 150_000 } : partner.id === 'nhs' ? { floor: 120_000 } : {};
    for (const contribution of contributionRules) {
      const given = { ...withPartners(limits), contribution };
      const turned = { ...given, partners: given.partners.toReversed() };
      const [a, b] = [await answer(given, few), await answer(turned, few)];
      for (const [k, option] of a.options.entries())
        for (const partner of option.partners) {
          const other = partnerOf(b.options[k]!, partner.id);
          expect(other.limited).toBe(partner.limited);
          expect(Math.abs(other.penceAYear - partner.penceAYear)).toBeLessThanOrEqual(1);
          expect(Math.abs(other.overspendPence - partner.overspendPence)).toBeLessThanOrEqual(1);
          const costs = (result: AppraisalResult) =>
            result.options[k]!.leaving.find(one => one.partner === partner.id)!.costPence;
          // One penny of rounding for each partner.
          expect(Math.abs(costs(a) - costs(b))).toBeLessThanOrEqual(4);
        }
    }
  });
});

describe('what it costs more', () => {
  it('is nothing when nothing varies, and is borne band by band', async () => {
    const sure = await answer(certain(drafted), few);
    for (const option of sure.options) expect(option.overspendPence).toBe(0);
    const bands = [
      { upTo: 10_000, bearer: 'nhs' },
      { upTo: 15_000, bearer: null },
      { upTo: null, bearer: 'staffordshire' },
    ];
    const limits = withPartners(partner => (partner.id === 'nhs' ? { cap: 0 } : {}));
    const { options } = await answer({ ...limits, riskBands: bands }, few);
    const beyond = options.filter(option => option.overspendPence > 1_500_000);
    expect(beyond.length).toBeGreaterThan(0);
    for (const option of beyond) {
      // A cap of nothing does not count: the first band is its own, and its share of the second.
      expect(partnerOf(option, 'nhs').overspendPence).toBe(1_000_000 + 45_000);
      expect(partnerOf(option, 'stoke-on-trent').overspendPence).toBe(120_000);
      expect(partnerOf(option, 'staffordshire').overspendPence).toBe(option.overspendPence - 1_500_000 + 200_000);
    }
  });

  it('is the 90th percentile of a year on average over the expected cost', async () => {
    // Without inflation and recharges the two ledgers are one.
    const still = { pay_inflation: point(0), general_inflation: point(0), other_authority: point(0) };
    const { options } = await answer(withInputs(drafted, still), { replications: 200 });
    for (const option of options) {
      const { value, high } = option.measures['cost-a-year'];
      expect(option.overspendPence).toBeGreaterThan(0);
      expect(Math.abs(option.overspendPence - (high! - value!) * 100)).toBeLessThanOrEqual(1);
    }
  });

  it('has no bearer that is no partner', async () => {
    const riskBands = [
      { upTo: 10_000, bearer: null },
      { upTo: null, bearer: 'gone' },
    ];
    await expect(answer({ ...drafted, riskBands }, few)).rejects.toMatchObject({
      fault: { code: 'invalid-input', path: 'appraisal.riskBands.1.bearer' },
    });
  });
});

describe('a partner that leaves', () => {
  it('leaves the whole service to the others when it is of the whole area', async () => {
    for (const contribution of contributionRules) {
      const { options } = await answer({ ...drafted, contribution }, few);
      for (const option of options) {
        const left = option.leaving.find(one => one.partner === 'opcc')!;
        const at = drafted.partners.findIndex(partner => partner.id === 'opcc');
        expect([left.pence[at], left.alonePence]).toEqual([null, null]);
        expect(Math.abs(left.costPence - sum(option.partners.map(one => one.penceAYear)))).toBeLessThanOrEqual(4);
        expect(left.words).toMatch(
          /^If Office of the Police and Crime Commissioner leaves, the others pay £[\d,]+ a year more between them for the same service\.$/,
        );
      }
    }
  });

  it('changes nothing for the others when it has no share and no districts', async () => {
    const without = withPartners((partner, at) =>
      partner.id === 'nhs' ? { share: '0' } : at === 0 ? { share: '0.49' } : {},
    );
    for (const contribution of contributionRules.filter(rule => rule !== 'benefit')) {
      const { options } = await answer({ ...without, contribution }, few);
      for (const option of options) {
        const left = option.leaving.find(one => one.partner === 'nhs')!;
        expect(left.pence).toEqual(option.partners.map(one => (one.id === 'nhs' ? null : one.penceAYear)));
        expect(left.words).toBe('If NHS leaves, the others pay the same for the same service.');
      }
    }
  });

  it('takes its districts with it, at what the others cost without them', async () => {
    for (const contribution of contributionRules) {
      const { options } = await answer({ ...drafted, contribution }, few);
      for (const option of options) {
        const left = option.leaving.find(one => one.partner === 'stoke-on-trent')!;
        const city = partnerOf(option, 'stoke-on-trent');
        expect(left.costPence).toBeLessThan(sum(option.partners.map(one => one.penceAYear)));
        expect(left.alonePence).toBe(city.alonePenceAYear);
        expect(left.words).toMatch(
          /^If Stoke-on-Trent City Council leaves, the others pay (the same|£[\d,]+ a year (more|less) between them) for a service that costs £[\d,]+ less; alone it would pay £[\d,]+, (as much as now|£[\d,]+ (more|less) than now)\.$/,
        );
      }
    }
    // Two contracts, one for each council: what each costs without the other is the whole.
    const { options } = await answer(drafted, few);
    const councils = options[drafted.options.findIndex(option => option.contracts.length === 2)]!;
    const parts = councils.leaving.filter(one => one.alonePence !== null).map(one => one.costPence);
    expect(parts).toHaveLength(2);
    expect(Math.abs(sum(parts) - sum(councils.partners.map(one => one.penceAYear)))).toBeLessThanOrEqual(8);
  });

  it('ends the service when no district is left, and is not asked of one alone', async () => {
    const [county, , , nhs] = drafted.partners;
    const codes = drafted.districts.map(district => district.code);
    const two: Appraisal = {
      ...drafted,
      partners: [
        { ...county!, share: '0.9', districts: codes },
        { ...nhs!, share: '0.1' },
      ],
    };
    const { options } = await answer(two, few);
    for (const option of options) {
      expect(option.leaving[0]).toMatchObject({ costPence: 0, pence: [null, 0], unpaidPence: 0 });
      expect(option.leaving[0]!.words).toMatch(
        /^If Staffordshire County Council leaves, no district is left and the service ends; alone it would pay £[\d,]+, (as much as now|£[\d,]+ less than now)\.$/,
      );
    }
    const one = await answer({ ...drafted, partners: [{ ...county!, share: '1', districts: codes }] }, few);
    for (const option of one.options) expect(option.leaving).toEqual([]);
  });

  it('leaves a part unpaid when the caps of the others do not reach', async () => {
    const result = await answer(
      withPartners(partner => ({ cap: partner.budget! * 1.1 })),
      few,
    );
    const left = result.options.flatMap(option => option.leaving).filter(one => one.unpaidPence > 0);
    expect(left.length).toBeGreaterThan(0);
    for (const { words } of left)
      expect(words).toMatch(/; £[\d,]+ a year of it would not be paid, because every cap is reached/);
  });

  it('is answered also where those who stay have no share', async () => {
    const { options } = await answer(
      withPartners((_, at) => ({ share: at === 0 ? '1' : '0', benefitShare: at === 0 ? '1' : '0' })),
      few,
    );
    for (const option of options) {
      const [left] = option.leaving;
      const [, ...others] = left!.pence;
      expect(Math.max(...others.map(Number)) - Math.min(...others.map(Number))).toBeLessThanOrEqual(1);
      expect(sum(others.map(Number))).toBe(left!.costPence);
    }
  });
});
