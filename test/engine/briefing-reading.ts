import { SaxesParser } from 'saxes';
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
    else return;
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
