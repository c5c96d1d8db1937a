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
  readonly header: readonly string[];
  readonly headerRepeats: boolean;
  readonly gridColumns: number;
  readonly rows: readonly (readonly string[])[];
}

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
    const cells = rows.map(row => under(row, 'w:tc').map(textOf));
    tables.push({
      caption,
      header: cells[0] ?? [],
      headerRepeats: first(rows[0]!, 'w:tblHeader') !== undefined,
      gridColumns: list(child, 'w:gridCol').length,
      rows: cells.slice(1),
    });
  }
  return tables;
}

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
