export type Polarity = 'high' | 'low' | 'none';
export type Comparison = 'Better' | 'Similar' | 'Worse' | 'Higher' | 'Lower';

/**
 * An area against a benchmark value, by the interval of the area: touching is Similar. Without a polarity the answer judges
 * nothing: Higher or Lower.
 * @param polarity which is good
 * Source: OHID, Fingertips technical guidance, comparing areas.
 */
export function compare(lower: number, upper: number, benchmark: number, polarity: Polarity): Comparison {
  if (lower <= benchmark && benchmark <= upper) return 'Similar';
  const higher = lower > benchmark;
  if (polarity === 'none') return higher ? 'Higher' : 'Lower';
  return higher === (polarity === 'high') ? 'Better' : 'Worse';
}
