import { describe, expect, it } from 'vitest';
import {
  ageSexFinding,
  attritionFinding,
  scorecardFinding,
  supplyFinding,
  whenFinding,
} from '../../electron/engine/briefing/findings.ts';
import { chartWorkbook, chartXml } from '../../electron/engine/documents/chart-part.ts';
import type { Chart } from '../../electron/engine/documents/chart-part.ts';
import { smallestTimes } from '../../electron/engine/statistics/smallest-times.ts';
import {
  districtChangesTitle,
  districtMapTitle,
  districtsTitle,
  noWardTitle,
  placesTitle,
} from '../../shared/text/report-claims.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { Header, PivotTable } from '../../shared/contract/cube.ts';
import type { Scorecard } from '../../shared/contract/framework.ts';
import type { Claim } from '../../shared/model/claim.ts';
import { variationText } from '../../shared/text/framework.ts';
import { readWorkbook } from '../app/read-workbook.ts';

/** Findings of slides over made-up tables, and the drawing of what is hidden. */

const header = (kind: Header['kind'], code?: string): Header => ({
  kind,
  path: code === undefined ? [] : [{ field: 'field', code, label: code }],
});

/** Counts or shares; null is hidden. */
function tableOf(
  rows: readonly Header[],
  columns: readonly Header[],
  numbers: readonly (number | null)[],
  values = 1,
): PivotTable {
  return {
    rows,
    columns,
    rowFields: [{ field: 'field', label: 'Field' }],
    columnFields: [{ field: 'field', label: 'Field' }],
    values: Array.from({ length: values }, (_, at) => ({
      measure: `m${at}`,
      label: `M${at}`,
      unit: '',
      format: at === 0 ? 'count' : 'percent',
      decimals: 0,
      show: 'value',
      interval: false,
    })),
    cells: Float64Array.from(numbers, number => number ?? Number.NaN),
    status: Uint8Array.from(numbers, number =>
      cellStatuses.indexOf(number === null ? 'hidden' : number === 0 ? 'zero' : 'value'),
    ),
    notes: [],
    provenance: { dataUntil: '2017-09-30' },
  } as unknown as PivotTable;
}

const sexes = [header('leaf', 'female'), header('leaf', 'male'), header('total')];
const ages = (...counts: readonly (readonly (number | null)[])[]) =>
  ageSexFinding(
    tableOf([...counts.slice(1).map((_, at) => header('leaf', `band ${at}`)), header('total')], sexes, counts.flat()),
    '2016/17',
  )!;

describe('what is hidden', () => {
  it('leaves open which hour or age group comes first', () => {
    const hidden = ages([300, 90, 390], [60, 20, null], [360, 110, 470]);
    expect(hidden.facts[0]).toBe(
      'Which age group comes first is not told: some are hidden, and one of those may be it.',
    );
    const hours = ['19', '20', '21'].map(code => header('leaf', code));
    const when = (counts: readonly (number | null)[]) =>
      whenFinding(tableOf([header('total')], [...hours, header('total')], counts), null)!.facts;
    expect(when([711, null, 754, 2195])).toEqual([
      'Which hour comes first is not told: some are hidden, and one of those may be it.',
    ]);
    expect(when([711, 730, 754, 2195])).toEqual(['No hour stands first: those from 19, 20 and 21 are alike.']);
  });

  it('is in no title that speaks of all: of how many shown it speaks is said', () => {
    expect(districtsTitle('Children', ['a', 'b'], [], true)).toBe(
      'Children: no district that is shown stands out beyond chance, a to b',
    );
    expect(districtChangesTitle('Children', ['a', 'b'], [], { hasHidden: true, lacking: null })).toBe(
      'Children: in no district that is shown did b differ from a beyond chance',
    );
    expect(districtMapTitle('Children', [], true)).toContain('no district that is shown');
    expect(noWardTitle(['offences'], true)).toBe('No ward that is shown stands out beyond chance in offences');
    expect(noWardTitle(['offences'], false)).toBe('No ward stands out beyond chance in offences');
    expect(placesTitle('offences', ['A', 'B', 'C', 'D', 'E'], true)).toBe(
      '5 of the wards shown are above the rest of the wards in offences, beyond chance, most clearly A; B; C',
    );
    expect(placesTitle('offences', ['A'], true)).toBe(
      'A is above the rest of the wards in offences, beyond chance (of those shown)',
    );
  });
});

describe('age and sex', () => {
  it('names the largest group only where it is the largest beyond chance', () => {
    const clear = ages([300, 90, 390], [60, 20, 80], [360, 110, 470]);
    expect(clear.facts[0]).toBe('Largest age group: band 0, with 390 (83\u00a0%).');
    const alike = ages([120, 40, 160], [110, 42, 152], [230, 82, 312]);
    expect(alike.facts[0]).toBe('Age groups band 0 and band 1 are alike in number.');
    expect(alike.title).toBe('230 of 312 children referred in 2016/17 were girls (74\u00a0%)');
  });

  it('tells a series in words that loses most of its cells', () => {
    const { facts } = ages([300, null, null], [60, null, null], [360, 110, 470]);
    expect(facts).toContain('male: 110 in all; ages hidden.');
  });
});

