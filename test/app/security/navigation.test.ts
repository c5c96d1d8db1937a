import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../harness.ts';
import type { Launched } from '../harness.ts';

let window: Launched;

beforeAll(async () => {
  window = await launch({ echo: 'node', expectTrouble: true });
  await window.page.evaluate(() => Object.assign(globalThis, { stillHere: true }));
});
afterAll(() => window.close());

/** Whether the page is the one that was opened, with what it held in memory. */
async function stands(): Promise<boolean> {
  await new Promise(resolve => setTimeout(resolve, 120));
  const windows = window.app.windows().length;
  const held = await window.page.evaluate(() => (globalThis as unknown as { stillHere?: boolean }).stillHere === true);
  return held && windows === 1 && window.page.url().startsWith('app://workbench/');
}

const elsewhere = [
  'https://example.org/',
  'http://127.0.0.1:9/',
  'file:///etc/passwd',
  'data:text/html,<h1>x</h1>',
  'app://workbench.example.org/index.html',
  'app://workbenchx/index.html',
  'app://workbench@example.org/index.html',
  'app://example.org/workbench/index.html',
  'app:///index.html',
  'apps://workbench/index.html',
];

describe('13 pages stay where they are', () => {
  test.each(elsewhere)('a link to %s leads nowhere', async address => {
    await window.page.evaluate(to => {
      const link = document.createElement('a');
      link.href = to;
      document.body.append(link);
      link.click();
      link.remove();
    }, address);
    expect(await stands()).toBe(true);
  });

  test.each(elsewhere)('a script that goes to %s stays', async address => {
    await window.page.evaluate(to => {
      try {
        location.href = to;
      } catch {
        // Refused with an error is refused.
      }
    }, address);
    expect(await stands()).toBe(true);
  });

  test('a form is not sent', async () => {
    await window.page.evaluate(() => {
      for (const method of ['get', 'post']) {
        const form = document.createElement('form');
        Object.assign(form, { action: 'https://example.org/', method });
        document.body.append(form);
        form.submit();
        form.remove();
      }
    });
    expect(await stands()).toBe(true);
  });

  test('a meta refresh does not refresh', async () => {
    await window.page.evaluate(() => {
      const meta = document.createElement('meta');
      meta.httpEquiv = 'refresh';
      meta.content = '0; url=https://example.org/';
      document.head.append(meta);
    });
    expect(await stands()).toBe(true);
  });

  test('a redirect and a frame that goes elsewhere are stopped', async () => {
    const stopped = await window.app.evaluate(({ webContents }) => {
      const [contents] = webContents.getAllWebContents();
      const tried = (name: string, details: object) => {
        let prevented = false;
        contents?.emit(name, { ...details, preventDefault: () => (prevented = true) });
        return prevented;
      };
      return [
        tried('will-redirect', { url: 'https://example.org/' }),
        tried('will-redirect', { url: 'app://workbench/index.html' }),
        tried('will-frame-navigate', { url: 'app://workbench/index.html', isMainFrame: false }),
        tried('will-frame-navigate', { url: 'app://workbench/index.html', isMainFrame: true }),
        tried('will-attach-webview', {}),
      ];
    });
    expect(stopped).toEqual([true, false, true, false, true]);
  });
});

test('11, 12 an embedded page is never attached', async () => {
  await window.page.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.org/');
    view.setAttribute('allowpopups', '');
    document.body.append(view);
  });
  expect(await stands()).toBe(true);
  expect(await window.app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
});

test.each(['https://example.org/', 'app://workbench/index.html', 'about:blank', 'javascript:1'])(
  '14, 15 a window for %s is not opened, here or in a browser',
  async address => {
    const opened = await window.app.evaluate(({ shell }) => {
      const outside: string[] = [];
      Object.assign(shell, { openExternal: async (to: string) => void outside.push(to) });
      Object.assign(globalThis, { outside });
      return outside.length;
    });
    const handle = await window.page.evaluate(to => globalThis.open(to) === null, address);
    expect([opened, handle]).toEqual([0, true]);
    expect(await stands()).toBe(true);
    expect(await window.app.evaluate(() => (globalThis as unknown as { outside: string[] }).outside)).toEqual([]);
  },
);

test('going on within the page and loading it again are allowed', async () => {
  await window.page.evaluate(() => void (location.hash = '#/explore'));
  expect(await stands()).toBe(true);
  await window.page.reload();
  expect(window.page.url()).toBe('app://workbench/index.html#/explore');
  await window.page.evaluate(() => Object.assign(globalThis, { stillHere: true }));
});

test.each(['about:blank', 'about:srcdoc'])('a page that empties itself into %s is brought back', async address => {
  await window.page.evaluate(to => void setTimeout(() => location.assign(to), 0), address);
  await window.page.waitForFunction(
    () => !('stillHere' in globalThis) && location.href === 'app://workbench/index.html',
  );
  await window.page.evaluate(() => Object.assign(globalThis, { stillHere: true }));
  expect(await stands()).toBe(true);
});
