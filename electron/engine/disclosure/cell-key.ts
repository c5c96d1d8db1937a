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

export interface KeyedCount {
  readonly cellKey: number;
  /** The row of the table that is used: the count itself up to 750, above that one of 501 to 750 in turn. */
  readonly class: number;
  readonly change: number;
  /** Null under the threshold. */
  readonly perturbed: number | null;
}

/** Counts above this use the table's last classes in turn. */
const largestClass = 750;
const repeated = 250;

/**
 * A count changed by the table's row for its class and key, 0 where there is none. `table` holds class, key and change;
 * keys run from 0 to the largest in it. Source: the ONS package cell-key-perturbation.
 */
export function keyedCount(
  count: number,
  recordKeySum: number,
  table: readonly (readonly [number, number, number])[],
  threshold?: number,
): KeyedCount {
  const largest = table.reduce((most, row) => Math.max(most, row[1]), 0);
  const cellKey = recordKeySum % (largest + 1);
  const group = count <= largestClass ? count : ((count - 1) % repeated) + (largestClass - repeated + 1);
  const change = table.find(row => row[0] === group && row[1] === cellKey)?.[2] ?? 0;
  const perturbed = count + change;
  return {
    cellKey,
    class: group,
    change,
    perturbed: threshold !== undefined && perturbed < threshold ? null : perturbed,
  };
}
