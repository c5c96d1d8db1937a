import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';

/** One way in which a file reaches for another, or for a package. */
export interface Reach {
  /** As it is written; null where it is worked out only when the program runs. */
  readonly specifier: string | null;
  readonly spelling:
    | 'import'
    | 'import type'
    | 'export from'
    | 'import()'
    | 'require'
    | 'new URL'
    | 'thread'
    | 'module declaration'
    | 'reference comment';
  /** Names that are taken from it; "*" for all of it. */
  readonly names: readonly string[];
}

/** A source file as its text says it, read by a parser: nothing in a comment or a string counts as code. */
export interface Source {
  readonly file: string;
  readonly reaches: readonly Reach[];
  /** Names that stand for a thing: variables, whether they are the file's own or not. */
  readonly identifiers: ReadonlySet<string>;
  /** Members that are read by a name that the text gives: `a.b`, `a['b']`, `a['b' + 'c']`, `const { b } = a`. */
  readonly members: readonly { readonly object: string | null; readonly name: string; readonly computed: boolean }[];
  /** Every text that the code holds, put together from its parts where all of them are there, else each part. */
  readonly texts: ReadonlySet<string>;
  /** Texts that are handed to a function. */
  readonly handedTexts: ReadonlySet<string>;
  /** Variables of which a member is read by a name that is worked out only when the program runs. */
  readonly reachedInto: ReadonlySet<string>;
  /** Variables that are used otherwise than by reading a member of a given name. */
  readonly passedOn: ReadonlySet<string>;
  /** Names at the level of the module that can change, or fill, while the program runs. */
  readonly kept: readonly string[];
  /** Classes that are made: `new Worker(…)`, with whether its second argument says `eval`. */
  readonly made: readonly { readonly name: string; readonly evaluated: boolean }[];
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const childrenOf = (node: Node): readonly (readonly [key: string, child: Node])[] =>
  Object.entries(node).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isNode).map(child => [key, child] as const),
  );

const wrappers = new Set([
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'ChainExpression',
]);

/** Without parentheses and casts, which change nothing when the program runs. */
function bare(node: unknown): Node | null {
  if (!isNode(node)) return null;
  return wrappers.has(node.type) ? bare(node['expression']) : node;
}

/** The text of a literal, and of what is put together from literals alone; null for anything else. */
function constantText(given: unknown): string | null {
  const node = bare(given);
  if (node === null) return null;
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : null;
  if (node.type === 'TemplateLiteral') {
    const parts = (node['quasis'] as Node[]).map(part => (part['value'] as { cooked: string }).cooked);
    const inner = (node['expressions'] as Node[]).map(constantText);
    if (inner.includes(null)) return null;
    return parts.map((part, at) => part + (inner[at] ?? '')).join('');
  }
  if (node.type === 'BinaryExpression' && node['operator'] === '+') {
    const [left, right] = [constantText(node['left']), constantText(node['right'])];
    return left === null || right === null ? null : left + right;
  }
  return null;
}

const literal = (given: unknown): string | null => {
  const node = bare(given);
  return node?.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : null;
};

const nameOf = (given: unknown): string | null => {
  const node = bare(given);
  return node?.type === 'Identifier' ? (node['name'] as string) : null;
};

const isImportMeta = (given: unknown, member: string): boolean => {
  const node = bare(given);
  return (
    node?.type === 'MemberExpression' &&
    bare(node['object'])?.type === 'MetaProperty' &&
    (nameOf(node['property']) === member || constantText(node['property']) === member)
  );
};

const specifierNames = (node: Node): readonly string[] =>
  ((node['specifiers'] as Node[] | undefined) ?? []).map(one => {
    if (one.type === 'ImportNamespaceSpecifier') return '*';
    if (one.type === 'ImportDefaultSpecifier') return 'default';
    return nameOf(one['imported'] ?? one['local']) ?? constantText(one['imported'] ?? one['local']) ?? '*';
  });

