import { FaultError } from '../../../shared/contract/fault.ts';

/** An exact fraction; `below` > 0. */
interface Fraction {
  readonly above: bigint;
  readonly below: bigint;
}

const fraction = (above: bigint, below = 1n): Fraction => {
  let [a, b] = [above < 0n ? -above : above, below];
  while (b) [a, b] = [b, a % b];
  return a > 1n ? { above: above / a, below: below / a } : { above, below };
};
const plus = (x: Fraction, y: Fraction) => fraction(x.above * y.below + y.above * x.below, x.below * y.below);
const minus = (x: Fraction, y: Fraction) => plus(x, { above: -y.above, below: y.below });
const times = (x: Fraction, y: Fraction) => fraction(x.above * y.above, x.below * y.below);
const over = (x: Fraction, y: Fraction) => fraction(x.above * y.below, x.below * y.above);
const sign = (x: Fraction, y: Fraction) => {
  const difference = x.above * y.below - y.above * x.below;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
};
const zero: Fraction = { above: 0n, below: 1n };

/** "0.42" or "1/3" exactly; null when it is neither, or below 0. */
function fractionOf(text: string): Fraction | null {
  const found = /^\s*(\d{1,30})(?:\.(\d{1,30}))?(?:\s*\/\s*(\d{1,30}))?\s*$/.exec(text);
  if (!found) return null;
  const decimals = found[2] ?? '';
  const below = found[3] ? BigInt(found[3]) : 1n;
  return below === 0n ? null : fraction(BigInt(found[1]! + decimals), 10n ** BigInt(decimals.length) * below);
}

/** Decimal text of a number, so that 0.1 is a tenth and not the binary number next to it. Fault invalid-input. */
export function decimalText(value: number): string {
  if (!(value >= 0 && value < 1e30)) throw new FaultError('invalid-input', 'Expected a share of 0 or more.');
  const text = value.toString();
  return text.includes('e') ? value.toFixed(20) : text;
}

/** Whole pence nearest to the exact amounts and adding up to their sum: largest remainder, the first named wins a tie. */
function wholePence(exact: readonly Fraction[], total: bigint): bigint[] {
  const pence = exact.map(({ above, below }) => above / below);
  let left = total - pence.reduce((a, b) => a + b, 0n);
  const order = exact
    .map((one, i) => ({ i, rest: minus(one, fraction(pence[i]!)) }))
    .toSorted((a, b) => sign(b.rest, a.rest) || a.i - b.i);
  for (const { i } of order) {
    if (left <= 0n) break;
    pence[i]! += 1n;
    left -= 1n;
  }
  return pence;
}

/** One who pays. */
export interface Payer {
  readonly id: string;
  /** Weight as decimal text, "0.42", or as a fraction, "1/3"; in proportion to the sum of all. */
  readonly share: string;
  /** At least and at most so much, in whole pence. */
  readonly floorPence?: number;
  readonly capPence?: number;
}

type Limit = 'floor' | 'cap' | null;

interface Terms {
  readonly weights: readonly Fraction[];
  readonly floors: readonly Fraction[];
  readonly caps: readonly (Fraction | null)[];
}

function termsOf(payers: readonly Payer[]): Terms {
  const weights = payers.map(payer => {
    const share = fractionOf(payer.share);
    if (!share)
      throw new FaultError(
        'invalid-input',
        'Expected a share as decimal text, such as "0.42".',
        `input.shares.${payer.id}`,
      );
    return share;
  });
  if (weights.every(weight => weight.above === 0n))
    throw new FaultError('invalid-input', 'Expected at least one share above 0.', 'input.shares');
  return {
    weights,
    floors: payers.map(payer => fraction(BigInt(Math.ceil(payer.floorPence ?? 0)))),
    caps: payers.map(payer => (payer.capPence === undefined ? null : fraction(BigInt(Math.floor(payer.capPence))))),
  };
}

const addUp = (list: readonly Fraction[]): Fraction => list.reduce(plus, zero);

/** The most that all together can pay: who has no share pays its floor alone. Null without end. */
function mostOf({ weights, floors, caps }: Terms): Fraction | null {
  const most = caps.map((cap, i) => (weights[i]!.above === 0n ? floors[i]! : cap));
  return most.includes(null) ? null : addUp(most as Fraction[]);
}

