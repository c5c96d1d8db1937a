import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { arrowsUp, circles, graphOf } from './graph.ts';
import { refusals, roomOf } from './judge.ts';
import { filesUnder, readSource } from './sources.ts';
import { commonFiles, knownTo, rooms, rootFiles, zones } from './table.ts';

const root = path.resolve(import.meta.dirname, '../..');
const code = /\.(?:ts|tsx|mts|cts|js|mjs|cjs|jsx)$/;
const tops = ['electron', 'renderer', 'shared', 'resources'];
const files = [
  ...tops.flatMap(top => filesUnder(root, top, code)),
  ...readdirSync(root).filter(name => code.test(name)),
];
const sources = files.map(file => readSource(root, file));
const graph = graphOf(sources);
const exists = (file: string) => existsSync(path.join(root, file));

describe('who may import whom', () => {
  it('every file keeps to its neighbours', () => {
    expect(files.length).toBeGreaterThan(400);
    expect(sources.flatMap(source => refusals(source, exists))).toEqual([]);
  });

  it('arrows between rooms of the engine run down', () => {
    expect(arrowsUp(graph, room => rooms[room]?.order)).toEqual([]);
  });

  it('no file stands in a circle', () => {
    expect(circles(graph)).toEqual([]);
  });

  it('a part of the house is typed with what its process has, and no more', () => {
    const options = (part: string) =>
      (
        JSON.parse(readFileSync(path.join(root, part, 'tsconfig.json'), 'utf8')) as {
          compilerOptions: { lib?: string[]; types: string[] };
        }
      ).compilerOptions;
    expect(options('shared')).toMatchObject({ lib: ['es2024'], types: [] });
    expect(options('electron').lib!.filter(library => library.startsWith('dom'))).toEqual([]);
    expect(options('renderer').types).not.toContain('node');
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const part of ['.', 'shared', 'electron', 'renderer'])
      expect(scripts['typecheck']!.split(' && ')).toContain(`tsc --noEmit -p ${part}`);
  });

  it('styles import no styles, and the page starts one script', () => {
    for (const file of filesUnder(root, 'renderer', /\.css$/))
      expect(readFileSync(path.join(root, file), 'utf8'), file).not.toMatch(/@import|url\(\s*['"]?(?:\.\.|\/|https?:)/);
    const page = readFileSync(path.join(root, 'renderer/index.html'), 'utf8');
    expect([...page.matchAll(/<script[^>]*src="([^"]*)"/g)].map(([, source]) => source)).toEqual(['./app/main.tsx']);
  });
});

describe('the table', () => {
  const engineFiles = files.filter(file => file.startsWith('electron/engine/'));
  const inRooms = (list: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(list).flatMap(([room, faces]) => faces.map(face => `${room}/${face}`));

  it('names faces that are there, and that somebody uses', () => {
    const faces = Object.entries(rooms).flatMap(([room, { faces: own }]) => own.map(face => `${room}/${face}`));
    expect(faces.filter(face => !exists(`electron/engine/${face}`))).toEqual([]);
    const asked = new Set([
      ...Object.values(rooms).flatMap(({ uses }) => inRooms(uses)),
      ...Object.values(rootFiles).flatMap(({ uses }) => uses),
    ]);
    expect(faces.filter(face => !asked.has(face))).toEqual([]);
    expect([...asked].filter(face => face.includes('/') && !faces.includes(face))).toEqual([]);
  });

  it('says what is so: every use in it is an import in the sources', () => {
    const reached = (isFrom: (file: string) => boolean) =>
      new Set(engineFiles.filter(isFrom).flatMap(file => [...(graph.get(file) ?? [])]));
    for (const [room, { uses }] of Object.entries(rooms)) {
      const real = reached(file => roomOf(file) === room);
      expect(
        inRooms(uses).filter(face => !real.has(`electron/engine/${face}`)),
        room,
      ).toEqual([]);
    }
    for (const [name, { uses }] of Object.entries(rootFiles)) {
      const real = reached(file => file === `electron/engine/${name}`);
      expect(
        uses.filter(face => !real.has(`electron/engine/${face}`)),
        name,
      ).toEqual([]);
    }
  });

  it('names packages that are imported where it says', () => {
    const packagesOf = (folder: string, isOwn: (file: string) => boolean) =>
      new Set(
        sources
          .filter(source => source.file.startsWith(folder) && isOwn(source.file))
          .flatMap(source => source.reaches.map(reach => reach.specifier)),
      );
    for (const [room, { packages }] of Object.entries(rooms)) {
      const real = packagesOf(`electron/engine/${room}/`, () => true);
      expect(
        packages.filter(name => !real.has(name)),
        room,
      ).toEqual([]);
    }
    for (const [folder, { packages }] of Object.entries(zones)) {
      const real = packagesOf(`${folder}/`, () => true);
      expect(
        packages.filter(name => !real.has(name)),
        folder,
      ).toEqual([]);
    }
    for (const [name, known] of Object.entries(knownTo))
      expect(
        known.filter(file => !sources.some(one => one.file === file && one.reaches.some(r => r.specifier === name))),
        name,
      ).toEqual([]);
  });

  it('knows every room, and what stands at the engine’s root', () => {
    const built = new Set(engineFiles.map(roomOf).filter(room => room !== null));
    expect([...built].filter(room => !Object.hasOwn(rooms, room))).toEqual([]);
    const atRoot = engineFiles.filter(file => roomOf(file) === null).map(file => file.slice('electron/engine/'.length));
    expect(atRoot.toSorted()).toEqual(Object.keys(rootFiles).toSorted());
    expect(commonFiles.filter(name => !Object.hasOwn(rootFiles, name))).toEqual([]);
  });
});

describe('the house explains itself', () => {
  const foldersOf = (parent: string) =>
    readdirSync(path.join(root, parent), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => `${parent}/${entry.name}`);
  const holdsCode = (folder: string) => filesUnder(root, folder, /\.(?:ts|tsx)$/).length > 0;

  it('folders of the second level, and rooms of the engine with their larger parts, have a page', () => {
    const folders = [
      ...['electron', 'renderer', 'shared', 'test'].flatMap(foldersOf),
      ...foldersOf('electron/engine'),
      ...foldersOf('electron/engine/cube'),
    ];
    expect(folders.filter(folder => holdsCode(folder) && !exists(`${folder}/README.md`))).toEqual([]);
  });

  it('pages name files that are there', () => {
    const pages = filesUnder(root, 'electron/engine', /^README\.md$/);
    const missing = pages.flatMap(page => {
      const folder = path.posix.dirname(page);
      const named = [...readFileSync(path.join(root, page), 'utf8').matchAll(/`([\w./-]+\.(?:ts|tsx|json))`/g)];
      return named
        .map(([, name]) => name!)
        .filter(name => ![folder, 'electron/engine', '.'].some(from => exists(path.posix.join(from, name))))
        .filter(name => !files.some(file => file.startsWith(`${folder}/`) && file.endsWith(`/${name}`)))
        .map(name => `${page}: ${name}`);
    });
    expect(missing).toEqual([]);
  });
});
