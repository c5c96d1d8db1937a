import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countsShown } from '../../electron/engine/geography/counts.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import type { HotSpotDescription, HotSpots } from '../../shared/contract/geography.ts';
import { newSetting } from './hotspots-setting.ts';
import type { MapSetting } from './hotspots-setting.ts';
import { resources } from './intake-setting.ts';

const lsoas = parse(readFileSync(path.join(resources, 'gazetteer/lsoas.csv')), { columns: true }) as Record<
  string,
  string
>[];
const districts = ['E07000192', 'E07000197', 'E06000021'];
/** The first LSOA of each ward of three districts: to count there is to count in the ward. */
const wards = [
  ...new Map(
    lsoas
      .filter(row => districts.includes(row['district']!))
      .toReversed()
      .map(row => [row['ward']!, { ward: row['ward']!, lsoa: row['code']!, district: row['district']! }]),
  ).values(),
];

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Counts of the wards, in their order. */
type Facts = readonly number[];
const sizes = [0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 9, 14, 30];
const randomFacts = (seed: number): Facts => {
  const next = random(seed);
  // The first draws of a seed are alike.
  for (let i = 0; i < 5; i++) next();
  return wards.map(() => sizes[Math.floor(next() * sizes.length)]!);
};

const monthOf = (n: number) => `${2000 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`;

let imported = 0;
async function load(setting: MapSetting, months: ReadonlyMap<string, Facts>): Promise<void> {
  imported += 1;
  const lines = [...months].flatMap(([month, facts]) =>
    facts.flatMap((count, w) =>
      Array.from(
        { length: count },
        (_, n) => `r${imported}-${month}-${w}-${n},${month}-1${n % 9}T10:00,${wards[w]!.lsoa}`,
      ),
    ),
  );
  const file = path.join(setting.folder, `missing-episode_police_${imported}.csv`);
  writeFileSync(file, ['Child reference,Went missing,LSOA', ...lines, ''].join('\n'));
  const { files } = await setting.call('intake.import', { files: [file], type: 'missing-episode', agency: 'police' });
  expect(files[0]!.loaded, files[0]!.message).toBe(lines.length);
}

const describedBy = (month: string, more: Partial<HotSpotDescription> = {}): HotSpotDescription => ({
  dataset: 'missing-episodes',
  level: 'ward',
  period: { from: month, to: month },
  statistic: 'getis-ord-star',
  audience: 'board',
  ...more,
});

/** Everything that a reader of the map can compute with. */
const numbersOf = ({ areas, claims, global, breaks, weights, backTest, provenance }: HotSpots) => ({
  // What they are about names the month, in which they differ.
  claims: claims.map(claim => ({ ...claim, about: null })),
  areas,
  global,
  breaks,
  weights,
  backTest,
  rows: provenance.rowsInTable,
});
const shownOf = (table: PivotTable) =>
  table.rows.map((row, r) => [row.path.map(one => one.code), table.cells[r], table.status[r]]);

