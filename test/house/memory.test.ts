import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';

/*
 * What outlives a page in the window belongs to a workspace and lives in `renderer/bridge/workspace-state.ts`. A feature
 * remembers nothing beside it: no variable of its module, no collection, no object that it writes into, no storage.
 */
const root = path.resolve(import.meta.dirname, '../..');

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string';
const functions = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];
const collections = ['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'QueryClient', 'EventTarget', 'BroadcastChannel'];
const storages = ['localStorage', 'sessionStorage', 'indexedDB', 'caches'];
const changing = /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear)$/;
const remembering = /cache|memoi[sz]e|^once$|createStore/i;

const childrenOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode);

const nameOf = (node: unknown): string => {
  const { type, name } = (node ?? {}) as Node;
  return type === 'Identifier' ? String(name) : '';
};

/** The name at the beginning of a.b[c].d. */
function rootOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'MemberExpression') return rootOf(node['object']);
  return node.type === 'TSNonNullExpression' || node.type === 'TSAsExpression'
    ? rootOf(node['expression'])
    : nameOf(node);
}

/** What runs when the module is loaded: all of it but the insides of functions, save of one that is called at once. */
function atLoad(node: Node): readonly Node[] {
  const calledAtOnce = node.type === 'CallExpression' && isNode(node['callee']) ? node['callee'] : null;
  return [
    node,
    ...childrenOf(node).flatMap(child => {
      if (!functions.includes(child.type) && child.type !== 'MethodDefinition') return atLoad(child);
      return child === calledAtOnce && isNode(child['body']) ? atLoad(child['body']) : [];
    }),
  ];
}

const everything = (node: Node): readonly Node[] => [node, ...childrenOf(node).flatMap(everything)];

/** What a module keeps from one use of it to the next, in words. */
function remembered(source: string, lang: 'ts' | 'tsx' = 'ts'): readonly string[] {
  const program = parseAst(source, { lang }) as unknown as Node;
  const loaded = atLoad(program);
  const declarations = loaded.filter(node => node.type === 'VariableDeclaration');
  const constants = declarations.flatMap(node =>
    childrenOf(node).flatMap(({ id }) => (node['kind'] === 'const' ? [nameOf(id)] : [])),
  );
  const all = everything(program);
  const variables = declarations
    .filter(node => node['kind'] !== 'const')
    .flatMap(node => childrenOf(node).map(({ id }) => `${String(node['kind'])} ${nameOf(id)}`));
  const made = loaded
    .filter(node => node.type === 'NewExpression' && collections.includes(nameOf(node['callee'])))
    .map(node => `new ${nameOf(node['callee'])}`);
  const remembers = loaded
    .filter(node => node.type === 'CallExpression' && remembering.test(nameOf(node['callee'])))
    .map(node => `${nameOf(node['callee'])}()`);
  const written = all.flatMap(node => {
    const target = node.type === 'AssignmentExpression' ? node['left'] : node['argument'];
    const writes = ['AssignmentExpression', 'UpdateExpression'].includes(node.type) || node['operator'] === 'delete';
    if (!writes || nameOf(target) !== '') return [];
    const name = rootOf(target);
    return [...constants, 'globalThis', 'window', 'self'].includes(name) ? [`${name} is written into`] : [];
  });
  const changed = all.flatMap(node => {
    const callee = node.type === 'CallExpression' ? (node['callee'] as Node) : null;
    if (callee?.type !== 'MemberExpression' || !changing.test(nameOf(callee['property']))) return [];
    const name = rootOf(callee['object']);
    return constants.includes(name) ? [`${name} is written into`] : [];
  });
  const stored = all.flatMap(node => (storages.includes(nameOf(node)) ? [nameOf(node)] : []));
  return [...new Set([...variables, ...made, ...remembers, ...written, ...changed, ...stored])];
}

function sourcesUnder(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();
}

const rememberedUnder = (folder: string) =>
  Object.fromEntries(
    sourcesUnder(folder)
      .map(
        file =>
          [file, remembered(readFileSync(path.join(root, file), 'utf8'), file.endsWith('x') ? 'tsx' : 'ts')] as const,
      )
      .filter(([, found]) => found.length > 0),
  );

