/** Σ c[i]·x^i. */
function polynomial(c: readonly number[], x: number): number {
  let sum = 0;
  for (let i = c.length - 1; i >= 0; i--) sum = sum * x + c[i]!;
  return sum;
}

// Numerators and denominators of the three rational approximations of AS 241, lowest power first.
const nearMiddle = [
  [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
    67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
    28729.085735721942674, 5226.495278852854561,
  ],
] as const;
const inTail = [
  [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
] as const;
const farInTail = [
  [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  [
    1, 0.59983220655588793769, 0.1369298809227358053, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
] as const;

/**
 * The standard normal quantile Φ⁻¹(p), to about 1e-15 relative. NaN outside [0, 1], ±Infinity at the ends.
 * Source: M. J. Wichura (1988), Algorithm AS 241, Applied Statistics 37:477.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(nearMiddle[0], r)) / polynomial(nearMiddle[1], r);
  }
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const x =
    r <= 5
      ? polynomial(inTail[0], r - 1.6) / polynomial(inTail[1], r - 1.6)
      : polynomial(farInTail[0], r - 5) / polynomial(farInTail[1], r - 5);
  return q < 0 ? -x : x;
}

/** The standard normal distribution Φ(x), accurate in both tails: Φ(x) = Q(½, x²/2) / 2 for x ≤ 0. */
export function normalProbability(x: number): number {
  const tail = upperGamma(0.5, (x * x) / 2) / 2;
  return x > 0 ? 1 - tail : tail;
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
  if (x === Infinity) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** Regularised upper incomplete gamma Q(a, x) = 1 − P(a, x), accurate in the far tail. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
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
