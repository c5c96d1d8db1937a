import { hostname, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { SaxesParser } from 'saxes';
import { expect } from 'vitest';
import { partsOf } from '../app/read-workbook.ts';

/** Word and PowerPoint files read back, by readers of our own, so that a writer cannot vouch for itself. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

/** The root of an XML text; throws where it is not well formed. */
export function readXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.on('opentag', tag => {
    const element: Element = { name: tag.name, attributes: tag.attributes as Record<string, string>, children: [] };
    open.at(-1)!.children.push(element);
    if (!tag.isSelfClosing) open.push(element);
  });
  parser.on('closetag', tag => {
    if (!tag.isSelfClosing) open.pop();
  });
  parser.on('text', text => {
    open.at(-1)!.children.push(text);
  });
  parser.write(xml).close();
  return root.children.find(child => typeof child !== 'string')!;
}

export function* all(element: Element, name: string): Generator<Element> {
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    if (child.name === name) yield child;
    yield* all(child, name);
  }
}

export const list = (element: Element, name: string): readonly Element[] => [...all(element, name)];
export const first = (element: Element, name: string): Element | undefined => all(element, name).next().value;
export const under = (element: Element, name: string): readonly Element[] =>
  element.children.filter(child => typeof child !== 'string').filter(child => child.name === name);

/** Text of `w:t` or `a:t`; a break is a line feed. */
export function textOf(element: Element): string {
  return element.children
    .map(child => {
      if (typeof child === 'string') return '';
      if (child.name === 'w:t' || child.name === 'a:t') return child.children.join('');
      if (child.name === 'w:br' || child.name === 'a:br') return '\n';
      return textOf(child);
    })
    .join('');
}

export interface OfficeFile {
  readonly bytes: Buffer;
  readonly parts: ReadonlyMap<string, Buffer>;
  xml(path: string): Element;
  paths(pattern: RegExp): readonly string[];
}

export function readOffice(bytes: Buffer): OfficeFile {
  const parts = partsOf(bytes);
  return {
    bytes,
    parts,
    xml(path) {
      const part = parts.get(path);
      if (!part) throw new Error(`There is no ${path}.`);
      return readXml(part.toString('utf8'));
    },
    paths: pattern =>
      [...parts.keys()]
        .filter(path => pattern.test(path))
        .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  };
}

export interface ReadTable {
  readonly caption: string;
  /** Of each column, the lines of its heading in one text. */
  readonly header: readonly string[];
  /** Of each column, the cells of the heading above it, from the outermost: each cell once, with the columns that it spans. */
  readonly heads: readonly (readonly HeadCell[])[];
  readonly headerRepeats: boolean;
  readonly gridColumns: number;
  readonly rows: readonly (readonly string[])[];
}

export interface HeadCell {
  readonly text: string;
  readonly span: number;
  readonly lines: number;
}

/** A cell of a row of a heading: how many columns it stands over, and whether it goes on from the row above. */
interface RawCell {
  readonly text: string;
  readonly span: number;
  readonly goesOn: boolean;
}

/** The headings of each column, from rows of cells that are merged across and down. */
function headsOf(rows: readonly (readonly RawCell[])[], columns: number): readonly (readonly HeadCell[])[] {
  const heads: HeadCell[][] = Array.from({ length: columns }, () => []);
  for (const row of rows) {
    let at = 0;
    for (const { text, span, goesOn } of row) {
      for (let column = at; column < at + span; column++) {
        const own = heads[column]!;
        const above = own.at(-1);
        if (!goesOn) own.push({ text, span, lines: 1 });
        else if (above && text === '') own[own.length - 1] = { ...above, lines: above.lines + 1 };
        else throw new Error(`“${text}” goes on from nothing.`);
      }
      at += span;
    }
    if (at !== columns) throw new Error(`A row of the heading has ${at} of ${columns} columns.`);
  }
  return heads;
}

const inOneText = (heads: readonly (readonly HeadCell[])[]): readonly string[] =>
  heads.map(cells => cells.map(cell => cell.text).join(', '));

/** Tables of a Word file, each with the caption before it. */
export function wordTables(file: OfficeFile): readonly ReadTable[] {
  const body = first(file.xml('word/document.xml'), 'w:body')!;
  let caption = '';
  const tables: ReadTable[] = [];
  for (const child of body.children) {
    if (typeof child === 'string') continue;
    if (child.name === 'w:p' && styleOf(child) === 'Caption') caption = textOf(child);
    if (child.name !== 'w:tbl') continue;
    const rows = under(child, 'w:tr');
    const headRows = rows.filter(row => first(row, 'w:tblHeader'));
    const gridColumns = list(child, 'w:gridCol').length;
    const heads = headsOf(
      headRows.map(row =>
        under(row, 'w:tc').map(cell => ({
          text: textOf(cell),
          span: Number(first(cell, 'w:gridSpan')?.attributes['w:val'] ?? 1),
          goesOn: list(cell, 'w:vMerge').some(one => one.attributes['w:val'] !== 'restart'),
        })),
      ),
      gridColumns,
    );
    tables.push({
      caption,
      header: inOneText(heads),
      heads,
      headerRepeats: headRows.length > 0 && headRows.every((row, at) => row === rows[at]),
      gridColumns,
      rows: rows.slice(headRows.length).map(row => under(row, 'w:tc').map(textOf)),
    });
  }
  return tables;
}

