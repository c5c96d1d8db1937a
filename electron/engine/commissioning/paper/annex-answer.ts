import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import { wholeHundredths } from '../../../../shared/model/forecast.ts';
import { shownNumber } from '../../../../shared/text/appraisal.ts';
import type { SpreadsheetSheet } from '../../documents/spreadsheet.ts';
import { number, orEmpty, percent, words } from './annex-columns.ts';

export function tornadoSheet(result: AppraisalResult): SpreadsheetSheet {
  const name = (id: string) => result.options.find(option => option.id === id)?.name ?? id;
  return {
    name: 'What would change the answer',
    frozenColumns: 1,
    columns: [
      words('Input', 32),
      words('Placeholder', 12),
      ...['P10', 'P30', 'P50', 'P70', 'P90'].map(at => number(`Difference at ${at}`)),
      words('One way only', 14),
      number('Rank correlation'),
      number('Switches at', 4),
      number('Switches only outside, at', 4),
      number('Plausible from', 4),
      number('Plausible to', 4),
      words('Compared', 44),
    ],
    rows: result.tornado.bars.map(bar => [
      bar.label,
      bar.isPlaceholder ? 'yes' : 'no',
      ...Array.from({ length: 5 }, (_, at) => orEmpty(bar.at[at] ?? null, value => shownNumber(value, 'money'))),
      bar.monotonic ? 'yes' : 'no',
      orEmpty(bar.rankCorrelation, value => Number(value.toFixed(2))),
      bar.switching,
      bar.switchingOutside,
      bar.plausible[0],
      bar.plausible[1],
      `${name(result.tornado.option)} less ${name(result.tornado.against)}`,
    ]),
  };
}

export function rankingSheet(result: AppraisalResult): SpreadsheetSheet {
  const name = (id: string) => result.options.find(option => option.id === id)?.name ?? id;
  return {
    name: 'Ranking',
    columns: [words('Weights of', 32), ...result.ranking.options.map(id => number(name(id)))],
    rows: result.ranking.scores.map(row => [row.partner, ...row.totals.map(total => Number(total.toFixed(1)))]),
  };
}

export function placesSheet(result: AppraisalResult): SpreadsheetSheet {
  const name = (id: string) => result.options.find(option => option.id === id)?.name ?? id;
  return {
    name: 'Ranking places',
    columns: [words('Option', 32), ...result.ranking.options.map((_, rank) => percent(`Place ${rank + 1}`))],
    rows: result.ranking.acceptability.map((row, at) => [
      name(result.ranking.options[at] ?? ''),
      ...wholeHundredths(row).map(hundredths => hundredths / 100),
    ]),
  };
}

/** What may be said of the answer, and the test behind it. */
export function findingsSheet(result: AppraisalResult): SpreadsheetSheet {
  const name = (id: string) => result.options.find(option => option.id === id)?.name ?? id;
  return {
    name: 'Findings',
    wrap: true,
    columns: [
      words('Kind', 20),
      words('About', 44),
      words('Figures', 60),
      words('Test', 60),
      words('Passed', 10),
      words('Strength', 12),
      words('Caveats', 32),
    ],
    rows: result.findings.map(({ kind, about, figures, test, strength, caveats }) => [
      kind,
      [about.partner, about.input, ...about.options.map(name)].filter(part => part !== undefined).join(', '),
      Object.entries(figures)
        .map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`)
        .join(', '),
      test.name,
      test.passed ? 'yes' : 'no',
      strength,
      caveats.join(', '),
    ]),
  };
}
