/** One band of a table of noise: counts (large ones are taken as the largest given) whose key lies in (above, upTo]. */
export interface NoiseBand {
  readonly count: number;
  readonly above: number;
  readonly upTo: number;
  readonly noise: number;
}

/**
 * A count under the cell-key method: the keys of its records, added up modulo 1, choose the noise, so the same records
 * get the same noise in every table. Returns the key, the noise and the count to publish. An empty cell stays empty.
 * Source: SDC Handbook 2nd ed. (2024) §5.4.4; G. Thompson, S. Broadfoot and D. Elazar (2013).
 */
export function cellKeyCount(recordKeys: readonly number[], bands: readonly NoiseBand[]) {
  const count = recordKeys.length;
  const sum = recordKeys.reduce((total, key) => total + key, 0);
  const key = Math.round((sum - Math.floor(sum)) * 1e9) / 1e9;
  const largest = Math.max(...bands.map(band => band.count));
  const band = bands.find(one => one.count === Math.min(count, largest) && key > one.above && key <= one.upTo);
  const noise = count === 0 ? 0 : (band?.noise ?? 0);
  return { key, noise, published: count + noise };
}
