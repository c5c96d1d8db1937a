import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createEngineClient } from '../../electron/main/engine-client.ts';
import { startNodeEngine } from '../../electron/main/node-engine.ts';
import type { AppEvent, EnginePort, FromEngine, ToEngine } from '../../shared/contract/port.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const echo = path.join(root, 'test', 'app', 'engines', 'echo.cjs');

afterEach(() => void vi.useRealTimers());

/** An engine in this same process, whose every step the test takes itself. */
function scripted() {
  const sent: ToEngine[] = [];
  let hear: (message: FromEngine) => void = () => {};
  let end: (code: number | null) => void = () => {};
  const port: EnginePort = {
    post: message => void sent.push(message),
    onMessage: listener => void (hear = listener),
    onExit: listener => void (end = listener),
    kill: () => end(null),
  };
  return {
    port,
    sent,
    say: (message: FromEngine) => hear(message),
    ready: () => hear({ kind: 'ready', napi: 10, node: '24' }),
    die: () => end(9),
  };
}

test('calls wait for an engine that is not ready and are paired with their answers', async () => {
  const engine = scripted();
  const client = createEngineClient({ start: () => engine.port, onEvent: () => {}, log: () => {} });
  const first = client.call('a', 1);
  const second = client.call('b', 2);
  expect(engine.sent).toEqual([]);
  engine.ready();
  expect(engine.sent.map(call => call.method)).toEqual(['a', 'b']);
  engine.say({ kind: 'answer', id: engine.sent[1]!.id, answer: { ok: true, value: 'B' } });
  engine.say({ kind: 'answer', id: engine.sent[0]!.id, answer: { ok: true, value: 'A' } });
  engine.say({ kind: 'answer', id: 999, answer: { ok: true, value: 'nobody asked' } });
  expect([await first, await second]).toEqual([
    { ok: true, value: 'A' },
    { ok: true, value: 'B' },
  ]);
  expect(client.waiting()).toBe(0);
});

test('an engine is started again after longer and longer pauses, and left alone after five deaths in a minute', async () => {
  vi.useFakeTimers();
  const engines: ReturnType<typeof scripted>[] = [];
  const events: AppEvent[] = [];
  const start = () => {
    engines.push(scripted());
    return engines.at(-1)!.port;
  };
  const client = createEngineClient({ start, onEvent: event => events.push(event), log: () => {} });
  for (const pause of [100, 200, 400, 800]) {
    engines.at(-1)!.ready();
    const waiting = client.call('x', {});
    engines.at(-1)!.die();
    expect(await waiting).toMatchObject({ ok: false, fault: { code: 'engine-stopped' } });
    const count = engines.length;
    vi.advanceTimersByTime(pause - 1);
    expect(engines.length).toBe(count);
    vi.advanceTimersByTime(1);
    expect(engines.length).toBe(count + 1);
  }
  engines.at(-1)!.die();
  vi.advanceTimersByTime(60_000);
  expect(engines.length).toBe(5);
  expect(events.at(-1)).toEqual({ name: 'engine', state: 'stopped' });
  expect(await client.call('x', {})).toMatchObject({ ok: false, fault: { code: 'engine-stopped' } });
});

test('an engine that cannot be started at all counts as dead', async () => {
  const lines: string[] = [];
  const start = () => startNodeEngine(echo, process.env, path.join(root, 'nowhere'));
  const client = createEngineClient({ start, onEvent: () => {}, log: line => lines.push(line) });
  expect(await client.call('x', {})).toMatchObject({ ok: false, fault: { code: 'engine-stopped' } });
  expect(lines[0]).toContain('could not be started');
});

test('a real engine that is killed comes back, and typed arrays arrive as they were sent', async () => {
  const events: AppEvent[] = [];
  const client = createEngineClient({
    start: () => startNodeEngine(echo, process.env, root),
    onEvent: event => events.push(event),
    log: () => {},
  });
  const before = (await client.call('a', { given: new Int32Array([1, -2]) })) as {
    value: { pid: number; input: object };
  };
  expect(before.value.input).toEqual({ given: new Int32Array([1, -2]) });
  const waiting = client.call('workspace.audit', {});
  process.kill(before.value.pid, 'SIGKILL');
  expect(await waiting).toMatchObject({ ok: false, fault: { code: 'engine-stopped' } });
  const after = (await client.call('b', {})) as { value: { pid: number; numbers: Float64Array } };
  expect(after.value.pid).not.toBe(before.value.pid);
  expect(after.value.numbers).toEqual(new Float64Array([Number.NaN, -0, 3e300]));
  expect(events.filter(event => event.name === 'engine').map(event => event.state)).toEqual([
    'ready',
    'starting',
    'restarted',
  ]);
  client.stop();
});
