import { readFileSync, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { plainStyle } from '../../../shared/contract/briefing.ts';
import type { HouseStyle } from '../../../shared/contract/briefing.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { contrastNeeded, contrastWithWhite } from '../../../shared/model/colour.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';

/** Bytes of a logo. */
const mostBytes = 500_000;
/** Pixels of a side: fewer are no logo, more do not get sharper. */
const sides = { least: 16, most: 4000 } as const;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const nothingKept = 'Nothing was changed.';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Size in pixels of a PNG whose parts are whole (signature, order, lengths and checksums of ISO/IEC 15948). Fault
 * invalid-input for anything else, for one that is too large and for one that has no sensible size.
 */
export function sizeOfLogo(bytes: Buffer): PictureSize {
  if (bytes.length > mostBytes)
    throw new FaultError(
      'invalid-input',
      `The logo has ${formatNumber(Math.ceil(bytes.length / 1000))} kB; a logo has at most 500 kB. ${nothingKept} Save it smaller and choose it again.`,
      'style.logo',
    );
  const broken = new FaultError(
    'invalid-input',
    `The logo is not a PNG picture, or not all of one. ${nothingKept} Save it as PNG and choose it again.`,
    'style.logo',
  );
  if (!bytes.subarray(0, 8).equals(signature)) throw broken;
  let kinds = '';
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length || crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) throw broken;
    kinds += `${bytes.toString('latin1', at + 4, at + 8)} `;
    at = end;
  }
  if (at !== bytes.length || !/^IHDR (?:\w{4} )*?IDAT (?:\w{4} )*IEND $/.test(kinds)) throw broken;
  const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (Math.min(size.width, size.height) < sides.least || Math.max(size.width, size.height) > sides.most)
    throw new FaultError(
      'invalid-input',
      `The logo has ${formatNumber(size.width)} by ${formatNumber(size.height)} pixels; each side has ${sides.least} to ${formatNumber(sides.most)}. ${nothingKept} Save it in another size and choose it again.`,
      'style.logo',
    );
  return size;
}

/** A file that a person chose as logo, as base64 with its size. Faults: invalid-input, unreadable-file. */
export function readLogo(file: string): PictureSize & { readonly png: string } {
  let bytes: Buffer;
  try {
    // More than the limit is not read: its size is told all the same.
    bytes = statSync(file).size > mostBytes ? Buffer.alloc(statSync(file).size) : readFileSync(file);
  } catch {
    throw new FaultError('unreadable-file', `The picture could not be read. ${nothingKept} Choose it again.`, 'file');
  }
  return { ...sizeOfLogo(bytes), png: bytes.toString('base64') };
}

/** Bytes of a picture for a slide. */
const largestPicture = 20_000_000;

/** A file that a person chose as the picture of a slide. Faults: too-large, unreadable-file. */
export function readPicture(file: string): Uint8Array {
  try {
    if (statSync(file).size <= largestPicture) return new Uint8Array(readFileSync(file));
  } catch {
    throw new FaultError('unreadable-file', `The picture could not be read. ${nothingKept} Choose it again.`, 'file');
  }
  throw new FaultError(
    'too-large',
    `The picture has more than 20 MB. ${nothingKept} Save it smaller and choose it again.`,
    'file',
  );
}

function refuseUnreadable({ accent, logo, logoWords }: HouseStyle): void {
  const contrast = contrastWithWhite(accent);
  if (contrast < contrastNeeded.desk)
    throw new FaultError(
      'invalid-input',
      `The colour ${accent} stands at ${(Math.floor(contrast * 10) / 10).toFixed(1)} to 1 on white; it needs ${contrastNeeded.desk} to 1. ${nothingKept} Choose a darker one.`,
      'style.accent',
    );
  if (logo === null) return;
  sizeOfLogo(Buffer.from(logo, 'base64'));
  if (logoWords.trim() === '')
    throw new FaultError(
      'invalid-input',
      `Say what the logo shows, for those who do not see it. ${nothingKept}`,
      'style.logoWords',
    );
}

/** How briefings look; the application's own look where nobody chose one. */
export function readStyle(store: ReadableStore): HouseStyle {
  const row = store.get<{ document: string }>(`SELECT document FROM house_style WHERE id = 1`);
  return row ? (JSON.parse(row.document) as HouseStyle) : plainStyle;
}

/** Keeps how new briefings look; what is frozen stays as it was. Fault invalid-input. */
export function writeStyle(store: WritableStore, style: HouseStyle, at: string, by: string): void {
  refuseUnreadable(style);
  store.run(
    `INSERT INTO house_style (id, document, saved_at, saved_by) VALUES (1, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET document = excluded.document, saved_at = excluded.saved_at, saved_by = excluded.saved_by`,
    JSON.stringify(style),
    at,
    by,
  );
}
