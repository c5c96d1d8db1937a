import type { Area } from '../../../../shared/model/area.ts';
import type { Child } from '../children.ts';
import type { Random } from '../random.ts';
import type { Effect } from './effects.ts';

/** Weights of homes: residents aged 10 to 17, times what a planted effect makes of a place. */
export interface Homes {
  readonly lsoas: readonly (readonly [Area, number])[];
  /** Sum of the weights over what it is without effects. */
  readonly total: number;
}

/** Where children of a dataset live: in every place as many as its residents make, but for the effects planted there. */
export function homesOf(lsoas: readonly Area[], dataset: Effect['dataset'], effects: readonly Effect[]): Homes {
  const timesAt = (area: Area) =>
    effects.reduce((times, effect) => {
      if (effect.dataset !== dataset) return times;
      if (effect.kind === 'ward') return area.ward === effect.ward ? times * effect.times : times;
      if (effect.kind === 'district') return area.district === effect.district ? times * effect.times : times;
      return times;
    }, 1);
  const weighted = lsoas.map(area => [area, area.children10to17 * timesAt(area)] as const);
  const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);
  return {
    lsoas: weighted,
    total: sum(weighted.map(([, weight]) => weight)) / sum(lsoas.map(area => area.children10to17)),
  };
}

/** Draws places by their weights; the running sums are made once. */
export function placeDrawer({ lsoas }: Homes): (random: Random) => Area {
  const upTo = new Float64Array(lsoas.length);
  let sum = 0;
  lsoas.forEach(([, weight], i) => (upTo[i] = sum += weight));
  return random => {
    const wanted = random.uniform() * sum;
    let low = 0;
    let high = lsoas.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return lsoas[low]![0];
  };
}

const ages: readonly (readonly [number, number])[] = [
  [10, 2],
  [11, 5],
  [12, 10],
  [13, 18],
  [14, 24],
  [15, 23],
  [16, 13],
  [17, 5],
];

const ethnicGroups: readonly (readonly [string, number])[] = [
  ['white', 87],
  ['mixed', 4.5],
  ['asian', 5],
  ['black', 1.8],
  ['other', 0.7],
  ['refused', 1],
];

export interface ChildTerms {
  readonly prefix: string;
  readonly girls: number;
  readonly placements: readonly (readonly [Child['placement'], number])[];
  readonly home: (random: Random) => Area;
}

/** Draws new children: the same chances in every place and at every time. References never repeat. */
export function worldNursery(terms: ChildTerms, random: Random): (bornBefore: number) => Child {
  let last = 0;
  return day => {
    last++;
    const age = random.weighted(ages);
    const placement = random.weighted(terms.placements);
    return {
      reference: `${terms.prefix}-${String(last).padStart(6, '0')}`,
      bornOn: day - Math.floor((age + random.uniform()) * 365.25),
      sex: random.chance(terms.girls) ? 'female' : 'male',
      ethnicGroup: random.weighted(ethnicGroups),
      disability: random.chance(0.1) ? 'yes' : 'no',
      home: terms.home(random),
      placement: placement === 'semi-independent' && age < 16 ? 'foster-care' : placement,
      otherAuthority:
        placement === 'residential' ? random.chance(0.32) : placement === 'foster-care' && random.chance(0.14),
    };
  };
}
