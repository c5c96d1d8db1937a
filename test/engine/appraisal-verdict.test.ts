import { describe, expect, it } from 'vitest';
import { formatAppraisal } from '../../electron/cli/appraise.ts';
import { optionsFinding, optionsWords } from '../../electron/engine/briefing/findings.ts';
import { dataAnnex } from '../../electron/engine/commissioning/paper/data-annex.ts';
import { optionsPaper } from '../../electron/engine/commissioning/paper/options-paper.ts';
import { docxBytes } from '../../electron/engine/documents/document.ts';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import type { Appraisal, InputValue } from '../../shared/model/appraisal.ts';
import { placeholder } from '../../shared/model/appraisal.ts';
import {
  draftedText,
  draftMark,
  gapsText,
  sketchPaysText,
  sketchScoresText,
  sketchText,
  unorderedText,
} from '../../shared/text/appraisal.ts';
import {
  aboutTest,
  allGiven,
  answer,
  drafted,
  model,
  partnersAlone,
  point,
  sketch,
  withInputs,
} from './appraisal-setting.ts';
import { readOffice, textOf } from './briefing-reading.ts';

/* Placeholders are no evidence: which option is better is said only of what was given, or comes from the data. */

const full = { detail: 'full', replications: 24 } as const;
const kindsOf = ({ standing }: AppraisalResult) => standing.gaps.map(({ kind }) => kind);
const paperOf = (appraisal: Appraisal, result: AppraisalResult): string =>
  textOf(readOffice(docxBytes(optionsPaper(appraisal, result, aboutTest))).xml('word/document.xml'));

/** Any sentence by which one option is better than another, or is something to a partner. */
const verdicts =
  /gives most for the money|is quickest|cannot be told apart|is shown to be worth|comes closest to (the same|equal)|no more uneven than chance|turns with|Nothing tested turns|covers its share in nine|would pay more than for|by the weights of|budgets may not cover/;

/** Everything that a person reads of an answer. */
function shownOf(appraisal: Appraisal, result: AppraisalResult): readonly string[] {
  const slide = optionsFinding(result)!;
  const { title, turnsTitle, fairnessTitle } = optionsWords(result);
  return [
    paperOf(appraisal, result),
    formatAppraisal({ ...result, changes: [] }),
    [slide.title, ...slide.facts, title, turnsTitle, fairnessTitle].join('\n'),
  ];
}

function expectNoVerdict(appraisal: Appraisal, result: AppraisalResult): void {
  const missing = gapsText(result.standing.gaps);
  expect(missing).toMatch(/^Still to be given by an organisation, or to come from the data/);
  for (const text of shownOf(appraisal, result)) {
    expect(text).not.toMatch(verdicts);
    expect(text).toContain(missing);
  }
  expect(JSON.stringify(dataAnnex(appraisal, result, aboutTest))).toContain(missing);
  expect(paperOf(appraisal, result)).toContain(sketchText(result.standing));
  expect(formatAppraisal({ ...result, changes: [] })).toContain(draftMark);
  for (const { kind, strength } of result.findings)
    if (!['rests-on', 'serves-nobody', 'engines-disagree'].includes(kind))
      expect([kind, strength]).toEqual([kind, 'not-shown']);
  expect(result.findings.find(({ kind }) => kind === 'rests-on')!.test.passed).toBe(false);
}

const nobody = (value: InputValue): InputValue => ({ ...value, basis: placeholder, grade: null, owner: '' });
const own = (id: string): InputValue => model.inputs[model.slots.get(id)!]!.value;
const placeholderOf = (...ids: readonly string[]): Appraisal =>
  withInputs(drafted, Object.fromEntries(ids.map(id => [id, nobody(own(id))])));
const ofOption = (at: number, id: string): Appraisal => ({
  ...drafted,
  options: drafted.options.map((option, k) =>
    k === at ? { ...option, inputs: { ...option.inputs, [id]: nobody(option.inputs[id]!) } } : option,
  ),
});

describe('one value that somebody gave', () => {
  it.each(['training_days', 'effect_repeat', 'hours_per_interview', 'salary_interviewer', 'discount_schedule'])(
    'opens no verdict: %s',
    async id => {
      const asked = withInputs(sketch, {
        [id]: { ...own(id), basis: { state: 'given', by: 'NHS', on: '2017-11-02' } },
      });
      const result = await answer(asked, full);
      expect(result.standing.inputs.given).toBe(1);
      expectNoVerdict(asked, result);
      expect(optionsFinding(result)!.title).toBe(
        'A sketch: too much of it is placeholder to say which option is better',
      );
      expect(sketchText(result.standing)).toContain('placeholders and what was given');
    },
  );

  it('or all that partners have to give opens none, and no partner is said to prefer or to afford anything', async () => {
    const result = await answer(partnersAlone, full);
    expectNoVerdict(partnersAlone, result);
    const names = partnersAlone.partners.map(({ name }) => name);
    for (const words of [unorderedText(names), sketchPaysText, sketchScoresText])
      expect(paperOf(partnersAlone, result)).toContain(words);
    expect(optionsWords(result).affordability).toBe(
      'What the options cost rests on placeholders, so nobody can say whether a budget covers its share.',
    );
  });
});

describe('what the application drafted', () => {
  it('is said to be its own while nobody has given anything: options and their effects without a number', async () => {
    const result = await answer(sketch, full);
    const paper = paperOf(sketch, result);
    expect(paper.split(draftedText)).toHaveLength(3);
    expect(paper).not.toMatch(/no longer depends|that grew there|: the whole area.*Hub for the whole area: the/);
    expect(paperOf(drafted, await answer(drafted, full))).not.toContain(draftedText);
  });
});

