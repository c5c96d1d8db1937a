import { describe, expect, it } from 'vitest';
import { changeClaim, changeTest } from '../../electron/engine/claims/change.ts';
import { shiftClaim } from '../../electron/engine/claims/shift.ts';
import { likeSpans } from '../../electron/engine/claims/spans.ts';
import { fieldsNeeded, rankCorrelation, worthOf } from '../../electron/engine/framework/rationalise.ts';
import {
  assuranceOf,
  limitsOf,
  movementOf,
  pairWordsOf,
  stretchesOf,
  targetIn,
  targetReading,
  trendWordsOf,
  valueWords,
  variationOf,
} from '../../electron/engine/framework/reading.ts';
import type { LineClaims } from '../../electron/engine/framework/reading.ts';
import { findingsOf, lineOf } from '../../electron/engine/framework/scorecard.ts';
import type { LineTests } from '../../electron/engine/framework/scorecard.ts';
import { recentShift } from '../../electron/engine/statistics/recent-shift.ts';
import type { SupplyLine } from '../../shared/contract/coverage.ts';
import type { ScorecardPoint } from '../../shared/contract/framework.ts';
import type { Claim } from '../../shared/model/claim.ts';
import type { Framework, Indicator } from '../../shared/model/framework.ts';
import { financialYear } from '../../shared/model/period.ts';

const indicator = (given: Partial<Indicator> = {}): Indicator => ({
  code: '1.1',
  name: 'Children helped',
  definition: '',
  objective: 'O',
  area: 'A',
  theme: 'protect',
  kind: 'count',
  per: 1,
  decimals: 0,
  polarity: 'high-is-good',
  frequency: 'quarter',
  agencies: ['Police'],
  owner: '',
  question: '',
  measure: { dataset: 'referrals', measure: 'children', filters: [] },
  targets: [],
  breaks: [],
  events: [],
  rebases: [],
  pair: null,
  ...given,
});

const quarterCode = (at: number) => `${financialYear(2014 + Math.floor(at / 4))} Q${(at % 4) + 1}`;

const point = (period: string, given: Partial<ScorecardPoint>): ScorecardPoint => ({
  period,
  label: period,
  complete: true,
  status: given.value === null ? 'hidden' : 'value',
  value: null,
  numerator: null,
  denominator: null,
  lower: null,
  upper: null,
  ...given,
});

/** Quarters from 2014/15 Q1 on. */
const quarters = (values: readonly (number | null)[]): ScorecardPoint[] =>
  values.map((value, at) => point(quarterCode(at), { value, numerator: value }));

const shares = (parts: readonly (readonly [number, number])[]): ScorecardPoint[] =>
  parts.map(([x, n], at) => point(quarterCode(at), { value: x / n, numerator: x, denominator: n }));

const whole = [{ from: 0, why: null }];
const unsaid: LineClaims = { change: null, shift: null };
/** A report with a single test gives it a hundredth. */
const threshold = 0.01;

const aboutOf = (one: Indicator) => ({ subject: one.name, dataset: 'referrals', indicator: one.code, area: null });

/** What is said of the latest of a series' points, by the same test as a report's. */
function shiftOf(values: readonly number[], one: Indicator): Claim | null {
  const shift = recentShift(values);
  if (!shift) return null;
  return shiftClaim({
    about: aboutOf(one),
    shift,
    points: values.map((_, at) => quarterCode(at)).slice(-shift.points),
    valueWords: value => valueWords(one, value),
    isSaid: shift.p <= threshold,
    threshold,
    reach: 'A rise of 30 % would be seen.',
  });
}

/** Children before only, after only and in both halves; of a share with and without it. */
function changeBetween(
  one: Indicator,
  [before, after]: readonly [number | null, number | null],
  units: Parameters<typeof changeTest>[1],
  obstacles: readonly string[] = [],
): Claim {
  const spans = likeSpans('2017/18 Q2');
  const kind = one.kind === 'proportion' ? 'share' : 'distinct';
  const figureOf = (name: string, value: number | null) =>
    value === null ? null : { name, value, text: valueWords(one, value) };
  const tested = changeTest(kind, units);
  return changeClaim({
    about: aboutOf(one),
    kind,
    before: { label: spans.before.label, figure: figureOf('before', before) },
    after: { label: spans.after.label, figure: figureOf('after', after) },
    tested,
    isSaid: tested !== null && tested.p <= threshold,
    threshold,
    throughout: null,
    obstacles,
  });
}

