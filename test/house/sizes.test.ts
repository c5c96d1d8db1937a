import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, longFunctions } from './sources.ts';

/*
 * What is read is read in one piece: a file of at most 600 lines, a function of at most 150. The lists name exactly what
 * does not keep to it yet: who splits one takes its line away, and nobody adds one.
 */
const root = path.resolve(import.meta.dirname, '../..');
const mostLinesOfFile = 600;
const mostLinesOfFunction = 150;
const tops = ['electron', 'renderer', 'shared'];
const files = tops.flatMap(top => filesUnder(root, top, /\.(?:ts|tsx|css)$/));
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

const longFilesNow: readonly string[] = [];

const longFunctionsNow: Readonly<Record<string, readonly string[]>> = {
  'electron/engine/commissioning/draft.ts': ['draftAppraisal'],
  'electron/engine/commissioning/simulation/missing.ts': ['run'],
  'electron/engine/commissioning/simulation/targeted.ts': ['run'],
};

describe('what is read in one piece', () => {
  it(`no file has more than ${mostLinesOfFile} lines`, () => {
    expect(files.length).toBeGreaterThan(400);
    expect(files.filter(file => text(file).trimEnd().split('\n').length > mostLinesOfFile)).toEqual(longFilesNow);
  });

  it(`no function has more than ${mostLinesOfFunction} lines`, () => {
    const long = files
      .filter(file => !file.endsWith('.css'))
      .map(file => [file, longFunctions(file, text(file), mostLinesOfFunction)] as const)
      .filter(([, names]) => names.length > 0);
    expect(Object.fromEntries(long)).toEqual(longFunctionsNow);
  });
});

describe('a function’s length', () => {
  const body = 'go();\n'.repeat(3);

  it.each([
    ['a declaration', `function far() {\n${body}}`, ['far']],
    ['one that is exported', `export async function far() {\n${body}}`, ['far']],
    ['an arrow', `const far = () => {\n${body}};`, ['far']],
    ['an arrow without a block', `const far = () => [\n${'1,\n'.repeat(3)}];`, ['far']],
    ['an expression', `const far = function () {\n${body}};`, ['far']],
    ['a method', `class A { far() {\n${body}} }`, ['far']],
    ['a private method', `class A { #far() {\n${body}} }`, ['far']],
    ['a constructor', `class A { constructor() {\n${body}} }`, ['constructor']],
    ['a field of a class', `class A { far = () => {\n${body}}; }`, ['far']],
    ['a member of an object', `const a = { far() {\n${body}} };`, ['far']],
    ['an arrow of an object', `const a = { far: () => {\n${body}} };`, ['far']],
    ['one that has no name', `run(() => {\n${body}});`, ['a function without a name']],
    ['one within another', `function far() {\nconst near = () => {\n${body}};\n}`, ['far', 'near']],
    ['one that is wrapped', `const far = memo(() => {\n${body}});`, ['far']],
    ['one that stands as the default', `export default () => {\n${body}};`, ['a function without a name']],
  ])('is seen of %s', (_, source, names) => {
    expect(longFunctions('a.ts', source, 4)).toEqual(names);
    expect(longFunctions('a.ts', source, 7)).toEqual([]);
  });

  it('counts its own lines alone, and every one of them', () => {
    const blank = `const a = 1;\n\nfunction far() {\n\n// why\n${body}}\n\n\n`;
    expect(longFunctions('a.ts', blank, 6)).toEqual(['far']);
    expect(longFunctions('a.ts', blank, 7)).toEqual([]);
    expect(longFunctions('a.tsx', `const Page = () => (\n<p>\n${'a\n'.repeat(3)}</p>\n);`, 6)).toEqual(['Page']);
  });
});
