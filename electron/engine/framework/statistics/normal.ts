/**
 * The standard normal quantile Φ⁻¹(p), to about 1e-15 relative. NaN outside [0, 1], ±Infinity at the ends.
 * Source: P. J. Acklam's rational approximation (relative error 1.15e-9), sharpened by one step of Halley's method with
 * the complementary error function.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  const a = [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  ];
  const b = [
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
  ];
  const c = [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];
  const horner = (coefficients: readonly number[], x: number) =>
    coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
  let x: number;
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    x = horner(c, q) / (horner(d, q) * q + 1);
  } else {
    const q = p - 0.5;
    const r = q * q;
    x = (horner(a, r) * q) / (horner(b, r) * r + 1);
  }
  for (let step = 0; step < 2; step++) {
    const error = normalLowerTail(x) - p;
    const u = error * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2);
    x -= u / (1 + (x * u) / 2);
  }
  return x;
}

/** Φ(x) for x ≤ 0 through the regularised incomplete gamma: Φ(x) = Q(½, x²/2) / 2. */
function normalLowerTail(x: number): number {
  return x > 0 ? 1 - upperGamma(0.5, (x * x) / 2) / 2 : upperGamma(0.5, (x * x) / 2) / 2;
}

/**
 * ln Γ(x) for x > 0, to about 1e-15: Lanczos' series with g = 607/128 and 15 terms (coefficients of P. Godfrey, 2001).
 */
export function logGamma(x: number): number {
  const coefficients = [
    0.99999999999999709182, 57.156235665862923517, -59.597960355475491248, 14.136097974741747174,
    -0.49191381609762019978, 0.33994649984811888699e-4, 0.46523628927048575665e-4, -0.98374475304879564677e-4,
    0.15808870322491248884e-3, -0.21026444172410488319e-3, 0.2174396181152126432e-3, -0.16431810653676389022e-3,
    0.84418223983852743293e-4, -0.2619083840158140867e-4, 0.36899182659531622704e-5,
  ];
  const t = x + 607 / 128 - 0.5;
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum += coefficients[i]! / (x - 1 + i);
  return (x - 0.5) * Math.log(t) - t + 0.5 * Math.log(2 * Math.PI) + Math.log(sum);
}

/** x^a e^−x / Γ(a), the common factor of both tails. */
function gammaFactor(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** P(a, x) by its series: for x < a + 1. Abramowitz and Stegun 6.5.29. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 10_000; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * gammaFactor(a, x);
}

/** Q(a, x) by Legendre's continued fraction, modified Lentz: for x ≥ a + 1. Abramowitz and Stegun 6.5.31. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (Math.abs(an * d + b) < tiny ? tiny : an * d + b);
    c = Math.abs(b + an / c) < tiny ? tiny : b + an / c;
    const delta = c * d;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return h * gammaFactor(a, x);
}

/** Regularised lower incomplete gamma P(a, x), a > 0, x ≥ 0. */
export function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** Regularised upper incomplete gamma Q(a, x) = 1 − P(a, x), accurate in the far tail. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/**
 * Quantile of the chi-squared distribution with `freedom` degrees: the x with P(freedom/2, x/2) = p. To about 1e-12
 * relative. Start: Wilson and Hilferty (1931); then Newton's method on the tail that is smaller, kept inside a bracket.
 */
export function chiSquaredQuantile(p: number, freedom: number): number {
  if (!(p >= 0 && p <= 1) || !(freedom > 0)) return NaN;
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  const a = freedom / 2;
  const lower = p < 0.5;
  const target = lower ? p : 1 - p;
  const h = 2 / (9 * freedom);
  const start = freedom * (1 - h + normalQuantile(p) * Math.sqrt(h)) ** 3;
  let x = start > 0.01 * freedom ? start / 2 : Math.exp((Math.log(p) + logGamma(a + 1)) / a);
  let low = 0;
  let high = Infinity;
  for (let step = 0; step < 200; step++) {
    const tail = lower ? lowerGamma(a, x) : upperGamma(a, x);
    const above = lower ? tail > target : tail < target;
    if (above) high = x;
    else low = x;
    const density = gammaFactor(a, x) / x;
    // In logarithms the tail is nearly straight, so that far starts come home in a few steps.
    const change = (Math.log(tail) - Math.log(target)) * (tail / density) * (lower ? -1 : 1);
    let next = x + change;
    if (!(next > low && next < high)) next = high === Infinity ? x * 2 : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * next) return 2 * next;
    x = next;
  }
  return 2 * x;
}