describe('attrition', () => {
  it('says every share of the year that its title names', () => {
    const table = tableOf(
      [header('leaf', '2014/15'), header('leaf', '2015/16'), header('total')],
      [header('total')],
      [900, 0.6, 0.2, 0.78, 1100, 0.62, 0.18, null, 2000, 0.61, 0.19, 0.7],
      4,
    );
    const { title, facts } = attritionFinding(table)!;
    expect(title).toBe('Of 1,100 offences recorded in 2015/16, 62\u00a0% have a suspect and 18\u00a0% a charge');
    expect(facts).toEqual(['All 2 years shown: 19\u00a0% of 2,000 charged.']);
  });
});

describe('the sum of a scorecard', () => {
  type Line = Scorecard['lines'][number];
  const claimOf = (kind: Claim['kind'], strength: Claim['strength'], standsAlone = false) =>
    ({ kind, strength, test: strength === 'none' ? (standsAlone ? { standsAlone } : {}) : null }) as Claim;
  const lineOf = (...claims: readonly Claim[]) =>
    ({
      name: 'One',
      variation: 'no-special-cause',
      claims,
      assurance: null,
      pairWords: null,
      targetWords: null,
    }) as Partial<Line> as Line;
  const none = (kind: Claim['kind']) => claimOf(kind, 'none');
  const lines = [
    lineOf(none('change'), none('special-cause')),
    lineOf(none('change')),
    lineOf(claimOf('change', 'cannot-tell'), none('special-cause')),
    lineOf(claimOf('change', 'none', true), none('special-cause')),
    lineOf(claimOf('change', 'cannot-tell')),
  ];

  it('tells a line that is not compared, or not told from chance, from one that shows no change', () => {
    const card = { lines, framework: { name: 'Framework', version: 1 }, period: { code: 'x', label: 'x' } };
    expect(scorecardFinding(card as unknown as Scorecard)!.title).toBe(
      'Of the 5 indicators shown 0 improve, 0 worsen, 0 move (good or bad cannot be told), 2 show no change beyond chance, 1 shows no special cause (not compared with the year before), 1 is not told from chance among so many comparisons and 1 was not tested',
    );
    expect(lines.map(variationText)).toEqual([
      'No special cause',
      'No change beyond chance',
      'No special cause',
      'Not told from chance',
      'Not tested',
    ]);
  });
});

describe('returns', () => {
  it('are told as they are due, without a count that the table does not bear', () => {
    const table = tableOf([header('leaf', 'Police')], [header('leaf', '2017/18 Q2')], [40]);
    const period = { code: '2017/18 Q2', label: '2017/18 Q2' };
    const none = { asked: [], questions: [], missing: [], overdue: null };
    const said = (late: readonly string[], due: number) =>
      supplyFinding(table, { period, supply: { ...none, late, due, received: due - late.length } }).title;
    expect(said([], 3)).toBe('Every return that is due for 2017/18 Q2 is in');
    expect(said(['Health', 'Schools'], 5)).toBe('Waiting for Health and Schools for 2017/18 Q2');
    expect(said([], 0)).toBe('No return is due for 2017/18 Q2');
    const open = { ...none, late: [], due: 2, received: 2 };
    expect(supplyFinding(table, { period, supply: { ...open, asked: ['Police'] } }).title).toBe(
      'What came from Police for 2017/18 Q2 is to be asked about',
    );
    expect(supplyFinding(table, { period, supply: { ...open, questions: ['Was there nothing?'] } }).title).toBe(
      'What is due for 2017/18 Q2 came; 1 question is open about returns',
    );
  });
});

describe('the sum of a scorecard', () => {
  const sumOf = (...variations: readonly Scorecard['lines'][number]['variation'][]) =>
    scorecardFinding({
      lines: variations.map(variation => ({ variation, claims: [], assurance: null, latest: null, pairWords: null })),
      framework: { name: 'Outcomes', version: 1 },
      period: { code: '2016/17 Q4', label: '2016/17 Q4' },
    } as unknown as Scorecard)?.title;

  it('speaks of one indicator as of one, and counts several', () => {
    expect(sumOf('improving')).toBe('The one indicator shown improves');
    expect(sumOf('too-few', 'not-recorded', 'not-supplied')).toBe('The one indicator shown has too few figures');
    expect(sumOf('improving', 'too-few', 'too-few')).toBe(
      'Of the 3 indicators shown 1 improves, 0 worsen, 0 move (good or bad cannot be told), 2 have too few figures and 0 show no change beyond chance',
    );
    expect(sumOf('not-recorded')).toBeUndefined();
  });
});

