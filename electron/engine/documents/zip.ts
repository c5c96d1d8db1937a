import { zipSync } from 'fflate';

/**
 * A ZIP archive (PKWARE APPNOTE 6.3.3) of these parts in this order, deflated. Nothing in it comes from the clock or the
 * computer: the same parts give the same bytes on every system. Names must differ; text is written in UTF-8.
 */
export function zipBytes(parts: readonly (readonly [path: string, content: string | Uint8Array])[]): Buffer {
  const text = new TextEncoder();
  const files = Object.fromEntries(
    parts.map(([path, content]) => [path, typeof content === 'string' ? text.encode(content) : content]),
  );
  if (Object.keys(files).length !== parts.length) throw new Error('Two parts of a ZIP file bear the same name.');
  // The first day that an entry can bear. A ZIP file holds local time, so it is made anew: the zone may have changed.
  const zip = zipSync(files, { level: 6, mtime: new Date(1980, 0, 1), os: 0, attrs: 0 });
  return Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
}
