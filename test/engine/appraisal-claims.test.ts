import { describe, expect, it } from 'vitest';
import { toldAnswer } from '../../electron/engine/commissioning/told-answer.ts';
import { formatAppraisal } from '../../electron/cli/appraise.ts';
import { frozenOptions } from '../../electron/engine/briefing/frozen-options.ts';
import { optionsFinding, optionsWords } from '../../electron/engine/briefing/findings.ts';
import { modelDescription } from '../../electron/engine/commissioning/inputs.ts';
import { dataAnnex } from '../../electron/engine/commissioning/paper/data-annex.ts';
import { optionsPaper } from '../../electron/engine/commissioning/paper/options-paper.ts';
import { docxBytes } from '../../electron/engine/documents/document.ts';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import type { Appraisal, Distribution, InputValue } from '../../shared/model/appraisal.ts';
import { appraisalStanding, inputState } from '../../shared/model/appraisal-standing.ts';
import { basisText, penceText, plausibleText, standingText, switchingText } from '../../shared/text/appraisal.ts';
import { aboutTest, answer, drafted, model, point, sketch, withInputs } from './appraisal-setting.ts';
import { readOffice, textOf, wordTables } from './briefing-reading.ts';

const described = modelDescription(model);
const paperOf = (appraisal: Appraisal, result: AppraisalResult) =>
  readOffice(docxBytes(optionsPaper(appraisal, result, aboutTest)));
const bodyOf = (appraisal: Appraisal, result: AppraisalResult) =>
  textOf(paperOf(appraisal, result).xml('word/document.xml'));
const ranged = (distribution: Distribution): InputValue => ({ ...point(0), distribution });
const sketchBasis = { basis: { state: 'placeholder' }, grade: null, owner: '' } as const;
const compare: [string, string] = ['hub-and-spoke', 'county-wide'];

describe('what turns the answer', () => {
  it('lies within the input’s own range; what lies outside is named as outside', async () => {
    const result = await answer(drafted, { detail: 'full', compare });
    const bar = result.tornado.bars.find(({ input }) => input === 'effect_repeat')!;
    expect(bar.plausible).toEqual([0.08, 0.18]);
    const turning = bar.switching ?? bar.switchingOutside!;
    expect(turning).toBeGreaterThan(0.18);
    expect([bar.switching, bar.switchingOutside]).toEqual([null, turning]);
    // The same input, with a range that holds the place, turns the answer there.
    const wider = withInputs(drafted, {
      effect_repeat: ranged({ kind: 'normal', low: 0.02, high: 0.24 + (turning - 0.24) * 2, coverage: 0.8 }),
    });
    const wide = (await answer(wider, { detail: 'full', compare })).tornado.bars.find(
      ({ input }) => input === 'effect_repeat',
    )!;
    expect(wide.switching).not.toBeNull();
    expect(wide.switching! >= wide.plausible[0] && wide.switching! <= wide.plausible[1]).toBe(true);
    // There it is nothing, over all draws of the other inputs, to less than a penny.
    const { options } = await answer(withInputs(wider, { effect_repeat: point(wide.switching!) }));
    const npsv = compare.map(id => options.find(option => option.id === id)!.measures.npsv.value!);
    expect(Math.abs(npsv[0]! - npsv[1]!)).toBeLessThan(0.01);
    expect(switchingText(bar, 'number')).toMatch(/^only outside, near 0\.\d+$/);
    expect(plausibleText(bar, 'number')).toBe('0.08 to 0.18');
  });

  it('is a title only where the claim passes, on every slide and page', async () => {
    const result = await answer(drafted, { detail: 'full', compare });
    const inside = result.tornado.bars.filter(bar => bar.switching !== null);
    expect(inside).toEqual([]);
    expect(optionsWords(result).turnsTitle).toBe(
      'Nothing tested turns the order of Hub and spoke and One county-wide contract on money',
    );
    const body = bodyOf(drafted, result);
    expect(body).toContain('Nothing tested turns the order of Hub and spoke and One county-wide contract on money');
    expect(body).toContain('only outside of what is plausible');
    expect(body).not.toMatch(/can turn the order|money turns with/);
  });
});

