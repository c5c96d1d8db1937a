import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { listed } from '../../../../shared/text/appraisal.ts';
import { formatCount } from '../../../../shared/text/format.ts';
import type { DocumentSection } from '../../documents/document.ts';

export const questionSection = (appraisal: Appraisal): DocumentSection => ({
  heading: 'The question',
  blocks: [
    { kind: 'paragraph', text: appraisal.question || 'No question has been written down yet.' },
    {
      kind: 'paragraph',
      text: `The appraisal covers ${formatCount(appraisal.years, 'financial year')} from ${appraisal.firstYear}, ${formatCount(appraisal.districts.length, 'district')} and ${formatCount(appraisal.partners.length, 'partner')}: ${listed(appraisal.partners.map(partner => partner.name))}. Values are in the prices of ${appraisal.priceBase}; what partners pay is in the prices of each year.`,
    },
  ],
});