/** What each kind of node reaches for; a table, so that a spelling is one line. */
const reachesOf: Readonly<Record<string, (node: Node) => readonly Reach[]>> = {
  ImportDeclaration: node => [{ specifier: literal(node['source']), spelling: 'import', names: specifierNames(node) }],
  ExportNamedDeclaration: node =>
    node['source'] === null || node['source'] === undefined
      ? []
      : [{ specifier: literal(node['source']), spelling: 'export from', names: specifierNames(node) }],
  ExportAllDeclaration: node => [{ specifier: literal(node['source']), spelling: 'export from', names: ['*'] }],
  ImportExpression: node => [{ specifier: literal(node['source']), spelling: 'import()', names: ['*'] }],
  TSImportType: node => [
    { specifier: literal(node['source'] ?? node['argument']), spelling: 'import type', names: ['*'] },
  ],
  TSExternalModuleReference: node => [{ specifier: literal(node['expression']), spelling: 'require', names: ['*'] }],
  TSModuleDeclaration: node => {
    const name = literal(node['id']);
    return name === null ? [] : [{ specifier: name, spelling: 'module declaration', names: ['*'] }];
  },
  NewExpression: node => {
    const [first, second] = node['arguments'] as Node[];
    const isOwnFile = nameOf(node['callee']) === 'URL' && isImportMeta(second, 'url');
    return isOwnFile ? [{ specifier: literal(first), spelling: 'new URL', names: ['*'] }] : [];
  },
  CallExpression: node => {
    const [first, second] = node['arguments'] as Node[];
    const callee = bare(node['callee']);
    const one = (spelling: Reach['spelling'], from: unknown): readonly Reach[] => [
      { specifier: literal(from), spelling, names: ['*'] },
    ];
    if (nameOf(callee) === 'require') return one('require', first);
    if (nameOf(callee) === 'threadFile') return one('thread', second);
    if (isImportMeta(callee, 'resolve')) return one('import()', first);
    // A pattern names no file.
    if (isImportMeta(callee, 'glob')) return one('import()', null);
    if (callee?.type === 'MemberExpression' && nameOf(callee['object']) === 'require') return one('require', first);
    return [];
  },
};

/** Reads a file's text. Throws where it is no TypeScript. */
export function sourceOf(file: string, text: string): Source {
  const { program, errors, comments } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const reaches: Reach[] = comments.flatMap(({ value }) =>
    [...value.matchAll(/^\/\s*<reference\s+(?:path|types|lib)\s*=\s*["']([^"']*)["']/g)].map(
      ([, specifier]): Reach => ({ specifier: specifier!, spelling: 'reference comment', names: ['*'] }),
    ),
  );
  const found = {
    identifiers: new Set<string>(),
    members: [] as { object: string | null; name: string; computed: boolean }[],
    texts: new Set<string>(),
    handedTexts: new Set<string>(),
    reachedInto: new Set<string>(),
    passedOn: new Set<string>(),
    made: [] as { name: string; evaluated: boolean }[],
  };
  const visit = (node: Node, parent: Node | null, key: string) => {
    reaches.push(...(reachesOf[node.type]?.(node) ?? []));
    noteTexts(node, found);
    noteMembers(node, found);
    noteIdentifier(node, parent, key, found);
    // A cast changes nothing: what stands in it stands where the cast does.
    const isCast = wrappers.has(node.type);
    for (const [under, child] of childrenOf(node))
      if (isCast && under === 'expression') visit(child, parent, key);
      else visit(child, node, under);
  };
  visit(program as unknown as Node, null, '');
  return { file, reaches, kept: keptNames(program as unknown as Node), ...found };
}

const collections = new Set(['Map', 'Set', 'WeakMap', 'WeakRef', 'WeakSet']);

/** Variables of a module that outlive what uses them: those that change, and collections that begin empty. */
function keptNames(program: Node): readonly string[] {
  const statements = (program['body'] as Node[]).map(one => bare(one['declaration']) ?? one);
  return statements
    .filter(one => one.type === 'VariableDeclaration' && !one['declare'])
    .flatMap(one =>
      (one['declarations'] as Node[])
        .filter(({ id, init }) => one['kind'] !== 'const' || (beginsEmpty(init) && !isReadOnly(id)))
        .map(({ id }) => nameOf(id) ?? 'a pattern'),
    );
}

function beginsEmpty(given: unknown): boolean {
  const node = bare(given);
  if (node?.type === 'ArrayExpression') return (node['elements'] as Node[]).length === 0;
  if (node?.type === 'ObjectExpression') return (node['properties'] as Node[]).length === 0;
  if (node?.type !== 'NewExpression' || (node['arguments'] as Node[]).length > 0) return false;
  return collections.has(nameOf(node['callee']) ?? '');
}

/** Whether the type that a variable is given lets nobody fill it. */
function isReadOnly(id: unknown): boolean {
  const annotation = isNode(id) && isNode(id['typeAnnotation']) ? id['typeAnnotation']['typeAnnotation'] : null;
  if (!isNode(annotation)) return false;
  if (annotation.type === 'TSTypeOperator') return annotation['operator'] === 'readonly';
  return annotation.type === 'TSTypeReference' && (nameOf(annotation['typeName']) ?? '').startsWith('Readonly');
}

