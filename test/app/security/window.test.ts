import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../harness.ts';
import type { Launched } from '../harness.ts';

/** Numbers are those of Electron's security checklist. */
let window: Launched;

beforeAll(async () => {
  window = await launch({ echo: 'node', expectTrouble: true });
});
afterAll(() => window.close());

describe('1 only our own content', () => {
  test('no page and no session of ours reaches a server, however it tries', async () => {
    let hits = 0;
    const server = createServer((_request, response) => {
      hits += 1;
      response.end();
    });
    server.on('connection', () => (hits += 1));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const outcomes = await window.page.evaluate(async address => {
      const tried = (attempt: () => unknown) => {
        try {
          return attempt();
        } catch {
          return null;
        }
      };
      const fetched = await fetch(`http://${address}/`).then(
        () => 'answered',
        () => 'refused',
      );
      tried(() => navigator.sendBeacon(`http://${address}/`, 'x'));
      tried(() => new WebSocket(`ws://${address}/`));
      tried(() => new EventSource(`http://${address}/`));
      const picture = new Image();
      const drawn = new Promise(resolve => {
        picture.addEventListener('load', () => resolve('drawn'));
        picture.addEventListener('error', () => resolve('refused'));
      });
      picture.src = `http://${address}/x.png`;
      for (const rel of ['prefetch', 'preconnect', 'dns-prefetch', 'stylesheet']) {
        const link = document.createElement('link');
        link.rel = rel;
        link.href = `http://${address}/`;
        document.head.append(link);
      }
      return [fetched, await drawn];
    }, host);
    const fromMain = await window.app.evaluate(async ({ session }, address) => {
      const sessions = [session.defaultSession, session.fromPartition('workbench'), session.fromPartition('another')];
      const answers = sessions.map(one =>
        one.fetch(`http://${address}/`).then(
          () => 'answered',
          () => 'refused',
        ),
      );
      return Promise.all(answers);
    }, host);
    server.close();
    expect(outcomes).toEqual(['refused', 'refused']);
    expect(fromMain).toEqual(['refused', 'refused', 'refused']);
    expect(hits).toBe(0);
  });
});

describe('2, 3, 4, 6, 8, 9, 10 how pages run', () => {
  test('a page has no Node and no Electron', async () => {
    const found = await window.page.evaluate(() =>
      ['process', 'require', 'module', 'exports', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter(
        name => name in globalThis,
      ),
    );
    expect(found).toEqual([]);
  });

  test('isolated, sandboxed, web security on, nothing insecure or experimental', async () => {
    const preferences = await window.app.evaluate(({ webContents }) =>
      // Known to every version of Electron but not told in its types.
      webContents
        .getAllWebContents()
        .map(contents => (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences()),
    );
    expect(preferences.length).toBeGreaterThan(0);
    for (const one of preferences)
      expect(one).toMatchObject({
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
      });
  });

  test('no Blink features are switched', async () => {
    const switched = await window.app.evaluate(({ app }) =>
      ['enable-blink-features', 'disable-blink-features', 'disable-web-security'].filter(name =>
        app.commandLine.hasSwitch(name),
      ),
    );
    expect(switched).toEqual([]);
  });
});

test('5 every permission and device is denied, asked for or checked', async () => {
  const answers = await window.page.evaluate(async () => {
    const outcome = (attempt: () => Promise<unknown>) =>
      attempt().then(
        () => 'given',
        () => 'denied',
      );
    const devices = navigator as unknown as Record<
      string,
      { requestDevice(o: object): Promise<unknown>; requestPort(): Promise<unknown> }
    >;
    const position = new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject));
    return {
      geolocation: await outcome(() => position),
      notifications: await Notification.requestPermission(),
      camera: await outcome(() => navigator.mediaDevices.getUserMedia({ video: true })),
      microphone: await outcome(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      screen: await outcome(() => navigator.mediaDevices.getDisplayMedia()),
      usb: await outcome(() => devices['usb']!.requestDevice({ filters: [] })),
      hid: await outcome(() =>
        devices['hid']!.requestDevice({ filters: [] }).then(found => (found as unknown[]).length || Promise.reject()),
      ),
      serial: await outcome(() => devices['serial']!.requestPort()),
      clipboard: await outcome(() => navigator.clipboard.readText()),
      midi: await outcome(() => navigator.requestMIDIAccess()),
      checked: (await navigator.permissions.query({ name: 'geolocation' })).state,
    };
  });
  const { notifications, checked, ...rest } = answers;
  expect(notifications).toBe('denied');
  expect(checked).toBe('denied');
  expect(Object.values(rest).filter(answer => answer !== 'denied')).toEqual([]);
});

describe('20 what the preload offers', () => {
  test('call, subscribe, version and nothing else', async () => {
    const offered = await window.page.evaluate(() =>
      Object.keys((window as unknown as { workbench: object }).workbench),
    );
    expect(offered.toSorted()).toEqual(['call', 'subscribe', 'version']);
  });

  test('a page cannot put another function in the place of one', async () => {
    const replaced = await window.page.evaluate(() => {
      const { workbench } = window as unknown as { workbench: { call: unknown } };
      try {
        workbench.call = () => 'mine';
      } catch {
        // Refused with an error is refused.
      }
      return String((window as unknown as { workbench: { call: unknown } }).workbench.call).includes('mine');
    });
    expect(replaced).toBe(false);
  });
});
