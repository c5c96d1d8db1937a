import type { DistrictFlow, OptionFlow, OptionModel, PoolFlow } from './model.ts';

/** Where each count of a district stands among its numbers of a year. */
export const countPlace = {
  episodes: 0,
  offered: 1,
  accepted: 2,
  completed: 3,
  within72: 4,
  lateEffect: 5,
  givenUp: 6,
  referrals: 7,
  taken: 8,
  allocated: 9,
  withdrew: 10,
  closed: 11,
} as const satisfies Readonly<Record<keyof DistrictFlow, number>>;

export const countsOfDistrict = Object.keys(countPlace).length;

/** Where the counts of a district begin in a year. */
export const districtPlace = (year: number, districts: number, district: number): number =>
  (year * districts + district) * countsOfDistrict;

/** What money follows from: the counts of a year that are added up over the districts of a pool. */
export const totalPlace = {
  completed: 0,
  within72: 1,
  lateEffect: 2,
  allocated: 3,
  closed: 4,
} as const satisfies Partial<Readonly<Record<keyof DistrictFlow, number>>>;
export const totalsOfYear = Object.keys(totalPlace).length;

const blockLength = 65_536;

/**
 * Rows of zeros, cut out of blocks: thousands of small arrays of their own take longer to make than to fill. A block lasts as
 * long as one of its rows, so rows that are kept and rows that pass come out of different ones.
 */
class Rows {
  #block = new Float64Array(0);
  #used = 0;

  row(length: number): Float64Array {
    if (this.#used + length > this.#block.length) {
      this.#block = new Float64Array(Math.max(blockLength, length));
      this.#used = 0;
    }
    const row = this.#block.subarray(this.#used, this.#used + length);
    this.#used += length;
    return row;
  }
}

export const keptRows = new Rows();
export const passingRows = new Rows();

/** Counts as objects, year × district: for what is read by people and tests, not for every draw. */
export function laidOut(counts: Float64Array, years: number, districts: number): DistrictFlow[][] {
  return Array.from({ length: years }, (_, year) =>
    Array.from({ length: districts }, (_, district): DistrictFlow => {
      const from = districtPlace(year, districts, district);
      const value = (key: keyof DistrictFlow) => counts[from + countPlace[key]]!;
      return {
        episodes: value('episodes'),
        offered: value('offered'),
        accepted: value('accepted'),
        completed: value('completed'),
        within72: value('within72'),
        lateEffect: value('lateEffect'),
        givenUp: value('givenUp'),
        referrals: value('referrals'),
        taken: value('taken'),
        allocated: value('allocated'),
        withdrew: value('withdrew'),
        closed: value('closed'),
      };
    }),
  );
}

function totalsOf({ pools, years, districts }: OptionModel, counts: Float64Array): Float64Array {
  const totals = new Float64Array(pools.length * years * totalsOfYear);
  const keys = Object.keys(totalPlace) as (keyof typeof totalPlace)[];
  for (const [at, pool] of pools.entries())
    for (let year = 0; year < years; year++)
      for (const district of pool.districts)
        for (const key of keys)
          totals[(at * years + year) * totalsOfYear + totalPlace[key]]! +=
            counts[districtPlace(year, districts, district) + countPlace[key]]!;
  return totals;
}

/**
 * The flow of an option with its counts in one row of numbers, as thousands of flows are added up for one answer; objects
 * are made of them when somebody reads them.
 */
export class CountedFlow implements OptionFlow {
  readonly counts: Float64Array;
  readonly waiting: readonly number[];
  readonly open: readonly number[];
  readonly pools: readonly PoolFlow[];
  readonly wte: OptionFlow['wte'];
  readonly #model: OptionModel;
  readonly #limits: () => readonly number[];
  #totals: Float64Array | null = null;
  #flows: readonly (readonly DistrictFlow[])[] | null = null;

  /** @param limits the calendar limit by pool, worked out when it is asked for */
  constructor(
    model: OptionModel,
    of: Omit<OptionFlow, 'flows' | 'totals' | 'calendarLimit'>,
    limits: () => readonly number[],
  ) {
    this.counts = of.counts;
    this.waiting = of.waiting;
    this.open = of.open;
    this.pools = of.pools;
    this.wte = of.wte;
    this.#model = model;
    this.#limits = limits;
  }

  get totals(): Float64Array {
    return (this.#totals ??= totalsOf(this.#model, this.counts));
  }

  get flows(): readonly (readonly DistrictFlow[])[] {
    return (this.#flows ??= laidOut(this.counts, this.#model.years, this.#model.districts));
  }

  get calendarLimit(): readonly number[] {
    return this.#limits();
  }
}

/** Worker-years, in all years alike. */
export function employed(model: OptionModel): OptionFlow['wte'] {
  const wte = { missing: 0, targeted: 0 };
  for (const { missing, targeted } of model.pools) {
    wte.missing += missing.wte;
    wte.targeted += targeted.wte;
  }
  const years = [];
  for (let year = 0; year < model.years; year++) years.push(wte);
  return years;
}
