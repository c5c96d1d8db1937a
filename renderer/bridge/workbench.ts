import type { Answer } from '../../shared/contract/fault.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import { contract } from '../../shared/contract/index.ts';
import type { InputOf, MethodName, OutputOf } from '../../shared/contract/index.ts';
import type { Method, Topic } from '../../shared/contract/method.ts';
import type { AppEvent } from '../../shared/contract/port.ts';

/** The three functions that the preload offers; this file alone touches them. */
interface Workbench {
  call(method: string, input: unknown, files?: readonly File[]): Promise<Answer<unknown>>;
  subscribe(listener: (event: AppEvent) => void): () => void;
  readonly version: string;
}

const workbench = (window as unknown as { workbench: Workbench }).workbench;
const hearers = new Set<(topics: readonly Topic[]) => void>();

/**
 * Asks the application. Throws the fault that it answers with. Whoever listens to changes hears what the method changes
 * before the answer is given on, also after a fault: a long job may have done a part of its work.
 */
export async function ask<N extends MethodName>(
  method: N,
  input: InputOf<N>,
  files?: readonly File[],
): Promise<OutputOf<N>> {
  const answer = files ? await workbench.call(method, input, files) : await workbench.call(method, input);
  const { changes } = contract[method] as Method;
  if (changes.length > 0) for (const hearer of hearers) hearer(changes);
  if (!answer.ok) throw new FaultError(answer.fault.code, answer.fault.message, answer.fault.path);
  return answer.value as OutputOf<N>;
}

/** Hears everything that the application tells without being asked; answers the function that ends it. */
export function hear(listener: (event: AppEvent) => void): () => void {
  return workbench.subscribe(listener);
}

/** Hears the topics that this window's own calls change. */
export function hearChanges(listener: (topics: readonly Topic[]) => void): () => void {
  hearers.add(listener);
  return () => hearers.delete(listener);
}

/** The sentence for a person of anything thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof FaultError) return error.fault.message;
  return 'Something went wrong in this window, and nothing was changed. Try again.';
}