/** What a person is shown of an answer: paper, annex, slide and terminal. */
const shownOf = (appraisal: Appraisal, result: AppraisalResult): readonly string[] => [
  bodyOf(appraisal, result),
  JSON.stringify(dataAnnex(appraisal, result, aboutTest)),
  JSON.stringify(frozenOptions(result, described, 'partners', 'Who pays')),
  formatAppraisal({ ...result, changes: [] }),
];

describe('a share that is a placeholder', () => {
  const halfGiven: Appraisal = {
    ...drafted,
    partners: drafted.partners.map((partner, at) =>
      at < 2
        ? partner
        : { ...partner, standing: { ...partner.standing, share: { basis: { state: 'placeholder' }, source: '' } } },
    ),
  };

  it('gives no partner an amount, in paper, annex, slide and terminal alike', async () => {
    for (const appraisal of [sketch, halfGiven]) {
      const result = await answer(appraisal, { replications: 20 });
      for (const text of shownOf(appraisal, result))
        for (const option of result.options)
          for (const { penceAYear, netPenceAYear, overspendPence, pence } of option.partners)
            for (const amount of [penceAYear, netPenceAYear, overspendPence, ...pence].filter(one => one > 100_00)) {
              expect(text.includes(penceText(amount)), penceText(amount)).toBe(false);
              expect(text.includes(`,${(amount / 100).toFixed(2)},`), penceText(amount)).toBe(false);
            }
      const [paper] = shownOf(appraisal, result);
      expect(paper).toContain('no amount is put down to any of them');
      expect(result.findings.find(({ kind }) => kind === 'affordable')!.test.passed).toBe(false);
    }
    expect(bodyOf(halfGiven, await answer(halfGiven, { replications: 20 }))).toContain(
      '2 of 4 partners have given their shares of the cost: until all have',
    );
  });

  it('is null for programs too, with the state that says why, and a given one adds up to the penny', async () => {
    for (const appraisal of [sketch, halfGiven]) {
      const { options } = toldAnswer(await answer(appraisal, { replications: 20 }));
      for (const { partners, leaving } of options) {
        for (const { state, pence, penceAYear, netPenceAYear, overspendPence } of partners) {
          expect(state).toBe('placeholder');
          expect(pence).toHaveLength(appraisal.years);
          expect([...pence, penceAYear, netPenceAYear, overspendPence].every(one => one === null)).toBe(true);
        }
        for (const { state, pence } of leaving)
          expect([state, pence.every(one => one === null)]).toEqual(['placeholder', true]);
      }
    }
    const result = await answer(drafted, { replications: 20 });
    const told = toldAnswer(result);
    for (const [at, option] of told.options.entries()) {
      expect(option.partners).toMatchObject(result.options[at]!.partners);
      expect(option.partners.every(({ state }) => state === 'given')).toBe(true);
      for (const [y, { costNominal }] of option.years.entries())
        expect(option.partners.reduce((sum, one) => sum + one.pence[y]!, option.unpaidPence[y]!)).toBe(
          Math.round(costNominal * 100),
        );
    }
  });

  it('is told from one that was given: then every amount is there, to the penny', async () => {
    const result = await answer(drafted, { replications: 20 });
    const [paper, annex, slide] = shownOf(drafted, result);
    for (const { penceAYear } of result.options[1]!.partners) {
      expect(paper).toContain(penceText(penceAYear));
      expect(annex).toContain(String(penceAYear / 100));
      expect(slide).toContain(penceText(penceAYear));
    }
  });
});

describe('the states of a value', () => {
  it('are three: what cites a public document is a placeholder until an organisation has given it', async () => {
    for (const input of model.inputs) {
      const { basis, source, grade, owner } = input.value;
      expect([input.id, basis.state, grade, owner]).toEqual([input.id, 'placeholder', null, '']);
      if (input.id === 'target_hours') expect(source).toMatch(/^Department for Education, January 2014/);
      expect(inputState(sketch, input)).toBe('placeholder');
    }
    const result = await answer(sketch, { replications: 20 });
    const { inputs } = result.standing;
    expect(inputs.given + inputs.data + inputs.placeholder).toBe(inputs.all);
    const body = bodyOf(sketch, result);
    expect(body).toContain('None of 84 inputs');
    expect(body).not.toContain('Given by');
    const hours = withInputs(sketch, {
      target_hours: { ...point(72), basis: { state: 'given', by: 'Department for Education', on: '2014-01' } },
    });
    const given = await answer(hours, { replications: 20 });
    expect(given.standing.inputs.given).toBe(1);
    expect(basisText(hours.inputs['target_hours']!.basis)).toMatch(/^Given by Department for Education/);
    expect(bodyOf(hours, given)).toContain('1 of 84 inputs');
  });
});

