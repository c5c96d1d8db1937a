import { acceptedOf, interviewersOf } from '../capacity.ts';
import type { MissingService, Pool } from '../model.ts';
import { countOf, daysAfter, entityOf, episodeDraws, inOrderOfDistricts, purposeOf } from './ground.ts';
import type { Ground } from './ground.ts';
import { Heap } from './heap.ts';
import type { Tallies } from './tallies.ts';

/** The books of a pool's interviews, for checks: children are those whose interview answers for one or more episodes. */
export interface MissingAccount {
  /** Came home and accepted, until the end of the days that are simulated. */
  readonly arrived: number;
  readonly completed: number;
  /** After the last attempt, or given up as too old. */
  readonly left: number;
  readonly givenUp: number;
  readonly inSystem: number;
  /** Children in the system, integrated over working hours; and what each of them spent there, added up. */
  readonly area: number;
  readonly sojourn: number;
  /** Working hours from coming home to the start of the first attempt, by child; NaN where none was started. */
  readonly waits: Float64Array;
}

export interface MissingResult {
  readonly load: number;
  readonly interviewHours: number | null;
  readonly calendarLimit: number;
  readonly account: MissingAccount;
}

/** Hours a week that a calendar is open, but for bank holidays. */
const openHoursPerWeek = ({ calendar }: MissingService): number =>
  Math.max(0, calendar.closes - calendar.opens) * (calendar.weekends ? 7 : 5);

/**
 * Working hours that pass at least in so many elapsed ones, so that who has waited fewer is not looked up in the calendar: in a
 * whole week two days may be bank holidays at most, of five or of seven.
 */
const workedWithin = (elapsed: number, service: MissingService): number =>
  elapsed === Infinity ? Infinity : Math.floor(elapsed / weekHours) * openHoursPerWeek(service) * leastOpen;

const weekHours = 168;
const leastOpen = 0.5;

/** Buckets in which returns are put in order, in hours. */
const bucketHours = 3;

/**
 * Interviews of one pool, event by event in working time, where closing is no event at all. First come home, first served:
 * with one target for all this is the shortest deadline first, and a second attempt keeps the child's place. An attempt takes
 * its own hours, and the child is heard when they are over; its worker has other work too and is free only later. Episodes,
 * offers and consents fall into the year in which the child went missing, interviews into that in which they are held. A
 * request that has come to be too old when its turn comes is given up.
 */
export class MissingSimulator {
  #returns = new Float64Array(0);
  #flow = new Int32Array(0);
  #entity = new Int32Array(0);
  #needed = new Int32Array(0);
  #isShared = new Uint8Array(0);
  #order = new Int32Array(0);
  #leader = new Int32Array(0);
  #worked = new Float64Array(0);
  #made = new Int32Array(0);
  /** Working time at which the child is heard, and at which the worker of its last attempt is free again. */
  #finished = new Float64Array(0);
  #ended = new Float64Array(0);
  #isGivenUp = new Uint8Array(0);
  #place = new Int32Array(0);
  #limit = new Uint8Array(0);
  #buckets = new Int32Array(0);
  readonly #busy = new Heap();
  readonly #again = new Heap();
  readonly #waiting = new Heap();

