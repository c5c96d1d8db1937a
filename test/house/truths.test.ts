import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, readSource } from './sources.ts';
import { syntheticWords } from '../../shared/text/synthetic.ts';

const root = path.resolve(import.meta.dirname, '../..');
const sources = ['electron', 'renderer', 'shared'].flatMap(top =>
  filesUnder(root, top, /\.tsx?$/).map(file => readSource(root, file)),
);
const saying = (words: RegExp) =>
  sources.filter(({ texts }) => [...texts].some(text => words.test(text))).map(({ file }) => file);

/** What is so stands in one place: a second one would go its own way one day. */
describe('one truth each', () => {
  it('the National Grid: proj’s words for it', () => {
    expect(saying(/\+proj=|towgs84/)).toEqual(['shared/model/national-grid.ts']);
  });

  it('what a workspace says of itself is read and written by the store', () => {
    expect(saying(/\b(?:FROM|INTO|UPDATE) meta\b/)).toEqual([
      'electron/engine/store/audit-trail.ts',
      'electron/engine/store/meta.ts',
    ]);
  });

  it('whether a batch is synthetic is asked of the store', () => {
    expect(saying(/\bsynthetic = 1\b/)).toEqual(['electron/engine/store/synthetic.ts']);
  });

  it('the words for invented data', () => {
    const words = new RegExp(syntheticWords.replace(/[()]/g, '\\$&'));
    expect(saying(words)).toEqual(['shared/text/synthetic.ts']);
  });

  it('the marks by which a ZIP file is known are written by its one writer’s package', () => {
    expect(saying(/^PK[\u0001\u0003\u0005]/)).toEqual([]);
    const packing = sources.filter(({ reaches }) => reaches.some(({ names }) => names.includes('deflateRawSync')));
    expect(packing.map(({ file }) => file)).toEqual([]);
  });

  it('a file is given its name by its one writer', () => {
    const renaming = sources.filter(
      ({ file, reaches }) =>
        file.startsWith('electron/engine/') && reaches.some(({ names }) => names.includes('rename')),
    );
    expect(renaming.map(({ file }) => file)).toEqual(['electron/engine/documents/whole-file.ts']);
  });

  it('CSV begins with its mark in one place', () => {
    expect(saying(/^\ufeff/).filter(file => !file.startsWith('electron/engine/demonstration/'))).toEqual([
      'electron/engine/documents/csv.ts',
    ]);
  });
});
