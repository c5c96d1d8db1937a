import { SaxesParser } from 'saxes';
import type { SaxesTagPlain } from 'saxes';
import { FaultError } from '../../../shared/contract/fault.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import { mostColumns } from './csv-reader.ts';
import type { FileScan } from './file-scan.ts';
import type { SheetRow, TableReader } from './table.ts';
import { openZip } from './zip-file.ts';
import type { ZipParts } from './zip-file.ts';

/**
 * Reads the cells of an Excel workbook (ECMA-376, SpreadsheetML) as text, in lots of rows: dates as ISO text, numbers
 * as they are shown without a format, TRUE and FALSE, errors as they read. Formulas give their last result.
 */
const mostRows = 1_048_576;
const mostSharedBytes = 256 * 1024 ** 2;
const longestCell = 32_767;
const mostAbout = 64 * 1024;
const mostSheets = 200;

interface Book {
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly shared: readonly string[];
  /** For each cell style: whether its number is a day, a time, or both. */
  readonly dateStyles: readonly boolean[];
  readonly date1904: boolean;
}

const damaged = (name: string) =>
  new FaultError(
    'unreadable-file',
    `${name} is damaged or not a workbook. Open it in the spreadsheet and save it again as XLSX. Nothing was changed.`,
  );

/** Feeds a part to a parser piece by piece. XML that defines its own entities is refused. */
async function* parsed(zip: ZipParts, part: string, name: string, parser: SaxesParser): AsyncGenerator<void> {
  let fault: unknown = null;
  parser.on('doctype', () => {
    fault ??= new FaultError(
      'unreadable-file',
      `${name} defines XML entities, which no spreadsheet does, so it was not read. Nothing was changed.`,
    );
  });
  parser.on('error', () => {
    fault ??= damaged(name);
  });
  const decoder = new TextDecoder('utf-8');
  const stream = await zip.stream(part);
  try {
    for await (const chunk of stream) {
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      if (fault !== null) throw fault;
      yield;
    }
    parser.write(decoder.decode());
    parser.close();
    if (fault !== null) throw fault;
    yield;
  } catch (error) {
    throw error instanceof FaultError ? error : damaged(name);
  } finally {
    stream.destroy();
  }
}

