import { setGlobalMessage } from 'valibot';
import type { BaseIssue, GenericSchema, InferInput, InferOutput } from 'valibot';

/**
 * What an answer can rest on, and what a call can change: a group of tables of the workspace that change together, or
 * something that this computer keeps beside it. `test/engine/topics.test.ts` holds which table belongs to which.
 */
export const topics = [
  /** Which workspace this is, and whether it is open. */
  'workspace',
  /** Batches and their rows, as rows and as columns; the data version; what people recorded of who sends what. */
  'facts',
  /** Rows that were set aside, and what is wrong with them. */
  'set-aside',
  /** The gazetteer of the workspace, its look-ups and its boundaries. */
  'areas',
  'views',
  'decks',
  /** Frozen briefings; one never changes, there are only more of them. */
  'frozen',
  /** What meetings noted over frozen briefings. */
  'notes',
  'action-plan',
  'appraisals',
  /** Versions of the outcomes framework. */
  'framework',
  /** Versions of the disclosure rules. */
  'rules',
  /** What was given out, and which cells of it. */
  'releases',
  /** How an organisation's briefings look. */
  'style',
  /** What people were in the middle of. */
  'drafts',
  'audit',
  /** Of this computer, not of a workspace: */
  'preferences',
  'recents',
  'base-map',
  /** What the audience's window shows. */
  'presentation',
] as const;

export type Topic = (typeof topics)[number];

/** What a figure rests on that an audience may see: its rows and places, the rules, and what was given out before. */
export const figures = ['facts', 'set-aside', 'areas', 'rules', 'releases'] as const satisfies readonly Topic[];

/**
 * read: answers from what is there and changes nothing but the files that it was asked to write. write: changes
 * something. job: long, reports progress, can be cancelled.
 */
export type Access = 'read' | 'write' | 'job';

/** What a window was opened for. A presenter window reaches only what is safe on a wall. */
/** Values of a schema as a reader reads them: “one”, “two”. */
const plainValues = (expected: string): string =>
  expected
    .replace(/^\((.*)\)$/, '$1')
    .replaceAll(' | ', ', ')
    .replaceAll(/"([^"]*)"/g, '“$1”');

/** What a person calls a field that they write in, by its last name in an input. */
const fieldNames: Readonly<Record<string, string>> = {
  name: 'The name',
  title: 'The title',
  label: 'The name',
  narrative: 'The text of the facts',
  notes: 'The text of the notes',
  note: 'The note',
  folder: 'The folder',
  reason: 'The reason',
  owner: 'The owner',
  question: 'The question',
  description: 'The description',
  organisation: 'The organisation',
  marking: 'The marking',
  expression: 'The expression',
  source: 'The source',
  text: 'The text',
};

/** The field of a path in an input: in the words of a person, or as the path says it. */
const fieldName = (path: string): string =>
  fieldNames[path.split('.').at(-1) ?? ''] ?? (path === '' ? 'What was written' : path);

const isTooLong = ({ type }: Pick<BaseIssue<unknown>, 'type'>): boolean => type === 'max_length';

