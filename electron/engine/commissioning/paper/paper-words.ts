import type { AppraisalResult, ModelDescription, OptionResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal, MeasureId } from '../../../../shared/model/appraisal.ts';
import { decisionWords } from '../../../../shared/text/decision.ts';
import type { DecisionWords } from '../../../../shared/text/decision.ts';
import type { FigureFormat } from '../../../../shared/text/appraisal.ts';
import { draftMark, figureText } from '../../../../shared/text/appraisal.ts';
import { formatNumber } from '../../../../shared/text/format.ts';
import type { DocumentColumn, Text } from '../../documents/document.ts';
import type { AboutPaper } from './about-paper.ts';

export const quoted = (name: string): string => `“${name}”`;

export function text(...pieces: readonly (string | { readonly bold: string })[]): Text {
  return pieces.map(piece => (typeof piece === 'string' ? { text: piece } : { text: piece.bold, bold: true }));
}

export const sentence = (words: string): string => {
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
};

export const measureOf = (model: ModelDescription, id: MeasureId) => {
  const found = model.measures.find(measure => measure.id === id);
  return {
    label: found?.label ?? id,
    format: (found?.format ?? 'number') as FigureFormat,
    definition: found?.definition ?? '',
  };
};

/** One column for words and one for each option. */
export const optionColumns = (header: string, result: AppraisalResult): readonly DocumentColumn[] => [
  { header, width: 1.6 },
  ...result.options.map(option => ({ header: option.name, align: 'right' as const })),
];

export const leavesUnpaid = (option: OptionResult): boolean => option.unpaidPence.some(pence => pence > 0);

export function selfTestWords({ selfTest }: AboutPaper): string {
  const all = selfTest.passed + selfTest.failed;
  if (all === 0) return 'not run';
  return selfTest.failed === 0
    ? `all ${formatNumber(all)} reference cases passed`
    : `${formatNumber(selfTest.failed)} of ${formatNumber(all)} reference cases failed`;
}

export const rangeNote = (result: AppraisalResult): string =>
  result.replications > 1
    ? 'Figures are expected values: means over the draws of what is uncertain. Ranges in brackets hold eight draws of ten.'
    : 'One draw only: run more for expected values and ranges.';

/** What stands at the head of every page. */
export const markingOf = (result: AppraisalResult, about: AboutPaper): string =>
  [about.marking, about.synthetic ? 'Demonstration data' : '', result.standing.isDraft ? draftMark : '']
    .filter(part => part !== '')
    .join(' · ');

/** What stands in the place of a small number of children. */
export const hiddenFigure = 'c';

/** Fewer than this are a few children, counted or expected. */
const fewChildren = 6;

/** Whether an expected number of a district is one of a few children. */
export const isFew = (value: number): boolean => value > 0 && value < fewChildren;

/** An expected number of a district or of its contract: of a few children it is hidden. */
export const districtFigure = (value: number): string => (isFew(value) ? hiddenFigure : figureText(value, 'number'));

export const hiddenNote = `${hiddenFigure}: hidden, because it tells of fewer than six children, or would tell such a number of another district.`;

/** The decision in words, as on the screen. */
export const decisionOf = (appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): DecisionWords =>
  decisionWords(result.findings, {
    options: result.options,
    inputs: about.model.inputs,
    partners: appraisal.partners.map(partner => partner.name),
    years: appraisal.years,
  });
