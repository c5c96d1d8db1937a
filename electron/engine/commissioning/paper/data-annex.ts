import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import type { SpreadsheetSheet } from '../../documents/spreadsheet.ts';
import type { AboutPaper } from './about-paper.ts';
import { aboutSheet } from './annex-about.ts';
import { findingsSheet, placesSheet, rankingSheet, tornadoSheet } from './annex-answer.ts';
import { assumptionsLog, measuresSheet, needSheet } from './annex-inputs.ts';
import { bandsSheet, leavingSheet, partnersSheet, standingSheet } from './annex-partners.ts';
import { capacitySheet, districtsSheet, fairnessSheet, optionsSheet, yearsSheet } from './annex-results.ts';

/**
 * The figures behind an options paper as they are shown there, one sheet a subject; contributions to the penny. Shares are
 * fractions; money is in pounds.
 */
export const dataAnnex = (appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): SpreadsheetSheet[] => [
  aboutSheet(appraisal, result, about),
  optionsSheet(result, about),
  yearsSheet(result),
  districtsSheet(result),
  fairnessSheet(result),
  partnersSheet(appraisal, result),
  standingSheet(appraisal),
  leavingSheet(appraisal, result),
  bandsSheet(appraisal),
  capacitySheet(result),
  assumptionsLog(appraisal, about),
  findingsSheet(result),
  tornadoSheet(result),
  rankingSheet(result),
  placesSheet(result),
  needSheet(appraisal, about),
  measuresSheet(about),
];
