import { RandomStream } from '../../statistics/random.ts';
import type { Calendar, OptionModel, Pool } from '../model.ts';
import { clockOf, weekdayOf, WorkingTime } from './calendar.ts';
import type { Clock } from './calendar.ts';

/** What the model does not say and a check against closed formulas has to choose. */
export interface SimulationSettings {
  /** Direct hours of an interview: always the same, or exponential with that mean. */
  readonly interview: 'fixed' | 'exponential';
  /** When in the week children go missing: mostly in the evening, or at any hour alike. */
  readonly week: 'evenings' | 'even';
}

export const usualSettings: SimulationSettings = { interview: 'fixed', week: 'evenings' };

/**
 * Days simulated after the last year with its rates: children who come home in the last days are followed like all others.
 */
export const daysAfter = 28;

/** How often children go missing by hour of the day and by weekday, over the mean: an assumption about shape, not volume. */
const byHour = [
  0.8, 0.6, 0.5, 0.4, 0.4, 0.4, 0.4, 0.5, 0.6, 0.7, 0.7, 0.7, 0.8, 0.8, 0.9, 1.2, 1.3, 1.4, 1.7, 1.9, 2.0, 2.0, 1.8,
  1.5,
];
const byWeekday = [0.95, 0.95, 0.95, 1, 1.15, 1.1, 0.9];

/** Draws of an episode that are kept: start, time away over its mean, and uniforms for offered, accepted and shared. */
export const episodeDraws = 5;
/** Of its attempts, the first ones: whether each succeeds. */
const attemptDraws = 2;
/** Of a referral: time in its year (0 to 1), triage, risk, patience over its mean, re-referred, time to that over its mean. */
export const referralDraws = 6;

const named = new Map<string, string[]>();

/** The name of a purpose by number, "attempt 3"; the same string each time, which a stream is found by faster. */
export function purposeOf(name: string, number: number): string {
  let list = named.get(name);
  if (!list) named.set(name, (list = []));
  return (list[number] ??= `${name} ${number}`);
}

/** Number of an entity: a district, a year (0 to 15) and an index within it. */
export function entityOf(district: number, year: number, index: number): number {
  return (district << 26) | (year << 22) | index;
}

/** Purposes of draws, and calendars, that are kept from one replication to the next. */
const mostKept = 24;

/** Rows of draws of one district and year, as many as were asked for yet. */
class Rows {
  values = new Float64Array(0);
  rows = 0;
  replication = -1;
}

/**
 * What the options of a study have in common: its days, the working time of each calendar, and the draws of one replication
 * at a time, which are made once and read by every option.
 */
export class Ground {
  readonly seed: number;
  readonly clock: Clock;
  readonly years: number;
  readonly settings: SimulationSettings;
  replication = 0;
  readonly #start: string;
  readonly #working = new Map<string, WorkingTime>();
  readonly #rows = new Map<string, Map<number, Rows>>();
  readonly #streams = new Map<string, RandomStream>();
  /** By year: share of the year that has passed at the beginning of each day. */
  readonly #passed: readonly Float64Array[];
  readonly #passedOfDay: Float64Array;

