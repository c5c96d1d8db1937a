import type { AppraisalFinding } from '../model/appraisal-finding.ts';
import { estimateText, figureText, inputText, listed, sketchTurnsText } from './appraisal.ts';
import type { FigureFormat } from './appraisal.ts';
import { formatCount, formatNumber, upperFirst } from './format.ts';

/** What the words of a decision need to know beside its findings. */
export interface DecisionNames {
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly inputs: readonly { readonly id: string; readonly label: string; readonly format: FigureFormat }[];
  readonly partners: readonly string[];
  readonly years: number;
}

/** A decision in words: the same on screen, slide and paper. */
export interface DecisionWords {
  /** Money and time together, and whether they agree. */
  readonly title: string;
  /** One sentence each. */
  readonly money: string;
  /** Under which options nobody is interviewed or gets a worker; empty where there is none. */
  readonly unserved: string;
  readonly time: string;
  readonly fairness: string;
  readonly affordability: string;
  /** Whether the engines disagree beyond their errors; empty where they do not, or were not compared. */
  readonly engines: string;
  readonly turns: string;
  /** Of slides of their own. */
  readonly fairnessTitle: string;
  readonly turnsTitle: string;
  /** Who ranks what first; those who gave no weights are named as such. */
  readonly order: readonly { readonly option: string; readonly partners: readonly string[] }[];
  readonly withoutWeights: readonly string[];
  /** Who gave weights by which no order is told, as what they would order rests on placeholders. */
  readonly unordered: readonly string[];
}

function enginesOf(finding: AppraisalFinding | undefined): string {
  if (!finding) return '';
  const figures = finding.figures['figures'] ?? 0;
  const order = finding.caveats.includes('order-not-sure') ? ', the sign or the order of NPSV among them' : '';
  return `Ways of working it out differ beyond their errors in ${formatCount(figures, 'figure')}${order}.`;
}

const found = (findings: readonly AppraisalFinding[], kind: AppraisalFinding['kind']): AppraisalFinding | undefined =>
  findings.find(finding => finding.kind === kind);

export function decisionWords(findings: readonly AppraisalFinding[], names: DecisionNames): DecisionWords {
  const nameOf = (id: string) => names.options.find(option => option.id === id)?.name ?? id;
  const nameList = (ids: readonly string[]) => listed(ids.map(nameOf));
  const gave = findings.filter(finding => finding.kind === 'ranked-first');
  // Whose weights they are is known; what they order is not while it rests on placeholders.
  const ranked = isSketch(findings) ? [] : gave;
  const order = names.options.flatMap(({ id, name }) => {
    const partners = ranked.filter(one => one.about.options.includes(id)).map(one => one.about.partner!);
    return partners.length > 0 ? [{ option: name, partners }] : [];
  });
  const weighing = new Set(gave.map(one => one.about.partner));
  return {
    title: titleOf(findings, names, nameList),
    money: [moneyOf(found(findings, 'worth'), names, nameList), sentenceOf(unservedWords(findings, nameList))]
      .filter(words => words !== '')
      .join(' '),
    unserved: sentenceOf(unservedWords(findings, nameList)),
    time: timeOf(found(findings, 'quickest'), nameList),
    fairness: fairnessOf(found(findings, 'fairest'), nameList),
    affordability: affordabilityOf(found(findings, 'affordable'), names, nameList),
    engines: enginesOf(found(findings, 'engines-disagree')),
    turns: turnsOf(findings, names, nameList),
    fairnessTitle: fairnessTitle(findings, nameList),
    turnsTitle: turnsTitle(findings, names, nameList),
    order,
    unordered: isSketch(findings) ? gave.map(one => one.about.partner!) : [],
    withoutWeights: names.partners.filter(partner => !weighing.has(partner)),
  };
}

type NameList = (ids: readonly string[]) => string;

/** What an option leaves undone altogether, whatever else it is first in. */
function unservedWords(findings: readonly AppraisalFinding[], nameList: NameList): string {
  const nobody = findings.filter(finding => finding.kind === 'serves-nobody');
  return (
    [
      ['no-interviews', 'nobody is interviewed'],
      ['no-workers', 'nobody gets a worker'],
    ] as const
  )
    .flatMap(([caveat, words]) => {
      const options = nobody.filter(one => one.caveats.includes(caveat)).flatMap(one => one.about.options);
      return options.length > 0 ? [`under ${nameList(options)} ${words}`] : [];
    })
    .join('; ');
}

