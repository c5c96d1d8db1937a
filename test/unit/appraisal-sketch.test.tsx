import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { toldAnswer } from '../../electron/engine/commissioning/told-answer.ts';
import { optionsPaper } from '../../electron/engine/commissioning/paper/options-paper.ts';
import { docxBytes } from '../../electron/engine/documents/document.ts';
import { decisionOf } from '../../renderer/features/scenarios/decision.tsx';
import { Overview } from '../../renderer/features/scenarios/overview.tsx';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import { gapItems, sketchText, sketchTurnsText, standingText } from '../../shared/text/appraisal.ts';
import { aboutTest, answer, drafted, point, sketch, withInputs } from '../engine/appraisal-setting.ts';
import { readOffice, textOf } from '../engine/briefing-reading.ts';

vi.mock('../../renderer/bridge/workbench.ts', () => ({
  ask: () => Promise.reject(new Error('Nothing is asked.')),
  hear: () => () => undefined,
  hearChanges: () => () => undefined,
  sentenceOf: String,
}));

/** The first screen as it is read, without its marks. */
const screenOf = (appraisal: Appraisal, result: AppraisalResult): string =>
  renderToStaticMarkup(
    <Overview
      result={result}
      whole={result}
      decision={decisionOf(appraisal, aboutTest.model, result)}
      model={aboutTest.model}
      onInputs={() => undefined}
    />,
  )
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');

/** Without any effect nothing is worth more than what there is, and without a cost of its own nothing is cheaper. */
const worthless = (appraisal: Appraisal): Appraisal =>
  withInputs(appraisal, { effect_repeat: point(0), risk_reduced: point(0) });

describe('where no organisation has given a value', () => {
  it('neither screen nor paper says which option is best or what turns it, and both count what was given', async () => {
    const result = await answer(sketch, { detail: 'full', replications: 20 });
    const screen = screenOf(sketch, result);
    const office = readOffice(docxBytes(optionsPaper(sketch, result, aboutTest)));
    const paper = textOf(office.xml('word/document.xml'));
    for (const words of [sketchText(result.standing), sketchTurnsText, standingText(result.standing)]) {
      expect(screen).toContain(words);
      expect(paper).toContain(words);
    }
    // What is missing for a verdict stands on both.
    const spaced = (text: string) => text.replaceAll(/\s+/g, ' ');
    for (const item of gapItems(result.standing.gaps))
      for (const shown of [screen, paper]) expect(spaced(shown)).toContain(spaced(item));
    expect(paper).toContain('places for 4 partners, none of whom has given anything yet');
    expect(paper).not.toMatch(/Which districts gain|its own count/);
    // On the cover, before the contents.
    expect(paper.indexOf(standingText(result.standing))).toBeLessThan(paper.indexOf('In this paper'));
    // Of an empty workspace nobody knows how it is today.
    expect(screen).not.toMatch(/\b([Tt]oday|now)\b/);
    expect(screen).not.toMatch(/would have to move for equal access/);
    for (const text of [screen, paper]) {
      expect(text).not.toMatch(/has the highest NPSV|gives most|is quickest|on money turns with|choosing it loses/);
      expect(text).not.toMatch(/cannot pay for itself/);
    }
  });

  it('no finding between options is shown, in the annex and for programs, whatever the draws tell', async () => {
    const result = await answer(sketch, { detail: 'full', replications: 20 });
    const between = result.findings.filter(({ kind }) =>
      ['worth', 'quickest', 'fairest', 'changes-the-answer'].includes(kind),
    );
    expect(between.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['worth', 'quickest', 'changes-the-answer']),
    );
    for (const { strength, caveats } of between) {
      expect(strength).toBe('not-shown');
      expect(caveats).toContain('nothing-given');
    }
    const given = await answer(drafted, { detail: 'full', replications: 20 });
    expect(given.findings.some(({ caveats }) => caveats.includes('nothing-given'))).toBe(false);
  });

  it('the answer for programs puts no amount down to a partner', async () => {
    const { options } = toldAnswer(await answer(sketch, { replications: 5 }));
    for (const { partners, leaving } of options) {
      for (const { alonePenceAYear, budgetPence, penceAYear } of partners)
        expect([alonePenceAYear, budgetPence, penceAYear]).toEqual([null, null, null]);
      for (const { costPence, alonePence, unpaidPence, pence } of leaving)
        expect([costPence, alonePence, unpaidPence, ...pence].every(one => one === null)).toBe(true);
    }
  });
});

describe('where the do-minimum has the highest value', () => {
  it.each([
    ['in a sketch', sketch],
    ['with given values', drafted],
  ])('is not set against itself, %s', async (_, appraisal) => {
    const asked = worthless(appraisal);
    const result = await answer(asked, { detail: 'full', replications: 20 });
    const [doMinimum, ...others] = result.options;
    const next = others.toSorted((a, b) => b.measures.npsv.value! - a.measures.npsv.value!)[0]!;
    expect(next.measures.npsv.value!).toBeLessThan(0);
    const screen = screenOf(asked, result);
    expect(screen).toContain(`and under ${next.name} ●`);
    expect(screen).not.toContain(`Under ${doMinimum!.name}:`);
    expect(screen).not.toMatch(/, and {1,2}in eight of ten/);
  });
});

describe('a budget that nobody gave', () => {
  it('stands beside no partner, although a document holds one', async () => {
    const [first, ...rest] = drafted.partners;
    const nobody = { basis: { state: 'placeholder' }, source: '' } as const;
    const asked = { ...drafted, partners: [{ ...first!, standing: { ...first!.standing, budget: nobody } }, ...rest] };
    const { options } = await answer(asked, { replications: 5 });
    for (const { partners } of options)
      expect(partners.map(one => one.budgetPence !== null)).toEqual([false, ...rest.map(() => true)]);
  });
});

describe('hours that are allowed', () => {
  it('are said where measures are named for others', async () => {
    const notes = async (hours: number) =>
      (await answer(withInputs(drafted, { target_hours: point(hours) }), { replications: 3 })).notes.filter(
        ({ code }) => code === 'target-hours',
      );
    expect(await notes(72)).toEqual([]);
    expect((await notes(48)).map(({ text }) => text)).toEqual([
      'Where this says “within 72 hours”, 48 hours are what the inputs allow.',
    ]);
  });
});

describe('a budget without an amount, and weights that weigh nothing', () => {
  it('are not given, whatever is said beside them', async () => {
    const given = { basis: { state: 'given', by: 'NHS', on: '2017-11-02' }, source: 'test' } as const;
    const said = { share: given, benefitShare: given, budget: given, weights: given };
    const none = drafted.partners.map(one => ({
      ...one,
      budget: null,
      weights: one.weights.map(() => 0),
      groupWeights: one.groupWeights.map(() => 0),
      standing: said,
    }));
    const { standing, findings, ranking } = await answer({ ...drafted, partners: none }, { replications: 5 });
    expect([standing.budgets.given, standing.weights.given]).toEqual([0, 0]);
    expect(findings.find(({ kind }) => kind === 'affordable')!.caveats).toEqual(['no-budget']);
    expect(ranking.scores).toEqual([]);
  });
});
