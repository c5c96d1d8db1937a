import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { ReturnTypeSummary } from '../../../shared/contract/intake.ts';

/**
 * A return type is data: the columns of a file that an agency sends or a publisher puts out, what each may hold, and
 * which fields of which facts they become. The files are `resources/returns/*.json`.
 */
const text = v.pipe(v.string(), v.minLength(1));

const columnSchema = v.strictObject({
  name: text,
  /** Header of the template. */
  label: text,
  /** Other headers that people write; case, blanks and punctuation do not count. */
  aliases: v.array(text),
  type: v.picklist([
    /** Replaced by a keyed hash, never kept. */
    'identifier',
    'date',
    /** A month; stored as its first day. */
    'month',
    'datetime',
    'integer',
    'number',
    /** A number or one of the department's symbols: c, x, u, z. */
    'published-number',
    /** A member of a code list. */
    'code',
    /** Short words of a publisher's own list, kept as they stand. Only in public files. */
    'text',
    'area',
    'longitude',
    'latitude',
    /** Recognised, so that it is not kept. */
    'postcode',
    'free-text',
    'ignored',
  ]),
  /** For identifiers: what they name. The same reference of one kind is one pseudonym. */
  kind: v.optional(v.picklist(['child', 'offence', 'crime'])),
  list: v.optional(text),
  level: v.optional(v.picklist(['lsoa', 'ward', 'district'])),
  /** The column must be there; in returns each row must also have a value. */
  required: v.boolean(),
  /** Field of the fact table that it fills. */
  target: v.optional(text),
  minimum: v.optional(v.union([v.number(), text])),
  maximum: v.optional(v.union([v.number(), text])),
  /** Other words for codes, written without blanks and in lower case. */
  synonyms: v.optional(v.record(text, text)),
  /** False: understood, but not offered in the template. */
  template: v.optional(v.boolean(), true),
  note: v.string(),
});

const checkSchema = v.strictObject({
  /** not-before: `column` is not earlier than `other`. needs: `column` only with `other`. not-together: only one of both. */
  kind: v.picklist(['not-before', 'needs', 'not-together']),
  column: text,
  other: text,
});

const linkSchema = v.strictObject({
  from: v.strictObject({ column: text, level: text, vintage: v.string() }),
  to: v.strictObject({ column: text, level: text, vintage: v.string() }),
  change: v.optional(text),
  /** Column with the vintage of both ends. */
  vintage: v.optional(text),
});

const areaSchema = v.strictObject({
  code: text,
  name: text,
  level: text,
  vintage: v.optional(text),
  vintageColumn: v.optional(text),
  ward: v.optional(text),
  district: v.optional(text),
});

const returnTypeSchema = v.strictObject({
  name: text,
  label: text,
  /** What one row is. */
  grain: text,
  kind: v.picklist(['return', 'public']),
  version: v.number(),
  /** The facts that its rows become; the one place that says so. */
  dataset: v.nullable(text),
  /** Field of the facts without which most indicators have nothing to say; its share filled stands in the supply ledger. */
  keyField: v.optional(text),
  load: v.picklist(['facts', 'links', 'boundaries', 'none']),
  /** Code of the agency that always sends it. */
  agency: v.optional(text),
  /** Column that names the agency. */
  agencyColumn: v.optional(text),
  /** Column whose days are the period of the file. */
  period: v.optional(text),
  /** Undated files: fact fields that a newer file must cover to take the place of an older one. */
  covers: v.optional(v.array(text)),
  constants: v.optional(v.record(text, text)),
  /** One row becomes a fact for each header that matches: its name in `name`, its cell in `value`. */
  spread: v.optional(
    v.strictObject({
      headers: text,
      name: text,
      as: v.picklist(['text', 'number']),
      value: text,
      symbol: v.optional(text),
      total: v.optional(text),
    }),
  ),
  /** Columns that every row must fill; where not given, the required ones of a return. */
  requiredCells: v.optional(v.array(text)),
  /** Another type that gives the same facts in more detail; see `row-comparison.ts`. */
  finer: v.optional(text),
  links: v.optional(v.array(linkSchema)),
  areas: v.optional(v.array(areaSchema)),
  refusal: v.optional(text),
  columns: v.array(columnSchema),
  checks: v.array(checkSchema),
  derived: v.array(v.strictObject({ target: text, kind: v.literal('elapsed-hours'), from: text, to: text })),
});

export type ReturnType = v.InferOutput<typeof returnTypeSchema>;
export type ReturnColumn = ReturnType['columns'][number];

/** Code lists by name: code and label, in order. */
export type CodeLists = Readonly<Record<string, readonly (readonly [string, string])[]>>;

export interface ReturnTypes {
  readonly types: readonly ReturnType[];
  readonly lists: CodeLists;
}

const loaded = new Map<string, ReturnTypes>();

/** Reads and checks every return type of the resources folder, once. Throws when a definition is wrong. */
export function loadReturnTypes(resources: string): ReturnTypes {
  const known = loaded.get(resources);
  if (known) return known;
  const folder = path.join(resources, 'returns');
  const lists = JSON.parse(readFileSync(path.join(resources, 'code-lists.json'), 'utf8')) as CodeLists;
  const types = readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .toSorted()
    .map(name => {
      const type = v.parse(returnTypeSchema, JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
      const names = new Set(type.columns.map(c => c.name));
      for (const column of type.columns)
        if (column.list && !lists[column.list]) throw new Error(`${name}: no code list ${column.list}`);
      for (const used of [
        ...type.checks.flatMap(c => [c.column, c.other]),
        ...(type.requiredCells ?? []),
        ...type.derived.flatMap(d => [d.from, d.to]),
      ])
        if (!names.has(used)) throw new Error(`${name}: no column ${used}`);
      return type;
    });
  const all = { types, lists };
  loaded.set(resources, all);
  return all;
}

/** The return types as a person chooses from them: returns first. */
export function summaryOfTypes({ types, lists }: ReturnTypes): ReturnTypeSummary[] {
  return types
    .map(type => ({
      type: type.name,
      label: type.label,
      grain: type.grain,
      kind: type.kind,
      columns: type.columns
        .filter(column => column.template && column.type !== 'ignored' && column.type !== 'free-text')
        .map(column => ({
          name: column.name,
          label: column.label,
          required: column.required,
          note: column.note,
          codes: column.list ? lists[column.list]!.map(([code, label]) => ({ code, label })) : null,
        })),
    }))
    .toSorted((a, b) => (a.kind === b.kind ? 0 : a.kind === 'return' ? -1 : 1));
}

/** Whether a row must have a value in the column. */
export function needsValue(type: ReturnType, column: ReturnColumn): boolean {
  return type.requiredCells ? type.requiredCells.includes(column.name) : type.kind === 'return' && column.required;
}
