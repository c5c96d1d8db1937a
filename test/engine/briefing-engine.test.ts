import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBriefing } from '../../electron/cli/brief.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import type { DeckChange, DeckNote, DeckSummary, FrozenContent, FrozenDeck } from '../../shared/contract/briefing.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import type { ReleaseSummary } from '../../shared/contract/disclosure.ts';
import type { Answer } from '../../shared/contract/fault.ts';
import { contract } from '../../shared/contract/index.ts';
import type { AuditEntry, WorkspaceState } from '../../shared/contract/workspace.ts';
import { draftMark } from '../../shared/text/appraisal.ts';
import { signedStatus } from '../../shared/text/chart-signs.ts';
import { currentModelVersion } from '../../shared/model/appraisal.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import type { Deck, Slide } from '../../shared/model/deck.ts';
import { partsOf, readWorkbook } from '../app/read-workbook.ts';
import { readOffice, textOf } from './briefing-reading.ts';

/** Over a real encrypted workspace with the demonstration: from a report to a frozen deck, its files and its copy. */
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-briefing-'));
const passphrase = 'correct horse battery staple';
const place = { file: path.join(folder, 'demonstration.csaf'), passphrase };
let engine: Engine;
let report: Deck;
let first: FrozenDeck;

const inFolder = (name: string) => path.join(folder, name);

async function answer<T>(method: string, input: unknown): Promise<Answer<T>> {
  return (await engine.call(method, input)) as Answer<T>;
}

async function got<T>(method: string, input: unknown): Promise<T> {
  const found = await answer<T>(method, input);
  if (!found.ok) throw new Error(`${method}: ${found.fault.message}`);
  return found.value;
}

async function faultOf(method: string, input: unknown): Promise<string | null> {
  const found = await answer(method, input);
  return found.ok ? null : found.fault.code;
}

/** Districts by sex in the quarters of half a year: many small counts. */
const small: PivotDescription = {
  dataset: 'referrals',
  rows: ['district', 'sex'],
  columns: [{ field: 'referred_on', by: 'financial-quarter' }],
  values: [{ measure: 'children' }],
  filters: [{ field: 'referred_on', from: '2017-04-01' }],
  totals: { rows: 'after', columns: 'after', subtotals: true },
};

const slide = (id: string, title: string, pin: Slide['pin'], layout: Slide['layout'] = 'view'): Slide => ({
  id,
  layout,
  title,
  narrative: 'One fact.',
  notes: 'For the speaker.',
  pin,
});

const smallDeck = (): Deck => ({
  name: 'Small numbers',
  template: null,
  audience: 'board',
  organisation: 'The partnership',
  marking: 'OFFICIAL – SENSITIVE',
  slides: [
    slide('opening', 'What we found', null, 'title'),
    slide('table', 'Children by district and sex', { kind: 'table', view: small }),
    slide('chart', 'The same as a chart', { kind: 'chart', view: small, chart: 'bar' }),
    slide('map', 'Where', { kind: 'map', view: { dataset: 'offences', level: 'district' }, layer: 'areas' }),
  ],
});

async function frozenOf(deck: Deck): Promise<FrozenDeck> {
  const { id } = await got<DeckSummary>('briefing.save', { deck });
  return got<FrozenDeck>('briefing.freeze', { id });
}

