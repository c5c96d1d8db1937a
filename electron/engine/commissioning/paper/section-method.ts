import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { listed } from '../../../../shared/text/appraisal.ts';
import { formatDate, formatDuration, formatNumber } from '../../../../shared/text/format.ts';
import type { DocumentSection } from '../../documents/document.ts';
import { assumptionLines } from './about-paper.ts';
import type { AboutPaper } from './about-paper.ts';
import { selfTestWords } from './paper-words.ts';

const engineWords: Readonly<Record<AppraisalResult['engine'], string>> = {
  formulas: 'closed formulas for queues, evaluated over draws of all inputs',
  fluid: 'a fluid model that follows expected numbers week by week',
  simulation:
    'a discrete-event simulation that follows each child through the service, from the caseload and the queue of the first day',
};

export function methodSection(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): DocumentSection {
  const facts: readonly (readonly [string, string])[] = [
    ['Calculated by', engineWords[result.engine]],
    ['Model version', String(result.modelVersion)],
    ['Application version', about.applicationVersion],
    ['Seed', String(result.seed)],
    ['Draws', formatNumber(result.replications)],
    ['Run time', formatDuration(result.milliseconds / 1000)],
    ['Check of the calculations', selfTestWords(about)],
    ['Data to', about.dataUntil === null ? 'no input was pulled from data' : formatDate(about.dataUntil)],
    [
      'Inputs pulled from the data',
      listed([
        ...new Set(
          assumptionLines(appraisal, about)
            .filter(line => line.value.basis.state === 'data')
            .map(
              ({ definition, value }) =>
                `${definition.label} (${value.link!.words}, version ${value.link!.dataVersion})`,
            ),
        ),
      ]) || 'none',
    ],
  ];
  return {
    heading: 'How this was worked out',
    blocks: [
      {
        kind: 'list',
        items: [
          'Demand in each district is drawn around its own need, counted or a placeholder; small districts borrow strength from all of them.',
          'The 72 hours of a return interview are elapsed hours: nights, weekends and bank holidays count.',
          'Two ledgers are kept apart: value in real prices, discounted by the Green Book’s rates and against the do-minimum; and what partners pay, in the prices of each year.',
          'Every figure is the mean over the draws of what is uncertain; all options share the draws, so that differences come from the options, not from luck.',
          'What staff cannot do in a year is carried over whole and given up once it is too old; an interview counts in the year in which it is held, and its effect falls with delay.',
          'Discounting: HM Treasury, The Green Book (February 2026), chapter 6.',
          'Costs are shared in whole pence by the largest remainder, so shares add up to the cost.',
        ],
      },
      {
        kind: 'table',
        caption: 'What is needed to work it out again',
        columns: [{ header: 'Fact' }, { header: 'Value', width: 2.5 }],
        rows: facts,
      },
      {
        kind: 'table',
        caption: 'What the measures mean',
        columns: [{ header: 'Measure' }, { header: 'Meaning', width: 2.5 }],
        rows: about.model.measures.map(measure => [measure.label, measure.definition]),
      },
    ],
  };
}
