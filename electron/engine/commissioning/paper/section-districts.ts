import type { AppraisalResult, OptionResult } from '../../../../shared/contract/commissioning.ts';
import { figureText, lotteryText, noFigure } from '../../../../shared/text/appraisal.ts';
import { isSketch } from '../../../../shared/text/decision.ts';
import { formatNumber, formatSigned } from '../../../../shared/text/format.ts';
import type { DocumentSection } from '../../documents/document.ts';
import { optionColumns, quoted } from './paper-words.ts';

export function districtsSection(result: AppraisalResult): DocumentSection {
  const minimum = result.options[0]!;
  const shares: readonly { readonly label: string; readonly of: (option: OptionResult) => string }[] = [
    {
      label: 'Provision that would have to move for equal access',
      of: lotteryText,
    },
    { label: 'What chance alone would give', of: ({ fairness }) => figureText(fairness.hooverByChance, 'percent') },
    { label: 'Interviews a year that would have to move', of: ({ fairness }) => figureText(fairness.toMove, 'number') },
    { label: 'Best district less worst', of: ({ fairness }) => figureText(fairness.range, 'percent') },
    { label: 'Gini coefficient, by need', of: ({ fairness }) => index(fairness.gini) },
    { label: 'Concentration index, by deprivation', of: ({ fairness }) => index(fairness.concentration) },
    { label: 'Slope index, by deprivation', of: ({ fairness }) => index(fairness.slopeIndex) },
    { label: 'Relative index, by deprivation', of: ({ fairness }) => index(fairness.relativeIndex) },
    {
      label: 'To bring all up to the best: interviews a year',
      of: ({ fairness }) => figureText(fairness.levelUp.extra, 'number'),
    },
    { label: '… and what that costs a year', of: ({ fairness }) => figureText(fairness.levelUp.cost, 'money') },
    {
      label: 'To a minimum standard: interviews a year',
      of: ({ fairness }) =>
        `${figureText(fairness.minimumStandard.extra, 'number')} (to ${figureText(fairness.minimumStandard.share, 'percent')})`,
    },
    { label: '… and what that costs a year', of: ({ fairness }) => figureText(fairness.minimumStandard.cost, 'money') },
  ];
  return {
    // Of a sketch nothing is said of who gains.
    heading: isSketch(result.findings) ? 'Access by district, in a sketch' : 'Which districts gain',
    wide: true,
    blocks: [
      {
        kind: 'table',
        caption: 'Access by district: interviews completed for each episode that needs one',
        columns: optionColumns('District', result),
        rows: minimum.districts.map(({ code, name }) => [
          name,
          ...result.options.map((option, at) => {
            const here = option.districts.find(district => district.code === code);
            const before = minimum.districts.find(district => district.code === code);
            if (!here || !before) return noFigure;
            const points = (here.access - before.access) * 100;
            return at === 0
              ? figureText(here.access, 'percent')
              : `${figureText(here.access, 'percent')}\n(${Math.abs(points) < 0.05 ? 'no change' : `${formatSigned(points, 1)} points`})`;
          }),
        ]),
      },
      {
        kind: 'note',
        text: `In brackets: percentage points against ${quoted(minimum.name)}.`,
      },
      {
        kind: 'table',
        caption: 'How even access is between districts',
        columns: optionColumns('Measure', result),
        rows: shares.map(({ label, of }) => [label, ...result.options.map(of)]),
      },
      { kind: 'list', items: result.options.map(option => `${option.name}: ${option.fairness.assumed}`) },
      {
        kind: 'note',
        text: 'What is assumed of districts that share a contract is no result. Small districts differ by chance alone. An option is uneven only as far as its first line is above its second.',
      },
    ],
  };
}

/** An index without a unit, to three places. */
const index = (value: number | null): string => (value === null ? noFigure : formatNumber(value, 3));
