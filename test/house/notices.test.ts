import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { shippedPackages } from '../../resources/notices/build.ts';

const root = path.resolve(import.meta.dirname, '../..');

it('every package that we ship is in the notices, under a licence that public bodies can take', () => {
  const text = readFileSync(path.join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8');
  const packages = shippedPackages();
  expect(packages.length).toBeGreaterThan(20);
  expect(packages.filter(one => !text.includes(`| ${one.name} | ${one.version} |`)).map(one => one.name)).toEqual([]);
  expect(
    packages
      .filter(one => !/^(\(?MIT|ISC|0BSD|BSD|Apache-2\.0|OFL-1\.1|Unlicense|CC0|BlueOak)/.test(one.licence))
      .map(one => `${one.name} ${one.licence}`),
  ).toEqual([]);
  expect(packages.filter(one => /GPL|Hippocratic/i.test(one.licence))).toEqual([]);
});