const childrenIn = (before: number, after: number, both: number): Parameters<typeof changeTest>[1] => {
  const [none, once] = [
    { x: 0, n: 0 },
    { x: 1, n: 1 },
  ];
  return [
    { spans: [once, none], units: before },
    { spans: [none, once], units: after },
    { spans: [once, once], units: both },
  ];
};

const rowsWith = (before: readonly [number, number], after: readonly [number, number]) =>
  [before, after].flatMap(([x, n], at) =>
    [1, 0].map(counts => ({
      spans: [0, 1].map(span => (span === at ? { x: counts, n: 1 } : { x: 0, n: 0 })),
      units: counts ? x : n - x,
    })),
  );

const testsOf = (claims: Partial<LineClaims> = {}, districts: readonly Claim[] = []): LineTests => ({
  change: claims.change ?? null,
  shift: () => claims.shift ?? null,
  districts: () => districts,
});

const gathered = (points: readonly ScorecardPoint[]) => ({ points, like: null, districts: [], notes: [] });
const close = (got: number | null | undefined, expected: number) => expect(got).toBeCloseTo(expected, 10);

describe('limits', () => {
  it('of many events come from moving ranges: mean ± 2.66 × their mean', () => {
    // Moving ranges 10, 10, 10, 10, 10; mean 105.
    const { limits } = limitsOf(quarters([100, 110, 100, 110, 100, 110]), indicator(), whole);
    expect(limits).toMatchObject({ type: 'xmr', trial: true });
    close(limits!.centre[5], 105);
    close(limits!.lower[5], 105 - 26.6);
    close(limits!.upper[5], 105 + 26.6);
    expect(limits!.words).toContain('many events, 105 a quarter');
    expect(limits!.special.every(mark => mark === null)).toBe(true);
  });

  it('of few events are those of a count: mean ± 3√mean, not below 0', () => {
    const { limits } = limitsOf(quarters([3, 4, 5, 4, 4, 4]), indicator(), whole);
    expect(limits!.type).toBe('c');
    close(limits!.upper[0], 4 + 3 * 2);
    expect(limits!.lower[0]).toBe(0);
  });

  it('of a share are those of counting, each point by its own denominator', () => {
    const { limits } = limitsOf(
      shares([
        [50, 100],
        [90, 200],
        [55, 100],
        [104, 200],
        [51, 100],
      ]),
      indicator({ kind: 'proportion' }),
      whole,
    );
    expect(limits!.type).toBe('p');
    const p = 350 / 700;
    close(limits!.upper[1], p + 3 * Math.sqrt((p * (1 - p)) / 200));
    close(limits!.lower[4], p - 3 * Math.sqrt((p * (1 - p)) / 100));
  });

  it('of a share that moves far more than counting explains come from moving ranges', () => {
    const wild = shares([0, 1, 2, 3, 4, 5, 6, 7].map(at => [at % 2 ? 7000 : 3000, 10_000] as const));
    const { limits } = limitsOf(wild, indicator({ kind: 'proportion' }), whole);
    expect(limits!.type).toBe('xmr');
    expect(limits!.upper[0]).toBeLessThanOrEqual(1);
    expect(limits!.lower[0]).toBeGreaterThanOrEqual(0);
  });

  it('of a rate are those of counting over the population', () => {
    const points = [20, 24, 18, 22, 21].map((x, at) =>
      point(quarterCode(at), { value: x / 5, numerator: x, denominator: 50_000 }),
    );
    const { limits } = limitsOf(points, indicator({ kind: 'rate', per: 10_000 }), whole);
    expect(limits!.type).toBe('u');
    close(limits!.centre[0], 21 / 5);
    close(limits!.upper[0], 21 / 5 + 3 * Math.sqrt(21 / 5 / 5));
  });

  it('are not there for rare events or short series, and it is said why', () => {
    expect(limitsOf(quarters([0, 1, 0, 0, 1, 0]), indicator(), whole)).toEqual({
      limits: null,
      words: 'Too few to chart: 0.3 a quarter on average.',
    });
    expect(limitsOf(quarters([30, 31, 32]), indicator(), whole).words).toMatch(/^Too few to chart: 3 quarters/);
    expect(
      limitsOf(
        shares([
          [1, 9],
          [2, 9],
          [1, 9],
          [2, 9],
          [1, 9],
        ]),
        indicator({ kind: 'proportion' }),
        whole,
      ).limits,
    ).toBeNull();
  });

  it('that collapse warn and mark nothing', () => {
    const { limits } = limitsOf(quarters([1, 1, 1, 1, 2]), indicator({ kind: 'mean' }), whole);
    expect(limits!.warnings.join()).toContain('collapse');
    expect(limits!.special).toEqual([null, null, null, null, null]);
  });

  it('begin anew at a break and at a rebase, and the old ones stay', () => {
    const points = quarters([100, 110, 100, 110, 100, 110, 200, 220, 200, 220, 200, 220, 300, 310]);
    const given = indicator({
      breaks: [{ on: '2015-10-20', text: 'Counted otherwise.' }],
      rebases: [{ from: '2017/18 Q1', reason: 'New service.', decidedOn: '2017-05-01' }],
    });
    const stretches = stretchesOf(points, given);
    expect(stretches).toEqual([
      { from: 0, why: null },
      { from: 6, why: 'Counted otherwise.' },
      { from: 12, why: 'New service.' },
    ]);
    const { limits, words } = limitsOf(points, given, stretches);
    close(limits!.centre[5], 105);
    close(limits!.centre[6], 210);
    expect(limits!.centre.slice(12)).toEqual([null, null]);
    expect(limits!.special.every(mark => mark === null)).toBe(true);
    expect(variationOf(points, limits, words, given, stretches, unsaid)).toEqual({
      variation: 'too-few',
      words: 'Too few to chart: 2 figures since this changed. New service.',
    });
  });

  it('leave a hidden point out, and what is hidden changes nothing', () => {
    const shown = [100, 110, 100, 110, null, 100, 110, 100];
    const { limits } = limitsOf(quarters(shown), indicator(), whole);
    const without = limitsOf(quarters(shown.filter(value => value !== null)), indicator(), whole);
    expect(limits!.centre[4]).toBeNull();
    expect(limits!.upper[0]).toBe(without.limits!.upper[0]);
  });
});

