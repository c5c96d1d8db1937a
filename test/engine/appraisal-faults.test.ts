import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOffice, textOf, wordTables } from './briefing-reading.ts';

/**
 * What once was wrong, asked of the terminal as a person asks it, with the right value: each was answered otherwise before.
 */

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-faults-'));
const inFolder = (name: string) => path.join(folder, name);
const empty = inFolder('empty.csaf');

function csaf(args: readonly string[], input = ''): { readonly out: string; readonly status: number | null } {
  const run = spawnSync(process.execPath, [path.join(root, 'electron/cli/csaf.ts'), ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { ...process.env, CSAF_PASSPHRASE: 'correct horse battery' },
    maxBuffer: 1 << 26,
  });
  return { out: `${run.stdout}${run.status === 0 ? '' : run.stderr}`, status: run.status };
}

interface Value {
  readonly text: string;
  readonly distribution: unknown;
}
interface Inputs {
  [id: string]: Value & Record<string, unknown>;
}
interface Spec {
  firstYear: string;
  inputs: Inputs;
  options: { id: string; inputs: Inputs; contracts: { inputs: Inputs }[] }[];
}
interface Answer {
  readonly replications: number;
  readonly years: readonly string[];
  readonly findings: readonly {
    readonly kind: string;
    readonly about: { readonly options: readonly string[]; readonly input?: string };
    readonly test: { readonly passed: boolean };
    readonly caveats: readonly string[];
  }[];
  readonly options: readonly {
    readonly id: string;
    readonly years: readonly { readonly interviews: number }[];
    readonly measures: Readonly<Record<string, { readonly value: number | null }>>;
    readonly errors: Readonly<Record<string, number | null>>;
    readonly fairness: { readonly hoover: number };
  }[];
  readonly tornado: {
    readonly bars: readonly {
      readonly input: string;
      readonly switching: number | null;
      readonly plausible: readonly number[];
    }[];
  };
}

const fixture = (name: string): Spec =>
  JSON.parse(readFileSync(path.join(root, 'test/fixtures/commissioning', name), 'utf8')) as Spec;
const everyday = () => fixture('appraisal-model-1.json');
const at = (value: number, like: Inputs[string]): Inputs[string] => ({
  ...like,
  text: String(value),
  distribution: { kind: 'point', value },
});

let specs = 0;
function appraised(spec: unknown, ...more: readonly string[]): Answer {
  const file = inFolder(`spec-${++specs}.json`);
  writeFileSync(file, JSON.stringify(spec));
  const { out, status } = csaf(['appraise', empty, '--spec', file, '--json', ...more]);
  expect(status, out.slice(0, 500)).toBe(0);
  return JSON.parse(out) as Answer;
}