/** The table of a slide; a cell that is merged into another is empty. Its heading are the rows in the heading's colour. */
export function slideTable(slide: Element): Omit<ReadTable, 'caption' | 'headerRepeats'> {
  const table = first(slide, 'a:tbl')!;
  const rows = under(table, 'a:tr');
  const isHead = (row: Element) =>
    under(row, 'a:tc').every(cell => first(under(cell, 'a:tcPr')[0]!, 'a:srgbClr') && fillOf(cell) === 'EEF1F4');
  const headRows = rows.filter(isHead);
  const gridColumns = list(table, 'a:gridCol').length;
  const heads = headsOf(
    headRows.map(row => {
      const cells = under(row, 'a:tc');
      expect(cells).toHaveLength(gridColumns);
      return cells.flatMap((cell, at): RawCell[] => {
        if (cell.attributes['hMerge']) {
          expect(textOf(cell)).toBe('');
          return [];
        }
        let span = 1;
        while (cells[at + span]?.attributes['hMerge']) span += 1;
        expect(Number(cell.attributes['gridSpan'] ?? 1)).toBe(span);
        return [{ text: textOf(cell), span, goesOn: cell.attributes['vMerge'] === '1' }];
      });
    }),
    gridColumns,
  );
  return {
    header: inOneText(heads),
    heads,
    gridColumns,
    rows: rows.slice(headRows.length).map(row => under(row, 'a:tc').map(textOf)),
  };
}

const fillOf = (cell: Element): string | undefined => {
  const [fill] = under(under(cell, 'a:tcPr')[0]!, 'a:solidFill');
  return fill && first(fill, 'a:srgbClr')!.attributes['val'];
};

export const styleOf = (paragraph: Element): string | undefined =>
  first(paragraph, 'w:pStyle')?.attributes['w:val'] ?? undefined;

/** Every number in a text, with how many decimals it shows: "£1,234.50 (−3 %)" → 1234.5 and −3. */
export function numbersIn(text: string): readonly { readonly value: number; readonly decimals: number }[] {
  return [...text.matchAll(/(−?)£?(\d[\d,]*(?:\.(\d+))?)/g)].map(([, sign, digits, decimals]) => ({
    value: Number(digits!.replaceAll(',', '')) * (sign ? -1 : 1),
    decimals: decimals?.length ?? 0,
  }));
}

/** What every file must keep to: parts and relations whole, no times, nothing of this computer. */
export function expectWhole(file: OfficeFile): void {
  const types = file.xml('[Content_Types].xml');
  const overrides = new Set(list(types, 'Override').map(one => one.attributes['PartName']!.slice(1)));
  const extensions = new Set(list(types, 'Default').map(one => one.attributes['Extension']));
  for (const override of overrides) expect(file.parts.has(override), override).toBe(true);
  for (const part of file.parts.keys()) {
    if (part === '[Content_Types].xml') continue;
    if (part.endsWith('.xml')) expect(overrides.has(part), part).toBe(true);
    else expect(extensions.has(part.slice(part.lastIndexOf('.') + 1)), part).toBe(true);
    if (/\.(xml|rels)$/.test(part)) file.xml(part);
  }
  for (const rels of file.paths(/\.rels$/)) {
    const folder = path.posix.dirname(path.posix.dirname(rels));
    const used = new Set<string>();
    for (const relation of list(file.xml(rels), 'Relationship')) {
      const target = path.posix.join(folder, relation.attributes['Target']!);
      expect(file.parts.has(target), `${rels}: ${target}`).toBe(true);
      expect(used.has(relation.attributes['Id']!)).toBe(false);
      used.add(relation.attributes['Id']!);
    }
  }
  const everything = [...file.parts].map(([name, bytes]) => `${name}\n${bytes.toString('latin1')}`).join('\n');
  for (const own of [hostname(), userInfo().homedir, process.cwd(), tmpdir()])
    if (own.length > 2) expect(everything.includes(own), own).toBe(false);
  expect(everything).not.toMatch(new RegExp(`${new Date().getFullYear()}-\\d\\d-\\d\\d`));
  const at = file.bytes.readUInt32LE(file.bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16);
  expect(file.bytes.readUInt32LE(at + 12)).toBe(0x00210000);
}
