import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../electron/engine/briefing/decks.ts';
import { sizeOfLogo } from '../../electron/engine/briefing/house-style.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { plainStyle } from '../../shared/contract/briefing.ts';
import type { DeckSummary, FrozenDeck, HouseStyle } from '../../shared/contract/briefing.ts';
import type { Answer, Fault } from '../../shared/contract/fault.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { contrastWithWhite, hallShade } from '../../shared/model/colour.ts';
import type { Deck } from '../../shared/model/deck.ts';
import { logoPng } from '../app/logo.ts';
import { partsOf } from '../app/read-workbook.ts';
import { expectWhole, first, readOffice, textOf } from './briefing-reading.ts';

/** Over a real encrypted workspace: how briefings look, from the setting to the files and the copy. */
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-style-'));
const place = { file: path.join(folder, 'workspace.csaf'), passphrase: 'correct horse battery staple' };
const inFolder = (name: string) => path.join(folder, name);
let engine: Engine;

async function answer<T>(method: string, input: unknown): Promise<Answer<T>> {
  return (await engine.call(method, input)) as Answer<T>;
}

async function got<T>(method: string, input: unknown): Promise<T> {
  const found = await answer<T>(method, input);
  if (!found.ok) throw new Error(`${method}: ${found.fault.message}`);
  return found.value;
}

async function fault(method: string, input: unknown): Promise<Fault | null> {
  const found = await answer(method, input);
  return found.ok ? null : found.fault;
}

const logo = logoPng(240, 80);
const style: HouseStyle = {
  organisation: 'The partnership',
  marking: 'OFFICIAL',
  logo: logo.toString('base64'),
  logoWords: 'Logo of the partnership',
  accent: '#c2187a',
};

const deck: Deck = {
  name: 'Looks',
  template: null,
  audience: 'board',
  organisation: 'The partnership',
  marking: 'OFFICIAL',
  slides: [
    { id: 'opening', layout: 'title', title: 'What we found', narrative: '', notes: '', pin: null },
    {
      id: 'chart',
      layout: 'view',
      title: 'Referrals',
      narrative: '',
      notes: '',
      pin: {
        kind: 'chart',
        chart: 'bar',
        view: {
          dataset: 'referrals',
          rows: ['district'],
          columns: [{ field: 'referred_on', by: 'financial-year' }],
          values: [{ measure: 'children' }],
        },
      },
    },
  ],
};

async function frozenNow(): Promise<FrozenDeck> {
  const { id } = await got<DeckSummary>('briefing.save', { deck });
  return got<FrozenDeck>('briefing.freeze', { id });
}