describe('an input that is set for some options alone', () => {
  const own = (appraisal: Appraisal, id: string, value: InputValue): Appraisal => ({
    ...appraisal,
    options: appraisal.options.map((option, at) =>
      at === 0 ? { ...option, inputs: { ...option.inputs, [id]: value } } : option,
    ),
  });
  const mine = { ...point(3), ...sketchBasis };

  it('is counted as given where somebody gave it for the others, and it is said that it holds for some', async () => {
    // The do-minimum has attempts of its own that nobody gave.
    expect(sketch.options[0]!.inputs['attempts']!.basis.state).toBe('placeholder');
    const asked = withInputs(sketch, { attempts: point(4) });
    const result = await answer(asked, { replications: 10 });
    expect(result.standing.inputs).toMatchObject({ given: 1, inPart: { given: 1, data: 0 } });
    const words = '1 of 84 inputs (for some options only), none of 18 posts';
    for (const shown of shownOf(asked, result).filter((_, at) => at !== 2)) expect(shown).toContain(words);
    expect(optionsFinding(result)!.facts.join(' ')).toContain(words);
  });

  it('is counted once, whatever is set where, and every input is counted as one of three', async () => {
    const twice = withInputs(own(withInputs(sketch, { attempts: point(4) }), 'opens', mine), {
      opens: point(9),
      closes: point(17),
    });
    const { inputs } = (await answer(twice, { replications: 5 })).standing;
    expect(inputs).toMatchObject({ given: 3, data: 0, inPart: { given: 2, data: 0 } });
    expect(inputs.given + inputs.data + inputs.placeholder).toBe(inputs.all);
    expect(standingText({ ...appraisalStanding(twice, model.inputs) })).toContain(
      '3 of 84 inputs (2 of them for some options only)',
    );
    // One that every option sets otherwise is in force nowhere.
    const nowhere = withInputs(
      { ...sketch, options: sketch.options.map(option => ({ ...option, inputs: { ...option.inputs, opens: mine } })) },
      { opens: point(9) },
    );
    expect((await answer(nowhere, { replications: 5 })).standing.inputs.given).toBe(0);
  });
});

describe('an option that serves nobody', () => {
  const empty = (id: 'interview_wte' | 'targeted_wte'): Appraisal => ({
    ...drafted,
    options: drafted.options.map(option =>
      option.id === 'county-wide' ? { ...option, inputs: { ...option.inputs, [id]: point(0) } } : option,
    ),
  });

  it('is never first without the words, wherever the decision is told', async () => {
    for (const [id, words] of [
      ['interview_wte', /under One county-wide contract nobody is interviewed/i],
      ['targeted_wte', /under One county-wide contract nobody gets a worker/i],
    ] as const) {
      const appraisal = empty(id);
      const result = await answer(appraisal, { replications: 20 });
      expect(optionsFinding(result)!.title).toMatch(words);
      expect(optionsWords(result).money).toMatch(words);
      expect(bodyOf(appraisal, result)).toMatch(words);
      expect(formatAppraisal({ ...result, changes: [] })).toMatch(words);
    }
    const served = await answer(drafted, { replications: 20 });
    expect(optionsWords(served).unserved).toBe('');
  });

  it('is said of a sketch too', async () => {
    const nobody = withInputs(sketch, {});
    const appraisal = {
      ...nobody,
      options: nobody.options.map((option, at) =>
        at === 1 ? { ...option, inputs: { ...option.inputs, interview_wte: { ...point(0), ...sketchBasis } } } : option,
      ),
    };
    const result = await answer(appraisal, { replications: 20 });
    expect(optionsFinding(result)!.title).toMatch(/^A sketch: .*under One county-wide contract nobody is interviewed$/);
    expect(wordTables(paperOf(appraisal, result)).length).toBeGreaterThan(0);
    expect(bodyOf(appraisal, result)).toContain('Under One county-wide contract nobody is interviewed.');
  });
});
