import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { contract } from '../../shared/contract/index.ts';
import { engineMethod, mainMethod, topics } from '../../shared/contract/method.ts';
import type { Method } from '../../shared/contract/method.ts';

const methods = Object.entries(contract) as [string, Method][];

/** Names of the members of an input, where it is an object. */
function membersOf(input: unknown): readonly string[] {
  const { entries, pipe } = input as { entries?: Record<string, unknown>; pipe?: readonly unknown[] };
  return entries ? Object.keys(entries) : pipe ? membersOf(pipe[0]) : [];
}

describe('what a method says of itself', () => {
  it('a read says what it rests on, a write what it changes, a job both: else it is no method', () => {
    const input = v.strictObject({ file: v.string(), title: v.string() });
    const declare = engineMethod<null>();
    expect(declare({ access: 'read', input, reads: ['facts'] }).changes).toEqual([]);
    // @ts-expect-error -- a read without what it rests on
    declare({ access: 'read', input });
    // @ts-expect-error -- a read that changes something
    declare({ access: 'read', input, reads: [], changes: ['facts'] });
    // @ts-expect-error -- a write without what it changes
    declare({ access: 'write', input });
    // @ts-expect-error -- a write that changes nothing
    declare({ access: 'write', input, changes: [] });
    // @ts-expect-error -- a job that says only what it rests on
    declare({ access: 'job', input, reads: ['facts'] });
    // @ts-expect-error -- a topic that there is not
    declare({ access: 'read', input, reads: ['weather'] });
    // @ts-expect-error -- a file in a member that the input does not have
    declare({ access: 'read', input, reads: [], files: { picture: 'read' } });
    // @ts-expect-error -- a file of which nobody knows what becomes of it
    declare({ access: 'read', input, reads: [], files: { file: 'append' } });
  });

  it('needs a workspace unless it says otherwise; what the main process answers needs none', () => {
    const input = v.strictObject({});
    expect(engineMethod<null>()({ access: 'read', input, reads: [] }).needs).toBe('workspace');
    expect(engineMethod<null>()({ access: 'read', input, reads: [], needs: 'nothing' }).needs).toBe('nothing');
    expect(mainMethod<null>()({ access: 'read', input, reads: [] }).needs).toBe('nothing');
  });

  it('says of every member that holds a file what becomes of it, and of no other', () => {
    const holds = methods.flatMap(([name, { input }]) =>
      membersOf(input)
        .filter(member => member === 'file' || member === 'files')
        .map(member => `${name} ${member}`),
    );
    const says = methods.flatMap(([name, { files }]) => Object.keys(files).map(member => `${name} ${member}`));
    expect(holds.length).toBeGreaterThan(10);
    expect(says.toSorted()).toEqual(holds.toSorted());
  });

  it('names each topic once, and every topic is read by something or can only be looked at in the trail', () => {
    for (const [name, { reads, changes }] of methods) {
      expect([name, new Set(reads).size]).toEqual([name, reads.length]);
      expect([name, new Set(changes).size]).toEqual([name, changes.length]);
    }
    const read = new Set(methods.flatMap(([, { reads }]) => reads));
    const changed = new Set(methods.flatMap(([, { changes }]) => changes));
    expect(topics.filter(topic => !read.has(topic))).toEqual([]);
    expect(topics.filter(topic => !changed.has(topic))).toEqual([]);
  });
});