/** A sentence for an input that does not fit: what is wrong, where, and what to do. */
export function inputSentence(issue: Pick<BaseIssue<unknown>, 'type' | 'message'>, path: string): string {
  if (isTooLong(issue)) return `${fieldName(path)} ${issue.message}`;
  // What must not be empty says so in words of its own.
  if (issue.type === 'min_length' && /^[A-Z]/.test(issue.message)) return issue.message;
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

/** What is said of an input where its schema has no words of its own; a page never shows a validator's. */
function plainIssue({
  type,
  input,
  expected,
  received,
}: Pick<BaseIssue<unknown>, 'type' | 'input' | 'expected' | 'received'>): string {
  if (isTooLong({ type }) && typeof input === 'string')
    return `has room for ${Number(expected?.slice(2)).toLocaleString('en-GB')} letters, and ${Number(received).toLocaleString('en-GB')} were written. Shorten it.`;
  if (expected === 'never') return `${plainValues(received)} is not known here. Leave it out.`;
  if (received === 'undefined') return 'this is missing. Give it.';
  return expected === null
    ? 'this cannot be read. Give another value.'
    : `this takes ${plainValues(expected)}, and ${plainValues(received)} was given.`;
}

setGlobalMessage(plainIssue);

export type WindowRole = 'workbench' | 'presenter';

/** What becomes of a file that a member of the input holds. A grant to write does for reading, never the reverse. */
export type FileUse = 'read' | 'write';

/**
 * One method of the contract.
 *
 * - `room`: which process answers, the data engine or the main process itself.
 * - `needs`: whether a workspace must be open. What needs one is forgotten by every window when it is locked, and what
 *   changes one is refused in a presenter copy.
 * - `files`: the members of the input that hold files, each with what becomes of them. A page never sees a path, only the
 *   id of a grant that the main process gave it for a dialog or a drop; the main process puts the path in its place before
 *   it relays the call. A terminal gives paths directly.
 * - `reads`: what its answer rests on. A remembered answer is asked again when one of these has changed.
 * - `changes`: what may be another after it. What rests on none of these is left as it is.
 */
export interface Method<I extends GenericSchema = GenericSchema, O = unknown> {
  readonly room: 'engine' | 'main';
  readonly access: Access;
  readonly input: I;
  readonly needs: 'workspace' | 'nothing';
  readonly files: Readonly<Record<string, FileUse>>;
  readonly reads: readonly Topic[];
  readonly changes: readonly Topic[];
  /** No window where it is empty: only the main process asks. */
  readonly roles: readonly WindowRole[];
  /** Answers in a presenter copy too, although it leaves a trace elsewhere: a copy is never written. */
  readonly inPresenterCopy: boolean;
  /** Only carries the type; never present at run time. */
  readonly output?: O;
}

/** A read says what it rests on and a write what it changes; a job says both, be it that there is nothing to say. */
type Touches =
  | { readonly access: 'read'; readonly reads: readonly Topic[]; readonly changes?: never }
  | { readonly access: 'write'; readonly changes: readonly [Topic, ...Topic[]]; readonly reads?: readonly Topic[] }
  | { readonly access: 'job'; readonly reads: readonly Topic[]; readonly changes: readonly Topic[] };

type Declaration<I extends GenericSchema> = Touches & {
  readonly input: I;
  /** A workspace, unless it says otherwise; methods of the main process need none. */
  readonly needs?: 'workspace' | 'nothing';
  readonly files?: { readonly [Member in keyof InferInput<I>]?: FileUse };
  readonly roles?: readonly WindowRole[];
  readonly inPresenterCopy?: boolean;
};

function method<I extends GenericSchema, O>(
  room: Method['room'],
  { access, input, needs, files, reads, changes, roles, inPresenterCopy }: Declaration<I>,
): Method<I, O> {
  return {
    room,
    access,
    input,
    needs: needs ?? (room === 'engine' ? 'workspace' : 'nothing'),
    files: (files ?? {}) as Readonly<Record<string, FileUse>>,
    reads: reads ?? [],
    changes: changes ?? [],
    roles: roles ?? ['workbench'],
    inPresenterCopy: inPresenterCopy ?? false,
  };
}

/** Declares a method that the data engine answers: `engineMethod<Output>()({ access, input, reads })`. */
export function engineMethod<O>() {
  return <I extends GenericSchema>(declared: Declaration<I>): Method<I, O> => method('engine', declared);
}

/** Declares a method that the main process answers itself: dialogs, windows, preferences of this computer. */
export function mainMethod<O>() {
  return <I extends GenericSchema>(declared: Declaration<I>): Method<I, O> => method('main', declared);
}

export type MethodInput<M> = M extends Method<infer I, unknown> ? InferInput<I> : never;
export type MethodParsed<M> = M extends Method<infer I, unknown> ? InferOutput<I> : never;
export type MethodOutput<M> = M extends Method<GenericSchema, infer O> ? O : never;
