import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { formatAppraisal } from '../../electron/cli/appraise.ts';
import { readRange } from '../../electron/engine/commissioning/range-text.ts';
import { valueText, withWordsOfValues } from '../../electron/engine/commissioning/value-words.ts';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import type { Appraisal, Distribution, InputValue } from '../../shared/model/appraisal.ts';
import { needStandingOf } from '../../shared/model/appraisal-standing.ts';
import { drafted, model, point, resources, withInputs } from './appraisal-setting.ts';
import { readOffice, textOf } from './briefing-reading.ts';

/*
 * An appraisal says of its inputs that they come from the data. Whether they do is asked of the rows of the workspace in which
 * it is read: what was pulled from other rows, or set by hand since, is a placeholder that says so.
 */

const passphrase = 'correct horse battery';
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-rows-'));
type Caller = <N extends EngineMethodName>(method: N, input: InputOf<N>) => Promise<OutputOf<N>>;
const engines: Engine[] = [];

async function workspace(
  name: string,
  more: { readonly demonstration?: true; readonly seed?: number },
): Promise<Caller> {
  const engine = createEngine({
    resources,
    actor: 'tester',
    emit: () => undefined,
    log: line => {
      throw new Error(line);
    },
  });
  engines.push(engine);
  const call: Caller = async (method, input) => {
    const answered = await engine.call(method, input);
    if (!answered.ok) throw new Error(`${answered.fault.code} ${answered.fault.path ?? ''}: ${answered.fault.message}`);
    return answered.value as OutputOf<typeof method>;
  };
  const file = path.join(folder, `${name}.csaf`);
  await call('workspace.create', { file, passphrase, ...more });
  await call('workspace.open', { file, passphrase });
  return call;
}

let own: Caller;
let empty: Caller;
let draft: Appraisal;

