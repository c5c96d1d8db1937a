import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { fillAreas } from '../../electron/engine/areas/fill-areas.ts';
import { bumpDataVersion } from '../../electron/engine/store/audit-trail.ts';
import { writeSegments } from '../../electron/engine/store/segments.ts';
import { createWorkspace } from '../../electron/engine/store/workspace.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { isoOfDays, daysOf } from '../../shared/model/period.ts';
import { setup } from '../app/global-setup.ts';
import { launch } from '../app/harness.ts';
import type { Launched } from '../app/harness.ts';

/*
 * Times in the real window on 1,000,000 synthetic referrals. Prints, never asserts: times depend on the machine.
 *   npm run bench:window [-- --rows 1000000]
 */
const at = process.argv.indexOf('--rows');
const rows = at < 0 ? 1_000_000 : Number(process.argv[at + 1]);
const passphrase = 'correct horse battery';

const middle = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!;

/** A workspace of synthetic referrals spread evenly over areas, ages, agencies and 43 months. */
async function writeWorkspace(file: string): Promise<void> {
  const resources = path.resolve(import.meta.dirname, '../../resources');
  const workspace = await createWorkspace(
    file,
    passphrase,
    { actor: 'bench', at: '2017-11-14T09:00:00.000Z', demonstration: true },
    store => fillAreas(store, resources),
  );
  const referrals = datasetNamed('referrals')!;
  const areas = workspace.read.all<{ code: string; ward: string; district: string }>(
    `SELECT code, ward, district FROM area WHERE level = 'lsoa' ORDER BY code`,
  );
  const agencies = ['police', 'staffordshire', 'stoke', 'health', 'education'];
  const risks = ['low', 'medium', 'high', null];
  await workspace.write(store => {
    const batch = store.run(
      `INSERT INTO batch (type, profile_version, dataset, agency, file_name, sha256, bytes, imported_at, imported_by, rows_read, rows_loaded, rows_set_aside, rows_duplicate, rows_unlocated, synthetic, period_from, period_to)
       VALUES ('referral', 1, 'referrals', 'police', 'bench.csv', 'bench', 1, '2017-11-14T09:00:00.000Z', 'bench', ?, ?, 0, 0, 0, 1, '2014-04-01', '2017-09-30')`,
      rows,
      rows,
    ).lastId;
    const children = Math.ceil(rows / 3);
    const pseudonym = store.prepare(`INSERT INTO pseudonym (id, kind, hash) VALUES (?, 'child', ?)`);
    for (let child = 1; child <= children; child++) pseudonym.run(child, Buffer.from(String(child)));
    const insert = store.prepare(
      `INSERT INTO fact_referral (batch_id, row_number, child, age, sex, looked_after, risk_at_referral, referred_on, lsoa, ward, district, agency)
       VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`,
    );
    const first = daysOf(2014, 4, 1);
    let state = 12_345;
    const next = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let row = 0; row < rows; row++) {
      const area = areas[next(areas.length)]!;
      insert.run(
        batch,
        row + 2,
        1 + next(children),
        10 + next(8),
        next(5) === 0 ? 'male' : 'female',
        next(6) === 0 ? 'yes' : 'no',
        risks[next(4)]!,
        isoOfDays(first + next(1279)),
        area.code,
        area.ward,
        area.district,
        agencies[next(5)]!,
      );
    }
    writeSegments(store, referrals, batch);
    bumpDataVersion(store);
  });
  await workspace.close();
}

/** From a field let go over the wells to the end of the frame that paints the grid with it, in milliseconds. */
function timeOfDrop(page: Page, field: string, label: string): Promise<number> {
  return page.evaluate(
    async ([name, words]) => {
      const well = document.querySelector('.well[aria-label="Rows"]')!;
      const data = new DataTransfer();
      data.setData('application/x-csaf-field', JSON.stringify({ kind: 'field', field: name }));
      const began = performance.now();
      well.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
      const shown = () => {
        // Not its innerText: that would have the page laid out again for every look.
        const heading = document.querySelector('.pivot-grid .sort-header')?.textContent ?? '';
        return heading.includes(words!) && document.querySelector('.pivot-grid[data-stale="false"] .ag-cell') !== null;
      };
      await new Promise<void>(done => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => done());
        port1.start();
        const look = () => {
          if (!shown()) return;
          watch.disconnect();
          // A message sent while a frame is made arrives when it has been painted.
          requestAnimationFrame(() => port2.postMessage(null));
        };
        const watch = new MutationObserver(look);
        watch.observe(document.querySelector('#root')!, {
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        });
        look();
      });
      return performance.now() - began;
    },
    [field, label] as const,
  );
}