describe('the words of districts and wards', () => {
  it('say no district where none passes its test', () => {
    expect(districtsTitle('Children', ['2016/17 Q3', '2017/18 Q2'], [], false)).toBe(
      'Children: no district stands out beyond chance, 2016/17 Q3 to 2017/18 Q2',
    );
    expect(districtsTitle('Children', ['a', 'b'], [{ name: 'Tamworth', direction: 'down' }], false)).toBe(
      'Children: Tamworth is below the rest of the area beyond chance, a to b',
    );
    const apart = (...directions: readonly ('up' | 'down')[]) =>
      directions.map((direction, at) => ({ name: ['Stafford', 'Stoke', 'Tamworth'][at]!, direction }));
    // What is beyond chance is all that is named, not the last of it alone.
    expect(districtsTitle('Children', ['a', 'b'], apart('up', 'down'), false)).toBe(
      'Children: Stafford is above the rest of the area; Stoke is below it, both beyond chance, a to b',
    );
    expect(districtMapTitle('Children', apart('up', 'up', 'down'), false)).toBe(
      'Children: Stafford and Stoke are above the rest of the area; Tamworth is below it, all beyond chance, over all whole quarters',
    );
  });

  it('are of those who sent both spans, where others sent the one', () => {
    const lacking = 'Council has not sent 2024/25 Q4';
    expect(districtChangesTitle('Children', ['a', 'b'], [], { hasHidden: false, lacking: null })).toBe(
      'Children: in no district did b differ from a beyond chance',
    );
    expect(districtChangesTitle('Children', ['a', 'b'], [], { hasHidden: false, lacking })).toBe(
      'Children: on those who sent both, in no district did b differ from a beyond chance; of all it cannot be told: Council has not sent 2024/25 Q4',
    );
    expect(
      districtChangesTitle('Children', ['a', 'b'], [{ name: 'Tamworth', direction: 'up' }], {
        hasHidden: false,
        lacking,
      }),
    ).toBe(
      'Children: on those who sent both, more in Tamworth in b than in a, beyond chance; of all it cannot be told: Council has not sent 2024/25 Q4',
    );
  });

  it('name no ward whose count is hidden', () => {
    expect(placesTitle('offences', ['Etruria'], false)).toBe(
      'Etruria is above the rest of the wards in offences, beyond chance',
    );
    expect(placesTitle('offences', ['A', 'B', 'C', 'D', 'E'], false)).toBe(
      '5 wards are above the rest of the wards in offences, beyond chance, most clearly A; B; C',
    );
  });

  it('tell a smaller difference where districts are larger', () => {
    const wide = smallestTimes([{ lower: 0.5, upper: 2 }], 0.005)!;
    const narrow = smallestTimes([{ lower: 0.8, upper: 1.25 }], 0.005)!;
    expect(narrow).toBeGreaterThan(1);
    expect(narrow).toBeLessThan(wide);
    expect(smallestTimes([{ lower: null, upper: null }], 0.005)).toBeNull();
  });
});

describe('what is hidden in a chart of PowerPoint', () => {
  const chart: Chart = {
    kind: 'bar',
    categories: ['A', 'B', 'C'],
    series: [
      { name: 'Girls', values: [200, 100, null], signs: [null, null, 'hidden'] },
      { name: 'Boys', values: [null, 0, null], signs: ['hidden', null, 'not-available'] },
    ],
    format: { kind: 'number', decimals: 0 },
    alt: 'x',
  };
  const xml = chartXml(chart, ['0B5F6B', '7F4400']);

  it('is hatched with its sign and of one height, and stands in the legend', () => {
    expect(xml.match(/<c:dPt>/g)).toHaveLength(3);
    // Two hidden bars and their entry in the legend.
    expect(xml.match(/prst="wdUpDiag"/g)).toHaveLength(3);
    expect(xml.match(/<a:t>c<\/a:t>/g)).toHaveLength(2);
    expect(xml.match(/<a:t>x<\/a:t>/g)).toHaveLength(1);
    const stubs = [...xml.matchAll(/<c:v>10<\/c:v>/g)];
    expect(stubs).toHaveLength(3);
    expect(xml).toContain('<c:v>c: hidden</c:v>');
    expect(xml).toContain('<c:v>x: not supplied</c:v>');
  });

  it('is its sign in the data behind the chart, and no number', () => {
    const [rows] = [...readWorkbook(chartWorkbook(chart)).values()];
    expect(rows!.slice(1)).toEqual([
      ['A', 200, 'c'],
      ['B', 100, 0],
      ['C', 'c', 'x'],
    ]);
  });

  it('changes nothing in a chart without', () => {
    const plain = { ...chart, series: chart.series.map(({ name, values }) => ({ name, values })) };
    expect(chartXml(plain, ['0B5F6B', '7F4400'])).not.toMatch(/dPt|pattFill/);
  });
});
