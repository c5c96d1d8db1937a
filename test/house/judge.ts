import path from 'node:path';
import { contract } from '../../shared/contract/index.ts';
import type { Reach, Source } from './sources.ts';
import {
  bridgeToPreload,
  commonFiles,
  configurations,
  foreignToShared,
  knownTo,
  loadsByPath,
  preloadObject,
  privateNames,
  rooms,
  rootFiles,
  takesAllOfElectron,
  zones,
} from './table.ts';

const engine = 'electron/engine';

/** The room of the engine that holds a file; null for the engine's root and for all else. */
export function roomOf(file: string): string | null {
  const [top, second, room, ...rest] = file.split('/');
  return `${top}/${second}` === engine && rest.length > 0 ? room! : null;
}

/** What a file may reach for: files of the project, packages, and its own folder. */
interface Licence {
  readonly own: string | null;
  readonly may: readonly string[];
  readonly packages: readonly string[];
}

function licenceOf(file: string): Licence | null {
  const room = roomOf(file);
  if (room !== null) {
    const known = Object.hasOwn(rooms, room) ? rooms[room]! : null;
    if (known === null) return null;
    const faces = Object.entries(known.uses).flatMap(([other, files]) =>
      files.map(face => `${engine}/${other}/${face}`),
    );
    const common = commonFiles.map(name => `${engine}/${name}`);
    return { own: `${engine}/${room}/`, may: [...shared, ...faces, ...common], packages: known.packages };
  }
  if (file.startsWith(`${engine}/`)) {
    const name = file.slice(engine.length + 1);
    const known = Object.hasOwn(rootFiles, name) ? rootFiles[name]! : null;
    if (known === null) return null;
    return { own: null, may: [...shared, ...known.uses.map(face => `${engine}/${face}`)], packages: known.packages };
  }
  if (Object.hasOwn(configurations, file)) return { own: null, may: [], packages: configurations[file]! };
  const folder = Object.keys(zones)
    .filter(one => file.startsWith(`${one}/`))
    .toSorted((a, b) => b.length - a.length)[0];
  return folder === undefined ? null : { own: `${folder}/`, ...zones[folder]! };
}

const shared = ['shared/contract/*', 'shared/model/*', 'shared/text/*'];

/** A file of the project that a specifier names, or null where it names a package. */
export function targetOf(file: string, specifier: string): string | null {
  return /^\.{1,2}\//.test(specifier) ? path.posix.join(path.posix.dirname(file), specifier) : null;
}

const isOpen = (target: string, may: readonly string[]): boolean =>
  may.some(one => (one.endsWith('/*') ? target.startsWith(one.slice(0, -1)) : target === one));

/**
 * What a file does that the house forbids, as sentences; none for a good neighbour.
 * @param exists whether a path is a file of the project
 */
export function refusals(source: Source, exists: (file: string) => boolean): readonly string[] {
  const { file } = source;
  const licence = licenceOf(file);
  if (licence === null) return [`${file} stands in no room of the house: give it a place in the table`];
  return [
    ...source.reaches.flatMap(reach => reachRefusal(file, reach, licence, exists)),
    ...preloadRefusals(source),
    ...privateNameRefusals(source),
    ...codeFromTextRefusals(source),
    ...(file.startsWith('renderer/features/') ? keptRefusals(source) : []),
    ...(file.startsWith('shared/') ? sharedRefusals(source) : []),
    ...(file.startsWith(`${engine}/`) ? engineRefusals(source) : []),
  ];
}