describe('what a verdict needs', () => {
  it('is said to be missing, kind by kind, with the names of what is', async () => {
    const { standing } = await answer(sketch, full);
    const words = gapsText(standing.gaps);
    for (const part of [
      'need by district (missing episodes and CSE referrals)',
      'the posts of Ad hoc provision (18 of 18), One county-wide contract (2 of 2), Two council contracts (4 of 4) and Hub and spoke (2 of 2)',
      'what the services achieve (“Effect on repeat missing” and “Risk reduced at closure”)',
      'of what moves it is placeholder where 20\u00a0% may be',
    ])
      expect(words).toContain(part);
  });

  const without: Readonly<Record<string, readonly [Appraisal, string]>> = {
    'need by district': [{ ...drafted, needStanding: { basis: placeholder, source: '' } }, 'need'],
    'need of one kind': [
      {
        ...drafted,
        needStandings: { episodes: drafted.needStanding, referrals: { basis: placeholder, source: '' } },
      },
      'need',
    ],
    'the posts of an option': [ofOption(1, 'targeted_wte'), 'posts'],
    'one post of the do-minimum': [
      {
        ...drafted,
        options: drafted.options.map((option, at) =>
          at > 0
            ? option
            : {
                ...option,
                contracts: option.contracts.map((contract, k) =>
                  k === 4
                    ? {
                        ...contract,
                        inputs: { ...contract.inputs, interview_wte: nobody(contract.inputs['interview_wte']!) },
                      }
                    : contract,
                ),
              },
        ),
      },
      'posts',
    ],
    'an effect': [placeholderOf('risk_reduced'), 'effects'],
    'an effect that is typed as certain and given by nobody': [
      withInputs(drafted, { effect_repeat: nobody(point(0.13)) }),
      'effects',
    ],
    'what moves it': [
      placeholderOf(
        'hours_per_interview',
        'late_effect',
        'episode_social',
        'case_social',
        'attribution',
        'deadweight',
        'direct_share',
        'episodes_level',
        'prevalence_growth',
        'episode_fiscal',
      ),
      'movers',
    ],
  };

  it.each(Object.entries(without))('is missing without %s', async (_, [asked, kind]) => {
    const result = await answer(asked, full);
    expect(kindsOf(result)).toContain(kind);
    expectNoVerdict(asked, result);
  });

  it('is not made up by typing numbers that nobody gave: a placeholder held certain still moves the answer', async () => {
    const ids = model.inputs
      .filter(({ id, lever }) => !lever && id !== 'effect_repeat' && id !== 'risk_reduced')
      .map(({ id }) => id);
    const typed = withInputs(
      drafted,
      Object.fromEntries(
        ids.map(id => {
          const { distribution } = own(id);
          const middle = 'low' in distribution ? (distribution.low + distribution.high) / 2 : 0;
          return [id, nobody(distribution.kind === 'point' ? own(id) : point(middle))];
        }),
      ),
    );
    const result = await answer(typed, full);
    expect(result.standing.movedByPlaceholders!).toBeGreaterThan(0.2);
    expect(kindsOf(result)).toEqual(['movers']);
    expectNoVerdict(typed, result);
  });

  it('holds a placeholder that turns the order within its own range', async () => {
    const wide = nobody({ ...point(0), distribution: { kind: 'normal', low: 0.02, high: 0.5, coverage: 0.8 } });
    const result = await answer(withInputs(drafted, { effect_repeat: wide }), full);
    expect(result.tornado.bars.find(({ input }) => input === 'effect_repeat')!.switching).not.toBeNull();
    expect(kindsOf(result)).toContain('turning');
  });

  it('is there when all of it was given: then it is said which option is better, and nothing is missing', async () => {
    const result = await answer(drafted, full);
    expect([result.standing.gaps, result.standing.isDraft, gapsText(result.standing.gaps)]).toEqual([[], false, '']);
    for (const text of shownOf(drafted, result)) expect(text).toMatch(verdicts);
    expect(result.findings.some(({ caveats }) => caveats.includes('no-verdict'))).toBe(false);
    // A placeholder that moves little takes none of it away.
    const little = placeholderOf('hours_away', 'case_unit', 'season_swing');
    const still = await answer(little, full);
    expect(still.standing.inputs.placeholder).toBe(3);
    expect([kindsOf(still), still.standing.isDraft]).toEqual([[], false]);
    expect(optionsFinding(still)!.title).toBe(optionsFinding(result)!.title);
  });

  it('is not known before it is worked out what moves the answer, and nothing is said until then', async () => {
    const little = placeholderOf('hours_away');
    const headlines = await answer(little, { replications: 24 });
    expect(kindsOf(headlines)).toEqual(['not-known']);
    expect(optionsFinding(headlines)!.title).toBe('What this rests on is being worked out');
    expect(optionsFinding(headlines)!.title).not.toMatch(verdicts);
    // Without any placeholder there is nothing to work out.
    expect(kindsOf(await answer(drafted, { replications: 24 }))).toEqual([]);
  });

  it('is asked of the two options that come first, whichever two somebody looks at', async () => {
    const asked = without['what moves it']![0];
    const whole = await answer(asked, full);
    for (const compare of [
      ['two-councils', 'ad-hoc'],
      ['hub-and-spoke', 'county-wide'],
    ] as const) {
      const looked = await answer(asked, { ...full, compare: [...compare] });
      expect(looked.standing).toEqual(whole.standing);
    }
  });
});

describe('an appraisal of which everything was given', () => {
  it('is the same as before but for who gave it', async () => {
    const [one, other] = [await answer(partnersAlone, full), await answer(allGiven(partnersAlone), full)];
    expect(other.options.map(({ measures }) => measures)).toEqual(one.options.map(({ measures }) => measures));
  });
});