describe('nothing that a page knew stands in its module', () => {
  it.each(['renderer/features', 'renderer/app'])('%s remembers nothing', folder => {
    expect(sourcesUnder(folder).length).toBeGreaterThan(5);
    expect(rememberedUnder(folder)).toEqual({});
  });

  it('the bridge remembers in its one place, and beside it only who listens, what is asked and where the window is', () => {
    expect(rememberedUnder('renderer/bridge')).toEqual({
      'renderer/bridge/answers.tsx': ['new QueryClient'],
      'renderer/bridge/commands.ts': ['new Map', 'acts is written into'],
      'renderer/bridge/route.ts': ['let at', 'let current', 'let fetchPage', 'new Set', 'listeners is written into'],
      'renderer/bridge/watched.ts': ['let jobs', 'new Map', 'jobOf is written into'],
      'renderer/bridge/workbench.ts': ['new Set', 'hearers is written into'],
      'renderer/bridge/workspace-state.ts': ['let memory', 'new Set', 'listeners is written into'],
    });
  });

  it.each([
    ['a variable', 'let work = { reports: [] };', 'let work'],
    ['a variable that is exported', 'export let chosen: string | null = null;', 'let chosen'],
    ['a variable of the old kind', 'var drafts = 1;', 'var drafts'],
    ['a collection', 'const drafts = new Map<number, string>();', 'new Map'],
    ['a set, also one that is called read-only', 'const none: ReadonlySet<string> = new Set();', 'new Set'],
    ['a weak collection', 'const shown = new WeakMap<object, string>();', 'new WeakMap'],
    ['a collection inside of another thing', 'const kept = { byName: [new Map()] };', 'new Map'],
    ['a collection of a class', 'class Page { static drafts = new Set(); }', 'new Set'],
    ['a collection of a function that is called at once', 'const kept = (() => new Map())();', 'new Map'],
    ['a variable of such a function', 'const next = (() => { let n = 0; return () => ++n; })();', 'let n'],
    ['a list that is added to', 'const seen: string[] = [];\nconst note = (s: string) => seen.push(s);', 'seen is'],
    ['an object that is written into', 'const last = { at: 0 };\nfunction go() { last.at = 1; }', 'last is'],
    ['one that is written into deep inside', 'const a = { b: [1] };\nconst f = () => { a.b[0]!++; };', 'a is'],
    ['one that is written into by a name', 'const a: any = {};\nconst f = (k: string) => { a[k] = 1; };', 'a is'],
    ['one that is taken from', 'const a: any = { b: 1 };\nconst f = () => { delete a.b; };', 'a is'],
    ['a function that remembers its answers', "import { cache } from 'react';\nconst f = cache(() => 1);", 'cache()'],
    ['the window', 'export const f = () => { (window as any).drafts = 1; };', 'window is'],
    ['the world', 'export const f = () => { globalThis.drafts = 1; };', 'globalThis is'],
    ['a storage', "export const f = () => localStorage.setItem('a', 'b');", 'localStorage'],
    ['a storage of the session', "export const f = () => window.sessionStorage.getItem('a');", 'sessionStorage'],
  ])('finds %s', (_, source, found) => {
    expect(remembered(source).join('; ')).toContain(found);
  });

  it.each([
    'const labels = { a: "A" } as const;\nexport const f = (id: "a") => labels[id];',
    'const none: readonly string[] = [];\nexport const f = () => [...none].sort();',
    'export function f() { const seen = new Set<string>(); let n = 0; seen.add("a"); n++; return [seen, n]; }',
    'const format = new Intl.NumberFormat("en-GB");\nexport const f = (n: number) => format.format(n);',
    "const work = { name: 'import', initial: { reports: [] } };\nexport const useWork = () => useKept(work)[0];",
  ])('lets through what remembers nothing: %s', source => {
    expect(remembered(source)).toEqual([]);
  });
});