beforeAll(async () => {
  engine = createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor: 'tester',
    emit: () => undefined,
    log: () => undefined,
  });
  await got('workspace.create', { ...place, demonstration: true });
  await got('workspace.open', place);
  report = await got<Deck>('briefing.template', { template: 'csaf-quarterly', organisation: 'The partnership' });
}, 60_000);

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the quarterly report', () => {
  it('has twelve slides or more, each with a finding of the data as its title', () => {
    expect(report.slides.length).toBeGreaterThanOrEqual(12);
    expect(report.slides.find(one => one.id === 'referrals')!.title).toBe(
      'Children referred: 403 in the first half of 2016/17, 568 in the first half of 2017/18: +41\u00a0%; +33\u00a0% on those who sent both (Schools and education began in 2017/18 Q1; NHS health services has not sent 2017/18 Q2)',
    );
    for (const one of report.slides) {
      expect(one.title.trim(), one.id).not.toBe('');
      expect(one.title, one.id).not.toMatch(/NaN|undefined|null|Infinity/);
      expect(one.narrative, one.id).not.toMatch(/NaN|undefined|null|Infinity/);
      expect(one.notes, one.id).not.toBe('');
    }
    expect(report.slides.map(one => one.id)).toEqual(
      expect.arrayContaining(['scorecard', 'hot-spots', 'options', 'supply', 'method']),
    );
  });

  it('gives nothing out by being made', async () => {
    expect(await got<readonly ReleaseSummary[]>('disclosure.releases', {})).toEqual([]);
    expect(await got('briefing.decks', {})).toEqual([]);
  });

  it('is there for every body that is reported to, and for the public', async () => {
    for (const template of ['safeguarding-board', 'police-crime-panel', 'joint-commissioning-group'] as const) {
      const deck = await got<Deck>('briefing.template', { template });
      expect(deck.slides.length, template).toBeGreaterThanOrEqual(8);
    }
    const open = await got<Deck>('briefing.template', { template: 'scrutiny-committee', audience: 'public' });
    expect(open.slides.length).toBeGreaterThanOrEqual(8);
    expect(open.marking).toBe('OFFICIAL');
  }, 30_000);

  it('freezes whole, is written down as given out, and its titles say nothing that its tables hide', async () => {
    first = await frozenOf(report);
    expect(first.slides).toHaveLength(report.slides.length);
    expect(first.asAt).toBe('2017-09-30');
    expect(first.synthetic).toBe(true);
    expect(first.checksum).toMatch(/^[0-9a-f]{64}$/);
    const releases = await got<readonly ReleaseSummary[]>('disclosure.releases', {});
    expect(releases.length).toBeGreaterThanOrEqual(10);
    expect(releases.every(one => one.purpose === `briefing: ${report.name}`)).toBe(true);
    const audit = await got<readonly AuditEntry[]>('workspace.audit', { most: 3 });
    expect(audit[0]!.action).toBe('freeze-briefing');
    for (const { slide: one, content } of first.slides) {
      if (!content) continue;
      expect(content.source, one.id).toMatch(/data to 30 Sep 2017|A sketch that the application drafted/);
      const numbers = new Set(content.table!.rows.flatMap(row => row.cells.map(cell => cell.text)));
      // The first number of a finding over a table is one of its cells.
      const [, quoted] = /^([\d,]+) (?:children|of|missing)/.exec(one.title) ?? [];
      if (quoted !== undefined) expect(numbers, one.title).toContain(quoted);
    }
    // What it was made of is not in it: neither the views nor the appraisal behind its options.
    expect(
      first.slides.every(({ slide: one }) => one.pin === null || ('view' in one.pin && one.pin.view === null)),
    ).toBe(true);
  }, 30_000);

  it('carries the mark of a draft on every page that rests on placeholders, in every file', async () => {
    const options = first.slides.filter(({ content }) =>
      content?.source.includes('A sketch that the application drafted'),
    );
    expect(options.length).toBeGreaterThan(0);
    for (const { slide: one, content } of options) expect(content!.source, one.id).toMatch(new RegExp(`^${draftMark}`));
    for (const [format, pages] of [
      ['docx', /^word\/document\.xml$/],
      ['pptx', /^ppt\/slides\/slide\d+\.xml$/],
    ] as const) {
      const file = inFolder(`draft.${format}`);
      await got('briefing.export', { id: first.id, format, file });
      const office = readOffice(readFileSync(file));
      const words = office.paths(pages).map(page => textOf(office.xml(page)));
      const marks = words.reduce((sum, text) => sum + text.split(draftMark).length - 1, 0);
      expect(marks, format).toBeGreaterThanOrEqual(options.length);
    }
  });

  it('has maps with all that a legend must say', () => {
    const map = first.slides.find(({ slide: one }) => one.id === 'hot-spots')!.content!.map!;
    expect(map.lines.map(line => line.name)).toEqual([
      'Measure',
      'Period',
      'Areas',
      'Significance',
      'Finding',
      'Hidden',
      'Audience',
    ]);
    // One test, one count: the title, the legend and the finding name as many wards.
    const { title } = first.slides.find(({ slide }) => slide.id === 'hot-spots')!.slide;
    const above = map.legend.find(item => item.label.startsWith('Above the rest'))!.count;
    expect(title).toMatch(new RegExp(`^${above} of the wards shown are above the rest`));
    expect(map.lines.find(line => line.name === 'Finding')!.text).toMatch(new RegExp(`^${above} wards `));
    expect(map.fills).toHaveLength(map.areas.objects.areas.geometries.length);
    expect(map.legend.reduce((sum, item) => sum + item.count!, 0)).toBe(map.fills.length);
  });
});

