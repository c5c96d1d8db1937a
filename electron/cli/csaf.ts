#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Audience } from '../../shared/contract/cube.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import type { Fault } from '../../shared/contract/fault.ts';
import type { HotSpotDescription } from '../../shared/contract/geography.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { syntheticWords } from '../../shared/text/synthetic.ts';
import { createEngine } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import { toldAnswer } from '../engine/commissioning/told-answer.ts';
import { appraisalOptions, appraise, formatAppraisal } from './appraise.ts';
import { optionText, parseArguments, UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { briefFormats, writeBriefing } from './brief.ts';
import { formatClaims } from './claims.ts';
import { formatBoundaries, formatHotSpots } from './maps.ts';
import { formatPlan, formatScorecard, formatSupply, formatWorth } from './outcomes.ts';
import { askPassphrase } from './passphrase.ts';
import { pivotJson } from '../engine/cube/pivot-json.ts';
import { formatPivot, formatTable } from './table.ts';

/** 0 done; 1 done in part or refused; 2 wrong usage; 3 wrong passphrase or locked; 4 our own fault. */
const exitCodes = { done: 0, refused: 1, usage: 2, locked: 3, fault: 4 } as const;

const resources = path.resolve(import.meta.dirname, '../../resources');

interface Terminal {
  readonly engine: Engine;
  readonly given: Arguments;
  readonly json: boolean;
  call<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>>;
  open(): Promise<string>;
  /** JSON where a program reads, a table where a person does. */
  say(value: unknown, forPeople: () => string): void;
}

interface Command {
  readonly usage: string;
  readonly does: string;
  run(terminal: Terminal): Promise<number | void>;
}

const word = (given: Arguments, at: number, name: string): string => {
  const found = given.words[at];
  if (found === undefined) throw new UsageError(`${name} is missing.`);
  return found;
};

/**
 * Whether what is printed is given out: `--give-out` says so for a board or the public. Without it the terminal shows a view,
 * as the screen does, and says that nobody was given it.
 */
function isGivenOut(given: Arguments, { audience }: { readonly audience?: Audience | undefined }): boolean {
  if (audience !== 'board' && audience !== 'public') return false;
  if (given.options.has('give-out')) return true;
  const toFile = commands[given.words[0] ?? '']?.usage.includes('--out')
    ? 'Give it out with --out PATH, or print'
    : 'Print';
  process.stderr.write(`This is a view: it is not entered as given out. ${toFile} it with --give-out.\n`);
  return false;
}

const commands: Readonly<Record<string, Command>> = {
  new: {
    usage: 'new FILE [--demonstration] [--seed N]',
    does: 'creates a workspace',
    run: async ({ given, call, say }) => {
      const file = word(given, 1, 'FILE');
      const seed = Number(optionText(given, 'seed') ?? 1);
      if (!Number.isInteger(seed) || seed < 0) throw new UsageError('--seed takes a whole number, 0 or more.');
      const passphrase = await askPassphrase(file);
      const state = await call('workspace.create', {
        file: path.resolve(file),
        passphrase,
        demonstration: given.options.has('demonstration'),
        seed,
      });
      say(
        state,
        () =>
          `${state.name} is ready: ${state.factRows.toLocaleString('en-GB')} rows in ${state.batches} batches.${state.demonstration ? ` ${syntheticWords}.` : ''}`,
      );
    },
  },
  import: {
    usage: 'import FILE PATH… [--type T] [--agency A] [--profile P] [--dry-run]',
    does: 'imports returns, public files, look-ups, populations and boundaries',
    run: async ({ given, call, open, say }) => {
      const paths = given.words.slice(2);
      if (paths.length === 0) throw new UsageError('Name at least one file to import.');
      await open();
      const report = await call('intake.import', {
        files: paths.map(name => path.resolve(name)),
        type: optionText(given, 'type'),
        agency: optionText(given, 'agency'),
        profile: optionText(given, 'profile'),
        dryRun: given.options.has('dry-run'),
      });
      say(report, () =>
        report.files
          .map(file => {
            const problems = file.problems.map(problem => [
              problem.row,
              problem.column ?? '',
              problem.found,
              problem.expected,
            ]);
            const table =
              problems.length === 0 ? '' : `\n${formatTable(['Row', 'Column', 'Found', 'Expected'], problems)}`;
            return `${file.path}: ${file.message}\n  ${file.read} read = ${file.loaded} loaded + ${file.setAside} set aside + ${file.duplicates} duplicates${table}`;
          })
          .join('\n\n'),
      );
      const whole = report.files.every(
        file => file.setAside === 0 && ['loaded', 'already-loaded', 'dry-run'].includes(file.outcome),
      );
      return whole ? exitCodes.done : exitCodes.refused;
    },
  },
  batches: {
    usage: 'batches FILE',
    does: 'lists what was imported',
    run: async ({ call, open, say }) => {
      await open();
      const batches = await call('intake.batches', {});
      say({ batches }, () =>
        formatTable(
          ['Batch', 'File', 'Type', 'Agency', 'From', 'To', 'Read', 'Loaded', 'Set aside', 'Duplicates', 'State'],
          batches.map(b => [
            b.id,
            b.fileName,
            b.type,
            b.agency,
            b.periodFrom,
            b.periodTo,
            b.read,
            b.loaded,
            b.setAside,
            b.duplicates,
            b.state,
          ]),
        ),
      );
    },
  },
  withdraw: {
    usage: 'withdraw FILE BATCH [--reason TEXT]',
    does: 'takes an import back; it stays readable as at an earlier time',
    run: async ({ given, call, open, say }) => {
      const batch = Number(word(given, 2, 'BATCH'));
      if (!Number.isInteger(batch) || batch < 1) throw new UsageError('BATCH is the number that `csaf batches` shows.');
      await open();
      const withdrawn = await call('intake.withdraw', {
        batch,
        reason: optionText(given, 'reason') ?? 'withdrawn from the terminal',
      });
      say(withdrawn, () => `Batch ${withdrawn.id}, ${withdrawn.fileName}, is withdrawn.`);
    },
  },
  datasets: {
    usage: 'datasets FILE',
    does: 'lists datasets, fields, measures and counts',
    run: async ({ call, open, say }) => {
      await open();
      const datasets = await call('cube.datasets', {});
      say({ datasets }, () =>
        formatTable(
          ['Dataset', 'Label', 'Rows', 'Batches', 'From', 'Until'],
          datasets.map(d => [d.name, d.label, d.rows, d.batches, d.from, d.until]),
        ),
      );
    },
  },
  pivot: {
    usage: 'pivot FILE --spec SPEC.json [--audience A] [--format json|csv|xlsx] [--out PATH] [--give-out]',
    does: 'answers a pivot',
    run: async ({ given, call, open, say }) => {
      const spec = optionText(given, 'spec');
      if (!spec) throw new UsageError('--spec names the file with the description.');
      const audience = optionText(given, 'audience');
      const description = { ...readSpec(spec), ...(audience ? { audience } : {}) } as InputOf<'cube.pivot'>;
      const format = optionText(given, 'format') ?? 'json';
      const out = optionText(given, 'out');
      await open();
      if (!['csv', 'xlsx', 'json'].includes(format)) throw new UsageError('--format is json, csv or xlsx.');
      if (format !== 'json' && !out) throw new UsageError(`--format ${format} needs --out PATH.`);
      if (out) {
        const written = await call('cube.export', {
          description,
          format: format as 'csv' | 'xlsx' | 'json',
          file: path.resolve(out),
          purpose: 'terminal',
        });
        say(written, () => `${out}: ${written.rows} rows, ${written.columns} columns.`);
        return;
      }
      const table = await call(isGivenOut(given, description) ? 'cube.print' : 'cube.pivot', description);
      say(pivotJson(table), () => formatPivot(table));
    },
  },
  scorecard: {
    usage: 'scorecard FILE [--period P] [--area CODE] [--audience A] [--give-out]',
    does: 'reads the indicators: value, interval, comparison, trend, variation, assurance and why',
    run: async ({ given, call, open, say }) => {
      const question = {
        period: optionText(given, 'period'),
        area: optionText(given, 'area'),
        audience: optionText(given, 'audience') as Audience | undefined,
      };
      await open();
      const card = await call(isGivenOut(given, question) ? 'framework.print' : 'framework.scorecard', { question });
      say(card, () => formatScorecard(card));
    },
  },
  supply: {
    usage: 'supply FILE',
    does: 'lists who has sent which return for which quarter, what is to be asked and what was recorded',
    run: async ({ call, open, say }) => {
      await open();
      const ledger = await call('coverage.read', {});
      const { lines: supply, questions, facts } = ledger;
      say({ supply, questions, facts }, () => formatSupply(ledger));
    },
  },
  plan: {
    usage: 'plan FILE [--show]',
    does: 'solves the standing plan of tables for the present data, or only shows how it stands',
    run: async ({ given, call, open, say }) => {
      await open();
      const plan = given.options.has('show')
        ? await call('disclosure.plan', {})
        : await call('disclosure.solve-plan', {});
      const { rules, weaker } = await call('disclosure.rules', {});
      const { width } = rules.audiences.board;
      say({ plan, rules: { version: rules.version, width }, weaker }, () => formatPlan(plan, width, weaker));
    },
  },
  rationalise: {
    usage: 'rationalise FILE',
    does: 'tells what each indicator is worth, and proposes which to keep',
    run: async ({ call, open, say }) => {
      await open();
      const indicators = await call('framework.rationalise', {});
      say({ indicators }, () => formatWorth(indicators));
    },
  },
  hotspots: {
    usage: 'hotspots FILE --spec SPEC.json [--audience A] [--give-out]',
    does: 'tests which areas stand out, with breaks, a global statistic and a back-test',
    run: async ({ given, call, open, say }) => {
      const spec = optionText(given, 'spec');
      if (!spec) throw new UsageError('--spec names the file with the description.');
      const audience = optionText(given, 'audience');
      const description = { ...readSpec(spec), ...(audience ? { audience } : {}) } as HotSpotDescription;
      await open();
      const found = await call(isGivenOut(given, description) ? 'geography.print' : 'geography.hotspots', {
        description,
      });
      say(found, () => formatHotSpots(found));
    },
  },
  boundaries: {
    usage: 'boundaries FILE',
    does: 'lists levels, vintages, matched and unmatched codes of boundaries',
    run: async ({ call, open, say }) => {
      await open();
      const found = await call('geography.boundaries', {});
      say(found, () => formatBoundaries(found));
    },
  },
  appraise: {
    usage:
      'appraise FILE --spec SPEC.json [--engine formulas|fluid|simulation] [--replications N] [--seed N] [--out DIR]',
    does: 'answers an options appraisal; {"draft": true} drafts one from the data',
    run: async ({ given, call, open, say }) => {
      const spec = optionText(given, 'spec');
      if (!spec) throw new UsageError('--spec names the file with the appraisal.');
      const options = appraisalOptions(given);
      const document = readSpec(spec);
      await open();
      const result = await appraise(call, document, options, resources);
      say(toldAnswer(result), () => formatAppraisal(result));
    },
  },
  claims: {
    usage: 'claims FILE [--report NAME] [--audience A] [--give-out]',
    does: 'lists what a report says or does not say of its figures, each with its test',
    run: async ({ given, call, open, say }) => {
      const report = optionText(given, 'report') as InputOf<'claims.list'>['report'];
      const audience = optionText(given, 'audience') as Audience | undefined;
      await open();
      const found = await call(isGivenOut(given, { audience }) ? 'claims.print' : 'claims.list', { report, audience });
      say({ claims: found }, () => formatClaims(found));
    },
  },
  brief: {
    usage: 'brief FILE --deck NAME --out DIR [--formats pptx,docx,xlsx,csv]',
    does: 'freezes a briefing, or makes a report of that name, and writes it',
    run: async ({ given, call, open, say }) => {
      const deck = optionText(given, 'deck');
      const out = optionText(given, 'out');
      if (!deck || !out) throw new UsageError('--deck names the briefing and --out the folder.');
      const asked = (optionText(given, 'formats') ?? briefFormats.join(',')).split(',').map(format => format.trim());
      const formats = briefFormats.filter(format => asked.includes(format));
      if (formats.length === 0 || asked.some(format => !formats.some(known => known === format)))
        throw new UsageError(`--formats lists some of ${briefFormats.join(', ')}.`);
      await open();
      const written = await writeBriefing(call, deck, path.resolve(out), formats);
      say(
        written,
        () =>
          `${written.deck}: ${written.slides} slides for ${written.audience}, data to ${written.asAt ?? 'no known day'}, checksum ${written.checksum.slice(0, 12)}.\n${written.files.join('\n')}`,
      );
    },
  },
  method: {
    usage: 'method NAME < INPUT.json · method --lines · method',
    does: 'runs one method on given numbers, or lists them',
    run: async terminal => {
      const { given, call, say, engine } = terminal;
      if (given.options.has('lines')) return answerLines(engine);
      const name = given.words[1];
      if (name === undefined) {
        const methods = await call('method.list', {});
        say({ methods }, () =>
          formatTable(
            ['Method', 'Input', 'Result'],
            methods.map(m => [m.name, m.input, m.result]),
          ),
        );
        return;
      }
      const input = parseJson(readFileSync(0, 'utf8'), 'standard input');
      const answer = await engine.call('method.run', { name, input });
      const plain = answer.ok ? answer.value : { error: answer.fault };
      process.stdout.write(`${JSON.stringify(plain)}\n`);
      return answer.ok ? exitCodes.done : exitCodes.refused;
    },
  },
  selftest: {
    usage: 'selftest',
    does: 'checks the calculations on this computer against shipped reference cases',
    run: async ({ call, say }) => {
      const results = await call('method.selftest', {});
      const failed = results.filter(result => !result.passed).length;
      say(
        { results, passed: results.length - failed, failed },
        () =>
          `${results.map(r => `${r.passed ? 'pass' : 'FAIL'}  ${r.name}  ${r.detail}`).join('\n')}\n${results.length - failed} passed, ${failed} failed`,
      );
      return failed === 0 && results.length > 0 ? exitCodes.done : exitCodes.refused;
    },
  },
  check: {
    usage: 'check FILE',
    does: 'checks the file, references, audit chain and the account of rows',
    run: async ({ call, open, say }) => {
      await open();
      const findings = await call('workspace.check', {});
      say({ findings }, () => findings.map(f => `${f.ok ? 'ok  ' : 'FAIL'}  ${f.message}`).join('\n'));
      return findings.every(finding => finding.ok) ? exitCodes.done : exitCodes.refused;
    },
  },
};

/** A reader of what is printed may go away before all of it is read, as `head` does: that is no fault. */
function letReadersGo(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.stderr.write(
        'What was to be printed could not be written there. Free some space, or choose another place.\n',
      );
      process.exit(exitCodes.refused);
    });
}

