import { describe, expect, it } from 'vitest';
import { formatAppraisal } from '../../electron/cli/appraise.ts';
import { frozenOptions } from '../../electron/engine/briefing/frozen-options.ts';
import { optionsFinding, optionsWords } from '../../electron/engine/briefing/findings.ts';
import { modelDescription } from '../../electron/engine/commissioning/inputs.ts';
import { dataAnnex } from '../../electron/engine/commissioning/paper/data-annex.ts';
import { optionsPaper } from '../../electron/engine/commissioning/paper/options-paper.ts';
import { docxBytes } from '../../electron/engine/documents/document.ts';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import {
  chanceTexts,
  draftMark,
  estimateText,
  figureText,
  lotteryText,
  rangeText,
} from '../../shared/text/appraisal.ts';
import { decisionWords } from '../../shared/text/decision.ts';
import { aboutTest, answer, certain, drafted, model, point, sketch } from './appraisal-setting.ts';
import { readOffice, textOf, wordTables } from './briefing-reading.ts';

const described = modelDescription(model);
const about = aboutTest;
const paperOf = (appraisal: Appraisal, result: AppraisalResult) =>
  readOffice(docxBytes(optionsPaper(appraisal, result, about)));

describe('one appraisal', () => {
  it('has the same digits in paper, slide, annex and terminal, for every measure and option', async () => {
    const result = await answer(drafted, { detail: 'full', replications: 60 });
    const word = paperOf(drafted, result);
    const compared = wordTables(word).find(one => one.caption === 'What each option does and costs')!;
    const headline = wordTables(word).find(one => one.caption === 'The options in one table')!;
    const slide = frozenOptions(result, described, 'compare', 'Options').table;
    const annex = dataAnnex(drafted, result, about).find(sheet => sheet.name === 'Results by option')!;
    const terminal = formatAppraisal({ ...result, changes: [] });
    const chances = chanceTexts(result.options.map(option => option.probabilityBest));
    for (const [at, option] of result.options.entries()) {
      for (const [row, { id, label, format }] of described.measures.entries()) {
        const estimate = option.measures[id];
        const text = estimateText(estimate, format);
        const range = rangeText(estimate, format);
        expect(compared.rows[row]![at + 1], label).toBe(range === null ? text : `${text}\n(${range})`);
        const ofSlide = slide.rows.find(one => one.label === label)!.cells;
        expect([ofSlide[2 * at]!.text, ofSlide[2 * at + 1]!.text], label).toEqual([text, range ?? '']);
        // The number in the annex is the one that is shown: it reads the same.
        const [, , , value, low, high] = annex.rows.find(one => one[0] === option.name && one[1] === label)! as [
          ...string[],
          number,
          number,
          number,
        ] as unknown as readonly (number | null)[];
        expect(estimateText({ ...estimate, value: value! }, format), label).toBe(text);
        if (range !== null) expect(rangeText({ ...estimate, low: low!, high: high! }, format), label).toBe(range);
      }
      const cells = headline.rows[at]!;
      expect(cells.slice(1, 5)).toEqual([
        estimateText(option.measures['cost-a-year'], 'money'),
        estimateText(option.measures['within-72-hours'], 'percent'),
        estimateText(option.measures['weeks-to-allocation'], 'weeks'),
        figureText(option.fairness.hoover, 'percent'),
      ]);
      expect(cells.at(-1)).toBe(chances[at]);
      expect(figureText(option.fairness.hoover, 'percent')).toBe(
        estimateText(option.measures['postcode-lottery'], 'percent'),
      );
      for (const text of [cells[1]!, cells[2]!, cells[3]!, cells[4]!, chances[at]!]) expect(terminal).toContain(text);
    }
    const hundredths = chances.map(text => Number.parseInt(text, 10));
    expect(hundredths.reduce((sum, one) => sum + one, 0)).toBe(100);
  });

  it('has one title everywhere, and no title says what the answer does not bear', async () => {
    const result = await answer(drafted, { detail: 'full', replications: 60 });
    const { title, turns } = decisionWords(result.findings, {
      options: result.options,
      inputs: described.inputs,
      partners: drafted.partners.map(partner => partner.name),
      years: drafted.years,
    });
    expect(textOf(paperOf(drafted, result).xml('word/document.xml'))).toContain(title);
    expect(optionsFinding(result)!.title).toBe(title);
    const named = result.findings.filter(finding => finding.kind === 'changes-the-answer' && finding.test.passed);
    const switching = result.tornado.bars.filter(bar => bar.switching !== null);
    expect(named.map(finding => finding.about.input)).toEqual(switching.map(bar => bar.input));
    if (switching.length === 0) expect(turns).toContain('Nothing tested turns');
    else expect(turns).toContain(switching[0]!.label);
    const fixed = result.findings.map(finding =>
      finding.kind === 'changes-the-answer' ? { ...finding, test: { ...finding.test, passed: false } } : finding,
    );
    expect(optionsWords({ ...result, findings: fixed }, described.inputs).turnsTitle).toMatch(/^Nothing tested turns/);
  });

  it('names a tie as a tie', async () => {
    const [first, second] = drafted.options;
    const twin = { ...second!, id: 'twin', name: 'Its twin' };
    const { findings, options } = await answer({ ...drafted, options: [first!, second!, twin] }, { replications: 40 });
    for (const kind of ['quickest', 'fairest'] as const)
      expect(findings.find(finding => finding.kind === kind)!.about.options).toEqual(
        expect.arrayContaining(['county-wide', 'twin']),
      );
    const worth = findings.find(finding => finding.kind === 'worth')!;
    if (worth.about.options.includes('county-wide')) expect(worth.about.options).toContain('twin');
    expect(options).toHaveLength(3);
  });
});

