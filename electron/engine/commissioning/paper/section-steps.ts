import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import { figureText } from '../../../../shared/text/appraisal.ts';
import type { DocumentSection } from '../../documents/document.ts';
import { districtFigure, hiddenNote, isFew } from './paper-words.ts';

/** Whether a number of a few children stands in these tables. */
const hidesFew = (result: AppraisalResult): boolean =>
  result.options.some(option => option.districts.some(({ need, met }) => isFew(need) || isFew(met)));

export const stepsSection = (result: AppraisalResult): DocumentSection => ({
  heading: 'Annex: where access is lost',
  wide: true,
  blocks: hidesFew(result) ? [{ kind: 'note', text: hiddenNote }] : [],
  sections: result.options.map(option => ({
    heading: option.name,
    blocks: [
      {
        kind: 'table' as const,
        caption: `${option.name}: from episode to interview in time, by district`,
        columns: [
          { header: 'District', width: 2 },
          { header: 'Episodes', align: 'right' as const },
          { header: 'Interviews', align: 'right' as const },
          { header: 'Offered, of episodes', align: 'right' as const },
          { header: 'Accepted, of offered', align: 'right' as const },
          { header: 'Completed, of accepted', align: 'right' as const },
          { header: 'Within 72 h, of completed', align: 'right' as const },
        ],
        rows: option.districts.map(district => [
          district.name,
          districtFigure(district.need),
          districtFigure(district.met),
          figureText(district.offered, 'percent'),
          figureText(district.accepted, 'percent'),
          figureText(district.completed, 'percent'),
          figureText(district.inTime, 'percent'),
        ]),
      },
    ],
  })),
});
