import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { contract } from '../../shared/contract/index.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import type { Method, Topic } from '../../shared/contract/method.ts';
import { datasets } from '../../shared/model/datasets.ts';
import type { Deck } from '../../shared/model/deck.ts';
import { logoPng } from '../app/logo.ts';

/** Every statement that the engine gives its store, of readers and of the writer. */
const statements = vi.hoisted(() => [] as string[]);

vi.mock(import('../../electron/engine/store/store.ts'), async original => {
  const real = await original();
  const spied = <S extends object>(store: S): S =>
    Object.fromEntries(
      Object.entries(store).map(([name, act]) => [
        name,
        (sql: string, ...others: unknown[]) => {
          statements.push(sql);
          return (act as (...given: unknown[]) => unknown)(sql, ...others);
        },
      ]),
    ) as S;
  return {
    ...real,
    readableStore: database => spied(real.readableStore(database)),
    writableStore: database => spied(real.writableStore(database)),
  };
});

/** Which topic a table belongs to. */
const topicOfTable: Readonly<Record<string, Topic>> = {
  meta: 'facts',
  batch: 'facts',
  pseudonym: 'facts',
  segment: 'facts',
  ...Object.fromEntries(datasets.map(dataset => [dataset.table, 'facts'] as const)),
  set_aside: 'set-aside',
  problem: 'set-aside',
  area: 'areas',
  area_link: 'areas',
  boundary_set: 'areas',
  saved_view: 'views',
  saved_view_version: 'views',
  audit_entry: 'audit',
  leaving: 'audit',
  disclosure_rules: 'rules',
  standing_tables: 'rules',
  release: 'releases',
  release_cell: 'releases',
  standing_plan: 'releases',
  release_proof: 'releases',
  appraisal: 'appraisals',
  appraisal_version: 'appraisals',
  deck: 'decks',
  frozen_deck: 'frozen',
  deck_note: 'notes',
  action: 'action-plan',
  action_version: 'action-plan',
  framework_version: 'framework',
  house_style: 'style',
  draft: 'drafts',
  supply_fact: 'facts',
};

/** Topics of no table: what the session and the main process hold. */
const ofNoTable: readonly Topic[] = ['workspace', 'preferences', 'recents', 'base-map', 'presentation'];

const passphrase = 'six white horses on a hill';
const resources = path.resolve(import.meta.dirname, '../../resources');
const read = new Map<string, Set<Topic>>();
const changed = new Map<string, Set<Topic>>();
let folder: string;
let file: string;
let engine: Engine;
/** A second pair of eyes on the same file. */
let beside: Workspace;

const inFolder = (name: string, content: string | Uint8Array): string => {
  const written = path.join(folder, name);
  writeFileSync(written, content);
  return written;
};

let known: { readonly version: number; readonly sums: ReadonlyMap<string, string> } | null = null;

/** A checksum of every table; worked out anew where anybody wrote since the last time. */
function checksums(): ReadonlyMap<string, string> {
  const { data_version: version } = beside.read.get<{ data_version: number }>('PRAGMA data_version')!;
  if (known?.version !== version) known = { version, sums: checksumsNow() };
  return known.sums;
}

