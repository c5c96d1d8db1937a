import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal, Standing } from '../../../../shared/model/appraisal.ts';
import type { Counted } from '../../../../shared/model/appraisal-standing.ts';
import { basisText, figureText, gapsText, standingText } from '../../../../shared/text/appraisal.ts';
import { formatNumber } from '../../../../shared/text/format.ts';
import type { DocumentSection } from '../../documents/document.ts';

const withSource = ({ basis, source }: Standing): string =>
  source === '' ? basisText(basis) : `${basisText(basis)}; ${source}`;

/** Where need comes from, each kind by itself where they differ. */
function needText(appraisal: Appraisal): string {
  if (!appraisal.needStandings) return `Need by district: ${withSource(appraisal.needStanding)}.`;
  const { episodes, referrals } = appraisal.needStandings;
  return `Need by district. Missing episodes: ${withSource(episodes)}. CSE referrals: ${withSource(referrals)}.`;
}

/** What the appraisal rests on: what was given, what comes from the data, and what is the application's own. */
export function standingSection(appraisal: Appraisal, result: AppraisalResult): DocumentSection {
  const { standing } = result;
  const { movedByPlaceholders } = standing;
  const row = (label: string, { all, given, data, placeholder }: Counted) => [
    label,
    ...[all, given, data, placeholder].map(count => formatNumber(count)),
  ];
  const right = (header: string) => ({ header, align: 'right' as const });
  return {
    heading: 'What this rests on',
    blocks: [
      {
        kind: 'lead',
        text: `${standingText(standing)}${movedByPlaceholders === null ? '' : ` ${figureText(movedByPlaceholders, 'percent')} of what moves the answer is placeholder.`}`,
      },
      ...(standing.gaps.length > 0 ? [{ kind: 'paragraph' as const, text: gapsText(standing.gaps) }] : []),
      {
        kind: 'table',
        caption: 'Where the values come from',
        columns: [
          { header: 'Kind', width: 2.4 },
          right('In all'),
          right('Given'),
          right('From the data'),
          right('Placeholder'),
        ],
        rows: [
          row('Inputs of the model', standing.inputs),
          row('Posts of the do-minimum', standing.posts),
          row('Budgets of partners', standing.budgets),
          row('Shares of the cost', standing.shares),
          row('Shares of the benefit', standing.benefitShares),
          row('Weights of partners', standing.weights),
        ],
      },
      {
        kind: 'table',
        caption: 'What each partner has given',
        columns: [
          { header: 'Partner', width: 1.6 },
          { header: 'Share of the cost' },
          { header: 'Share of the benefit' },
          { header: 'Budget' },
          { header: 'Weights' },
        ],
        rows: appraisal.partners.map(({ name, budget, standing: own }) => [
          name,
          withSource(own.share),
          withSource(own.benefitShare),
          budget === null ? 'Not given' : withSource(own.budget),
          withSource(own.weights),
        ]),
      },
      { kind: 'note', text: needText(appraisal) },
    ],
  };
}
