import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PivotQuestion } from '../../electron/engine/disclosure/pivot.ts';
import { Protection } from '../../electron/engine/disclosure/protection.ts';
import { shippedRules } from '../../electron/engine/disclosure/rules.ts';

const board = shippedRules(path.resolve(import.meta.dirname, '../../resources')).audiences.board;
let protection: Protection;
afterEach(() => protection.close());

function question(steps?: number): PivotQuestion {
  const counts = Float64Array.of(15, 3, 12);
  const axis = { parent: Int32Array.of(-1, 0, 0), shown: Uint8Array.of(1, 1, 1) };
  return {
    rules: board,
    rows: axis,
    columns: { parent: Int32Array.of(-1), shown: Uint8Array.of(1) },
    counts: [{ name: 'rows', counts }],
    values: [{ name: 'rows', kind: 'count', reveals: ['rows'], values: counts }],
    ...(steps === undefined ? {} : { steps }),
  };
}

describe('protection on its own thread', () => {
  it('answers in order, and tells how far it is', async () => {
    protection = new Protection();
    const steps: number[] = [];
    const answers = await Promise.all([
      protection.protect({ kind: 'pivot', question: question() }, { progress: done => steps.push(done) }),
      protection.protect({ kind: 'pivot', question: question() }),
    ]);
    expect(answers.map(answer => [...answer.values[0]!.status])).toEqual([
      [0, 2, 2],
      [0, 2, 2],
    ]);
    expect(steps.length).toBeGreaterThan(0);
  });

  it('withholds what was not proven with the work it may do', async () => {
    protection = new Protection();
    const answer = await protection.protect({ kind: 'pivot', question: question(0) });
    expect(answer.withheld).toContain('withheld');
    expect(answer.values[0]!.shown.every(Number.isNaN)).toBe(true);
  });

  it('stops when the person cancels, and answers the next', async () => {
    protection = new Protection();
    const stop = new AbortController();
    const first = protection.protect({ kind: 'pivot', question: question() }, { signal: stop.signal });
    await new Promise(resolve => setImmediate(resolve));
    stop.abort();
    await expect(first).rejects.toThrow('not needed');
    const next = await protection.protect({ kind: 'pivot', question: question() });
    expect(next.withheld).toBeNull();
  });
});
