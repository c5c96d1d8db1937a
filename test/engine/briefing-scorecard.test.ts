import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellingRank } from '../../electron/engine/briefing/frozen-scorecard.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { DeckSummary, FrozenContent, FrozenDeck } from '../../shared/contract/briefing.ts';
import type { ReleaseSummary } from '../../shared/contract/disclosure.ts';
import type { Answer } from '../../shared/contract/fault.ts';
import type { Scorecard } from '../../shared/contract/framework.ts';
import type { Deck, Pin } from '../../shared/model/deck.ts';
import { indicatorNumber } from '../../shared/text/framework.ts';
import { partsOf } from '../app/read-workbook.ts';

/** A scorecard and the chart of one indicator on slides: frozen for a board, as the scorecard for a board has them. */
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-briefing-scorecard-'));
const place = { file: path.join(folder, 'demonstration.csaf'), passphrase: 'correct horse battery staple' };
let engine: Engine;
let frozen: FrozenDeck;
let board: Scorecard;

async function got<T>(method: string, input: unknown): Promise<T> {
  const found = (await engine.call(method, input)) as Answer<T>;
  if (!found.ok) throw new Error(`${method}: ${found.fault.message}`);
  return found.value;
}

const deckOf = (pins: readonly Pin[]): Deck => ({
  name: 'Scorecard',
  template: null,
  audience: 'board',
  organisation: 'The partnership',
  marking: 'OFFICIAL – SENSITIVE',
  slides: pins.map((pin, at) => ({
    id: `slide-${at + 1}`,
    layout: 'view',
    title: `Slide ${at + 1}`,
    narrative: '',
    notes: '',
    pin,
  })),
});

const content = (at: number): FrozenContent => frozen.slides[at]!.content!;

beforeAll(async () => {
  engine = createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor: 'tester',
    emit: () => undefined,
    log: () => undefined,
  });
  await got('workspace.create', { ...place, demonstration: true });
  await got('workspace.open', place);
  board = await got<Scorecard>('framework.scorecard', { question: { audience: 'board' } });
  const { id } = await got<DeckSummary>('briefing.save', {
    deck: deckOf([
      { kind: 'scorecard', view: {} },
      { kind: 'control-chart', view: { indicators: ['3.2'] } },
    ]),
  });
  frozen = await got<FrozenDeck>('briefing.freeze', { id });
}, 60_000);

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a scorecard on a slide', () => {
  it('has a row for each indicator with the figures that a board may see, and no others', () => {
    const table = content(0).table!;
    // Those with most to say come first.
    const supplied = board.lines
      .filter(line => line.variation !== 'not-supplied')
      .toSorted((a, b) => tellingRank(a) - tellingRank(b));
    expect(supplied.length).toBeGreaterThan(10);
    expect(supplied.length).toBeLessThan(board.lines.length);
    expect(table.rows.map(row => row.label)).toEqual(supplied.map(line => line.name));
    expect(content(0).method.join(' ')).toContain(
      `Not supplied by any agency yet: ${board.lines.find(line => !supplied.includes(line))!.name}`,
    );
    // Figures of several quarters stand below one heading: each has its own quarter beside it.
    const headings = table.columns.map(lines => lines.join(' '));
    expect(headings.slice(1, 6)).toEqual(['Variation', 'Target', 'Latest', 'Of', '95\u00a0% interval']);
    expect(new Set(supplied.map(line => line.latest?.label)).size).toBeGreaterThan(1);
    for (const [at, line] of supplied.entries()) {
      const [, , , value, quarter] = table.rows[at]!.cells;
      expect(quarter!.text).toBe(line.latest?.label ?? '');
      expect(value!.value).toBe(line.latest?.status === 'hidden' ? null : (line.latest?.value ?? null));
      if (typeof line.latest?.value === 'number' && line.latest.status !== 'hidden')
        expect(value!.text).toBe(indicatorNumber(line.latest.value, line));
    }
  });

  it('has the change of those who sent both beside every change, and a word that goes the same way', () => {
    const table = content(0).table!;
    const row = table.rows.find(one => one.label === 'Children referred')!;
    const line = board.lines.find(one => one.code === '2.1')!;
    expect(line.claims.find(claim => claim.kind === 'change')).toMatchObject({ strength: 'found', direction: 'up' });
    expect(row.cells[0]!.text).toMatch(
      /^403 to 568: \+41\u00a0% \(\+33\u00a0%\); Schools and education began in 2017\/18 Q1; NHS health services has not sent 2017\/18 Q2$/,
    );
    expect(table.columns[0]!.join(' ')).toContain('(who sent both)');
    expect(row.cells[1]!.text).toBe('Up, cannot tell why');
    for (const { label, cells } of table.rows)
      if (/: [+−]\d/.test(cells[0]!.text))
        expect(cells[1]!.text, label).not.toMatch(/^(No special cause|Cannot tell yet)$/);
  });

  it('names the framework and its version in its source', () => {
    expect(content(0).source).toContain(`${board.framework.name}, version ${board.framework.version}`);
  });
});

describe('the chart of one indicator on a slide', () => {
  it('is its points with the limits of the scorecard, and a table of the same', () => {
    const line = board.lines.find(one => one.code === '3.2')!;
    const chart = content(1).chart!;
    expect(chart.categories).toEqual(line.points.map(point => point.label));
    expect(chart.series[0]!.values).toEqual(line.points.map(point => point.value));
    const upper = chart.series.find(one => one.name === 'Upper limit')!;
    expect(upper.role).toBe('limit');
    expect(upper.values.slice(0, line.limits!.upper.length)).toEqual([...line.limits!.upper]);
    const table = content(1).table!;
    expect(table.rows.map(row => row.cells[0]!.value)).toEqual(line.points.map(point => point.value));
    const special = line.limits!.special.flatMap((why, at) => (why ? [at] : []));
    expect(special.length).toBeGreaterThan(0);
    expect(table.rows.flatMap((row, at) => (row.cells[4]!.text ? [at] : []))).toEqual(special);
  });

  it('is a native chart of a deck whose limits are thin lines without marks', async () => {
    const file = path.join(folder, 'deck.pptx');
    await got('briefing.export', { id: frozen.id, format: 'pptx', file });
    const parts = partsOf(readFileSync(file));
    const [name] = [...parts.keys()].filter(one => /^ppt\/charts\/chart\d+\.xml$/.test(one));
    const chart = parts.get(name!)!.toString('utf8');
    expect(chart.match(/<c:ser>/g)!.length).toBeGreaterThanOrEqual(4);
    expect(chart.match(/<c:symbol val="none"\/>/g)!.length).toBeGreaterThanOrEqual(3);
    for (const point of board.lines.find(one => one.code === '3.2')!.points)
      expect(chart).toContain(`<c:v>${point.value}</c:v>`);
  });

  it('of no indicator, or of several, is refused', async () => {
    const { id } = await got<DeckSummary>('briefing.save', {
      deck: deckOf([{ kind: 'control-chart', view: { indicators: ['3.1', '3.2'] } }]),
    });
    const answer = (await engine.call('briefing.freeze', { id })) as Answer<unknown>;
    expect(answer.ok ? null : answer.fault.message).toContain('is not of one indicator');
  });
});

it('what was given out with it is in the ledger', async () => {
  const releases = await got<readonly ReleaseSummary[]>('disclosure.releases', {});
  expect(releases.filter(one => one.purpose === 'briefing: Scorecard').length).toBeGreaterThan(1);
});
