import { logGamma } from './normal.ts';

/** Legendre's continued fraction of I_x(a, b), modified Lentz: for x < (a + 1) / (a + b + 2). DLMF 8.17.22. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const nonZero = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const change = d * c;
    h *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return h;
}

/** x^a (1 − x)^b / B(a, b), where `rest` is 1 − x. */
function betaFactor(x: number, rest: number, a: number, b: number): number {
  return Math.exp(
    a * (rest < 0.5 ? Math.log1p(-rest) : Math.log(x)) +
      b * (x < 0.5 ? Math.log1p(-x) : Math.log(rest)) +
      logGamma(a + b) -
      logGamma(a) -
      logGamma(b),
  );
}

function betaTail(x: number, rest: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  return x < (a + 1) / (a + b + 2)
    ? (betaFactor(x, rest, a, b) * betaFraction(x, a, b)) / a
    : 1 - (betaFactor(x, rest, a, b) * betaFraction(rest, b, a)) / b;
}

/**
 * Regularised incomplete beta I_x(a, b): the probability of at most x under Beta(a, b); a, b > 0.
 * Source: DLMF 8.17.
 */
export function betaProbability(x: number, a: number, b: number): number {
  return betaTail(x, 1 - x, a, b);
}

/**
 * Quantile of Beta(a, b) as the pair x and 1 − x, each accurate when it is small. Newton's method on ln x inside a bracket,
 * on the side of the mean on which the quantile lies. That side is decided once: where p is the probability of the mean to
 * the last digit, as in the middle of a symmetric distribution, rounding may call either side the smaller one.
 */
export function betaQuantile(p: number, a: number, b: number): { readonly x: number; readonly rest: number } {
  if (!(p >= 0 && p <= 1) || !(a > 0) || !(b > 0)) return { x: NaN, rest: NaN };
  if (p === 0 || p === 1) return { x: p, rest: 1 - p };
  if (p <= betaProbability(a / (a + b), a, b)) return quantileBelowMean(p, a, b);
  const other = quantileBelowMean(1 - p, b, a);
  return { x: other.rest, rest: other.x };
}

/** The quantile where it is not above the mean a / (a + b); a probability that is too large by rounding gives the mean. */
function quantileBelowMean(p: number, a: number, b: number): { readonly x: number; readonly rest: number } {
  const mean = a / (a + b);
  let low = 0;
  let high = mean;
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  let x = Math.min(mean, Math.exp((Math.log(p) + Math.log(a) + logBeta) / a));
  if (x === 0) return { x: 0, rest: 1 };
  for (let step = 0; step < 200; step++) {
    const reached = betaProbability(x, a, b);
    if (reached === p) break;
    if (reached > p) high = x;
    else low = x;
    const slope = betaFactor(x, 1 - x, a, b) / (1 - x);
    let next = x * Math.exp((Math.log(p) - Math.log(reached)) * (reached / slope));
    if (!(next > low && next < high)) next = low > 0 ? Math.sqrt(low * high) : high / 2;
    const change = Math.abs(next - x);
    x = next;
    if (change <= 4e-16 * x) break;
  }
  return { x, rest: 1 - x };
}

/**
 * Quantile of Student's t with `freedom` degrees, through t² / (t² + freedom) ~ Beta(½, freedom / 2).
 * Source: Abramowitz and Stegun 26.7.
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p >= 0 && p <= 1) || !(freedom > 0)) return NaN;
  if (p === 0.5) return 0;
  const { x, rest } = betaQuantile(Math.abs(2 * p - 1), 0.5, freedom / 2);
  return Math.sign(p - 0.5) * Math.sqrt((freedom * x) / rest);
}
