import { createHash } from 'node:crypto';
import { isAscii } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { FaultError } from '../../../shared/contract/fault.ts';

export type Encoding = 'utf8' | 'utf16le' | 'utf16be' | 'win1252';

export interface FileScan {
  readonly path: string;
  /** Name without folder, as it is kept with the batch. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly looksLike: 'text' | 'zip' | 'json' | 'ole' | 'binary' | 'empty';
  readonly encoding: Encoding;
  /** Length of the byte order mark. */
  readonly skip: number;
  /** First bytes of the file. */
  readonly head: Buffer;
  /** Whether there is a quotation mark anywhere: without one, every line break and delimiter is what it seems. */
  readonly quotes: boolean;
  /** When it was last changed, in milliseconds since 1970. */
  readonly changedAt: number;
}

/** Longest file that is read: 4 GiB. */
const mostBytes = 4 * 1024 ** 3;

/**
 * Reads a file once from end to end: its SHA-256, and what kind of text it is. UTF-8 is believed only when every byte
 * fits; else Windows-1252, which has a letter for nearly every byte. Faults: not-found, unreadable-file, too-large, cancelled.
 */
export async function scanFile(file: string, signal: AbortSignal): Promise<FileScan> {
  const name = path.basename(file).normalize('NFC');
  let handle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new FaultError('not-found', `${name} is not there any more. Choose the file again.`);
    throw new FaultError(
      'unreadable-file',
      `${name} cannot be opened. Close it in other programs and check that you may read it.`,
    );
  }
  try {
    const found = await handle.stat();
    if (!found.isFile())
      throw new FaultError('unreadable-file', `${name} is not a file. Choose a CSV, XLSX, GeoJSON or TopoJSON file.`);
    if (found.size > mostBytes)
      throw new FaultError('too-large', `${name} is larger than 4 GB. Ask the sender for one file a quarter.`);
    const hash = createHash('sha256');
    const buffer = Buffer.alloc(1 << 20);
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    let isUtf8 = true;
    let pending = false;
    let bytes = 0;
    let nuls = 0;
    let quotes = false;
    let head = Buffer.alloc(0);
    for (;;) {
      if (signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, bytes);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      if (bytes === 0) head = Buffer.from(chunk.subarray(0, 65_536));
      hash.update(chunk);
      bytes += bytesRead;
      if (bytes > mostBytes)
        throw new FaultError('too-large', `${name} grows while it is read. Save a copy and import that.`);
      if (!quotes) quotes = chunk.includes(0x22);
      if (chunk.includes(0)) for (const byte of chunk) if (byte === 0) nuls += 1;
      if (isUtf8 && (pending || !isAscii(chunk))) {
        try {
          utf8.decode(chunk, { stream: true });
          pending = true;
        } catch {
          isUtf8 = false;
        }
      }
    }
    if (isUtf8 && pending) {
      try {
        utf8.decode();
      } catch {
        isUtf8 = false;
      }
    }
    const told = encodingOf(head, nuls / Math.max(1, bytes), isUtf8);
    return {
      path: file,
      name,
      bytes,
      sha256: hash.digest('hex'),
      looksLike: kindOf(head, bytes, nuls, told.encoding),
      head,
      quotes,
      changedAt: found.mtimeMs,
      ...told,
    };
  } finally {
    await handle.close();
  }
}

/** Makes sure that what was read is what the hash speaks of. Fault: unreadable-file. */
export async function assertUnchanged(scan: FileScan): Promise<void> {
  const now = await stat(scan.path).catch(() => null);
  if (now?.size !== scan.bytes || now.mtimeMs !== scan.changedAt)
    throw new FaultError(
      'unreadable-file',
      `${scan.name} was changed while it was read. Nothing was loaded. Close it in other programs and import it again.`,
    );
}

function encodingOf(head: Buffer, nulShare: number, isUtf8: boolean): { encoding: Encoding; skip: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf)
    return { encoding: isUtf8 ? 'utf8' : 'win1252', skip: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf16le', skip: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf16be', skip: 2 };
  if (nulShare > 0.25 && head.length >= 4) {
    // English text in UTF-16 has a NUL in every second byte: which half says which end comes first.
    let even = 0;
    let odd = 0;
    for (let i = 0; i < Math.min(head.length, 4096); i++) {
      if (head[i] !== 0) continue;
      if (i % 2 === 0) even += 1;
      else odd += 1;
    }
    if (odd > even * 4) return { encoding: 'utf16le', skip: 0 };
    if (even > odd * 4) return { encoding: 'utf16be', skip: 0 };
  }
  return { encoding: isUtf8 ? 'utf8' : 'win1252', skip: 0 };
}

function kindOf(head: Buffer, bytes: number, nuls: number, encoding: Encoding): FileScan['looksLike'] {
  if (bytes === 0) return 'empty';
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5 || head[2] === 7)) return 'zip';
  if (head.length >= 8 && head.readUInt32BE(0) === 0xd0cf11e0) return 'ole';
  if (encoding === 'utf8' || encoding === 'win1252') {
    if (nuls > 8 && nuls / bytes > 0.001) return 'binary';
    if (/^[\ufeff\s]*\{/.test(head.subarray(0, 256).toString('utf8'))) return 'json';
  }
  return 'text';
}
