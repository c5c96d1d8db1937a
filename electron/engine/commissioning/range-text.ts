import type { InputDefinition, RangeReading } from '../../../shared/contract/commissioning.ts';
import type { Distribution } from '../../../shared/model/appraisal.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { distributionFault, fitted } from '../statistics/distributions.ts';

type Format = InputDefinition['format'];

/** What the reading knows of the input; nothing for a bare number. */
export interface RangeInput {
  readonly format: Format;
  /** The ends of what is plausible. */
  readonly lowest: number;
  readonly highest: number;
}

const howTo = (format: Format | undefined) =>
  format === 'percent'
    ? 'Write one share, such as "60 %", or a range, such as "60 to 75 %".'
    : 'Write one number, such as "900", or a range, such as "820 to 1,150".';

/** The range holds this share of the probability: eight of ten cases. */
const coverage = 0.8;

/** How far "about" reaches to both sides, as a share of the value. */
const aboutReach = 0.1;

interface Token {
  readonly value: number;
  readonly percent: boolean;
}

const multiples: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mn: 1e6,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
};
const number = String.raw`(?:£\s*)?(?<![\d.,])(-?\d+(?:,\d{3})+(?:\.\d+)?|-?\d*\.?\d+)(?![\d.])(?:\s*(k|thousand|mn|million|bn|billion|m)(?![a-z]))?\s*(%|per ?cent|pc(?![a-z]))?`;
const unitWords =
  /\b(?:an?|per(?! ?cent)|each|every|of|the|year|years|yr|yrs|week|weeks|wk|month|months|day|days|hour|hours|hrs?|minutes?|mins?|pounds?|gbp|children|child|young people|people|cases?|episodes?|referrals?|interviews?|attempts?|wte|fte|workers?|slots?|sessions?|pa|p\.a\.)(?![a-z])|\/\s*(?:year|week|month|day|hour|child|case)\b/g;

/** Numbers at a place of a pattern: `@` stands for one number. */
function pattern(text: string): RegExp {
  return new RegExp(`^${text.replaceAll('@', number).replaceAll(' ', String.raw`\s*`)}$`);
}

// In the order in which they are tried: a more particular form before one that it contains.
const joint = '(?:to|-|and|until|\\.\\.+)';
const likely = '(?:most likely|mostly|likely|usually|typically|probably|best guess|mode|mid|middle)';
const forms = {
  threeAfter: pattern(`(?:between|from)? @ ${joint} @ ,?;?\\(? ${likely}:? @ \\)?`),
  threeBefore: pattern(`(?:${likely}:?)? @ (?:[,;(]|[,;(]? (?:between|from|range:?)) @ ${joint} @ \\)?`),
  plusMinus: pattern('(?:about)? @ (?:±|\\+\\/-|\\+-|plus or minus) @'),
  range: pattern(`(?:between|from|about)? @ ${joint} @`),
  about: pattern('(?:about|around|approximately|approx\\.?|roughly|circa|ca?\\.?|some|~|≈) @'),
  atMost: pattern('(?:at most|up to|no more than|not more than|maximum|max\\.?|less than|under|below|<=?|≤) @'),
  atLeast: pattern('(?:at least|no less than|not less than|minimum|min\\.?|more than|over|above|from|>=?|≥) @ \\+?'),
  open: pattern('@ (?:\\+|or more|and more|upwards)'),
  either: pattern('(?:either)? @ or @'),
  exact: pattern('(?:exactly)? @'),
} as const;

function tokensOf(found: RegExpExecArray): Token[] {
  const tokens: Token[] = [];
  for (let i = 1; i + 2 < found.length + 1; i += 3) {
    const digits = found[i];
    if (digits === undefined) continue;
    const multiple = found[i + 1] ? multiples[found[i + 1]!]! : 1;
    tokens.push({ value: Number(digits.replaceAll(',', '')) * multiple, percent: found[i + 2] !== undefined });
  }
  return tokens;
}

/** As few decimals as tell it apart: three figures, whole from 100 on. */
export function shown(value: number, format: Format | undefined): string {
  const size = Math.abs(format === 'percent' ? value * 100 : value);
  const exact = format === 'percent' ? Math.round(value * 1e8) / 1e6 : Math.round(value * 1e6) / 1e6;
  const rounded = Number(exact.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2));
  const text = formatNumber(rounded, (String(rounded).split('.')[1] ?? '').length);
  if (format === 'percent') return `${text} %`;
  return format === 'money' ? `${exact < 0 ? '−' : ''}£${text.replace('−', '')}` : text;
}

