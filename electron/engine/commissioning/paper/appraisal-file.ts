import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { docxBytes } from '../../documents/document.ts';
import { csvText } from '../../documents/csv.ts';
import { spreadsheetBytes } from '../../documents/spreadsheet.ts';
import type { SpreadsheetSheet } from '../../documents/spreadsheet.ts';
import { toldAnswer } from '../told-answer.ts';
import type { AboutPaper } from './about-paper.ts';
import { assumptionsLog } from './annex-inputs.ts';
import { dataAnnex } from './data-annex.ts';
import { optionsPaper } from './options-paper.ts';

/** What is written of an appraisal: a paper (DOCX), an annex (XLSX), the assumptions log (XLSX or CSV); for programs the document and its answer. */
export type AppraisalFile =
  | { readonly kind: 'paper' | 'annex' | 'answer'; readonly result: AppraisalResult }
  | { readonly kind: 'document' }
  | { readonly kind: 'log'; readonly format: 'xlsx' | 'csv' };

/** UTF-8 with a mark, as Excel expects it. */
function csvOf({ columns, rows }: SpreadsheetSheet): Uint8Array {
  const headers = columns.map(({ header }) => (typeof header === 'string' ? header : header.join(', ')));
  return Buffer.from(csvText([headers, ...rows]), 'utf8');
}

const jsonOf = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8');

/** The bytes of a file: a pen, which writes nothing itself. */
export function appraisalFile(appraisal: Appraisal, file: AppraisalFile, about: AboutPaper): Uint8Array {
  switch (file.kind) {
    case 'document':
      return jsonOf(appraisal);
    case 'answer':
      return jsonOf(toldAnswer(file.result));
    case 'paper':
      return docxBytes(optionsPaper(appraisal, file.result, about));
    case 'annex':
      return spreadsheetBytes(dataAnnex(appraisal, file.result, about));
    case 'log': {
      const sheet = assumptionsLog(appraisal, about);
      return file.format === 'csv' ? csvOf(sheet) : spreadsheetBytes([sheet]);
    }
  }
}
