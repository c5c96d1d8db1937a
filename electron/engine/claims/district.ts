import type { Claim, ClaimFigure } from '../../../shared/model/claim.ts';
import { districtPowerWords, districtWords } from '../../../shared/text/claims.ts';
import { childrenAgainstRest, eventsAgainstRest } from '../statistics/against-rest.ts';
import { standsAlone } from './change.ts';
import type { ThroughoutChange } from './change.ts';
import type { AgainstRest } from '../statistics/against-rest.ts';
import { detectableDifference, detectableRatio } from '../statistics/detectable.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { shareChange } from '../statistics/share-change.ts';

/** What the children of each district bring: the child, how often it is there (n) and how often it counts (x). */
export type GroupedUnits = ReadonlyMap<
  string,
  readonly { readonly unit: number; readonly x: number; readonly n: number }[]
>;

/** One district against the rest of the area. */
export interface TestedDistrict extends AgainstRest {
  readonly district: string;
  /** Of a change: the same on those who sent both spans, where the suppliers differ; test and interval are theirs. */
  readonly throughout?: ThroughoutChange | null;
}

/** Whether there was anything to set against each other: without a count nothing was tested, whatever p stands there. */
export const isTested = ({ value, p }: Pick<TestedDistrict, 'value' | 'p'>): boolean => value !== null || p < 1;

/**
 * Which way a district differs, by what was tested of it; `neutral` is 1 of a ratio, 0 of a difference. Where the rest has
 * none there is no ratio, and the district is above it. Null where nothing was tested.
 */
export function directionOf(tested: TestedDistrict, neutral: 0 | 1): 'up' | 'down' | null {
  const decided = tested.throughout?.ratio ?? tested.value;
  if (decided === null) return isTested(tested) ? 'up' : null;
  return decided > neutral ? 'up' : 'down';
}

/** Of one that may not be said: whether by itself it would be; `neutral` as in `directionOf`. */
export const isApartAlone = (tested: TestedDistrict, neutral: 0 | 1): boolean =>
  isTested(tested) && standsAlone(tested.p, [tested.lower, tested.upper], neutral);

/** What each child brings to all districts together, in the order in which they come. */
function unitsOf(groups: GroupedUnits): {
  readonly placeOf: ReadonlyMap<number, number>;
  readonly all: readonly number[];
} {
  const placeOf = new Map<number, number>();
  const all: number[] = [];
  for (const members of groups.values())
    for (const { unit, x } of members) {
      const place = placeOf.get(unit) ?? all.length;
      placeOf.set(unit, place);
      all[place] = (all[place] ?? 0) + x;
    }
  return { placeOf, all };
}

/**
 * The rate of every district against that of the rest, which does not hold it. Children count once in a district, and those
 * in several say nothing of a difference; events are taken child by child.
 * @param residents by district, all of the area
 */
export function districtRates(
  groups: GroupedUnits,
  residents: ReadonlyMap<string, number>,
  kind: 'distinct' | 'events',
): readonly TestedDistrict[] {
  const all = [...residents.values()].reduce((sum, n) => sum + n, 0);
  const children = unitsOf(groups);
  return [...residents].flatMap(([district, here]) => {
    if (!(here > 0) || all === here) return [];
    const people = { here, elsewhere: all - here };
    const own = children.all.map(() => 0);
    for (const { unit, x } of groups.get(district) ?? []) own[children.placeOf.get(unit)!]! += x;
    const units = children.all.map((brought, at) => ({ here: own[at]!, elsewhere: brought - own[at]! }));
    if (kind === 'events') {
      const contributions = units.map(one => ({ ...one, children: 1 }));
      return [{ district, ...eventsAgainstRest(contributions, people) }];
    }
    const count = (test: (one: (typeof units)[number]) => boolean) => units.filter(test).length;
    const counts = {
      here: count(one => one.here > 0 && one.elsewhere === 0),
      elsewhere: count(one => one.here === 0 && one.elsewhere > 0),
      both: count(one => one.here > 0 && one.elsewhere > 0),
    };
    return [{ district, ...childrenAgainstRest(counts, people) }];
  });
}

/** The share of every district against that of the rest; rows of one child are alike. */
export function districtShares(groups: GroupedUnits): readonly TestedDistrict[] {
  return [...groups.keys()].toSorted().flatMap(district => {
    const contributions = [...groups].flatMap(([code, members]) =>
      members.map(({ x, n }) => ({
        before: code === district ? { x: 0, n: 0 } : { x, n },
        after: code === district ? { x, n } : { x: 0, n: 0 },
        children: 1,
      })),
    );
    const { difference, lower, upper, p } = shareChange(contributions);
    return difference === null ? [] : [{ district, value: difference, lower, upper, p }];
  });
}

export interface DistrictSaid {
  readonly about: Omit<Claim['about'], 'against'>;
  readonly name: string;
  readonly isShare: boolean;
  readonly figure: ClaimFigure | null;
  readonly tested: TestedDistrict;
  readonly isSaid: boolean;
  readonly threshold: number;
}

/** Widths of a 95 % interval that make one standard error. */
const widths = 2 * normalQuantile(0.975);

/** How far apart a district would have had to be to be seen four times in five; null where it has no interval. */
function powerOf({ isShare, tested, isSaid, threshold }: DistrictSaid): string | null {
  const { lower, upper } = tested;
  if (isSaid || lower === null || upper === null || !Number.isFinite(upper)) return null;
  if (isShare) return districtPowerWords(true, detectableDifference((upper - lower) / widths, threshold));
  return lower > 0 ? districtPowerWords(false, detectableRatio(Math.log(upper / lower) / widths, threshold)) : null;
}

/** What may be said of a district beside the rest of the area. */
export function districtClaim(said: DistrictSaid): Claim {
  const { about, isShare, figure, tested, isSaid, threshold } = said;
  const neutral = isShare ? 0 : 1;
  const interval: readonly [number, number] | null =
    tested.lower === null || tested.upper === null ? null : [tested.lower, tested.upper];
  const power = powerOf(said);
  const strength = isSaid ? 'found' : isTested(tested) ? 'none' : 'cannot-tell';
  const isAlone = strength === 'none' && isApartAlone(tested, neutral);
  const { title, sentence } = districtWords({
    ...said,
    strength,
    interval,
    value: tested.value,
    standsAlone: isAlone,
    power,
  });
  return {
    kind: 'district',
    about: { ...about, against: 'the rest of the area' },
    strength,
    direction: isSaid ? directionOf(tested, neutral) : null,
    figures: figure ? [figure] : [],
    test:
      strength === 'cannot-tell'
        ? null
        : {
            method: isShare
              ? 'difference of the district’s share from that of the rest; score test, rows of one child alike'
              : 'ratio of the district’s rate to that of the rest, children once; exact, corrected for the number of districts',
            source: 'Przyborowski and Wilenski (1940), Biometrika 31:313; Benjamini and Hochberg (1995), JRSS B 57:289',
            alpha: threshold,
            p: tested.p,
            interval,
            power,
            ...(isAlone ? { standsAlone: true } : {}),
          },
    caveats: [],
    title,
    sentence,
  };
}
