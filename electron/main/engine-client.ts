import type { Answer } from '../../shared/contract/fault.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import type { AppEvent, EngineCall, EnginePort, EngineReady, FromEngine } from '../../shared/contract/port.ts';

export interface EngineClient {
  /** Asks the engine. Always answers: with the fault `engine-stopped` when the engine dies before it did. */
  call(method: string, input: unknown): Promise<Answer<unknown>>;
  /** What the engine said when it stood up; null while none stands. */
  ready(): EngineReady | null;
  /** How many calls wait for their answer. */
  waiting(): number;
  /** Ends the engine for good. */
  stop(): void;
}

interface EngineClientOptions {
  readonly start: () => EnginePort;
  readonly onEvent: (event: AppEvent) => void;
  readonly log: (line: string) => void;
}

const mostDeaths = 5;
const deathsWithin = 60_000;
const firstPause = 100;

const died: Answer<never> = {
  ok: false,
  fault: {
    code: 'engine-stopped',
    message:
      'The data engine stopped before it could answer. Everything saved before is kept: unlock the workspace again and repeat this step.',
  },
};

const gaveUp: Answer<never> = {
  ok: false,
  fault: {
    code: 'engine-stopped',
    message:
      'The data engine keeps stopping. Your files are kept as they are: close the application and open it again.',
  },
};

/**
 * Pairs calls with answers over an engine's port. A dead engine is started again, each time after a longer pause; after
 * five deaths within a minute it is left alone and every call says so.
 */
export function createEngineClient(options: EngineClientOptions): EngineClient {
  const pending = new Map<number, (answer: Answer<unknown>) => void>();
  let unsent: EngineCall[] = [];
  let deaths: number[] = [];
  let port: EnginePort | null = null;
  let ready: EngineReady | null = null;
  let stoodBefore = false;
  let state: 'running' | 'gave-up' | 'ended' = 'running';
  let lastId = 0;

  function receive(message: FromEngine): void {
    if (message.kind === 'event') options.onEvent(message.event);
    else if (message.kind === 'answer') {
      pending.get(message.id)?.(message.answer);
      pending.delete(message.id);
    } else if (message.kind === 'ready') {
      ready = message;
      for (const call of unsent) port?.post(call);
      unsent = [];
      options.onEvent({ name: 'engine', state: stoodBefore ? 'restarted' : 'ready' });
      stoodBefore = true;
    }
  }

  function failAll(answer: Answer<never>): void {
    const waiting = [...pending.values()];
    pending.clear();
    unsent = [];
    for (const settle of waiting) settle(answer);
  }

  function bury(code: number | null): void {
    port = null;
    ready = null;
    if (state === 'ended') return failAll(died);
    const now = performance.now();
    deaths = [...deaths.filter(death => now - death < deathsWithin), now];
    options.log(`engine ended with code ${code}, death ${deaths.length} within a minute`);
    if (deaths.length >= mostDeaths) state = 'gave-up';
    failAll(state === 'gave-up' ? gaveUp : died);
    // The workspace was open in the process that died; whoever shows its results must let go of them.
    options.onEvent({ name: 'workspace', state: 'none' });
    options.onEvent({ name: 'engine', state: state === 'gave-up' ? 'stopped' : 'starting' });
    if (state === 'running') setTimeout(start, firstPause * 2 ** (deaths.length - 1));
  }

  function start(): void {
    if (state !== 'running') return;
    try {
      const started = options.start();
      port = started;
      started.onMessage(message => {
        if (port === started) receive(message);
      });
      started.onExit(code => {
        if (port === started) bury(code);
      });
    } catch (error) {
      options.log(`engine could not be started: ${error instanceof Error ? error.stack : String(error)}`);
      bury(null);
    }
  }

  start();

  return {
    call(method, input) {
      if (state !== 'running') return Promise.resolve(state === 'gave-up' ? gaveUp : died);
      return new Promise(resolve => {
        lastId += 1;
        const call: EngineCall = { kind: 'call', id: lastId, method, input };
        pending.set(call.id, resolve);
        if (ready === null || port === null) unsent.push(call);
        else port.post(call);
      });
    },
    ready: () => ready,
    waiting: () => pending.size,
    stop() {
      state = 'ended';
      port?.kill();
      failAll(died);
    },
  };
}

/** Asks the engine on behalf of the main process itself. Throws the fault that it answers with. */
export async function askEngine<N extends EngineMethodName>(
  engine: Pick<EngineClient, 'call'>,
  method: N,
  input: InputOf<N>,
): Promise<OutputOf<N>> {
  const answer = await engine.call(method, input);
  if (!answer.ok) throw new FaultError(answer.fault.code, answer.fault.message, answer.fault.path);
  return answer.value as OutputOf<N>;
}