/** Work in the file itself, as somebody would who has the passphrase and no application. */
async function inside(work: (workspace: Workspace) => Promise<unknown>): Promise<void> {
  await got('workspace.close', {});
  const workspace = await openWorkspace(place.file, place.passphrase);
  await work(workspace);
  await workspace.close();
  await got('workspace.open', place);
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

describe('how briefings look', () => {
  it('is the application’s own until somebody chooses', async () => {
    expect(await got('briefing.style', {})).toEqual(plainStyle);
  });

  it('refuses a colour that cannot be read, a logo that is no whole PNG and a logo without words', async () => {
    const whole = Buffer.from(logo);
    const bent = Buffer.from(logo);
    bent[bent.length - 20]! ^= 0xff;
    const wrong: readonly (readonly [Partial<HouseStyle>, string])[] = [
      [{ accent: '#ffcc00' }, 'needs 4.5 to 1'],
      [{ accent: 'teal' }, '#0b5d67'],
      [{ logo: Buffer.from('<svg/>').toString('base64') }, 'not a PNG'],
      [{ logo: whole.subarray(0, whole.length - 12).toString('base64') }, 'not a PNG'],
      [{ logo: bent.toString('base64') }, 'not a PNG'],
      [{ logo: Buffer.concat([whole, Buffer.from('hidden')]).toString('base64') }, 'not a PNG'],
      [{ logo: logoPng(8, 8).toString('base64') }, '8 by 8 pixels'],
      [{ logo: Buffer.alloc(500_001).toString('base64') }, '500 kB'],
      [{ logoWords: ' ' }, 'what the logo shows'],
    ];
    for (const [part, words] of wrong) {
      const found = await fault('briefing.set-style', { style: { ...style, ...part } });
      expect(found?.code, words).toBe('invalid-input');
      expect(found!.message).toContain(words);
    }
    expect(await got('briefing.style', {})).toEqual(plainStyle);
  });

  it('takes a logo from a file, and says what is wrong with one that is none', async () => {
    expect(sizeOfLogo(logo)).toEqual({ width: 240, height: 80 });
    writeFileSync(inFolder('logo.png'), logo);
    expect(await got('briefing.read-logo', { file: inFolder('logo.png') })).toEqual({
      png: logo.toString('base64'),
      width: 240,
      height: 80,
    });
    writeFileSync(inFolder('big.png'), Buffer.alloc(600_000));
    expect((await fault('briefing.read-logo', { file: inFolder('big.png') }))!.message).toContain('600 kB');
    expect((await fault('briefing.read-logo', { file: inFolder('none.png') }))!.code).toBe('unreadable-file');
  });

  it('is kept, noted in the trail, and taken by reports', async () => {
    expect(await got('briefing.set-style', { style })).toEqual(style);
    const [entry] = await got<readonly { action: string }[]>('workspace.audit', { most: 1 });
    expect(entry!.action).toBe('set-house-style');
    const report = await got<Deck>('briefing.template', { template: 'scrutiny-committee' });
    expect([report.organisation, report.marking]).toEqual(['The partnership', 'OFFICIAL']);
  }, 60_000);
});

describe('a frozen briefing', () => {
  let frozen: FrozenDeck;

  it('keeps its look and the framework’s version, whatever is chosen later', async () => {
    frozen = await frozenNow();
    expect(frozen.style).toEqual(style);
    expect(frozen.framework).toBe('CSE Outcomes Framework, version 1');
    await got('briefing.set-style', { style: { ...style, accent: '#0b5d67', logo: null } });
    expect((await got<FrozenDeck>('briefing.frozen', { id: frozen.id })).style).toEqual(style);
  });

  it('names the newest version of the framework', async () => {
    const { framework } = await got<OutputOf<'framework.read'>>('framework.read', {});
    await got('framework.save', { framework: { ...framework, name: 'Our framework' }, reason: 'Renamed' });
    expect((await frozenNow()).framework).toBe('Our framework, version 2');
  });

  it('has it in every file', async () => {
    for (const format of ['pptx', 'docx', 'xlsx', 'csv'])
      await got('briefing.export', { id: frozen.id, format, file: inFolder(`looks.${format}`) });
    const slides = readOffice(readFileSync(inFolder('looks.pptx')));
    expectWhole(slides);
    const accent = hallShade(style.accent).slice(1).toUpperCase();
    const part = (name: string) => slides.parts.get(name)!.toString('utf8');
    expect(part('ppt/theme/theme1.xml')).toContain(`<a:accent1><a:srgbClr val="${accent}"/>`);
    expect(part(slides.paths(/charts\/chart\d+\.xml$/)[0]!)).toContain(accent);
    expect(slides.parts.get('ppt/media/logo.png')!.equals(logo)).toBe(true);
    const layouts = slides.paths(/slideLayouts\/slideLayout\d+\.xml$/).map(name => slides.xml(name));
    const said = layouts.map(one => first(one, 'p:pic')).filter(Boolean);
    expect(said).toHaveLength(layouts.length - 1);
    for (const picture of said) expect(first(picture!, 'p:cNvPr')!.attributes['descr']).toBe('Logo of the partnership');
    const texts = slides.paths(/slides\/slide\d+\.xml$/).map(name => textOf(slides.xml(name)));
    expect(texts[0]).toContain('CSE Outcomes Framework, version 1');
    expect(texts.at(-1)).toContain(frozen.checksum);

    const paper = readOffice(readFileSync(inFolder('looks.docx')));
    expectWhole(paper);
    expect(paper.parts.get('word/styles.xml')!.toString('utf8')).toContain(accent);
    const [picture] = [first(paper.xml('word/document.xml'), 'wp:docPr')];
    expect(picture!.attributes['descr']).toBe('Logo of the partnership');
    expect(textOf(paper.xml('word/footer1.xml'))).toContain('CSE Outcomes Framework, version 1');

    const book = [...partsOf(readFileSync(inFolder('looks.xlsx'))).values()].map(one => one.toString('utf8')).join(' ');
    expect(book).toContain('CSE Outcomes Framework, version 1');
    const lines = readFileSync(inFolder('looks.csv'), 'utf8').split('\r\n');
    expect(lines.slice(0, 8)).toContain('Framework,"CSE Outcomes Framework, version 1"');
  });

  it('goes into the presenter copy as it is', async () => {
    const copy = { file: inFolder('copy.csaf'), passphrase: 'another long passphrase' };
    await got('briefing.presenter-copy', { ids: [frozen.id], ...copy });
    await got('workspace.open', copy);
    const [listed] = await got<readonly DeckSummary[]>('briefing.decks', {});
    const shown = await got<FrozenDeck>('briefing.frozen', { id: listed!.frozen[0]!.id });
    expect([shown.style, shown.framework, shown.checksum]).toEqual([style, frozen.framework, frozen.checksum]);
    await got('workspace.open', place);
  });

  it('is refused when its look, its logo or its framework was changed, or taken away', async () => {
    const changes = [
      `style = replace(style, '#c2187a', '#111111')`,
      `style = replace(style, '"logoWords":"Logo of the partnership"', '"logoWords":"Logo of another"')`,
      `style = NULL`,
      `framework = 'CSE Outcomes Framework, version 9'`,
      `framework = NULL`,
    ];
    const kept = { style: canonicalJson(style), framework: frozen.framework };
    for (const change of changes) {
      await inside(workspace =>
        workspace.write(async store => {
          store.run('DROP TRIGGER IF EXISTS frozen_deck_stays');
          store.run(
            `UPDATE frozen_deck SET style = ?, framework = ? WHERE id = ?`,
            kept.style,
            kept.framework,
            frozen.id,
          );
          store.run(`UPDATE frozen_deck SET ${change} WHERE id = ?`, frozen.id);
        }),
      );
      expect((await fault('briefing.frozen', { id: frozen.id }))?.code, change).toBe('damaged');
    }
  }, 60_000);

  it('has the application’s own look where it was frozen before there was one', async () => {
    const slides = canonicalJson(frozen.slides);
    const checksum = createHash('sha256').update(slides).digest('hex');
    await inside(workspace =>
      workspace.write(store =>
        store.run(
          `UPDATE frozen_deck SET style = NULL, framework = NULL, checksum = ? WHERE id = ?`,
          checksum,
          frozen.id,
        ),
      ),
    );
    const old = await got<FrozenDeck>('briefing.frozen', { id: frozen.id });
    expect([old.style, old.framework, old.checksum]).toEqual([plainStyle, null, checksum]);
  });
});

describe('a shade for a hall', () => {
  it('is the colour itself where it can be read, and darker where not', () => {
    expect(hallShade('#0b5d67')).toBe('#0b5d67');
    for (const colour of ['#c2187a', '#ffcc00', '#ffffff', '#777777', '#00ff00']) {
      expect(contrastWithWhite(hallShade(colour))).toBeGreaterThanOrEqual(7);
      expect(contrastWithWhite(hallShade(colour))).toBeLessThan(8);
    }
  });
});
