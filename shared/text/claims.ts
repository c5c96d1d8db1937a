import type { ClaimFigure, ClaimStrength } from '../model/claim.ts';
import { formatNumber, formatSigned } from './format.ts';

/** The words of findings. Nothing is worked out here: what is said was tested before. */

export type ChangeKind = 'distinct' | 'events' | 'share';

interface ChangeSaid {
  readonly about: { readonly subject: string };
  readonly kind: ChangeKind;
  readonly before: { readonly label: string; readonly figure: ClaimFigure | null };
  readonly after: { readonly label: string; readonly figure: ClaimFigure | null };
  readonly tested: {
    readonly estimate: number;
    readonly interval: readonly [number, number];
    readonly detectable: number;
  } | null;
  readonly strength: ClaimStrength;
  readonly because: string | null;
  readonly throughout: { readonly suppliers: readonly string[]; readonly ratio: number } | null;
}

const percent = (share: number, decimals = 0): string => `${formatSigned(share * 100, decimals)}\u00a0%`;
const points = (share: number, decimals = 0): string => `${formatSigned(share * 100, decimals)} points`;
const plain = (share: number): string => formatNumber(Math.abs(share) * 100, Math.abs(share) < 0.1 ? 1 : 0);

/** "+41 %" of a ratio, "+12 points" of a difference of shares. Small changes keep a decimal. */
export function changeText(kind: ChangeKind, estimate: number, places?: number): string {
  const share = kind === 'share' ? estimate : estimate - 1;
  const decimals = places ?? (Math.abs(share) < 0.1 ? 1 : 0);
  return kind === 'share' ? points(share, decimals) : percent(share, decimals);
}

/** "12 %" of a ratio, "9 points" of a difference of shares, without a sign. */
export function sizeText(kind: ChangeKind, share: number): string {
  return kind === 'share' ? `${plain(share)} points` : `${plain(share)}\u00a0%`;
}

/** "95 % interval +28 to +55 %". */
export function intervalText(kind: ChangeKind, [lower, upper]: readonly [number, number]): string {
  const from = kind === 'share' ? lower : lower - 1;
  const to = kind === 'share' ? upper : upper - 1;
  const unit = kind === 'share' ? ' points' : '\u00a0%';
  return `95\u00a0% interval ${formatSigned(from * 100)} to ${formatSigned(to * 100)}${unit}`;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;

export interface ChangeWords {
  readonly title: string;
  readonly sentence: string;
  readonly power: string | null;
  readonly throughout: string | null;
}

/** What is said of a change between two like spans. */
export function changeWords(said: ChangeSaid): ChangeWords {
  const { about, kind, before, after, tested, strength, because } = said;
  const subject = about.subject;
  const throughout = said.throughout
    ? `${changeText(kind, said.throughout.ratio, 0)} on ${listed(said.throughout.suppliers)}, who returned throughout.`
    : null;
  if (!tested || strength === 'cannot-tell')
    return {
      title: after.figure ? `${subject}: ${after.figure.text} in ${after.label}` : `${subject}: no figure to compare`,
      sentence: `Whether this changed cannot be told. ${because ?? ''}`.trim(),
      power: null,
      throughout,
    };
  const figures = `${after.figure!.text} in ${after.label}, ${before.figure!.text} in ${before.label}`;
  const interval = intervalText(kind, tested.interval);
  const change = changeText(kind, tested.estimate);
  if (strength === 'none') {
    const power = `A change of ${sizeText(kind, tested.detectable)} or more would have been seen four times in five.`;
    return {
      title: `${subject}: ${figures}, no change beyond chance`,
      sentence: `${figures}: ${change} (${interval}), no more than chance makes among so many comparisons. ${power}`,
      power,
      throughout,
    };
  }
  const up = kind === 'share' ? tested.estimate > 0 : tested.estimate > 1;
  const amount =
    kind === 'share'
      ? `${plain(tested.estimate)} points ${up ? 'more' : 'less'}`
      : `${plain(tested.estimate - 1)}\u00a0% ${up ? 'more' : 'fewer'}`;
  return {
    title: `${subject}: ${after.figure!.text} in ${after.label}, ${amount} than in ${before.label} (${before.figure!.text})`,
    sentence: `${figures}: ${change} (${interval}).${throughout ? ` ${throughout}` : ''}`,
    power: null,
    throughout,
  };
}

interface DistrictWords {
  readonly about: { readonly subject: string; readonly period: string | null };
  readonly name: string;
  readonly isShare: boolean;
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  readonly isSaid: boolean;
}

/** What is said of a district beside the rest of the area. */
export function districtWords(said: DistrictWords): { readonly title: string; readonly sentence: string } {
  const { about, name, isShare, value, interval, isSaid } = said;
  const when = about.period ? ` in ${about.period}` : '';
  if (value === null || !isSaid)
    return {
      title: `${about.subject}: ${name} is similar to the rest of the area${when}`,
      sentence: `${name} is similar to the rest of the area${when}: no difference beyond chance.`,
    };
  if (isShare) {
    const amount = `${plain(value)} points ${value > 0 ? 'above' : 'below'} the rest of the area`;
    const range = interval
      ? ` (95\u00a0% interval ${formatSigned(interval[0] * 100)} to ${formatSigned(interval[1] * 100)})`
      : '';
    return { title: `${about.subject}: ${name} is ${amount}${when}`, sentence: `${name} is ${amount}${when}${range}.` };
  }
  const times = `${formatNumber(value, value < 10 ? 1 : 0)} times the rate of the rest of the area`;
  const range = interval
    ? ` (95\u00a0% interval ${formatNumber(interval[0], 1)} to ${formatNumber(interval[1], 1)})`
    : '';
  return { title: `${about.subject}: ${name} has ${times}${when}`, sentence: `${name} has ${times}${when}${range}.` };
}

interface ShiftWords {
  readonly about: { readonly subject: string };
  readonly shift: {
    readonly points: number;
    readonly before: number;
    readonly after: number;
    readonly difference: number;
  };
  readonly points: readonly string[];
  readonly valueWords: (value: number) => string;
  readonly isSaid: boolean;
  readonly reach: string | null;
}

/** What is said of the latest points of a series beside those before them. */
export function shiftWords(said: ShiftWords): { readonly title: string; readonly sentence: string } {
  const { about, shift, points, valueWords, isSaid, reach } = said;
  if (!isSaid)
    return {
      title: `${about.subject}: moves as chance would let it`,
      sentence: `Moves as chance would let it.${reach ? ` ${reach}` : ''}`,
    };
  const side = shift.difference > 0 ? 'above' : 'below';
  const which =
    points.length === 1
      ? `${points[0]!} lies`
      : `${points[0]!} to ${points.at(-1)!} (${formatNumber(points.length)} quarters) lie`;
  const amount = `${valueWords(shift.after)}${points.length === 1 ? '' : ' on average'} against ${valueWords(shift.before)} before`;
  return {
    title: `${about.subject}: ${which} ${side} the quarters before, ${amount}`,
    sentence: `${which} ${side} the quarters before by more than chance: ${amount}.`,
  };
}
