export type Assurance = 'pass' | 'fail' | 'hit-and-miss' | 'none';
export type Improvement = 'increase' | 'decrease' | 'none';

/**
 * Whether a process can be relied on to meet its target, by the limits of its latest segment: wholly on the good side, wholly
 * on the bad side, or in between; a target on a limit is in between. None without a target, limits or a direction.
 * Source: NHS England, Making Data Count.
 */
export function assurance(
  lower: number | null,
  upper: number | null,
  target: number | null,
  improvement: Improvement,
): Assurance {
  if (lower === null || upper === null || target === null || improvement === 'none') return 'none';
  if (lower > target) return improvement === 'increase' ? 'pass' : 'fail';
  if (upper < target) return improvement === 'increase' ? 'fail' : 'pass';
  return 'hit-and-miss';
}
