import type { AppraisalResult, OptionResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { areAmountsKnown } from '../../../../shared/model/appraisal-standing.ts';
import {
  chanceTexts,
  estimateText,
  gapsText,
  listed,
  lotteryText,
  paysMoreThanAlone,
  rangeText,
  sketchText,
  standingText,
  unorderedText,
} from '../../../../shared/text/appraisal.ts';
import { isSketch } from '../../../../shared/text/decision.ts';
import { formatCount } from '../../../../shared/text/format.ts';
import type { DocumentBlock, DocumentSection, Text } from '../../documents/document.ts';
import type { AboutPaper } from './about-paper.ts';
import { decisionOf, quoted, rangeNote, selfTestWords, text } from './paper-words.ts';

/** The decision on one page: what it rests on, the conflict, each option in a row. */
export function summarySection(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): DocumentSection {
  const decision = decisionOf(appraisal, result, about);
  const minimum = result.options[0]!;
  const items: Text[] = [
    // Where too much is placeholder, nothing is said of which option is best.
    ...(isSketch(result.findings)
      ? [
          text({ bold: 'No finding yet. ' }, sketchText(result.standing)),
          text({ bold: 'What is missing. ' }, gapsText(result.standing.gaps)),
          ...(decision.unserved === '' ? [] : [text({ bold: 'Nobody served. ' }, decision.unserved)]),
        ]
      : [
          text({ bold: 'Money. ' }, decision.money),
          text({ bold: 'Time. ' }, decision.time),
          text({ bold: 'Fairness. ' }, decision.fairness),
        ]),
    text({ bold: 'Affordability. ' }, decision.affordability),
    text({ bold: 'Who ranks what first. ' }, orderWords(decision)),
    ...(decision.turns === '' || isSketch(result.findings) ? [] : [text({ bold: 'What turns it. ' }, decision.turns)]),
    ...warnings(result, about),
  ];
  return {
    heading: 'Summary',
    blocks: [
      { kind: 'lead', text: text({ bold: decision.title }, '.') },
      { kind: 'note', text: standingText(result.standing) },
      { kind: 'list', items },
      optionTable(result),
      ...assumedNote(result),
      {
        kind: 'note',
        text: `${formatCount(appraisal.years, 'year')} from ${appraisal.firstYear}, prices of ${appraisal.priceBase}; NPSV against ${quoted(minimum.name)}. ${rangeNote(result)} The decision is the partners’; these figures are one part of it.`,
      },
      ...(about.synthetic
        ? [
            {
              kind: 'note' as const,
              text: 'Demonstration data: every figure here is made up to show how the paper works.',
            },
          ]
        : []),
    ],
  };
}

function orderWords(decision: ReturnType<typeof decisionOf>): string {
  const { order, withoutWeights, unordered } = decision;
  if (unordered.length > 0) return unorderedText(unordered);
  if (order.length === 0) return 'No partner has given weights, so nobody’s ranking can be shown.';
  const each = order.map(({ option, partners }) => `${quoted(option)} by the weights of ${listed(partners)}`);
  const rest = withoutWeights.length > 0 ? ` No weights yet from ${listed(withoutWeights)}.` : '';
  return `${listed(each)}.${rest}`;
}

function optionTable(result: AppraisalResult): DocumentBlock {
  const chances = chanceTexts(result.options.map(option => option.probabilityBest));
  const estimate = (option: OptionResult, id: 'cost-a-year' | 'npsv', signed = false) =>
    estimateText(option.measures[id], 'money', signed);
  return {
    kind: 'table',
    caption: 'The options in one table',
    columns: [
      { header: 'Option', width: 1.6 },
      { header: 'Cost a year', align: 'right', width: 1.25 },
      { header: 'Within 72 h', align: 'right', width: 0.9 },
      { header: 'Weeks to a worker', align: 'right' },
      { header: 'Postcode lottery', align: 'right', width: 1.25 },
      { header: 'NPSV', align: 'right', width: 1.25 },
      { header: 'NPSV, eight draws of ten', align: 'right', width: 2.1 },
      { header: 'Highest NPSV in', align: 'right', width: 1 },
    ],
    rows: result.options.map((option, at) => [
      option.name,
      estimate(option, 'cost-a-year'),
      estimateText(option.measures['within-72-hours'], 'percent'),
      estimateText(option.measures['weeks-to-allocation'], 'weeks'),
      lotteryText(option),
      at === 0 ? 'the yardstick' : estimate(option, 'npsv', true),
      at === 0 ? '' : (rangeText(option.measures.npsv, 'money') ?? ''),
      chances[at]!,
    ]),
  };
}

/** An index that is none by assumption is no result. */
function assumedNote({ options }: AppraisalResult): DocumentBlock[] {
  const alike = options.filter(option => !option.fairness.varies);
  return alike.length === 0
    ? []
    : [
        {
          kind: 'note',
          text: `Postcode lottery under ${listed(alike.map(option => quoted(option.name)))}: districts are alike there by assumption, so that its figure is no result.`,
        },
      ];
}

/** Of a sketch only what would follow from its placeholders. */
function overloadText(options: readonly OptionResult[], byPlaceholders: boolean): Text {
  const under = `nder ${listed(options.map(option => quoted(option.name)))} more work`;
  return text(
    { bold: 'Overload. ' },
    byPlaceholders
      ? `By the placeholders, u${under} would come in somewhere than could be done; what staff could not do is not counted.`
      : `U${under} comes in somewhere than can be done; what staff cannot do is not counted.`,
  );
}

/** What a reader must know before the figures are used. */
function warnings(result: AppraisalResult, about: AboutPaper): Text[] {
  const found: Text[] = [];
  const overloaded = result.options.filter(option => option.pools.some(pool => !pool.stable));
  if (overloaded.length > 0) found.push(overloadText(overloaded, isSketch(result.findings)));
  for (const option of result.options.slice(1)) {
    const dearer = option.partners.filter(paysMoreThanAlone);
    if (dearer.length > 0 && areAmountsKnown(result.standing) && !isSketch(result.findings))
      found.push(
        text(
          { bold: `${option.name}. ` },
          `${listed(dearer.map(one => one.name))} would pay more than for a service of their own.`,
        ),
      );
  }
  if (result.notes.some(note => note.code === 'engines-disagree'))
    found.push(
      text({ bold: 'Engines disagree. ' }, 'Ways of working it out differ by more than their errors; see Risks.'),
    );
  if (about.selfTest.failed > 0)
    found.push(
      text({ bold: `The check of the calculations failed: ${selfTestWords(about)}. Do not decide on these figures.` }),
    );
  return found;
}
