import type { Area } from '../../../shared/model/area.ts';
import type { Gazetteer } from '../areas/gazetteer.ts';
import { districtStories, townCentres, type StartYear } from './calibration.ts';
import type { Random } from './random.ts';

/** An invented child. One reference is used by all agencies, as the partnership agreed. */
export interface Child {
  /** "CH-004821". */
  readonly reference: string;
  /** Days since 1970-01-01. */
  readonly bornOn: number;
  readonly sex: 'female' | 'male' | 'other';
  readonly ethnicGroup: string;
  readonly disability: 'yes' | 'no';
  readonly home: Area;
  readonly placement: 'home' | 'foster-care' | 'residential' | 'semi-independent' | 'other';
  readonly otherAuthority: boolean;
}

export const isLookedAfter = (child: Child): boolean =>
  child.placement === 'foster-care' || child.placement === 'residential' || child.placement === 'semi-independent';

/** Age in whole years on a day. */
export function ageOn(child: Child, day: number): number {
  const born = new Date(child.bornOn * 86_400_000);
  const now = new Date(day * 86_400_000);
  const before =
    now.getUTCMonth() < born.getUTCMonth() ||
    (now.getUTCMonth() === born.getUTCMonth() && now.getUTCDate() < born.getUTCDate());
  return now.getUTCFullYear() - born.getUTCFullYear() - (before ? 1 : 0);
}

/** Places to draw homes from: LSOAs of each district with weights. */
export interface Places {
  readonly districts: readonly Area[];
  /** LSOAs of a district, weighted by children, deprivation and closeness to a town centre. */
  homes(district: string): readonly (readonly [Area, number])[];
  /** The few LSOAs with children's homes in this demonstration. */
  readonly residential: readonly Area[];
  /** Children expected in each district in a year, as weights in the order of `districts`. */
  districtWeights(year: StartYear): readonly number[];
  /** LSOAs weighted as places of offences: people, and the night-time economy. */
  readonly offencePlaces: readonly (readonly [Area, number])[];
}

export function placesOf(gazetteer: Gazetteer, random: Random): Places {
  const at = (level: Area['level']) => gazetteer.areas.filter(a => a.level === level);
  const centres = new Set(
    at('ward')
      .filter(w => townCentres.some(([name, district]) => w.name === name && w.district === district))
      .map(w => w.code),
  );
  const lsoas = at('lsoa');
  // From twice the county's average in the most deprived tenth to half of it in the least.
  const deprivation = (a: Area) => 2.1 * 0.85 ** ((a.deprivationDecile ?? 5) - 1);
  const byDistrict = Map.groupBy(lsoas, a => a.district!);
  const homes = new Map(
    [...byDistrict].map(([code, own]) => [
      code,
      own.map(a => [a, a.children10to17 * deprivation(a) * (centres.has(a.ward!) ? 2.4 : 1)] as const),
    ]),
  );
  const districts = at('district');
  return {
    districts,
    homes: district => homes.get(district)!,
    residential: random.shuffled(lsoas.filter(a => (a.deprivationDecile ?? 5) >= 3)).slice(0, 22),
    districtWeights: year =>
      districts.map(d => d.children10to17 * districtStories[d.code]!.rate * districtStories[d.code]!.growth[year]),
    offencePlaces: lsoas.map(
      a => [a, (a.children0to17 + 60) * deprivation(a) * (centres.has(a.ward!) ? 4 : 1)] as const,
    ),
  };
}

/** Draws new children; references never repeat. */
export interface Nursery {
  born(options: {
    readonly district: string;
    readonly on: number;
    readonly girls: number;
    readonly careWeights: readonly (readonly [Child['placement'], number])[];
  }): Child;
}

/** Ages at first concern: most between 13 and 16. */
const ages: readonly (readonly [number, number])[] = [
  [9, 0.5],
  [10, 1.5],
  [11, 4],
  [12, 9],
  [13, 17],
  [14, 23],
  [15, 23],
  [16, 14],
  [17, 8],
];

const ethnicGroups: readonly (readonly [string, number])[] = [
  ['white', 87],
  ['mixed', 4.5],
  ['asian', 5],
  ['black', 1.8],
  ['other', 0.7],
  ['refused', 1],
];
const ethnicGroupsOfTowns: readonly (readonly [string, number])[] = ethnicGroups.map(
  ([group, weight]) => [group, group === 'asian' ? 13 : weight] as const,
);

export function newNursery(places: Places, random: Random): Nursery {
  let last = 1200;
  return {
    born: ({ district, on, girls, careWeights }) => {
      last += random.whole(1, 3);
      const age = random.weighted(ages);
      const drawn = random.weighted(careWeights);
      const placement = drawn === 'semi-independent' && age < 16 ? 'foster-care' : drawn;
      const diverse = district === 'E06000021' || district === 'E07000193';
      return Object.freeze({
        reference: `CH-${String(last).padStart(6, '0')}`,
        bornOn: on - Math.floor((age + random.uniform()) * 365.25),
        sex: random.chance(0.006) ? 'other' : random.chance(girls) ? 'female' : 'male',
        ethnicGroup: random.weighted(diverse ? ethnicGroupsOfTowns : ethnicGroups),
        disability: random.chance(0.1) ? 'yes' : 'no',
        home:
          placement === 'residential'
            ? random.pick(nearest(places.residential, district))
            : random.weighted(places.homes(district)),
        placement,
        otherAuthority:
          placement === 'residential' ? random.chance(0.32) : placement === 'foster-care' && random.chance(0.14),
      } satisfies Child);
    },
  };
}

/** Residential places of the district, or any where it has none. */
function nearest(residential: readonly Area[], district: string): readonly Area[] {
  const own = residential.filter(a => a.district === district);
  return own.length > 0 ? own : residential;
}
