import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { appendAudit, brokenAuditEntry } from '../../electron/engine/store/audit-trail.ts';
import { latestVersion, migrations } from '../../electron/engine/store/migrations/index.ts';
import { writableStore } from '../../electron/engine/store/store.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import type { ActionLine, PlannedAction } from '../../shared/contract/action-plan.ts';
import type { DeckNote, DeckSummary, FrozenDeck } from '../../shared/contract/briefing.ts';
import type { Answer } from '../../shared/contract/fault.ts';
import type { AuditEntry } from '../../shared/contract/workspace.ts';
import { partsOf, readWorkbook } from '../app/read-workbook.ts';

/** Over real encrypted workspaces: lines, their versions, where they come from, and the plan as a file. */
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-action-plan-'));
const passphrase = 'correct horse battery staple';
const inFolder = (name: string) => path.join(folder, name);
const place = { file: inFolder('plan.csaf'), passphrase };
let today = new Date(2017, 10, 14, 9, 30);
let actor = 'coordinator';
let engine: Engine;

const startEngine = (): Engine =>
  createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor,
    emit: () => undefined,
    log: () => undefined,
    now: () => today,
  });

const answer = async <T>(method: string, input: unknown): Promise<Answer<T>> =>
  (await engine.call(method, input)) as Answer<T>;

async function got<T>(method: string, input: unknown): Promise<T> {
  const found = await answer<T>(method, input);
  if (!found.ok) throw new Error(`${method}: ${found.fault.message}`);
  return found.value;
}

async function faultOf(method: string, input: unknown): Promise<string | null> {
  const found = await answer(method, input);
  return found.ok ? null : found.fault.code;
}

const plan = () => got<readonly PlannedAction[]>('action-plan.list', {});
const byReference = async (reference: string) => (await plan()).find(one => one.reference === reference)!;

const line = (text: string, more: Partial<ActionLine> = {}): ActionLine => ({
  kind: 'action',
  text,
  theme: null,
  indicator: null,
  owner: '',
  due: null,
  state: 'open',
  note: '',
  ...more,
});

const lineOf = ({ kind, text, theme, indicator, owner, due, state, note }: ActionLine): ActionLine => ({
  kind,
  text,
  theme,
  indicator,
  owner,
  due,
  state,
  note,
});

let frozen: FrozenDeck;

