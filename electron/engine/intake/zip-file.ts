import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { FaultError } from '../../../shared/contract/fault.ts';

const mostEntries = 2000;
const mostPart = 4 * 1024 ** 3;
/** A part that unpacks to more than this many times its size, and is large, is made to fill a disk or a memory. */
const mostRatio = 200;
const ratioFrom = 20 * 1024 ** 2;

export interface ZipParts {
  has(name: string): boolean;
  /** The unpacked size that the file claims; the stream ends with an error beyond it. */
  size(name: string): number;
  stream(name: string): Promise<Readable>;
  bytesRead(): number;
  close(): void;
}

/** Opens a ZIP file and refuses what is made to harm: too many parts, too much in a part, encrypted parts. */
export async function openZip(file: string, name: string): Promise<ZipParts> {
  const damaged = () =>
    new FaultError(
      'unreadable-file',
      `${name} is damaged: it cannot be unpacked. Open it in the spreadsheet and save it again. Nothing was changed.`,
    );
  const zip = await new Promise<ZipFile>((done, fail) =>
    yauzl.open(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, opened) =>
      error || !opened ? fail(damaged()) : done(opened),
    ),
  );
  const entries = new Map<string, Entry>();
  try {
    await new Promise<void>((done, fail) => {
      zip.on('error', () => fail(damaged()));
      zip.on('end', () => done());
      zip.on('entry', (entry: Entry) => {
        if (entries.size >= mostEntries)
          return fail(
            new FaultError(
              'too-large',
              `${name} holds more than ${mostEntries} parts and is not a spreadsheet. Nothing was changed.`,
            ),
          );
        if ((entry.generalPurposeBitFlag & 1) === 1)
          return fail(
            new FaultError(
              'unreadable-file',
              `${name} is encrypted. Take the protection off and save it again. Nothing was changed.`,
            ),
          );
        if (
          entry.uncompressedSize > mostPart ||
          (entry.uncompressedSize > ratioFrom && entry.uncompressedSize > entry.compressedSize * mostRatio)
        )
          return fail(
            new FaultError(
              'too-large',
              `${name} would unpack to far more than a spreadsheet holds, so it was not opened. Nothing was changed.`,
            ),
          );
        entries.set(entry.fileName.replace(/^\//, ''), entry);
        zip.readEntry();
      });
      zip.readEntry();
    });
  } catch (error) {
    zip.close();
    throw error;
  }
  let bytesRead = 0;
  return {
    has: part => entries.has(part),
    size: part => entries.get(part)?.uncompressedSize ?? 0,
    stream: part =>
      new Promise((done, fail) => {
        const entry = entries.get(part);
        if (!entry) return fail(damaged());
        zip.openReadStream(entry, (error, stream) => {
          if (error || !stream) return fail(damaged());
          const share = entry.uncompressedSize > 0 ? entry.compressedSize / entry.uncompressedSize : 1;
          stream.on('data', (chunk: Buffer) => {
            bytesRead += chunk.length * share;
          });
          stream.pause();
          done(stream);
        });
      }),
    bytesRead: () => bytesRead,
    close: () => zip.close(),
  };
}
