import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { MeasureId } from '../../../../shared/model/appraisal.ts';
import { chanceTexts, estimateWithRange, figureText, noFigure } from '../../../../shared/text/appraisal.ts';
import type { DocumentSection } from '../../documents/document.ts';
import type { AboutPaper } from './about-paper.ts';
import { measureOf, optionColumns, quoted, rangeNote } from './paper-words.ts';

/** Headlines whose error is told; those of the others are in the data annex. */
const errorMeasures: readonly MeasureId[] = [
  'npsv',
  'cost-a-year',
  'within-72-hours',
  'weeks-to-allocation',
  'children-helped',
];

export function resultsSection(result: AppraisalResult, about: AboutPaper): DocumentSection {
  const order: readonly MeasureId[] = about.model.measures.map(measure => measure.id);
  return {
    heading: 'Results side by side',
    wide: true,
    blocks: [
      {
        kind: 'table',
        caption: 'What each option does and costs',
        columns: optionColumns('Measure', result),
        rows: order.map(id => {
          const { label, format } = measureOf(about.model, id);
          return [label, ...result.options.map(option => estimateWithRange(option.measures[id], format))];
        }),
      },
      {
        kind: 'note',
        text: `${rangeNote(result)} Values against ${quoted(result.options[0]!.name)}; “${noFigure}” where a figure is not defined.`,
      },
      {
        kind: 'table',
        caption: 'Monte Carlo error of the expected values',
        columns: optionColumns('Measure', result),
        rows: errorMeasures.map(id => {
          const { label, format } = measureOf(about.model, id);
          return [label, ...result.options.map(option => figureText(option.errors[id], format))];
        }),
      },
      {
        kind: 'table',
        caption: 'Costs and benefits over the whole period, discounted',
        columns: optionColumns('', result).map((column, at) => (at === 0 ? { ...column, header: 'Ledger' } : column)),
        rows: [
          ['Present value of costs', ...result.options.map(option => figureText(option.presentValueCosts, 'money'))],
          [
            'Present value of benefits',
            ...result.options.map(option => figureText(option.presentValueBenefits, 'money')),
          ],
          ...(result.replications > 1
            ? [
                ['Share of draws with the highest value', ...chanceTexts(result.options.map(o => o.probabilityBest))],
                [
                  'Lost on average against the best in hindsight',
                  ...result.options.map(o => figureText(o.expectedRegret, 'money')),
                ],
              ]
            : []),
        ],
      },
      {
        kind: 'table',
        caption: 'Money value of the benefits, a year',
        columns: optionColumns('Kind of value', result),
        rows: (
          [
            ['Cashable: can be taken out of a budget', 'cashable'],
            ['Fiscal: eases a public service', 'fiscal'],
            ['Economic: to the economy', 'economic'],
            ['Social: to children and families', 'social'],
          ] as const
        ).map(([label, kind]) => [label, ...result.options.map(option => figureText(option.value[kind], 'money'))]),
      },
      { kind: 'note', text: 'The four kinds are not added up: only the first can be banked.' },
    ],
  };
}
