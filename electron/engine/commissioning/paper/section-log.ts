import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { needStandingOf } from '../../../../shared/model/appraisal-standing.ts';
import { basisText, inputText, noFigure } from '../../../../shared/text/appraisal.ts';
import { formatCount, formatDate, formatNumber } from '../../../../shared/text/format.ts';
import type { DocumentSection } from '../../documents/document.ts';
import { assumptionLines, gradeWords } from './about-paper.ts';
import type { AboutPaper } from './about-paper.ts';
import { hiddenFigure, hiddenNote } from './paper-words.ts';

/** Within a sentence; names that follow stay as they are. */
const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

export function logSection(appraisal: Appraisal, about: AboutPaper): DocumentSection {
  const lines = assumptionLines(appraisal, about);
  const needHead = (title: string, kind: 'episodes' | 'referrals') =>
    appraisal.needStandings ? `${title} (${basisText(needStandingOf(appraisal, kind).basis).toLowerCase()})` : title;
  return {
    heading: 'Assumptions log',
    wide: true,
    blocks: [
      {
        kind: 'paragraph',
        text: `A placeholder is the application’s own value: it has no grade and speaks for nobody. Evidence of the others: ${Object.entries(
          gradeWords,
        )
          .map(([grade, meaning]) => `${grade} ${meaning}`)
          .join('; ')}.`,
      },
      {
        kind: 'table',
        caption: 'Every input',
        columns: [
          { header: 'Input', width: 1.8 },
          { header: 'Holds for', width: 1.4 },
          { header: 'As written', width: 1.2 },
          { header: 'Mean', align: 'right', width: 0.8 },
          { header: 'P10 to P90', align: 'right', width: 1.3 },
          { header: 'Unit', width: 1 },
          { header: 'Where it comes from', width: 2.6 },
          { header: 'Owner', width: 1.4 },
          { header: 'Grade', width: 0.75 },
          { header: 'Review on', width: 1 },
        ],
        rows: lines.map(({ definition, holds, value, spread }) => [
          definition.label,
          holds,
          value.text,
          inputText(spread.mean, definition.format),
          spread.low === spread.high
            ? noFigure
            : `${inputText(spread.low, definition.format)} to ${inputText(spread.high, definition.format)}`,
          definition.unit,
          [
            basisText(value.basis),
            ...(value.source === '' ? [] : [value.source]),
            ...(value.link ? [value.link.words] : []),
          ].join('; '),
          value.owner || noFigure,
          value.grade ?? noFigure,
          value.reviewOn === null ? noFigure : formatDate(value.reviewOn),
        ]),
      },
      {
        kind: 'table',
        caption: `Need by district over ${formatCount(appraisal.yearsCounted, 'year')}${appraisal.needStandings ? '' : `: ${lowerFirst(basisText(appraisal.needStanding.basis))}`}`,
        columns: [
          { header: 'District', width: 2 },
          { header: 'Children aged 10 to 17', align: 'right' },
          { header: 'Deprivation rank', align: 'right' },
          { header: needHead('Missing episodes', 'episodes'), align: 'right' },
          { header: needHead('CSE referrals', 'referrals'), align: 'right' },
        ],
        rows: appraisal.districts.map(district => [
          district.name,
          formatNumber(district.children),
          formatNumber(district.deprivationRank),
          about.hiddenNeed.episodes.has(district.code) ? hiddenFigure : formatNumber(district.episodes),
          about.hiddenNeed.referrals.has(district.code) ? hiddenFigure : formatNumber(district.referrals),
        ]),
      },
      ...(about.hiddenNeed.episodes.size + about.hiddenNeed.referrals.size > 0
        ? [{ kind: 'note' as const, text: hiddenNote }]
        : []),
    ],
  };
}