const refused = (words: string): RangeReading => ({ ok: false, distribution: null, words });

/** Two ends in eight of ten cases: beta for shares, lognormal where the upper end is far above the lower, else normal. */
function between(low: number, high: number, share: boolean): Distribution {
  if (low === high) return { kind: 'point', value: low };
  // What may fall, such as growth, is a share of nothing.
  if (share && low < 0) return { kind: 'normal', low, high, coverage };
  if (share) return low > 0 && high < 1 ? { kind: 'beta', low, high, coverage } : { kind: 'uniform', low, high };
  if (low === 0) return { kind: 'uniform', low, high };
  // From a half to double on, a normal curve would reach below 0.
  if (low > 0 && high > 2 * low) return { kind: 'lognormal', low, high, coverage };
  return { kind: 'normal', low, high, coverage };
}

/** What a distribution says, with its middle, and its mean where that reads otherwise: the same for whatever text it was typed as. */
export function rangeWords(distribution: Distribution, format: Format | undefined): string {
  const say = (value: number) => shown(value, format);
  const { mean, median, quantile } = fitted(distribution);
  const onAverage = say(mean) === say(median) ? '' : `, ${say(mean)} on average`;
  switch (distribution.kind) {
    case 'point':
      return `${say(distribution.value)}, taken as certain`;
    case 'uniform':
      return `a middle of ${say(median)}, and anything from ${say(distribution.low)} to ${say(distribution.high)} equally likely`;
    case 'triangular':
    case 'pert':
      return `most likely ${say(distribution.mode)}, never outside ${say(distribution.minimum)} to ${say(distribution.maximum)}, a middle of ${say(median)}${onAverage}`;
    case 'discrete':
      return distribution.values.length === 2 && distribution.probabilities[0] === distribution.probabilities[1]
        ? `${say(distribution.values[0]!)} or ${say(distribution.values[1]!)}, equally likely`
        : `one of ${formatNumber(distribution.values.length)} values, ${say(mean)} on average`;
    case 'empirical':
      return `drawn from ${formatNumber(distribution.values.length)} values, a middle of ${say(quantile(0.5))}${onAverage}`;
    default:
      return `a middle of ${say(median)}, and ${say(distribution.low)} to ${say(distribution.high)} in ${casesOf(distribution.coverage)}${onAverage}`;
  }
}

/** "eight of ten cases", "90 % of cases". */
const casesOf = (coverage: number): string =>
  Math.abs(coverage - 0.8) < 1e-9 ? 'eight of ten cases' : `${formatNumber(coverage * 100)}\u00a0% of cases`;

/**
 * Reads a number or a range as people write it: "820 to 1,150", "about 900", "900 ± 10 %", "60-75 %", "£34,314", "1.2m",
 * "at most 5", "3 or 4", "5 to 8, most likely 6". Words say what was understood, with the implied middle, or what to write.
 * @param input what is known of the quantity; shares are then fractions of 1, and "60" is read as 60 %
 */
