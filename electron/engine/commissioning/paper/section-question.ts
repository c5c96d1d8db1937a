import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { listed } from '../../../../shared/text/appraisal.ts';
import { formatCount } from '../../../../shared/text/format.ts';
import type { DocumentSection } from '../../documents/document.ts';

/** Who takes part; who has given nothing yet is only thought of as a partner. */
function partnersText({ partners }: Appraisal): string {
  const names = listed(partners.map(partner => partner.name));
  const hasGiven = partners.some(({ standing }) =>
    Object.values(standing).some(({ basis }) => basis.state !== 'placeholder'),
  );
  const count = formatCount(partners.length, 'partner');
  return hasGiven
    ? `It has ${count}: ${names}.`
    : `It has places for ${count}, none of whom has given anything yet: ${names}.`;
}

export const questionSection = (appraisal: Appraisal): DocumentSection => ({
  heading: 'The question',
  blocks: [
    { kind: 'paragraph', text: appraisal.question || 'No question has been written down yet.' },
    {
      kind: 'paragraph',
      text: `The appraisal covers ${formatCount(appraisal.years, 'financial year')} from ${appraisal.firstYear} and ${formatCount(appraisal.districts.length, 'district')}. ${partnersText(appraisal)} Values are in the prices of ${appraisal.priceBase}; what partners pay is in the prices of each year.`,
    },
  ],
});