describe('variation', () => {
  const steady = [100, 104, 98, 102, 100, 103, 99, 101, 100, 102, 98, 101];
  const reading = (values: readonly (number | null)[], given: Partial<Indicator>) => {
    const points = quarters(values);
    const one = indicator(given);
    const { limits, words } = limitsOf(points, one, whole);
    const shift =
      values.at(-1) === null
        ? null
        : shiftOf(
            values.filter(value => value !== null),
            one,
          );
    return variationOf(points, limits, words, one, whole, { change: null, shift });
  };

  it('is judged by polarity, and not where a direction means two things', () => {
    const high = [...steady, 140];
    expect(reading(high, { polarity: 'high-is-good' }).variation).toBe('improving');
    expect(reading(high, { polarity: 'low-is-good' }).variation).toBe('worsening');
    expect(reading(high, { polarity: 'none' }).variation).toBe('higher');
    const ambiguous = reading(high, { polarity: 'ambiguous' });
    expect(ambiguous.variation).toBe('cannot-tell');
    expect(ambiguous.words).toMatch(/^Cannot tell, because /);
    expect(reading(steady, { polarity: 'ambiguous' }).variation).toBe('no-special-cause');
    expect(reading([...steady, 60], { polarity: 'high-is-good' }).variation).toBe('worsening');
  });

  it('says by how much the latest points lie above those before', () => {
    expect(reading([...steady, 140], {}).words).toBe(
      'Improving: 2017/18 Q1 lies above the quarters before by more than chance: 140 against 101 before.',
    );
    expect(reading([...steady, 130, 132], { polarity: 'none' }).words).toBe(
      'Higher: 2017/18 Q1 to 2017/18 Q2 (2 quarters) lie above the quarters before by more than chance: 131 on average against 101 before.',
    );
  });

  it('without a claim is chance, whatever mark the chart makes, and says what would have been seen', () => {
    const { variation, words } = reading(steady, {});
    expect(variation).toBe('no-special-cause');
    expect(words).toContain('the tests of the report find no more than chance in 2016/17 Q4.');
    expect(words).toContain('A rise of 30 % would be seen.');
    const points = quarters([...steady, 140]);
    const { limits, words: chartWords } = limitsOf(points, indicator(), whole);
    const none = { ...shiftOf(steady, indicator())!, strength: 'none' as const };
    const marked = variationOf(points, limits, chartWords, indicator(), whole, { change: null, shift: none });
    expect(marked.variation).toBe('no-special-cause');
    expect(marked.words).toMatch(
      /The chart marks \d+ of \d+ points, 2017\/18 Q1 among them; its rules take quarters as independent/,
    );
  });

  it('of which no test was made is told by its chart alone, and no test is said to have spoken', () => {
    const wordsOf = (values: readonly number[], claims: LineClaims) => {
      const points = quarters(values);
      const { limits, words } = limitsOf(points, indicator(), whole);
      return variationOf(points, limits, words, indicator(), whole, claims).words;
    };
    expect(wordsOf(steady, unsaid)).toMatch(
      /^Not tested by the report: 2016\/17 Q4 lies within the limits of its chart\./,
    );
    const marked = wordsOf([...steady, 140], unsaid);
    expect(marked).toMatch(
      /^Not tested by the report, so nothing is said: its chart marks 2017\/18 Q1, outside the limits\./,
    );
    expect(marked).not.toMatch(/chance would|do not confirm/);
    const untold = changeBetween(indicator(), [null, 140], childrenIn(0, 0, 0), ['Nothing came.']);
    expect(wordsOf(steady, { change: untold, shift: null })).toMatch(/^Not tested by the report/);
  });

  it('of a hidden latest figure says nothing', () => {
    const { variation, words } = reading([...steady, null], {});
    expect(variation).toBe('too-few');
    expect(words).toBe('The figure of 2017/18 Q1 is hidden, so nothing is said of it.');
  });

  it('without figures is not supplied, never 0', () => {
    const line = lineOf(indicator({ measure: null }), gathered([]), null, testsOf()).line;
    expect(line).toMatchObject({
      variation: 'not-supplied',
      latest: null,
      limits: null,
      change: null,
      assurance: null,
    });
    expect(line.variationWords).toContain('Police would send it ready-made');
    expect(line.trendWords).toBe('Not supplied, so there is no trend to test.');
  });
});

