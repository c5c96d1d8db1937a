import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import { dataAnnex } from '../../electron/engine/commissioning/paper/data-annex.ts';
import { docxBytes } from '../../electron/engine/documents/document.ts';
import type { PaperDocument } from '../../electron/engine/documents/document.ts';
import {
  chanceTexts,
  estimateWithRange,
  figureText,
  inputText,
  penceText,
  shownEstimate,
  shownNumber,
} from '../../shared/text/appraisal.ts';
import { assumptionLines } from '../../electron/engine/commissioning/paper/about-paper.ts';
import { optionsPaper } from '../../electron/engine/commissioning/paper/options-paper.ts';
import { pptxBytes } from '../../electron/engine/documents/slides.ts';
import { spreadsheetBytes } from '../../electron/engine/documents/spreadsheet.ts';
import { readWorkbook } from '../app/read-workbook.ts';
import {
  all,
  expectWhole,
  first,
  list,
  numbersIn,
  readOffice,
  styleOf,
  textOf,
  wordTables,
} from './briefing-reading.ts';
import { about, appraisal, deck, model, pixel, result, spread } from './briefing-setting.ts';

const paper = optionsPaper(appraisal, result, about);
const word = readOffice(docxBytes(paper));
const tables = wordTables(word);
const table = (caption: string | RegExp) => {
  const found = tables.find(one => (typeof caption === 'string' ? one.caption === caption : caption.test(one.caption)));
  if (!found) throw new Error(`There is no table ${String(caption)}.`);
  return found;
};

/** The cell shows these values in this order and no other number; each as exactly as its decimals go. */
function expectNumbers(cell: string, values: readonly number[]): void {
  const shown = numbersIn(cell);
  expect(shown.length, cell).toBe(values.length);
  for (const [at, { value, decimals }] of shown.entries())
    expect(Math.abs(value - values[at]!), `${cell}: ${values[at]}`).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-6);
}

