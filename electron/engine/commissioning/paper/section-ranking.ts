import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { weighingPartners } from '../../../../shared/model/appraisal-standing.ts';
import { finalWeights } from '../../../../shared/model/criteria-tree.ts';
import { chanceTexts, sketchScoresText, weightText } from '../../../../shared/text/appraisal.ts';
import { isSketch } from '../../../../shared/text/decision.ts';
import { formatNumber } from '../../../../shared/text/format.ts';
import type { DocumentColumn, DocumentSection } from '../../documents/document.ts';
import { text } from './paper-words.ts';

export function rankingSection(appraisal: Appraisal, result: AppraisalResult): DocumentSection {
  const { ranking } = result;
  const name = (id: string) => result.options.find(option => option.id === id)?.name ?? id;
  const criterion = (id: string) => appraisal.criteria.find(one => one.id === id)?.name ?? id;
  const options: readonly DocumentColumn[] = ranking.options.map(id => ({ header: name(id), align: 'right' as const }));
  if (ranking.scores.length === 0 || appraisal.criteria.length === 0)
    return {
      heading: 'Ranking with the partners’ weights',
      blocks: [
        {
          kind: 'paragraph',
          text: 'No partner has given weights, so there is no ranking: nobody ranks by weights that nobody gave.',
        },
        ...ranking.warnings.map(warning => ({ kind: 'note' as const, text: warning })),
      ],
    };
  const weighing = weighingPartners(appraisal);
  const weights = weighing.map(partner => finalWeights(appraisal, partner));
  const group = (id: string) => appraisal.criterionGroups.find(one => one.id === id)?.name ?? id;
  return {
    heading: 'Ranking with the partners’ weights',
    wide: true,
    blocks: [
      ...(isSketch(result.findings)
        ? [
            {
              kind: 'paragraph' as const,
              text: sketchScoresText,
            },
          ]
        : []),
      {
        kind: 'table',
        caption: 'Score of each option from 0 to 100',
        columns: [{ header: 'Weights of', width: 1.6 }, ...options],
        rows: ranking.scores.map(row => [row.partner, ...row.totals.map(total => formatNumber(total, 1))]),
        total: true,
      },
      {
        kind: 'table',
        caption: 'What each criterion weighs in the end, under each partner’s weights',
        columns: [
          { header: 'Criterion', width: 1.6 },
          ...weighing.map(partner => ({ header: partner.name, align: 'right' as const })),
        ],
        rows: appraisal.criteria.map((one, at) => [one.name, ...weights.map(final => weightText(final[at]!))]),
      },
      {
        kind: 'table',
        caption: 'Between which weights the first place stays',
        columns: [
          { header: 'Criterion or group', width: 2 },
          { header: 'Weight now', align: 'right' },
          { header: 'First place stays from', align: 'right' },
          { header: 'to', align: 'right' },
        ],
        rows: [
          ...ranking.groupStability.map(({ group: id, ...range }) => ({ name: `${group(id)} (group)`, ...range })),
          ...ranking.stability.map(({ criterion: id, ...range }) => ({ name: criterion(id), ...range })),
        ].map(({ name: part, now, from, to }) => [part, weightText(now), weightText(from), weightText(to)]),
      },
      {
        kind: 'table',
        caption: 'Share of all possible weightings under which an option takes each place',
        columns: [
          { header: 'Option', width: 1.6 },
          ...ranking.options.map((_, rank) => ({ header: `Place ${rank + 1}`, align: 'right' as const })),
        ],
        rows: ranking.acceptability.map((row, at) => [name(ranking.options[at] ?? ''), ...chanceTexts(row)]),
      },
      ...ranking.warnings.map(warning => ({ kind: 'paragraph' as const, text: text({ bold: 'Note: ' }, warning) })),
      {
        kind: 'note',
        text: 'The ranking comes after value, outcomes and fairness: it shows how far partners agree, and decides nothing.',
      },
    ],
  };
}