describe('a frozen deck with small numbers', () => {
  let deck: FrozenDeck;
  let exact: PivotTable;

  beforeAll(async () => {
    deck = await frozenOf(smallDeck());
    exact = await got<PivotTable>('cube.pivot', small);
  }, 30_000);

  const content = (id: string): FrozenContent => deck.slides.find(({ slide: one }) => one.id === id)!.content!;

  /** Rows of the exact table, in the order of the frozen one. */
  const exactRow = (r: number) => [...exact.cells.subarray(r * exact.columns.length, (r + 1) * exact.columns.length)];

  it('has the outer rows with those that they hold below them, and no small count', () => {
    const { table } = content('table');
    const rows = table!.rows;
    expect(rows).toHaveLength(exact.rows.length);
    expect(rows[0]).toMatchObject({ depth: 0, kind: 'subtotal' });
    expect(rows[1]).toMatchObject({ depth: 1, kind: 'leaf' });
    expect(rows.at(-1)).toMatchObject({ depth: 0, kind: 'total', label: 'Total' });
    let hidden = 0;
    let few = 0;
    rows.forEach((row, r) =>
      row.cells.forEach((cell, c) => {
        const figure = exactRow(r)[c]!;
        if (figure >= 1 && figure <= 5) few += 1;
        if (cell.status === 'hidden') {
          hidden += 1;
          expect(cell).toEqual({ text: 'c', value: null, status: 'hidden' });
        } else expect(cell.value ?? 0).toBe(Number.isNaN(figure) ? 0 : figure);
        if (figure >= 1 && figure <= 5) expect(cell.status).toBe('hidden');
      }),
    );
    expect(few).toBeGreaterThan(3);
    expect(hidden).toBeGreaterThan(few);
  });

  it('draws the chart of the innermost members, without what is hidden', () => {
    const { chart, table } = content('chart');
    const leaves = table!.rows.filter(row => row.kind === 'leaf');
    expect(chart!.categories).toHaveLength(leaves.length);
    chart!.series.forEach((series, c) => expect(series.values).toEqual(leaves.map(row => row.cells[c]!.value)));
    const [, lowest] = /lowest ([\d,]+)/.exec(chart!.summary)!;
    expect(Number(lowest) === 0 || Number(lowest) > 5).toBe(true);
  });

  /** Figures of the table by row, as a file may show them; null where it shows a sign or nothing. */
  const allowed = () =>
    content('table').table!.rows.map(row => row.cells.map(cell => (cell.value === null ? null : cell.value)));

  const figureOf = (text: string): number | null => (/^[\d,]+$/.test(text) ? Number(text.replaceAll(',', '')) : null);

  it('leaves as a workbook and as CSV with no figure that is hidden', async () => {
    await got('briefing.export', { id: deck.id, format: 'xlsx', file: inFolder('small.xlsx') });
    const sheets = [...readWorkbook(readFileSync(inFolder('small.xlsx'))).values()];
    for (const sheet of sheets.slice(0, 2)) {
      const body = sheet.slice(-allowed().length);
      expect(body.map(row => row.slice(1).map(cell => (typeof cell === 'number' ? cell : null)))).toEqual(allowed());
    }
    const notes = sheets
      .at(-1)!
      .map(row => row.join(' '))
      .join('\n');
    for (const words of ['OFFICIAL – SENSITIVE', 'Board', '30 Sep 2017', deck.checksum, 'Demonstration data'])
      expect(notes).toContain(words);

    await got('briefing.export', { id: deck.id, format: 'csv', file: inFolder('small.csv') });
    const lines = parse(readFileSync(inFolder('small.csv')), { bom: true, relax_column_count: true }) as string[][];
    const at = lines.findIndex(line => line[0] === 'Slide 2');
    expect(lines.slice(0, at).map(line => line[0])).toContain('Framework');
    const body = lines.slice(at + 2, at + 2 + allowed().length);
    expect(body.map(row => row.slice(1).map(figureOf))).toEqual(allowed());
    expect(lines.flat().join(' ')).toContain(deck.checksum);
  });

  it('leaves as slides whose charts, workbooks, tables, notes and alternative texts hold none either', async () => {
    await got('briefing.export', { id: deck.id, format: 'pptx', file: inFolder('small.pptx') });
    const parts = partsOf(readFileSync(inFolder('small.pptx')));
    const texts = [...parts].filter(([name]) => /\.(xml|rels)$/.test(name)).map(([, bytes]) => bytes.toString('utf8'));
    const charts = [...parts].filter(([name]) => /charts\/chart\d+\.xml$/.test(name));
    expect(charts).toHaveLength(1);
    const { chart } = content('chart');
    const values = [...charts[0]![1].toString('utf8').matchAll(/<c:val>([\s\S]*?)<\/c:val>/g)].map(([, series]) =>
      [...series!.matchAll(/<c:pt idx="(\d+)">\s*<c:v>([^<]*)<\/c:v>/g)].map(([, at, value]) => [
        Number(at),
        Number(value),
      ]),
    );
    // What is hidden is a stub of one height, whatever its number, beside an entry of the legend without figures.
    const stub = Math.max(...chart!.series.flatMap(series => series.values.map(value => value ?? 0))) / 20;
    const isSigned = (status: string | undefined) => signedStatus(status) !== null;
    expect(values.filter(series => series.length > 0)).toEqual(
      chart!.series
        .map(series =>
          series.values.flatMap((value, at) =>
            value === null ? (isSigned(series.statuses?.[at]) ? [[at, stub]] : []) : [[at, value]],
          ),
        )
        .filter(series => series.length > 0),
    );
    expect(
      chart!.series.flatMap(series => series.statuses ?? []).filter(status => status === 'hidden').length,
    ).toBeGreaterThan(0);
    const [book] = [...parts].filter(([name]) => name.endsWith('.xlsx'));
    const data = [...readWorkbook(book![1]).values()][0]!.slice(1);
    // The reader leaves out empty cells, so rows are compared by the figures that they have.
    expect(data.map(row => row.filter(cell => typeof cell === 'number'))).toEqual(
      chart!.categories.map((_, at) => chart!.series.flatMap(series => series.values[at] ?? [])),
    );
    // Every table cell of every slide that is a number is one that the frozen tables show.
    const known = new Set(
      deck.slides.flatMap(one => one.content?.table?.rows.flatMap(row => row.cells.map(cell => cell.text)) ?? []),
    );
    const cells = texts.flatMap(text =>
      [...text.matchAll(/<a:tc>([\s\S]*?)<\/a:tc>/g)].map(([, cell]) =>
        [...cell!.matchAll(/<a:t>([^<]*)<\/a:t>/g)].map(([, piece]) => piece).join(''),
      ),
    );
    expect(cells.filter(cell => cell === 'c').length).toBeGreaterThan(3);
    const legend = new Set(content('map').map!.legend.map(item => String(item.count)));
    for (const cell of cells) if (figureOf(cell) !== null) expect(known.has(cell) || legend.has(cell), cell).toBe(true);
    const alt = texts.flatMap(text => [...text.matchAll(/descr="([^"]*)"/g)].map(([, words]) => words!));
    expect(alt.length).toBeGreaterThanOrEqual(3);
    expect(alt.every(words => words.length > 3)).toBe(true);
    const whole = texts.join('\n');
    for (const words of ['OFFICIAL – SENSITIVE', 'For the speaker.', 'Demonstration data'])
      expect(whole).toContain(words);
    expect([...parts.keys()].some(name => name.endsWith('.svg'))).toBe(true);
  });

  it('leaves as a paper', async () => {
    await got('briefing.export', { id: deck.id, format: 'docx', file: inFolder('small.docx') });
    const document = partsOf(readFileSync(inFolder('small.docx')))
      .get('word/document.xml')!
      .toString('utf8');
    const rows = [...document.matchAll(/<w:tr\b[\s\S]*?<\/w:tr>/g)].map(([row]) =>
      [...row.matchAll(/<w:tc>([\s\S]*?)<\/w:tc>/g)].map(([, cell]) =>
        [...cell!.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, piece]) => piece).join(''),
      ),
    );
    const labels = content('table').table!.rows.map(row => row.label);
    const at = rows.findIndex(row => row[0]?.trim() === labels[0]);
    expect(rows.slice(at, at + labels.length).map(row => row.slice(1).map(figureOf))).toEqual(allowed());
    expect(document).not.toContain('For the speaker.');
  });

  it('is previewed as it would freeze, without being given out', async () => {
    const before = await got<readonly ReleaseSummary[]>('disclosure.releases', {});
    const preview = await got<FrozenContent>('briefing.preview', { deck: smallDeck(), slide: 'table' });
    expect(preview.table!.rows.map(row => row.cells)).toEqual(content('table').table!.rows.map(row => row.cells));
    expect(await got('disclosure.releases', {})).toEqual(before);
    expect(await got('briefing.preview', { deck: smallDeck(), slide: 'opening' })).toBeNull();
  });

  it('shows an appraisal that was put on a slide under an older model, and says what has changed since', async () => {
    const fixture = path.resolve(import.meta.dirname, '../fixtures/commissioning/appraisal-model-1.json');
    const view = JSON.parse(readFileSync(fixture, 'utf8')) as Appraisal;
    expect(view.modelVersion).toBe(1);
    const deck = { ...smallDeck(), slides: [slide('options', 'Options', { kind: 'options', view, part: 'compare' })] };
    const preview = await got<FrozenContent>('briefing.preview', { deck, slide: 'options' });
    const shown = JSON.stringify(preview.table);
    for (const option of view.options) expect(shown).toContain(option.name);
    expect(preview.method).toContain('Criteria can now stand in groups. None are set, so the ranking is as it was.');
    const later = { ...view, modelVersion: currentModelVersion + 1 };
    const newer = { ...deck, slides: [slide('options', 'Options', { kind: 'options', view: later, part: 'compare' })] };
    expect(await faultOf('briefing.preview', { deck: newer, slide: 'options' })).toBe('newer-version');
  });

  it('keeps nothing of a freeze that is refused or cancelled', async () => {
    const before = await got<readonly ReleaseSummary[]>('disclosure.releases', {});
    const { rows: _, ...whole } = small;
    const wrong: Deck = {
      ...smallDeck(),
      name: 'Wrong numbers',
      slides: [
        slide('fine', 'Fine', { kind: 'table', view: { ...whole, values: [{ measure: 'rows' }] } }),
        slide('wrong', 'Wrong', { kind: 'table', view: { ...small, values: [{ measure: 'nothing' }] } }),
      ],
    };
    const { id } = await got<DeckSummary>('briefing.save', { deck: wrong });
    const refused = await answer('briefing.freeze', { id });
    expect(refused).toMatchObject({ ok: false, fault: { code: 'invalid-input' } });
    if (!refused.ok) expect(refused.fault.message).toMatch(/^Slide 2, “Wrong”/);
    const running = answer('briefing.freeze', { id, job: 'to-cancel' });
    await got('job.cancel', { job: 'to-cancel' });
    expect((await running).ok).toBe(false);
    expect(await got('disclosure.releases', {})).toEqual(before);
    const decks = await got<readonly DeckSummary[]>('briefing.decks', {});
    expect(decks.find(one => one.id === id)!.frozen).toEqual([]);
  });

  it('takes decisions and actions against a slide', async () => {
    const noted = await got<DeckNote>('briefing.note', {
      frozen: deck.id,
      slide: 'table',
      kind: 'action',
      text: 'Ask the districts why.',
      owner: 'Coordinator',
      due: '2018-01-31',
    });
    expect(await got('briefing.notes', { frozen: deck.id })).toEqual([noted]);
    expect(await faultOf('briefing.note', { frozen: deck.id, slide: 'none', kind: 'decision', text: 'x' })).toBe(
      'not-found',
    );
  });
});

