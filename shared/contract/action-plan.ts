import * as v from 'valibot';
import { engineMethod } from './method.ts';
import { themes } from '../model/framework.ts';
import type { Theme } from '../model/framework.ts';

export const actionStates = ['open', 'under-way', 'done', 'dropped'] as const;
export type ActionState = (typeof actionStates)[number];

/** What a person sets of a line of the plan. */
export interface ActionLine {
  /** A decision needs nobody to do anything more; an action does. */
  readonly kind: 'decision' | 'action';
  readonly text: string;
  readonly theme: Theme | null;
  /** Code of the indicator of the framework that it serves. */
  readonly indicator: string | null;
  /** A role, not a person. */
  readonly owner: string;
  readonly due: string | null;
  readonly state: ActionState;
  readonly note: string;
}

export interface PlannedAction extends ActionLine {
  readonly id: number;
  /** "A12": what people call it. */
  readonly reference: string;
  readonly version: number;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly changedBy: string;
  /** Open past its day. */
  readonly late: boolean;
  /** The meeting that it comes from; null when it was written into the plan. */
  readonly origin: {
    readonly frozen: number;
    readonly briefing: string;
    readonly slide: string;
    readonly slideTitle: string;
  } | null;
}

const words = (most: number) => v.pipe(v.string(), v.maxLength(most));

export const actionLine: v.GenericSchema<ActionLine> = v.strictObject({
  kind: v.picklist(['decision', 'action']),
  text: v.pipe(words(1000), v.trim(), v.minLength(1, 'Say what is to be done.')),
  theme: v.nullable(v.picklist(themes)),
  indicator: v.nullable(words(32)),
  owner: words(120),
  due: v.nullable(v.pipe(v.string(), v.isoDate('Write a day as 2017-11-30.'))),
  state: v.picklist(actionStates),
  note: words(2000),
});

const id = v.pipe(v.number(), v.integer());

export const actionPlan = {
  /** Open ones first, by their day. */
  'action-plan.list': engineMethod<readonly PlannedAction[]>()({
    access: 'read',
    reads: ['action-plan', 'notes', 'frozen'],
    input: v.optional(v.strictObject({}), {}),
  }),
  /** Keeps a new version of a line, or a new line. Fault refused when another version was kept since `version`. */
  'action-plan.save': engineMethod<PlannedAction>()({
    access: 'write',
    changes: ['action-plan', 'audit'],
    input: v.strictObject({ id: v.optional(id), version: v.optional(v.number()), line: actionLine }),
  }),
  /** Every version of a line, newest first. */
  'action-plan.history': engineMethod<
    readonly (ActionLine & { readonly version: number; readonly at: string; readonly by: string })[]
  >()({
    access: 'read',
    reads: ['action-plan'],
    input: v.strictObject({ id }),
  }),
  'action-plan.export': engineMethod<{ readonly lines: number }>()({
    access: 'write',
    files: { file: 'write' },
    reads: ['action-plan', 'notes', 'frozen', 'facts', 'releases'],
    changes: ['audit'],
    input: v.strictObject({ format: v.picklist(['csv', 'xlsx']), file: v.string() }),
  }),
};
