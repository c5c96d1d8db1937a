export type SpecialCause = 'common' | 'outside' | 'trend' | 'two-of-three' | 'one-side';

/** Limits of one point. */
export interface PointLimits {
  readonly centre: number;
  readonly lower: number;
  readonly upper: number;
  readonly nearLower: number;
  readonly nearUpper: number;
}

/** Points in a run that chance hardly makes. */
const runLength = 7;

/**
 * What each point of a control chart shows. Rules, first named first: a point outside the limits; seven rising or falling
 * one after the other (equals end it); two of three beyond two thirds of the limits, all three on one side of the centre;
 * seven on one side (on the centre ends it). All members of a run are marked, of two in three those beyond. A missing value
 * ends every run. Limits that have collapsed into one show nothing.
 * Source: NHS England, Making Data Count; Western Electric (1956), Statistical Quality Control Handbook.
 * @param limits of each point, as many as values
 */
export function specialCauses(
  values: readonly (number | null)[],
  limits: readonly PointLimits[],
): readonly (SpecialCause | null)[] {
  const n = values.length;
  const flat = limits.map(one => one.lower === one.upper);
  const side = values.map((value, i) => (value === null || flat[i] ? 0 : Math.sign(value - limits[i]!.centre)));
  const beyond = values.map(
    (value, i) => value !== null && !flat[i] && (value < limits[i]!.nearLower || value > limits[i]!.nearUpper),
  );
  const marks: (SpecialCause | null)[] = values.map(value => (value === null ? null : 'common'));

  // From the weakest rule to the strongest, each over the one before.
  const markRuns = (direction: (i: number) => number, first: number, mark: SpecialCause) => {
    // `direction(i)` belongs to the point i; a run begins `first` points before the first of its directions.
    let start = 0;
    for (let i = 1; i <= n; i++) {
      if (i < n && direction(i) === direction(start) && direction(i) !== 0) continue;
      if (direction(start) !== 0 && i - start + first >= runLength)
        for (let k = start - first; k < i; k++) marks[k] = mark;
      start = i;
    }
  };
  if (n > 0) markRuns(i => side[i]!, 0, 'one-side');
  for (let i = 2; i < n; i++) {
    const members = [i - 2, i - 1, i];
    if (side[i] === 0 || members.some(k => side[k] !== side[i])) continue;
    const far = members.filter(k => beyond[k]);
    if (far.length >= 2) for (const k of far) marks[k] = 'two-of-three';
  }
  if (n > 0)
    markRuns(
      i => {
        const [before, here] = [i > 0 ? (values[i - 1] ?? null) : null, values[i] ?? null];
        return before === null || here === null || flat[i] ? 0 : Math.sign(here - before);
      },
      1,
      'trend',
    );
  values.forEach((value, i) => {
    if (value !== null && !flat[i] && (value < limits[i]!.lower || value > limits[i]!.upper)) marks[i] = 'outside';
  });
  return marks;
}
