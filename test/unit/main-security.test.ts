import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { answerPageRequest } from '../../electron/main/security/app-protocol.ts';
import { isOurs } from '../../electron/main/security/origin.ts';
import { isAllowedOutside } from '../../electron/main/security/outside.ts';
import { trustedRole } from '../../electron/main/security/sender.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pages-'));
const pages = path.join(folder, 'pages');
mkdirSync(path.join(pages, 'assets'), { recursive: true });
writeFileSync(path.join(folder, 'secret.json'), '{}');
writeFileSync(path.join(folder, 'pages-secret.json'), '{}');
writeFileSync(path.join(pages, 'index.html'), '<meta nonce="__CSP_NONCE__">');
writeFileSync(path.join(pages, 'assets', 'a b.js'), 'export {};');
writeFileSync(path.join(pages, 'notes.exe'), 'x');
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (url: string, method = 'GET') => answerPageRequest({ url, method }, pages);

describe('the app protocol', () => {
  test('answers files of its folder with the policy, the type and nosniff', async () => {
    const page = await ask('app://workbench/');
    expect(page.status).toBe(200);
    const nonce = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '')?.[1];
    expect(await page.text()).toBe(`<meta nonce="${nonce}">`);
    const script = await ask('app://workbench/assets/a%20b.js?x=1#y');
    expect([script.status, script.headers.get('content-type'), script.headers.get('x-content-type-options')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'nosniff',
    ]);
  });

  test.each([
    'app://workbench/../secret.json',
    'app://workbench/..%2fsecret.json',
    'app://workbench/%2e%2e%2fsecret.json',
    'app://workbench/..%2fpages-secret.json',
    'app://workbench/assets/..%2f..%2fsecret.json',
    'app://workbench/%252e%252e%252fsecret.json',
    `app://workbench/${encodeURIComponent(path.join(folder, 'secret.json'))}`,
    'app://workbench/assets',
    'app://workbench/assets/',
    'app://workbench/notes.exe',
    'app://workbench/index.html%00.js',
    'app://workbench/%',
    'app://workbench:81/index.html',
    'app://workbench.example/index.html',
    'app://other/index.html',
    'https://workbench/index.html',
    'not an address',
  ])('refuses %s', async address => {
    const answer = await ask(address);
    expect([400, 404]).toContain(answer.status);
    expect(await answer.text()).toBe('');
  });

  test.each(['POST', 'HEAD', 'PUT', 'get'])('refuses the method %s', async method => {
    expect((await ask('app://workbench/index.html', method)).status).toBe(405);
  });
});

test('only our own parsed address is ours', () => {
  expect(['app://workbench', 'app://workbench/', 'app://workbench/index.html#/x'].every(isOurs)).toBe(true);
  const others = [
    'app://workbench.example.org/',
    'app://workbenchx/',
    'app://workbench@example.org/',
    'app://user@workbench/',
    'app://user:word@workbench/',
    'app://workbench:80/',
    'apps://workbench/',
    'https://workbench/',
    'https://example.org/app://workbench/',
    'javascript:app://workbench/',
    'app:workbench',
    '',
  ];
  expect(others.filter(isOurs)).toEqual([]);
});

test('a message is trusted only from the main frame of a known window at our origin', () => {
  const frame = { main: true, origin: 'app://workbench', url: 'app://workbench/index.html#/explore' };
  expect(trustedRole({ role: 'workbench', frame })).toBe('workbench');
  expect(trustedRole({ role: 'presenter', frame })).toBe('presenter');
  expect(trustedRole({ role: null, frame })).toBeNull();
  expect(trustedRole({ role: 'workbench', frame: null })).toBeNull();
  expect(trustedRole({ role: 'workbench', frame: { ...frame, main: false } })).toBeNull();
  for (const origin of ['null', 'app://workbench.example', 'https://workbench', 'app://workbench/', ''])
    expect(trustedRole({ role: 'workbench', frame: { ...frame, origin } })).toBeNull();
  expect(trustedRole({ role: 'workbench', frame: { ...frame, url: 'about:blank' } })).toBeNull();
});

test('the door to a browser is shut, and with a list opens for exactly those hosts', () => {
  expect(isAllowedOutside('https://www.gov.uk/')).toBe(false);
  const hosts = new Set(['www.gov.uk']);
  expect(isAllowedOutside('https://www.gov.uk/guidance', hosts)).toBe(true);
  for (const address of [
    'http://www.gov.uk/',
    'https://www.gov.uk.example.org/',
    'https://www.gov.uk:8443/',
    'https://x@www.gov.uk/',
    'file:///etc/passwd',
    'javascript:1',
  ])
    expect(isAllowedOutside(address, hosts)).toBe(false);
});
