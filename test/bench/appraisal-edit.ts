import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';

/*
 * How long an edit of a drafted appraisal takes: in the engine until the headlines are there, and until all is there that the
 * screen asks for, in elapsed and in processor time; in the real window (`--window`) from Enter to the frame that paints the
 * new headlines. With another checkout, built for the window, both are asked in turns in one run, each in a process of its own
 * and as its own screen asks. Prints, never asserts: times depend on the machine.
 *   node test/bench/appraisal-edit.ts [--rounds 6] [--window] [--against CHECKOUT]
 */
const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const rounds = Number(argument('--rounds') ?? 6);
const against = argument('--against');
const script = process.argv.includes('--window') ? 'appraisal-edit-window.ts' : 'appraisal-edit-engine.ts';
const here = path.resolve(import.meta.dirname, '../..');

/** An input is set to so many times the mean that it has, for certain. */
export interface Edit {
  readonly input: string;
  readonly times: number;
}

/** Milliseconds by what they were until. */
export type Timing = Readonly<Record<string, number>>;

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

const edits: readonly (Edit & { readonly kind: Kind })[] = Array.from({ length: rounds }, (_, round) =>
  kinds.map(kind => ({ kind, input: inputs[kind], times: 1 - 0.01 * (round + 1) })),
).flat();

class Checkout {
  readonly name: string;
  readonly found = new Map<Kind, Timing[]>();
  readonly #child: ChildProcess;

  constructor(name: string, root: string) {
    this.name = name;
    this.#child = fork(path.join(import.meta.dirname, script), [root]);
  }

  #answer<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`The process of ${this.name} ended with ${code}.`));
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

  async edit({ kind, input, times }: (typeof edits)[number]): Promise<void> {
    const answer = this.#answer<Timing>();
    this.#child.send({ input, times } satisfies Edit);
    this.found.set(kind, [...(this.found.get(kind) ?? []), await answer]);
  }

  end(): void {
    this.#child.disconnect();
  }
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const width = 22;

function told(name: string, timings: readonly Timing[]): string {
  const figures = Object.keys(timings[0]!).map(key => {
    const of = timings.map(timing => timing[key]!).toSorted((a, b) => a - b);
    return `${of[of.length >> 1]!.toFixed(0)} (${of.at(-1)!.toFixed(0)})`.padEnd(width);
  });
  return `  ${name.padEnd(12)} ${figures.join(' ')}`;
}

const checkouts = [new Checkout('here', here), ...(against ? [new Checkout('against', path.resolve(against))] : [])];
for (const checkout of checkouts) await checkout.ready();
for (const [turn, edit] of edits.entries())
  for (const checkout of turn % 2 === 0 ? checkouts : checkouts.toReversed()) await checkout.edit(edit);
print(`${edits.length} edits after an appraisal was opened; ms, median (worst)`);
for (const { name, found } of checkouts) {
  const all = [...found.values()].flat();
  print(
    `${name.padEnd(14)} ${Object.keys(all[0]!)
      .map(key => key.padEnd(width))
      .join(' ')}`,
  );
  for (const kind of kinds) print(told(kind, found.get(kind)!));
  print(told('every edit', all));
}
for (const checkout of checkouts) checkout.end();