describe('change', () => {
  // 100 children before only, 265 after only, 303 in both halves: 403 and 568.
  const referred = indicator({ name: 'Children referred', polarity: 'ambiguous' });
  const rise = changeBetween(referred, [403, 568], childrenIn(100, 265, 303));
  const points = quarters([198, 214, 221, 226, 276, 301]);
  const changeOf = (claim: Claim | null, one = referred) =>
    lineOf(one, gathered(points), null, testsOf({ change: claim })).line;

  it('of 403 children in a first half to 568 in the next is +41 % on that half, never on a whole year or a quarter', () => {
    const { change, notes, claims } = changeOf(rise);
    expect(change!.value).toBeCloseTo(568 / 403 - 1, 12);
    expect(change!.words).toBe('+41\u00a0% on the first half of 2016/17');
    expect(notes).toContainEqual({ code: 'like-for-like', text: rise.sentence });
    expect(rise.sentence).toMatch(
      /^568 in the first half of 2017\/18, 403 in the first half of 2016\/17: \+41\u00a0% \(95\u00a0% interval /,
    );
    expect(claims).toEqual([rise]);
  });

  it('that chance could have made is said to be that, with its size', () => {
    const level = changeBetween(indicator(), [591, 640], childrenIn(330, 379, 261));
    expect(level.strength).toBe('none');
    expect(changeOf(level).change!.words).toBe('no change beyond chance (+8.3\u00a0% on the first half of 2016/17)');
  });

  it('is not given where it could not be tested or a figure is hidden', () => {
    const broken = changeBetween(referred, [403, 568], childrenIn(100, 265, 303), ['Its definition changed.']);
    expect(broken.sentence).toBe('Whether this changed cannot be told. Its definition changed.');
    expect(changeOf(broken).change).toBeNull();
    expect(changeOf(changeBetween(referred, [null, 568], childrenIn(100, 265, 303))).change).toBeNull();
    expect(changeOf(null).change).toBeNull();
  });

  it('of a share is in points', () => {
    const share = indicator({ kind: 'proportion' });
    const claim = changeBetween(share, [0.6, 0.72], rowsWith([300, 500], [360, 500]));
    const { change } = changeOf(claim, share);
    close(change!.value, 0.12);
    expect(change!.words).toBe('+12 points on the first half of 2016/17');
  });
});

describe('targets', () => {
  const limits = (lower: number, upper: number) =>
    ({
      type: 'p',
      centre: [0],
      lower: [lower],
      upper: [upper],
      special: [null],
      trial: false,
      words: '',
      warnings: [],
    }) as const;
  const target = (low: number | null, high: number | null) => ({ from: '2016/17', low, high });

  it('on a limit are hit and miss; a range passes within and fails outside', () => {
    expect(assuranceOf(limits(0.7, 0.8), 0, target(0.7, null))).toBe('hit-and-miss');
    expect(assuranceOf(limits(0.71, 0.8), 0, target(0.7, null))).toBe('passes');
    expect(assuranceOf(limits(0.5, 0.69), 0, target(0.7, null))).toBe('fails');
    expect(assuranceOf(limits(0.5, 0.69), 0, target(null, 0.7))).toBe('passes');
    expect(assuranceOf(limits(0.4, 0.5), 0, target(0.3, 0.6))).toBe('passes');
    expect(assuranceOf(limits(0.5, 0.7), 0, target(0.3, 0.6))).toBe('hit-and-miss');
    expect(assuranceOf(limits(0.61, 0.7), 0, target(0.3, 0.6))).toBe('fails');
    expect(assuranceOf(null, 0, target(0.3, 0.6))).toBeNull();
    expect(assuranceOf(limits(0.4, 0.5), 0, null)).toBeNull();
  });

  it('of the old way are not set against the new one', () => {
    const one = indicator({ kind: 'proportion' });
    const low = { from: '2014/15', low: 0.7, high: null };
    const old = [0.6, 0.61, 0.59, 0.6, 0.6, 0.61];
    const reading = (values: readonly number[], claims = unsaid) =>
      targetReading(
        shares(values.map(value => [value * 1000, 1000] as const)),
        { ...limits(0.5, 0.69), lower: values.map(() => 0.5), upper: values.map(() => 0.69) },
        low,
        one,
        claims,
      );
    expect(reading(old)).toEqual({ assurance: 'fails', words: null });
    // One quarter against the limits is no new way.
    expect(reading([...old, 0.75])).toEqual({ assurance: 'fails', words: null });
    expect(reading([...old, 0.75, 0.8])).toEqual({
      assurance: null,
      words:
        'The old way would miss the target of at least 70\u00a0%; the last 2 quarters meet it. Set new limits from the quarter in which it changed to judge the new way.',
    });
    // Limits over a dated change, with too few points since, are not of the way as it is.
    const dated = { ...one, events: [{ on: '2015-07-01', text: 'A service took over' }] };
    const points = shares([...old, 0.6].map(value => [value * 1000, 1000] as const));
    const mixed = { ...limits(0.5, 0.69), lower: points.map(() => 0.5), upper: points.map(() => 0.69) };
    expect(targetReading(points, mixed, low, dated, { change: null, shift: null })).toEqual({
      assurance: null,
      words:
        'Whether what is done now meets the target of at least 70\u00a0% cannot be told: the limits are of the old way too (from 1 Jul 2015: A service took over). Set new limits from the quarter in which it changed.',
    });
    const moved = changeBetween(one, [0.6, 0.72], rowsWith([300, 500], [360, 500]));
    expect(moved.strength).toBe('found');
    expect(reading([...old, 0.75], { change: moved, shift: null })).toMatchObject({
      assurance: null,
      words: expect.stringMatching(/^The old way would miss the target of at least 70\u00a0%; 2015\/16 Q3 meets it\./),
    });
  });

  it('hold from their period on', () => {
    const targets = [
      { from: '2016/17 Q3', low: 0.8, high: null },
      { from: '2015/16', low: 0.7, high: null },
    ];
    expect(targetIn(targets, '2015/16 Q1')?.low).toBe(0.7);
    expect(targetIn(targets, '2016/17 Q2')?.low).toBe(0.7);
    expect(targetIn(targets, '2016/17 Q3')?.low).toBe(0.8);
    expect(targetIn(targets, '2014/15 Q4')).toBeNull();
  });
});

describe('what is said of trends and pairs', () => {
  it('is one of four sentences for annual figures, and points to the limits for quarterly ones', () => {
    const annual = indicator({ kind: 'proportion', frequency: 'year' });
    const years = (parts: readonly (readonly [number, number])[]) =>
      shares(parts).map((one, at) => ({ ...one, period: financialYear(2010 + at) }));
    expect(trendWordsOf(years([[50, 100]]), annual)).toMatch(/^Only 1 of the five years/);
    expect(
      trendWordsOf(
        years([
          [100, 1000],
          [200, 1000],
          [300, 1000],
          [400, 1000],
          [500, 1000],
        ]),
        annual,
      ),
    ).toMatch(/rising/);
    expect(
      trendWordsOf(
        years([
          [100, 1000],
          [101, 1000],
          [99, 1000],
          [100, 1000],
          [100, 1000],
        ]),
        annual,
      ),
    ).toMatch(/no more than chance/);
    expect(trendWordsOf(quarters([1, 2]), indicator())).toContain('annual figures only');
  });

  it('of a pair hangs on both directions', () => {
    const found = {
      indicator: indicator({ name: 'Children referred', polarity: 'ambiguous' }),
      movement: 'up' as const,
    };
    const risk = (movement: 'up' | 'down' | 'level' | null) => ({
      indicator: indicator({ name: 'High risk', polarity: 'low-is-good' }),
      movement,
    });
    expect(pairWordsOf(found, risk('down'))).toBe(
      'Children referred: up; High risk: down. Consistent with earlier finding.',
    );
    expect(pairWordsOf(risk('down'), found)).toBe(pairWordsOf(found, risk('down')));
    expect(pairWordsOf(found, risk('up'))).toContain('Consistent with more harm');
    expect(pairWordsOf(found, risk('level'))).toContain('nothing shows yet');
    expect(pairWordsOf(found, risk(null))).toContain('too little can be told');
  });

  it('takes the direction of each half from the claims of its own line', () => {
    const one = indicator();
    const rise = changeBetween(one, [403, 568], childrenIn(100, 265, 303));
    const level = changeBetween(one, [591, 640], childrenIn(330, 379, 261));
    const untold = changeBetween(one, [403, 568], childrenIn(100, 265, 303), ['Its definition changed.']);
    const fall = shiftOf([100, 104, 98, 102, 100, 103, 99, 101, 60], one);
    expect(movementOf({ change: rise, shift: null })).toBe('up');
    expect(movementOf({ change: level, shift: null })).toBe('level');
    expect(movementOf({ change: level, shift: fall })).toBe('down');
    // The latest points speak before the half-year that they are in.
    expect(movementOf({ change: rise, shift: fall })).toBe('down');
    expect(movementOf({ change: untold, shift: null })).toBeNull();
    expect(movementOf(unsaid)).toBeNull();
  });
});

describe('findings', () => {
  it('put what worsens and misses its target first and keep the last place for returns', () => {
    const read = (
      code: string,
      polarity: Indicator['polarity'],
      values: readonly number[],
      more: Partial<Indicator> = {},
    ) => {
      const one = indicator({ code, name: code, polarity, ...more });
      return lineOf(one, gathered(quarters(values)), null, testsOf({ shift: shiftOf(values, one) }));
    };
    const steady = [100, 104, 98, 102, 100, 103, 99, 101, 100, 102, 98, 101];
    const reads = [
      read('better', 'high-is-good', [...steady, 140]),
      read('ambiguous', 'ambiguous', [...steady, 140]),
      read('worse', 'low-is-good', [...steady, 140]),
      read('worst', 'low-is-good', [...steady, 140], { targets: [{ from: '2014/15', low: null, high: 120 }] }),
      read('calm', 'low-is-good', steady),
    ];
    expect(reads[3]!.line.worseAndWorsening).toBe(true);
    expect(reads[2]!.line.worseAndWorsening).toBe(false);
    const none = { asked: [], questions: [], missing: [], overdue: null };
    const late = { ...none, received: 5, due: 6, late: ['Health'] };
    expect(findingsOf(reads, late, 2).map(one => one.label)).toEqual(['worst', 'worse', 'ambiguous', 'Returns']);
    expect(findingsOf(reads, { ...none, received: 6, due: 6, late: [] }, 0).map(one => one.label)).toEqual([
      'worst',
      'worse',
      'ambiguous',
      'better',
    ]);
  });
});

describe('what indicators are worth', () => {
  it('ranks as Spearman does: 1 − 6Σd² / n(n² − 1) without ties', () => {
    const order = [2, 1, 4, 3, 6, 5, 8, 7];
    const squares = order.reduce((sum, rank, at) => sum + (rank - at - 1) ** 2, 0);
    close(rankCorrelation(order.map((value, at) => [at, value] as const)), 1 - (6 * squares) / (8 * 63));
    expect(rankCorrelation([[1, 2]])).toBeNull();
    expect(rankCorrelation(order.map(value => [value, 5] as const))).toBeNull();
  });

  it('proposes merging twins, asking less of what shows chance alone, and retiring what never came', () => {
    const rising = [100, 90, 120, 80, 130, 95, 140, 70, 100, 120];
    const chance = [100, 104, 98, 102, 100, 103, 99, 101, 100, 102];
    const given: readonly (readonly [Indicator, readonly number[]])[] = [
      [indicator({ code: 'a' }), rising],
      [indicator({ code: 'twin' }), rising.map(value => value * 2)],
      [indicator({ code: 'calm', measure: { dataset: 'referrals', measure: 'days_to_panel', filters: [] } }), chance],
      [indicator({ code: 'asked' }), chance.toReversed()],
      [indicator({ code: 'never', measure: null }), []],
      [indicator({ code: 'only', measure: null }), []],
    ];
    const framework: Framework = {
      name: 'F',
      objectives: [],
      areas: [],
      statements: [
        { id: 's1', theme: 'protect', text: 'Something.', indicators: ['only'], notMeasurable: null },
        { id: 's2', theme: 'protect', text: 'Else.', indicators: ['never', 'a'], notMeasurable: null },
      ],
      indicators: given.map(([one]) => one),
    };
    const lines = given.map(([one, values]) => lineOf(one, gathered(quarters(values)), null, testsOf()).line);
    const worth = worthOf(framework, { lines }, [], new Map([['asked', 2]]));
    expect(worth.map(one => [one.code, one.proposal])).toEqual([
      ['a', 'report-less-often'],
      ['twin', 'merge'],
      ['calm', 'report-less-often'],
      ['asked', 'keep'],
      ['never', 'retire'],
      ['only', 'report-less-often'],
    ]);
    expect(worth[1]!.overlap).toEqual({ code: 'a', correlation: 1 });
    expect(worth[4]!.completeness).toBe(0);
  });

  it('counts a return as in time only where its day is known', () => {
    const one = indicator({ code: 'a' });
    const { line } = lineOf(one, gathered(quarters([10, 12, 11])), null, testsOf());
    const framework: Framework = { name: 'F', objectives: [], areas: [], statements: [], indicators: [one] };
    const due = (state: SupplyLine['state']) => ({ dataset: 'referrals', state }) as SupplyLine;
    const timely = (...states: SupplyLine['state'][]) =>
      worthOf(framework, { lines: [line] }, states.map(due), new Map())[0]!.timeliness;
    expect(timely('received', 'received', 'missing')).toBeNull();
    expect(timely('received', 'on-time', 'late')).toBe(0.5);
    expect(timely('on-time', 'nothing-more', 'missing', 'not-due')).toBeCloseTo(2 / 3);
  });

  it('counts the fields that agencies fill', () => {
    const one = indicator({ measure: { dataset: 'missing-episodes', measure: 'within_72_hours', filters: [] } });
    expect([...fieldsNeeded(one)].toSorted()).toEqual([
      'missing-episodes.interview_hours',
      'missing-episodes.went_missing',
    ]);
  });
});
