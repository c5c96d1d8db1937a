import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Runs every check there is and closes with one line: `N passed, N failed`. `npm test -- unit lint` runs only those.
 * Each static check counts as one; the suites count their tests.
 */
interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

interface Check {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

const root = path.resolve(import.meta.dirname, '..');
const reports = mkdtempSync(path.join(os.tmpdir(), 'workbench-tests-'));
const asked = process.argv.slice(2).filter(argument => !argument.startsWith('-'));

const still: readonly Check[] = [
  // The whole, and each part with only what its process has.
  ...['.', 'shared', 'electron', 'renderer'].map(part =>
    program('typecheck', ['typescript/bin/tsc', '--noEmit', '-p', part]),
  ),
  program('lint', ['oxlint/bin/oxlint', '--deny-warnings']),
  program('format', ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']),
  program('unused', ['knip/bin/knip.js']),
];
const suites = [suite('unit')];
const windows = [suite('app')];

// Two lanes for two cores; the windows come last and alone, because they are timed.
const [first, second, third] = await Promise.all([lane(still), lane(suites)]).then(async done => [
  ...done,
  await lane(windows),
]);
rmSync(reports, { recursive: true, force: true });

const outcomes = [...first!, ...second!, ...third!];
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function lane(checks: readonly Check[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const check of checks) {
    if (asked.length > 0 && !asked.includes(check.name)) continue;
    outcomes.push(await check.run());
  }
  return outcomes;
}

function program(name: string, [script, ...args]: readonly [string, ...string[]]): Check {
  return {
    name,
    async run() {
      const { code } = await timed(name, script, args);
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

function suite(name: string): Check {
  const report = path.join(reports, `${name}.json`);
  const args = ['run', '--config', 'test/vitest.config.ts', '--project', name];
  return {
    name,
    async run() {
      const { code } = await timed(name, 'vitest/vitest.mjs', [
        ...args,
        '--reporter=dot',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ]);
      return readReport(report, code);
    },
  };
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A file that could not be loaded counts as one failure, and so does a run that ended badly without naming a test. */
function readReport(file: string, code: number): Outcome {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const unloaded = report.testResults.filter(
      one => one.status === 'failed' && one.assertionResults.length === 0,
    ).length;
    const failed = report.numFailedTests + unloaded;
    return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: code === 0 ? 0 : 1 };
  }
}

/** Runs one program of the project; shows what it printed when it failed. */
function timed(name: string, script: string, args: readonly string[]): Promise<{ code: number }> {
  const started = performance.now();
  return new Promise(resolve => {
    const child = spawn(process.execPath, [path.join('node_modules', script), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
    });
    let printed = '';
    child.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString('utf8')));
    child.stderr.on('data', (bytes: Buffer) => (printed += bytes.toString('utf8')));
    child.on('close', code => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'pass' : 'FAIL'}  ${name}  ${seconds} s\n`);
      if (code !== 0) process.stdout.write(`${printed.trimEnd()}\n`);
      resolve({ code: code ?? 1 });
    });
  });
}
