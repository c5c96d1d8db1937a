import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import { figureText } from '../../../../shared/text/appraisal.ts';
import type { DocumentColumn, DocumentSection } from '../../documents/document.ts';

export function yearsSection(result: AppraisalResult): DocumentSection {
  const yearColumns: readonly DocumentColumn[] = [
    { header: 'Year' },
    { header: 'Episodes', align: 'right' },
    { header: 'Interviews', align: 'right' },
    { header: 'Within 72 h', align: 'right' },
    { header: 'Referrals', align: 'right' },
    { header: 'Allocated', align: 'right' },
    { header: 'Waiting at end', align: 'right' },
    { header: 'Cost, prices of the year', align: 'right', width: 1.4 },
  ];
  return {
    heading: 'Annex: year by year',
    wide: true,
    blocks: [],
    sections: result.options.map(option => ({
      heading: option.name,
      blocks: [
        {
          kind: 'table' as const,
          caption: `${option.name}: expected in each year`,
          columns: yearColumns,
          rows: option.years.map(year => [
            year.year,
            figureText(year.episodes, 'number'),
            figureText(year.interviews, 'number'),
            figureText(year.within72, 'number'),
            figureText(year.referrals, 'number'),
            figureText(year.allocated, 'number'),
            figureText(year.waitingAtEnd, 'number'),
            figureText(year.costNominal, 'money'),
          ]),
        },
      ],
    })),
  };
}
