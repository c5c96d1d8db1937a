import { describe, expect, it } from 'vitest';
import { backTestReading } from '../../electron/engine/geography/back-test.ts';
import { countsShown } from '../../electron/engine/geography/counts.ts';
import { breaksOf, breaksOfChange, hotSpotsOf } from '../../electron/engine/geography/hot-spots.ts';
import { adjacencyOf } from '../../electron/engine/areas/outlines/neighbours.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { CellStatus, Header, PivotTable } from '../../shared/contract/cube.ts';
import type { BackTest, ParsedHotSpots } from '../../shared/contract/geography.ts';

type Row = readonly [kind: Header['kind'], path: readonly (string | null)[], shown: number | null, status?: CellStatus];

/** As much of a protected table as counts are read from; null is a hidden cell. */
function protectedTable(rows: readonly Row[]): PivotTable {
  const statusOf = (shown: number | null): CellStatus => (shown === null ? 'hidden' : shown === 0 ? 'zero' : 'value');
  return {
    rows: rows.map(([kind, path]) => ({ kind, path: path.map(code => ({ field: 'any', code, label: '' })) })),
    columns: [{ kind: 'total', path: [] }],
    cells: Float64Array.from(rows, ([, , shown]) => shown ?? NaN),
    status: Uint8Array.from(rows, ([, , shown, status]) => cellStatuses.indexOf(status ?? statusOf(shown))),
    protection: { rulesVersion: 1, hidden: 0, symbols: {} },
  } as unknown as PivotTable;
}

const counted = { codeOf: (code: string) => code, underDistricts: true };
const place = (code: string, residents: number) => ({ code, district: code[0]!, residents });

describe('counts of a protected table', () => {
  it('share what is left of a district by residents', () => {
    const counts = countsShown(
      protectedTable([
        ['leaf', ['A', 'A1'], null],
        ['leaf', ['A', 'A2'], null],
        ['leaf', ['A', 'A3'], 20],
        ['leaf', ['A', 'A4'], 0],
        ['subtotal', ['A'], 29],
        ['total', [], 29],
      ]),
      counted,
      [place('A1', 100), place('A2', 200), place('A3', 5), place('A4', 5)],
    );
    expect(['A1', 'A2', 'A3', 'A4'].map(code => counts.of(code))).toEqual([
      { shown: null, working: 3, status: 'hidden' },
      { shown: null, working: 6, status: 'hidden' },
      { shown: 20, working: 20, status: 'value' },
      { shown: 0, working: 0, status: 'zero' },
    ]);
  });

  it('share what is left of the whole where their district is hidden too, and take no part where that is', () => {
    const rows = (total: number | null) =>
      protectedTable([
        ['leaf', ['A', 'A1'], null],
        ['leaf', ['A', 'A2'], 7],
        ['subtotal', ['A'], null],
        ['leaf', ['B', 'B1'], null],
        ['subtotal', ['B'], null],
        ['leaf', ['C', 'C1'], 30],
        ['leaf', ['C', 'C2'], 0],
        ['subtotal', ['C'], 30],
        ['total', [], total],
      ]);
    const places = [place('A1', 100), place('A2', 100), place('B1', 300), place('C1', 1), place('C2', 1)];
    const shared = countsShown(rows(45), counted, places);
    expect([shared.of('A1').working, shared.of('B1').working]).toEqual([2, 6]);
    const unknown = countsShown(rows(null), counted, places);
    expect([unknown.of('A1').working, unknown.of('B1').working]).toEqual([null, null]);
  });

  it('say nothing of areas that are not listed where zeros may be hidden', () => {
    const rows: Row[] = [
      ['leaf', ['A', 'A1'], 9],
      ['leaf', ['A', 'A2'], null],
      ['leaf', ['A', 'A3'], null],
      ['subtotal', ['A'], 15],
      ['total', [], 15],
    ];
    const places = ['A1', 'A2', 'A3', 'A4'].map(code => place(code, 10));
    expect(countsShown(protectedTable(rows), counted, places).of('A4')).toEqual({
      shown: null,
      working: 2,
      status: 'hidden',
    });
    const withZero = protectedTable([...rows, ['leaf', ['A', 'A5'], 0]]);
    expect(countsShown(withZero, counted, places).of('A4')).toEqual({ shown: 0, working: 0, status: 'zero' });
  });

  it('a parent with a hidden part is hidden, and what stands in for it holds its other parts', () => {
    const counts = countsShown(
      protectedTable([
        ['leaf', ['A', 'A1'], 12],
        ['leaf', ['A', 'A2'], null],
        ['leaf', ['A', 'A3'], null],
        ['leaf', ['A', null], 4],
        ['subtotal', ['A'], 24],
        ['total', [], 24],
      ]),
      { underDistricts: true, codeOf: code => (code === 'A3' ? 'second' : 'first') },
      [place('A1', 10), place('A2', 10), place('A3', 30)],
    );
    expect(counts.of('first')).toEqual({ shown: null, working: 14, status: 'hidden' });
    expect(counts.of('second')).toEqual({ shown: null, working: 6, status: 'hidden' });
    expect(counts.withoutArea).toBe(4);
  });

  it('leave what nobody knows out of every statistic', async () => {
    const description = {
      measure: 'rate',
      per: 1000,
      smoothing: 'overall',
      statistic: 'getis-ord-star',
      correction: 'none',
      classes: { method: 'quantile', k: 2 },
    } as ParsedHotSpots;
    const area = (i: number, working: number | null) => ({
      code: `A${i}`,
      name: '',
      district: '',
      denominator: 100,
      centre: null,
      shown: working,
      working,
      status: working === null ? ('hidden' as const) : ('value' as const),
    });
    const chain = adjacencyOf([[1], [0, 2], [1, 3], [2, 4], [3]]);
    const weights = { adjacency: chain, text: '' };
    const never = () => Promise.reject(new Error('no permutations'));
    const found = await hotSpotsOf(
      description,
      [9, 8, null, 2, 1].map((n, i) => area(i, n)),
      weights,
      never,
      { patterns: null },
    );
    expect(found.areas[2]).toMatchObject({
      rate: null,
      value: null,
      z: null,
      bin: null,
      class: null,
      status: 'hidden',
    });
    expect(found.areas.filter(one => one.z !== null).length).toBe(4);
  });
});

