/**
 * An asar archive of a few small text files, in memory. The format is a header of four little-endian 32-bit sizes
 * and a JSON index, then the files end to end (https://github.com/electron/asar#format).
 */
export function asarArchive(files: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = [];
  const index: Record<string, { size: number; offset: string }> = {};
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const body = Buffer.from(text, 'utf8');
    index[name] = { size: body.length, offset: String(offset) };
    offset += body.length;
    bodies.push(body);
  }
  const json = Buffer.from(JSON.stringify({ files: index }), 'utf8');
  const padded = Math.ceil(json.length / 4) * 4;
  const sizes = Buffer.alloc(16);
  sizes.writeUInt32LE(4, 0);
  sizes.writeUInt32LE(padded + 8, 4);
  sizes.writeUInt32LE(padded + 4, 8);
  sizes.writeUInt32LE(json.length, 12);
  return Buffer.concat([sizes, json, Buffer.alloc(padded - json.length), ...bodies]);
}