describe('from the terminal', () => {
  const call = ((method: string, input: unknown) => got(method, input)) as Parameters<typeof writeBriefing>[0];

  it('freezes a kept briefing by its name and writes the formats asked for; another name is told what there is', async () => {
    const written = await writeBriefing(call, 'SMALL numbers', inFolder('out'), ['csv', 'xlsx']);
    expect(written.files.map(file => path.basename(file))).toEqual(['small-numbers.csv', 'small-numbers.xlsx']);
    expect(readdirSync(inFolder('out')).toSorted()).toEqual(['small-numbers.csv', 'small-numbers.xlsx']);
    expect(readFileSync(written.files[0]!, 'utf8')).toContain(written.checksum);
    await expect(writeBriefing(call, 'nothing', inFolder('out'), ['csv'])).rejects.toThrow(/csaf-quarterly/);
  }, 30_000);
});

describe('after a freeze', () => {
  it('an import changes nothing in what is frozen, and the next freeze tells every number that differs', async () => {
    const csv = inFolder('referrals-late.csv');
    const rows = Array.from(
      { length: 40 },
      (_, n) => `late-${n},${String(1 + (n % 28)).padStart(2, '0')}/05/2016,police,E07000192,14,female,no,high`,
    );
    writeFileSync(
      csv,
      `child_reference,referred_on,agency,district,age,sex,looked_after,risk_at_referral\n${rows.join('\n')}\n`,
    );
    const loaded = await got<{ files: { loaded: number }[] }>('intake.import', {
      files: [csv],
      type: 'referral',
      agency: 'police',
    });
    expect(loaded.files[0]!.loaded).toBe(40);
    expect(await got('briefing.frozen', { id: first.id })).toEqual(first);
    const kept = ['opening', 'referrals', 'district-change'];
    const second = await frozenOf({ ...report, slides: report.slides.filter(one => kept.includes(one.id)) });
    expect(second.dataVersion).toBeGreaterThan(first.dataVersion);
    const changes = await got<readonly DeckChange[]>('briefing.changes', { before: first.id, after: second.id });
    const trend = second.slides[1]!.slide.title;
    expect(changes).toContainEqual({
      slide: trend,
      where: 'the first half of 2016/17, Children referred',
      before: '403',
      after: '443',
    });
    expect(changes).toContainEqual({
      slide: trend,
      where: '2016/17 Q1, Children referred',
      before: '198',
      after: '238',
    });
    const cannock = changes.find(one => one.where === 'Cannock Chase, the first half of 2016/17, Children')!;
    expect(Number(cannock.after) - Number(cannock.before)).toBe(40);
    const gone = changes.find(one => one.where === 'Saturday, 21:00 to 21:59')!;
    expect(gone).toMatchObject({ before: '141', after: null });
    const added = await got<readonly DeckChange[]>('briefing.changes', { before: second.id, after: first.id });
    expect(added.find(one => one.where === gone.where)).toMatchObject({ before: null, after: '141' });
    expect(await got('briefing.changes', { before: first.id, after: first.id })).toEqual([]);
  }, 60_000);

  it('what was frozen stays when its deck is deleted', async () => {
    await got('briefing.delete', { id: first.deck! });
    expect(await faultOf('briefing.open', { id: first.deck! })).toBe('not-found');
    expect((await got<FrozenDeck>('briefing.frozen', { id: first.id })).checksum).toBe(first.checksum);
  });
});

