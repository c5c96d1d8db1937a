/** The words of a command line: positional words and `--name value` or `--name` options. */
export interface Arguments {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string | true>;
}

const switches = new Set(['json', 'demonstration', 'dry-run', 'lines', 'help', 'show', 'give-out']);

/** Wrong usage: answered with exit code 2. */
export class UsageError extends Error {}

/** Reads a command line. `--name=value` works too; `--` ends the options. Throws UsageError for an option without its value. */
export function parseArguments(given: readonly string[]): Arguments {
  const words: string[] = [];
  const options = new Map<string, string | true>();
  for (let at = 0; at < given.length; at++) {
    const word = given[at]!;
    if (word === '--') {
      words.push(...given.slice(at + 1));
      break;
    }
    if (!word.startsWith('--')) {
      words.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    if (equals >= 0) options.set(name, word.slice(equals + 1));
    else if (switches.has(name)) options.set(name, true);
    else {
      const value = given[at + 1];
      if (value === undefined || value.startsWith('--')) throw new UsageError(`--${name} needs a value.`);
      options.set(name, value);
      at += 1;
    }
  }
  return { words, options };
}

/** The text of an option, or undefined. Throws UsageError when it was given without one. */
export function optionText(given: Arguments, name: string): string | undefined {
  const value = given.options.get(name);
  if (value === true) throw new UsageError(`--${name} needs a value.`);
  return value;
}