/** Floors and caps bind, the rest is shared in proportion; floors ≤ total ≤ caps. */
function limitedShares(total: Fraction, { weights, floors, caps }: Terms): { shares: Fraction[]; bound: Limit[] } {
  const fixed: (Fraction | null)[] = weights.map((weight, i) => (weight.above === 0n ? floors[i]! : null));
  const bound = weights.map((weight, i): Limit => (weight.above === 0n && floors[i]!.above > 0n ? 'floor' : null));
  for (;;) {
    const left = fixed.reduce<Fraction>((sum, one) => (one ? minus(sum, one) : sum), total);
    const open = fixed.reduce<Fraction>((sum, one, i) => (one ? sum : plus(sum, weights[i]!)), zero);
    const shares = weights.map((weight, i) => fixed[i] ?? over(times(left, weight), open));
    const below = shares.map((share, i) =>
      !fixed[i] && sign(share, floors[i]!) < 0 ? minus(floors[i]!, share) : zero,
    );
    const above = shares.map((share, i) =>
      !fixed[i] && caps[i] && sign(share, caps[i]) > 0 ? minus(share, caps[i]) : zero,
    );
    const short = addUp(below);
    const excess = addUp(above);
    if (short.above === 0n && excess.above === 0n) return { shares, bound };
    // The larger of the two cannot be made good by the other, so that its members stay where they are.
    const bindFloors = sign(short, excess) >= 0;
    const bindCaps = sign(short, excess) <= 0;
    shares.forEach((_, i) => {
      if (bindFloors && below[i]!.above > 0n) [fixed[i], bound[i]] = [floors[i]!, 'floor'];
      if (bindCaps && above[i]!.above > 0n) [fixed[i], bound[i]] = [caps[i]!, 'cap'];
    });
  }
}

const withoutLimits = (payers: readonly Payer[]): Payer[] => payers.map(({ id, share }) => ({ id, share }));

/**
 * Contributions to the penny. Floors and caps bind first; what they leave is shared by the others in proportion. The sum is
 * the total exactly; a total below 0 is a refund by the same shares, without floors and caps.
 * @param totalPence whole @returns whole pence in the order of the payers
 * Faults invalid-input when shares cannot be read or floors and caps leave no way.
 * Source: Hamilton’s largest remainder; Balinski and Young (2001), Fair Representation, 2nd ed.
 */
export function contributions(totalPence: number, payers: readonly Payer[]): readonly number[] {
  if (!Number.isSafeInteger(totalPence))
    throw new FaultError('invalid-input', 'Expected whole pence.', 'input.totalPence');
  const terms = termsOf(payers);
  if (totalPence < 0) return contributions(-totalPence, withoutLimits(payers)).map(pence => 0 - pence);
  const total = BigInt(totalPence);
  payers.forEach((payer, i) => {
    if (terms.caps[i] && sign(terms.floors[i]!, terms.caps[i]) > 0)
      throw new FaultError('invalid-input', 'The floor is above the cap.', `input.shares.${payer.id}`);
  });
  if (sign(addUp(terms.floors), fraction(total)) > 0)
    throw new FaultError('invalid-input', 'The floors together are more than the total.', 'input.totalPence');
  const most = mostOf(terms);
  if (most && sign(most, fraction(total)) < 0)
    throw new FaultError('invalid-input', 'The caps together are less than the total.', 'input.totalPence');
  const { shares } = limitedShares(fraction(total), terms);
  return bounded(wholePence(shares, total), terms.caps, terms.floors, total).map(Number);
}

/** What each pays where floors and caps need not leave a way. */
export interface Settlement {
  /** In the order of the payers; with what is unpaid they add up to the total exactly. */
  readonly pence: readonly number[];
  /** What the caps together leave over. */
  readonly unpaidPence: number;
  /** What decides in the place of the share. */
  readonly limits: readonly Limit[];
}

/**
 * As `contributions`, with an answer for every floor and cap: caps that are less than the total together are all paid and
 * the rest is unpaid; floors that are more than the total together shrink in proportion; of a floor above its own cap the
 * cap holds. Faults invalid-input only when shares cannot be read.
 * @param totalPence whole
 */
export function settlement(totalPence: number, payers: readonly Payer[]): Settlement {
  const own = payers.map(payer =>
    payer.capPence === undefined || payer.floorPence === undefined
      ? payer
      : { ...payer, floorPence: Math.min(payer.floorPence, Math.floor(payer.capPence)) },
  );
  const none = payers.map((): Limit => null);
  if (totalPence < 0) return { pence: contributions(totalPence, own), unpaidPence: 0, limits: none };
  const terms = termsOf(own);
  const total = fraction(BigInt(totalPence));
  const least = addUp(terms.floors);
  if (sign(least, total) > 0) {
    const shrunk = terms.floors.map((floor, i) => ({ id: own[i]!.id, share: String(floor.above) }));
    return {
      pence: contributions(totalPence, shrunk),
      unpaidPence: 0,
      limits: terms.floors.map((floor): Limit => (floor.above > 0n ? 'floor' : null)),
    };
  }
  const most = mostOf(terms);
  if (most && sign(most, total) < 0) {
    const paid = terms.weights.map((weight, i) => (weight.above === 0n ? terms.floors[i]! : terms.caps[i]!));
    return {
      pence: paid.map(({ above }) => Number(above)),
      unpaidPence: totalPence - Number(most.above),
      limits: terms.weights.map((weight, i): Limit =>
        weight.above > 0n ? 'cap' : terms.floors[i]!.above > 0n ? 'floor' : null,
      ),
    };
  }
  const { shares, bound } = limitedShares(total, terms);
  const pence = bounded(wholePence(shares, BigInt(totalPence)), terms.caps, terms.floors, BigInt(totalPence));
  return { pence: pence.map(Number), unpaidPence: 0, limits: bound };
}

