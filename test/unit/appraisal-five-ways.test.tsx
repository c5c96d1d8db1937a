import { renderToStaticMarkup } from 'react-dom/server';
import type { ReactNode } from 'react';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { formatAppraisal } from '../../electron/cli/appraise.ts';
import { frozenOptions } from '../../electron/engine/briefing/frozen-options.ts';
import { dataAnnex } from '../../electron/engine/commissioning/paper/data-annex.ts';
import { optionsPaper } from '../../electron/engine/commissioning/paper/options-paper.ts';
import { docxBytes } from '../../electron/engine/documents/document.ts';
import { CostByYear } from '../../renderer/features/scenarios/cost-by-year.tsx';
import { Fairness } from '../../renderer/features/scenarios/fairness.tsx';
import { Money } from '../../renderer/features/scenarios/money.tsx';
import { Options } from '../../renderer/features/scenarios/options.tsx';
import { Overview } from '../../renderer/features/scenarios/overview.tsx';
import { Ranking } from '../../renderer/features/scenarios/ranking.tsx';
import { Tornado } from '../../renderer/features/scenarios/tornado.tsx';
import { leader } from '../../renderer/features/scenarios/words.ts';
import { decisionOf } from '../../renderer/features/scenarios/decision.tsx';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import {
  chanceTexts,
  estimateText,
  figureText,
  inputText,
  noFigure,
  penceText,
  rangeText,
  shownEstimate,
} from '../../shared/text/appraisal.ts';
import type { FigureFormat } from '../../shared/text/appraisal.ts';
import { formatNumber } from '../../shared/text/format.ts';
import { aboutTest, answer, drafted } from '../engine/appraisal-setting.ts';
import { readOffice, textOf, wordTables } from '../engine/briefing-reading.ts';
import type { ReadTable } from '../engine/briefing-reading.ts';

// Pages are drawn as text here: there is no window, and what they would ask of the application is never asked.
vi.mock('../../renderer/bridge/workbench.ts', () => ({
  ask: () => Promise.reject(new Error('Nothing is asked.')),
  hear: () => () => undefined,
  hearChanges: () => () => undefined,
  sentenceOf: String,
}));

type Rows = readonly (readonly string[])[];

/** The tables of a page, each as rows of what is read in its cells. */
function pageTables(page: ReactNode): readonly Rows[] {
  const plain = (html: string) =>
    html
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&amp;', '&')
      .trim();
  return [...renderToStaticMarkup(page).matchAll(/<table[\s\S]*?<\/table>/g)].map(([table]) =>
    [...table.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<t[hd][\s\S]*?<\/t[hd]>/g)].map(([cell]) => plain(cell)),
    ),
  );
}

let result: AppraisalResult;
let word: readonly ReadTable[];
let paper: string;
let annex: ReturnType<typeof dataAnnex>;
let terminal: string;
const nothing = () => undefined;

beforeAll(async () => {
  result = await answer(drafted, { detail: 'full', replications: 60 });
  const office = readOffice(docxBytes(optionsPaper(drafted, result, aboutTest)));
  word = wordTables(office);
  paper = textOf(office.xml('word/document.xml'));
  annex = dataAnnex(drafted, result, aboutTest);
  terminal = formatAppraisal({ ...result, changes: [] });
}, 60_000);

const table = (caption: string): Rows => word.find(one => one.caption.startsWith(caption))!.rows;
const column = (sheet: string, header: string): number =>
  annex.find(({ name }) => name === sheet)!.columns.findIndex(one => one.header === header);
/** Cells of an annex sheet under a header, as they read; `of` chooses its rows. */
const inAnnex = (
  sheet: string,
  header: string,
  format: FigureFormat,
  of: (row: readonly unknown[]) => boolean,
): readonly string[] =>
  annex
    .find(({ name }) => name === sheet)!
    .rows.filter(of)
    .map(row => figureText(row[column(sheet, header)] as number | null, format));
