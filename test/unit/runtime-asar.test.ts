import { expect, test } from 'vitest';
import { asarArchive } from '../../electron/runtime/asar.ts';

test('an archive names each file with its size and place, and holds the files end to end', () => {
  const archive = asarArchive({ 'package.json': '{"main":"main.js"}', 'main.js': 'export const pound = "£";\n' });
  const [first, headerSize, pickleSize, jsonSize] = [0, 4, 8, 12].map(at => archive.readUInt32LE(at));
  const index = JSON.parse(archive.subarray(16, 16 + jsonSize!).toString('utf8')) as {
    files: Record<string, { size: number; offset: string }>;
  };
  expect(first).toBe(4);
  expect(headerSize).toBe(pickleSize! + 4);
  expect(headerSize! % 4).toBe(0);
  const bodies = archive.subarray(8 + headerSize!);
  const textOf = ({ size, offset }: { size: number; offset: string }) =>
    bodies.subarray(Number(offset), Number(offset) + size).toString('utf8');
  expect(Object.values(index.files).map(textOf)).toEqual(['{"main":"main.js"}', 'export const pound = "£";\n']);
});
