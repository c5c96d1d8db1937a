import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { contract } from '../../shared/contract/index.ts';
import { parse } from 'valibot';
import { intakeHandlers } from '../../electron/engine/intake/handlers.ts';
import { returnHandlers } from '../../electron/engine/release/returns.ts';
import { createWorkspace } from '../../electron/engine/store/workspace.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import type { Call } from '../../electron/engine/subject.ts';

export const resources = path.resolve(import.meta.dirname, '../../resources');
/** Published files, beside the checkout; tests that need them are skipped where they are absent. */
export const publicFiles = path.resolve(import.meta.dirname, '../../../shared/data');
export const passphrase = 'six white horses on a hill';

const handlers = { ...intakeHandlers, ...returnHandlers };

export interface IntakeSetting {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly controller: AbortController;
  write(name: string, content: string | Uint8Array): string;
  call<N extends keyof typeof handlers & EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>>;
  end(): Promise<void>;
}

/** A new workspace in a folder of its own, and the intake methods over it, at noon of 1 July 2019. */
export async function intakeSetting(): Promise<IntakeSetting> {
  const folder = mkdtempSync(path.join(tmpdir(), 'intake-'));
  const workspace = await createWorkspace(
    path.join(folder, 'test.csaf'),
    passphrase,
    { actor: 'tester', at: '2018-07-01T11:00:00.000Z', demonstration: false },
    () => undefined,
  );
  const controller = new AbortController();
  const call: Call = {
    workspace,
    signal: controller.signal,
    resources,
    actor: 'tester',
    now: () => new Date('2019-07-01T11:00:00.000Z'),
    emit: () => undefined,
    progress: () => undefined,
  };
  return {
    folder,
    workspace,
    controller,
    write: (name, content) => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    call: async (method, input) =>
      (handlers[method] as (input: unknown, call: Call) => never)(parse(contract[method].input, input), call),
    end: async () => {
      await workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
