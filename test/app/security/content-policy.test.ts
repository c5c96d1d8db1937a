import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../harness.ts';
import type { Launched } from '../harness.ts';

let window: Launched;

beforeAll(async () => {
  window = await launch({ echo: 'node', expectTrouble: true });
  await window.page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    document.addEventListener('securitypolicyviolation', event => seen.push(event.effectiveDirective));
  });
});
afterAll(() => window.close());

/** Runs an attempt in the page; answers whether it had an effect and which directives it broke. */
async function attempt(code: (done: { ran: boolean }) => unknown): Promise<{ ran: boolean; broke: string[] }> {
  return window.page.evaluate(
    async text => {
      const { seen } = globalThis as unknown as { seen: string[] };
      seen.length = 0;
      Object.assign(globalThis, { ran: false });
      const { attempts } = globalThis as unknown as { attempts: Record<string, () => unknown> };
      // The inspector's own evaluation may do what a page may not, so the attempt is made from a timer of the page.
      await new Promise<unknown>(resolve => {
        setTimeout(() => {
          try {
            resolve(attempts[text]?.());
          } catch {
            resolve('an attempt that throws has had no effect');
          }
        }, 0);
      }).catch(() => null);
      await new Promise(resolve => setTimeout(resolve, 80));
      return { ran: (globalThis as unknown as { ran: boolean }).ran, broke: [...seen] };
    },
    await handOver(code),
  );
}

async function handOver(code: (done: { ran: boolean }) => unknown): Promise<string> {
  const name = `attempt${Math.random()}`;
  const session = await window.page.context().newCDPSession(window.page);
  await session.send('Runtime.evaluate', {
    expression: `(globalThis.attempts ??= {})[${JSON.stringify(name)}] = () => (${String(code)})(globalThis)`,
  });
  await session.detach();
  return name;
}

describe('7 the content policy', () => {
  test('is a response header without anything unsafe', async () => {
    const policy = await window.page.evaluate(async () =>
      (await fetch('app://workbench/index.html')).headers.get('content-security-policy'),
    );
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|ws/);
  });

  test('has a new nonce for every response, which is in the page', async () => {
    const nonces = await window.page.evaluate(async () => {
      const once = async () => {
        const answer = await fetch('app://workbench/index.html');
        const header = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
        return { header, inPage: (await answer.text()).includes(`nonce="${header}"`) };
      };
      return [await once(), await once()];
    });
    expect(nonces.map(one => one.inPage)).toEqual([true, true]);
    expect(nonces[0]?.header).not.toBe(nonces[1]?.header);
    expect(nonces[0]?.header?.length).toBeGreaterThanOrEqual(22);
  });

  test('refuses eval and functions made of text', async () => {
    const evaluated = await attempt(done => {
      // oxlint-disable-next-line no-eval -- the point of the test
      done.ran = (0, eval)('true') as boolean;
    });
    const constructed = await attempt(done => {
      // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the point of the test
      done.ran = new Function('return true')() as boolean;
    });
    expect([evaluated.ran, constructed.ran]).toEqual([false, false]);
  });

  test('refuses inline scripts, scripts from elsewhere and inline handlers', async () => {
    const inline = await attempt(() => {
      const script = document.createElement('script');
      script.append('globalThis.ran = true');
      document.head.append(script);
    });
    const elsewhere = await attempt(() => {
      const script = document.createElement('script');
      script.src = 'https://example.org/x.js';
      document.head.append(script);
    });
    const address = 'data:text/javascript,globalThis.ran=true';
    const data = await attempt(Object.assign(() => null, { toString: () => `() => import('${address}')` }));
    const handler = await attempt(() => {
      const button = document.createElement('button');
      button.setAttribute('onclick', 'globalThis.ran = true');
      document.body.append(button);
      button.click();
      button.remove();
    });
    const timer = await attempt(() => {
      // oxlint-disable-next-line typescript/no-implied-eval -- the point of the test
      setTimeout('globalThis.ran = true', 0);
    });
    for (const one of [inline, elsewhere, data, handler, timer]) expect(one.ran).toBe(false);
  });

  test('refuses markup from text that could run', async () => {
    const outcome = await attempt(done => {
      const holder = document.createElement('div');
      document.body.append(holder);
      try {
        holder.innerHTML = '<img src="x" onerror="globalThis.ran = true">';
        done.ran = holder.querySelector('img') !== null;
      } finally {
        holder.remove();
      }
    });
    expect(outcome.ran).toBe(false);
  });

  test('refuses a policy of trusted types that was not named', async () => {
    const outcome = await attempt(done => {
      const { trustedTypes } = globalThis as unknown as {
        trustedTypes: { createPolicy(n: string, r: object): unknown };
      };
      trustedTypes.createPolicy('mine', { createHTML: (text: string) => text });
      done.ran = true;
    });
    expect(outcome.ran).toBe(false);
  });

  test('refuses styles without the nonce and takes those with it', async () => {
    const coloured = (nonce: string) =>
      `const style = document.createElement('style'); style.nonce = ${nonce}; style.append('html { outline-color: rgb(1, 2, 3) }');` +
      'document.head.append(style); const is = getComputedStyle(document.documentElement).outlineColor; style.remove(); is';
    const session = await window.page.context().newCDPSession(window.page);
    const run = async (expression: string) =>
      (await session.send('Runtime.evaluate', { expression: `{ ${expression} }` })).result.value as unknown;
    expect(await run(coloured("''"))).not.toBe('rgb(1, 2, 3)');
    expect(await run(coloured("document.querySelector('meta[name=csp-nonce]').nonce"))).toBe('rgb(1, 2, 3)');
    const attribute = await attempt(() => document.body.setAttribute('style', 'color: red'));
    expect(attribute.broke).toContain('style-src-attr');
  });

  test('refuses frames, objects, forms elsewhere and another base', async () => {
    const frame = await attempt(() => {
      const element = document.createElement('iframe');
      element.src = 'https://example.org/';
      document.body.append(element);
    });
    expect(frame.broke).toContain('frame-src');
    const base = await attempt(() => {
      const element = document.createElement('base');
      element.href = 'https://example.org/';
      document.head.append(element);
    });
    expect(base.broke).toContain('base-uri');
    expect(await window.page.evaluate(() => document.baseURI)).toMatch(/^app:\/\/workbench\//);
  });
});
