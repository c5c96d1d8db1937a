import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { InputOf, MethodName, OutputOf } from '../../shared/contract/index.ts';
import { keepPictureOfFailure, launch, openDemonstration } from './harness.ts';
import type { LaunchOptions, Launched } from './harness.ts';

export interface WindowOptions extends LaunchOptions {
  /** What a person does first; the demonstration is opened unless said otherwise. */
  readonly first?: (page: Page) => Promise<void>;
  /** The profile stands in the folder of the tests, so that a second window finds it. */
  readonly ownProfile?: boolean;
  /** How long a test waits for something to be there, in milliseconds. */
  readonly patience?: number;
}

/** The first run, as it stands before anything is opened. */
export const nothingFirst = (): Promise<void> => Promise.resolve();

/**
 * One window for a file of tests: started before them, closed after them together with the folder in which they wrote.
 * `begin` takes both and prepares what its tests need; `current` says which window they use now, since some start another.
 */
export function withWindow(
  suite: string,
  current: () => Launched,
  begin: (window: Launched, folder: string) => Promise<void> | void,
  { first = openDemonstration, ownProfile, patience = 15_000, ...options }: WindowOptions = {},
): void {
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), `workbench-${suite}-`));
    const window = await launch(ownProfile ? { ...options, userData: path.join(folder, 'profile') } : options);
    await first(window.page);
    await begin(window, folder);
  }, 180_000);

  afterAll(async () => {
    await current().close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    current().page.setDefaultTimeout(patience);
    keepPictureOfFailure(() => current().page, suite);
  });
}

/** Asks as the window does, and fails with the sentence of a refusal. */
export async function ask<N extends MethodName>(window: Launched, method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const answer = await window.call(method, input);
  if (!answer.ok) throw new Error(answer.fault.message);
  return answer.value;
}
