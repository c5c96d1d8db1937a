import * as v from 'valibot';

const mostKept = 10;

const recent = v.object({ file: v.string(), name: v.string(), openedAt: v.string(), demonstration: v.boolean() });

export type Recent = v.InferOutput<typeof recent>;

export const recentsSchema = v.array(recent);

/** The list with this workspace first, each file once. */
export function withRecent(list: readonly Recent[], opened: Recent): Recent[] {
  return [opened, ...list.filter(other => other.file !== opened.file)].slice(0, mostKept);
}

export function withoutRecent(list: readonly Recent[], file: string): Recent[] {
  return list.filter(other => other.file !== file);
}