async function readPart(
  zip: ZipParts,
  part: string,
  name: string,
  on: {
    open?: (tag: SaxesTagPlain, local: string) => void;
    close?: (local: string) => void;
    text?: (text: string) => void;
  },
): Promise<void> {
  const parser = new SaxesParser();
  parser.on('opentag', tag => on.open?.(tag, local(tag.name)));
  parser.on('closetag', tag => on.close?.(local(tag.name)));
  if (on.text) {
    parser.on('text', on.text);
    parser.on('cdata', on.text);
  }
  for await (const _ of parsed(zip, part, name, parser)) {
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const attribute = (tag: SaxesTagPlain, name: string): string | undefined => {
  const direct = tag.attributes[name];
  if (direct !== undefined) return direct;
  for (const key in tag.attributes) if (local(key) === name) return tag.attributes[key];
  return undefined;
};

async function readBook(zip: ZipParts, name: string): Promise<Book> {
  if (!zip.has('xl/workbook.xml')) {
    throw new FaultError(
      'unreadable-file',
      `${name} is a ZIP file, but not an XLSX workbook. Unpack it, or save the workbook as XLSX. Nothing was changed.`,
    );
  }
  const parts = new Map<string, string>();
  if (zip.has('xl/_rels/workbook.xml.rels')) {
    await readPart(zip, 'xl/_rels/workbook.xml.rels', name, {
      open: (tag, n) => {
        if (n !== 'Relationship') return;
        const target = attribute(tag, 'Target') ?? '';
        parts.set(
          attribute(tag, 'Id') ?? '',
          target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`,
        );
      },
    });
  }
  const sheets: { name: string; part: string }[] = [];
  let date1904 = false;
  await readPart(zip, 'xl/workbook.xml', name, {
    open: (tag, n) => {
      if (n === 'workbookPr') date1904 = ['1', 'true'].includes(attribute(tag, 'date1904') ?? '');
      if (n === 'sheet' && sheets.length < mostSheets) {
        const part = parts.get(tag.attributes['r:id'] ?? attribute(tag, 'id') ?? '') ?? '';
        if (zip.has(part)) sheets.push({ name: attribute(tag, 'name') ?? '', part });
      }
    },
  });
  return { sheets, date1904, shared: await readShared(zip, name), dateStyles: await readStyles(zip, name) };
}

/** Title, category and other texts of the properties of a workbook. */
async function readAbout(zip: ZipParts, name: string): Promise<string[]> {
  const part = 'docProps/core.xml';
  const about: string[] = [];
  // Properties are a few words; what is longer is none, and is left alone.
  if (!zip.has(part) || zip.size(part) > mostAbout) return about;
  try {
    await readPart(zip, part, name, { text: text => about.push(text) });
  } catch {
    // Properties that cannot be read hold no return back: its cells are all that is needed of it.
  }
  return about;
}

async function readShared(zip: ZipParts, name: string): Promise<string[]> {
  const part = 'xl/sharedStrings.xml';
  const shared: string[] = [];
  if (!zip.has(part)) return shared;
  if (zip.size(part) > mostSharedBytes)
    throw new FaultError(
      'too-large',
      `${name} holds more than 256 MB of text. Save it as CSV and import that. Nothing was changed.`,
    );
  let text = '';
  let inText = false;
  let phonetic = 0;
  await readPart(zip, part, name, {
    open: (_, n) => {
      if (n === 'si') text = '';
      else if (n === 'rPh') phonetic += 1;
      else if (n === 't') inText = phonetic === 0;
    },
    text: t => {
      if (inText) text += t;
    },
    close: n => {
      if (n === 't') inText = false;
      else if (n === 'rPh') phonetic -= 1;
      else if (n === 'si') shared.push(unescaped(text.slice(0, longestCell)));
    },
  });
  return shared;
}

/** Excel writes characters that XML has not as _x000D_. */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

async function readStyles(zip: ZipParts, name: string): Promise<boolean[]> {
  const part = 'xl/styles.xml';
  const styles: boolean[] = [];
  if (!zip.has(part)) return styles;
  const own = new Map<number, boolean>();
  let inCells = false;
  await readPart(zip, part, name, {
    open: (tag, n) => {
      if (n === 'numFmt') own.set(Number(attribute(tag, 'numFmtId')), isDateFormat(attribute(tag, 'formatCode') ?? ''));
      else if (n === 'cellXfs') inCells = true;
      else if (n === 'xf' && inCells) {
        const id = Number(attribute(tag, 'numFmtId') ?? 0);
        styles.push(
          own.get(id) ??
            ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)),
        );
      }
    },
    close: n => {
      if (n === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** Whether a number format shows a day or a time: a letter of y, m, d, h or s outside quotation marks and brackets. */
export function isDateFormat(format: string): boolean {
  const bare = format
    .replace(/"[^"]*"/g, '')
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
    .replace(/\\./g, '')
    .replace(/_./g, '')
    .replace(/general/gi, '');
  return /[ymdhs]/i.test(bare);
}

/** ISO text of a spreadsheet's number for a day and time. Numbers under one are a time of day. */
export function isoOfSerial(serial: number, date1904: boolean): string | null {
  if (!(serial >= 0 && serial < 2_958_466)) return null;
  const minutes = Math.round(serial * 1440);
  const time = minutes % 1440;
  const clock = `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`;
  let day = Math.floor(minutes / 1440);
  if (day === 0 && !date1904) return clock;
  if (date1904) day += 1462;
  // The 1900 system counts a 29 February 1900 that never was.
  const iso = isoOfDays(day - 25_569 + (day < 60 ? 1 : 0));
  return time === 0 ? iso : `${iso}T${clock}`;
}

function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const letter = reference.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
    if (column > mostColumns) return column;
  }
  return column;
}

async function* sheetLots(zip: ZipParts, part: string, book: Book, name: string): AsyncGenerator<readonly SheetRow[]> {
  const parser = new SaxesParser();
  let lot: SheetRow[] = [];
  let cells: string[] = [];
  let number = 0;
  let column = 0;
  let kind = '';
  let style = 0;
  let text = '';
  let inValue = false;
  let inSheet = false;
  let phonetic = 0;
  let fault: FaultError | null = null;
  parser.on('opentag', tag => {
    const n = local(tag.name);
    if (n === 'c') {
      const reference = tag.attributes['r'];
      column = reference ? columnOf(reference) : column + 1;
      if (column > mostColumns || column < 1)
        fault ??= new FaultError(
          'too-large',
          `${name} has more columns than a spreadsheet can show. Check how it was made. Nothing was changed.`,
        );
      kind = tag.attributes['t'] ?? 'n';
      style = Number(tag.attributes['s'] ?? 0);
      text = '';
    } else if (n === 'v' || n === 't') inValue = inSheet && phonetic === 0;
    else if (n === 'rPh') phonetic += 1;
    else if (n === 'row' && inSheet) {
      const given = Number(tag.attributes['r'] ?? number + 1);
      // Rows come in order; one that goes back is counted on.
      number = Number.isInteger(given) && given > number ? given : number + 1;
      if (number > mostRows)
        fault ??= new FaultError(
          'too-large',
          `${name} has more rows than a spreadsheet can show. Check how it was made. Nothing was changed.`,
        );
      cells = [];
      column = 0;
    } else if (n === 'sheetData') inSheet = true;
  });
  const onText = (t: string) => {
    if (inValue && text.length <= longestCell) text += t;
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', tag => {
    const n = local(tag.name);
    if (n === 'v' || n === 't') inValue = false;
    else if (n === 'rPh') phonetic -= 1;
    else if (n === 'c' && inSheet && fault === null) {
      if (text === '') return;
      while (cells.length < column - 1) cells.push('');
      cells[column - 1] = cellText(kind, text, style, book);
    } else if (n === 'row' && inSheet) {
      if (cells.some(cell => cell !== '')) lot.push({ number, cells });
    } else if (n === 'sheetData') inSheet = false;
  });
  for await (const _ of parsed(zip, part, name, parser)) {
    if (fault !== null) throw fault;
    if (lot.length > 0) {
      const full = lot;
      lot = [];
      yield full;
    }
  }
}

function cellText(kind: string, text: string, style: number, book: Book): string {
  switch (kind) {
    case 's':
      return book.shared[Number(text)] ?? '';
    case 'b':
      return text.trim() === '1' ? 'TRUE' : 'FALSE';
    case 'n': {
      const value = Number(text);
      if (!Number.isFinite(value)) return text.trim();
      if (book.dateStyles[style]) return isoOfSerial(value, book.date1904) ?? text.trim();
      return Number.isInteger(value)
        ? Math.abs(value) < 1e21
          ? BigInt(value).toString()
          : text
        : String(Number(value.toPrecision(15)));
    }
    case 'd':
      return text.trim().replace(/Z$/, '');
    case 'e':
      return text.trim();
    default:
      return unescaped(text.slice(0, longestCell));
  }
}

/**
 * Opens the sheet that looks most like a return: `score` says how much the first rows of one do. The first sheet, when
 * none does. Faults: unreadable-file, too-large.
 */
export async function openXlsx(scan: FileScan, score: (rows: readonly SheetRow[]) => number): Promise<TableReader> {
  const zip = await openZip(scan.path, scan.name);
  try {
    const book = await readBook(zip, scan.name);
    if (book.sheets.length === 0) throw damaged(scan.name);
    let best = book.sheets[0]!;
    let highest = 0;
    if (book.sheets.length > 1) {
      for (const sheet of book.sheets) {
        const first: SheetRow[] = [];
        for await (const lot of sheetLots(zip, sheet.part, book, scan.name)) {
          first.push(...lot);
          if (first.length >= 20) break;
        }
        const found = score(first);
        if (found > highest) {
          best = sheet;
          highest = found;
        }
      }
    }
    return {
      lots: sheetLots(zip, best.part, book, scan.name),
      about: await readAbout(zip, scan.name),
      bytesRead: () => zip.bytesRead(),
      close: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error instanceof FaultError ? error : damaged(scan.name);
  }
}
