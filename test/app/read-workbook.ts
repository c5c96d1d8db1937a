import { inflateRawSync } from 'node:zlib';

/** The parts of a zip file by name, read from its central directory. */
export function partsOf(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(offset => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString('utf8');
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + size);
    parts.set(name, method === 8 ? inflateRawSync(data) : data);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return parts;
}

const plain = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** Every sheet of a workbook as rows of text and numbers. A reader of its own, so that a writer cannot vouch for itself. */
export function readWorkbook(bytes: Buffer): ReadonlyMap<string, readonly (readonly (string | number | null)[])[]> {
  const parts = partsOf(bytes);
  const strings = [
    ...(parts.get('xl/sharedStrings.xml')?.toString('utf8') ?? '').matchAll(/<si>([\s\S]*?)<\/si>/g),
  ].map(([, inner]) => plain([...inner!.matchAll(/<t[^>]*>([\s\S]*?)<\/t>/g)].map(([, text]) => text).join('')));
  const sheets = new Map<string, readonly (readonly (string | number | null)[])[]>();
  for (const [name, part] of [...parts]
    .filter(([name]) => /^xl\/worksheets\/[^/]+\.xml$/.test(name))
    .toSorted(([a], [b]) => a.localeCompare(b))) {
    const rows = [...part.toString('utf8').matchAll(/<row[^>]*>([\s\S]*?)<\/row>/g)].map(([, row]) =>
      [...row!.matchAll(/<c([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)].map(([, attributes, inner = '']) => {
        const value = /<v>([\s\S]*?)<\/v>/.exec(inner)?.[1];
        const inline = /<t[^>]*>([\s\S]*?)<\/t>/.exec(inner)?.[1];
        if (inline !== undefined) return plain(inline);
        if (value === undefined) return null;
        return /t="s"/.test(attributes!)
          ? strings[Number(value)]!
          : /t="str"/.test(attributes!)
            ? plain(value)
            : Number(value);
      }),
    );
    sheets.set(name, rows);
  }
  return sheets;
}
