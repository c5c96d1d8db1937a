import { ipcMain } from 'electron';
import type { WebContents, WebFrameMain } from 'electron';
import * as v from 'valibot';
import type { Answer, FaultCode } from '../../../shared/contract/fault.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { methodNamed } from '../../../shared/contract/index.ts';
import type { MainMethodName, OutputOf, ParsedOf } from '../../../shared/contract/index.ts';
import { inputSentence } from '../../../shared/contract/method.ts';
import type { WindowRole } from '../../../shared/contract/method.ts';
import type { EngineClient } from '../engine-client.ts';
import type { Log } from '../log.ts';
import { trustedRole } from '../security/sender.ts';
import type { Grants } from './grants.ts';

/** Who asked, and the paths of files that came beside the call (dropped on the page). */
export interface Caller {
  readonly contents: WebContents;
  readonly dropped: readonly string[];
}

/** What the main process answers itself: one function for each of its methods in the contract. */
export type MainMethods = {
  readonly [N in MainMethodName]: (input: ParsedOf<N>, caller: Caller) => OutputOf<N> | Promise<OutputOf<N>>;
};

interface CallOptions {
  readonly roleOf: (contents: WebContents) => WindowRole | null;
  readonly methods: MainMethods;
  readonly engine: EngineClient;
  readonly grants: Grants;
  /** Done before a call that locks the workspace, leaves it or opens another: nothing that is typed may be lost by it. */
  readonly beforeLeaving: () => Promise<unknown>;
  /** Hears of every call that the engine did, with the input as it went there. */
  readonly answered: (method: string, input: unknown, value: unknown) => void;
  readonly log: Log;
}

const slow = 500;
const request = v.strictObject({
  method: v.pipe(v.string(), v.maxLength(100)),
  input: v.unknown(),
  dropped: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.maxLength(500)), []),
});

/** Opens the channel for calls. Every message is checked before anything is done with it; every one is answered. */
export function answerCalls(options: CallOptions): void {
  ipcMain.handle('workbench:call', async (event, message: unknown): Promise<Answer<unknown>> => {
    const started = performance.now();
    const parsed = v.safeParse(request, message);
    const method = parsed.success ? parsed.output.method : '(unreadable)';
    try {
      const role = trustedRole({ role: options.roleOf(event.sender), frame: frameFacts(event.senderFrame) });
      if (role === null) throw new FaultError('refused', 'This page may not ask the application anything.');
      if (!parsed.success) throw new FaultError('invalid-input', 'The application was asked in a way it cannot read.');
      const answer = await answerTrusted(options, role, event.sender, parsed.output);
      const took = performance.now() - started;
      if (took > slow) options.log(`slow ${method} ${Math.round(took)} ms`);
      return answer;
    } catch (error) {
      return { ok: false, fault: faultOf(error, method, options.log) };
    }
  });
}

async function answerTrusted(
  options: CallOptions,
  role: WindowRole,
  contents: WebContents,
  asked: v.InferOutput<typeof request>,
): Promise<Answer<unknown>> {
  const { method: name, input, dropped } = asked;
  const method = methodNamed(name);
  if (method === undefined) throw new FaultError('unknown-method', 'This version of the application cannot do that.');
  if (!method.roles.includes(role))
    throw new FaultError('refused', 'This window only presents. Use the main window for that.');
  if (dropped.length > 0 && name !== 'files.dropped')
    throw new FaultError('refused', 'Files can only be dropped on the page, not sent with anything else.');
  if (method.room === 'main') {
    const checked = v.safeParse(method.input, input);
    if (!checked.success) {
      const [issue] = checked.issues;
      const path = v.getDotPath(issue) ?? '';
      throw new FaultError('invalid-input', inputSentence(issue, path), path);
    }
    const answers = options.methods[name as MainMethodName] as (input: unknown, caller: Caller) => unknown;
    return { ok: true, value: await answers(checked.output, { contents, dropped }) };
  }
  const relayed = options.grants.resolve(input, method.files);
  if (method.changes.includes('workspace')) await options.beforeLeaving();
  const answer = await options.engine.call(name, relayed);
  if (answer.ok) options.answered(name, relayed, answer.value);
  else options.log(`fault ${answer.fault.code} ${name}`);
  return answer;
}

function frameFacts(frame: WebFrameMain | null): { main: boolean; origin: string; url: string } | null {
  return frame === null ? null : { main: frame.parent === null, origin: frame.origin, url: frame.url };
}

const systemSentences: Readonly<Record<string, readonly [FaultCode, string]>> = {
  ENOSPC: ['disk', 'The disk is full. Nothing was changed; make room and try again.'],
  EACCES: ['disk', 'This computer does not allow writing there. Nothing was changed; choose another folder.'],
  EROFS: ['disk', 'This folder can only be read. Nothing was changed; choose another folder.'],
};

function faultOf(error: unknown, method: string, log: Log): { code: FaultCode; message: string; path?: string } {
  if (error instanceof FaultError) {
    log(`fault ${error.fault.code} ${method}`);
    return error.fault;
  }
  log(`fault internal ${method} ${error instanceof Error ? error.stack : 'thrown without a stack'}`);
  const [code, message] = systemSentences[(error as NodeJS.ErrnoException).code ?? ''] ?? [
    'internal' as const,
    'Something went wrong inside the application and nothing was changed. Try again.',
  ];
  return { code, message };
}
