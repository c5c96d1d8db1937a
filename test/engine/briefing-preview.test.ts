import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frozenTable } from '../../electron/engine/briefing/frozen-table.ts';
import { countsIn } from '../../electron/engine/briefing/words.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { DeckSummary, FrozenContent, FrozenDeck } from '../../shared/contract/briefing.ts';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import type { ReleaseSummary } from '../../shared/contract/disclosure.ts';
import type { Answer } from '../../shared/contract/fault.ts';
import type { AuditEntry } from '../../shared/contract/workspace.ts';
import { templates } from '../../shared/model/deck.ts';
import type { Deck, Slide } from '../../shared/model/deck.ts';
import type { Framework } from '../../shared/model/framework.ts';

/** Over a real encrypted workspace: what a slide shows before its deck is frozen is what it shows afterwards. */
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-preview-'));
const place = { file: path.join(folder, 'workspace.csaf'), passphrase: 'correct horse battery staple' };
let engine: Engine;

async function answer<T>(method: string, input: unknown): Promise<Answer<T>> {
  return (await engine.call(method, input)) as Answer<T>;
}

async function got<T>(method: string, input: unknown): Promise<T> {
  const found = await answer<T>(method, input);
  if (!found.ok) throw new Error(`${method}: ${found.fault.message}`);
  return found.value;
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
}, 60_000);

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const view = (rows: string[], columns: PivotDescription['columns']): PivotDescription => ({
  dataset: 'referrals',
  rows,
  columns,
  values: [{ measure: 'children' }],
  filters: [{ field: 'referred_on', by: 'financial-year', in: ['2016/17'] }],
  totals: { rows: 'after', columns: 'after' },
});

const slide = (id: string, title: string, pin: Slide['pin']): Slide => ({
  id,
  layout: 'view',
  title,
  narrative: '',
  notes: '',
  pin,
});

const bySex = slide('sex', 'By sex', { kind: 'table', view: view(['district'], ['sex']) });
const byAge = slide('age', 'By age', { kind: 'table', view: view(['district'], ['age_band']) });
const both = slide('both', 'By sex and age', { kind: 'table', view: view(['sex'], ['age_band']) });

const deckOf = (...slides: readonly Slide[]): Deck => ({
  name: 'Previews',
  template: null,
  audience: 'board',
  organisation: '',
  marking: 'OFFICIAL',
  slides,
});

const preview = (deck: Deck, id: string) => got<FrozenContent>('briefing.preview', { deck, slide: id });
const texts = ({ table }: FrozenContent): string[][] => table!.rows.map(row => row.cells.map(cell => cell.text));

describe('a preview', () => {
  it('of a slide after another is what a freeze then shows, and not what it would show alone', async () => {
    const deck = deckOf(bySex, byAge, both);
    const alone = texts(await preview(deckOf(byAge), 'age'));
    const after = [
      texts(await preview(deck, 'sex')),
      texts(await preview(deck, 'age')),
      texts(await preview(deck, 'both')),
    ];
    // Alone it shows cells that it hides after the slide before it.
    expect(after[1]!.flat().filter(text => text === 'c').length).toBeGreaterThan(
      alone.flat().filter(text => text === 'c').length,
    );
    // The order counts, and asking again answers the same.
    expect(texts(await preview(deckOf(byAge, bySex), 'age'))).toEqual(alone);
    expect(texts(await preview(deck, 'age'))).toEqual(after[1]);
    expect(await got<readonly ReleaseSummary[]>('disclosure.releases', {})).toEqual([]);

    const { id } = await got<DeckSummary>('briefing.save', { deck });
    const frozen = await got<FrozenDeck>('briefing.freeze', { id });
    expect(frozen.slides.map(one => texts(one.content!))).toEqual(after);
    // What was given out meanwhile is known to the next preview: it is not the remembered one.
    const hidden = texts(await preview(deckOf(byAge), 'age'));
    expect(hidden).toEqual(after[1]);
  }, 60_000);

  it('of a report is that of its freeze, whichever way its slides were moved', async () => {
    const report = await got<Deck>('briefing.template', { template: 'scrutiny-committee' });
    const moved = { ...report, slides: report.slides.toReversed() };
    const wanted = ['referrals', 'districts', 'district-change'];
    const before: string[][][] = [];
    for (const id of wanted) before.push(texts(await preview(moved, id)));
    const { id } = await got<DeckSummary>('briefing.save', { deck: moved });
    const frozen = await got<FrozenDeck>('briefing.freeze', { id });
    expect(wanted.map(one => texts(frozen.slides.find(({ slide: found }) => found.id === one)!.content!))).toEqual(
      before,
    );
  }, 120_000);

  it('is not worked out again for other words: neither of the first slide nor of one after it', async () => {
    const deck = deckOf(bySex, byAge);
    for (const id of ['sex', 'age']) {
      const first = await preview(deck, id);
      const said = { ...deck, slides: deck.slides.map(one => ({ ...one, narrative: 'Said', notes: 'otherwise' })) };
      expect(await preview(said, id)).toBe(first);
      expect(await got('briefing.check-words', { deck: said, slide: id })).toEqual({ tellsHidden: false });
    }
  });

  it('of indicators follows the framework', async () => {
    const { framework } = await got<{ framework: Framework }>('framework.read', {});
    const indicator = framework.indicators.find(one => one.measure?.dataset === 'referrals');
    const deck = deckOf(
      slide('card', 'x', { kind: 'scorecard', view: { districts: false, indicators: [indicator!.code] } }),
    );
    const labels = async () => (await preview(deck, 'card')).table!.rows.map(row => row.label).join();
    expect(await labels()).toContain(indicator!.name);
    const renamed = framework.indicators.map(one => (one === indicator ? { ...one, name: 'Named anew' } : one));
    await got('framework.save', { framework: { ...framework, indicators: renamed }, reason: 'tried for a test' });
    expect(await labels()).toContain('Named anew');
    await got('framework.save', { framework, reason: 'taken back' });
  });

  it('goes on where a slide before it may not be shown', async () => {
    const broken = slide('broken', 'Broken', { kind: 'table', view: { dataset: 'referrals', rows: ['nothing'] } });
    expect(texts(await preview(deckOf(broken, bySex), 'sex'))).toEqual(texts(await preview(deckOf(bySex), 'sex')));
  });
});