describe('an options paper in Word', () => {
  it('is whole, and the same paper gives the same bytes', () => {
    expectWhole(word);
    expect(docxBytes(optionsPaper(appraisal, result, about)).equals(word.bytes)).toBe(true);
  });

  it('bears title, organisation, marking and as-at date, and nothing of a person or a time', () => {
    const core = word.xml('docProps/core.xml');
    const facts = Object.fromEntries(
      core.children.filter(one => typeof one !== 'string').map(one => [one.name, one.children.join('')]),
    );
    expect(facts).toEqual({
      'dc:title': appraisal.name,
      'dc:subject': 'Options paper',
      'dc:creator': about.organisation,
      'cp:category': 'OFFICIAL · Demonstration data',
      'dc:language': 'en-GB',
      'dcterms:created': '2017-09-30T00:00:00Z',
      'dcterms:modified': '2017-09-30T00:00:00Z',
    });
    expect(first(word.xml('word/styles.xml'), 'w:lang')!.attributes['w:val']).toBe('en-GB');
    expect(textOf(word.xml('word/header1.xml'))).toBe('OFFICIAL · Demonstration data');
    const foot = word.xml('word/footer1.xml');
    expect(textOf(foot)).toContain('seed 834');
    expect(list(foot, 'w:instrText').map(one => one.children.join('').trim())).toEqual(['PAGE', 'NUMPAGES']);
  });

  it('has headings that nest, and contents that lead to them', () => {
    const body = word.xml('word/document.xml');
    const levels = list(body, 'w:p').flatMap(one => {
      const level = /^Heading(\d)$/.exec(styleOf(one) ?? '')?.[1];
      return level ? [Number(level)] : [];
    });
    expect(levels[0]).toBe(1);
    for (const [at, level] of levels.entries()) expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1);
    const marks = new Set(list(body, 'w:bookmarkStart').map(one => one.attributes['w:name']));
    const links = list(body, 'w:hyperlink');
    expect(links).toHaveLength(paper.sections.length);
    for (const link of links) expect(marks.has(link.attributes['w:anchor'])).toBe(true);
    for (const used of list(body, 'w:pStyle'))
      expect(word.parts.get('word/styles.xml')!.includes(`w:styleId="${used.attributes['w:val']}"`)).toBe(true);
  });

  it('gives every table a header row that repeats and as many cells as columns', () => {
    expect(tables.length).toBeGreaterThan(20);
    for (const one of tables) {
      expect(one.headerRepeats, one.caption).toBe(true);
      expect(one.caption).not.toBe('');
      for (const row of [one.header, ...one.rows]) expect(row.length, one.caption).toBe(one.gridColumns);
    }
  });

  it('compares options with the numbers of the result, ranges and all', () => {
    const compared = table('What each option does and costs');
    expect(compared.header.slice(1)).toEqual(result.options.map(option => option.name));
    for (const [row, measure] of model.measures.entries()) {
      expect(compared.rows[row]![0]).toBe(measure.label);
      for (const [at, option] of result.options.entries())
        expect(compared.rows[row]![at + 1]).toBe(estimateWithRange(option.measures[measure.id], measure.format));
    }
    const value = table('Costs and benefits over the whole period, discounted');
    for (const [at, option] of result.options.entries()) {
      expect(value.rows[0]![at + 1]).toBe(figureText(option.presentValueCosts, 'money'));
      expect(value.rows[1]![at + 1]).toBe(figureText(option.presentValueBenefits, 'money'));
      expect(value.rows[2]![at + 1]).toBe(chanceTexts(result.options.map(one => one.probabilityBest))[at]);
      expect(value.rows[3]![at + 1]).toBe(figureText(option.expectedRegret, 'money'));
      for (const [row, kind] of (['cashable', 'fiscal', 'economic', 'social'] as const).entries())
        expect(table('Money value of the benefits, a year').rows[row]![at + 1]).toBe(
          figureText(option.value[kind], 'money'),
        );
    }
    for (const option of result.options) {
      const years = table(`${option.name}: expected in each year`);
      for (const [row, year] of option.years.entries()) {
        const values = [
          year.episodes,
          year.interviews,
          year.within72,
          year.referrals,
          year.allocated,
          year.waitingAtEnd,
          year.costNominal,
        ];
        expect(years.rows[row]![0]).toBe(year.year);
        for (const [at, one] of values.entries())
          expect(years.rows[row]![at + 1]).toBe(figureText(one, at === 6 ? 'money' : 'number'));
      }
    }
  });

  it('says who pays to the penny, and its sums are those of the result', () => {
    const pence = (cell: string) => {
      expect(cell).toMatch(/^−?£[\d,]+\.\d\d$/);
      return Math.round(numbersIn(cell)[0]!.value * 100);
    };
    for (const option of result.options) {
      const pays = table(`${option.name}: what each partner pays, in the prices of each year`);
      for (const [row, partner] of option.partners.entries()) {
        expect(pays.rows[row]![0]).toBe(partner.name);
        expect(pays.rows[row]!.slice(2).map(pence)).toEqual(partner.pence);
      }
      const total = pays.rows.at(-1)!.slice(2).map(pence);
      expect(total).toEqual(option.years.map(year => Math.round(year.costNominal * 100)));
      const against = table(`${option.name}: each partner against its budget and against going alone, a year`);
      for (const [row, partner] of option.partners.entries()) {
        const [, paid, budget, chance, alone, dearer] = against.rows[row]!;
        expect(pence(paid!)).toBe(partner.penceAYear);
        expect(pence(budget!)).toBe(partner.budgetPence);
        expectNumbers(chance!, [partner.affordable! * 100]);
        if (partner.alonePenceAYear === null) expect([alone, dearer]).toEqual(['–', '–']);
        else {
          expect(pence(alone!)).toBe(partner.alonePenceAYear);
          expect(dearer).toBe(partner.penceAYear > partner.alonePenceAYear ? 'Yes' : 'No');
        }
      }
    }
    const gains = table(/^Fiscal benefit less what it pays/);
    for (const [row, partner] of appraisal.partners.entries())
      for (const [at, option] of result.options.entries()) {
        const net = option.partners.find(one => one.id === partner.id)!.netPenceAYear;
        expect(gains.rows[row]![at + 1]).toBe(penceText(net, true));
      }
  });

  it('says what limits decide, who bears an overspend, what is unpaid and what happens if a partner leaves', async () => {
    const [county, city, commissioner] = appraisal.partners.map(partner => partner.id);
    const limited: Appraisal = {
      ...appraisal,
      partners: appraisal.partners.map(partner => (partner.id === city ? { ...partner, cap: 12_345 } : partner)),
      riskBands: [
        { upTo: 20_000, bearer: county! },
        { upTo: 50_000, bearer: null },
        { upTo: 40_000, bearer: commissioner! },
      ],
    };
    const sentence = 'If Stoke-on-Trent City Council leaves, the others pay £1,000 a year more between them.';
    const answered: AppraisalResult = {
      ...result,
      options: result.options.map(option => ({
        ...option,
        unpaidPence: [0, 123_456, 7],
        overspendPence: 3_333_333,
        partners: option.partners.map((partner, at) => ({
          ...partner,
          limited: partner.id === city ? ('cap' as const) : null,
          overspendPence: [2_000_000, 666_666, 666_667][at]!,
        })),
        leaving: [
          {
            partner: city!,
            costPence: 100_000,
            pence: [60_000, null, 40_000],
            unpaidPence: 0,
            alonePence: 1,
            words: sentence,
          },
        ],
      })),
    };
    const document = readOffice(docxBytes(optionsPaper(limited, answered, about)));
    const written = textOf(document.xml('word/document.xml'));
    for (const words of [
      sentence,
      'Stoke-on-Trent City Council pays at most £12,345 a year: this decides, and not its share, under',
      'from £0 to £20,000 by Staffordshire County Council and what is over £20,000 by all by their shares',
      'Every cap is reached: up to £1,234.56 of a year’s cost is paid by nobody.',
      'Each year’s shares and what is unpaid add up to its cost to the penny.',
    ])
      expect(written).toContain(words);
    const found = wordTables(document);
    for (const option of answered.options) {
      const pays = found.find(one => one.caption.startsWith(`${option.name}: what each partner pays`))!;
      expect(pays.rows.at(-2)).toEqual(['Nobody: every cap is reached', '–', '£0.00', '£1,234.56', '£0.07']);
      expect(pays.rows.at(-1)![0]).toBe('The whole cost');
      const against = found.find(one => one.caption.startsWith(`${option.name}: each partner against its budget`))!;
      expect(against.rows.map(row => row.at(-1))).toEqual(['£20,000.00', '£6,666.66', '£6,666.67']);
    }
    const annex = readWorkbook(await spreadsheetBytes(dataAnnex(limited, answered, about)));
    const cells = [...annex.values()].flat(2).map(String);
    for (const cell of [sentence, '1234.56', '6666.67', 'the most', 'Nobody: every cap is reached'])
      expect(cells).toContain(cell);
  });

  it('sets fairness beside what chance gives, and access beside the do-minimum', () => {
    const even = table('How even access is between districts');
    for (const [at, { fairness }] of result.options.entries()) {
      const cells = even.rows.map(row => row[at + 1]!);
      expect(cells[0]).toBe(figureText(fairness.hoover, 'percent'));
      expect(even.rows[1]![0]).toContain('chance');
      expect(cells[1]).toBe(figureText(fairness.hooverByChance, 'percent'));
      expect(cells[2]).toBe(figureText(fairness.toMove, 'number'));
      expect(cells[3]).toBe(figureText(fairness.range, 'percent'));
      for (const [row, one] of [
        fairness.gini,
        fairness.concentration,
        fairness.slopeIndex,
        fairness.relativeIndex,
      ].entries())
        expectNumbers(cells[4 + row]!, one === null ? [] : [one]);
      expect(cells[8]).toBe(figureText(fairness.levelUp.extra, 'number'));
      expect(cells[9]).toBe(figureText(fairness.levelUp.cost, 'money'));
      expect(cells[10]).toBe(
        `${figureText(fairness.minimumStandard.extra, 'number')} (to ${figureText(fairness.minimumStandard.share, 'percent')})`,
      );
      expect(cells[11]).toBe(figureText(fairness.minimumStandard.cost, 'money'));
    }
    const access = table(/^Access by district/);
    const minimum = result.options[0]!;
    for (const [row, { name }] of minimum.districts.entries()) {
      expect(access.rows[row]![0]).toBe(name);
      for (const [at, option] of result.options.entries()) {
        const here = option.districts[row]!.access * 100;
        const before = minimum.districts[row]!.access * 100;
        expectNumbers(access.rows[row]![at + 1]!, at === 0 ? [here] : [here, here - before]);
      }
    }
    for (const option of result.options) {
      const steps = table(`${option.name}: from episode to interview in time, by district`);
      for (const [row, one] of option.districts.entries()) {
        const values = [one.need, one.met, one.offered, one.accepted, one.completed, one.inTime];
        for (const [at, value] of values.entries())
          expect(steps.rows[row]![at + 1]).toBe(figureText(value, at < 2 ? 'number' : 'percent'));
      }
    }
  });

  it('says what would change the answer and how the partners rank', () => {
    const tornado = table(/^Expected difference in net present social value/);
    for (const [row, bar] of result.tornado.bars.entries()) {
      const format = bar.input === 'accepted' ? 'percent' : 'number';
      const cells = tornado.rows[row]!;
      expect(cells[0]).toBe(bar.monotonic ? bar.label : `${bar.label} * (placeholder)`);
      for (const [at, value] of bar.at.entries()) expect(cells[at + 1]).toBe(figureText(value, 'money'));
      expectNumbers(cells[6]!, [bar.rankCorrelation!]);
      if (bar.switching === null) expect(cells[7]).toBe('only outside, near 31\u00a0%');
      else expect(cells[7]).toBe(inputText(bar.switching, format));
      expect(cells[8]).toBe(bar.plausible.map(one => inputText(one, format)).join(' to '));
    }
    const scores = table('Score of each option from 0 to 100');
    for (const [row, score] of result.ranking.scores.entries())
      for (const [at, total] of score.totals.entries()) expectNumbers(scores.rows[row]![at + 1]!, [total]);
    const places = table(/^Share of all possible weightings/);
    for (const [row, shares] of result.ranking.acceptability.entries())
      expect(places.rows[row]!.slice(1)).toEqual(chanceTexts(shares));
    const weights = table('What each criterion weighs in the end, under each partner’s weights');
    for (const row of weights.rows.keys())
      for (const [at, partner] of appraisal.partners.entries())
        expectNumbers(weights.rows[row]![at + 1]!, [partner.weights[row]!]);
  });

  it('prints what a criterion in a group weighs in the end, and the group among the ranges', () => {
    const grouped: Appraisal = {
      ...appraisal,
      criterionGroups: [{ id: 'worth', name: 'What it is worth', parent: null }],
      criteria: appraisal.criteria.map((one, at) => (at < 2 ? { ...one, group: 'worth' } : one)),
      partners: appraisal.partners.map(partner => ({ ...partner, groupWeights: [90] })),
    };
    const groupStability = [{ group: 'worth', from: 0.25, to: 0.875, now: 0.75 }];
    const file = readOffice(
      docxBytes(optionsPaper(grouped, { ...result, ranking: { ...result.ranking, groupStability } }, about)),
    );
    const found = (caption: string) => wordTables(file).find(one => one.caption === caption)!;
    const weights = found('What each criterion weighs in the end, under each partner’s weights');
    // The county: 40 and 30 of the group's 70, the group 90 beside the 30 of even access.
    expectNumbers(weights.rows[0]![1]!, [(40 / 70) * 0.75 * 100]);
    expectNumbers(weights.rows[1]![1]!, [(30 / 70) * 0.75 * 100]);
    expectNumbers(weights.rows[2]![1]!, [25]);
    const first = found('Between which weights the first place stays').rows[0]!;
    expect(first[0]).toBe('What it is worth (group)');
    expectNumbers(first.slice(1).join(' '), [75, 25, 87.5]);
  });

  it('logs every input with what was typed, and gives each option a line for what has no number', () => {
    const log = table('Every input');
    const lines = assumptionLines(appraisal, about);
    expect(lines.map(line => [line.definition.id, line.holds])).toEqual([
      ['episodes', 'All options'],
      ['accepted', 'All options'],
      ['accepted', 'Two council contracts: City contract'],
      ['accepted', 'Hub and spoke'],
      ['interviewer-cost', 'All options'],
      ['case-weeks', 'All options'],
    ]);
    for (const [row, line] of lines.entries()) {
      const cells = log.rows[row]!;
      const scale = line.definition.format === 'percent' ? 100 : 1;
      expect(cells[2]).toBe(line.value.text);
      expectNumbers(cells[3]!, [line.spread.mean * scale]);
      expectNumbers(
        cells[4]!,
        line.spread.low === line.spread.high ? [] : [line.spread.low * scale, line.spread.high * scale],
      );
      expect(cells[8]).toBe(line.value.grade);
    }
    expect(log.rows[0]![6]).toContain('last four quarters');
    expect(table('Effects without a number').rows.map(row => row[0])).toEqual(appraisal.options.map(one => one.name));
    expect(table('Effects without a number').rows[0]![1]).toContain('None written down');
  });

  it('can be worked out again from its last page', () => {
    const facts = new Map(table('What is needed to work it out again').rows.map(([fact, value]) => [fact!, value!]));
    expect(facts.get('Seed')).toBe('834');
    expect(facts.get('Draws')).toBe('200');
    expect(facts.get('Model version')).toBe('1');
    expect(facts.get('Check of the calculations')).toBe('all 214 reference cases passed');
    expect(facts.get('Data to')).toBe('30 Sep 2017');
    expect(facts.get('Inputs pulled from the data')).toBe('Missing episodes (last four quarters, version 7)');
  });

  it('begins with a finding, in plain words and without computing’s', () => {
    const body = textOf(word.xml('word/document.xml'));
    expect(body).toContain('Hub and spoke gives most for the money and is quickest.');
    expect(body).toContain(
      'Hub and spoke has an expected +£450\u00a0k against Do-minimum, with a loss in 2.0\u00a0% of the draws',
    );
    expect(body).toContain('“Hub and spoke” by the weights of Staffordshire County Council.');
    expect(body).toContain('No weights yet from Stoke-on-Trent City Council and Police and Crime Commissioner.');
    expect(body).toContain('Under Do-minimum every budget covers its share in nine draws of ten');
    expect(body).toContain('turns with Missing episodes at 861');
    expect(body).not.toMatch(/NaN|undefined|\bnull\b|Infinity|\[object/);
    expect(body).toContain('Grows by 0.7 a week.');
  });

  it('names those that cannot be told apart, and carries its mark while it rests on placeholders', () => {
    const findings = result.findings.map(one =>
      one.kind === 'worth' ? { ...one, about: { options: ['hub', 'councils'] } } : one,
    );
    const standing = { ...result.standing, isDraft: true };
    const file = readOffice(docxBytes(optionsPaper(appraisal, { ...result, findings, standing }, about)));
    const body = textOf(file.xml('word/document.xml'));
    expect(body).toContain(
      'On money Hub and spoke and Two council contracts cannot be told apart; Hub and spoke is quickest.',
    );
    expect(textOf(file.xml('word/header1.xml'))).toContain('Draft: rests on the application’s own placeholders');
  });

  it('warns where the check failed, where nothing beats the do-minimum, and where no ranges were run', () => {
    const plain = {
      ...result,
      engine: 'formulas' as const,
      replications: 1,
      options: result.options.map((option, at) => ({
        ...option,
        measures: {
          ...option.measures,
          npsv: { value: at === 0 ? 0 : -100.4 * at, low: null, high: null },
        },
      })),
      tornado: { ...result.tornado, bars: [] },
      ranking: { ...result.ranking, scores: [], warnings: [] },
      notes: [],
      findings: result.findings.flatMap(one =>
        one.kind === 'worth'
          ? [{ ...one, about: { options: ['do-minimum'] }, caveats: ['not-more-than-do-minimum'] }]
          : one.kind === 'changes-the-answer' || one.kind === 'quickest'
            ? []
            : [one],
      ),
    };
    const words = optionsPaper({ ...appraisal, question: '', criteria: [] }, plain, {
      ...about,
      synthetic: false,
      dataUntil: null,
      selfTest: { passed: 212, failed: 2 },
    });
    const file = readOffice(docxBytes(words));
    const body = textOf(file.xml('word/document.xml'));
    expect(body).toContain('No option is shown to be worth more than Do-minimum.');
    expect(body).toContain('2 of 214 reference cases failed. Do not decide on these figures.');
    expect(body).toContain('One draw only');
    expect(body).toContain('so there is no ranking');
    expect(body).toContain('No input was varied.');
    expect(body).not.toContain('Demonstration');
    expect(body).not.toMatch(/NaN|undefined|\bnull\b|Infinity/);
    expectWhole(file);
  });
});

