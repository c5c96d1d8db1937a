import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadGazetteer } from '../../electron/engine/areas/gazetteer.ts';
import { writeDemonstrationReturns } from '../../electron/engine/demonstration/demonstration-returns.ts';
import { spreadsheetBytes } from '../../electron/engine/documents/spreadsheet.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { DeckSummary, FrozenDeck } from '../../shared/contract/briefing.ts';
import type { PivotTable } from '../../shared/contract/cube.ts';
import type { Scorecard } from '../../shared/contract/framework.ts';
import type { HotSpots } from '../../shared/contract/geography.ts';
import type { Batch } from '../../shared/contract/intake.ts';
import type { WorkspaceState } from '../../shared/contract/workspace.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import type { Deck } from '../../shared/model/deck.ts';
import { syntheticWords } from '../../shared/text/synthetic.ts';
import { partsOf, readWorkbook } from '../app/read-workbook.ts';

/** A person's own workspace into which files of the demonstration were brought: invented figures beside real ones. */
const resources = path.resolve(import.meta.dirname, '../../resources');
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-synthetic-'));
const returns = path.join(folder, 'returns');
const inFolder = (name: string) => path.join(folder, name);
let engine: Engine;
/** A clock that goes on by a second each time somebody looks at it. */
let clock = Date.parse('2018-07-01T11:00:00Z');

async function got<T>(method: string, input: unknown): Promise<T> {
  const found = await engine.call(method, input);
  if (!found.ok) throw new Error(`${method}: ${found.fault.message}`);
  return found.value as T;
}

const create = (name: string) =>
  got<WorkspaceState>('workspace.create', { file: inFolder(name), passphrase: 'six white horses on a hill' });
const importing = (files: readonly string[]) => got('intake.import', { files });
const batches = () => got<readonly Batch[]>('intake.batches', {});
const children = (more: object = {}) =>
  got<PivotTable>('cube.pivot', {
    dataset: 'referrals',
    rows: ['district'],
    values: [{ measure: 'children' }],
    ...more,
  });