async function answerLines(engine: Engine): Promise<number> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (process.stdout.destroyed) break;
    if (!line.trim()) continue;
    let answer: unknown;
    try {
      const answered = await engine.call('method.run', JSON.parse(line));
      answer = answered.ok ? answered.value : { error: answered.fault };
    } catch {
      answer = { error: { code: 'invalid-input', message: 'This line is not JSON.', path: '' } };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  return exitCodes.done;
}

/** Where a reader of JSON stopped, in a person's words; empty where it does not say. */
function lineOfFault(text: string, error: unknown): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (!text.trim()) return ': it is empty';
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return `: it cannot be read from line ${before.length}, character ${before.at(-1)!.length + 1}`;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FaultError(
      'invalid-input',
      `${where} is not JSON${lineOfFault(text, error)}. Mend it there and try again.`,
    );
  }
}

function readSpec(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new FaultError('not-found', `${file} cannot be read.`);
  }
  const spec = parseJson(text, file);
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec))
    throw new FaultError('invalid-input', `${file} must hold one JSON object.`);
  return spec;
}

function usage(): string {
  const lines = Object.values(commands).map(command => `  csaf ${command.usage}\n      ${command.does}`);
  return `CSAF Outcomes Workbench from the terminal\n\n${lines.join('\n')}\n\nPassphrase from CSAF_PASSPHRASE, else asked for. --json answers JSON.`;
}