function checksumsNow(): ReadonlyMap<string, string> {
  const tables = beside.read.all<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`,
  );
  return new Map(
    tables.map(({ name }) => {
      const hash = createHash('sha256');
      for (const row of beside.read.iterateRaw(`SELECT * FROM "${name}"`))
        for (const value of row)
          hash.update(value instanceof Uint8Array ? value : `${typeof value} ${value}`).update('\0');
      return [name, hash.digest('hex')];
    }),
  );
}

function tablesNamed(sql: string): readonly string[] {
  const plain = sql.replaceAll(/'(?:[^']|'')*'/g, "''");
  return [...plain.matchAll(/\b(?:FROM|JOIN)\s+"?([a-z_]+)"?/gi)].flatMap(([, name = '']) =>
    Object.hasOwn(topicOfTable, name) ? [name] : [],
  );
}

const note = (where: Map<string, Set<Topic>>, method: string, tables: Iterable<string>): void => {
  const known = where.get(method) ?? new Set();
  where.set(method, known);
  for (const table of tables) known.add(topicOfTable[table]!);
};

async function answerOf<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const answer = await engine.call(method, input);
  if (!answer.ok) throw new Error(`${method}: ${answer.fault.message} ${answer.fault.path ?? ''}`);
  return answer.value as OutputOf<N>;
}

/** Asks as anybody would, and notes which tables were read on the way and which are others afterwards. */
async function ask<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const { needs, access } = contract[method] as Method;
  if (needs === 'workspace' && access !== 'write') {
    // What was remembered of an answer before is read anew.
    await answerOf('workspace.lock', {});
    await answerOf('workspace.unlock', { passphrase });
  }
  const before = checksums();
  statements.length = 0;
  const answer = await answerOf(method, input);
  // An entry of the trail looks at the one before it and at the data version, whatever it speaks of.
  const ofTheTrail = access === 'write' ? ['audit_entry', 'meta'] : [];
  note(
    read,
    method,
    statements.flatMap(tablesNamed).filter(table => !ofTheTrail.includes(table)),
  );
  const after = checksums();
  note(
    changed,
    method,
    [...after.keys()].filter(table => after.get(table) !== before.get(table)),
  );
  return answer;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'topics-'));
  file = path.join(folder, 'county.csaf');
  engine = createEngine({
    resources,
    actor: 'tester',
    emit: () => undefined,
    log: line => {
      throw new Error(line);
    },
    now: () => new Date('2017-11-14T09:00:00.000Z'),
  });
  await answerOf('workspace.create', { file, passphrase, demonstration: true });
  await answerOf('workspace.unlock', { passphrase });
  beside = await openWorkspace(file, passphrase);
}, 120_000);

afterAll(async () => {
  await beside.close();
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const table = {
  dataset: 'referrals',
  rows: ['district'],
  columns: [{ field: 'referred_on', by: 'financial-year' as const }],
  values: [{ measure: 'children' }, { measure: 'rate' }],
  totals: { rows: 'after' as const, columns: 'after' as const },
};
const rateTable = { ...table, values: [{ measure: 'children' }] };

describe('what the contract says of reading and changing is so', () => {
  it('every table belongs to a topic, and every topic has tables or is of the session', () => {
    expect([...checksums().keys()]).toEqual(Object.keys(topicOfTable).toSorted());
    const held = new Set([...Object.values(topicOfTable), ...ofNoTable]);
    const named = new Set(
      Object.values(contract as Record<string, Method>).flatMap(one => [...one.reads, ...one.changes]),
    );
    expect([...named].filter(topic => !held.has(topic))).toEqual([]);
  });

  it('every method of the engine is asked', { timeout: 300_000 }, async () => {
    const png = inFolder('logo.png', logoPng(240, 80));
    await ask('workspace.state', {});
    await ask('workspace.check', {});
    await ask('workspace.audit', {});
    await ask('job.cancel', { job: 'none' });
    await ask('intake.types', {});
    await ask('intake.template', { type: 'referral', format: 'csv', file: path.join(folder, 'template.csv') });
    for (const name of ['method.list', 'method.selftest', 'commissioning.model'] as const) await ask(name, {});
    await ask('method.run', { name: 'wilson', input: { x: 1, n: 10 } });
    const { inputs } = await ask('commissioning.model', {});
    await ask('commissioning.reading', { input: inputs[0]!.id, text: '1' });

    // Returns come in, are put right and taken back.
    const referrals = inFolder(
      'referral_police_2017-18_Q3.csv',
      [
        'child_reference,referred_on,agency,area,age,sex',
        'CH-990001,2017-10-03,police,E07000192,14,female',
        'CH-990002,soon,police,E07000192,15,female',
        'CH-990003,2017-10-05,police,E07999999,15,male',
        '',
      ].join('\n'),
    );
    const code = beside.read.get<{ code: string }>(
      `SELECT code FROM area WHERE level = 'lsoa' ORDER BY code LIMIT 1`,
    )!.code;
    const lookUp = inFolder(
      'lookup.csv',
      [
        'lsoa11_name,lsoa11_code,change_code,lsoa21_name,lsoa21_code,ltla22_name,ltla22_code',
        `one,${code},S,New one,E01099001,Stoke-on-Trent,E06000021`,
        `one,${code},S,New two,E01099002,Stoke-on-Trent,E06000021`,
        '',
      ].join('\n'),
    );
    const [report] = (await ask('intake.import', { files: [referrals] })).files;
    const [look] = (await ask('intake.import', { files: [lookUp] })).files;
    expect([report!.setAside, look!.outcome]).toEqual([2, 'loaded']);
    await ask('intake.batches', {});
    const rows = await ask('intake.setAside', {});
    await ask('intake.exportSetAside', { batch: report!.batch!, file: path.join(folder, 'aside.xlsx') });
    await ask('intake.correct', {
      id: rows.find(row => row.problems[0]!.found === 'soon')!.id,
      values: { referred_on: '2017-10-04' },
    });
    await ask('intake.waive', { id: rows.find(row => row.problems[0]!.found !== 'soon')!.id, reason: 'nowhere' });
    await ask('intake.withdraw', { batch: look!.batch!, reason: 'brought in by mistake' });

    // Tables, for the analyst and for a board.
    await ask('cube.datasets', {});
    await ask('cube.members', { dataset: 'referrals', field: 'district' });
    for (const audience of ['analyst', 'board'] as const) {
      const asked = { ...rateTable, audience };
      await ask('cube.pivot', asked);
      await ask('cube.protected', { description: asked, job: 'protected' });
      await ask('cube.explain', { description: asked, row: [], column: [], value: 0 });
      await ask('cube.export', {
        description: asked,
        format: 'csv',
        file: path.join(folder, `${audience}.csv`),
        purpose: 'a check',
      });
    }
    const board = { ...rateTable, rows: ['sex'], audience: 'board' as const };
    await ask('cube.rows', { description: { ...rateTable, audience: 'analyst' }, row: [], column: [] });
    const { releases } = await ask('cube.copy', { description: board });
    await ask('disclosure.void', { releases: [...releases] });
    await ask('cube.print', board);
    const [printed] = await ask('disclosure.releases', {});
    // As after the application ended while it was written.
    await beside.write(store => store.run('UPDATE release SET written_at = NULL WHERE id = ?', printed!.id));
    await ask('disclosure.settle', { release: printed!.id, written: true });
    const { rules } = await ask('disclosure.rules', {});
    await ask('disclosure.plan', {});
    await ask('disclosure.solve-plan', { datasets: ['offences'] });
    await ask('cube.freeing', { description: board, job: 'freeing' });
    await ask('cube.preview', { description: board, rules: rules.audiences.board });
    await ask('disclosure.change', {
      audience: 'board',
      rules: { ...rules.audiences.board, hide: { from: 1, to: 7 } },
      reason: 'tried for a test',
    });
    const tables = await ask('disclosure.tables', {});
    await ask('disclosure.change-tables', { families: tables.families.slice(0, 3), reason: 'tried for a test' });
    await ask('disclosure.releases', {});

    // Saved views.
    const view = await ask('views.save', { name: 'A view', description: rateTable });
    await ask('views.list', {});
    await ask('views.versions', { id: view.id });
    await ask('views.delete', { id: view.id });

    // Maps.
    const map = { dataset: 'referrals', level: 'ward' as const };
    for (const audience of ['analyst', 'board'] as const) {
      const description = { ...map, audience };
      await ask('geography.hotspots', { description });
      await ask('geography.surface', { description });
      await ask('geography.hexagons', { description });
      await ask('geography.export', {
        description,
        format: 'csv',
        file: path.join(folder, `map-${audience}.csv`),
        purpose: 'a check',
      });
    }
    await ask('geography.print', { description: { ...map, audience: 'board' } });
    await ask('geography.series', { description: map });
    await ask('geography.boundaries', {});
    await ask('geography.shapes', { level: 'district' });

    // Framework and action plan.
    const { framework } = await ask('framework.read', {});
    await ask('framework.save', { framework: { ...framework, name: 'Outcomes, changed' }, reason: 'tried for a test' });
    for (const audience of ['analyst', 'board'] as const) {
      await ask('framework.scorecard', { question: { audience, districts: audience === 'analyst' } });
      await ask('claims.list', { audience });
    }
    await ask('framework.print', { question: { audience: 'board' } });
    await ask('claims.print', { audience: 'board' });
    await ask('coverage.read', {});
    await ask('coverage.period', { dataset: 'referrals', from: '2017-07-01', to: '2017-09-30', area: 'E06000021' });
    const { id: fact } = await ask('coverage.record', {
      fact: { kind: 'end', type: 'referral', agencies: ['police'], from: '2018-04-01', reason: 'tried for a test' },
    });
    await ask('coverage.withdraw', { id: fact, reason: 'tried for a test' });
    await ask('framework.rationalise', {});
    const line = {
      kind: 'action' as const,
      text: 'Look at the rules',
      theme: null,
      indicator: null,
      owner: '',
      due: null,
      state: 'open' as const,
      note: '',
    };
    const { id: action } = await ask('action-plan.save', { line });
    await ask('action-plan.list', {});
    await ask('action-plan.history', { id: action });
    await ask('action-plan.export', { format: 'csv', file: path.join(folder, 'plan.csv') });

    // An appraisal.
    const appraisal = await ask('commissioning.draft', {});
    await ask('commissioning.pull', { appraisal });
    const result = await ask('commissioning.appraise', { appraisal, replications: 20 });
    const options = result.options.map(option => option.id);
    const drivers = result.tornado.bars.map(bar => bar.input);
    await ask('commissioning.grid', { appraisal, compare: [options[0]!, options[1]!], x: drivers[0]!, y: drivers[1]! });
    const kept = await ask('commissioning.save', { appraisal });
    await ask('commissioning.list', {});
    await ask('commissioning.open', { id: kept.id });
    for (const kind of ['paper', 'annex', 'log'] as const)
      await ask('commissioning.export', { appraisal, kind, replications: 20, file: path.join(folder, `${kind}.docx`) });
    await ask('commissioning.delete', { id: kept.id });

    // A briefing.
    const house = await ask('briefing.style', {});
    await ask('briefing.set-style', { style: { ...house, organisation: 'The partnership' } });
    await ask('briefing.read-logo', { file: png });
    await ask('briefing.read-picture', { file: png });
    await ask('claims.list', { audience: 'board' });
    await ask('briefing.template', { template: 'csaf-quarterly' });
    const slide = (id: string, pin: Deck['slides'][number]['pin']): Deck['slides'][number] => ({
      id,
      layout: 'view',
      title: 'A finding',
      narrative: '',
      notes: '',
      pin,
    });
    const deck: Deck = {
      name: 'December',
      template: null,
      audience: 'board',
      organisation: '',
      marking: '',
      slides: [
        slide('one', { kind: 'table', view: rateTable }),
        slide('two', { kind: 'map', view: map, layer: 'areas' }),
        slide('three', { kind: 'options', view: appraisal, part: 'compare' }),
        slide('four', { kind: 'scorecard', view: { districts: false, indicators: [framework.indicators[0]!.code] } }),
        slide('five', { kind: 'table', view: { ...rateTable, rows: ['sex'] } }),
      ],
    };
    const { id } = await ask('briefing.save', { deck });
    await ask('briefing.decks', {});
    await ask('briefing.open', { id });
    for (const { id: shown } of deck.slides) await ask('briefing.preview', { deck, slide: shown });
    await ask('briefing.check-words', { deck, slide: 'five' });
    const frozen = await ask('briefing.freeze', { id });
    await ask('briefing.frozen', { id: frozen.id });
    await ask('briefing.presented', { frozen: frozen.id });
    await ask('briefing.print', {
      frozen: frozen.id,
      file: path.join(folder, 'deck.pdf'),
      bytes: new Uint8Array([37]),
    });
    await ask('briefing.changes', { before: frozen.id, after: frozen.id });
    await ask('briefing.export', { id: frozen.id, format: 'csv', file: path.join(folder, 'deck.csv') });
    await ask('briefing.presenter-copy', {
      ids: [frozen.id],
      file: path.join(folder, 'copy.csaf'),
      passphrase: 'long enough to be one',
    });
    await ask('briefing.note', { frozen: frozen.id, slide: 'one', kind: 'action', text: 'Look again' });
    await ask('briefing.notes', { frozen: frozen.id });
    await ask('briefing.delete', { id });

    // Work in progress.
    await ask('drafts.save', { name: 'appraisal:new', document: '{}' });
    await ask('drafts.read', {});
    await ask('drafts.forget', { name: 'appraisal:new' });

    // The workspace itself.
    await ask('workspace.lock', {});
    await ask('workspace.unlock', { passphrase });
    await ask('workspace.close', {});
    await ask('workspace.open', { file, passphrase });
    await ask('workspace.create', { file: path.join(folder, 'another.csaf'), passphrase });
    await ask('workspace.open', { file, passphrase });

    const engineMethods = Object.entries(contract as Record<string, Method>).filter(
      ([, { room }]) => room === 'engine',
    );
    expect(engineMethods.map(([name]) => name).filter(name => !read.has(name))).toEqual([]);
  });

  const declared = Object.entries(contract as Record<string, Method>).filter(([, { room }]) => room === 'engine');
  const ofTables = (list: readonly Topic[]) => list.filter(topic => !ofNoTable.includes(topic)).toSorted();

  it('each method changes the tables of the topics that it names, and no others', () => {
    const said = Object.fromEntries(declared.map(([name, { changes }]) => [name, ofTables(changes)]));
    const seen = Object.fromEntries(declared.map(([name]) => [name, [...(changed.get(name) ?? [])].toSorted()]));
    expect(seen).toEqual(said);
  });

  it('each reading method rests on the tables of the topics that it names, and on no others', () => {
    // Another workspace is another everything; and a job may look at what it writes.
    const reading = declared.filter(([, { access, changes }]) => access !== 'write' && !changes.includes('workspace'));
    const others = (list: readonly Topic[], { changes }: Method) =>
      ofTables(list.filter(topic => !changes.includes(topic)));
    const said = Object.fromEntries(reading.map(([name, method]) => [name, others(method.reads, method)]));
    const seen = Object.fromEntries(
      reading.map(([name, method]) => [name, others([...(read.get(name) ?? [])], method)]),
    );
    expect(seen).toEqual(said);
  });

  it('a write that says what it rests on leaves nothing out', () => {
    const unsaid = declared.flatMap(([name, { access, reads, changes }]) =>
      access === 'write' && reads.length > 0
        ? [...(read.get(name) ?? [])]
            .filter(topic => ![...reads, ...changes].includes(topic))
            .map(topic => `${name} ${topic}`)
        : [],
    );
    expect(unsaid).toEqual([]);
  });
});
