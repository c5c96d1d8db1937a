import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { figureText } from '../../../../shared/text/appraisal.ts';
import type { DocumentSection } from '../../documents/document.ts';
import { districtFigure, sentence } from './paper-words.ts';

/** Capacity beside demand, for every pool and year. */
export function capacitySection(appraisal: Appraisal, result: AppraisalResult): DocumentSection {
  return {
    heading: 'Capacity beside demand',
    wide: true,
    blocks: [
      {
        kind: 'paragraph',
        text: 'Interviews: episodes that could be answered, over those that the staff can answer in a year. Targeted support: children taken on, over those that a place can be found for in a year. What is more than can be done is not done.',
      },
      {
        // One table that goes on over the page: one an option, kept whole, would leave half a page empty before it.
        kind: 'table',
        caption: 'Demand over capacity by year',
        columns: [
          { header: 'Option', width: 1.4 },
          { header: 'Contract', width: 1.5 },
          { header: 'Service', width: 1.2 },
          ...result.years.map(year => ({ header: year, align: 'right' as const, width: 1 })),
          { header: 'What that means', width: 2.6 },
        ],
        rows: result.options.flatMap(option => {
          const contracts = new Map(
            appraisal.options.find(one => one.id === option.id)?.contracts.map(one => [one.id, one.name]),
          );
          return option.pools.map(pool => [
            option.name,
            contracts.get(pool.contract) ?? pool.contract,
            pool.service === 'missing' ? 'Return interviews' : 'Targeted support',
            ...pool.years.map(
              ({ demand, capacity }) => `${districtFigure(demand)} over ${figureText(capacity, 'number')}`,
            ),
            sentence(pool.words),
          ]);
        }),
      },
    ],
  };
}