describe('a presenter copy', () => {
  const copy = { file: inFolder('copy.csaf'), passphrase: 'another long passphrase' };

  it('holds frozen decks and nothing of the workspace', async () => {
    expect(await faultOf('briefing.presenter-copy', { ids: [first.id], file: copy.file, passphrase: 'short' })).toBe(
      'invalid-input',
    );
    for (const name of [
      'a folder that is not there/copy.csaf',
      `${'long'.repeat(62)}.csaf`,
      `${'long'.repeat(80)}.csaf`,
    ]) {
      const asked = { ids: [first.id], file: path.join(path.dirname(copy.file), name), passphrase: copy.passphrase };
      const before = readdirSync(path.dirname(copy.file));
      expect({ name, fault: await faultOf('briefing.presenter-copy', asked) }).toEqual({ name, fault: 'disk' });
      expect(readdirSync(path.dirname(copy.file))).toEqual(before);
    }
    await got('briefing.presenter-copy', { ids: [first.id], ...copy });
    const workspace = await openWorkspace(copy.file, copy.passphrase);
    const tables = workspace.read
      .all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .map(({ name }) => name);
    const filled = tables.filter(
      name => workspace.read.get<{ n: number }>(`SELECT count(*) AS n FROM "${name}"`)!.n > 0,
    );
    expect(filled.toSorted()).toEqual(['audit_entry', 'deck', 'frozen_deck', 'meta']);
    expect(workspace.read.all(`SELECT action FROM audit_entry`)).toEqual([{ action: 'create-workspace' }]);
    const text = workspace.read.get<{ slides: string; document: string }>(
      `SELECT slides, (SELECT document FROM deck) AS document FROM frozen_deck`,
    )!;
    expect(`${text.slides}${text.document}`).not.toMatch(/"distribution"|"filters"|"dataset"|"inputs"/);
    await workspace.close();
    const source = await openWorkspace(place.file, passphrase);
    const secret = source.read.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'pseudonym_secret'`)!.value;
    await source.close();
    const kept = await openWorkspace(copy.file, copy.passphrase);
    expect(kept.read.all(`SELECT value FROM meta`)).not.toContainEqual({ value: secret });
    await kept.close();
    expect(readFileSync(copy.file).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
  });

  it('opens with its own passphrase, read-only, and shows the deck as it was', async () => {
    expect(await faultOf('workspace.open', { file: copy.file, passphrase })).toBe('wrong-passphrase');
    const state = await got<WorkspaceState>('workspace.open', copy);
    expect(state).toMatchObject({
      state: 'open',
      presenter: true,
      synthetic: true,
      demonstration: true,
      factRows: 0,
      batches: 0,
    });
    const [listed] = await got<readonly DeckSummary[]>('briefing.decks', {});
    expect(listed).toMatchObject({ name: first.name, slides: first.slides.length });
    const frozen = await got<FrozenDeck>('briefing.frozen', { id: listed!.frozen[0]!.id });
    expect(frozen.slides).toEqual(first.slides);
    expect(frozen.checksum).toBe(first.checksum);
    for (const [method, declared] of Object.entries(contract))
      if (
        declared.room === 'engine' &&
        declared.access !== 'read' &&
        !declared.inPresenterCopy &&
        !method.startsWith('workspace.')
      )
        expect(await faultOf(method, {}), method).toBe('refused');
    expect(await got<readonly AuditEntry[]>('workspace.audit', {})).toHaveLength(1);
    await got('workspace.open', place);
  }, 30_000);
});

describe('damage', () => {
  it('a frozen deck that is not as it was frozen is refused', async () => {
    await got('workspace.close', {});
    const workspace = await openWorkspace(place.file, passphrase);
    await workspace.write(store => {
      store.run('DROP TRIGGER frozen_deck_stays');
      store.run(`UPDATE frozen_deck SET slides = replace(slides, '"834"', '"384"') WHERE id = ?`, first.id);
    });
    await workspace.close();
    await got('workspace.open', place);
    expect(await faultOf('briefing.frozen', { id: first.id })).toBe('damaged');
    expect(await faultOf('briefing.export', { id: first.id, format: 'csv', file: inFolder('damaged.csv') })).toBe(
      'damaged',
    );
    expect(existsSync(inFolder('damaged.csv'))).toBe(false);
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
    expect(statSync(inFolder('small.pptx')).size).toBeGreaterThan(10_000);
    expect(cellStatuses).toContain('hidden');
  });
});