describe.each([4, 5])('protected maps, 1 to %i hidden', most => {
  let setting: MapSetting;
  const facts = new Map<string, Facts>();
  const maps = new Map<string, HotSpots>();
  const tables = new Map<string, PivotTable>();
  beforeAll(async () => {
    setting = await newSetting();
    const { rules } = await setting.call('disclosure.rules', {});
    await setting.call('disclosure.change', {
      audience: 'board',
      rules: { ...rules.audiences.board, hide: { from: 1, to: most } },
      reason: 'a test of thresholds',
    });
    for (let n = 0; n < 10; n++) facts.set(monthOf(n), randomFacts(n * 7919 + most));
    await load(setting, facts);
    for (const month of facts.keys()) {
      maps.set(month, await setting.hotspots(describedBy(month)));
      tables.set(month, await setting.call('cube.pivot', maps.get(month)!.table));
    }
  }, 120_000);
  afterAll(() => setting.end());

  it('shows no small count, and nothing that belongs to a hidden one', () => {
    let hidden = 0;
    for (const map of maps.values()) {
      expect(map.protection).not.toBeNull();
      expect(map.backTest).toBeNull();
      for (const area of map.areas) {
        if (area.numerator !== null) expect(area.numerator === 0 || area.numerator > most).toBe(true);
        expect(area.status === 'hidden').toBe(area.numerator === null);
        if (area.status !== 'hidden') continue;
        hidden += 1;
        const { rate, ratio, smoothedRate, value, z, localI, p, adjustedP, bin, quadrant, pattern, class: one } = area;
        // Not significant would be a reading of it: 0 is no better than a number.
        expect([rate, ratio, smoothedRate, value, z, localI, p, adjustedP, bin, quadrant, pattern, one]).toEqual(
          Array.from({ length: 12 }, () => null),
        );
      }
      const shown = map.areas.filter(area => area.value !== null).length;
      expect(map.breaks.counts.reduce((a, b) => a + b, 0)).toBe(shown);
    }
    expect(hidden).toBeGreaterThan(80);
  });

  it('counts are those of the protected table, which says how far they are hidden', () => {
    for (const [month, map] of maps) {
      const table = tables.get(month)!;
      const byCode = new Map(table.rows.map((row, r) => [row.path.at(-1)?.code, r]));
      expect(map.protection).toEqual(table.protection);
      for (const area of map.areas) {
        const r = byCode.get(area.code);
        if (r === undefined) expect(area.numerator).toBe(0);
        else if (area.status === 'hidden') expect(cellStatuses[table.status[r]!]).toBe('hidden');
        else expect(area.numerator).toBe(Number.isNaN(table.cells[r]!) ? 0 : table.cells[r]);
      }
    }
  });

  it('a district less its wards, and the whole less its districts, gives no hidden count', () => {
    // One hidden count alone is what is left; hidden counts that add up to their number are all 1.
    const isOpen = (rest: number, hidden: number) => hidden === 1 || (hidden > 0 && rest <= hidden);
    const open: string[] = [];
    for (const [month, table] of tables) {
      const total = table.rows.findIndex(row => row.kind === 'total');
      let rest = table.cells[total]!;
      let loose = 0;
      for (const district of new Set(table.rows.map(row => row.path[0]?.code).filter(code => code !== undefined))) {
        const inside = table.rows.flatMap((row, r) => (row.path[0]?.code === district ? [r] : []));
        const leaves = inside.filter(r => table.rows[r]!.kind === 'leaf');
        const sub = table.cells[inside.find(r => table.rows[r]!.kind === 'subtotal')!]!;
        const shown = leaves.reduce((sum, r) => sum + (Number.isNaN(table.cells[r]!) ? 0 : table.cells[r]!), 0);
        const hidden = leaves.filter(r => cellStatuses[table.status[r]!] === 'hidden').length;
        rest -= Number.isNaN(sub) ? shown : sub;
        if (Number.isNaN(sub)) loose += hidden;
        else if (isOpen(sub - shown, hidden)) open.push(`${month} ${district}`);
      }
      if (!Number.isNaN(rest) && isOpen(rest, loose)) open.push(month);
    }
    expect(open).toEqual([]);
  });

  it('no number changes when hidden counts change and the published ones do not', async () => {
    const changed = new Map<string, Facts>();
    const pairs: [string, string][] = [];
    let n = facts.size;
    for (const [month, counts] of facts) {
      const hidden = new Set(
        maps
          .get(month)!
          .areas.filter(area => area.status === 'hidden')
          .map(area => area.code),
      );
      for (const district of districts) {
        const inside = wards.flatMap((one, w) => (one.district === district && hidden.has(one.ward) ? [w] : []));
        for (const [give, take] of inside
          .flatMap(a => inside.map(b => [a, b] as const))
          .filter(([a, b]) => a !== b)
          .slice(0, 2)) {
          if (counts[give]! < 2) continue;
          const moved = counts.with(give, counts[give]! - 1).with(take, counts[take]! + 1);
          changed.set(monthOf(n), moved);
          pairs.push([month, monthOf(n)]);
          n += 1;
        }
      }
    }
    await load(setting, changed);
    const layersOf = async (month: string) => {
      const description = describedBy(month);
      const surface = await setting.call('geography.surface', { description });
      const ratio = await setting.call('geography.surface', { description, kind: 'ratio-to-population' });
      const { cells } = await setting.call('geography.hexagons', { description, radius: 6000 });
      const moran = await setting.hotspots({ ...description, statistic: 'local-moran', permutations: 999 });
      const lsoas = shownOf(await setting.call('cube.pivot', surface.table));
      return {
        density: surface.values,
        ratio: ratio.values,
        bandwidth: surface.bandwidth,
        cells,
        moran: numbersOf(moran),
        lsoas,
      };
    };
    let compared = 0;
    let layers = 0;
    for (const [month, other] of pairs) {
      const table = await setting.call('cube.pivot', {
        ...(tables.get(month)!.description as PivotDescription),
        filters: [{ field: 'went_missing', by: 'month', from: other, to: other }],
      });
      if (JSON.stringify(shownOf(table)) !== JSON.stringify(shownOf(tables.get(month)!))) continue;
      compared += 1;
      const map = await setting.hotspots(describedBy(other));
      expect(numbersOf(map)).toEqual(numbersOf(maps.get(month)!));
      if (compared % 3 > 0) continue;
      const places = { statistic: 'above-rest' } as const;
      const [now, then] = [
        await setting.hotspots(describedBy(other, places)),
        await setting.hotspots(describedBy(month, places)),
      ];
      expect(now.claims).toHaveLength(then.claims.length);
      expect(numbersOf(now)).toEqual(numbersOf(then));
      if (compared % 6 > 0) continue;
      const before = await layersOf(month);
      const after = await layersOf(other);
      if (JSON.stringify(before.lsoas) !== JSON.stringify(after.lsoas)) continue;
      layers += 1;
      expect(after).toEqual(before);
    }
    expect(compared).toBeGreaterThan(10);
    expect(layers).toBeGreaterThan(0);
  }, 120_000);

  it('hidden counts take part as their share of what is left of their district', () => {
    for (const table of tables.values()) {
      const places = wards.map(one => ({ code: one.ward, district: one.district, residents: 100 }));
      const counts = countsShown(table, { codeOf: code => code, underDistricts: true }, places);
      for (const district of districts) {
        const sub =
          table.cells[table.rows.findIndex(row => row.kind === 'subtotal' && row.path[0]!.code === district)]!;
        if (Number.isNaN(sub)) continue;
        const inside = wards.filter(one => one.district === district).map(one => counts.of(one.ward));
        expect(inside.reduce((sum, one) => sum + one.working!, 0)).toBeCloseTo(sub, 9);
        const shares = inside.filter(one => one.shown === null).map(one => one.working);
        expect(new Set(shares.map(share => share!.toFixed(9))).size).toBeLessThan(2);
      }
    }
  });

  it('what would set parts against wholes is refused with a sentence', async () => {
    const fault = async (description: HotSpotDescription) => {
      const answer = await setting.engine.call('geography.hotspots', { description });
      return answer.ok ? null : answer.fault;
    };
    expect(await fault(describedBy('2000-01', { patterns: true }))).toMatchObject({
      code: 'refused',
      path: 'description.patterns',
    });
    expect(
      await fault(describedBy('2000-02', { measure: 'change', comparison: { from: '2000-01', to: '2000-01' } })),
    ).toMatchObject({ code: 'refused', path: 'description.measure' });
    const series = await setting.engine.call('geography.series', { description: describedBy('2000-02'), by: 'month' });
    expect(series).toMatchObject({ ok: false, fault: { code: 'refused', path: 'description.audience' } });
    const difference = await setting.engine.call('geography.surface', {
      description: { ...describedBy('2000-02'), comparison: { from: '2000-01', to: '2000-01' } },
      kind: 'difference',
    });
    expect(difference).toMatchObject({ ok: false, fault: { code: 'refused', path: 'kind' } });
  });

  it('a hexagon with a hidden part is hidden', async () => {
    const description = describedBy('2000-01');
    const { cells, hidden } = await setting.call('geography.hexagons', { description, radius: 50_000 });
    expect(hidden).toBeGreaterThan(0);
    expect(cells.some(cell => cell.count === null && cell.class === null)).toBe(true);
  });
});