function reachRefusal(
  file: string,
  { specifier, spelling, names }: Reach,
  { own, may, packages }: Licence,
  exists: (file: string) => boolean,
): readonly string[] {
  if (specifier === null)
    return loadsByPath.includes(file) ? [] : [`${file} reaches by ${spelling} for what its text does not name`];
  const refused = [`${file} reaches by ${spelling} for ${specifier}`];
  // A query, an escape or a backslash would make another path of it than the one that is read here.
  if (/[\\%?#]/.test(specifier)) return refused;
  const target = targetOf(file, specifier);
  if (target !== null) {
    if (!exists(target)) return [`${refused[0]}, which is no file of the project`];
    return (own !== null && target.startsWith(own)) || isOpen(target, may) ? [] : refused;
  }
  if (spelling === 'require' && !loadsByPath.includes(file)) return refused;
  if (!packages.includes(specifier)) return refused;
  if (knownTo[specifier] !== undefined && !knownTo[specifier].includes(file)) return refused;
  // A whole module would hand over its private names under others.
  const takesAll = (names.includes('*') || names.includes('default')) && !takesAllOfElectron.includes(file);
  return specifier === 'electron' && takesAll ? [`${refused[0]} as a whole`] : [];
}

/** The preload object in any spelling: by name, by a member, by a text, through the window under another name. */
function preloadRefusals(source: Source): readonly string[] {
  const { file } = source;
  if (file === bridgeToPreload) return [];
  const refused = [`${file} takes ${preloadObject} from the window`];
  const named = source.members.some(member => member.name === preloadObject);
  if (!file.startsWith('renderer/')) return named ? refused : [];
  const isOwnName = source.identifiers.has(preloadObject) || source.texts.has(preloadObject);
  const windows = ['globalThis', 'self', 'window'];
  const unseen = windows.some(name => source.reachedInto.has(name) || source.passedOn.has(name));
  const other = source.members.some(member => ['contentWindow', 'defaultView'].includes(member.name));
  return named || isOwnName || unseen || other ? refused : [];
}

function privateNameRefusals(source: Source): readonly string[] {
  const { file } = source;
  const taken = (name: string) =>
    source.identifiers.has(name) ||
    source.texts.has(name) ||
    source.members.some(member => member.name === name) ||
    source.reaches.some(reach => reach.names.includes(name));
  const handedOn = (name: string) =>
    source.reaches.some(reach => reach.spelling === 'export from' && reach.names.includes(name));
  return Object.entries(privateNames).flatMap(([name, files]) =>
    (taken(name) && !files.includes(file)) || handedOn(name) ? [`${file} says ${name}`] : [],
  );
}

/** Code that comes from a text, or from a file that no import names. */
function codeFromTextRefusals(source: Source): readonly string[] {
  const { file } = source;
  if (loadsByPath.includes(file)) return [];
  const member = (name: string) => source.members.some(one => one.name === name);
  const names = ['eval', 'Function', 'importScripts', 'createRequire', 'require'].filter(name =>
    source.identifiers.has(name),
  );
  const members = ['getBuiltinModule', 'createRequire', 'importScripts', 'mainModule', 'dlopen', 'binding'].filter(
    member,
  );
  const evaluated = source.made.some(one => one.evaluated) ? ['a thread from a text'] : [];
  const startsThread = source.made.some(one => one.name === 'Worker' || one.name === 'SharedWorker');
  const namesThread = source.reaches.some(reach => reach.spelling === 'thread' || reach.spelling === 'new URL');
  const thread = startsThread && !namesThread ? ['a thread whose file it does not name'] : [];
  return [...names, ...members, ...evaluated, ...thread].map(what => `${file} runs ${what}`);
}

function sharedRefusals(source: Source): readonly string[] {
  return foreignToShared
    .filter(name => source.identifiers.has(name))
    .map(name => `${source.file} says ${name}, which not every process has`);
}

/** What outlives a page belongs to the bridge, which empties it with the workspace. */
const keptRefusals = ({ file, kept }: Source): readonly string[] =>
  kept.map(name => `${file} keeps ${name} beyond its page`);

const methodNames = new Set(Object.keys(contract));

/** A handler is called by the engine's door alone; rooms call plain functions of a face. */
function engineRefusals(source: Source): readonly string[] {
  const { file } = source;
  if (file === `${engine}/engine.ts`) return [];
  // The contract's own entry of a method is no handler: its schema may be read.
  const fromContract = new Set(
    source.reaches.filter(one => one.specifier?.includes('/shared/contract/')).flatMap(one => one.names),
  );
  const byMember = source.members
    .filter(one => one.computed && methodNames.has(one.name) && !fromContract.has(one.object ?? ''))
    .map(one => one.name);
  const byText = [...source.handedTexts].filter(text => methodNames.has(text));
  return [...byMember, ...byText].map(name => `${file} asks for ${name} by its text name`);
}
