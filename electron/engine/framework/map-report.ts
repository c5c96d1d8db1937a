import type { HotSpots } from '../../../shared/contract/geography.ts';
import { placePower } from '../statistics/place-above-rest.ts';
import type { ReportGround } from './report-ground.ts';

/** Datasets whose rows lie in wards, in the order in which a report looks at them; what is counted, and how it reads. */
export const wardMaps = [
  { dataset: 'missing-episodes', of: 'children', many: 'children who went missing' },
  { dataset: 'referrals', of: 'children', many: 'children referred' },
  { dataset: 'offences', of: 'rows', many: 'offences' },
] as const;

export interface WardMap {
  readonly dataset: string;
  /** The counted measure. */
  readonly of: string;
  readonly many: string;
  /** Days of the whole quarters over which it was tested. */
  readonly span: { readonly first: number; readonly last: number };
  /** Whether the map as a whole is no map of chance. */
  readonly isClustered: boolean;
  /** Codes of wards that stand above the rest, the surest first. */
  readonly above: readonly string[];
  readonly threshold: number;
}

/** The maps of wards that were tested, those that find something first. A dataset without a placed row has none. */
export function wardMapsOf({ tests, framework }: ReportGround): readonly WardMap[] {
  const maps = wardMaps.flatMap((one): WardMap[] => {
    const whole = tests.of({ kind: 'map', dataset: one.dataset });
    const first = framework.indicators.find(
      ({ code, measure }) => measure?.dataset === one.dataset && tests.spans.has(code),
    );
    if (!whole || !first) return [];
    const codes = [...tests.places.keys()].flatMap(key => {
      const [kind, dataset, code] = key.split(' ');
      return kind === 'place' && dataset === one.dataset && code ? [code] : [];
    });
    if (codes.length === 0) return [];
    const budgeted = codes.flatMap(code => {
      const test = tests.of({ kind: 'place', dataset: one.dataset, code });
      return test ? [{ code, test }] : [];
    });
    return [
      {
        ...one,
        span: tests.spans.get(first.code)!.always,
        isClustered: whole.isSaid,
        above: budgeted
          .filter(({ test }) => test.isSaid)
          .toSorted((a, b) => (a.test.p ?? 1) - (b.test.p ?? 1))
          .map(({ code }) => code),
        threshold: Math.min(...budgeted.map(({ test }) => test.threshold)),
      },
    ];
  });
  const says = (one: WardMap) => one.isClustered || one.above.length > 0;
  return [...maps.filter(says), ...maps.filter(one => !says(one))];
}

const likely = 0.8;
const mostTimes = 20;

/**
 * How many times its rate a ward of middling size would have to be to be found four times in five; null where even twenty times
 * would not be. Of shown counts alone: what is hidden is in none of it.
 */
export function wardTimesSeen(map: HotSpots, threshold: number): number | null {
  const shown = map.areas.flatMap(({ numerator, denominator }) =>
    numerator !== null && (denominator ?? 0) > 0 ? [{ count: numerator, residents: denominator! }] : [],
  );
  const total = shown.reduce((sum, one) => sum + one.count, 0);
  const residents = shown.reduce((sum, one) => sum + one.residents, 0);
  const sizes = shown.map(one => one.residents).toSorted((a, b) => a - b);
  const middle = sizes[Math.floor(sizes.length / 2)];
  if (middle === undefined || total === 0 || threshold <= 0) return null;
  for (let tenths = 11; tenths <= mostTimes * 10; tenths++)
    if (placePower((total * middle) / residents, total, tenths / 10, threshold) >= likely) return tenths / 10;
  return null;
}