const nth = (rows: Rows, at: number): readonly string[] => rows.map(row => row[at]!);
const slideTexts = (part: Parameters<typeof frozenOptions>[2]): Rows =>
  frozenOptions(result, aboutTest.model, part, 'Options').table.rows.map(row => row.cells.map(cell => cell.text));

describe('every figure of an appraisal reads the same on screen, slide, paper, annex and terminal', () => {
  it('in the headlines of the options', () => {
    const decision = decisionOf(drafted, aboutTest.model, result);
    const [screen] = pageTables(
      <Overview result={result} whole={result} decision={decision} model={aboutTest.model} onInputs={nothing} />,
    );
    const chances = chanceTexts(result.options.map(option => option.probabilityBest));
    for (const [at, option] of result.options.entries()) {
      const cells = screen![at + 1]!;
      const texts = [
        estimateText(option.measures['cost-a-year'], 'money'),
        estimateText(option.measures['within-72-hours'], 'percent'),
        estimateText(option.measures['weeks-to-allocation'], 'weeks'),
        figureText(option.fairness.hoover, 'percent'),
        chances[at]!,
      ];
      for (const text of texts) {
        expect(
          cells.some(cell => cell.startsWith(text)),
          `${option.name} ${text} of ${cells.join(' | ')}`,
        ).toBe(true);
        expect(table('The options in one table')[at], text).toContain(text);
        expect(terminal).toContain(text);
      }
    }
    expect(paper).toContain(decision.title);
    expect(terminal).toContain(decision.title);
  });

  it('of every measure, with its range and its error', () => {
    const decision = decisionOf(drafted, aboutTest.model, result);
    const [screen] = pageTables(
      <Overview result={result} whole={result} decision={decision} model={aboutTest.model} onInputs={nothing} />,
    );
    const side = table('What each option does and costs');
    const errors = table('Monte Carlo error');
    const compared = frozenOptions(result, aboutTest.model, 'compare', 'Options').table;
    for (const [k, { id, label, format }] of aboutTest.model.measures.entries())
      for (const [at, option] of result.options.entries()) {
        const range = rangeText(option.measures[id], format);
        const texts = side[k]![at + 1]!.split('\n');
        expect(texts, label).toEqual([
          estimateText(option.measures[id], format),
          ...(range === null ? [] : [`(${range})`]),
        ]);
        const slide = compared.rows.find(row => row.label === label)!.cells.map(({ text }) => text);
        expect(slide[2 * at], label).toBe(texts[0]);
        expect(slide[2 * at + 1], label).toBe(range ?? '');
        const row = annex
          .find(({ name }) => name === 'Results by option')!
          .rows.find(one => one[0] === option.name && one[1] === label)!;
        const [value, low, high, error] = row.slice(3, 7) as (number | null)[];
        expect(shownEstimate(option.measures[id], format), label).toEqual({ value, low, high });
        // The numbers of the file, written in their places, are the text.
        expect(estimateText({ value: value!, low: low!, high: high! }, format), label).toBe(texts[0]);
        const inPaper = errors.find(one => one[0] === label);
        if (inPaper) expect(figureText(error!, format), label).toBe(inPaper[at + 1]);
        // What the terminal shows with its range.
        if (['cost-a-year', 'within-72-hours', 'weeks-to-allocation'].includes(id) && range !== null)
          expect(terminal).toContain(`${texts[0]!} (${range})`);
        if (id === 'npsv' && at > 0)
          expect(screen![at + 1]!.join(' ')).toContain(estimateText(option.measures[id], format, true));
      }
  });

  it('of the decision: NPSV with its range, chances, loss, time and capacity', () => {
    const decision = decisionOf(drafted, aboutTest.model, result);
    const page = renderToStaticMarkup(
      <Overview result={result} whole={result} decision={decision} model={aboutTest.model} onInputs={nothing} />,
    ).replaceAll('&amp;', '&');
    const summary = table('The options in one table');
    const lines = [decision.money, decision.time, decision.fairness, decision.affordability, decision.turns];
    for (const line of lines) for (const place of [page, paper, terminal]) expect(place).toContain(line);
    const [screen] = pageTables(
      <Overview result={result} whole={result} decision={decision} model={aboutTest.model} onInputs={nothing} />,
    );
    const demand = table('Demand over capacity');
    for (const [at, option] of result.options.entries()) {
      if (at > 0) {
        expect(summary[at]![5]).toBe(estimateText(option.measures.npsv, 'money', true));
        expect(summary[at]![6]).toBe(rangeText(option.measures.npsv, 'money') ?? '');
      }
      // Of one contract the heaviest year is one of the paper's cells.
      const [first, ...more] = option.pools.filter(pool => pool.service === 'missing');
      if (more.length > 0) continue;
      const heaviest = first!.years.toSorted((a, b) => b.demand - a.demand)[0]!;
      const text = `${figureText(heaviest.demand, 'number')} over ${figureText(heaviest.capacity, 'number')}`;
      expect(demand.find(row => row[0] === option.name && row[2] === 'Return interviews')).toContain(text);
      expect(screen![at + 1]).toContain(text.replace(' over ', ' / '));
    }
  });

  it('of need by district, and of what each year costs', () => {
    const need = table('Need by district');
    const sheet = annex.find(({ name }) => name === 'Need')!;
    for (const [at, row] of sheet.rows.entries())
      expect([row[0], ...row.slice(2, 6).map(value => formatNumber(value as number))]).toEqual([...need[at]!]);
    const [costs] = pageTables(<CostByYear options={result.options} standing={result.standing} years={result.years} />);
    for (const [at, option] of result.options.entries()) {
      const years = table(`${option.name}: expected in each year`);
      expect(nth(costs!.slice(1), at + 1)).toEqual(nth(years, 7));
    }
  });

  it('by district: need, what is met, and where it is lost', () => {
    const option = leader(result.options);
    const [screen] = pageTables(<Fairness result={result} />);
    const steps = table(`${option.name}: from episode to interview in time`);
    const own = (row: readonly unknown[]) => row[0] === option.name;
    const columns = [
      [1, 1, 'Need', 'number'],
      [2, 2, 'Met', 'number'],
      [4, 3, 'Offered, of episodes', 'percent'],
      [5, 4, 'Accepted, of offered', 'percent'],
      [6, 5, 'Completed, of accepted', 'percent'],
      [7, 6, 'Within 72 hours, of completed', 'percent'],
    ] as const;
    for (const [onScreen, inPaper, header, format] of columns) {
      expect(nth(screen!.slice(1), onScreen), header).toEqual(nth(steps, inPaper));
      expect(inAnnex('Results by district', header, format, own), header).toEqual(nth(steps, inPaper));
    }
    const access = table('Access by district');
    const slide = slideTexts('districts');
    for (const [at, { name }] of result.options.entries()) {
      const texts = nth(access, at + 1).map(text => text.split('\n')[0]!);
      expect(nth(slide, at)).toEqual(texts);
      expect(inAnnex('Results by district', 'Access', 'percent', row => row[0] === name)).toEqual(texts);
      if (name === option.name) expect(nth(screen!.slice(1), 3)).toEqual(texts);
    }
  });

  it('of fairness', () => {
    const screen = pageTables(<Fairness result={result} />)[1]!.slice(1);
    const even = table('How even access is');
    const rows = annex.find(({ name }) => name === 'Fairness')!.rows;
    for (const [at, { fairness }] of result.options.entries()) {
      const inPaper = nth(even, at + 1);
      const cells = screen[at]!;
      for (const [onScreen, row] of [
        [1, 0],
        [2, 1],
        [3, 3],
        [4, 4],
        [5, 5],
        [6, 6],
      ] as const)
        expect(cells[onScreen], even[row]![0]).toBe(inPaper[row]);
      expect(cells[7]).toBe(`${inPaper[8]} more, ${inPaper[9]}`);
      expect(cells[8]).toBe(
        `${figureText(fairness.minimumStandard.share, 'percent')}: ${inPaper[10]!.split(' ')[0]} more, ${inPaper[11]}`,
      );
      const formats: readonly (FigureFormat | 'index')[] = [
        'percent',
        'percent',
        'index',
        'index',
        'index',
        'index',
        'percent',
        'number',
        'number',
        'money',
        'percent',
        'number',
        'money',
      ];
      const annexTexts = formats.map((format, k) => {
        const value = rows[at]![k + 1] as number | null;
        return format === 'index' ? (value === null ? noFigure : formatNumber(value, 3)) : figureText(value, format);
      });
      expect(annexTexts).toEqual([
        ...[0, 1, 4, 5, 6, 7, 3, 2, 8, 9].map(row => inPaper[row]),
        figureText(fairness.minimumStandard.share, 'percent'),
        inPaper[10]!.split(' ')[0],
        inPaper[11],
      ]);
    }
  });

  it('by year, and of capacity beside demand', () => {
    const headers = [
      ['Episodes', 1, 'number'],
      ['Interviews', 2, 'number'],
      ['Within 72 hours', 3, 'number'],
      ['Referrals', 4, 'number'],
      ['Allocated', 5, 'number'],
      ['Waiting at end', 6, 'number'],
      ['Cost, nominal', 7, 'money'],
    ] as const;
    for (const option of result.options) {
      const years = table(`${option.name}: expected in each year`);
      for (const [header, at, format] of headers)
        expect(
          inAnnex('Results by year', header, format, row => row[0] === option.name),
          `${option.name} ${header}`,
        ).toEqual(nth(years, at));
      const own = (row: readonly unknown[]) => row[0] === option.name;
      const capacity = table('Demand over capacity').filter(own);
      const demand = inAnnex('Capacity and demand', 'Demand', 'number', own);
      const most = inAnnex('Capacity and demand', 'Capacity', 'number', own);
      const cells = capacity.flatMap(row => row.slice(3, 3 + result.years.length));
      expect(demand.map((text, k) => `${text} over ${most[k]!}`)).toEqual(cells);
      for (const row of capacity)
        for (const cell of [row[3]!, row[2 + result.years.length]!]) expect(terminal).toContain(cell);
    }
  });

  it('of money: what partners pay and gain, and what the benefits are worth', () => {
    const option = leader(result.options);
    const screens = pageTables(<Money appraisal={drafted} result={result} onChange={nothing} />);
    const pays = table(`${option.name}: what each partner pays`);
    const average = table('What each partner pays a year on average');
    const gains = table('Fiscal benefit less what it pays');
    const slide = slideTexts('partners');
    const at = result.options.indexOf(option);
    const screen = screens[0]!.slice(1);
    for (const [k, partner] of option.partners.entries()) {
      expect(screen[k]!.slice(1, 2 + result.years.length)).toEqual(pays[k]!.slice(1, 2 + result.years.length));
      expect(screen[k]!.at(-1)).toBe(gains[k]![at + 1]);
      expect(average[k]![at + 1]).toBe(penceText(partner.penceAYear));
      expect(slide[k]![at]).toBe(average[k]![at + 1]);
      const row = annex
        .find(({ name }) => name === 'Results by partner')!
        .rows.find(one => one[0] === option.name && one[1] === partner.name)!;
      expect(row.slice(3, 3 + result.years.length).map(pounds => penceText((pounds as number) * 100))).toEqual(
        pays[k]!.slice(2, 2 + result.years.length),
      );
      expect(penceText((row[column('Results by partner', 'Gains a year, net')] as number) * 100, true)).toBe(
        gains[k]![at + 1],
      );
    }
    const worth = screens.at(-1)!.at(-1)!;
    const kinds = table('Money value of the benefits');
    const ledger = table('Costs and benefits over the whole period');
    expect(worth.slice(1)).toEqual([...nth(kinds, at + 1), ledger[0]![at + 1], ledger[1]![at + 1]]);
    const own = (measure: string) =>
      inAnnex('Results by option', 'Value', 'money', row => row[0] === option.name && row[1] === measure)[0];
    expect([
      own('Cashable benefit a year'),
      own('Fiscal benefit a year'),
      own('Economic benefit a year'),
      own('Social benefit a year'),
      own('Present value of costs'),
      own('Present value of benefits'),
    ]).toEqual(worth.slice(1));
    expect(ledger[3]![at + 1]).toBe(own('Expected regret'));
  });

  it('of what would change the answer, and of the ranking', () => {
    const [screen] = pageTables(<Tornado bars={result.tornado.bars} inputs={aboutTest.model.inputs} full />);
    const bars = table('Expected difference in net present social value');
    const slide = slideTexts('tornado');
    const unsigned = (text: string) => text.replace(/^\+/, '');
    for (const [k, bar] of result.tornado.bars.entries()) {
      const cells = screen![k + 1]!;
      expect(slide[k]).toEqual(bars[k]!.slice(1, 6));
      expect([unsigned(cells[2]!), unsigned(cells[3]!), ...cells.slice(4)]).toEqual([
        bars[k]![1],
        bars[k]![5],
        ...bars[k]!.slice(6),
      ]);
      const row = annex.find(({ name }) => name === 'What would change the answer')!.rows[k]!;
      expect(
        row.slice(2, 7).map(value => figureText(value as number, 'money')),
        bar.label,
      ).toEqual(bars[k]!.slice(1, 6));
    }
    const scores = table('Score of each option');
    const rows = annex.find(({ name }) => name === 'Ranking')!.rows;
    for (const [k, row] of rows.entries())
      expect(row.slice(1).map(total => formatNumber(total as number, 1))).toEqual(scores[k]!.slice(1));
  });

  it('of the ranking: scores, final weights, where the first place stays, and places under any weighting', () => {
    const [scores, tree, places] = pageTables(
      <Ranking appraisal={drafted} result={result} model={aboutTest.model} onChange={nothing} />,
    );
    expect(scores!.slice(1).map(row => row.slice(1))).toEqual(table('Score of each option').map(row => row.slice(1)));
    const stays = table('Between which weights the first place stays');
    // Groups stand in the paper before criteria, in the tree among them.
    for (const [name, now, from, to] of stays as readonly (readonly [string, string, string, string])[]) {
      const line = tree!.find(row => row[0] === name.replace(' (group)', ''))!;
      expect(line.at(-2), name).toBe(now);
      const always = from === '0.0\u00a0%' && to === '100.0\u00a0%';
      expect(line.at(-1), name).toBe(always ? 'at any weight' : `${from} to ${to}`);
    }
    expect(stays.length).toBe(tree!.length - 1);
    const paperPlaces = table('Share of all possible weightings').map(row => row.slice(1));
    expect(places!.slice(1).map(row => row.slice(1))).toEqual(paperPlaces);
    const rows = annex.find(({ name }) => name === 'Ranking places')!.rows;
    expect(rows.map(row => row.slice(1).map(share => figureText(share as number, 'percent')))).toEqual(
      result.ranking.acceptability.map((_, at) =>
        paperPlaces[at]!.map(text => figureText(Number.parseInt(text, 10) / 100, 'percent')),
      ),
    );
  });

  it('of budgets, of going alone and of leaving, under every option', () => {
    const pounds = (value: unknown): string =>
      value === null ? noFigure : penceText(Math.round((value as number) * 100));
    const screens = pageTables(<Money appraisal={drafted} result={result} onChange={nothing} />);
    const shown = leader(result.options);
    for (const option of result.options) {
      const budgets = table(`${option.name}: each partner against its budget`);
      const rows = annex
        .find(({ name }) => name === 'Results by partner')!
        .rows.filter(row => row[0] === option.name && option.partners.some(({ name }) => name === row[1]));
      const cell = (at: number, header: string) => rows[at]![column('Results by partner', header)];
      for (const [at, row] of budgets.entries()) {
        const what = `${option.name}, ${row[0]!}`;
        expect(pounds(cell(at, 'Pays a year')), what).toBe(row[1]);
        expect(pounds(cell(at, 'Budget a year')), what).toBe(row[2]);
        expect(figureText(cell(at, 'Chance that the budget covers every year') as number, 'percent'), what).toBe(
          row[3],
        );
        expect(pounds(cell(at, 'Alone a year')), what).toBe(row[4]);
        expect(pounds(cell(at, 'Bears of an overspend a year')), what).toBe(row[6]);
        if (option !== shown) continue;
        const onScreen = screens[0]!.find(line => line[0] === row[0])!;
        expect(onScreen, what).toContain(row[4]);
        expect(onScreen, what).toContain(`${row[2]!}, holds in ${row[3]!}`);
      }
      const leaving = annex
        .find(({ name }) => name === 'When a partner leaves')!
        .rows.filter(row => row[0] === option.name);
      for (const [at, one] of option.leaving.entries()) {
        expect(paper).toContain(one.words);
        expect(leaving[at]!.at(-1)).toBe(one.words);
        expect(pounds(leaving[at]![2])).toBe(penceText(one.costPence));
      }
      if (option !== shown) continue;
      const leavers = screens.find(one => one[0]?.[0] === 'Who leaves')!.slice(1);
      expect(leavers.map(row => [row[1], row.at(-2), row.at(-1)])).toEqual(
        option.leaving.map((one, at) => [pounds(leaving[at]![2]), penceText(one.alonePence), one.words]),
      );
    }
  });

  it('of inputs, of years and of pools in words', () => {
    const log = table('Every input');
    const rows = annex.find(({ name }) => name === 'Assumptions log')!.rows;
    expect(rows.length).toBe(log.length);
    const formatOf = (label: unknown) => aboutTest.model.inputs.find(input => input.label === label)!.format;
    for (const [at, row] of rows.entries()) {
      const [label, holds, given, mean, low, high] = row as readonly [string, string, string, number, number, number];
      const format = formatOf(label);
      const range = low === high ? noFigure : `${inputText(low, format)} to ${inputText(high, format)}`;
      expect(log[at]!.slice(0, 5), label).toEqual([label, holds, given, inputText(mean, format), range]);
    }
    const page = renderToStaticMarkup(<Options appraisal={drafted} result={result} onChange={nothing} />).replaceAll(
      '&amp;',
      '&',
    );
    const capacity = table('Demand over capacity');
    for (const option of result.options) {
      const years = table(`${option.name}: expected in each year`);
      for (const place of [3, 6]) expect(page).toContain(`${option.name} ${nth(years, place).join(', ')}`);
      const words = capacity.filter(row => row[0] === option.name).map(row => row.at(-1)!);
      expect(words.length).toBe(option.pools.length);
      for (const [at, pool] of option.pools.entries()) {
        expect(words[at]).toBe(`${pool.words}.`);
        expect(page).toContain(pool.words);
      }
    }
  });
});

describe('what would change the answer', () => {
  it('is said to be of the edit before, while what would change the answer is worked out again', () => {
    const again = 'Of the edit before; being worked out again.';
    const shown = (detail: AppraisalResult['detail']) =>
      renderToStaticMarkup(
        <Overview
          result={{ ...result, detail }}
          whole={result}
          decision={decisionOf(drafted, aboutTest.model, result)}
          model={aboutTest.model}
          onInputs={nothing}
        />,
      );
    expect(shown('headlines')).toContain(again);
    expect(shown('full')).not.toContain(again);
  });
});