  run(ground: Ground, pool: Pool, tallies: Tallies): MissingResult {
    const service = pool.missing;
    const accepted = this.#arrivals(ground, pool, tallies);
    const children = this.#inOrder(ground, accepted);
    const { count, speed } = interviewersOf(service, openHoursPerWeek(service));
    const interviewers = speed > 0 ? count : 0;
    const work = ground.workingTime(service.calendar);
    const worked = this.#worked;
    const order = this.#order;
    const returns = this.#returns;
    for (let rank = 0; rank < accepted; rank++) worked[rank] = work.at(returns[order[rank]!]!);

    // Hours of an attempt at full speed.
    const isFixed = ground.settings.interview === 'fixed';
    const hoursOf = (rank: number, attempt: number): number =>
      isFixed
        ? service.hoursPerInterview
        : ground
            .stream(purposeOf('interview', attempt), this.#entity[order[rank]!]!)
            .exponential(service.hoursPerInterview);

    const made = this.#made;
    const finished = this.#finished;
    const needed = this.#needed;
    const leader = this.#leader;
    const ended = this.#ended;
    const isGivenUp = this.#isGivenUp;
    const givesUp = service.givesUpHours ?? Infinity;
    const patient = workedWithin(givesUp, service);
    const fading = Math.LN2 / (service.halfEffectHours ?? Infinity);
    const busy = this.#busy;
    const again = this.#again;
    const waiting = this.#waiting;
    busy.clear();
    again.clear();
    waiting.clear();
    const waits = new Float64Array(children).fill(NaN);
    const place = this.#place;
    let next = 0;
    let child = 0;
    let inSystem = 0;
    let arrived = 0;
    let left = 0;
    let givenUp = 0;
    let area = 0;
    let sojourn = 0;
    let now = 0;
    // Who is next without having waited; −1 for whoever stands first in line.
    let turn = -1;
    const skipFollowers = (): void => {
      while (next < accepted && leader[next] !== next) next++;
    };
    skipFollowers();
    for (;;) {
      const comes = next < accepted ? worked[next]! : Infinity;
      const ends = busy.first;
      const returnsAt = again.first;
      const time = Math.min(comes, ends, returnsAt);
      if (!(time <= work.total)) break;
      if (time > now) {
        area += inSystem * (time - now);
        now = time;
      }
      if (ends === time) {
        const rank = busy.pop();
        // Of the last attempt: earlier ones only free their worker.
        if (ends === ended[rank]) {
          inSystem--;
          sojourn += time - worked[rank]!;
          if (Number.isNaN(finished[rank]!)) left++;
        }
      } else {
        let rank: number;
        if (returnsAt === time) rank = again.pop();
        else {
          arrived++;
          inSystem++;
          place[next] = child++;
          rank = next++;
          skipFollowers();
        }
        // Nobody waits before it and somebody is free: it need not stand in line.
        if (waiting.size === 0 && busy.size < interviewers) turn = rank;
        else waiting.push(0, rank);
      }
      // Of equal keys the smaller rank comes first, which is the earlier return.
      for (; busy.size < interviewers && (turn >= 0 || waiting.size > 0); turn = -1) {
        const rank = turn >= 0 ? turn : waiting.pop();
        if (time - worked[rank]! > patient && work.instant(time) - returns[order[rank]!]! > givesUp) {
          isGivenUp[rank] = 1;
          givenUp++;
          left++;
          inSystem--;
          sojourn += time - worked[rank]!;
          continue;
        }
        if (made[rank] === 0) waits[place[rank]!] = time - worked[rank]!;
        const hours = hoursOf(rank, made[rank]!);
        const attempt = ++made[rank]!;
        if (attempt === needed[order[rank]!]!) finished[rank] = time + hours;
        if (attempt === needed[order[rank]!]! || attempt >= service.attempts) ended[rank] = time + hours / speed;
        else again.push(work.nextDay(time + hours), rank);
        busy.push(time + hours / speed, rank);
      }
    }
    area += inSystem * (work.total - now);
    for (let rank = 0; rank < accepted; rank++) {
      const isOver = isGivenUp[rank] === 1 || ended[rank]! <= work.total;
      if (leader[rank] === rank && !isOver) sojourn += work.total - worked[rank]!;
    }

    // What any number of interviewers would reach, attempt by attempt as above, without a wait.
    const canWork = service.directHoursPerWteWeek > 0;
    const yearEnds = ground.clock.yearDays.slice(1).map(day => ground.clock.midnights[day]!);
    const lastEnd = yearEnds.at(-1)!;
    let completed = 0;
    let hours = 0;
    let answered = 0;
    let limitWithin = 0;
    let limitCompleted = 0;
    const limit = this.#limit;
    const flows = this.#flow;
    const entity = this.#entity;
    const { districts, completed: interviews, within72, lateEffect } = tallies;
    for (let rank = 0; rank < accepted; rank++) {
      const first = leader[rank]!;
      const item = order[rank]!;
      const flow = flows[item]!;
      const home = returns[order[first]!]!;
      if (first === rank) {
        limit[rank] = 0;
        // From here on an instant; a child who waited for nobody is heard as soon as any number of interviewers would hear it.
        const end = finished[rank]!;
        let heard = NaN;
        const needs = needed[item]!;
        if (needs > 0 && canWork) {
          let at = worked[rank]!;
          for (let attempt = 0; attempt < needs; attempt++)
            at = (attempt > 0 ? work.nextDay(at) : at) + hoursOf(rank, attempt);
          const instant = work.instant(at);
          limit[rank] = instant > lastEnd ? 0 : instant - home <= service.targetHours + 1e-9 ? 2 : 1;
          if (end === at) heard = instant;
        }
        finished[rank] = Number.isNaN(end) || !Number.isNaN(heard) ? heard : work.instant(end);
      }
      if (flow >= 0 && limit[first]! > 0) limitCompleted++;
      if (flow >= 0 && limit[first] === 2) limitWithin++;
      if (isGivenUp[first] === 1 && flow >= 0) tallies.givenUp[flow]!++;
      if (!(ended[first]! <= work.total) || Number.isNaN(finished[first]!)) continue;
      if (first === rank) completed++;
      const heard = finished[first]!;
      let held = 0;
      while (held < yearEnds.length && heard > yearEnds[held]!) held++;
      // An interview that answers for a later episode too answers for it when that comes.
      const year = flow < 0 ? -1 : Math.max(held, Math.floor(flow / districts));
      if (held === yearEnds.length || year < 0) continue;
      const into = year * districts + (entity[item]! >>> 26);
      const late = heard - home - service.targetHours;
      interviews[into]!++;
      if (late <= 1e-9) within72[into]!++;
      else lateEffect[into]! += Math.exp(-late * fading);
      hours += heard - home;
      answered++;
    }
    return {
      load: missingLoad(ground, service),
      interviewHours: answered > 0 ? hours / answered : null,
      calendarLimit: limitCompleted > 0 ? limitWithin / limitCompleted : 0,
      account: { arrived, completed, left, givenUp, inSystem, area, sojourn, waits },
    };
  }

  /** Draws the children of the pool and keeps those who accept; counts episodes, offered and accepted. */
  #arrivals(ground: Ground, pool: Pool, tallies: Tallies): number {
    const service = pool.missing;
    const share = 1 - 1 / Math.max(1, service.episodesPerInterview);
    const evenly = service.dispersion <= 0;
    const { years } = ground;
    let accepted = 0;
    for (const d of inOrderOfDistricts(pool)) {
      const district = pool.districts[d]!;
      const expected = service.episodes.map(year => year[d] ?? 0);
      const days = ground.clock.yearDays[years]! - ground.clock.yearDays[years - 1]!;
      expected[years] = (expected[years - 1]! * daysAfter) / days;
      for (let year = 0; year <= years; year++) {
        const n = countOf(ground, 'episodes', district, year, expected, service.dispersion);
        const flow = year < years ? year * tallies.districts + district : -1;
        if (n === 0) continue;
        const draws = ground.episodes(district, year, n, evenly);
        const attempts = ground.attempts(district, year, n);
        const cell = entityOf(district, year, 0);
        const accepts = service.acceptedBy?.[d] ?? service.accepted;
        this.#hold(accepted + n);
        if (flow >= 0) tallies.episodes[flow]! += n;
        for (let i = 0; i < n; i++) {
          const at = i * episodeDraws;
          if (draws[at + 2]! >= service.offered) continue;
          if (flow >= 0) tallies.offered[flow]!++;
          if (draws[at + 3]! >= accepts) continue;
          if (flow >= 0) tallies.accepted[flow]!++;
          this.#returns[accepted] = draws[at]! + draws[at + 1]! * service.meanHoursAway;
          this.#flow[accepted] = flow;
          this.#entity[accepted] = cell | i;
          this.#isShared[accepted] = draws[at + 4]! < share ? 1 : 0;
          let needs = 0;
          for (let attempt = 0; attempt < service.attempts && needs === 0; attempt++) {
            const u =
              attempt < 2
                ? attempts[2 * i + attempt]!
                : ground.stream(purposeOf('attempt', attempt), cell | i).uniform();
            if (u < service.attemptSuccess) needs = attempt + 1;
          }
          this.#needed[accepted] = needs;
          accepted++;
        }
      }
    }
    return accepted;
  }

