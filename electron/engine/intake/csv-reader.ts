import { open } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileScan } from './file-scan.ts';
import type { SheetRow, TableReader } from './table.ts';

/** As many as a spreadsheet has. */
export const mostColumns = 16_384;
/** Longest row, in characters: an unclosed quotation mark must not swallow the file. */
const longestRow = 1_000_000;
const chunkBytes = 256 * 1024;

export type Delimiter = ',' | ';' | '\t' | '|';

/**
 * The delimiter of which the first lines have the most, and the same number on each. Marks inside quotation marks do
 * not count. A file with none is one column.
 */
export function delimiterOf(sample: string): Delimiter {
  const candidates: readonly Delimiter[] = [',', ';', '\t', '|'];
  const lines: number[][] = [];
  let counts = [0, 0, 0, 0];
  let quoted = false;
  for (const c of sample) {
    if (c === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (c === '\n' || c === '\r') {
      if (counts.some(n => n > 0)) lines.push(counts);
      counts = [0, 0, 0, 0];
      if (lines.length >= 20) break;
    } else {
      const at = candidates.indexOf(c as Delimiter);
      if (at >= 0) counts[at]! += 1;
    }
  }
  if (lines.length === 0) lines.push(counts);
  const score = (at: number) => {
    const header = lines[0]![at]!;
    const same = lines.filter(line => line[at] === header).length / lines.length;
    return header === 0 ? 0 : header * (0.2 + same);
  };
  let best = 0;
  for (let at = 1; at < candidates.length; at++) if (score(at) > score(best)) best = at;
  return candidates[best]!;
}

/** Reads delimited text in any of the four encodings, in lots of rows. Quoted line breaks are part of their cell. */
export async function openCsv(scan: FileScan): Promise<TableReader> {
  const handle = await open(scan.path, 'r');
  const decoder = iconv.getDecoder(
    scan.encoding === 'utf16be' ? 'utf16-be' : scan.encoding === 'utf16le' ? 'utf16-le' : scan.encoding,
    { stripBOM: false },
  );
  let bytesRead = scan.skip;
  let closed = false;
  const close = async () => {
    if (!closed) {
      closed = true;
      await handle.close();
    }
  };

  const sample = decodedHead(scan);
  const delimiter = delimiterOf(sample);
  return { lots: scan.quotes ? quotedLots() : plainLots(), about: [], bytesRead: () => bytesRead, close };

  async function readChunk(): Promise<Buffer> {
    // The parser keeps what is left of a chunk, so each gets memory of its own.
    const buffer = Buffer.allocUnsafe(chunkBytes);
    const { bytesRead: got } = await handle.read(buffer, 0, chunkBytes, bytesRead);
    bytesRead += got;
    return buffer.subarray(0, got);
  }

  /** Without a quotation mark in the whole file, lines and cells are found three times as fast. */
  async function* plainLots(): AsyncGenerator<readonly SheetRow[]> {
    const breaks = recordDelimiterOf(sample)[0] === '\r' ? '\r' : '\n';
    let rest = '';
    let number = 0;
    try {
      for (;;) {
        const chunk = await readChunk();
        const text = rest + (chunk.length === 0 ? (decoder.end() ?? '') : decoder.write(chunk));
        const lines = text.split(breaks);
        rest = chunk.length === 0 ? '' : lines.pop()!;
        if (rest.length > longestRow) throw tooLongRow(scan.name, number + 1 + lines.length);
        const rows: SheetRow[] = [];
        for (let line of lines) {
          number += 1;
          if (line.endsWith('\r')) line = line.slice(0, -1);
          if (line === '') continue;
          if (line.length > longestRow) throw tooLongRow(scan.name, number);
          const cells = line.split(delimiter);
          if (cells.length > mostColumns) throw tooManyColumns(scan.name, cells.length, number);
          rows.push({ number, cells });
        }
        if (rows.length > 0) yield rows;
        if (chunk.length === 0) return;
      }
    } finally {
      await close();
    }
  }

  async function* quotedLots(): AsyncGenerator<readonly SheetRow[]> {
    const parser = parse({
      delimiter,
      bom: false,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: longestRow,
      record_delimiter: recordDelimiterOf(sample),
    });
    let failure: unknown = null;
    parser.on('error', error => {
      failure = error;
    });
    let number = 0;
    const gathered = (): SheetRow[] => {
      const rows: SheetRow[] = [];
      let cells: string[] | null;
      while ((cells = parser.read() as string[] | null) !== null) {
        number += 1;
        if (cells.length > mostColumns) throw tooManyColumns(scan.name, cells.length, number);
        if (cells.length > 1 || cells[0] !== '') rows.push({ number, cells });
      }
      if (failure !== null) throw explained(failure, scan.name, number);
      return rows;
    };
    try {
      for (;;) {
        const bytes = await readChunk();
        const chunk =
          scan.encoding === 'utf8' ? bytes : bytes.length === 0 ? (decoder.end() ?? '') : decoder.write(bytes);
        if (chunk.length > 0) {
          parser.write(chunk);
          const rows = gathered();
          if (rows.length > 0) yield rows;
        }
        if (bytes.length === 0) break;
      }
      parser.end();
      await new Promise<void>(done => setImmediate(done));
      const rows = gathered();
      if (rows.length > 0) yield rows;
    } finally {
      parser.destroy();
      await close();
    }
  }
}

const tooManyColumns = (name: string, columns: number, row: number) =>
  new FaultError(
    'too-large',
    `${name} has ${columns.toLocaleString('en-GB')} columns in row ${row}; a return has fewer than 200. Check how it was saved.`,
  );

const tooLongRow = (name: string, row: number) =>
  new FaultError(
    'unreadable-file',
    `${name}: row ${row} is longer than a million characters. Nothing was changed. Save the file as CSV again from the spreadsheet.`,
  );

function decodedHead(scan: FileScan): string {
  return iconv.decode(
    scan.head.subarray(scan.skip),
    scan.encoding === 'utf16be' ? 'utf16-be' : scan.encoding === 'utf16le' ? 'utf16-le' : scan.encoding,
  );
}

/** The first line break outside quotation marks decides, so that a lone one inside a cell does not. */
function recordDelimiterOf(sample: string): string[] {
  let quoted = false;
  for (let at = 0; at < sample.length; at++) {
    const c = sample[at];
    if (c === '"') quoted = !quoted;
    else if (!quoted && c === '\r') return sample[at + 1] === '\n' ? ['\r\n', '\n'] : ['\r'];
    else if (!quoted && c === '\n') return ['\n', '\r\n'];
  }
  return ['\r\n', '\n'];
}

function explained(error: unknown, name: string, row: number): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new FaultError(
      'unreadable-file',
      `${name}: a quotation mark that opens after row ${row} is never closed. Nothing was changed. Save the file as CSV again from the spreadsheet.`,
    );
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new FaultError(
      'unreadable-file',
      `${name}: row ${row + 1} is longer than a million characters, which usually means a quotation mark that is never closed. Nothing was changed. Save the file as CSV again from the spreadsheet.`,
    );
  return new FaultError(
    'unreadable-file',
    `${name}: row ${row + 1} cannot be read as delimited text. Nothing was changed. Save the file as CSV again from the spreadsheet.`,
  );
}
