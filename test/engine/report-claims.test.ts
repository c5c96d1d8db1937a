import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { FrozenDeck, FrozenSlide } from '../../shared/contract/briefing.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { templates } from '../../shared/model/deck.ts';
import { comparingWord, numbersSaid, strayNumbers } from './report-words.ts';

/** Every report for every audience: its words stand on its own tables, and nothing is compared that no test allows. */

const budget = vi.hoisted(() => ({ isSilent: false }));

vi.mock(import('../../electron/engine/statistics/error-budget.ts'), async original => {
  const real = await original();
  return {
    ...real,
    withinBudget: tests => real.withinBudget(tests).map(test => (budget.isSilent ? { ...test, isSaid: false } : test)),
  };
});

const folder = mkdtempSync(path.join(tmpdir(), 'csaf-report-claims-'));
const passphrase = 'correct horse battery staple';
const audiences = ['board', 'public'] as const;

function opened() {
  const engine = createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor: 'tester',
    emit: () => undefined,
    log: () => undefined,
  });
  const ask = async <N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> => {
    const answer = await engine.call(method, input);
    if (!answer.ok) throw new Error(`${method}: ${answer.fault.message}`);
    return answer.value as OutputOf<N>;
  };
  return { engine, ask };
}

const file = path.join(folder, 'demonstration.csaf');
const silentFile = path.join(folder, 'silent.csaf');

beforeAll(async () => {
  const { engine, ask } = opened();
  await ask('workspace.create', { file, passphrase, demonstration: true });
  await engine.close();
  copyFileSync(file, silentFile);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Slides of an appraisal are told from its own findings, and are checked with it. */
const ofAppraisal = new Set(['options', 'partners', 'option-districts', 'tornado']);

const textOf = ({ slide }: FrozenSlide): string => [slide.title, slide.narrative, slide.notes].join('\n');

const frozen: FrozenDeck[] = [];

describe('the numbers of every report', () => {
  beforeAll(async () => {
    const { engine, ask } = opened();
    await ask('workspace.open', { file, passphrase });
    for (const template of templates)
      for (const audience of audiences) {
        const deck = await ask('briefing.template', { template, audience });
        const { id } = await ask('briefing.save', { deck });
        frozen.push(await ask('briefing.freeze', { id }));
      }
    await engine.close();
  }, 600_000);

  it('stand in the table of their own slide, or are worked out from it', () => {
    const stray = frozen.flatMap(({ template, audience, slides }) =>
      slides.flatMap(slide => {
        const table = slide.content?.table;
        if (!table || ofAppraisal.has(slide.slide.id)) return [];
        const numbers = strayNumbers(textOf(slide), table);
        return numbers.length ? [`${template} ${audience} ${slide.slide.id}: ${numbers.join(', ')}`] : [];
      }),
    );
    expect(frozen).toHaveLength(templates.length * audiences.length);
    expect(frozen.flatMap(deck => deck.slides.flatMap(slide => numbersSaid(textOf(slide)))).length).toBeGreaterThan(
      200,
    );
    expect(stray).toEqual([]);
  });

  it('stand on the opening as they stand on the slide that it opens with', () => {
    for (const { slides } of frozen) {
      const [opening, ...others] = slides;
      const said = others.map(one => one.slide.title).join('\n');
      expect(
        others.some(
          one =>
            opening!.slide.title.endsWith(one.slide.title.slice(0, 100)) ||
            opening!.slide.title.includes(one.slide.title.slice(0, 100)),
        ),
      ).toBe(true);
      expect(opening!.slide.notes.split('\n').every(line => said.includes(line))).toBe(true);
    }
  });

  it('are of the district, ward or indicator that a title names, and it stands in the table', () => {
    for (const { slides } of frozen)
      for (const { slide, content } of slides) {
        if (!content?.table || !['districts', 'change-map'].includes(slide.id)) continue;
        const rows = content.table.rows.filter(row => slide.title.includes(row.label));
        for (const row of rows) expect(row.cells[0]!.status, `${slide.id} ${row.label}`).not.toBe('hidden');
      }
  });
});

describe('the words of every report', () => {
  const slidesOf = (id: string) =>
    frozen.flatMap(({ slides }) => slides.filter(one => one.slide.id === id).map(one => one.slide));

  it('count each indicator once, those that cannot be told among them', () => {
    expect(slidesOf('scorecard').length).toBeGreaterThan(0);
    for (const { title } of slidesOf('scorecard')) {
      const [all, ...parts] = title.match(/\d+/g)!.map(Number);
      expect(
        parts.reduce((sum, part) => sum + part, 0),
        title,
      ).toBe(all);
      expect(title).toContain('cannot be told');
    }
  });

  it('say of which time their figures are', () => {
    const timed = /\d{4}\/\d{2}|\d{4} (Q|to)|\d{1,2} [A-Z][a-z]{2} \d{4}/;
    const timeless = frozen.flatMap(({ template, audience, slides }) =>
      slides
        .filter(({ slide, content }) => content?.table && slide.id !== 'scorecard' && !ofAppraisal.has(slide.id))
        .filter(({ slide }) => !timed.test(`${slide.title} ${slide.narrative}`))
        .map(({ slide }) => `${template} ${audience} ${slide.id}`),
    );
    expect(timeless).toEqual([]);
  });

  it('tell first of the districts that their title names first, and of whom their rates are', () => {
    expect(slidesOf('districts').length).toBeGreaterThan(0);
    for (const { title, narrative, notes } of slidesOf('districts')) {
      const told = narrative.split('\n').flatMap(line => /^([^:]+): [\d.]+ times/.exec(line)?.[1] ?? []);
      const places = told.map(name => title.indexOf(name));
      expect(told.length).toBeGreaterThan(0);
      expect(
        places.every((at, i) => at > 0 && (i === 0 || at > places[i - 1]!)),
        title,
      ).toBe(true);
      expect(notes).toContain('children of any age for each 10,000 residents aged 10 to 17');
    }
  });
});

describe('a report of which no test may be said', () => {
  it('compares nothing in any title or fact', async () => {
    budget.isSilent = true;
    const { engine, ask } = opened();
    await ask('workspace.open', { file: silentFile, passphrase });
    const comparing: string[] = [];
    let lines = 0;
    for (const template of templates)
      for (const audience of audiences) {
        const { slides } = await ask('briefing.template', { template, audience });
        for (const { id, title, narrative } of slides) {
          if (ofAppraisal.has(id)) continue;
          for (const line of [title, ...narrative.split('\n')]) {
            lines++;
            const word = comparingWord(line);
            if (word) comparing.push(`${template} ${audience} ${id}: “${word}” in ${line}`);
          }
        }
      }
    budget.isSilent = false;
    await engine.close();
    expect(lines).toBeGreaterThan(150);
    expect(comparing).toEqual([]);
  }, 600_000);
});