const sentenceOf = (words: string): string => (words === '' ? '' : `${upperFirst(words)}.`);

const isMore = (worth: AppraisalFinding | undefined): boolean =>
  worth !== undefined && !worth.caveats.includes('not-more-than-do-minimum');

/** The title of money and time, and beside it what an option leaves undone. */
function titleOf(findings: readonly AppraisalFinding[], names: DecisionNames, nameList: NameList): string {
  const unserved = unservedWords(findings, nameList);
  return [comparedTitle(findings, names, nameList), ...(unserved === '' ? [] : [unserved])].join('; ');
}

function comparedTitle(findings: readonly AppraisalFinding[], names: DecisionNames, nameList: NameList): string {
  const worth = found(findings, 'worth');
  const quickest = found(findings, 'quickest');
  const minimum = names.options[0]?.name ?? '';
  const quick = quickest?.test.passed ? nameList(quickest.about.options) : null;
  if (isSketch(findings)) return sketchTitle(findings);
  const tail = quick === null ? '' : `; ${quick} is quickest`;
  if (!isMore(worth)) return `No option is shown to be worth more than ${minimum}${tail}`;
  if (worth!.about.options.length > 1) return `On money ${nameList(worth!.about.options)} cannot be told apart${tail}`;
  const best = nameList(worth!.about.options);
  if (quick === null) return `${best} gives most for the money`;
  return quick === best
    ? `${best} gives most for the money and is quickest`
    : `${best} gives most for the money, ${quick} is quickest`;
}

const restsWith = (findings: readonly AppraisalFinding[], caveat: string): boolean =>
  found(findings, 'rests-on')?.caveats.includes(caveat) ?? false;

/** Where too much of what bears the answer is placeholder, nothing is said of which option is best. */
export const isSketch = (findings: readonly AppraisalFinding[]): boolean => restsWith(findings, 'no-verdict');

/** Where nobody has given an input or a post, it is the application's own sketch. */
export const isNothingGiven = (findings: readonly AppraisalFinding[]): boolean => restsWith(findings, 'nothing-given');

function sketchTitle(findings: readonly AppraisalFinding[]): string {
  if (isNothingGiven(findings)) return 'A sketch: no organisation has given an input yet';
  return restsWith(findings, 'not-known')
    ? 'What this rests on is being worked out'
    : 'A sketch: too much of it is placeholder to say which option is better';
}

function fairnessTitle(findings: readonly AppraisalFinding[], nameList: NameList): string {
  const fairest = found(findings, 'fairest');
  if (!fairest) return 'Access cannot be compared';
  if (isSketch(findings)) return 'Access by district, in a sketch that rests on placeholders';
  const { options } = fairest.about;
  const share = figureText(fairest.figures['value']!, 'percent');
  if (fairest.caveats.includes('within-chance'))
    return `${counts[options.length] ?? formatNumber(options.length)} options are no more uneven than chance would show`;
  return options.length > 1
    ? `${counts[options.length] ?? formatNumber(options.length)} options are alike at ${share}`
    : `${nameList(options)} comes closest to the same access in every district`;
}

function turnsTitle(findings: readonly AppraisalFinding[], names: DecisionNames, nameList: NameList): string {
  const turning = findings.filter(finding => finding.kind === 'changes-the-answer');
  const [first] = turning;
  if (!first) return 'What would change the answer was not worked out';
  if (isSketch(findings)) return 'What moves the sketch, which rests on placeholders';
  const pair = nameList(first.about.options);
  if (!first.test.passed) return `Nothing tested turns the order of ${pair} on money`;
  const label = names.inputs.find(input => input.id === first.about.input)?.label ?? first.about.input!;
  const others = turning.length - 1;
  return `${label}${others > 0 ? ` and ${formatNumber(others)} other ${others === 1 ? 'input' : 'inputs'}` : ''} can turn the order of ${pair} on money`;
}

function moneyOf(worth: AppraisalFinding | undefined, names: DecisionNames, nameList: NameList): string {
  if (!worth) return '';
  const { npsv, low, high, chanceOfLoss, chanceBest } = worth.figures;
  const minimum = names.options[0]?.name ?? '';
  if (!isMore(worth))
    return worth.about.options.length > 1
      ? `On money ${nameList(worth.about.options)} cannot be told apart.`
      : `No option is worth more than ${minimum} in money terms.`;
  const estimate = { value: npsv!, low: low ?? null, high: high ?? null };
  const amount = `an expected ${estimateText(estimate, 'money', true)} against ${minimum}, with a loss in ${figureText(chanceOfLoss!, 'percent')} of the draws`;
  if (worth.about.options.length > 1)
    return `On money ${nameList(worth.about.options)} cannot be told apart; the first has ${amount}.`;
  return `${nameList(worth.about.options)} has ${amount}, and the highest value in ${figureText(chanceBest!, 'percent')} of them.`;
}