beforeAll(() => {
  expect(csaf(['new', empty]).status).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Episodes that 2, 3, 4 and 5 interviewers can answer in a year, by their hours. */
const capacity = [584, 876, 1169, 1461];

describe('what was answered wrongly', () => {
  it('1: staff answer no more than they can, and nobody answers nothing', () => {
    const { options } = appraised(fixture('overload.json'));
    for (const [k, most] of capacity.entries())
      for (const { interviews } of options[k]!.years) {
        expect(Math.round(interviews)).toBeLessThanOrEqual(most);
        expect(interviews).toBeGreaterThan(0.99 * most);
      }
    const spec = everyday();
    const option = spec.options.find(({ id }) => id === 'county-wide')!;
    option.inputs['interview_wte'] = at(0, option.inputs['interview_wte']!);
    const nobody = appraised(spec);
    const one = nobody.options.find(({ id }) => id === 'county-wide')!;
    expect(one.years.map(({ interviews }) => interviews)).toEqual([0, 0, 0, 0, 0]);
    expect(nobody.findings.find(({ kind }) => kind === 'serves-nobody')!.about.options).toEqual(['county-wide']);
  }, 60_000);

  it('2: a headline is an expected value, with its error', () => {
    const few = appraised(everyday());
    const many = appraised(everyday(), '--replications', '500');
    for (const [k, option] of few.options.entries()) {
      const [a, b] = [option, many.options[k]!];
      if (k === 0) continue;
      expect(a.measures['npsv']!.value).not.toBe(b.measures['npsv']!.value);
      const error = Math.hypot(a.errors['npsv']!, b.errors['npsv']!);
      expect(error).toBeGreaterThan(0);
      expect(Math.abs(a.measures['npsv']!.value! - b.measures['npsv']!.value!)).toBeLessThan(3 * error);
    }
  }, 60_000);

  it('3: a symmetric range of a share, and the interval of two values, have an answer', () => {
    const run = (name: string, input: unknown) =>
      JSON.parse(csaf(['method', name], JSON.stringify(input)).out) as {
        readonly result: Readonly<Record<string, number>>;
      };
    const { mean, median } = run('elicit', { distribution: 'beta', low: 0.3, high: 0.7, coverage: 0.8 }).result;
    expect(mean).toBeCloseTo(0.5, 6);
    expect(median).toBeCloseTo(0.5, 9);
    // One degree of freedom at one half: the quartiles of Student's t are 1 standard error away.
    const { lower, upper } = run('mean-interval', { values: [1, 3], level: 0.5 }).result;
    expect(lower).toBeCloseTo(1, 9);
    expect(upper).toBeCloseTo(3, 9);
  }, 60_000);

  it('4: the simulation counts an interview in the year in which it is held', () => {
    const { options } = appraised(fixture('overload.json'), '--engine', 'simulation', '--replications', '4');
    for (const [k, most] of capacity.entries())
      for (const { interviews } of options[k]!.years) expect(interviews).toBeLessThanOrEqual(1.05 * most);
  }, 60_000);

  it('5: what cannot be meant is refused, each input by its name and range', () => {
    const spec = everyday();
    spec.firstYear = '2018/20';
    const option = spec.options.find(({ id }) => id === 'county-wide')!;
    option.inputs['interview_wte'] = at(-1, option.inputs['interview_wte']!);
    option.inputs['accepted'] = at(1.2, option.inputs['accepted'] ?? option.inputs['interview_wte']!);
    const file = inFolder('impossible.json');
    writeFileSync(file, JSON.stringify(spec));
    const { out, status } = csaf(['appraise', empty, '--spec', file, '--json']);
    expect(status).toBe(1);
    for (const words of [
      '2018/20 is no financial year',
      '−1 is outside 0 to 60',
      '120\u00a0% is outside 0\u00a0% to 100\u00a0%',
    ])
      expect(out).toContain(words);
  }, 60_000);

  it('6, 8: screen and paper rest on the same draws, and an empty workspace speaks for nobody', () => {
    const out = inFolder('out');
    const result = appraised({ draft: true }, '--out', out);
    const paper = readOffice(readFileSync(path.join(out, 'options-paper.docx')));
    const facts = wordTables(paper).find(({ caption }) => caption === 'What is needed to work it out again')!;
    expect(facts.rows.find(([name]) => name === 'Draws')![1]).toBe(String(result.replications));
    const body = textOf(paper.xml('word/document.xml'));
    expect(body).not.toMatch(/OFFICIAL|Staffordshire County Council|Joint Commissioning Group|weights of the police/i);
    expect(textOf(paper.xml('word/header1.xml'))).toContain('Draft: rests on the application’s own placeholders');
    expect(body).toContain('None of 84 inputs, none of 18 posts, no budget and no weights');
    // 10: the middle of a range is its mean, the same in the log as in the answer.
    const log = readFileSync(path.join(out, 'assumptions.csv'), 'utf8');
    expect(/^Effect on repeat missing,All options,0\.08 to 0\.18,([\d.]+),/m.exec(log)?.[1]).toBe('0.13');
  }, 60_000);

  it('7: districts of one contract differ by travel and acceptance, and access is no result by construction', () => {
    const demonstration = inFolder('demonstration.csaf');
    expect(csaf(['new', demonstration, '--demonstration', '--seed', '1']).status).toBe(0);
    const file = inFolder('draft.json');
    writeFileSync(file, '{"draft": true}');
    const { out } = csaf(['appraise', demonstration, '--spec', file, '--json']);
    const { options } = JSON.parse(out) as Answer;
    for (const id of ['county-wide', 'two-councils'])
      expect(options.find(option => option.id === id)!.fairness.hoover, id).toBeGreaterThan(0.002);
  }, 120_000);

  it('9: only what turns the answer within its own range is said to', () => {
    const { findings, tornado } = appraised(everyday());
    const said = findings.filter(({ kind, test }) => kind === 'changes-the-answer' && test.passed);
    const turning = tornado.bars.filter(({ switching }) => switching !== null);
    expect(findings.some(({ kind }) => kind === 'changes-the-answer')).toBe(true);
    expect(said.map(({ about }) => about.input)).toEqual(turning.map(({ input }) => input));
    for (const { switching, plausible } of turning)
      expect(switching! >= plausible[0]! && switching! <= plausible[1]!).toBe(true);
  }, 60_000);

  it('11: discounting cites the chapter that the Green Book has', () => {
    const { out } = csaf(['method', 'discount'], JSON.stringify({ schedule: 'standard', years: [0, 1] }));
    const { source } = JSON.parse(out) as { readonly source: string };
    expect(source).toMatch(/February 2026\), chapter 6/);
  }, 60_000);
});
