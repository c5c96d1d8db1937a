import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Engine } from '../../electron/engine/engine.ts';
import type { Edit, Timing } from './appraisal-edit.ts';

/** The engine of a checkout, asked as its own screen asks; for `appraisal-edit.ts`, which tells it the checkout. */
const root = process.argv[2]!;
const from = <T>(file: string): Promise<T> => import(pathToFileURL(path.join(root, file)).href) as Promise<T>;
const { createEngine } = await from<{ createEngine: (options: object) => Engine }>('electron/engine/engine.ts');
const { commissioning } = await from<{ commissioning: Record<string, { readonly input: unknown }> }>(
  'shared/contract/commissioning.ts',
);

const folder = mkdtempSync(path.join(tmpdir(), 'csaf-edit-bench-'));
const engine = createEngine({
  resources: path.join(root, 'resources'),
  actor: 'bench',
  emit: () => undefined,
  log: (line: string) => void process.stderr.write(`${line}\n`),
  now: () => new Date('2017-11-14T12:00:00Z'),
});

async function ask<T>(method: string, input: object): Promise<T> {
  const answer = await engine.call(method, input);
  if (!answer.ok) throw new Error(answer.fault.message);
  return answer.value as T;
}

interface Value {
  readonly text: string;
  readonly distribution: Readonly<Record<string, unknown>>;
}
interface Draft {
  readonly inputs: Readonly<Record<string, Value>>;
}

/** Earlier versions have one question, which holds everything. */
const hasHeadlines = JSON.stringify(commissioning['commissioning.appraise']!.input).includes('headlines');
const question = (appraisal: Draft, detail: 'headlines' | 'full') =>
  hasHeadlines
    ? { appraisal, engine: 'formulas', detail, job: detail }
    : { appraisal, engine: 'formulas', replications: 200, job: detail };

const middleOf = ({ distribution }: Value): number => {
  const numbers = ['value', 'mode', 'low', 'high'].flatMap(key =>
    typeof distribution[key] === 'number' ? [distribution[key]] : [],
  );
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
};

async function timed(appraisal: Draft): Promise<Timing> {
  const began = performance.now();
  const busy = process.cpuUsage();
  const processor = (): number => {
    const { user, system } = process.cpuUsage(busy);
    return (user + system) / 1000;
  };
  await ask('commissioning.appraise', question(appraisal, 'headlines'));
  const headlines = { headlines: performance.now() - began, 'headlines, processor': processor() };
  if (hasHeadlines) await ask('commissioning.appraise', question(appraisal, 'full'));
  return { ...headlines, all: performance.now() - began, 'all, processor': processor() };
}

await ask('workspace.create', { file: path.join(folder, 'bench.csaf'), passphrase: 'correct horse battery' });
const draft = await ask<Draft>('commissioning.draft', {});
const { inputs } = await ask<{ inputs: readonly { readonly id: string; readonly value: Value }[] }>(
  'commissioning.model',
  {},
);
await timed(draft);
process.send!('ready');
let edited = draft;
process.on('message', async ({ input, times }: Edit) => {
  const value = draft.inputs[input] ?? inputs.find(({ id }) => id === input)!.value;
  const distribution = { kind: 'point', value: middleOf(value) * times };
  // One edit after the other, as at a desk: what was edited before stays.
  edited = {
    ...edited,
    inputs: { ...edited.inputs, [input]: { ...value, text: String(distribution.value), distribution } },
  };
  process.send!(await timed(edited));
});
process.on('disconnect', async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});