function timeOf(quickest: AppraisalFinding | undefined, nameList: NameList): string {
  if (!quickest) return 'No interview is held under any option.';
  const { value, next } = quickest.figures;
  const share = figureText(value!, 'percent');
  if (quickest.about.options.length > 1)
    return `In time ${nameList(quickest.about.options)} cannot be told apart: ${share} of interviews.`;
  return `${nameList(quickest.about.options)} holds ${share} of its interviews in time${next === undefined ? '' : `; the next option ${figureText(next, 'percent')}`}.`;
}

const counts = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'];

function fairnessOf(fairest: AppraisalFinding | undefined, nameList: NameList): string {
  if (!fairest) return 'No interview is held, so that access cannot be compared.';
  const { options } = fairest.about;
  const share = figureText(fairest.figures['value']!, 'percent');
  const assumed = fairest.caveats.includes('alike-by-assumption')
    ? ' Districts of one contract are alike there by assumption: that is no result.'
    : '';
  if (fairest.caveats.includes('within-chance'))
    return `${upperFirst(nameList(options))} are no more uneven than chance alone would show (${figureText(fairest.figures['chance']!, 'percent')} in a year), so none of them is the closest to equal access.${assumed}`;
  if (options.length > 1)
    return `${counts[options.length] ?? formatNumber(options.length)} options are alike at ${share} of help that would have to move: ${nameList(options)}.${assumed}`;
  return `${nameList(options)} comes closest to equal access: ${share} of help would have to move; chance alone would show ${figureText(fairest.figures['chance']!, 'percent')} in a year.${assumed}`;
}

function affordabilityOf(afford: AppraisalFinding | undefined, names: DecisionNames, nameList: NameList): string {
  if (!afford || afford.caveats.includes('no-budget'))
    return 'No partner has given a budget, so nobody can say what is affordable.';
  if (afford.caveats.includes('no-share'))
    return 'Not every partner has given its share of the cost, so nobody can say whether a budget covers it.';
  if (afford.caveats.includes('no-verdict'))
    return 'What the options cost rests on placeholders, so nobody can say whether a budget covers its share.';
  const { budgets, partners } = afford.figures;
  const who =
    budgets === partners
      ? 'every budget'
      : `each of the ${formatNumber(budgets!)} budgets that were given (of ${formatNumber(partners!)})`;
  const { options } = afford.about;
  if (options.length === 0) return `Under no option does ${who} cover its share in nine draws of ten.`;
  return options.length === names.options.length
    ? `Under every option ${who} covers its share in nine draws of ten.`
    : `Under ${nameList(options)} ${who} covers its share in nine draws of ten; under the others not.`;
}

/** More inputs than these are left to the table. */
const mostNamed = 3;

function turnsOf(findings: readonly AppraisalFinding[], names: DecisionNames, nameList: NameList): string {
  const turning = findings.filter(finding => finding.kind === 'changes-the-answer');
  const [first] = turning;
  if (!first) return '';
  if (isSketch(findings)) return sketchTurnsText;
  const pair = nameList(first.about.options);
  if (!first.test.passed) {
    const outside = first.figures['outside'] ?? 0;
    const beyond =
      outside > 0
        ? ` ${formatNumber(outside)} ${outside === 1 ? 'input would' : 'inputs would'} turn it only outside of what is plausible.`
        : '';
    return `Nothing tested turns the order of ${pair} on money: ${formatNumber(first.figures['tested']!)} inputs, each within its own range.${beyond}`;
  }
  const each = turning.slice(0, mostNamed).map(({ about, figures }) => {
    const input = names.inputs.find(one => one.id === about.input);
    return `${input?.label ?? about.input!} at ${inputText(figures['switching']!, input?.format ?? 'number')}`;
  });
  const more = turning.length - each.length;
  return `The order of ${pair} on money turns with ${listed(more > 0 ? [...each, `${formatNumber(more)} other ${more === 1 ? 'input' : 'inputs'}`] : each)}.`;
}