describe('numbers in words', () => {
  it('are counts that stand by themselves', () => {
    for (const [text, numbers] of [
      ['7 children in Lichfield and 1,234 elsewhere.', [7, 1234]],
      ['In 2016/17, 9 of 12 were seen', [9, 12]],
      ['30 September 2017, within 72 hours, 95 %, 12\u00a0% more, aged 10 to 17, version 3', []],
      ['Q4, P3.2, 3.5, £14, 1st, 2016, 10:30, −4, 12–15', []],
      ['7 wards of 9 districts', []],
      ['At 5, then (6); and 8', [5, 6, 8]],
    ] as const)
      expect(countsIn(text), text).toEqual(numbers);
  });

  interface Cell {
    readonly row: string;
    readonly number: number;
  }

  /** A cell that is hidden for a board, with its true number, which no cell shows; and a number that a cell shows. */
  async function cells(): Promise<{ readonly hidden: Cell; readonly shown: Cell }> {
    const board = (await preview(deckOf(bySex), 'sex')).table!;
    const truth = await got<PivotTable>('cube.pivot', { ...view(['district'], ['sex']), audience: 'analyst' });
    const known = frozenTable(truth, '').rows;
    const shown = board.rows.flatMap(row =>
      row.cells.flatMap(cell => (cell.value === null ? [] : [{ row: row.label, number: cell.value }])),
    );
    const numbers = new Set(shown.map(one => one.number));
    const hidden = board.rows.flatMap(row =>
      row.cells.flatMap((cell, at) => {
        const real = known.find(one => one.label === row.label)?.cells[at]?.value ?? null;
        return cell.status === 'hidden' && real !== null && !numbers.has(real)
          ? [{ row: row.label, number: real }]
          : [];
      }),
    );
    expect(hidden.length).toBeGreaterThan(0);
    return { hidden: hidden[0]!, shown: shown[0]! };
  }

  it('are refused where the slide’s own table hides them, without being said, and the attempt is noted', async () => {
    const { hidden } = await cells();
    for (const part of ['title', 'narrative', 'notes'] as const) {
      const told = { ...bySex, [part]: `There were ${hidden.number} in ${hidden.row}` };
      const deck = deckOf(slide('words', 'Words', null), told);
      expect(await got('briefing.check-words', { deck, slide: 'sex' })).toEqual({ tellsHidden: true });
      const releases = await got<readonly ReleaseSummary[]>('disclosure.releases', {});
      const { id } = await got<DeckSummary>('briefing.save', { deck });
      const refused = await answer<FrozenDeck>('briefing.freeze', { id });
      if (refused.ok) throw new Error('It was frozen.');
      expect(refused.fault.code).toBe('refused');
      expect(refused.fault.message).toContain('The words of slide 2 hold a number that is hidden in its table');
      expect(refused.fault.message.replace('slide 2', '')).not.toMatch(/\d/);
      expect(refused.fault.message).not.toContain(hidden.row);
      expect(await got<readonly ReleaseSummary[]>('disclosure.releases', {})).toEqual(releases);
      const [entry] = await got<readonly AuditEntry[]>('workspace.audit', { most: 1 });
      expect(entry).toMatchObject({ action: 'freeze-refused' });
      expect(entry!.subject).toBe(`briefing ${id}: the words of slide 2 hold a hidden number`);
    }
  }, 60_000);

  it('are let through where a cell shows them, or where they are no count', async () => {
    const { hidden, shown } = await cells();
    for (const words of [
      `There were ${shown.number} in ${shown.row}`,
      `Seen within ${hidden.number} hours`,
      `${hidden.number} % more`,
      `In 2016/17`,
    ]) {
      const deck = deckOf({ ...bySex, narrative: words });
      expect(await got('briefing.check-words', { deck, slide: 'sex' }), words).toEqual({ tellsHidden: false });
    }
    const { id } = await got<DeckSummary>('briefing.save', {
      deck: deckOf({ ...bySex, narrative: `There were ${shown.number} in ${shown.row}` }),
    });
    expect((await got<FrozenDeck>('briefing.freeze', { id })).slides).toHaveLength(1);
  }, 60_000);

  it('written by the reports themselves are never refused', async () => {
    const refused: string[] = [];
    for (const template of templates)
      for (const audience of template === 'csaf-quarterly' ? (['board', 'public'] as const) : (['board'] as const)) {
        const deck = await got<Deck>('briefing.template', { template, audience });
        for (const one of deck.slides.filter(slide => slide.pin)) {
          const { tellsHidden } = await got<{ tellsHidden: boolean }>('briefing.check-words', { deck, slide: one.id });
          if (tellsHidden) refused.push(`${template} ${audience} ${one.id}: ${one.title} ${one.narrative}`);
        }
      }
    expect(refused).toEqual([]);
  }, 240_000);
});
