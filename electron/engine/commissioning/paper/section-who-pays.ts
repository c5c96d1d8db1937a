import type { AppraisalResult, OptionResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { areAmountsKnown } from '../../../../shared/model/appraisal-standing.ts';
import {
  figureText,
  inputText,
  listed,
  noFigure,
  paysMoreThanAlone,
  penceText,
  sharesUnknownText,
  sketchPaysText,
} from '../../../../shared/text/appraisal.ts';
import { isSketch } from '../../../../shared/text/decision.ts';
import type { DocumentBlock, DocumentSection } from '../../documents/document.ts';
import { contributionWords, overspendBands, unpaidWords } from './about-paper.ts';
import { leavesUnpaid, optionColumns, quoted, text } from './paper-words.ts';

/** A warning where caps leave a part of the cost to nobody. */
function unpaid(option: OptionResult): DocumentBlock[] {
  if (!leavesUnpaid(option)) return [];
  const most = Math.max(...option.unpaidPence);
  return [
    {
      kind: 'note',
      text: `Every cap is reached: up to ${penceText(most)} of a year’s cost is paid by nobody. Raise a cap, or make the service smaller.`,
    },
  ];
}

/** The least and the most that partners pay, and where that decides. */
function limitItems(appraisal: Appraisal, result: AppraisalResult): DocumentBlock[] {
  const items = appraisal.partners.flatMap(({ id, name, floor, cap }) => {
    const limits = [
      ...(floor === null ? [] : [`at least ${inputText(floor, 'money')}`]),
      ...(cap === null ? [] : [`at most ${inputText(cap, 'money')}`]),
    ];
    if (limits.length === 0) return [];
    const under = result.options.filter(option => option.partners.some(one => one.id === id && one.limited !== null));
    const decides =
      under.length === 0
        ? 'its share is within that under every option'
        : `this decides, and not its share, under ${listed(under.map(option => quoted(option.name)))}`;
    return [`${name} pays ${limits.join(' and ')} a year: ${decides}.`];
  });
  const notes = result.notes.filter(note => note.code === 'contribution-limits').map(note => note.text);
  return items.length + notes.length > 0 ? [{ kind: 'list', items: [...items, ...notes] }] : [];
}

function overspendSentence(appraisal: Appraisal): string {
  const bands = overspendBands(appraisal);
  const limits = appraisal.partners.some(({ floor, cap }) => floor !== null || cap !== null)
    ? ' The least and the most that a partner pays do not hold for it.'
    : '';
  if (bands.length === 1) return `It is borne by ${bands[0]!.bearer}.${limits}`;
  const each = bands.map(({ from, to, bearer }) =>
    to === null
      ? `what is over ${inputText(from, 'money')} by ${bearer}`
      : `from ${inputText(from, 'money')} to ${inputText(to, 'money')} by ${bearer}`,
  );
  return `It is borne in bands: ${listed(each)}.${limits}`;
}

/** What each partner pays under an option, year by year to the penny, and set against its budget and going alone. */
function paying(option: OptionResult, years: readonly string[]): DocumentBlock[] {
  return [
    yearsTable(option, years),
    ...unpaid(option),
    againstBudget(option),
    ...(option.leaving.length > 0
      ? [
          { kind: 'paragraph' as const, text: text({ bold: 'If a partner leaves' }) },
          { kind: 'list' as const, items: option.leaving.map(leaving => leaving.words) },
        ]
      : []),
  ];
}

function yearsTable(option: OptionResult, years: readonly string[]): DocumentBlock {
  const totals = years.map((_, year) =>
    option.partners.reduce((sum, partner) => sum + (partner.pence[year] ?? 0), option.unpaidPence[year] ?? 0),
  );
  return {
    kind: 'table',
    caption: `${option.name}: what each partner pays, in the prices of each year`,
    columns: [
      { header: 'Partner', width: 2 },
      { header: 'Share', align: 'right' },
      ...years.map(year => ({ header: year, align: 'right' as const, width: 1.5 })),
    ],
    rows: [
      ...option.partners.map(partner => [
        partner.name,
        figureText(partner.share, 'percent'),
        ...years.map((_, year) => penceText(partner.pence[year] ?? 0)),
      ]),
      ...(leavesUnpaid(option)
        ? [[unpaidWords, noFigure, ...years.map((_, year) => penceText(option.unpaidPence[year] ?? 0))]]
        : []),
      [
        leavesUnpaid(option) ? 'The whole cost' : 'All partners',
        figureText(
          option.partners.reduce((sum, partner) => sum + partner.share, 0),
          'percent',
        ),
        ...totals.map(pence => penceText(pence)),
      ],
    ],
    total: true,
  };
}

function againstBudget(option: OptionResult): DocumentBlock {
  return {
    kind: 'table',
    caption: `${option.name}: each partner against its budget and against going alone, a year`,
    columns: [
      { header: 'Partner', width: 2 },
      { header: 'Pays a year', align: 'right', width: 1.5 },
      { header: 'Budget', align: 'right', width: 1.5 },
      { header: 'Chance that the budget covers every year', align: 'right', width: 1.5 },
      { header: 'Alone it would pay', align: 'right', width: 1.5 },
      { header: 'Pays more than alone?', align: 'right', width: 1.2 },
      { header: 'Bears of an overspend', align: 'right', width: 1.5 },
    ],
    rows: option.partners.map(partner => [
      partner.name,
      penceText(partner.penceAYear),
      partner.budgetPence === null ? 'not given' : penceText(partner.budgetPence),
      figureText(partner.affordable, 'percent'),
      penceText(partner.alonePenceAYear),
      partner.alonePenceAYear === null ? noFigure : paysMoreThanAlone(partner) ? 'Yes' : 'No',
      penceText(partner.overspendPence),
    ]),
  };
}

/** What a year costs in all, where no amount can be put down to a partner. */
function costSection(result: AppraisalResult): DocumentSection {
  return {
    heading: 'Who pays',
    wide: true,
    blocks: [
      {
        kind: 'paragraph',
        text: `${sharesUnknownText(result.standing)} What there is to share, in the prices of each year:`,
      },
      {
        kind: 'table',
        caption: 'Cost of each option by year',
        columns: [
          { header: 'Option', width: 2 },
          ...result.years.map(year => ({ header: year, align: 'right' as const })),
        ],
        rows: result.options.map(option => [
          option.name,
          ...option.years.map(year => figureText(year.costNominal, 'money')),
        ]),
      },
    ],
  };
}

export function whoPaysSection(appraisal: Appraisal, result: AppraisalResult): DocumentSection {
  if (!areAmountsKnown(result.standing)) return costSection(result);
  return {
    heading: 'Who pays',
    wide: true,
    blocks: [
      ...(isSketch(result.findings) ? [{ kind: 'paragraph' as const, text: sketchPaysText }] : []),
      {
        kind: 'paragraph',
        text: `Costs are shared by ${contributionWords[appraisal.contribution]}. ${result.options.some(leavesUnpaid) ? 'Each year’s shares and what is unpaid' : 'Each year’s shares'} add up to its cost to the penny.`,
      },
      ...limitItems(appraisal, result),
      {
        kind: 'paragraph',
        text: `An overspend is what a year costs on average over the expected cost, up to what nine cases in ten stay within. ${overspendSentence(appraisal)}`,
      },
      {
        kind: 'table',
        caption: 'What each partner pays a year on average, in the prices of each year',
        columns: optionColumns('Partner', result),
        rows: appraisal.partners.map(({ id, name }) => [
          name,
          ...result.options.map(option => {
            const partner = option.partners.find(one => one.id === id);
            return partner ? penceText(partner.penceAYear) : noFigure;
          }),
        ]),
      },
    ],
    sections: result.options.map(option => ({
      heading: `Who pays: ${option.name}`,
      blocks: paying(option, result.years),
    })),
  };
}