beforeAll(async () => {
  engine = startEngine();
  await got('workspace.create', { ...place, demonstration: false });
  await got('workspace.open', place);
  const words = { layout: 'text', narrative: '', notes: '', pin: null };
  const { id } = await got<DeckSummary>('briefing.save', {
    deck: {
      name: 'November meeting',
      template: null,
      audience: 'board',
      organisation: '',
      marking: 'OFFICIAL',
      slides: [
        { id: 'opening', title: 'What we found', ...words },
        { id: 'waits', title: 'Waits are longest in the north', ...words },
      ],
    },
  });
  frozen = await got<FrozenDeck>('briefing.freeze', { id });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the action plan', () => {
  it('is empty at first, and a line without words is refused', async () => {
    expect(await plan()).toEqual([]);
    expect(await faultOf('action-plan.save', { line: line('  ') })).toBe('invalid-input');
    expect(await faultOf('action-plan.save', { line: line('x', { due: '2017-02-30' }) })).toBe('invalid-input');
    expect(await faultOf('action-plan.save', { id: 99, version: 1, line: line('x') })).toBe('not-found');
    expect(await faultOf('action-plan.history', { id: 99 })).toBe('not-found');
    expect(await plan()).toEqual([]);
  });

  it('takes a decision and an action of a meeting with the slide that they were noted against', async () => {
    const decided = await got<DeckNote>('briefing.note', {
      frozen: frozen.id,
      slide: 'opening',
      kind: 'decision',
      text: 'Commission one contract from April.',
    });
    const asked = await got<DeckNote>('briefing.note', {
      frozen: frozen.id,
      slide: 'waits',
      kind: 'action',
      text: 'Ask the districts why.',
      owner: 'Strategic coordinator',
      due: '2017-11-13',
    });
    expect(await got('briefing.notes', { frozen: frozen.id })).toEqual([decided, asked]);
    const lines = await plan();
    expect(lines.map(one => [one.reference, one.kind, one.state, one.late])).toEqual([
      [asked.reference, 'action', 'open', true],
      [decided.reference, 'decision', 'done', false],
    ]);
    expect(lines[0]).toMatchObject({
      text: 'Ask the districts why.',
      owner: 'Strategic coordinator',
      due: '2017-11-13',
      version: 1,
      changedBy: 'coordinator',
      origin: {
        frozen: frozen.id,
        briefing: 'November meeting',
        slide: 'waits',
        slideTitle: 'Waits are longest in the north',
      },
    });
  });

  it('a note that cannot be taken leaves no line', async () => {
    const before = await plan();
    expect(await faultOf('briefing.note', { frozen: frozen.id, slide: 'none', kind: 'action', text: 'Nowhere.' })).toBe(
      'not-found',
    );
    expect(await plan()).toEqual(before);
  });

  it('keeps every version of a line, and a save without a change keeps none', async () => {
    const added = await got<PlannedAction>('action-plan.save', {
      line: line('  Visit the taxi ranks  ', { theme: 'pursue', indicator: 'U4.1', owner: 'Licensing lead' }),
    });
    expect(added).toMatchObject({ text: 'Visit the taxi ranks', version: 1, origin: null, late: false });
    today = new Date(2017, 10, 15, 10, 0);
    const { id } = added;
    const again = await got<PlannedAction>('action-plan.save', { id, version: 1, line: lineOf(added) });
    expect(again).toEqual(added);
    const changed = await got<PlannedAction>('action-plan.save', {
      id,
      version: 1,
      line: { ...lineOf(added), state: 'under-way', due: '2017-11-30', note: 'Two ranks of five done.' },
    });
    expect(changed).toMatchObject({ version: 2, state: 'under-way', createdAt: added.createdAt });
    expect(changed.changedAt > added.changedAt).toBe(true);
    const versions = await got<readonly (ActionLine & { version: number; by: string; at: string })[]>(
      'action-plan.history',
      { id },
    );
    expect(versions.map(one => [one.version, one.state, one.due, one.by])).toEqual([
      [2, 'under-way', '2017-11-30', 'coordinator'],
      [1, 'open', null, 'coordinator'],
    ]);
    expect(versions[1]!.at).toBe(added.changedAt);
  });

  it('refuses a change made over an older version, and says who was first', async () => {
    const { id, ...rest } = (await plan()).find(one => one.text === 'Visit the taxi ranks')!;
    const input = { id, version: 1, line: { ...lineOf(rest), state: 'done' } };
    const refused = await answer('action-plan.save', input);
    expect(refused).toMatchObject({ ok: false, fault: { code: 'refused' } });
    if (!refused.ok) expect(refused.fault.message).toMatch(/changed by coordinator .* nothing was saved/);
    expect(await faultOf('action-plan.save', { id, line: input.line })).toBe('invalid-input');
    expect(await byReference(rest.reference)).toMatchObject({ version: 2, state: 'under-way' });
  });

  it('is late from the day after its day until it is done or dropped', async () => {
    const { id, reference, ...rest } = (await plan()).find(one => one.text === 'Visit the taxi ranks')!;
    today = new Date(2017, 10, 30, 23, 59);
    expect((await byReference(reference)).late).toBe(false);
    today = new Date(2017, 11, 1, 0, 1);
    expect((await byReference(reference)).late).toBe(true);
    const dropped = { ...lineOf(rest), state: 'dropped' };
    expect(await got<PlannedAction>('action-plan.save', { id, version: 2, line: dropped })).toMatchObject({
      late: false,
      version: 3,
    });
  });

  it('lists what is still to be done first, by its day, and then what was changed last', async () => {
    await got('action-plan.save', { line: line('No day') });
    await got('action-plan.save', { line: line('In January', { due: '2018-01-31' }) });
    expect((await plan()).map(one => one.text)).toEqual([
      'Ask the districts why.',
      'In January',
      'No day',
      'Visit the taxi ranks',
      'Commission one contract from April.',
    ]);
  });

  it('says in the audit trail which line was changed, and never what it says', async () => {
    const audit = await got<readonly AuditEntry[]>('workspace.audit', { most: 200 });
    const told = audit.filter(one => one.action === 'save-action' || one.action === 'note-briefing');
    expect(told.map(one => one.subject)).toContain('A3, version 2');
    expect(told).toHaveLength(2 + 5);
    expect(JSON.stringify(audit)).not.toMatch(/taxi|districts why|one contract/i);
  });

  it('leaves as CSV and as a workbook that read back as the plan', async () => {
    await got('action-plan.save', {
      line: line('=HYPERLINK("a")', { kind: 'decision', state: 'done', note: 'A "quoted", long\nnote' }),
    });
    const expected = (await plan()).map(one => [
      one.reference,
      one.kind === 'decision' ? 'Decision' : 'Action',
      one.text,
      one.theme === 'pursue' ? 'Pursue' : '',
      one.indicator ?? '',
      one.owner,
      one.due ?? '',
      { open: 'Open', 'under-way': 'Under way', done: 'Done', dropped: 'Dropped' }[one.state],
      one.late ? 'late' : '',
      one.note,
      one.origin?.briefing ?? '',
      one.origin?.slideTitle ?? '',
    ]);
    expect(expected.filter(row => row[8] === 'late')).toHaveLength(1);
    const csv = inFolder('plan.csv');
    expect(await got('action-plan.export', { format: 'csv', file: csv })).toEqual({ lines: 6 });
    const rows = parse(readFileSync(csv), { bom: true, relax_column_count: true }) as string[][];
    expect(rows[0]!.join('|')).toBe('Reference|Kind|What|Theme|Indicator|Owner|Due|State|Late|Note|Briefing|Slide');
    // A spreadsheet would take the first sign for a formula.
    const guarded = expected.map(row => row.map(cell => (cell.startsWith('=') ? `'${cell}` : cell)));
    expect(rows.slice(1, 7)).toEqual(guarded);
    expect(rows.slice(7).flat().join(' ')).toMatch(/not checked by disclosure control/);
    const xlsx = inFolder('plan.xlsx');
    await got('action-plan.export', { format: 'xlsx', file: xlsx });
    const [sheet] = [...readWorkbook(readFileSync(xlsx)).values()];
    const days = (iso: string) => Date.parse(iso) / 86_400_000 + 25_569;
    const filled = expected.map(row => row.map((cell, at) => (at === 6 && cell ? days(cell) : cell)).filter(Boolean));
    expect(sheet!.slice(1).map(row => row.filter(Boolean))).toEqual(filled);
    const cells = partsOf(readFileSync(xlsx)).get('xl/worksheets/sheet1.xml')!.toString('utf8');
    expect(/<c r="G2"[^>]*>.*?<\/c>/.exec(cells)![0]).toContain(`<v>${days('2017-11-13')}</v>`);
    const audit = await got<readonly AuditEntry[]>('workspace.audit', { most: 1 });
    expect(audit[0]).toMatchObject({ action: 'export', subject: 'action plan as xlsx, 6 lines: plan.xlsx, for board' });
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it('does not go into a presenter copy, which takes no line', async () => {
    const copy = { file: inFolder('copy.csaf'), passphrase: 'another long passphrase' };
    await got('briefing.presenter-copy', { ids: [frozen.id], ...copy });
    await got('workspace.open', copy);
    expect(await plan()).toEqual([]);
    expect(await faultOf('action-plan.save', { line: line('x') })).toBe('refused');
    expect(
      await faultOf('briefing.note', { frozen: 1, slide: 'opening', kind: 'action', text: 'From the room.' }),
    ).toBe('refused');
    expect(readFileSync(copy.file).includes('taxi')).toBe(false);
    await got('workspace.open', place);
    expect(await plan()).toHaveLength(6);
  });
});

describe('a workspace from before there was a plan', () => {
  const old = { file: inFolder('old.csaf'), passphrase };

  /** A file as the version with four migrations wrote it, with the notes of two meetings in it. */
  function writeOldWorkspace(): void {
    const raw = new Database(old.file);
    raw.pragma(`cipher='sqlcipher'`);
    raw.pragma('legacy=4');
    raw.pragma(`key='${old.passphrase}'`);
    raw.pragma(`application_id = ${0x43534146}`);
    for (const migration of migrations.slice(0, 4)) for (const statement of migration.statements) raw.exec(statement);
    raw.pragma('user_version = 4');
    const store = writableStore(raw);
    for (const [name, value] of [
      ['id', 'ab12'],
      ['created_at', '2017-10-01T09:00:00.000Z'],
      ['demonstration', 'no'],
      ['data_version', '0'],
      ['pseudonym_secret', 'ff'.repeat(32)],
    ] as const)
      store.run('INSERT INTO meta (name, value) VALUES (?, ?)', name, value);
    const frozenDeck = store.prepare(
      `INSERT INTO frozen_deck (id, deck_id, name, template, audience, organisation, marking, as_at, frozen_at,
         frozen_by, data_version, rules_version, synthetic, checksum, slides)
       VALUES (?, NULL, ?, NULL, 'board', '', '', NULL, '2017-10-02T09:00:00.000Z', 'x', 0, 1, 0, ?, ?)`,
    );
    const checksum = '0'.repeat(64);
    const slides = JSON.stringify([{ slide: { id: 'one', title: 'A finding' }, content: null }]);
    frozenDeck.run(3, 'October meeting', checksum, slides);
    frozenDeck.run(5, 'Damaged on a stick', checksum, slides.slice(0, 20));
    const note = store.prepare(
      `INSERT INTO deck_note (id, frozen_id, slide, kind, text, owner, due, noted_at) VALUES (?, ?, 'one', ?, ?, ?, ?, ?)`,
    );
    note.run(4, 3, 'decision', 'Keep the service.', '', null, '2017-10-02T10:00:00.000Z');
    note.run(
      9,
      3,
      'action',
      'Write to "every" head teacher.',
      'Education lead',
      '2017-12-15',
      '2017-10-02T10:05:00.000Z',
    );
    note.run(12, 5, 'action', 'Freeze it again.', '', null, '2017-10-03T10:00:00.000Z');
    appendAudit(store, { at: '2017-10-01T09:00:00.000Z', actor: 'x', action: 'create-workspace' });
    raw.close();
  }

  it('keeps its notes, and each is a line of the plan', async () => {
    writeOldWorkspace();
    await got('workspace.open', old);
    const notes = await got<readonly DeckNote[]>('briefing.notes', { frozen: 3 });
    expect(notes.map(one => [one.id, one.reference, one.text])).toEqual([
      [4, 'A4', 'Keep the service.'],
      [9, 'A9', 'Write to "every" head teacher.'],
    ]);
    const origin = { frozen: 3, briefing: 'October meeting', slide: 'one', slideTitle: 'A finding' };
    expect(await plan()).toMatchObject([
      {
        reference: 'A9',
        kind: 'action',
        text: 'Write to "every" head teacher.',
        owner: 'Education lead',
        due: '2017-12-15',
        state: 'open',
        theme: null,
        indicator: null,
        note: '',
        version: 1,
        createdAt: '2017-10-02T10:05:00.000Z',
        changedBy: '',
        origin,
      },
      // Its slide cannot be told any more; the line is there all the same.
      { reference: 'A12', origin: { frozen: 5, briefing: 'Damaged on a stick', slide: 'one', slideTitle: '' } },
      { reference: 'A4', kind: 'decision', state: 'done', due: null, origin },
    ]);
    const [last] = await plan();
    await got('action-plan.save', { id: 9, version: 1, line: { ...lineOf(last!), state: 'done' } });
    expect(await got<PlannedAction>('action-plan.save', { line: line('New') })).toMatchObject({ reference: 'A13' });
    await got('workspace.close', {});
    const workspace = await openWorkspace(old.file, passphrase);
    expect(brokenAuditEntry(workspace.read)).toBeNull();
    await workspace.close();
    const copies = readdirSync(inFolder('old backups'));
    expect(copies.some(name => name.includes(`before-version-${latestVersion}`))).toBe(true);
  });
});

describe('two people over one file, one after the other', () => {
  it('the name of each stands at the version that they kept', async () => {
    await engine.close();
    actor = 'second analyst';
    engine = startEngine();
    await got('workspace.open', place);
    const found = (await plan()).find(one => one.text === 'No day')!;
    await got('action-plan.save', { id: found.id, version: 1, line: { ...lineOf(found), owner: 'Health lead' } });
    const versions = await got<readonly { by: string }[]>('action-plan.history', { id: found.id });
    expect(versions.map(one => one.by)).toEqual(['second analyst', 'coordinator']);
  });
});
