import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFolder } from '../../../electron/runtime/folders.ts';
import { contract } from '../../../shared/contract/index.ts';
import { launch } from '../harness.ts';
import type { Launched } from '../harness.ts';

let window: Launched;

beforeAll(async () => {
  window = await launch({ echo: 'node', expectTrouble: true });
});
afterAll(() => window.close());

/** Calls as raw as a page can. */
function call(method: unknown, input: unknown): Promise<{ ok: boolean; fault?: { code: string; path?: string } }> {
  return window.page.evaluate(
    ([name, given]) =>
      (globalThis as unknown as { workbench: { call(n: unknown, i: unknown): Promise<never> } }).workbench.call(
        name,
        given,
      ),
    [method, input] as const,
  );
}

describe('17 every message is checked', () => {
  test.each(['nothing.here', 'constructor', '__proto__', 'toString', '', 'x'.repeat(101), null, 7, { a: 1 }])(
    'a method named %j is a typed fault',
    async name => {
      const answer = await call(name, {});
      expect(answer.ok).toBe(false);
      expect(['unknown-method', 'invalid-input']).toContain(answer.fault?.code);
    },
  );

  test('input that the contract does not know is refused with the path', async () => {
    expect(await call('preferences.write', { theme: 'pink' })).toMatchObject({
      fault: { code: 'invalid-input', path: 'theme' },
    });
    expect(await call('preferences.write', { more: 1 })).toMatchObject({
      fault: { code: 'invalid-input', path: 'more' },
    });
    expect(await call('preferences.read', 'text')).toMatchObject({ fault: { code: 'invalid-input' } });
  });

  test('every method answers random input with an answer, never with a crash', async () => {
    const inputs = [null, 0, '', [], {}, { file: '/etc/passwd', files: ['/etc/passwd'] }, { file: { toString: 1 } }];
    const ends = new Set(['application.quit', 'workspace.check', 'workspace.audit', 'files.reveal']);
    for (const name of Object.keys(contract).filter(one => !ends.has(one)))
      for (const input of inputs) expect(typeof (await call(name, input)).ok).toBe('boolean');
  });

  test('a path is not a grant', async () => {
    for (const file of ['/etc/passwd', '../x.csaf', 'C:\\x', 7, null, {}])
      expect(await call('workspace.open', { file, passphrase: 'x' })).toMatchObject({
        ok: false,
        fault: { code: 'refused' },
      });
    expect(await call('intake.import', { files: ['/etc/passwd'] })).toMatchObject({ fault: { code: 'refused' } });
    expect(await call('files.reveal', { file: '/etc/passwd' })).toMatchObject({ fault: { code: 'refused' } });
  });

  test('what was given to be read cannot be written to', async () => {
    const source = path.join(window.scratch, 'source.csaf');
    window.answerDialogs({ 'files.choose': { 'open-workspace': [source] } });
    const chosen = await window.call('files.choose', { purpose: 'open-workspace' });
    const file = chosen.ok ? chosen.value[0]?.grant : undefined;
    expect(await call('workspace.create', { file, passphrase: 'x' })).toMatchObject({ fault: { code: 'refused' } });
    expect(await call('workspace.open', { file, passphrase: 'x' })).toMatchObject({
      ok: true,
      value: { input: { file: source } },
    });
  });

  test.each([
    ['a window that is not ours', 'app://workbench/index.html', 'workbench'],
    ['our page in another session', 'data:text/html,<p>x</p>', 'another'],
  ])('%s is refused, although it has the preload', async (_what, address, partition) => {
    const answers = await window.app.evaluate(
      async ({ BrowserWindow }, [to, preload, part]) => {
        const foreign = new BrowserWindow({ show: false, webPreferences: { preload, partition: part, sandbox: true } });
        await foreign.loadURL(to);
        const code =
          "workbench.call('preferences.read', {}).then(answer => answer.ok ? 'answered' : answer.fault.code)";
        const answer: unknown = await foreign.webContents.executeJavaScript(code);
        foreign.destroy();
        return answer;
      },
      [address, path.join(projectFolder, 'out', 'preload', 'preload.cjs'), partition] as const,
    );
    expect(answers).toBe('refused');
  });

  test('a frame inside the page has nothing to call with', async () => {
    const found = await window.page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const has = frame.contentWindow !== null && 'workbench' in frame.contentWindow;
      frame.remove();
      return has;
    });
    expect(found).toBe(false);
  });

  test('a presenter window reaches only what its role allows', async () => {
    const presenter = await launch({ echo: 'node', env: { CSAF_TEST_ROLE: 'presenter' }, expectTrouble: true });
    const refused: string[] = [];
    for (const [name, method] of Object.entries(contract)) {
      if (method.roles.includes('presenter' as never) || name === 'application.quit') continue;
      const answer = await presenter.call(name as 'preferences.read', {});
      if (!answer.ok && answer.fault.code === 'refused') refused.push(name);
      else throw new Error(`${name} answered a presenter window`);
    }
    await presenter.close();
    expect(refused.length).toBeGreaterThan(0);
  });
});