describe('the back-test in words', () => {
  const test: BackTest = {
    trained: { from: '2018-10-01', to: '2018-10-31' },
    tested: { from: '2018-11-01', to: '2018-11-30' },
    isClustered: true,
    hotAreas: 9,
    shareOfIncidents: 0.31,
    shareOfArea: 0.062,
    accuracyIndex: 5,
  };
  it.each([
    [
      test,
      'Areas hot in October 2018 held 31 % of the incidents of November 2018 on 6 % of the land: about five times what chance gives.',
    ],
    [{ ...test, accuracyIndex: 1.5 }, 'on 6 % of the land: 1.5 times what chance gives.'],
    [{ ...test, accuracyIndex: 1 }, ': no more than chance gives.'],
    [{ ...test, accuracyIndex: 0.5 }, ': less than chance gives (0.5 times).'],
    [{ ...test, accuracyIndex: 23.4 }, ': about 23 times what chance gives.'],
    [{ ...test, hotAreas: 0, accuracyIndex: null }, 'No area was hot in October 2018'],
    [{ ...test, shareOfIncidents: null, accuracyIndex: null }, 'There were no incidents in November 2018'],
    [{ ...test, trained: { from: '2018-10-03', to: '2018-10-09' } }, 'Areas hot in 3 Oct 2018 to 9 Oct 2018 held'],
  ])('%#', (given, words) => {
    const note = backTestReading(given, 'incidents');
    expect(note.text.replaceAll('\u00a0', ' ')).toContain(words);
    if (given.hotAreas > 0) expect(note.text).toContain('not why');
  });

  it('calls no area hot where the map as a whole is one of chance', () => {
    const chance = {
      ...test,
      isClustered: false,
      hotAreas: 0,
      shareOfIncidents: 0,
      shareOfArea: 0,
      accuracyIndex: null,
    };
    expect(backTestReading(chance, 'incidents').text).toBe(
      'The map of October 2018 as a whole is one that chance could draw: no area of it is called hot, so there is nothing to look for in November 2018.',
    );
  });
});

describe('classes of changes', () => {
  const classes = { method: 'fisher-jenks', k: 5 } as const;

  it('lie alike on both sides of no change, so that a colour means as much up as down', () => {
    const values = [-20, -6, -5, -1, 0, 1, 2, 3, 8, 9, 13, 26, null];
    const { upper, counts } = breaksOfChange({ classes }, values);
    const below = upper.filter(bound => bound < 0).map(bound => -bound);
    expect(below.toReversed()).toEqual(upper.filter(bound => bound > 0).slice(0, below.length));
    expect(upper.at(-1)).toBe(26);
    // The class that holds no change holds as much of both sides.
    const middle = upper.findIndex(bound => bound >= 0);
    expect(upper[middle - 1]).toBe(-upper[middle]!);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(12);
  });

  it('hold nothing but the middle where nothing moved', () => {
    expect(breaksOfChange({ classes }, [0, 0, 0])).toMatchObject({ upper: [0], counts: [3] });
    const some = breaksOfChange({ classes }, [0, 0, 0, 4, -9]);
    expect(some.upper.every(bound => bound !== 0)).toBe(true);
  });

  it('stay as they are given', () => {
    const given = { method: 'user' as const, k: 5, upper: [-1, 0, 7] };
    expect(breaksOfChange({ classes: given }, [-3, 5])).toEqual(breaksOf({ classes: given }, [-3, 5]));
  });
});