type Found = {
  -readonly [K in 'identifiers' | 'texts' | 'handedTexts' | 'reachedInto' | 'passedOn']: Set<string>;
} & {
  readonly members: { object: string | null; name: string; computed: boolean }[];
  readonly made: { name: string; evaluated: boolean }[];
};

function noteTexts(node: Node, found: Found): void {
  const text = constantText(node);
  if (text !== null) found.texts.add(text);
  else if (node.type === 'TemplateLiteral')
    for (const part of node['quasis'] as Node[]) found.texts.add((part['value'] as { cooked: string }).cooked);
  if (node.type === 'CallExpression')
    for (const given of node['arguments'] as Node[]) {
      const handed = constantText(given);
      if (handed !== null) found.handedTexts.add(handed);
    }
  if (node.type === 'NewExpression' || node.type === 'CallExpression') {
    const name = nameOf(node['callee']);
    const options = bare((node['arguments'] as Node[])[1]);
    const evaluated =
      options?.type === 'ObjectExpression' &&
      (options['properties'] as Node[]).some(one => (nameOf(one['key']) ?? constantText(one['key'])) === 'eval');
    if (name !== null) found.made.push({ name, evaluated });
  }
}

function noteMembers(node: Node, found: Found): void {
  if (node.type === 'MemberExpression') {
    const object = nameOf(node['object']);
    const name = node['computed'] ? constantText(node['property']) : nameOf(node['property']);
    if (name !== null) found.members.push({ object, name, computed: Boolean(node['computed']) });
    else if (object !== null && node['computed']) found.reachedInto.add(object);
  }
  if (node.type === 'ObjectPattern')
    for (const one of node['properties'] as Node[]) {
      if (one.type !== 'Property') continue;
      const name = constantText(one['key']) ?? (one['computed'] ? null : nameOf(one['key']));
      if (name !== null) found.members.push({ object: null, name, computed: constantText(one['key']) !== null });
    }
}

/** Places in which an identifier is a label of something else, and no variable. */
const isLabel = (parent: Node, key: string): boolean =>
  !parent['computed'] &&
  ((key === 'property' && parent.type === 'MemberExpression') ||
    (key === 'key' && !parent['shorthand']) ||
    (key === 'id' && parent.type === 'TSEnumMember') ||
    key === 'label' ||
    key === 'imported' ||
    key === 'exported' ||
    parent.type === 'MetaProperty' ||
    parent.type === 'TSQualifiedName' ||
    parent.type === 'TSNamedTupleMember');

function noteIdentifier(node: Node, parent: Node | null, key: string, found: Found): void {
  if (parent === null || node.type !== 'Identifier' || isLabel(parent, key)) return;
  const name = node['name'] as string;
  found.identifiers.add(name);
  if (parent.type === 'MemberExpression' && key === 'object') return;
  found.passedOn.add(name);
}

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const namingTypes = new Set(['VariableDeclarator', 'Property', 'MethodDefinition', 'PropertyDefinition']);

/** What a node calls the function in it: a variable, a member, or the function's own name. */
function functionName(node: Node): string | null {
  if (!functionTypes.has(node.type) && !namingTypes.has(node.type)) return null;
  const label = bare(node['id'] ?? node['key']);
  if (label?.type === 'Identifier' || label?.type === 'PrivateIdentifier') return label['name'] as string;
  return constantText(label);
}

/**
 * Names of the functions of a file that have more lines than so many, from their first to their last, in the order in
 * which they begin. A function without a name has that of the variable or member to which it is given. Throws where the
 * text is no TypeScript.
 */
export function longFunctions(file: string, text: string, most: number): readonly string[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const linesOf = ({ start, end }: Node) => text.slice(start as number, end as number).split('\n').length;
  const visit = (node: Node, given: string | null): readonly string[] => {
    const name = functionName(node) ?? given;
    const isFunction = functionTypes.has(node.type);
    const own = isFunction && linesOf(node) > most ? [name ?? 'a function without a name'] : [];
    // What stands in a function has names of its own.
    return [...own, ...childrenOf(node).flatMap(([, child]) => visit(child, isFunction ? null : name))];
  };
  return visit(program as unknown as Node, null);
}

/** Every file below a folder of the project with one of these endings, by its path from the root with "/" between. */
export function filesUnder(root: string, folder: string, endings: RegExp): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && endings.test(entry.name))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(file => !file.includes('node_modules/'))
    .toSorted();
}

export const readSource = (root: string, file: string): Source =>
  sourceOf(file, readFileSync(path.join(root, file), 'utf8'));
