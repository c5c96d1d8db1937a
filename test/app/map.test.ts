import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../../electron/runtime/folders.ts';
import type { HotSpots } from '../../shared/contract/geography.ts';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { ask, withWindow } from './with-window.ts';
import { readWorkbook } from './read-workbook.ts';

/** Where it happens: layers and choices by keyboard, one choice of areas everywhere, time, pictures, protection. */
let window: Launched;
let folder: string;

const published = path.join(projectFolder, '..', 'shared', 'data');

withWindow(
  'map',
  () => window,
  async (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
    await window.page.getByRole('link', { name: 'Map' }).click();
    await window.page.getByRole('application', { name: /Hot spots \(Gi/ }).waitFor();
  },
);

async function mapNow(description: object): Promise<HotSpots> {
  return ask(window, 'geography.hotspots', {
    description: { dataset: 'referrals', ...description },
    job: `test-${Math.random()}`,
  });
}

/** Opens a choice with the keyboard alone and takes another. */
async function chooseByKeys(field: string, option: string): Promise<void> {
  const { page } = window;
  await page.getByRole('button', { name: new RegExp(` ${field}$`) }).focus();
  await page.keyboard.press('Enter');
  const listed = page.getByRole('option', { name: option, exact: true });
  await listed.waitFor();
  const names = await page.getByRole('option').allInnerTexts();
  const steps = names.findIndex(name => name.trim().startsWith(option));
  await page.keyboard.press('Home');
  for (let i = 0; i < steps; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => listed.count()).toBe(0);
}

const show = (state: unknown) =>
  window.page.evaluate(given => {
    location.hash = `#/map/${encodeURIComponent(JSON.stringify(given))}`;
  }, state);

const choose = async (audience: RegExp) => {
  await window.page.getByRole('button', { name: /^Audience:/ }).click();
  await window.page.getByRole('menuitem', { name: audience }).click();
};

describe('the map', () => {
  test('opens on hot spots over schematic cells, and says so', async () => {
    const { page } = window;
    await page.getByText('Schematic cells around the centres of LSOAs').first().waitFor();
    await page.getByText('Would it have helped?').waitFor();
    await page.getByText('Significance:').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const { claims } = await mapNow({});
    await page.getByRole('heading', { name: claims[0]!.title, exact: true, level: 1 }).waitFor();
    expect(await page.locator('.map-claim').innerText()).toContain(claims[0]!.sentence);
  });

  test('says what stands out only after its test: the words are those of the claim', async () => {
    const { page } = window;
    for (const dataset of ['missing-episodes', 'referrals', 'offences'])
      for (const [layer, statistic] of [
        ['places', 'above-rest'],
        ['hot-spots', 'getis-ord-star'],
        ['clusters', 'local-moran'],
      ] as const) {
        await show({ dataset, layer, level: 'ward' });
        const { claims, global } = await mapNow({ dataset, level: 'ward', statistic });
        const [claim] = claims;
        await page.getByRole('heading', { name: claim!.title, exact: true, level: 1 }).waitFor();
        await expect.poll(() => page.locator('.map-claim').innerText()).toContain(claim!.sentence);
        expect(claim!.title).not.toMatch(/hot spots? of/i);
        if (layer !== 'places' && !(global.moran['pRandomised']! <= 0.05)) expect(claim!.strength).not.toBe('found');
      }
    expect(await faultsOf(page)).toEqual([]);
  });

  test('places above the rest: legend, table and choice tell the same places with their ratio', async () => {
    const { page } = window;
    await show({ dataset: 'missing-episodes', layer: 'places', level: 'ward' });
    const found = await mapNow({ dataset: 'missing-episodes', level: 'ward', statistic: 'above-rest' });
    const above = found.areas.filter(area => area.bin === 2);
    const legend = page.locator('.map-legend');
    await legend.getByRole('button', { name: new RegExp(`^Above the rest.*${above.length}$`) }).waitFor();
    const not = found.areas.filter(area => area.bin === 0).length;
    await legend.getByRole('button', { name: `Not above the rest ${not}` }).waitFor();
    const grid = page.getByRole('grid', { name: 'Areas' });
    const strongest = found.areas.toSorted((a, b) => (b.againstRest?.ratio ?? 0) - (a.againstRest?.ratio ?? 0))[0]!;
    const row = grid.getByRole('row').nth(1);
    await expect.poll(() => row.getByRole('rowheader').innerText()).toBe(strongest.name);
    expect(await row.getByRole('gridcell').allInnerTexts()).toEqual([
      strongest.numerator!.toLocaleString('en-GB'),
      strongest.againstRest!.ratio!.toFixed(1),
      strongest.bin === 2 ? 'yes' : 'no',
    ]);
    await row.click();
    await page
      .getByText(`${strongest.againstRest!.ratio!.toFixed(1)} times the rate of the rest`)
      .last()
      .waitFor();
    // Time counts the same children, and does not add them up.
    const series = await window.call('geography.series', {
      description: { dataset: 'missing-episodes', of: 'children', level: 'ward', statistic: 'none' },
      by: 'financial-quarter',
    });
    if (!series.ok) throw new Error(series.fault.message);
    const { codes, counts, periods } = series.value;
    const first = counts.subarray(0, codes.length).reduce((sum, one) => sum + one, 0);
    await page.getByTitle(`${periods[0]!.label}: ${first.toLocaleString('en-GB')}`).waitFor();
    await page.getByText('each child once an area and period; periods do not add up').waitFor();
    await row.click();
    // Which p is which is said where they are read.
    await page.getByRole('button', { name: 'Tests of the whole map' }).click();
    await page.getByRole('dialog').getByText('one-sided p: only an excess is asked for').waitFor();
    await page.keyboard.press('Escape');
    expect(await faultsOf(page)).toEqual([]);
    await show({ dataset: 'referrals', layer: 'hot-spots', level: 'ward' });
  });

  test('layer, measure, level, period and classes change by keyboard', async () => {
    const { page } = window;
    await chooseByKeys('Layer', 'Areas');
    await page.getByText('Classes:').waitFor();
    await chooseByKeys('Measure', 'Rate, smoothed');
    await page.getByText('empirical Bayes, towards the overall rate').waitFor();
    await chooseByKeys('Level', 'District');
    await expect.poll(() => page.getByRole('grid', { name: 'Areas' }).getByRole('row').count()).toBe(10);
    await chooseByKeys('Classes', 'Quantile (equal numbers)');
    await page.getByText('Quantile (equal numbers), over').waitFor();
    await chooseByKeys('Period', '2016/17');
    await page.locator('.map-lines').getByText('2016/17', { exact: true }).waitFor();
    const found = await mapNow({
      level: 'district',
      measure: 'smoothed-rate',
      period: { from: '2016-04-01', to: '2017-03-31' },
      classes: { method: 'quantile' },
    });
    const shown = await page.locator('.map-legend button .figures').allInnerTexts();
    expect(shown.map(Number)).toEqual([...found.breaks.counts]);
    // Back undoes one choice after another.
    await window.command('undo');
    await page.locator('.map-lines').getByText('2014/15 Q1 to 2017/18 Q2').waitFor();
  });

  test('a choice of areas is one choice: table, legend, histogram and map', async () => {
    const { page } = window;
    await show({ dataset: 'referrals', layer: 'areas', level: 'ward' });
    const grid = page.getByRole('grid', { name: 'Areas' });
    // The nine districts of the map before have gone, and the wards stand.
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('205');
    const first = grid.getByRole('row').nth(1);
    await first.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const name = await grid.locator('tr[aria-selected="true"] th').innerText();
    await page.getByRole('heading', { name: `Chosen: ${name}` }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    await page.getByRole('heading', { name: 'Chosen: 2 areas' }).waitFor();
    const legend = page.locator('.map-legend button').first();
    const count = Number((await legend.locator('.figures').innerText()).replaceAll(',', ''));
    await legend.click();
    await page.getByRole('heading', { name: `Chosen: ${count} areas` }).waitFor();
    expect(await grid.locator('tr[aria-selected="true"]').count()).toBeGreaterThan(0);
    const bars = page.getByRole('toolbar', { name: 'Spread of values' });
    await bars.getByRole('button').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const said = await bars.locator('button:focus').getAttribute('aria-label');
    const inBar = Number(/^(\d+) area/.exec(said!)![1]);
    await page.getByRole('heading', { name: inBar === 1 ? /^Chosen: / : `Chosen: ${inBar} areas` }).waitFor();
    // The map itself: a click in the middle of a district's label lies in some area.
    await page.locator('.leaflet-container').click({ position: { x: 200, y: 300 } });
    await page.getByRole('heading', { name: /^Chosen: (?!\d+ areas)/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('says what the tests of the whole map are, and how many neighbours areas have', async () => {
    const { page } = window;
    await show({ dataset: 'referrals', layer: 'hot-spots', level: 'ward', weights: 'nearest' });
    await page.locator('.map-lines').getByText('the six nearest').waitFor();
    await page.getByRole('button', { name: 'Tests of the whole map' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tests of the whole map' });
    await dialog.getByText(/Neighbours are the 6 nearest by their centres\./).waitFor();
    // Every ward has six: one bar, one line of the table that says the same.
    const found = await mapNow({ level: 'ward', weights: { nearest: 6 } });
    expect(found.weights.histogram).toEqual([0, 0, 0, 0, 0, 0, found.areas.length]);
    const neighbours = dialog.getByRole('region', { name: 'Areas by number of neighbours' });
    expect(await neighbours.getByRole('row').nth(1).innerText()).toMatch(new RegExp(`^6\\s+${found.areas.length}$`));
    const tests = dialog.getByRole('region', { name: 'Tests of the whole map' });
    const z = found.global.moran['zRandomised']!;
    expect(await tests.getByRole('row', { name: /Moran’s I, randomised/ }).innerText()).toContain(z.toFixed(2));
    await tests.getByRole('row', { name: /General G/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await show({
      dataset: 'referrals',
      layer: 'areas',
      level: 'ward',
      measure: 'smoothed-rate',
      smoothing: 'neighbours',
    });
    await page
      .locator('.map-lines')
      .getByText(/neighbours/)
      .waitFor();
  });

  test('names of districts never lie over one another, and come back when there is room', async () => {
    const { page } = window;
    await show({ dataset: 'referrals', layer: 'areas', level: 'ward' });
    const shown = () =>
      page.locator('.map-label span').evaluateAll(names =>
        names.flatMap(name => {
          const { left, right, top, bottom } = name.getBoundingClientRect();
          return getComputedStyle(name).visibility === 'hidden' ? [] : [{ left, right, top, bottom }];
        }),
      );
    const overlaps = (boxes: Awaited<ReturnType<typeof shown>>) =>
      boxes.filter((a, i) =>
        boxes.some((b, j) => j < i && a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom),
      ).length;
    const out = page.getByRole('button', { name: 'Zoom out' });
    for (let i = 0; i < 4; i++) await out.click();
    await expect.poll(async () => (await shown()).length).toBeLessThan(9);
    const few = await shown();
    expect(few.length).toBeGreaterThan(0);
    expect(overlaps(few)).toBe(0);
    await page.getByRole('button', { name: 'Show the whole area' }).click();
    const into = page.getByRole('button', { name: 'Zoom in' });
    for (let i = 0; i < 4; i++) await into.click();
    await expect.poll(async () => (await shown()).length).toBe(9);
    expect(overlaps(await shown())).toBe(0);
    await page.getByRole('button', { name: 'Show the whole area' }).click();
  });

  test('time plays with fixed colours and stops where it is told', async () => {
    const { page } = window;
    const bounds = () => page.locator('.map-legend button span:nth-child(2)').allInnerTexts();
    await page.getByRole('button', { name: 'Play the periods' }).click();
    await page.getByText('colours fixed over time').waitFor();
    const label = () => page.locator('.map-time-words strong').innerText();
    const first = await label();
    const fixed = await bounds();
    await expect.poll(label).not.toBe(first);
    expect(await bounds()).toEqual(fixed);
    await page.getByText('fixed over all periods').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Play the periods' }).waitFor();
    // The slider by keyboard: the first period leaves the range.
    await page.getByRole('slider', { name: /^From/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page
      .locator('.map-lines')
      .getByText(/1 Jul 2014|2014\/15 Q2/)
      .first()
      .waitFor();
  });

  test('every layer is drawn', async () => {
    const { page } = window;
    for (const [layer, words] of [
      ['clusters', 'local Moran, one-sided p of 99,999 permutations'],
      ['patterns', 'Mann–Kendall'],
      ['change', 'against'],
      ['density', 'quartic kernel, bandwidth'],
      ['hexagons', 'count'],
    ] as const) {
      await show({ dataset: 'referrals', layer, level: 'ward' });
      await page.locator('.map-lines').getByText(words).first().waitFor();
      await expect.poll(() => page.locator('.map-legend li').count()).toBeGreaterThan(1);
      expect(await page.getByRole('alert').count()).toBe(0);
    }
  });

  test('the whole table of areas stands in the place of the map', async () => {
    const { page } = window;
    await show({ dataset: 'referrals', layer: 'hot-spots', level: 'district' });
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    const grid = page.getByRole('grid', { name: /every area with its figures/ });
    await grid.waitFor();
    await expect.poll(() => grid.getByRole('row').count()).toBe(10);
    const found = await mapNow({ level: 'district' });
    const stoke = found.areas.find(area => area.code === 'E06000021')!;
    const row = grid.getByRole('row', { name: /Stoke-on-Trent/ });
    expect(await row.getByRole('gridcell').allInnerTexts()).toEqual(
      expect.arrayContaining([stoke.numerator!.toLocaleString('en-GB'), stoke.z!.toFixed(1).replace('-', '−')]),
    );
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Map', exact: true }).click();
  });

  test('a picture and a drawing carry the whole legend', async () => {
    const { page } = window;
    const svg = path.join(folder, 'map.svg');
    window.answerDialogs({ 'files.save': { export: svg } });
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Drawing (SVG)…' }).click();
    await page.getByText('map.svg is saved').waitFor();
    const drawing = readFileSync(svg, 'utf8').replaceAll('&amp;', '&');
    const words = [...drawing.matchAll(/<text[^>]*>([^<]*)</g)].map(match => match[1]).join(' ');
    for (const part of [
      'Measure:',
      'Period:',
      'Areas:',
      'Schematic',
      'Significance:',
      'Benjamini–Hochberg',
      'Hidden:',
      'Audience:',
      'Demonstration data (synthetic)',
      'Open Government Licence',
      'High Gi*, 99 %',
    ])
      expect(words).toContain(part);
    expect(drawing).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    const png = path.join(folder, 'map.png');
    window.answerDialogs({ 'files.save': { export: png } });
    await window.command('export');
    await page.getByText('map.png is saved').waitFor();
    const bytes = readFileSync(png);
    expect([...bytes.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect(bytes.readUInt32BE(16)).toBe(3200);
    expect(bytes.length).toBeGreaterThan(50_000);
  });

  test('for a board no part of the map shows or gives away a small count', async () => {
    const { page } = window;
    const state = {
      dataset: 'referrals',
      layer: 'areas',
      level: 'ward',
      measure: 'count',
      period: { from: '2017-04-01', to: '2017-06-30' },
    };
    const description = { level: 'ward', measure: 'count', period: state.period } as const;
    const exact = await mapNow(description);
    const small = exact.areas.filter(area => area.numerator! >= 1 && area.numerator! <= 5);
    expect(small.length).toBeGreaterThan(5);
    await show(state);
    await choose(/^Board/);
    await page.locator('.map-legend').getByText('Hidden').waitFor();
    const board = await mapNow({ ...description, audience: 'board' });
    const byCode = new Map(board.areas.map(area => [area.code, area]));
    for (const { code } of small) {
      const area = byCode.get(code)!;
      expect(area.status).toBe('hidden');
      for (const told of [area.numerator, area.rate, area.smoothedRate, area.ratio, area.value, area.z, area.class])
        expect(told).toBeNull();
    }
    // Parent minus children: in no district is exactly one ward hidden.
    const perDistrict = Map.groupBy(
      board.areas.filter(area => area.status === 'hidden'),
      area => area.district,
    );
    for (const [, hidden] of perDistrict) expect(hidden.length).toBeGreaterThan(1);
    // The table says "c" for every one of them, and the legend says how many.
    const grid = page.getByRole('grid', { name: 'Areas' });
    const letters = board.areas.filter(area => area.status === 'hidden').length;
    expect(
      await page
        .locator('.map-legend')
        .getByRole('button', { name: `Hidden ${letters}` })
        .count(),
    ).toBe(1);
    // They stand at the end of the order, which tells nothing of them.
    await grid.getByRole('row').nth(1).focus();
    await page.keyboard.press('End');
    await grid.locator('tr[data-hidden="true"]').first().waitFor();
    const texts = await grid.locator('tr[data-hidden="true"] td:nth-child(2)').allInnerTexts();
    expect(new Set(texts)).toEqual(new Set(['c']));
    const figures = (await grid.locator('tbody td:nth-child(2)').allInnerTexts()).map(Number);
    expect(figures.filter(figure => figure >= 1 && figure <= 5)).toEqual([]);
    // Time cannot be played, and the trend of an area is not shown.
    expect(await page.getByRole('button', { name: 'Play the periods' }).count()).toBe(0);
    await grid.locator('tr[data-hidden="true"]').first().click();
    await page.getByText('Hidden to protect children').first().waitFor();
    // What leaves: the table of areas and both pictures.
    const book = path.join(folder, 'board.xlsx');
    window.answerDialogs({ 'files.save': { export: book } });
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: /Excel workbook/ }).click();
    await page.getByText('board.xlsx is saved').waitFor();
    const [sheet] = [...readWorkbook(readFileSync(book)).values()];
    const header = sheet!.findIndex(row => row[0] === 'Code');
    const at = sheet![header]!.indexOf('Count');
    const counts = sheet!.slice(header + 1).map(row => row[at]);
    expect(counts.filter(count => typeof count === 'number' && count >= 1 && count <= 5)).toEqual([]);
    expect(counts.filter(count => count === 'c').length).toBe(letters);
    const svg = path.join(folder, 'board.svg');
    window.answerDialogs({ 'files.save': { export: svg } });
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Drawing (SVG)…' }).click();
    await page.getByText('board.svg is saved').waitFor();
    expect(readFileSync(svg, 'utf8')).toContain('Board: small counts hidden');
    // What was given out is in the ledger.
    const releases = await window.call('disclosure.releases', {});
    expect(releases.ok && releases.value.length).toBeGreaterThanOrEqual(2);
    // No filter gets round it: the map of the district alone hides the same wards.
    const district = small[0]!.district;
    const code = (await mapNow({ level: 'district' })).areas.find(area => area.name === district)!.code;
    const filtered = await mapNow({
      ...description,
      audience: 'board',
      filters: [{ field: 'district', in: [code] }],
    });
    for (const { code: ward } of small.filter(area => area.district === district))
      expect(filtered.areas.find(area => area.code === ward)!.numerator).toBeNull();
    for (const layer of ['hexagons', 'density', 'places', 'hot-spots'] as const) {
      await show({ ...state, layer, measure: 'rate' });
      await page.locator('.map-lines').getByText('Board: small counts hidden').waitFor();
    }
    await choose(/^Analyst/);
  });

  test.skipIf(!existsSync(published))('published boundaries take the place of the cells', async () => {
    const { page } = window;
    const answer = await window.call('geography.boundaries', {});
    expect(answer.ok && answer.value.levels.find(level => level.level === 'lsoa')!.source.kind).toBe('schematic');
    window.answerDialogs({
      'files.choose': {
        import: [
          path.join(published, 'boundaries', 'lsoa2011.geojson'),
          path.join(published, 'police', '2018-10-staffordshire-street.csv'),
          path.join(published, 'police', '2018-11-staffordshire-street.csv'),
        ],
      },
    });
    await page.getByRole('link', { name: 'Data' }).click();
    await page.getByRole('button', { name: 'Choose files…' }).click();
    await expect
      .poll(
        async () => {
          const sets = await window.call('geography.boundaries', {});
          return sets.ok ? sets.value.sets.length : 0;
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    await expect
      .poll(
        async () => {
          const datasets = await window.call('cube.datasets', {});
          return datasets.ok ? datasets.value.find(one => one.name === 'street-crime')!.batches : 0;
        },
        { timeout: 30_000 },
      )
      .toBe(2);
    await show({
      dataset: 'street-crime',
      layer: 'hot-spots',
      level: 'lsoa',
      filters: [{ field: 'crime_type', in: ['Anti-social behaviour'] }],
    });
    await page.getByRole('heading', { name: /LSOAs? .*where more incidents were recorded than elsewhere$/ }).waitFor();
    await expect.poll(() => page.locator('.map-schematic').count()).toBe(0);
    await page.getByText(/687 of 687 analysed/).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });
});
