import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Edit, Timing } from './appraisal-edit-engine.ts';

/*
 * How long the engine takes over an edit of a drafted appraisal: until the headlines are there, and until all is there that
 * the screen asks for, in elapsed and in processor time. With another checkout both are asked in turns in one run, each in a
 * process of its own and as its own screen asks. Prints, never asserts: times depend on the machine.
 *   node test/bench/appraisal-edit.ts [--rounds 6] [--against CHECKOUT]
 */
const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const rounds = Number(argument('--rounds') ?? 6);
const against = argument('--against');
const here = path.resolve(import.meta.dirname, '../..');

/** Inputs that bear on different parts of the model, by what they bear on. */
const inputs = {
  interviews: 'offered',
  cases: 'case_weeks',
  need: 'episodes_level',
  cost: 'salary_interviewer',
  worth: 'effect_repeat',
} as const;
type Kind = keyof typeof inputs;
const kinds = Object.keys(inputs) as Kind[];

/** Of the value that the draft has, a different one for each round. */
const edits: readonly (Edit & { readonly kind: Kind })[] = Array.from({ length: rounds }, (_, round) =>
  kinds.map(kind => ({ kind, input: inputs[kind], times: 1 - 0.01 * (round + 1) })),
).flat();

class Checkout {
  readonly name: string;
  readonly found = new Map<Kind, Timing[]>();
  readonly #child: ChildProcess;

  constructor(name: string, root: string) {
    this.name = name;
    this.#child = fork(path.join(import.meta.dirname, 'appraisal-edit-engine.ts'), [root]);
  }

  #answer<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`The engine of ${this.name} ended with ${code}.`));
      this.#child.once('exit', ended);
      this.#child.once('message', message => {
        this.#child.off('exit', ended);
        resolve(message as T);
      });
    });
  }

  ready(): Promise<unknown> {
    return this.#answer();
  }

  async edit(edit: (typeof edits)[number]): Promise<void> {
    const answer = this.#answer<Timing>();
    this.#child.send({ input: edit.input, times: edit.times });
    const timing = await answer;
    this.found.set(edit.kind, [...(this.found.get(edit.kind) ?? []), timing]);
  }

  end(): void {
    this.#child.disconnect();
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function told(name: string, timings: readonly Timing[]): string {
  const of = (key: keyof Timing) => timings.map(timing => timing[key]);
  const figures = (['headlines', 'headlinesProcessor', 'all', 'allProcessor'] as const)
    .map(key => `${median(of(key)).toFixed(0).padStart(6)} ${`(${Math.max(...of(key)).toFixed(0)})`.padEnd(7)}`)
    .join(' ');
  return `  ${name.padEnd(12)} ${figures}`;
}

const checkouts = [new Checkout('here', here), ...(against ? [new Checkout('against', path.resolve(against))] : [])];
for (const checkout of checkouts) await checkout.ready();
for (const [turn, edit] of edits.entries())
  for (const checkout of turn % 2 === 0 ? checkouts : checkouts.toReversed()) await checkout.edit(edit);
print(`${edits.length} edits after an appraisal was opened; ms, median (worst)`);
print(`  ${''.padEnd(12)} ${['headlines', 'processor', 'all', 'processor'].map(word => word.padEnd(14)).join(' ')}`);
for (const checkout of checkouts) {
  print(checkout.name);
  for (const kind of kinds) print(told(kind, checkout.found.get(kind)!));
  print(told('every edit', [...checkout.found.values()].flat()));
  checkout.end();
}
