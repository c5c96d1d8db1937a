import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../harness.ts';
import type { Launched } from '../harness.ts';

let window: Launched;

beforeAll(async () => {
  window = await launch({ echo: 'node', expectTrouble: true });
});
afterAll(() => window.close());

/** Asks the session itself, past the content policy of a page. */
function ask(address: string, method = 'GET'): Promise<{ status: number; text: string; nosniff: boolean }> {
  return window.app.evaluate(
    async ({ session }, [to, how]) => {
      try {
        const answer = await session.fromPartition('workbench').fetch(to, { method: how });
        const nosniff = answer.headers.get('x-content-type-options') === 'nosniff';
        return { status: answer.status, text: (await answer.text()).slice(0, 200), nosniff };
      } catch {
        return { status: 0, text: '', nosniff: true };
      }
    },
    [address, method] as const,
  );
}

describe('18 the app protocol', () => {
  test('answers the start page', async () => {
    for (const address of ['app://workbench/', 'app://workbench/index.html'])
      expect(await ask(address)).toMatchObject({
        status: 200,
        nosniff: true,
        text: expect.stringContaining('<!doctype html>'),
      });
  });

  test.each([
    '../package.json',
    '%2e%2e/package.json',
    '..%2fpackage.json',
    '..%5cpackage.json',
    '%2e%2e%2f%2e%2e%2fpackage.json',
    '....//package.json',
    'assets/../../main/main.js',
    'assets/%2e%2e/%2e%2e/preload/preload.cjs',
    '//etc/passwd',
    '%2fetc%2fpasswd',
    'index.html%00.js',
    '%',
    'C:%5cWindows%5cwin.ini',
    'missing.js',
    'assets',
  ])('does not answer %s', async name => {
    const answer = await ask(`app://workbench/${name}`);
    expect([0, 400, 404]).toContain(answer.status);
    expect(answer).toMatchObject({ text: '', nosniff: true });
  });

  test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('does not answer %s', async method => {
    const { status, text } = await ask('app://workbench/index.html', method);
    expect([0, 405]).toContain(status);
    expect(text).toBe('');
  });

  test.each(['app://other/index.html', 'app://workbench.other/index.html', 'file:///etc/passwd'])(
    'does not answer %s',
    async address => {
      const { status, text } = await ask(address);
      expect([0, 404]).toContain(status);
      expect(text).toBe('');
    },
  );
});
