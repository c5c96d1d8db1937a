import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { draftedText } from '../../../../shared/text/appraisal.ts';
import { isNothingGiven } from '../../../../shared/text/decision.ts';
import type { DocumentSection } from '../../documents/document.ts';

export const unquantifiedSection = (appraisal: Appraisal, { findings }: AppraisalResult): DocumentSection => ({
  heading: 'What the numbers leave out',
  blocks: [
    ...(isNothingGiven(findings) ? [{ kind: 'paragraph' as const, text: draftedText }] : []),
    {
      kind: 'table',
      caption: 'Effects without a number',
      columns: [{ header: 'Option' }, { header: 'Effects', width: 3 }],
      rows: appraisal.options.map(option => [
        option.name,
        option.unquantified.length > 0
          ? option.unquantified.map(line => `• ${line}`).join('\n')
          : 'None written down. Ask what children, families and workers would notice.',
      ]),
    },
  ],
});