beforeAll(() => {
  engine = createEngine({
    resources,
    actor: 'tester',
    emit: () => undefined,
    log: () => undefined,
    now: () => new Date((clock += 1000)),
  });
  writeDemonstrationReturns(returns, { seed: 1, gazetteer: loadGazetteer(resources) });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const wanted = [
  'population_ons_2014-2017_synthetic.csv',
  'referral_police_2016-17_Q1.csv',
  'referral_stoke_2016-17.csv',
  'missing-episode_staffordshire_2016-17.csv',
  'offence_police_2016-17.csv',
];

describe('a workspace that a person made, with files of the demonstration', () => {
  beforeAll(async () => {
    await create('own.csaf');
    await importing(wanted.map(name => path.join(returns, name)));
  }, 60_000);

  test('knows each of its batches as synthetic, and is not the demonstration', async () => {
    expect((await batches()).map(batch => batch.synthetic)).toEqual(wanted.map(() => true));
    expect(await got<WorkspaceState>('workspace.state', {})).toMatchObject({ demonstration: false, synthetic: true });
  });

  test('says so of a table, on the screen and in its files', async () => {
    expect((await children()).provenance.synthetic).toBe(true);
    const description = { dataset: 'referrals', rows: ['district'], values: [{ measure: 'children' }] };
    await got('cube.export', {
      description,
      format: 'csv',
      file: inFolder('table.csv'),
      title: 'T',
      purpose: 'a check',
    });
    expect(readFileSync(inFolder('table.csv'), 'utf8')).toContain(syntheticWords);
  });

  test('says so of a map', async () => {
    const map = await got<HotSpots>('geography.hotspots', {
      description: { dataset: 'referrals', level: 'district' },
    });
    expect(map.notes.map(note => note.text)).toContain(`${syntheticWords}.`);
  });

  test('says so of a scorecard', async () => {
    expect((await got<Scorecard>('framework.scorecard', {})).provenance.synthetic).toBe(true);
  });

  test('says so of a report, of a deck without a table, and of what leaves of both', async () => {
    const report = await got<Deck>('briefing.template', {
      template: 'csaf-quarterly',
      organisation: 'The partnership',
    });
    expect(report.slides[0]!.narrative).toBe(syntheticWords);
    const bare = { ...report, name: 'Words', template: null, slides: report.slides.slice(0, 1) };
    const { id } = await got<DeckSummary>('briefing.save', { deck: bare });
    const frozen = await got<FrozenDeck>('briefing.freeze', { id });
    expect(frozen.synthetic).toBe(true);
    await got('briefing.export', { id: frozen.id, format: 'csv', file: inFolder('deck.csv') });
    expect(readFileSync(inFolder('deck.csv'), 'utf8')).toContain(syntheticWords);
  });

  test('says so of an options paper', async () => {
    const appraisal = await got<Appraisal>('commissioning.draft', {});
    await got('commissioning.export', { appraisal, kind: 'paper', engine: 'formulas', file: inFolder('paper.docx') });
    const parts = partsOf(readFileSync(inFolder('paper.docx')));
    expect(parts.get('docProps/core.xml')!.toString('utf8')).toContain('Demonstration data');
  });

  test('says so of an action plan', async () => {
    await got('action-plan.export', { format: 'csv', file: inFolder('plan.csv') });
    expect(readFileSync(inFolder('plan.csv'), 'utf8')).toContain(syntheticWords);
  });
});

describe('which files are known as synthetic', () => {
  const csv = (rows: string) => `child_reference,referred_on,area\n${rows}`;
  const columns = ['child_reference', 'referred_on', 'area'].map(header => ({ header, type: 'text' as const }));
  const sheet = { name: 'Return', columns, rows: [['A-1', '2016-04-02', 'E07000192']] };
  const properties = { title: 'Return', subject: '', organisation: '', asAt: null };
  const read = async (name: string, content: string | Uint8Array) => {
    mkdirSync(inFolder('mixed'), { recursive: true });
    const file = path.join(folder, 'mixed', name);
    writeFileSync(file, content);
    await importing([file]);
    return (await batches()).find(batch => batch.fileName === name)!.synthetic;
  };
  beforeAll(async () => {
    await create('mixed.csaf');
  });

  test('one of a workbook that says so of itself, in its name, or above its headers; an ordinary one is not', async () => {
    expect(
      await read('referral_police_2016-17_Q1.xlsx', spreadsheetBytes([sheet], { ...properties, marking: '' })),
    ).toBe(false);
    expect(
      await read(
        'referral_police_2016-17_Q2.xlsx',
        spreadsheetBytes([sheet], { ...properties, marking: syntheticWords }),
      ),
    ).toBe(true);
    expect(await read('referral_stoke_2016-17_Q1.csv', csv('B-1,2016-04-02,Tamworth\n'))).toBe(false);
    expect(await read('referral_stoke_2016-17_Q2_synthetic.csv', csv('B-2,2016-07-02,Tamworth\n'))).toBe(true);
    expect(await read('referral_stoke_2016-17_Q3.csv', `${syntheticWords}\n${csv('B-3,2016-10-02,Tamworth\n')}`)).toBe(
      true,
    );
  });

  test('rows of the demonstration that are sent back for correction take the mark with them', async () => {
    const one = (await batches()).find(batch => batch.synthetic && batch.fileName.endsWith('.xlsx'))!;
    await got('intake.exportSetAside', { batch: one.id, file: inFolder('back.xlsx') });
    const back = readFileSync(inFolder('back.xlsx'));
    expect(partsOf(back).get('docProps/core.xml')!.toString('utf8')).toContain(syntheticWords);
    expect([...readWorkbook(back).values()].flat(2)).toContain(syntheticWords);
  });

  test('a table of real returns alone is not marked, and one that divides by invented residents is', async () => {
    await create('rates.csaf');
    const own = path.join(folder, 'mixed', 'referral_stoke_2016-17_Q1.csv');
    copyFileSync(own, inFolder('referral_stoke_2016-17_Q1.csv'));
    await importing([inFolder('referral_stoke_2016-17_Q1.csv'), path.join(returns, wanted[0]!)]);
    expect((await children()).provenance.synthetic).toBe(false);
    expect((await children({ values: [{ measure: 'rate_10_17' }] })).provenance.synthetic).toBe(true);
  });

  test('what was withdrawn marks nothing any more, but a table as at a day on which it counted', async () => {
    await create('withdrawn.csaf');
    await importing([path.join(returns, wanted[1]!)]);
    const before = new Date(clock).toISOString();
    await got('intake.withdraw', { batch: (await batches())[0]!.id, reason: 'Not ours.' });
    expect((await got<WorkspaceState>('workspace.state', {})).synthetic).toBe(false);
    expect((await children()).provenance.synthetic).toBe(false);
    expect((await children({ asAt: before })).provenance.synthetic).toBe(true);
  });
});