function exitCodeOf(fault: Fault): number {
  if (fault.code === 'wrong-passphrase' || fault.code === 'locked') return exitCodes.locked;
  return fault.code === 'internal' ? exitCodes.fault : exitCodes.refused;
}

async function main(): Promise<number> {
  const given = parseArguments(process.argv.slice(2));
  const name = given.words[0];
  if (name === undefined || given.options.has('help')) {
    process.stdout.write(`${usage()}\n`);
    return name === undefined && !given.options.has('help') ? exitCodes.usage : exitCodes.done;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}.`);
  if (given.options.has('out') && !command.usage.includes('--out'))
    throw new UsageError(`${name} writes no file, so it has no --out. Nothing was written.`);
  const json = given.options.has('json') || !process.stdout.isTTY;
  const engine = createEngine({
    resources,
    actor: process.env['USER'] ?? process.env['USERNAME'] ?? 'terminal',
    emit: event => {
      if (event.name !== 'progress' || !process.stderr.isTTY) return;
      const { stage, done, total, unit } = event.progress;
      process.stderr.write(
        `\r\u001b[K${stage}: ${done.toLocaleString('en-GB')}${total === null ? '' : ` of ${total.toLocaleString('en-GB')}`} ${unit}`,
      );
    },
    log,
  });
  const call: Terminal['call'] = async (method, input) => {
    const answer = await engine.call(method, input);
    if (!answer.ok) throw new FaultError(answer.fault.code, answer.fault.message, answer.fault.path);
    return answer.value as never;
  };
  const terminal: Terminal = {
    engine,
    given,
    json,
    call,
    open: async () => {
      const file = path.resolve(word(given, 1, 'FILE'));
      await call('workspace.open', { file, passphrase: await askPassphrase(path.basename(file)) });
      return file;
    },
    say: (value, forPeople) => {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      process.stdout.write(`${json ? JSON.stringify(value) : forPeople()}\n`);
    },
  };
  try {
    return (await command.run(terminal)) ?? exitCodes.done;
  } finally {
    await engine.close();
  }
}

/** Stacks are for those who look after the application: they ask for them with CSAF_LOG. */
function log(line: string): void {
  if (process.env['CSAF_LOG']) process.stderr.write(`${line}\n`);
}

letReadersGo();
try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${usage()}\n`);
    process.exitCode = exitCodes.usage;
  } else if (error instanceof FaultError) {
    process.stderr.write(`${error.fault.message}\n`);
    process.exitCode = exitCodeOf(error.fault);
  } else {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.stderr.write(
      'Something went wrong inside the application, and nothing more was done. With CSAF_LOG=1 it says where.\n',
    );
    process.exitCode = exitCodes.fault;
  }
}
