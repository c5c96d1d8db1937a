import { describe, expect, it } from 'vitest';
import { pptxBytes } from '../../electron/engine/documents/slides.ts';
import { contrastWithWhite } from '../../shared/model/colour.ts';
import type { Chart, Deck } from '../../electron/engine/documents/slides.ts';
import { partsOf, readWorkbook } from '../app/read-workbook.ts';
import { expectWhole, first, list, readOffice, textOf, under } from './briefing-reading.ts';
import { deck, pixel } from './briefing-setting.ts';

const file = readOffice(await pptxBytes(deck));
const slides = file.paths(/^ppt\/slides\/slide\d+\.xml$/).map(path => file.xml(path));
const looks = [
  ...file.paths(/^ppt\/(slides|slideLayouts|slideMasters)\/[^/]+\.xml$/),
  ...file.paths(/^ppt\/charts\/[^/]+\.xml$/),
];
const charts = deck.slides.flatMap((slide): readonly Chart[] => (slide.layout === 'finding' ? [slide.chart] : []));
const chartPaths = file.paths(/^ppt\/charts\/chart\d+\.xml$/);

describe('a deck in PowerPoint', () => {
  it('is whole, and the same deck gives the same bytes', async () => {
    expectWhole(file);
    expect((await pptxBytes(deck)).equals(file.bytes)).toBe(true);
    const core = file.xml('docProps/core.xml');
    expect(textAt(core, 'dc:title')).toBe(deck.title);
    expect(textAt(core, 'dc:creator')).toBe(deck.organisation);
    expect(textAt(core, 'dcterms:created')).toBe('2017-09-30T00:00:00Z');
    const size = first(file.xml('ppt/presentation.xml'), 'p:sldSz')!.attributes;
    expect(Number(size['cx']) / Number(size['cy'])).toBeCloseTo(16 / 9, 6);
  });

  it('gives every slide a title, the marking, a number, and its source with date and audience', () => {
    expect(slides).toHaveLength(deck.slides.length + 1);
    for (const [at, slide] of slides.entries()) {
      const texts = new Map(
        list(slide, 'p:sp').map(one => [first(one, 'p:ph')!.attributes['type'] ?? '', textOf(one)] as const),
      );
      const named = new Map(
        list(slide, 'p:sp').map(one => [first(one, 'p:cNvPr')!.attributes['name']!, textOf(one)] as const),
      );
      expect(texts.get('title') ?? texts.get('ctrTitle')).toBeTruthy();
      expect(texts.get('ftr')).toBe('OFFICIAL · Demonstration data');
      expect(texts.get('sldNum')).toBe(String(at + 1));
      if (at > 0) expect(named.get('Source')).toMatch(/^Source: .*As at 30 Sep 2017, for Safeguarding Board\.$/);
      const ids = list(slide, 'p:cNvPr').map(one => one.attributes['id']);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('says every chart, table and picture in words', () => {
    const said = slides.flatMap(slide =>
      [...list(slide, 'p:graphicFrame'), ...list(slide, 'p:pic')].map(
        one => first(one, 'p:cNvPr')!.attributes['descr'],
      ),
    );
    const meant = deck.slides.flatMap(slide =>
      slide.layout === 'finding'
        ? [slide.chart.alt]
        : slide.layout === 'table'
          ? [slide.table.alt, slide.table.alt]
          : slide.layout === 'picture'
            ? [slide.picture.alt]
            : [],
    );
    expect(said).toEqual(meant);
  });

  it('keeps the numbers of a chart, and nothing else, in its drawing and in its workbook', () => {
    expect(chartPaths).toHaveLength(charts.length);
    for (const [at, path] of chartPaths.entries()) {
      const chart = charts[at]!;
      const drawn = file.xml(path);
      const series = list(drawn, 'c:ser');
      expect(series).toHaveLength(chart.series.length);
      for (const [n, one] of series.entries()) {
        expect(cached(first(one, 'c:tx')!)).toEqual([[0, chart.series[n]!.name]]);
        expect(cached(first(one, 'c:cat')!)).toEqual(chart.categories.map((name, place) => [place, name]));
        expect(cached(first(one, 'c:val')!).map(([place, value]) => [place, Number(value)])).toEqual(
          chart.series[n]!.values.flatMap((value, place) => (value === null ? [] : [[place, value]])),
        );
      }
      const relation = list(file.xml(path.replace('charts/', 'charts/_rels/') + '.rels'), 'Relationship');
      expect(relation).toHaveLength(1);
      const data = file.parts.get(`ppt/${relation[0]!.attributes['Target']!.replace('../', '')}`)!;
      const sheets = [...readWorkbook(data).values()];
      expect(sheets).toHaveLength(1);
      const [head, ...rows] = sheets[0]!;
      expect(head!.slice(1)).toEqual(chart.series.map(one => one.name));
      expect(rows.map(row => Array.from({ length: chart.series.length + 1 }, (_, n) => row[n] ?? null))).toEqual(
        chart.categories.map((name, place) => [name, ...chart.series.map(one => one.values[place] ?? null)]),
      );
      for (const [name, part] of partsOf(data))
        if (name.startsWith('docProps')) expect(part.toString('utf8')).not.toMatch(/\d{4}-\d\d-\d\d/);
    }
  });

  it('has the kinds of chart that were asked for', () => {
    const kinds = chartPaths.map(path => {
      const drawn = file.xml(path);
      const direction = first(drawn, 'c:barDir')?.attributes['val'];
      return [first(drawn, 'c:grouping')!.attributes['val'], direction ?? 'line'];
    });
    expect(kinds).toEqual([
      ['standard', 'line'],
      ['clustered', 'bar'],
      ['stacked', 'col'],
      ['clustered', 'col'],
    ]);
  });

  it('writes tables as tables, with a header row on each slide and every row once', () => {
    const asked = deck.slides.find(slide => slide.layout === 'table')!;
    const drawn = slides.flatMap(slide => list(slide, 'a:tbl'));
    expect(drawn).toHaveLength(2);
    const rows = drawn.map(one => {
      expect(first(one, 'a:tblPr')!.attributes['firstRow']).toBe('1');
      return under(one, 'a:tr').map(row => under(row, 'a:tc').map(textOf));
    });
    for (const one of rows) expect(one[0]).toEqual(asked.table.columns.map(column => column.header));
    expect(rows.flatMap(one => one.slice(1))).toEqual(asked.table.rows);
  });

  it('has no text below 18 pt and none that is hard to read', () => {
    for (const path of looks) {
      const xml = file.parts.get(path)!.toString('utf8');
      for (const [, size] of xml.matchAll(/\bsz="(\d+)"/g)) expect(Number(size), path).toBeGreaterThanOrEqual(1800);
    }
    const colours = new Set<string>();
    for (const path of looks) {
      const drawn = file.xml(path);
      for (const name of ['a:defRPr', 'a:rPr'])
        for (const one of list(drawn, name))
          for (const colour of list(one, 'a:srgbClr')) colours.add(colour.attributes['val']!);
      // White text stands on series alone, so those must be as dark.
      for (const one of list(drawn, 'c:ser'))
        for (const look of under(one, 'c:spPr'))
          for (const colour of under(look, 'a:solidFill')) colours.add(first(colour, 'a:srgbClr')!.attributes['val']!);
    }
    colours.delete('FFFFFF');
    expect(colours.size).toBeGreaterThan(4);
    for (const colour of colours) expect(contrastWithWhite(colour), colour).toBeGreaterThanOrEqual(7);
  });

  it('keeps what the speaker says with the slide, and says it is English', () => {
    const notes = file.paths(/^ppt\/notesSlides\/notesSlide\d+\.xml$/);
    expect(notes).toEqual(['ppt/notesSlides/notesSlide2.xml', 'ppt/notesSlides/notesSlide4.xml']);
    const paragraphs = list(file.xml(notes[0]!), 'a:p').map(textOf);
    expect(paragraphs).toEqual(['Begin with the child.', 'Then the rota & the cost.']);
    for (const path of file.paths(/^ppt\/(slides|notesSlides)\/[^/]+\.xml$/))
      for (const one of list(file.xml(path), 'a:rPr')) expect(one.attributes['lang']).toBe('en-GB');
  });

  it('makes long words smaller, though never below 18 pt, and goes on over further slides', async () => {
    const sentence = 'Children who go missing are offered an interview by somebody whom they trust. ';
    const long = readOffice(
      await pptxBytes({
        ...deck,
        slides: [
          { layout: 'text', title: sentence.repeat(3), items: [sentence.repeat(2), sentence], source: 'Source.' },
          {
            layout: 'text',
            title: 'Much',
            items: Array.from({ length: 12 }, (_, at) => `${at} ${sentence.repeat(3)}`),
            source: 'Source.',
          },
        ],
      }),
    );
    const shown = long.paths(/^ppt\/slides\/slide\d+\.xml$/).map(path => long.xml(path));
    const sizes = (at: number) =>
      list(shown[at]!, 'p:sp').map(one => Number(first(one, 'a:rPr')!.attributes['sz'] ?? Number.NaN));
    expect(sizes(0)[0]).toBe(2000);
    expect(sizes(0)[1]).toBeNaN();
    expect(shown.length).toBeGreaterThan(2);
    const items = shown.slice(1).flatMap(slide => list(list(slide, 'p:sp')[1]!, 'a:p').map(textOf));
    expect(items.map(item => Number(item.split(' ')[0]))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for (let at = 1; at < shown.length; at++) expect(sizes(at)[1]).toBeGreaterThanOrEqual(1800);
  });

  it('takes an organisation’s colour where it can be read, and its logo', async () => {
    const own = (accent: string): Deck => ({
      ...deck,
      accent,
      asAt: null,
      logo: { png: pixel, width: 4, height: 1, alt: 'Logo of the partnership' },
      slides: deck.slides.slice(0, 2).map(slide => ({ ...slide, notes: '' })),
    });
    const dark = readOffice(await pptxBytes(own('5a0f3c')));
    expectWhole(dark);
    expect(dark.parts.get('ppt/slideLayouts/slideLayout1.xml')!.toString('utf8')).toContain('5A0F3C');
    expect(first(dark.xml('ppt/slides/slide1.xml'), 'p:pic')).toBeDefined();
    expect(dark.paths(/notes/)).toEqual([]);
    expect(dark.parts.get('docProps/core.xml')!.toString('utf8')).not.toContain('dcterms:created');
    const pale = readOffice(await pptxBytes(own('ffcc00')));
    expect(pale.parts.get('ppt/slideLayouts/slideLayout1.xml')!.toString('utf8')).not.toMatch(/ffcc00/i);
  });
});

function textAt(element: ReturnType<typeof file.xml>, name: string): string {
  return first(element, name)!.children.join('');
}

/** Points of a cache as place and text. */
function cached(element: ReturnType<typeof file.xml>): readonly (readonly [number, string])[] {
  return list(element, 'c:pt').map(point => [Number(point.attributes['idx']), textAt(point, 'c:v')] as const);
}
