import * as v from 'valibot';
import { FaultError } from '../../shared/contract/fault.ts';
import type { Answer, Fault } from '../../shared/contract/fault.ts';
import { methodNamed } from '../../shared/contract/index.ts';
import type { EngineMethodName } from '../../shared/contract/index.ts';
import { inputSentence } from '../../shared/contract/method.ts';
import type { AppEvent } from '../../shared/contract/port.ts';
import { briefingHandlers } from './briefing/handlers.ts';
import { readStyle } from './briefing/house-style.ts';
import { claimsHandlers } from './claims/handlers.ts';
import { commissioningHandlers } from './commissioning/handlers.ts';
import { coverageHandlers } from './coverage/handlers.ts';
import { cubeHandlers } from './cube/handlers.ts';
import { disclosureHandlers } from './disclosure/handlers.ts';
import { actionPlanHandlers } from './framework/action-plan-handlers.ts';
import { frameworkHandlers } from './framework/handlers.ts';
import { selfTest, statisticsHandlers } from './methods.ts';
import { releaseHandlers } from './release/handlers.ts';
import { geographyHandlers } from './geography/handlers.ts';
import { intakeHandlers } from './intake/handlers.ts';
import { guardPlace } from './documents/whole-file.ts';
import { startJob } from './job.ts';
import type { Job } from './job.ts';
import { guardWritten } from './store/own-files.ts';
import { storeFault } from './store/workspace.ts';
import { newSession, workspaceHandlers } from './session.ts';
import type { Call, Handlers } from './subject.ts';

export interface EngineOptions {
  /** Folder of the shipped resources. */
  readonly resources: string;
  /** Who works here, for lineage and the audit trail: the account name of this computer. */
  readonly actor: string;
  readonly emit: (event: AppEvent) => void;
  /** Where stacks of unexpected errors go; never values. */
  readonly log: (line: string) => void;
  readonly now?: () => Date;
}

/** The data engine. One door: every call is checked against the contract and every answer is a value or a fault. */
export interface Engine {
  call(method: string, input: unknown): Promise<Answer<unknown>>;
  close(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  const now = options.now ?? (() => new Date());
  const jobs = new Map<string, Job>();
  const session = newSession(options.emit, left => {
    for (const job of jobs.values()) if (job.of === left) job.cancel();
  });
  const handlers: Handlers<EngineMethodName> = {
    ...workspaceHandlers(session, jobs),
    ...intakeHandlers,
    ...coverageHandlers,
    ...cubeHandlers,
    ...disclosureHandlers,
    ...geographyHandlers,
    ...claimsHandlers,
    ...statisticsHandlers,
    ...actionPlanHandlers,
    ...frameworkHandlers,
    ...commissioningHandlers,
    ...releaseHandlers({
      selfTest: call => selfTest(call.resources),
      styleOf: store => {
        const { organisation, marking } = readStyle(store);
        return { organisation, marking };
      },
    }),
    ...briefingHandlers,
  };

  async function answer(method: string, given: unknown): Promise<unknown> {
    const declared = methodNamed(method);
    if (!declared || declared.room !== 'engine' || !Object.hasOwn(handlers, method)) {
      throw new FaultError('unknown-method', `There is no method named ${method.slice(0, 60)}.`);
    }
    if (
      declared.access !== 'read' &&
      declared.needs === 'workspace' &&
      !declared.inPresenterCopy &&
      session.isReadOnly()
    )
      throw new FaultError(
        'refused',
        'This is a presenter copy: it holds frozen briefings and is only read. Nothing was changed. Do this in the workspace that it was made from.',
      );
    const parsed = v.safeParse(declared.input, given);
    if (!parsed.success) throw invalidInput(parsed.issues[0]);
    for (const [member, use] of Object.entries(declared.files)) {
      const target = (parsed.output as Record<string, unknown>)[member];
      // A workspace that is created or copied refuses by itself, by what is there.
      if (use === 'write' && typeof target === 'string' && declared.needs === 'workspace') {
        guardWritten(target, session.file(), member);
        guardPlace(target);
      }
    }
    // What is begun in a workspace ends in it: when another one is opened meanwhile, it is none of this call's.
    const own = declared.needs === 'workspace' ? session.opened() : null;
    // An import that is under way when its workspace is locked is brought to its end; what can be asked again ends at once.
    const isEnded = own !== null && !declared.changes.includes('facts');
    const job =
      declared.access === 'job'
        ? startJob(jobs, jobName(parsed.output, method), isEnded ? own : null, options.emit)
        : null;
    const call: Call = {
      get workspace() {
        return own ?? session.opened();
      },
      signal: job?.signal ?? new AbortController().signal,
      resources: options.resources,
      actor: options.actor,
      now,
      emit: options.emit,
      progress: step => job?.progress(step),
    };
    try {
      const handler = handlers[method as EngineMethodName] as (input: unknown, call: Call) => unknown;
      return await handler(parsed.output, call);
    } catch (error) {
      if (own === null) throw error;
      if (session.isOpened(own)) throw storeFault(error, own.path);
      throw new FaultError('locked', `${own.name} was left before this was done. Nothing more was written.`);
    } finally {
      job?.end();
    }
  }

  return {
    call: async (method, input) => {
      try {
        return { ok: true, value: await answer(method, input) };
      } catch (error) {
        return { ok: false, fault: faultOf(error, method, options.log) };
      }
    },
    close: () => session.close(),
  };
}

function jobName(input: unknown, method: string): string {
  const named = (input as { job?: unknown }).job;
  return typeof named === 'string' ? named : method;
}

function invalidInput(issue: v.BaseIssue<unknown>): FaultError {
  const path = v.getDotPath(issue) ?? '';
  return new FaultError('invalid-input', inputSentence(issue, path), path);
}

function faultOf(error: unknown, method: string, log: (line: string) => void): Fault {
  if (error instanceof FaultError) return error.fault;
  if ((error as Error)?.name === 'AbortError') return { code: 'cancelled', message: 'Cancelled. Nothing was changed.' };
  log(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return {
    code: 'internal',
    message:
      'Something went wrong inside the application, and nothing was changed. Try again; if it happens again, send the log from Help to those who look after the application.',
  };
}
