/** A point east and north in metres, with how many cases it stands for (1 unless said). */
export type WeightedPoint = readonly [easting: number, northing: number, weight?: number];

/**
 * Cases per unit of area (m² for metres) at places: Σ K(d/h)/h² with the quartic kernel K(u) = 3/π·(1 − u²)², 0 from
 * the bandwidth on. It adds up to the number of points over the plane. Source: Silverman (1986), Density Estimation.
 */
export function density(
  points: readonly WeightedPoint[],
  bandwidth: number,
  at: readonly (readonly [number, number])[],
): number[] {
  const square = bandwidth * bandwidth;
  const scale = 3 / (Math.PI * square);
  return at.map(([x, y]) => {
    let sum = 0;
    for (const [px, py, weight = 1] of points) {
      const u = ((x - px) ** 2 + (y - py) ** 2) / square;
      if (u < 1) sum += weight * (1 - u) ** 2;
    }
    return scale * sum;
  });
}