export function readRange(text: string, input?: RangeInput): RangeReading {
  const format = input?.format;
  const cleaned = text
    .toLowerCase()
    .replaceAll(/[\u00a0\u202f\u2009]/g, ' ')
    .replaceAll(/[−–—‐‑]/g, '-')
    .replaceAll(/(\d)\s+(?=\d{3}(?:\D|$))/g, '$1')
    .replaceAll(unitWords, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[.;,]$/, '');
  if (cleaned === '') return refused(howTo(format));
  // A number after a dash is the upper end, not below 0: "5-8"; after a word, "to -2", it is below 0.
  const ready = cleaned.replaceAll(/(\d|%|[a-z](?=-|\s+-\s))\s*-\s*(?=[£\d.])/g, '$1 to ');
  const found = (Object.keys(forms) as (keyof typeof forms)[]).reduce<{
    form: keyof typeof forms;
    match: RegExpExecArray;
  } | null>((first, form) => {
    if (first) return first;
    const match = forms[form].exec(ready);
    return match ? { form, match } : null;
  }, null);
  if (!found) return refused(`"${text.trim().slice(0, 60)}" cannot be read. ${howTo(format)}`);
  const { form } = found;
  let tokens = tokensOf(found.match);
  if (tokens.some(token => !Number.isFinite(token.value))) return refused(howTo(format));
  const plusMinusShare = format !== 'percent' && form === 'plusMinus' && tokens[1]!.percent && !tokens[0]!.percent;
  const anyPercent = tokens.some((token, i) => token.percent && !(plusMinusShare && i === 1));
  if (anyPercent && format !== undefined && format !== 'percent')
    return refused(`This is not a share, so it takes no "%". ${howTo(format)}`);
  const share = format === 'percent' || anyPercent;
  if (share) {
    // "60 to 75 %" is 60 % to 75 %, and a share written as 60 is 60 %; 0.6 stays a fraction.
    const hundredths = anyPercent || tokens.some((token, i) => token.value > 1 && !(plusMinusShare && i === 1));
    tokens = tokens.map((token, i) =>
      hundredths && !(plusMinusShare && i === 1) ? { ...token, value: token.value / 100 } : token,
    );
  }
  const kept = share ? 'percent' : format;
  const [a, b, c] = tokens.map(token => token.value) as [number, number, number];
  const say = (value: number) => shown(value, kept);

  let distribution: Distribution;
  let end = '';
  switch (form) {
    case 'exact':
      distribution = { kind: 'point', value: a };
      break;
    case 'about':
    case 'plusMinus': {
      // "About" stays well inside the ends of a share, so that its middle stays where it is.
      const about = Math.min(Math.abs(a) * aboutReach, share ? (1 - a) / 2 : Infinity);
      const reach = form === 'about' ? about : plusMinusShare ? (Math.abs(a) * b) / 100 : b;
      if (reach < 0)
        return refused(
          share ? 'A share lies between 0 % and 100 %.' : 'Write what may be added or taken away as a number above 0.',
        );
      const low = a - reach;
      const high = a + reach;
      distribution = between(low, high, share);
      break;
    }
    case 'range': {
      if (a > b) return refused(`The first number is larger than the second: write "${say(b)} to ${say(a)}".`);
      distribution = between(a, b, share);
      break;
    }
    case 'threeAfter':
    case 'threeBefore': {
      const [minimum, mode, maximum] = form === 'threeAfter' ? [a, c, b] : [b, a, c];
      if (!(minimum <= mode && mode <= maximum))
        return refused(`The most likely value, ${say(mode)}, is not between ${say(minimum)} and ${say(maximum)}.`);
      distribution = minimum === maximum ? { kind: 'point', value: mode } : { kind: 'pert', minimum, mode, maximum };
      break;
    }
    case 'atMost':
      if (a < 0) return refused(`Write the lower end too, such as "${say(2 * a)} to ${say(a)}".`);
      distribution = a === 0 ? { kind: 'point', value: 0 } : { kind: 'uniform', low: 0, high: a };
      break;
    case 'atLeast':
    case 'open':
      if (!share) return refused(`Write the upper end too, such as "${say(a)} to ${say(a === 0 ? 10 : a * 1.5)}".`);
      if (a > 1) return refused('A share is at most 100 %.');
      distribution = a === 1 ? { kind: 'point', value: 1 } : { kind: 'uniform', low: a, high: 1 };
      break;
    case 'either':
      distribution =
        a === b ? { kind: 'point', value: a } : { kind: 'discrete', values: [a, b], probabilities: [0.5, 0.5] };
      break;
  }
  const fault = distributionFault(distribution);
  if (fault) return refused(`${fault.message} ${howTo(kept)}`);
  const { quantile } = fitted(distribution);
  const [lowest, highest] = 'low' in distribution ? [distribution.low, distribution.high] : [quantile(0), quantile(1)];
  if (share && (lowest < Math.min(0, input?.lowest ?? 0) || highest > 1))
    return refused('A share lies between 0 % and 100 %.');
  if (input && (lowest < input.lowest || highest > input.highest))
    end = ` Expected between ${say(input.lowest)} and ${say(input.highest)}: please look at it again.`;
  const words = rangeWords(distribution, kept);
  return { ok: true, distribution, words: `${words}${end ? `.${end}` : ''}` };
}