beforeAll(async () => {
  own = await workspace('own', { demonstration: true, seed: 1 });
  empty = await workspace('empty', {});
  draft = await own('commissioning.draft', {});
}, 240_000);
afterAll(async () => {
  for (const engine of engines) await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const few = { detail: 'headlines', replications: 5 } as const;
const noteOf = ({ notes }: AppraisalResult, code: string): string =>
  notes
    .filter(note => note.code === code)
    .map(note => note.text)
    .join(' ');

async function written(call: Caller, appraisal: Appraisal, kind: 'paper' | 'log' | 'document'): Promise<string> {
  const file = path.join(folder, `written.${{ paper: 'docx', log: 'csv', document: 'json' }[kind]}`);
  await call('commissioning.export', { appraisal, kind, file, replications: 5 });
  return kind === 'paper'
    ? textOf(readOffice(readFileSync(file)).xml('word/document.xml'))
    : readFileSync(file, 'utf8');
}

describe('an appraisal that was pulled from other rows', () => {
  it('counts nothing as from the data in a workspace without them, and says so everywhere', async () => {
    const here = await own('commissioning.appraise', { ...few, appraisal: draft });
    expect([here.standing.inputs.data, here.standing.need, noteOf(here, 'other-rows')]).toEqual([9, 'data', '']);
    const there = await empty('commissioning.appraise', { ...few, appraisal: draft });
    expect([there.standing.inputs.data, there.standing.need]).toEqual([0, 'placeholder']);
    const words =
      /^Not what the rows of this workspace give, and so placeholders: Interviews offered, .*missing episodes by district/;
    expect(noteOf(there, 'other-rows')).toMatch(words);
    expect(formatAppraisal({ ...there, changes: [] })).toContain(noteOf(there, 'other-rows'));
    const paper = await written(empty, draft, 'paper');
    expect(paper).toContain(noteOf(there, 'other-rows'));
    expect(paper).not.toMatch(/inputs? comes? from the data|Returns in this workspace|what the data give/i);
    expect(paper).toContain('no input was pulled from data');
    const log = await written(empty, draft, 'log');
    expect(log).toContain('Placeholder: not what the rows of this workspace give,Returns elsewhere,,,');
    expect(log).not.toContain('Returns in this workspace');
  });

  it('is kept there as what it is, and is from the data again where its rows are', async () => {
    const { id } = await empty('commissioning.save', { appraisal: draft });
    const { appraisal: opened } = await empty('commissioning.open', { id });
    expect(opened.inputs['offered']!.basis).toEqual({ state: 'placeholder', from: 'other-rows' });
    expect(opened.inputs['offered']).toMatchObject({ grade: null, owner: '', source: 'Returns elsewhere' });
    expect(needStandingOf(opened, 'episodes').source).toMatch(/^Returns elsewhere: last four quarters/);
    const back = await own('commissioning.save', { appraisal: opened });
    expect((await own('commissioning.open', { id: back.id })).appraisal).toEqual(draft);
  });

  it('counts nothing of rows that are others, until it is pulled from those', async () => {
    const other = await workspace('other', { demonstration: true, seed: 2 });
    const before = await other('commissioning.appraise', { ...few, appraisal: draft });
    expect(before.standing.need).toBe('placeholder');
    expect(before.standing.inputs.data).toBeLessThan(4);
    expect(noteOf(before, 'other-rows')).toContain('Interviews offered');
    const { appraisal } = await other('commissioning.pull', { appraisal: draft });
    const after = await other('commissioning.appraise', { ...few, appraisal });
    expect([after.standing.inputs.data, after.standing.need, noteOf(after, 'other-rows')]).toEqual([9, 'data', '']);
    // And it is pulled from no other than that.
    expect((await own('commissioning.appraise', { ...few, appraisal })).standing.need).toBe('placeholder');
  }, 120_000);

  it('tells no small count, although what is said to come from elsewhere counts as a placeholder', async () => {
    const small: Appraisal = {
      ...draft,
      districts: draft.districts.map((district, at) =>
        at === 1 ? { ...district, episodes: 3, referrals: 2, acceptance: { offers: 3, accepted: 2 } } : district,
      ),
    };
    for (const call of [empty, own]) {
      const { id } = await call('commissioning.save', { appraisal: small });
      const { appraisal: opened } = await call('commissioning.open', { id });
      expect(needStandingOf(opened, 'episodes').basis.state).toBe('placeholder');
      const told = JSON.parse(await written(call, opened, 'document')) as Appraisal;
      expect(told.districts.every(({ episodes, referrals }) => episodes > 5 && referrals > 5)).toBe(true);
      expect(noteOf(await call('commissioning.appraise', { ...few, appraisal: opened }), 'joined-need')).toContain(
        'counted together',
      );
    }
  });

  it.each([
    ['another value', { text: '20 %', distribution: { kind: 'point', value: 0.2 } }],
    ['another range', { text: '90 to 99 %', distribution: { kind: 'beta', low: 0.9, high: 0.99, coverage: 0.8 } }],
  ] as const)('an input that was set by hand to %s and still says that it was pulled is none', async (_, change) => {
    const offered = { ...draft.inputs['offered']!, ...change };
    const result = await own('commissioning.appraise', { ...few, appraisal: withInputs(draft, { offered }) });
    expect(noteOf(result, 'other-rows')).toBe(
      'Not what the rows of this workspace give, and so placeholders: Interviews offered. Pull again from the data, or say who gave them.',
    );
    const log = await written(own, withInputs(draft, { offered }), 'log');
    expect(log).toContain(`Interviews offered,All options,${change.text},`);
    expect(log).toMatch(/^Interviews offered,All options,.*Placeholder: not what the rows/m);
  });
});

describe('data that have moved on', () => {
  it('are said wherever the answer is read, until they are pulled again; then need says its own quarters', async () => {
    const moving = await workspace('moving', { demonstration: true, seed: 1 });
    const before = await moving('commissioning.draft', {});
    const last = (await moving('intake.batches', {})).find(
      batch => batch.type === 'missing-episode' && batch.state === 'current',
    )!;
    await moving('intake.withdraw', { batch: last.id, reason: 'test' });
    const stale = await moving('commissioning.appraise', { ...few, appraisal: before });
    const said = noteOf(stale, 'moved-on');
    expect(said).toMatch(
      /^The data have moved on since they were pulled for this: .+ then and .+ now; .*\. Pull again for what they give now\.$/,
    );
    // The value of the whole area, and not that of one of its contracts.
    expect(said).toContain(`Interviews offered, ${before.inputs['offered']!.text} then and `);
    expect(await written(moving, before, 'paper')).toContain(said);
    expect(formatAppraisal({ ...stale, changes: [] })).toContain(said);
    // It is of these rows all the same.
    expect([stale.standing.need, noteOf(stale, 'other-rows')]).toEqual(['data', '']);
    const { appraisal, changed } = await moving('commissioning.pull', { appraisal: before });
    expect(changed.every(sentence => /^[A-Z].*\.$/.test(sentence))).toBe(true);
    const after = await moving('commissioning.appraise', { ...few, appraisal });
    expect([noteOf(after, 'moved-on'), noteOf(after, 'other-rows')]).toEqual(['', '']);
    const quarters = appraisal.inputs['offered']!.link!.words.split(':')[0]!;
    expect(quarters).not.toBe(before.inputs['offered']!.link!.words.split(':')[0]);
    expect(needStandingOf(appraisal, 'episodes').source).toBe(`Returns in this workspace: ${quarters}`);
    expect(Object.values(appraisal.inputs).every(({ link }) => link === null || link.words.startsWith(quarters))).toBe(
      true,
    );
    expect((await moving('commissioning.pull', { appraisal })).appraisal).toEqual(appraisal);
  }, 120_000);
});

describe('the words of a value', () => {
  const valued = (text: string, distribution: Distribution): InputValue => ({ ...point(0), text, distribution });

  it('say it: where they say another, the value holds and its words are written anew, and that is told', async () => {
    const asked = withInputs(drafted, {
      leave_days: valued('5', { kind: 'point', value: 40 }),
      effect_repeat: valued('0.08 to 0.18, most likely 0.1', { kind: 'normal', low: 0.08, high: 0.18, coverage: 0.8 }),
      training_days: valued('about 8', { kind: 'normal', low: 7.2, high: 8.8, coverage: 0.8 }),
    });
    const told =
      'Words and values differed. The values hold, and the words now say them. Leave and bank holidays: “5” was written of 40; Effect on repeat missing: “0.08 to 0.18, most likely 0.1” was written of 0.08 to 0.18.';
    expect(noteOf(await empty('commissioning.appraise', { ...few, appraisal: asked }), 'other-words')).toBe(told);
    const log = await written(empty, asked, 'log');
    expect(log).toMatch(/^Leave and bank holidays,All options,40,40,/m);
    expect(log).toMatch(/^Effect on repeat missing,All options,0\.08 to 0\.18,/m);
    expect(log).toMatch(/^Training,All options,about 8,8,/m);
    const { id } = await empty('commissioning.save', { appraisal: asked });
    const opened = await empty('commissioning.open', { id });
    expect(opened.changes).toEqual([told]);
    expect(opened.appraisal.inputs['leave_days']!.text).toBe('40');
  });

  it('of the model and of a draft say theirs', () => {
    const own = Object.fromEntries(model.inputs.map(({ id, value }) => [id, value]));
    expect(withWordsOfValues({ ...draft, inputs: own }, model).differed).toEqual([]);
    expect(withWordsOfValues(draft, model).differed).toEqual([]);
  });

  it('that are written of a value read as it, growth below nothing too', () => {
    const growth = model.inputs[model.slots.get('prevalence_growth')!]!;
    for (const text of ['-1 to 3 %', '−2 to −1 %', 'about −2 %', '-3 to 4 %, most likely -1 %', '−1.5 %']) {
      const read = readRange(text, growth);
      expect(read.ok, text).toBe(true);
      const words = valueText(read.distribution!, growth.format);
      expect(valueText(readRange(words, growth).distribution!, growth.format), text).toBe(words);
    }
    expect(readRange('-60 to 3 %', growth).ok).toBe(false);
    expect(readRange('-1 to 3 %', model.inputs[model.slots.get('offered')!]!).ok).toBe(false);
  });
});
