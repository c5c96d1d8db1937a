import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { figureText, noFigure, plausibleText, switchingText } from '../../../../shared/text/appraisal.ts';
import type { FigureFormat } from '../../../../shared/text/appraisal.ts';
import { formatNumber } from '../../../../shared/text/format.ts';
import type { DocumentSection } from '../../documents/document.ts';
import type { AboutPaper } from './about-paper.ts';
import { decisionOf, quoted } from './paper-words.ts';

/** What better knowledge is worth; of what rests on placeholders nobody can say what research would pay. */
function informationText({ perfectInformation, standing }: AppraisalResult): string {
  const worth = `to know every input exactly would be worth ${figureText(perfectInformation, 'money')} at most, for the whole period.`;
  return standing.isDraft
    ? `By the ranges of the placeholders, ${worth} What research is worth shows when ranges are given.`
    : `T${worth.slice(1)} Research that costs more than that cannot pay for itself here.`;
}

export function answerSection(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): DocumentSection {
  const { tornado } = result;
  const named = (id: string) => quoted(result.options.find(option => option.id === id)?.name ?? id);
  const format = (id: string): FigureFormat =>
    about.model.inputs.find(definition => definition.id === id)?.format ?? 'number';
  return {
    heading: 'What would change the answer',
    wide: true,
    blocks: [
      {
        kind: 'lead',
        text: tornado.bars.length === 0 ? 'No input was varied.' : decisionOf(appraisal, result, about).turns,
      },
      ...(tornado.bars.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              caption: `Expected difference in net present social value, ${named(tornado.option)} less ${named(tornado.against)}, as one input varies`,
              columns: [
                { header: 'Input', width: 3.2 },
                ...['P10', 'P30', 'P50', 'P70', 'P90'].map(header => ({
                  header,
                  align: 'right' as const,
                  width: 0.85,
                })),
                { header: 'Rank correlation', align: 'right' as const },
                { header: 'Switches at', align: 'right' as const, width: 2.1 },
                { header: 'Plausible', align: 'right' as const, width: 1.45 },
              ],
              rows: tornado.bars.map(bar => [
                `${bar.label}${bar.monotonic ? '' : ' *'}${bar.isPlaceholder ? ' (placeholder)' : ''}`,
                ...Array.from({ length: 5 }, (_, at) => figureText(bar.at[at] ?? null, 'money')),
                bar.rankCorrelation === null ? noFigure : formatNumber(bar.rankCorrelation, 2),
                switchingText(bar, format(bar.input)),
                plausibleText(bar, format(bar.input)),
              ]),
            },
            {
              kind: 'note' as const,
              text: `P10 to P90: the input at its 10th to 90th percentile, averaged over the draws of all others.${tornado.bars.some(bar => !bar.monotonic) ? ' * The difference does not go one way only: its largest value lies inside the range.' : ''}`,
            },
          ]),
      {
        kind: 'paragraph',
        text: informationText(result),
      },
      ...(appraisal.correlations.length === 0
        ? []
        : [
            {
              kind: 'list' as const,
              items: appraisal.correlations.map(({ a, b, rank }) => {
                const label = (id: string) => about.model.inputs.find(definition => definition.id === id)?.label ?? id;
                return `${label(a)} and ${label(b)} move together: rank correlation ${formatNumber(rank, 2)}.`;
              }),
            },
          ]),
    ],
  };
}
