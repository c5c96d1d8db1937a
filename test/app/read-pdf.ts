import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A PDF read back by a reader of its own, so that the printer cannot vouch for itself. */

export interface PdfText {
  readonly text: string;
  /** Points from the left and from the top of the page. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PdfPage {
  /** Points. */
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PdfText[];
  /** All words with single spaces. */
  readonly words: string;
  /** Texts by their role in the structure: H1, TH, TD …, in order of reading. */
  readonly tagged: readonly { readonly role: string; readonly text: string }[];
  /** Alternative texts of pictures. */
  readonly alternatives: readonly string[];
}

export interface PdfFile {
  readonly title: string;
  readonly language: string | null;
  readonly marked: boolean;
  /** Titles of the outline, from all levels. */
  readonly outline: readonly string[];
  readonly pages: readonly PdfPage[];
}

interface Node {
  readonly role?: string;
  readonly type?: string;
  readonly id?: string;
  readonly alt?: string;
  readonly children?: readonly Node[];
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export async function readPdf(file: string): Promise<PdfFile> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const task = getDocument({
    data: new Uint8Array(readFileSync(file)),
    standardFontDataUrl: `${path.join(folder, 'standard_fonts')}/`,
    verbosity: 0,
  });
  const document = await task.promise;
  try {
    const { info } = await document.getMetadata();
    const facts = info as { readonly Title?: string; readonly Language?: string };
    const entries = async (items: readonly { title: string; items: unknown }[]): Promise<string[]> =>
      (await Promise.all(items.map(async one => [one.title, ...(await entries(one.items as never))]))).flat();
    const pages: PdfPage[] = [];
    for (let number = 1; number <= document.numPages; number++) pages.push(await readPage(document, number));
    return {
      title: facts.Title ?? '',
      language: facts.Language ?? null,
      marked: Boolean((await document.getMarkInfo())?.Marked),
      outline: await entries((await document.getOutline()) ?? []),
      pages,
    };
  } finally {
    await task.destroy();
  }
}

async function readPage(
  document: Awaited<ReturnType<typeof getDocument>['promise']>,
  number: number,
): Promise<PdfPage> {
  const page = await document.getPage(number);
  const [left, bottom, right, top] = page.view as [number, number, number, number];
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  const texts: PdfText[] = [];
  const byId = new Map<string, string>();
  const open: (string | null)[] = [];
  for (const item of items) {
    if (!('str' in item)) {
      if (item.type === 'endMarkedContent') open.pop();
      else open.push(item.id ?? null);
      continue;
    }
    const id = open.findLast(one => one !== null);
    if (id) byId.set(id, `${byId.get(id) ?? ''}${item.str}${item.hasEOL ? ' ' : ''}`);
    if (item.str.trim() === '') continue;
    const [, , , , x, y] = item.transform as [number, number, number, number, number, number];
    texts.push({
      text: item.str,
      left: x - left,
      right: x - left + item.width,
      top: top - y - item.height,
      bottom: top - y,
    });
  }
  const tagged: { role: string; text: string }[] = [];
  const alternatives: string[] = [];
  const contentOf = (node: Node): string =>
    node.type === 'content' ? (byId.get(node.id ?? '') ?? '') : (node.children ?? []).map(contentOf).join('');
  const walk = (node: Node): void => {
    if (node.alt) alternatives.push(node.alt);
    if (node.role) tagged.push({ role: node.role, text: squeezed(contentOf(node)) });
    for (const child of node.children ?? []) walk(child);
  };
  const tree = (await page.getStructTree()) as Node | null;
  if (tree) walk(tree);
  return {
    width: right - left,
    height: top - bottom,
    texts,
    words: squeezed(texts.map(one => one.text).join(' ')),
    tagged,
    alternatives,
  };
}