  /**
   * Puts the accepted in order of return, and gives those who share an interview to the child of their district who came home
   * before them: one child with several episodes, whose clock is the child's. Answers with the number of children.
   */
  #inOrder(ground: Ground, accepted: number): number {
    const end = ground.clock.midnights.at(-1)!;
    const buckets = Math.ceil(end / bucketHours) + 1;
    if (this.#buckets.length < buckets + 1) this.#buckets = new Int32Array(buckets + 1);
    const starts = this.#buckets.fill(0);
    const returns = this.#returns;
    const order = this.#order;
    const entity = this.#entity;
    const bucketOf = (i: number): number => Math.min(buckets - 1, Math.floor(returns[i]! / bucketHours));
    for (let i = 0; i < accepted; i++) starts[bucketOf(i) + 1]!++;
    for (let b = 0; b < buckets; b++) starts[b + 1]! += starts[b]!;
    // Each bucket is filled from its end, then put in order by insertion.
    for (let i = accepted - 1; i >= 0; i--) order[--starts[bucketOf(i) + 1]!] = i;
    for (let k = 1; k < accepted; k++) {
      const item = order[k]!;
      const when = returns[item]!;
      let at = k;
      while (at > 0) {
        const before = order[at - 1]!;
        const beforeWhen = returns[before]!;
        if (beforeWhen < when || (beforeWhen === when && entity[before]! < entity[item]!)) break;
        order[at--] = before;
      }
      order[at] = item;
    }
    const last = new Int32Array(64).fill(-1);
    let children = 0;
    for (let rank = 0; rank < accepted; rank++) {
      const item = order[rank]!;
      const district = entity[item]! >>> 26;
      if (this.#isShared[item] === 0 || last[district]! < 0) {
        last[district] = rank;
        children++;
      }
      this.#leader[rank] = last[district]!;
      this.#made[rank] = 0;
      this.#finished[rank] = NaN;
      this.#isGivenUp[rank] = 0;
      this.#ended[rank] = NaN;
    }
    return children;
  }