describe('a paper with pictures, lists and hostile text', () => {
  const odd: PaperDocument = {
    title: 'A & B < "C" \u0001\ud800',
    subtitle: 'Sub',
    organisation: 'Org',
    audience: 'All',
    marking: 'OFFICIAL',
    asAt: null,
    version: '1',
    source: 'Source',
    facts: [],
    sections: [
      {
        heading: 'One',
        blocks: [
          { kind: 'list', numbered: true, items: ['a', 'b'] },
          { kind: 'list', numbered: true, items: ['c'] },
          { kind: 'picture', png: pixel, width: 600, height: 300, alt: 'A "dot" & more', caption: 'Dot' },
          { kind: 'picture', svg: Buffer.from('<svg/>'), width: 30, height: 30, alt: 'Nothing' },
        ],
      },
    ],
  };
  const file = readOffice(docxBytes(odd));

  it('gives every picture its alternative text, its bytes and a width that fits', () => {
    expectWhole(file);
    const body = file.xml('word/document.xml');
    expect(list(body, 'wp:docPr').map(one => one.attributes['descr'])).toEqual(['A "dot" & more', 'Nothing']);
    for (const size of all(body, 'wp:extent')) expect(Number(size.attributes['cx'])).toBeLessThanOrEqual(171 * 36_000);
    expect(file.paths(/media/)).toEqual(['word/media/image1.png', 'word/media/image2.png', 'word/media/image3.svg']);
    expect(file.parts.get('word/media/image1.png')!.equals(pixel)).toBe(true);
    expect(list(body, 'asvg:svgBlip')).toHaveLength(1);
  });

  it('counts each numbered list from one', () => {
    const numbers = list(file.xml('word/document.xml'), 'w:numId').map(one => one.attributes['w:val']);
    expect(numbers).toEqual(['2', '2', '3']);
    expect(list(file.xml('word/numbering.xml'), 'w:startOverride')).toHaveLength(2);
  });
});

