import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSaver } from '../../renderer/bridge/saver.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A disk that takes its time: each save ends when the test says so. */
function slowDisk() {
  const saved: string[] = [];
  const under: { value: string; end: (error?: Error) => void }[] = [];
  const save = (value: string) =>
    new Promise<void>((resolve, reject) => {
      under.push({
        value,
        end: error => {
          if (error) return reject(error);
          saved.push(value);
          resolve();
        },
      });
    });
  return { saved, under, save };
}

describe('saving as one types', () => {
  it('saves once, some time after the last letter', async () => {
    const saved: string[] = [];
    const saver = createSaver(async (value: string) => void saved.push(value), { pause: 800 });
    for (const value of ['a', 'ab', 'abc']) {
      saver.offer(value);
      await vi.advanceTimersByTimeAsync(500);
    }
    expect([saved, saver.isSettled()]).toEqual([[], false]);
    await vi.advanceTimersByTimeAsync(300);
    expect([saved, saver.isSettled()]).toEqual([['abc'], true]);
  });

  it('saves at once when it is asked to, and not a second time', async () => {
    const saved: string[] = [];
    const saver = createSaver(async (value: string) => void saved.push(value), { pause: 800 });
    await saver.flush();
    saver.offer('last words');
    await saver.flush();
    expect(saved).toEqual(['last words']);
    await vi.advanceTimersByTimeAsync(5000);
    expect(saved).toEqual(['last words']);
  });

  it('never saves two at once, and the latest last', async () => {
    const disk = slowDisk();
    const saver = createSaver(disk.save, { pause: 800 });
    saver.offer('first');
    await vi.advanceTimersByTimeAsync(800);
    saver.offer('second');
    saver.offer('third');
    const flushed = saver.flush();
    await vi.advanceTimersByTimeAsync(800);
    expect(disk.under.map(one => one.value)).toEqual(['first']);
    disk.under[0]!.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(disk.under.map(one => one.value)).toEqual(['first', 'third']);
    disk.under[1]!.end();
    await flushed;
    expect([disk.saved, saver.isSettled()]).toEqual([['first', 'third'], true]);
  });

  it('keeps what could not be saved, says why, and tries again', async () => {
    const disk = slowDisk();
    const changes = vi.fn<() => void>();
    const saver = createSaver(disk.save, { pause: 800, onChange: changes });
    saver.offer('words');
    const flushed = saver.flush();
    disk.under[0]!.end(new Error('The disk is full.'));
    await expect(flushed).rejects.toThrow('The disk is full.');
    expect(saver.isSettled()).toBe(false);
    expect(String(saver.problem())).toContain('The disk is full.');
    const again = saver.flush();
    disk.under[1]!.end();
    await again;
    expect([disk.saved, saver.isSettled(), saver.problem()]).toEqual([['words'], true, null]);
    expect(changes).toHaveBeenCalled();
  });

  it('a value offered while one fails is the one that is tried again', async () => {
    const disk = slowDisk();
    const saver = createSaver(disk.save, { pause: 800 });
    saver.offer('old');
    const flushed = saver.flush();
    saver.offer('new');
    disk.under[0]!.end(new Error('no'));
    await expect(flushed).rejects.toThrow('no');
    await vi.advanceTimersByTimeAsync(800);
    expect(disk.under.map(one => one.value)).toEqual(['old', 'new']);
  });

  it('when it is stopped saves nothing any more', async () => {
    const disk = slowDisk();
    const saver = createSaver(disk.save, { pause: 800 });
    saver.offer('of another workspace');
    saver.stop();
    saver.offer('of another workspace, too');
    await saver.flush();
    await vi.advanceTimersByTimeAsync(5000);
    expect(disk.under).toEqual([]);
  });
});