  #hold(count: number): void {
    if (this.#returns.length >= count) return;
    const size = Math.ceil(count * 1.5);
    const grown = <T extends Float64Array | Int32Array | Uint8Array>(into: T, from: T): T => {
      into.set(from);
      return into;
    };
    this.#returns = grown(new Float64Array(size), this.#returns);
    this.#flow = grown(new Int32Array(size), this.#flow);
    this.#entity = grown(new Int32Array(size), this.#entity);
    this.#needed = grown(new Int32Array(size), this.#needed);
    this.#isShared = grown(new Uint8Array(size), this.#isShared);
    this.#order = new Int32Array(size);
    this.#leader = new Int32Array(size);
    this.#worked = new Float64Array(size);
    this.#made = new Int32Array(size);
    this.#finished = new Float64Array(size);
    this.#ended = new Float64Array(size);
    this.#isGivenUp = new Uint8Array(size);
    this.#place = new Int32Array(size);
    this.#limit = new Uint8Array(size);
  }
}

/** Hours of work that are expected, over those that the pool has while it is open. */
function missingLoad(ground: Ground, service: MissingService): number {
  const accepted = service.episodes.slice(0, ground.years).reduce((sum, year) => sum + acceptedOf(service, year), 0);
  const p = service.attemptSuccess;
  const attempts = p > 0 ? (1 - (1 - p) ** service.attempts) / p : service.attempts;
  const interviews = (accepted * service.offered) / Math.max(1, service.episodesPerInterview);
  const demand = interviews * attempts * service.hoursPerInterview;
  const { count, speed } = interviewersOf(service, openHoursPerWeek(service));
  const work = ground.workingTime(service.calendar);
  const end = ground.clock.midnights[ground.clock.yearDays[ground.years]!]!;
  return demand > 0 ? demand / (count * speed * work.at(end)) : 0;
}