describe('engines that disagree beyond their errors', () => {
  const ofEngines = ({ notes }: AppraisalResult) =>
    notes.filter(({ code }) => code === 'engines-disagree').map(({ text }) => text);
  const times = ['within-72-hours', 'weeks-to-allocation', 'weeks-to-allocation-90'] as const;

  it('say so of waits too, in an answer by formulas: each that the simulation itself says otherwise', async () => {
    const asked = { detail: 'full', replications: 60 } as const;
    const formulas = await answer(drafted, asked);
    const simulation = await answer(drafted, { ...asked, engine: 'simulation' });
    const bySimulation = ofEngines(formulas).find(text => text.includes('second by the simulation'))!;
    let beyond = 0;
    for (const id of times) {
      const { label, format } = described.measures.find(measure => measure.id === id)!;
      for (const [at, option] of formulas.options.entries()) {
        const other = simulation.options[at]!;
        const error = Math.hypot(option.errors[id]!, other.errors[id]!);
        const apart = Math.abs(option.measures[id].value! - other.measures[id].value!);
        if (apart < 3 * error || apart < 0.05 * option.measures[id].value!) continue;
        beyond++;
        const said = new RegExp(
          `${label}: [^;]*${option.name} ${estimateText(option.measures[id], format)} and ([0-9]+(?:\\.[0-9]+)?)`,
        );
        const second = Number(said.exec(bySimulation)?.[1]) * (format === 'percent' ? 0.01 : 1);
        // What it is said to be is what it is, within the errors of both.
        expect(Math.abs(second - other.measures[id].value!), `${id} ${option.name}`).toBeLessThan(3 * error);
      }
    }
    expect(beyond).toBeGreaterThan(1);
    const paper = textOf(paperOf(drafted, formulas).xml('word/document.xml'));
    for (const shown of [paper, formatAppraisal({ ...formulas, changes: [] })])
      for (const text of ofEngines(formulas)) expect(shown).toContain(text);
    const count = formulas.findings.find(({ kind }) => kind === 'engines-disagree')!.figures['figures']!;
    expect(optionsFinding(formulas)!.facts.join(' ')).toContain(
      `Ways of working it out differ beyond their errors in ${count} figures`,
    );
  }, 60_000);

  it('say so of waits in an answer by the fluid, which has none by chance', async () => {
    const fluid = await answer(drafted, { detail: 'full', replications: 60, engine: 'fluid' });
    expect(ofEngines(fluid).join(' ')).toMatch(/second by formulas\. .*Weeks to a worker: /);
  });

  it('say nothing where they agree: with staff enough nobody waits by any of them', async () => {
    const idle = certain({
      ...drafted,
      options: drafted.options.map(option => ({
        ...option,
        inputs: { ...option.inputs, interview_wte: point(60), targeted_wte: point(120), weekend_cover: point(1) },
        contracts: option.contracts.map(({ inputs, ...contract }) => {
          const { interview_wte: _i, targeted_wte: _t, ...rest } = inputs;
          return { ...contract, inputs: rest };
        }),
      })),
    });
    const text = ofEngines(await answer(idle, { detail: 'full', replications: 20 })).join(' ');
    expect(text).not.toMatch(/Weeks to a worker/);
  });
});

