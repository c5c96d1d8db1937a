import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import type { DocumentSection } from '../../documents/document.ts';

export const unquantifiedSection = (appraisal: Appraisal): DocumentSection => ({
  heading: 'What the numbers leave out',
  blocks: [
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