/** Milliseconds between frames while a wide table is scrolled down and across. */
function framesOfScroll(page: Page): Promise<readonly number[]> {
  return page.evaluate(async () => {
    const down = document.querySelector('.pivot-grid .ag-grid-viewport')!;
    const across = down;
    const frames: number[] = [];
    let last = performance.now();
    for (let frame = 0; frame < 240; frame++) {
      down.scrollTop += frame % 2 === 0 ? 120 : 90;
      across.scrollLeft += 40;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    return frames;
  });
}

/** From a chosen measure to the painted map, its answer at hand; one message to the page is in the time. */
async function redrawsOfMap({ page }: Launched): Promise<readonly number[] | null> {
  const show = (measure: string) =>
    page.evaluate(
      hash => {
        location.hash = hash;
      },
      `#/map/${encodeURIComponent(JSON.stringify({ dataset: 'referrals', layer: 'areas', level: 'lsoa', measure }))}`,
    );
  const measures = ['count', 'rate', 'smoothed-rate', 'ratio'];
  for (const measure of measures) {
    await show(measure);
    await page.waitForTimeout(1500);
  }
  if ((await page.locator('.leaflet-container').count()) === 0) return null;
  const times: number[] = [];
  for (let round = 0; round < 5; round++)
    for (const measure of measures) {
      const began = await page.evaluate(() => {
        performance.clearMeasures();
        return performance.now();
      });
      await show(measure);
      const ended = await page.waitForFunction(() => {
        const [last] = performance.getEntriesByName('map-redraw').slice(-1);
        return last ? last.startTime + last.duration : null;
      });
      times.push((await ended.jsonValue())! - began);
      await page.waitForTimeout(150);
    }
  return times;
}

const folder = mkdtempSync(path.join(tmpdir(), 'csaf-window-bench-'));
const down = await setup();
try {
  const file = path.join(folder, 'bench.csaf');
  await writeWorkspace(file);
  const began = performance.now();
  const window = await launch({ dialogs: { 'files.choose': { 'open-workspace': [file] } }, expectTrouble: true });
  const { page } = window;
  await page.getByRole('button', { name: 'Open a workspace…' }).waitFor();
  const started = performance.now() - began;
  await page.getByRole('button', { name: 'Open a workspace…' }).click();
  await page.getByLabel('Passphrase').fill(passphrase);
  const entered = performance.now();
  await page.keyboard.press('Enter');
  await page.getByRole('gridcell').first().waitFor({ timeout: 60_000 });
  const unlocked = performance.now() - entered;
  process.stdout.write(
    `The real window, ${rows.toLocaleString('en-GB')} rows: start to first useful screen ${started.toFixed(0)} ms; passphrase to table ${unlocked.toFixed(0)} ms (key derivation and loading in it)\n`,
  );

  const fields = [
    ['age_band', 'Age band'],
    ['sex', 'Sex'],
    ['agency', 'Referring agency'],
    ['looked_after', 'Looked after'],
    ['authority', 'Local authority'],
  ] as const;
  const times: number[] = [];
  for (let round = 0; round < 4; round++) {
    // From another day in each round: no answer of the round before is at hand in the page.
    const opening: PivotDescription = {
      dataset: 'referrals',
      rows: ['district'],
      columns: [
        { field: 'referred_on', by: 'financial-year' },
        { field: 'referred_on', by: 'financial-quarter' },
      ],
      values: [{ measure: 'children' }],
      filters: [{ field: 'referred_on', from: `2016-04-0${round + 1}` }],
      totals: { rows: 'after', columns: 'after', subtotals: true },
    };
    await page.evaluate(
      hash => {
        location.hash = hash;
      },
      `#/explore/${encodeURIComponent(JSON.stringify({ description: opening }))}`,
    );
    await page.waitForTimeout(800);
    for (const [field, label] of fields) {
      times.push(await timeOfDrop(page, field, label));
      await page.getByRole('button', { name: `${label}, in rows` }).press('Delete');
      await page.locator('.pivot-grid[data-stale="false"]').waitFor();
      await page.waitForTimeout(150);
    }
  }
  process.stdout.write(
    `Field dropped to grid painted, 20 drops, each asked of the engine: median ${middle(times).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms\n`,
  );

  const asked: number[] = [];
  for (const [field] of fields) {
    const answer = await window.call('cube.pivot', {
      dataset: 'referrals',
      rows: ['district', field],
      columns: [
        { field: 'referred_on', by: 'financial-year' },
        { field: 'referred_on', by: 'financial-quarter' },
      ],
      values: [{ measure: 'children' }],
      filters: [{ field: 'referred_on', from: '2016-04-01' }],
      totals: { rows: 'after', columns: 'after', subtotals: true },
    });
    if (answer.ok) asked.push(answer.value.provenance.milliseconds);
  }
  process.stdout.write(
    `  of which the engine: ${asked.map(time => time.toFixed(0)).join(', ')} ms (distinct children with every subtotal)\n`,
  );

  const wide: PivotDescription = {
    dataset: 'referrals',
    rows: ['lsoa', 'age'],
    columns: [{ field: 'referred_on', by: 'month' }, 'agency'],
    values: [{ measure: 'rows' }],
  };
  await page.evaluate(
    hash => {
      location.hash = hash;
    },
    `#/explore/${encodeURIComponent(JSON.stringify({ description: wide }))}`,
  );
  await page
    .getByText(/LSOA › Age/)
    .first()
    .waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1500);
  const size = await window.call('cube.pivot', wide);
  const frames = await framesOfScroll(page);
  process.stdout.write(
    `Scrolling ${size.ok ? `${size.value.rows.length.toLocaleString('en-GB')} × ${size.value.columns.length}` : '?'}: a frame every ${middle(frames).toFixed(1)} ms (median), ${frames.toSorted((a, b) => a - b)[Math.floor(frames.length * 0.95)]!.toFixed(1)} ms (95 of 100), worst ${Math.max(...frames).toFixed(0)} ms\n`,
  );
  const redraws = await redrawsOfMap(window);
  process.stdout.write(
    redraws
      ? `Map of 687 LSOAs, another measure to painted: median ${middle(redraws).toFixed(0)} ms, worst ${Math.max(...redraws).toFixed(0)} ms of ${redraws.length}\n`
      : 'Map of 687 LSOAs: no areas in this workspace\n',
  );
  await window.close();
} finally {
  down?.();
  rmSync(folder, { recursive: true, force: true });
}
