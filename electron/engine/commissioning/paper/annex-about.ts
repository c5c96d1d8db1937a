import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { gapsText, standingText } from '../../../../shared/text/appraisal.ts';
import type { SpreadsheetSheet } from '../../documents/spreadsheet.ts';
import type { AboutPaper } from './about-paper.ts';
import { contributionWords } from './about-paper.ts';
import { decisionOf, markingOf } from './paper-words.ts';
import { words } from './annex-columns.ts';

export function aboutSheet(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): SpreadsheetSheet {
  return {
    name: 'About',
    columns: [words('Fact', 30), words('Value', 90)],
    wrap: true,
    rows: [
      ['Appraisal', appraisal.name],
      ['Question', appraisal.question],
      ...(about.organisation === '' ? [] : [['Prepared by', about.organisation]]),
      ...(about.audience === '' ? [] : [['For', about.audience]]),
      ['Marking', markingOf(result, about)],
      ['Rests on', standingText(result.standing)],
      ...(result.standing.gaps.length > 0 ? [['Missing for a verdict', gapsText(result.standing.gaps)]] : []),
      ['Decision', decisionOf(appraisal, result, about).title],
      ['As at', about.asAt],
      ['Data to', about.dataUntil ?? 'no input was pulled from data'],
      ['Demonstration data', about.synthetic ? 'yes: made up' : 'no'],
      ['Calculated by', result.engine],
      ['Model version', String(result.modelVersion)],
      ['Application version', about.applicationVersion],
      ['Seed', String(result.seed)],
      ['Draws', String(result.replications)],
      ['Run time in seconds', String(Math.round(result.milliseconds) / 1000)],
      ['Reference cases passed', String(about.selfTest.passed)],
      ['Reference cases failed', String(about.selfTest.failed)],
      ['Period', `${appraisal.years} financial years from ${appraisal.firstYear}`],
      ['Price base', appraisal.priceBase],
      ['Costs shared by', contributionWords[appraisal.contribution]],
      ['Figures', 'expected values, rounded as they are shown; low and high are the 10th and the 90th percentile'],
      ...result.notes.map(note => ['Note', note.text]),
      ...result.ranking.warnings.map(warning => ['Ranking', warning]),
    ],
  };
}
