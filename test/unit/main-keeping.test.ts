import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createKeeping } from '../../electron/main/keeping.ts';
import type { AppEvent } from '../../shared/contract/port.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Pages that hear what they are told and answer when the test says so. */
function pages(count: number) {
  const contents = Array.from({ length: count }, (_, id) => Object.assign(new EventEmitter(), { id }));
  const told: { id: number; event: AppEvent }[] = [];
  const log: string[] = [];
  const keeping = createKeeping({
    listening: () => contents as unknown as WebContents[],
    tell: (page, event) => void told.push({ id: page.id, event }),
    log: line => void log.push(line),
  });
  const answer = (id: number, turn: number, kept: boolean) =>
    keeping.methods['window.kept']({ turn, kept }, { contents: contents[id] as unknown as WebContents, dropped: [] });
  return { contents, told, log, keeping, answer };
}

const lock = { closing: false, patience: 2000 };

describe('before a lock', () => {
  test('waits until every page has kept what is typed', async () => {
    const { keeping, told, answer } = pages(2);
    let kept: boolean | null = null;
    const asked = keeping.keep(lock).then(all => (kept = all));
    expect(told.map(one => one.event)).toEqual([
      { name: 'keep', turn: 1, closing: false },
      { name: 'keep', turn: 1, closing: false },
    ]);
    answer(0, 1, true);
    await vi.advanceTimersByTimeAsync(100);
    expect(kept).toBeNull();
    answer(1, 1, true);
    await asked;
    expect(kept).toBe(true);
  });

  test('says so where a page cannot', async () => {
    const { keeping, answer } = pages(1);
    const asked = keeping.keep({ closing: true, patience: 5000 });
    answer(0, 1, false);
    expect(await asked).toBe(false);
  });

  test('is not kept from a lock by a page that does not answer, crashes or goes', async () => {
    const { keeping, contents, log } = pages(3);
    const asked = keeping.keep(lock);
    contents[0]!.emit('destroyed');
    contents[1]!.emit('render-process-gone');
    await vi.advanceTimersByTimeAsync(1999);
    expect(log).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await asked).toBe(true);
    expect(log).toEqual(['a page did not say within 2000 ms that all is kept']);
    expect(contents.map(one => one.eventNames())).toEqual([[], [], []]);
  });

  test('takes no answer of another turn or another page for its own', async () => {
    const { keeping, answer } = pages(2);
    let kept: boolean | null = null;
    void keeping.keep(lock).then(all => (kept = all));
    answer(0, 1, true);
    answer(0, 1, true);
    answer(1, 2, true);
    await vi.advanceTimersByTimeAsync(100);
    expect(kept).toBeNull();
    answer(1, 1, true);
    await vi.advanceTimersByTimeAsync(0);
    expect(kept).toBe(true);
  });

  test('without a page there is nothing to wait for', async () => {
    expect(await pages(0).keeping.keep(lock)).toBe(true);
  });
});
