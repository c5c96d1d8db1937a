import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { done, launch } from './harness.ts';

/** Whether a process still runs; one that ended and waits to be counted by its parent does not. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Makes the page keep the events that it hears. */
async function listen(page: Page): Promise<(name: string) => Promise<unknown[]>> {
  await page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(globalThis, { heard });
    (globalThis as unknown as { workbench: { subscribe(l: (e: unknown) => void): void } }).workbench.subscribe(event =>
      heard.push(event),
    );
  });
  return name =>
    page.evaluate(
      wanted => (globalThis as unknown as { heard: { name: string }[] }).heard.filter(event => event.name === wanted),
      name,
    );
}

test.each(['node', 'utility-process'] as const)('an engine in a %s answers with typed arrays intact', async echo => {
  const window = await launch({ echo });
  const { page } = window;
  const answer = await page.evaluate(async () => {
    const { workbench } = globalThis as unknown as {
      workbench: { call(n: string, i: unknown): Promise<{ value: never }> };
    };
    const { value } = await workbench.call('intake.batches', {});
    const { numbers, codes } = value as { numbers: Float64Array; codes: Uint16Array };
    return [
      numbers instanceof Float64Array,
      ...numbers.map(one => (Number.isNaN(one) ? -7 : one)),
      codes.constructor.name,
      ...codes,
    ];
  });
  expect(answer).toEqual([true, -7, -0, 3e300, 'Uint16Array', 7, 65535]);
  expect(await window.call('application.about', {})).toMatchObject({ ok: true, value: { engine: echo } });
  await window.close();
});

test.each(['node', 'utility-process'] as const)('an engine in a %s that is killed is started again', async echo => {
  const window = await launch({ echo });
  await window.call('intake.batches', {});
  const heard = await listen(window.page);
  const before = await window.enginePid();
  const waiting = window.call('workspace.audit', {});
  await window.call('workspace.unlock', { passphrase: 'x' });
  await window.killEngine();
  expect(await waiting).toMatchObject({ ok: false, fault: { code: 'engine-stopped' } });
  expect((await window.call('intake.batches', {})).ok).toBe(true);
  expect(await window.enginePid()).not.toBe(before);
  expect(await heard('engine')).toEqual([
    { name: 'engine', state: 'starting' },
    { name: 'engine', state: 'restarted' },
  ]);
  expect((await heard('workspace')).at(-1)).toEqual({ name: 'workspace', state: 'none' });
  await window.close();
});

test('an engine that keeps dying is left alone, and the window says so', async () => {
  const window = await launch({ echo: 'node' });
  const heard = await listen(window.page);
  for (let death = 0; death < 5; death += 1)
    expect(await window.call('workspace.check', {})).toMatchObject({ ok: false, fault: { code: 'engine-stopped' } });
  expect((await heard('engine')).at(-1)).toEqual({ name: 'engine', state: 'stopped' });
  expect(await window.call('workspace.state', {})).toMatchObject({
    fault: { message: expect.stringContaining('keeps stopping') },
  });
  await window.close();
});

test('the workspace locks when the screen locks or the computer sleeps', async () => {
  const window = await launch({ echo: 'node' });
  const heard = await listen(window.page);
  for (const event of ['lock-screen', 'suspend']) {
    await window.call('workspace.unlock', { passphrase: 'x' });
    await done(window.app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event));
    await window.call('intake.batches', {});
    expect((await heard('workspace')).at(-1)).toEqual({ name: 'workspace', state: 'locked' });
  }
  await window.close();
});

test('the engine of the application itself stands and answers', async () => {
  const window = await launch();
  expect(await window.call('workspace.state', {})).toMatchObject({ ok: true, value: { state: 'none' } });
  const pid = await window.enginePid();
  await window.close();
  // Nothing is left behind when the window is gone.
  await expect.poll(() => runs(pid)).toBe(false);
});
