import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { FaultError } from '../../shared/contract/fault.ts';
import type { BaseMap } from '../../shared/contract/shell.ts';

const headerLength = 127;
const mostMetadata = 8_000_000;
const greatBritain: BaseMap['bounds'] = [-9, 49, 3, 61.5];
const world: BaseMap['bounds'] = [-180, -85, 180, 85];
/** Layers by which the vector tiles of Protomaps are known; other layouts name their layers otherwise. */
const knownLayers = ['earth', 'roads', 'places'];
const unzip = promisify(gunzip);

/** Another kind of file than the one that is drawn: what it is, and where the right one is had. */
const otherTiles: Readonly<Record<number, string>> = { 2: 'PNG', 3: 'JPEG', 4: 'WebP', 5: 'AVIF' };

/**
 * What a file of tiles says of itself: PMTiles version 3 with vector tiles, bounds in degrees.
 *
 * Throws a `FaultError` (`not-found`, `unreadable-file`) whose sentence says what is wrong with the file and what to do.
 * Source: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
 */
export async function describeTiles(file: string): Promise<BaseMap> {
  const name = path.basename(file);
  const refuse = (what: string): FaultError => new FaultError('unreadable-file', `${name} ${what}`);
  const bytes = await sizeOf(file);
  const head = await readRange(file, 0, Math.min(headerLength, bytes));
  const magic = Buffer.from(head.subarray(0, 7)).toString('latin1');
  if (magic.startsWith('PM') && head[2] === 2)
    throw refuse(
      'is a PMTiles file of version 2, which is too old to be drawn. Ask for it in version 3 (`pmtiles convert` makes one of the other).',
    );
  if (magic !== 'PMTiles')
    throw refuse('is not a PMTiles file. Choose a file of map tiles whose name ends in .pmtiles.');
  const cut = (): FaultError =>
    refuse('is cut short: a part that it speaks of is missing. Copy or download it again, whole.');
  if (head[7] !== 3)
    throw refuse(`is a PMTiles file of version ${head[7] ?? '?'}; version 3 can be drawn. Ask for it in that version.`);
  if (head.byteLength < headerLength) throw cut();

  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const whole = (at: number): number => Number(view.getBigUint64(at, true));
  const degrees = (at: number): number => view.getInt32(at, true) / 1e7;
  const metadata = { offset: whole(24), length: whole(32) };
  const parts = [{ offset: whole(8), length: whole(16) }, metadata, { offset: whole(40), length: whole(48) }];
  if ([...parts, { offset: whole(56), length: whole(64) }].some(part => part.offset + part.length > bytes)) throw cut();
  const [inside, tiles, type] = [head[97]!, head[98]!, head[99]!];
  if (type !== 1)
    throw refuse(
      `holds ${otherTiles[type] ? `pictures (${otherTiles[type]})` : 'tiles of an unknown kind'}, not vector tiles, so it can follow neither theme nor zoom. Choose a PMTiles file with vector tiles (MVT).`,
    );
  if (inside > 2 || tiles > 2)
    throw refuse(
      'is compressed in a way that cannot be read here (Brotli or Zstandard). Ask for it with gzip, or without compression.',
    );
  const [lowest, highest] = [head[100]!, head[101]!];
  if (highest < lowest || highest > 26 || metadata.length > mostMetadata) throw refuse(damaged);

  const stated: BaseMap['bounds'] = [degrees(102), degrees(106), degrees(110), degrees(114)];
  const bounds = stated[0] < stated[2] && stated[1] < stated[3] ? stated : world;
  const [west, south, east, north] = greatBritain;
  if (bounds[0] > east || bounds[2] < west || bounds[1] > north || bounds[3] < south)
    throw refuse('covers no part of Great Britain. Choose a file that covers the area of the map.');

  const described = await metadataOf(await readRange(file, metadata.offset, metadata.length), inside, refuse);
  const layers = Array.isArray(described['vector_layers'])
    ? described['vector_layers'].map(layer => String((layer as { id?: unknown } | null)?.id))
    : null;
  if (layers && !layers.some(layer => knownLayers.includes(layer)))
    throw refuse(
      `has its tiles laid out in another way (${layers.slice(0, 4).join(', ') || 'no layers'}), so nothing of it would be drawn. Choose a file made by Protomaps, or in its layout.`,
    );
  const attribution = typeof described['attribution'] === 'string' ? plainText(described['attribution']) : '';
  return { name, bytes, bounds, maxZoom: highest, attribution, problem: null };
}

const damaged = 'is damaged: what it says of itself cannot be read. Copy or download it again, whole.';

/**
 * A part of a file, as it lies there. Throws a `FaultError`: `not-found` where the file is gone, `invalid-input` where it
 * ends before that part does.
 */
export async function readRange(file: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await sizeOf(file);
  if (offset + length > bytes)
    throw new FaultError(
      'invalid-input',
      `${path.basename(file)} ends before that part: it may have been replaced by another. Remove it from the map and choose it again.`,
    );
  try {
    const handle = await fs.open(file, 'r');
    try {
      const into = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(into, done, length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return into.subarray(0, done);
    } finally {
      await handle.close();
    }
  } catch {
    throw unreadable(file);
  }
}

async function sizeOf(file: string): Promise<number> {
  const found = await fs.stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new FaultError(
        'not-found',
        `${path.basename(file)} is no longer where it was. Put it back, or choose the file again. The areas are drawn without it.`,
      );
    throw unreadable(file);
  });
  if (!found.isFile()) throw new FaultError('unreadable-file', `${path.basename(file)} is not a file. Choose a file.`);
  return found.size;
}

const unreadable = (file: string): FaultError =>
  new FaultError(
    'unreadable-file',
    `${path.basename(file)} cannot be read: this computer or its disk refuses it. Copy it to a folder of your own and choose it there.`,
  );

async function metadataOf(
  raw: Uint8Array,
  compression: number,
  refuse: (what: string) => FaultError,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const text = compression === 2 ? await unzip(raw, { maxOutputLength: mostMetadata }) : Buffer.from(raw);
    const parsed: unknown = JSON.parse(text.toString('utf8') || '{}');
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Said below, as for metadata that are no object.
  }
  throw refuse(damaged);
}

const entities: Readonly<Record<string, string>> = {
  '&copy;': '©',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};

/** The words of an attribution, which files give as markup with links, in one short line. */
function plainText(markup: string): string {
  return (
    markup
      .slice(0, 2000)
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/&(?:copy|lt|gt|quot|#39|nbsp|amp);/g, found => entities[found]!)
      // oxlint-disable-next-line no-control-regex -- control characters and changes of direction have no place in a credit
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/g, ' ')
      .trim()
      .slice(0, 200)
  );
}
