import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { shippedRules, rulesFor } from '../../electron/engine/disclosure/rules.ts';
import { toldAnswer } from '../../electron/engine/commissioning/told-answer.ts';
import { joinedAppraisal } from '../../electron/engine/commissioning/joined-need.ts';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import type { ReleaseSummary } from '../../shared/contract/disclosure.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import type { Appraisal, DistrictNeed } from '../../shared/model/appraisal.ts';
import { resources } from './appraisal-setting.ts';
import { readWorkbook } from '../app/read-workbook.ts';
import { readOffice, wordTables } from './briefing-reading.ts';

const passphrase = 'correct horse battery';
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-need-'));
const file = path.join(folder, 'demonstration.csaf');
const board = rulesFor(shippedRules(resources), 'board');
let engine: Engine;
let draft: Appraisal;

async function call<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const answered = await engine.call(method, input);
  if (!answered.ok) throw new Error(`${answered.fault.code} ${answered.fault.path ?? ''}: ${answered.fault.message}`);
  return answered.value as OutputOf<N>;
}

beforeAll(async () => {
  engine = createEngine({
    resources,
    actor: 'tester',
    emit: () => undefined,
    log: line => {
      throw new Error(line);
    },
  });
  await call('workspace.create', { file, passphrase, demonstration: true, seed: 1 });
  await call('workspace.open', { file, passphrase });
  draft = await call('commissioning.draft', {});
}, 120_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const withNeed = (counts: readonly (Partial<DistrictNeed> | undefined)[]): Appraisal => ({
  ...draft,
  districts: draft.districts.map((district, at) => ({ ...district, ...counts[at] })),
});
const few = (): Appraisal =>
  withNeed(
    [4, 4, 2, 4, 5, 4, 1, 40, 30].map(count => ({
      episodes: count,
      referrals: count,
      acceptance: { offers: count, accepted: Math.max(0, count - 1) },
    })),
  );

async function exported(kind: 'paper' | 'annex' | 'document' | 'answer', name: string, appraisal: Appraisal) {
  const at = path.join(folder, name);
  await call('commissioning.export', { appraisal, kind, file: at, replications: 20 });
  return readFileSync(at);
}

const isFew = (text: string): boolean => /^[1-5](\.\d+)?$/.test(text);

describe('need by district of a few children', () => {
  it('stands in no paper: neither counted nor expected', async () => {
    const tables = wordTables(readOffice(await exported('paper', 'few.docx', few())));
    const byDistrict = tables.filter(({ rows }) => rows.some(([head]) => head === 'Lichfield'));
    expect(byDistrict.length).toBeGreaterThan(5);
    for (const { caption, header, rows } of byDistrict)
      for (const cells of rows)
        for (const [at, cell] of cells.entries())
          if (/episodes|referrals|interviews$/i.test(header[at] ?? ''))
            expect(isFew(cell), `${caption} ${cells[0]!}`).toBe(false);
    const need = tables.find(({ caption }) => caption.startsWith('Need by district'))!;
    expect(need.rows.map(row => row.slice(3))).toEqual([
      ...Array.from({ length: 7 }, () => ['c', 'c']),
      ['40', '40'],
      ['30', '30'],
    ]);
    const demand = tables.filter(({ caption }) => caption === 'Demand over capacity by year');
    expect(demand.length).toBeGreaterThan(0);
    for (const { rows } of demand)
      for (const cells of rows) for (const cell of cells) expect(cell).not.toMatch(/^[1-5](\.\d)? over/);
  });

  it('stands in no annex, document or answer', async () => {
    const annex = [...readWorkbook(await exported('annex', 'few.xlsx', few())).values()];
    const sheet = (...columns: readonly string[]) =>
      annex.find(([header]) => columns.every(column => header?.includes(column)))!;
    const need = sheet('Missing episodes', 'CSE referrals').slice(1, 8);
    expect(need.map(row => row.slice(4, 6))).toEqual(Array.from({ length: 7 }, () => ['c', 'c']));
    const results = sheet('District', 'Need', 'Met');
    const [columns] = results;
    for (const row of results.slice(1))
      for (const column of ['Need', 'Met']) expect(isFew(String(row[columns!.indexOf(column)]))).toBe(false);
    const written = JSON.parse((await exported('document', 'few.json', few())).toString()) as Appraisal;
    for (const { episodes, referrals } of written.districts.slice(0, 7))
      for (const count of [episodes, referrals]) expect(Number.isInteger(count)).toBe(false);
    const sum = (of: (one: DistrictNeed) => number) => written.districts.reduce((all, one) => all + of(one), 0);
    expect(sum(one => one.episodes)).toBeCloseTo(94, 6);
    // What is answered from the document that was given out is what was answered: nothing more was in it.
    const answer = JSON.parse((await exported('answer', 'few-answer.json', few())).toString()) as AppraisalResult;
    const again = await call('commissioning.appraise', { appraisal: written, replications: 20 });
    expect(toldAnswer(again).options).toEqual(answer.options);
    const shown = await call('commissioning.appraise', { appraisal: few(), replications: 20 });
    expect(toldAnswer(shown).options).toEqual(answer.options);
    expect(answer.notes.filter(note => note.code === 'joined-need').length).toBeGreaterThanOrEqual(2);
  });

  it('cannot be worked out where only one district has it', async () => {
    const one = withNeed([{ episodes: 3 }]);
    const { appraisal, joined } = joinedAppraisal(one, board);
    expect(joined.episodes).toHaveLength(2);
    const together = joined.episodes.reduce(
      (sum, code) => sum + one.districts.find(district => district.code === code)!.episodes,
      0,
    );
    expect(together).toBeGreaterThan(5);
    const parts = appraisal.districts.filter(({ code }) => joined.episodes.includes(code));
    expect(parts.reduce((sum, { episodes }) => sum + episodes, 0)).toBeCloseTo(together, 9);
    const [a, b] = parts as [DistrictNeed, DistrictNeed];
    expect(a.episodes / a.children).toBeCloseTo(b.episodes / b.children, 9);
    // Whatever the one counted, as long as both together count the same, nothing that is told is another.
    const other = joined.episodes.find(code => code !== one.districts[0]!.code)!;
    const moved: Appraisal = {
      ...one,
      districts: one.districts.map(district =>
        district.code === one.districts[0]!.code
          ? { ...district, episodes: 4 }
          : district.code === other
            ? { ...district, episodes: district.episodes - 1 }
            : district,
      ),
    };
    expect(joinedAppraisal(moved, board)).toEqual({ appraisal, joined });
  });

  it('is left as it is where nobody counted, and changes nothing where no count is small', async () => {
    const placeholder: Appraisal = { ...few(), needStanding: { basis: { state: 'placeholder' }, source: '' } };
    expect(joinedAppraisal(placeholder, board).joined).toEqual({ episodes: [], referrals: [], acceptance: [] });
    const large = withNeed(draft.districts.map(() => ({ acceptance: { offers: 90, accepted: 70 } })));
    expect(joinedAppraisal(large, board).appraisal).toEqual(large);
  });

  it('is entered in the ledger with what was told of it, and hidden beside what was given out before', async () => {
    const before = (await call('disclosure.releases', {})).length;
    const first = wordTables(readOffice(await exported('paper', 'draft.docx', draft)));
    const releases: readonly ReleaseSummary[] = await call('disclosure.releases', {});
    expect(releases.length).toBe(before + 2);
    expect(
      releases
        .filter(({ name }) => name === 'Need by district: draft.docx')
        .map(({ dataset }) => dataset)
        .sort(),
    ).toEqual(['missing-episodes', 'referrals']);
    const need = first.find(({ caption }) => caption.startsWith('Need by district'))!;
    expect(need.rows.flatMap(row => row.slice(3)).filter(cell => cell === 'c')).toEqual([]);
    // Need of other rows is none of this workspace's.
    await exported('paper', 'few-again.docx', few());
    expect((await call('disclosure.releases', {})).length).toBe(before + 2);
  });
});
