import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { areGainsKnown } from '../../../../shared/model/appraisal-standing.ts';
import { gainsUnknownText, noFigure, penceText } from '../../../../shared/text/appraisal.ts';
import type { DocumentSection } from '../../documents/document.ts';
import { optionColumns, quoted } from './paper-words.ts';

export const whoGainsSection = (appraisal: Appraisal, result: AppraisalResult): DocumentSection =>
  areGainsKnown(result.standing)
    ? gainsTable(appraisal, result)
    : { heading: 'Who gains', wide: true, blocks: [{ kind: 'paragraph', text: gainsUnknownText(result.standing) }] };

const gainsTable = (appraisal: Appraisal, result: AppraisalResult): DocumentSection => ({
  heading: 'Who gains',
  wide: true,
  blocks: [
    {
      kind: 'table',
      caption: `Fiscal benefit less what it pays, a year, against ${quoted(result.options[0]!.name)}`,
      columns: optionColumns('Partner', result),
      rows: appraisal.partners.map(({ id, name }) => [
        name,
        ...result.options.map(option => {
          const partner = option.partners.find(one => one.id === id);
          return partner ? penceText(partner.netPenceAYear, true) : noFigure;
        }),
      ]),
    },
    {
      kind: 'note',
      text: 'Below nothing: it pays more than it gets back. A partner may pay for what another one gains; that is for the partners to settle.',
    },
  ],
});