/** Weights and limits as numbers, in one unit of money; a cap is Infinity without one, and never below its floor. */
export interface PlainTerms {
  readonly weights: readonly number[];
  readonly floors: readonly number[];
  readonly caps: readonly number[];
}

/**
 * `settlement` in floating point, for the many draws of a probability: within a penny of it.
 * @returns in the order of the weights, in the unit of the limits; what is unpaid is left out
 */
export function plainSettlement(total: number, { weights, floors, caps }: PlainTerms): number[] {
  const n = weights.length;
  let all = 0;
  let least = 0;
  let most = 0;
  for (let i = 0; i < n; i++) {
    all += weights[i]!;
    least += floors[i]!;
    most += weights[i]! > 0 ? caps[i]! : floors[i]!;
  }
  const paid: number[] = [];
  if (total < 0) for (let i = 0; i < n; i++) paid.push((total * weights[i]!) / all);
  else if (least > total) for (let i = 0; i < n; i++) paid.push((floors[i]! * total) / least);
  else if (most <= total) for (let i = 0; i < n; i++) paid.push(weights[i]! > 0 ? caps[i]! : floors[i]!);
  if (paid.length > 0) return paid;
  const open: boolean[] = [];
  for (let i = 0; i < n; i++) {
    open.push(weights[i]! > 0);
    paid.push(floors[i]!);
  }
  // Every round but the last settles one at least.
  for (let round = 0; round <= n; round++) {
    let left = total;
    let among = 0;
    for (let i = 0; i < n; i++)
      if (open[i]) among += weights[i]!;
      else left -= paid[i]!;
    let short = 0;
    let excess = 0;
    for (let i = 0; i < n; i++) {
      if (!open[i]) continue;
      const share = (left * weights[i]!) / among;
      paid[i] = share;
      if (share < floors[i]!) short += floors[i]! - share;
      else if (share > caps[i]!) excess += share - caps[i]!;
    }
    if (short === 0 && excess === 0) break;
    for (let i = 0; i < n; i++) {
      if (!open[i]) continue;
      const share = paid[i]!;
      if (share < floors[i]! && short >= excess) [paid[i], open[i]] = [floors[i]!, false];
      else if (share > caps[i]! && excess >= short) [paid[i], open[i]] = [caps[i]!, false];
    }
  }
  return paid;
}

/** A cap is whole and a share below it may be rounded up to it but never above; this only checks that it held. */
function bounded(
  pence: bigint[],
  caps: readonly (Fraction | null)[],
  floors: readonly Fraction[],
  total: bigint,
): bigint[] {
  const sum = pence.reduce((a, b) => a + b, 0n);
  const held = pence.every((one, i) => one >= floors[i]!.above && (!caps[i] || one <= caps[i].above));
  if (sum !== total || !held) throw new FaultError('internal', 'The contributions do not add up to the total.');
  return pence;
}

/** A part of an overspend and who bears it: all by their shares, or one alone. The last band has no end. */
export interface RiskBand {
  /** Whole pence from 0; null for what is left. */
  readonly upToPence: number | null;
  /** Null: by shares. */
  readonly bearer: string | null;
}

/**
 * Who bears an overspend, band by band, to the penny, whatever their floors and caps. The sum is the overspend exactly.
 * Faults as `contributions`.
 */
export function riskShares(
  overspendPence: number,
  bands: readonly RiskBand[],
  payers: readonly Payer[],
): readonly number[] {
  const borne = payers.map(() => 0);
  let from = 0;
  for (const band of [...bands, { upToPence: null, bearer: null }]) {
    const to = Math.min(overspendPence, band.upToPence === null ? overspendPence : Math.round(band.upToPence));
    if (to <= from) continue;
    const alone = band.bearer === null ? -1 : payers.findIndex(payer => payer.id === band.bearer);
    if (band.bearer !== null && alone < 0)
      throw new FaultError('invalid-input', `No partner has the id "${band.bearer}".`, 'bands');
    if (alone >= 0) borne[alone]! += to - from;
    else
      contributions(to - from, withoutLimits(payers)).forEach((pence, i) => {
        borne[i]! += pence;
      });
    from = to;
  }
  return borne;
}