  constructor(model: OptionModel, seed: number, settings: SimulationSettings = usualSettings) {
    this.seed = seed;
    this.years = model.years;
    this.settings = settings;
    this.#start = model.start;
    this.clock = clockOf(model.start, model.years, daysAfter);
    const { yearDays, firstDay, midnights } = this.clock;
    const isEven = settings.week === 'even';
    this.#passedOfDay = shares(byHour.map(weight => (isEven ? 1 : weight)));
    this.#passed = Array.from({ length: model.years + 1 }, (_, y) => {
      const from = yearDays[y]!;
      const to = yearDays[y + 1] ?? from + daysAfter;
      return shares(
        Array.from({ length: to - from }, (_, d) =>
          isEven ? midnights[from + d + 1]! - midnights[from + d]! : byWeekday[weekdayOf(firstDay + from + d)]!,
        ),
      );
    });
  }

  /** Goes to a replication; what was drawn for another one is drawn anew when it is asked for. */
  begin(replication: number): void {
    if (replication === this.replication) return;
    this.replication = replication;
    // Where the variation of lengths or a calendar is uncertain, each draw of it would leave something behind.
    if (this.#rows.size > mostKept) this.#rows.clear();
    if (this.#working.size > mostKept) this.#working.clear();
  }

  /** Whether a model has the same days, so that it can share this ground. */
  fits(model: OptionModel): boolean {
    return model.start === this.#start && model.years === this.years;
  }

  workingTime(calendar: Calendar): WorkingTime {
    const key = JSON.stringify([calendar.weekends, calendar.bankHolidays, calendar.opens, calendar.closes]);
    let found = this.#working.get(key);
    if (!found) this.#working.set(key, (found = new WorkingTime(this.clock, calendar)));
    return found;
  }

  /** The stream of a purpose, at the first draw of an entity. */
  stream(purpose: string, entity: number): RandomStream {
    let found = this.#streams.get(purpose);
    if (!found) this.#streams.set(purpose, (found = new RandomStream(this.seed, purpose)));
    return found.seat(this.replication, entity);
  }

  /** Draws of the first `count` episodes of a district and year, `episodeDraws` each. */
  episodes(district: number, year: number, count: number, evenly: boolean): Float64Array {
    return this.#drawn(
      evenly ? 'episode, evenly' : 'episode',
      district,
      year,
      count,
      episodeDraws,
      (out, at, stream, i) => {
        stream.uniformsInto(out, at, episodeDraws);
        // Without chance in the arrivals they are evenly spread and everyone is away for the mean.
        out[at] = this.#startOf(year, evenly ? (i + 0.5) / count : out[at]!);
        out[at + 1] = evenly ? 1 : -Math.log(out[at + 1]!);
      },
      evenly,
    );
  }

  /** Two uniforms an episode: whether its first and its second attempt succeed. */
  attempts(district: number, year: number, count: number): Float64Array {
    return this.#drawn('attempt', district, year, count, attemptDraws, (out, at, stream) =>
      stream.uniformsInto(out, at, attemptDraws),
    );
  }

  /** Draws of the first `count` referrals of a district and year, `referralDraws` each. */
  referrals(district: number, year: number, count: number, evenly: boolean): Float64Array {
    return this.#drawn(
      evenly ? 'referral, evenly' : 'referral',
      district,
      year,
      count,
      referralDraws,
      (out, at, stream, i) => {
        referralInto(out, at, stream);
        if (evenly) out[at] = (i + 0.5) / count;
      },
      evenly,
    );
  }

  /** Lengths of cases over their mean, gamma distributed with that coefficient of variation. */
  lengths(district: number, year: number, count: number, cv: number): Float64Array {
    return this.#drawn(`length ${cv}`, district, year, count, 1, (out, at, stream) => {
      out[at] = stream.gamma(1, cv);
    });
  }

  #drawn(
    purpose: string,
    district: number,
    year: number,
    count: number,
    width: number,
    draw: (out: Float64Array, at: number, stream: RandomStream, index: number) => void,
    anew = false,
  ): Float64Array {
    let cells = this.#rows.get(purpose);
    if (!cells) this.#rows.set(purpose, (cells = new Map()));
    const cell = entityOf(district, year, 0);
    let rows = cells.get(cell);
    if (!rows) cells.set(cell, (rows = new Rows()));
    if (rows.replication !== this.replication || anew) {
      rows.replication = this.replication;
      rows.rows = 0;
    }
    if (rows.values.length < count * width) {
      const larger = new Float64Array(Math.ceil(count * 1.25) * width);
      larger.set(rows.values.subarray(0, rows.rows * width));
      rows.values = larger;
    }
    // Without chance or with another variation, the same child asks the same stream.
    const stream = this.stream(purpose.startsWith('length') ? 'length' : purpose.split(',')[0]!, cell);
    for (let i = rows.rows; i < count; i++) draw(rows.values, i * width, stream.seat(this.replication, cell | i), i);
    rows.rows = Math.max(rows.rows, count);
    return rows.values;
  }

  /** The instant at which a share of the year's episodes has begun. */
  #startOf(year: number, share: number): number {
    const passed = this.#passed[year]!;
    const d = placeOf(passed, share);
    const ofDay = (share - passed[d]!) / (passed[d + 1]! - passed[d]!);
    const h = placeOf(this.#passedOfDay, ofDay);
    const hours = h + (ofDay - this.#passedOfDay[h]!) / (this.#passedOfDay[h + 1]! - this.#passedOfDay[h]!);
    const { midnights, yearDays } = this.clock;
    const from = midnights[yearDays[year]! + d]!;
    // The hours of a day on which clocks change are a little shorter or longer here.
    return from + (hours / 24) * (midnights[yearDays[year]! + d + 1]! - from);
  }
}

export function referralInto(out: Float64Array, at: number, stream: RandomStream): void {
  stream.uniformsInto(out, at, referralDraws);
  out[at + 3] = -Math.log(out[at + 3]!);
  out[at + 5] = -Math.log(out[at + 5]!);
}

/** Running sums over their total, from 0 to 1. */
function shares(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const passed = new Float64Array(weights.length + 1);
  for (let i = 0; i < weights.length; i++) passed[i + 1] = passed[i]! + weights[i]! / total;
  passed[weights.length] = 1;
  return passed;
}

/** The last place that is not above the share: a few steps from where it would be if all places were alike. */
function placeOf(passed: Float64Array, share: number): number {
  const last = passed.length - 2;
  let place = Math.min(last, Math.floor(share * (last + 1)));
  while (place < last && passed[place + 1]! <= share) place++;
  while (place > 0 && passed[place]! > share) place--;
  return place;
}

/**
 * Arrivals of a district in a year. Dispersion 0 is no chance at all: what is expected, so rounded that running totals are
 * right; 1 or less is Poisson, more a negative binomial. One uniform each, so that more are expected never brings fewer.
 */
export function countOf(
  ground: Ground,
  purpose: string,
  district: number,
  year: number,
  expected: readonly number[],
  dispersion: number,
): number {
  const mean = expected[year] ?? 0;
  if (dispersion <= 0) {
    let before = 0;
    for (let y = 0; y < year; y++) before += expected[y]!;
    return Math.round(before + mean) - Math.round(before);
  }
  return ground.stream(purpose, entityOf(district, year, 0)).negativeBinomial(mean, dispersion);
}

/** Places of the pool's districts, so that it is nothing to the result in which order they are named. */
export function inOrderOfDistricts(pool: Pool): readonly number[] {
  return pool.districts.map((_, k) => k).sort((a, b) => pool.districts[a]! - pool.districts[b]!);
}