describe('a headline', () => {
  it('is the mean over the draws: more draws of the same inputs give the same within their errors', async () => {
    const few = await answer(drafted);
    const many = await answer(drafted, { replications: 1500 });
    for (const [at, option] of few.options.entries()) {
      const other = many.options[at]!;
      for (const id of ['npsv', 'within-72-hours', 'cost-a-year', 'children-helped'] as const) {
        const error = Math.hypot(option.errors[id]!, other.errors[id]!);
        expect(Math.abs(option.measures[id].value! - other.measures[id].value!), id).toBeLessThanOrEqual(
          3 * error + 1e-9,
        );
      }
      expect(option.measures.npsv.value).toBe(option.presentValueBenefits - option.presentValueCosts);
    }
  }, 60_000);
});

describe('an appraisal of which nobody has given anything', () => {
  it('counts its placeholders, ranks under nobody’s weights, and says on every page what it rests on', async () => {
    const result = await answer(sketch, { detail: 'full', replications: 40 });
    const { standing, ranking, findings } = result;
    expect(standing.inputs).toMatchObject({ given: 0, data: 0, all: model.inputs.length });
    expect(standing.inputs.placeholder).toBe(model.inputs.length);
    expect([standing.posts.all, standing.posts.given, standing.budgets.given, standing.weights.given]).toEqual([
      18, 0, 0, 0,
    ]);
    expect(standing.isDraft).toBe(true);
    expect([ranking.scores, ranking.stability]).toEqual([[], []]);
    expect(findings.filter(finding => finding.kind === 'ranked-first')).toEqual([]);
    expect(result.options.flatMap(option => option.partners.map(partner => partner.affordable))).toEqual(
      result.options.flatMap(option => option.partners.map(() => null)),
    );
    const word = paperOf(sketch, result);
    const body = textOf(word.xml('word/document.xml'));
    expect(textOf(word.xml('word/header1.xml'))).toContain(draftMark);
    expect(body).toContain(
      'None of 84 inputs, none of 18 posts, no budget and no weights have been given by an organisation.',
    );
    expect(body).not.toMatch(/OFFICIAL|Joint Commissioning Group|gives most for the money|would pay more than/);
    // Nor is anything said of a service as it is.
    expect(body).toContain('This is what follows from placeholders alone. It says nothing of how any service is.');
    expect(body).not.toMatch(/more work comes in somewhere than can be done/);
    expect(findings.filter(({ kind, strength }) => kind === 'overloaded' && strength !== 'not-shown')).toEqual([]);
    for (const partner of sketch.partners) expect(body).not.toMatch(new RegExp(`${partner.name}[^.]{0,40}£\\d`));
    for (const input of model.inputs)
      if (input.value.basis.state === 'placeholder') expect(input.value.grade).toBeNull();
    // Terminal and slide say no more than the paper.
    expect(formatAppraisal({ ...result, changes: [] })).toContain(draftMark);
    expect(optionsFinding(result)!.title).toBe('A sketch: no organisation has given an input yet');
  });
});

describe('options that are compared on unequal terms', () => {
  it('are told by name, with what was set for some of them alone; levers are no such terms', async () => {
    const hub = drafted.options.findIndex(option => option.id === 'hub-and-spoke');
    const worth = (value: number): Appraisal => ({
      ...drafted,
      options: drafted.options.map((option, at) =>
        at === hub ? { ...option, inputs: { ...option.inputs, episode_social: point(value) } } : option,
      ),
    });
    const noteOf = ({ notes }: AppraisalResult) => notes.find(note => note.code === 'unequal-terms')?.text;
    expect(noteOf(await answer(drafted, { replications: 10 }))).toBeUndefined();
    const label = model.inputs.find(input => input.id === 'episode_social')!.label;
    expect(noteOf(await answer(worth(50_000), { replications: 10 }))).toContain(`${label} (Hub and spoke)`);
  });

  it('have no lottery index where nobody is interviewed', async () => {
    const nobody: Appraisal = {
      ...drafted,
      options: drafted.options.map((option, at) =>
        at === 1 ? { ...option, inputs: { ...option.inputs, interview_wte: point(0) } } : option,
      ),
    };
    const result = await answer(nobody, { replications: 10 });
    expect(lotteryText(result.options[1]!)).toBe('–');
    expect(lotteryText(result.options[0]!)).toMatch(/%$/);
  });
});