describe('figures', () => {
  it('read as money, with pence only where they matter', () => {
    expect(figureText(-0.4, 'money')).toBe('£0');
    expect(figureText(1234.5, 'money')).toBe('£1,230');
    expect(penceText(-5)).toBe('−£0.05');
    expect(penceText(123_456_789_01)).toBe('£123,456,789.01');
    expect(inputText(0.0734, 'percent')).toBe('7.34\u00a0%');
    expect(inputText(Number.NaN, 'number')).toBe('–');
    expect([0.7, 0.125, 9.25, 42.31, 1234.4, 0].map(value => inputText(value, 'number'))).toEqual([
      '0.7',
      '0.125',
      '9.25',
      '42.3',
      '1,234',
      '0',
    ]);
    expect(estimateWithRange({ value: 3, low: 3, high: 3 }, 'number')).toBe('3');
  });
});

describe('the data annex', () => {
  it('holds the figures of the result as they are shown', async () => {
    const sheets = dataAnnex(appraisal, result, about);
    expect(new Set(sheets.map(sheet => sheet.name.slice(0, 31))).size).toBe(sheets.length);
    for (const sheet of sheets) for (const row of sheet.rows) expect(row.length, sheet.name).toBe(sheet.columns.length);
    const bytes = await spreadsheetBytes(sheets);
    expect((await spreadsheetBytes(dataAnnex(appraisal, result, about))).equals(bytes)).toBe(true);
    const read = [...readWorkbook(bytes).values()];
    const rows = read.flat();
    const has = (start: readonly (string | number | null)[]) =>
      rows.some(row => start.every((cell, at) => (row[at] ?? null) === cell));
    for (const option of result.options) {
      for (const measure of model.measures) {
        const { value, low, high } = shownEstimate(option.measures[measure.id], measure.format);
        const unit =
          measure.format === 'money' ? 'pounds' : measure.format === 'percent' ? 'share of 1' : measure.format;
        expect(has([option.name, measure.label, unit, value, low, high]), measure.label).toBe(true);
      }
      for (const partner of option.partners)
        expect(
          has([
            option.name,
            partner.name,
            shownNumber(partner.share, 'percent'),
            ...partner.pence.map(one => Number((one / 100).toFixed(2))),
          ]),
        ).toBe(true);
      for (const one of option.districts)
        expect(
          has([option.name, one.name, one.code, shownNumber(one.need, 'number'), shownNumber(one.met, 'number')]),
        ).toBe(true);
    }
    for (const line of assumptionLines(appraisal, { model, spread }))
      expect(has([line.definition.label, line.holds, line.value.text, line.spread.mean, line.spread.low])).toBe(true);
  });
});

const office = ['soffice', 'libreoffice'].find(
  name => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

describe('another program', () => {
  it.skipIf(!office)(
    'opens paper and deck (skipped where LibreOffice is not installed)',
    { timeout: 180_000 },
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'csaf-office-'));
      try {
        writeFileSync(path.join(folder, 'paper.docx'), word.bytes);
        writeFileSync(path.join(folder, 'deck.pptx'), await pptxBytes(deck));
        execFileSync(
          office!,
          [
            `-env:UserInstallation=file://${folder}/profile`,
            '--headless',
            '--convert-to',
            'pdf',
            '--outdir',
            folder,
            path.join(folder, 'paper.docx'),
            path.join(folder, 'deck.pptx'),
          ],
          { stdio: 'ignore' },
        );
        const pages = (name: string) =>
          Math.max(
            ...[...readFileSync(path.join(folder, name), 'latin1').matchAll(/\/Count (\d+)/g)].map(([, n]) =>
              Number(n),
            ),
          );
        expect(pages('paper.pdf')).toBeGreaterThan(8);
        // One of the tables needs two slides.
        expect(pages('deck.pdf')).toBe(deck.slides.length + 1);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
