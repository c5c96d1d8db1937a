import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as WorkspaceState from '../../renderer/bridge/workspace-state.ts';
import type { AppEvent } from '../../shared/contract/port.ts';

/** What the window asks, and a workspace that keeps drafts; no page is drawn. */
let state: typeof WorkspaceState;
let drafts: Map<string, string>;
let asked: { method: string; input: unknown }[];
let refuse: ((method: string, input: unknown) => string | null) | null;
let hears: ((event: AppEvent) => void)[];

function answer(method: string, input: { name?: string; document?: string }): unknown {
  if (method === 'drafts.read')
    return [...drafts].map(([name, document]) => ({ name, document, savedAt: '2017-11-14T09:00:00.000Z' }));
  if (method === 'drafts.save') drafts.set(input.name!, input.document!);
  if (method === 'drafts.forget') drafts.delete(input.name!);
  return null;
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  drafts = new Map();
  asked = [];
  refuse = null;
  hears = [];
  vi.stubGlobal('document', { activeElement: null });
  vi.stubGlobal('window', {
    workbench: {
      version: '1',
      call: async (method: string, input: object) => {
        asked.push({ method, input });
        const message = refuse?.(method, input) ?? null;
        return message === null
          ? { ok: true, value: answer(method, input) }
          : { ok: false, fault: { code: 'disk', message } };
      },
      subscribe: (listener: (event: AppEvent) => void) => {
        hears.push(listener);
        return () => undefined;
      },
    },
  });
  state = await import('../../renderer/bridge/workspace-state.ts');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const begin = (readOnly = false) => state.beginMemory({ readOnly, ready: () => undefined });
const methods = () => asked.map(one => one.method);
const textOf = (given: unknown) => (typeof given === 'string' ? given : null);
const noted = { name: 'note', initial: '', draft: { saved: 'as-it-changes', read: textOf } } as const;
const shown = { name: 'shown', initial: 'bars', draft: { saved: 'when-left', read: textOf } } as const;
const report = { name: 'report', initial: '' } as const;

describe('what a window remembers of a workspace', () => {
  it('is empty after a lock, and comes back from its drafts and nowhere else', async () => {
    await begin();
    state.keep<string>(noted, 'Ask the licensing lead');
    state.keep<string>(shown, 'lines');
    state.keep<string>(report, 'CH-1');
    expect(await state.keepAll()).toBeNull();
    state.endMemory();
    expect([state.kept<string>(noted), state.kept<string>(shown), state.kept<string>(report)]).toEqual([
      '',
      'bars',
      '',
    ]);
    await begin();
    expect([state.kept<string>(noted), state.kept<string>(shown), state.kept<string>(report)]).toEqual([
      'Ask the licensing lead',
      'lines',
      '',
    ]);
    // Another workspace has drafts of its own.
    state.endMemory();
    drafts = new Map();
    await begin();
    expect([state.kept<string>(noted), state.kept<string>(shown)]).toEqual(['', 'bars']);
  });

  it('after a restart has what somebody wrote, and how the window stood', async () => {
    await begin();
    state.keep<string>(noted, 'Ask the licensing lead');
    state.keep<string>(shown, 'lines');
    await state.keepAll();
    vi.resetModules();
    state = await import('../../renderer/bridge/workspace-state.ts');
    await begin();
    expect([state.kept<string>(noted), state.kept<string>(shown)]).toEqual(['Ask the licensing lead', 'lines']);
  });

  it('takes nothing from an answer that comes when it is gone', async () => {
    await begin();
    const before = state.presentMemory();
    state.endMemory();
    await begin();
    state.keep<string>(report, 'of the one before', before);
    expect(state.kept<string>(report)).toBe('');
    state.keep<string>(noted, 'of the one before', before);
    await vi.advanceTimersByTimeAsync(5000);
    expect(drafts.size).toBe(0);
  });

  it('saves a draft a moment after it changed, and takes it away when nothing is left to keep', async () => {
    await begin();
    state.keep<string>(noted, 'Ask');
    state.keep<string>(noted, 'Ask the lead');
    expect(drafts.size).toBe(0);
    await vi.advanceTimersByTimeAsync(800);
    expect([...drafts]).toEqual([['note', '"Ask the lead"']]);
    state.keep<string | null>(noted, null);
    await state.keepAll();
    expect([drafts.size, state.kept<string | null>(noted)]).toEqual([0, null]);
    // Where there was none, nothing is asked.
    asked = [];
    state.keep<string | null>({ ...noted, name: 'another' }, null);
    await state.keepAll();
    expect(methods()).toEqual([]);
  });

  it('saves nothing for a workspace that was left, and nothing in a presenter copy', async () => {
    await begin();
    state.keep<string>(noted, 'Too late');
    state.endMemory();
    await vi.advanceTimersByTimeAsync(5000);
    await begin(true);
    state.keep<string>(noted, 'On a copy');
    state.keep<string>(shown, 'lines');
    expect(await state.keepAll()).toBeNull();
    await vi.advanceTimersByTimeAsync(5000);
    expect(methods().filter(method => method === 'drafts.save')).toEqual([]);
  });

  it('goes on where a draft is damaged or of another form', async () => {
    drafts.set('note', '{"not": "a text"}');
    drafts.set('shown', 'not even JSON');
    drafts.set('window', '"no object"');
    await begin();
    expect([state.kept<string>(noted), state.kept<string>(shown)]).toEqual(['', 'bars']);
  });

  it('waits for a field that is still being read, and for what it then sets', async () => {
    await begin();
    let read: (text: string) => void = () => undefined;
    const reading = new Promise<string>(resolve => (read = resolve));
    void state.underWay(reading.then(text => state.keep<string>(noted, text)));
    const kept = state.keepAll();
    await vi.advanceTimersByTimeAsync(100);
    expect(methods()).toEqual(['drafts.read']);
    read('40,000 to 60,000');
    expect(await kept).toBeNull();
    expect([...drafts]).toEqual([['note', '"40,000 to 60,000"']]);
  });
});

describe('leaving', () => {
  it('locks when all is kept', async () => {
    await begin();
    state.keep<string>(noted, 'Last words');
    await state.leaveWorkspace('lock');
    // The wall goes first.
    expect(methods()).toEqual(['drafts.read', 'present.end', 'drafts.save', 'workspace.lock']);
  });

  it('asks first where something cannot be kept in any way', async () => {
    await begin();
    state.keep<string>(noted, 'Last words');
    refuse = method => (method === 'drafts.save' ? 'The disk is full.' : null);
    await state.leaveWorkspace('close');
    expect(methods()).not.toContain('workspace.close');
    expect(state.kept({ name: 'leaving', initial: null })).toEqual({ how: 'close', sentence: 'The disk is full.' });
  });

  it('does not wait for ever: a lock must come', async () => {
    await begin();
    void state.underWay(new Promise(() => undefined));
    const left = state.leaveWorkspace('lock');
    await vi.advanceTimersByTimeAsync(2500);
    await left;
    expect(methods()).toContain('workspace.lock');
  });

  it('answers the main process when all is kept, or that something is not', async () => {
    await begin();
    state.keepWhenAsked();
    state.keep<string>(noted, 'Last words');
    for (const hear of hears) hear({ name: 'keep', turn: 7, closing: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.at(-1)).toEqual({ method: 'window.kept', input: { turn: 7, kept: true } });
    state.keep<string>(noted, 'Very last words');
    refuse = method => (method === 'drafts.save' ? 'The disk is full.' : null);
    for (const hear of hears) hear({ name: 'keep', turn: 8, closing: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.at(-1)).toEqual({ method: 'window.kept', input: { turn: 8, kept: false } });
    expect(state.kept({ name: 'leaving', initial: null })).toEqual({ how: 'quit', sentence: 'The disk is full.' });
  });
});
