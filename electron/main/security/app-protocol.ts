import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { contentPolicy } from './content-policy.ts';
import { host, parsedAddress, scheme } from './origin.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Answers a request for `app://workbench/…` with a file of the built pages in `folder`, and nothing else with anything:
 * another method, host, user or port, a path that leaves the folder or an unknown kind of file gets an empty refusal.
 */
export async function answerPageRequest(request: Pick<Request, 'method' | 'url'>, folder: string): Promise<Response> {
  if (request.method !== 'GET') return refusal(405);
  const url = parsedAddress(request.url);
  if (url === null || url.protocol !== `${scheme}:` || url.host !== host) return refusal(404);
  const name = decoded(url.pathname === '/' ? '/index.html' : url.pathname);
  if (name === null || name.includes('\0')) return refusal(400);
  const file = path.resolve(folder, `.${path.sep}${name}`);
  const inside = path.relative(folder, file);
  if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return refusal(404);
  const contentType = contentTypes[path.extname(file)];
  if (contentType === undefined) return refusal(404);
  const body = await fs.readFile(file).catch(() => null);
  if (body === null) return refusal(404);
  const nonce = randomBytes(18).toString('base64');
  const page = path.extname(file) === '.html';
  return new Response(page ? body.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : new Uint8Array(body), {
    headers: {
      'content-type': contentType,
      'content-security-policy': contentPolicy(nonce),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    },
  });
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { 'x-content-type-options': 'nosniff' } });
}
