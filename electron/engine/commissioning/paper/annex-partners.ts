import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { areAmountsKnown, areGainsKnown } from '../../../../shared/model/appraisal-standing.ts';
import { basisText, shownNumber } from '../../../../shared/text/appraisal.ts';
import type { SpreadsheetSheet } from '../../documents/spreadsheet.ts';
import { overspendBands, unpaidWords } from './about-paper.ts';
import { inPounds, number, orEmpty, percent, words } from './annex-columns.ts';

export function partnersSheet(appraisal: Appraisal, result: AppraisalResult): SpreadsheetSheet {
  return {
    name: 'Results by partner',
    frozenColumns: 2,
    columns: [
      words('Option'),
      words('Partner', 32),
      percent('Share'),
      ...result.years.map(year => number(`Pays in ${year}`)),
      number('Pays a year'),
      number('Gains a year, net'),
      number('Alone a year'),
      number('Budget a year'),
      percent('Chance that the budget covers every year'),
      number('Pays at least a year'),
      number('Pays at most a year'),
      words('What decides', 14),
      number('Bears of an overspend a year'),
    ],
    rows: (areAmountsKnown(result.standing) ? result.options : []).flatMap(option => [
      ...option.partners.map((partner, at) => [
        option.name,
        partner.name,
        shownNumber(partner.share, 'percent'),
        ...result.years.map((_, year) => inPounds(partner.pence[year] ?? 0)),
        inPounds(partner.penceAYear),
        areGainsKnown(result.standing) ? inPounds(partner.netPenceAYear) : null,
        orEmpty(partner.alonePenceAYear, inPounds),
        orEmpty(partner.budgetPence, inPounds),
        orEmpty(partner.affordable, chance => shownNumber(chance, 'percent')),
        appraisal.partners[at]?.floor ?? null,
        appraisal.partners[at]?.cap ?? null,
        partner.limited === null ? 'its share' : partner.limited === 'cap' ? 'the most' : 'the least',
        inPounds(partner.overspendPence),
      ]),
      ...(option.unpaidPence.some(pence => pence > 0)
        ? [
            [
              option.name,
              unpaidWords,
              null,
              ...result.years.map((_, year) => inPounds(option.unpaidPence[year] ?? 0)),
              ...Array.from({ length: 9 }, () => null),
            ],
          ]
        : []),
    ]),
  };
}

export function leavingSheet(appraisal: Appraisal, result: AppraisalResult): SpreadsheetSheet {
  return {
    name: 'When a partner leaves',
    frozenColumns: 2,
    wrap: true,
    columns: [
      words('Option'),
      words('Partner that leaves', 32),
      number('The others find a year'),
      ...appraisal.partners.map(partner => number(`${partner.name} pays`)),
      number('Unpaid'),
      number('Alone it would pay'),
      words('In words', 90),
    ],
    rows: (areAmountsKnown(result.standing) ? result.options : []).flatMap(option =>
      option.leaving.map(leaving => [
        option.name,
        appraisal.partners.find(partner => partner.id === leaving.partner)?.name ?? leaving.partner,
        inPounds(leaving.costPence),
        ...leaving.pence.map(pence => (pence === null ? null : inPounds(pence))),
        inPounds(leaving.unpaidPence),
        leaving.alonePence === null ? null : inPounds(leaving.alonePence),
        leaving.words,
      ]),
    ),
  };
}

export function bandsSheet(appraisal: Appraisal): SpreadsheetSheet {
  return {
    name: 'Overspend bands',
    columns: [number('Pounds a year from'), number('Pounds a year to'), words('Borne by', 44)],
    rows: overspendBands(appraisal).map(({ from, to, bearer }) => [from, to, bearer]),
  };
}

/** What each partner has given. */
export function standingSheet(appraisal: Appraisal): SpreadsheetSheet {
  return {
    name: 'What partners gave',
    wrap: true,
    columns: [words('Partner', 32), words('What', 24), words('Where it comes from', 44), words('Source', 44)],
    rows: appraisal.partners.flatMap(({ name, standing }) =>
      (
        [
          ['Share of the cost', standing.share],
          ['Share of the benefit', standing.benefitShare],
          ['Budget', standing.budget],
          ['Weights', standing.weights],
        ] as const
      ).map(([what, { basis, source }]) => [name, what, basisText(basis), source]),
    ),
  };
}
