import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { basisText } from '../../../../shared/text/appraisal.ts';
import type { SpreadsheetSheet } from '../../documents/spreadsheet.ts';
import { assumptionLines, gradeWords } from './about-paper.ts';
import type { AboutPaper } from './about-paper.ts';
import { number, words } from './annex-columns.ts';
import { hiddenFigure } from './paper-words.ts';

/** Every input with where it comes from, as a sheet: for the annex, or for a file of its own. */
export function assumptionsLog(appraisal: Appraisal, about: Pick<AboutPaper, 'model' | 'spread'>): SpreadsheetSheet {
  return {
    name: 'Assumptions log',
    frozenColumns: 1,
    wrap: true,
    columns: [
      words('Input', 32),
      words('Holds for'),
      words('As written', 20),
      number('Mean', 4),
      number('Low', 4),
      number('High', 4),
      words('Unit', 14),
      words('Where it comes from', 32),
      words('Source', 40),
      words('Owner'),
      words('Grade', 8),
      words('Grade in words', 28),
      { header: 'Review on', type: 'date', width: 12 },
      words('From the data', 28),
      words('Set in', 14),
      words('Meaning', 60),
    ],
    rows: assumptionLines(appraisal, about).map(({ definition, holds, value, spread, standard }) => [
      definition.label,
      holds,
      value.text,
      spread.mean,
      spread.low,
      spread.high,
      definition.format === 'percent' ? 'share of 1' : definition.unit,
      basisText(value.basis),
      value.source,
      value.owner,
      value.grade,
      value.grade === null ? null : gradeWords[value.grade],
      value.reviewOn,
      value.link === null ? null : `${value.link.words}, version ${value.link.dataVersion}`,
      standard ? 'the model' : 'the appraisal',
      definition.definition,
    ]),
  };
}

export function needSheet(appraisal: Appraisal, { hiddenNeed }: Pick<AboutPaper, 'hiddenNeed'>): SpreadsheetSheet {
  return {
    name: 'Need',
    columns: [
      words('District'),
      words('Code', 12),
      number('Children aged 10 to 17', 0),
      number('Deprivation rank', 0),
      number('Missing episodes', 1),
      number('CSE referrals', 1),
      number('Years counted', 1),
    ],
    rows: appraisal.districts.map(district => [
      district.name,
      district.code,
      district.children,
      district.deprivationRank,
      hiddenNeed.episodes.has(district.code) ? hiddenFigure : district.episodes,
      hiddenNeed.referrals.has(district.code) ? hiddenFigure : district.referrals,
      appraisal.yearsCounted,
    ]),
  };
}

export function measuresSheet(about: Pick<AboutPaper, 'model'>): SpreadsheetSheet {
  return {
    name: 'Measures',
    wrap: true,
    columns: [words('Measure', 36), words('Unit', 12), words('Meaning', 90)],
    rows: about.model.measures.map(measure => [measure.label, measure.format, measure.definition]),
  };
}
