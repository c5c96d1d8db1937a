import type { Pool, TargetedService } from '../model.ts';
import { countOf, entityOf, inOrderOfDistricts, purposeOf, referralDraws, referralInto } from './ground.ts';
import type { Ground } from './ground.ts';
import { Heap } from './heap.ts';
import type { Tallies } from './tallies.ts';

/** The books of a pool's cases, for checks. Times in weeks. */
export interface TargetedAccount {
  /** Taken on at triage, again after closure too; and the waiting and the open of the first day. */
  readonly taken: number;
  readonly waitingFirst: number;
  readonly openFirst: number;
  readonly allocated: number;
  readonly withdrew: number;
  readonly closed: number;
  readonly inAssessment: number;
  readonly waiting: number;
  readonly open: number;
  /** Children waiting and cases open, integrated over time; and what each of them waited or was open, added up. */
  readonly areaWaiting: number;
  readonly waited: number;
  readonly areaOpen: number;
  readonly wasOpen: number;
  /** Weeks waited by those allocated who came after the first day, with whether they were of high risk. */
  readonly waits: Float64Array;
  readonly isHighRisk: Uint8Array;
}

export interface TargetedResult {
  readonly load: number;
  readonly waitMean: number | null;
  readonly waitMedian: number | null;
  readonly wait90: number | null;
  readonly growthPerWeek: number;
  readonly changedWorker: number;
  readonly account: TargetedAccount;
}

const hoursPerWeek = 168;
const weeksPerYear = 365.2425 / 7;

/** Entity years of those who were there on the first day. */
const yearOfWaiting = 14;
const yearOfOpen = 15;
/** Linked referrals have indexes from here on, so many for each operation. */
const firstLinked = 1 << 21;
const linkedEach = 1 << 10;

// What happens to a case, or to a post.
const assessed = 0;
const closes = 1;
const withdraws = 2;
const returns = 3;
const leaves = 4;
const refilled = 5;
const kinds = 8;

// Where a case stands.
const elsewhere = 0;
const inAssessment = 1;
const isWaiting = 2;
const isOpen = 3;
const withoutWorker = 4;

/** Before all who wait for their first worker. */
const firstInLine = -1e9;

/** Places for cases that the workers of a pool have: whole ones, the rest of a fraction is no place. */
export function slotsOf(service: TargetedService): number {
  return Math.max(0, Math.floor(service.wte * service.slotsPerWte + 1e-9));
}

/**
 * Cases of one pool, event by event. The queue is in the order of due times: high risk is due at once, others `ageingWeeks`
 * later, which is the same as letting those rise who have waited so long. Cases whose worker left go before all. A post that
 * a worker leaves is empty for `reallocationWeeks`; its cases take any place that comes free, or wait until it is filled, and
 * stand still meanwhile. Counts fall into the year of the event.
 */
export class TargetedSimulator {
  #state = new Uint8Array(0);
  #district = new Int16Array(0);
  #entity = new Int32Array(0);
  #risk = new Uint8Array(0);
  #isMeasured = new Uint8Array(0);
  #hasChanged = new Uint8Array(0);
  #turn = new Uint8Array(0);
  #worker = new Int16Array(0);
  #patience = new Float64Array(0);
  #length = new Float64Array(0);
  #again = new Float64Array(0);
  #since = new Float64Array(0);
  #ends = new Float64Array(0);
  #order = new Int32Array(0);
  #weeks = new Int32Array(0);
  readonly #events = new Heap();
  readonly #queue = new Heap();
  readonly #draws = new Float64Array(referralDraws);

  run(ground: Ground, pool: Pool, tallies: Tallies): TargetedResult {
    const service = pool.targeted;
    const { years, clock } = ground;
    const events = this.#events;
    const queue = this.#queue;
    events.clear();
    queue.clear();
    const yearEnds = Float64Array.from(clock.yearDays, day => clock.midnights[day]! / hoursPerWeek);
    const horizon = yearEnds[years]!;
    const slots = slotsOf(service);
    const posts = Math.max(slots > 0 ? 1 : 0, Math.ceil(service.wte - 1e-9));
    const firstDistrict = Math.min(...pool.districts);

    const taken = this.#arrivals(ground, pool, tallies, yearEnds);
    const waitingFrom = this.#there(ground, pool, taken, yearOfOpen, Math.round(service.openCases));
    const cases = this.#there(ground, pool, waitingFrom, yearOfWaiting, Math.round(service.waiting));
    const openFirst = waitingFrom - taken;
    const state = this.#state;
    const ends = this.#ends;
    const since = this.#since;

    // Places by post: what it has, and what is free of it; negative where the first day brings more than fit.
    const size = Int32Array.from(
      { length: posts },
      (_, post) => Math.floor(slots / posts) + (post < slots % posts ? 1 : 0),
    );
    const free = Int32Array.from(size);
    const isFilled = new Uint8Array(posts).fill(1);
    const departures = new Uint16Array(posts);
    let freeInAll = slots;
    const freest = (): number => {
      let best = -1;
      for (let post = 0; post < posts; post++)
        if (isFilled[post] === 1 && (best < 0 || free[post]! > free[best]!)) best = post;
      return best;
    };
    const take = (post: number): void => {
      if (free[post]!-- > 0) freeInAll--;
    };
    const give = (post: number): void => {
      if (++free[post]! > 0) freeInAll++;
    };
    const leaveLater = (post: number, now: number): void => {
      if (!(service.turnover > 0)) return;
      const stream = ground.stream(purposeOf('departure', departures[post]!), entityOf(firstDistrict, 0, post));
      departures[post]!++;
      const at = now + stream.exponential(weeksPerYear / service.turnover);
      if (at <= horizon) events.push(at, post * kinds + leaves);
    };

    let year = 0;
    let now = 0;
    let waiting = 0;
    let open = 0;
    let inAssessmentNow = 0;
    let areaWaiting = 0;
    let areaOpen = 0;
    let waited = 0;
    let wasOpen = 0;
    let allocated = 0;
    let withdrew = 0;
    let closed = 0;
    let changed = 0;
    let takenAgain = 0;
    const waits: number[] = [];
    const highRisk: number[] = [];
    const opened = new Float64Array(cases);

    const flowOf = (c: number): number => year * tallies.districts + this.#district[c]!;
    const work = (c: number, time: number): void => {
      const post = freest();
      take(post);
      this.#worker[c] = post;
      state[c] = isOpen;
      ends[c] = time + this.#length[c]!;
      if (ends[c]! <= horizon) events.push(ends[c]!, c * kinds + closes);
    };
    const allocate = (time: number): void => {
      for (;;) {
        if (freeInAll <= 0 || queue.size === 0) return;
        const c = queue.pop();
        if (state[c] === withoutWorker) work(c, time);
        else if (state[c] === isWaiting) {
          waiting--;
          open++;
          waited += time - since[c]!;
          allocated++;
          tallies.allocated[flowOf(c)]!++;
          if (this.#isMeasured[c] === 1) {
            waits.push(time - since[c]!);
            highRisk.push(this.#risk[c]!);
          }
          opened[c] = time;
          work(c, time);
        }
      }
    };
    const wait = (c: number, time: number): void => {
      waiting++;
      state[c] = isWaiting;
      since[c] = time;
      queue.push(time + (this.#risk[c] === 1 ? 0 : service.ageingWeeks), c);
      const until = time + this.#patience[c]!;
      allocate(time);
      if (state[c] === isWaiting && until <= horizon) events.push(until, c * kinds + withdraws);
    };

    for (let c = 0; c < cases; c++) {
      if (state[c] === isOpen) {
        open++;
        if (posts > 0) work(c, 0);
        else {
          state[c] = withoutWorker;
          queue.push(firstInLine, c);
        }
      }
    }
    for (let c = waitingFrom; c < cases; c++) wait(c, 0);
    for (let post = 0; post < posts; post++) leaveLater(post, 0);
    inAssessmentNow = taken;
    let grewFrom = waiting;

    const goTo = (time: number): void => {
      while (year < years && time > yearEnds[year + 1]!) {
        pass(yearEnds[year + 1]!);
        tallies.waiting[year]! += waiting;
        tallies.open[year]! += open;
        if (year === years - 2) grewFrom = waiting;
        year++;
      }
      if (year < years) pass(time);
    };
    const pass = (time: number): void => {
      areaWaiting += waiting * (time - now);
      areaOpen += open * (time - now);
      now = time;
    };
    // First referrals are all known: they stand in order by themselves, beside what comes of them.
    const arriving = this.#inOrderOfAssessment(taken, horizon, service.assessmentWeeks);
    let next = 0;
    for (;;) {
      const comes = next < taken ? since[arriving[next]!]! + service.assessmentWeeks : Infinity;
      const happens = events.first;
      const isArrival = comes < happens || (comes === happens && arriving[next]! * kinds + assessed < events.value);
      const time = isArrival ? comes : happens;
      if (!(time <= horizon)) break;
      goTo(time);
      if (isArrival) {
        inAssessmentNow--;
        wait(arriving[next++]!, time);
        continue;
      }
      const value = events.pop();
      const kind = value & (kinds - 1);
      const c = value >>> 3;
      switch (kind) {
        case assessed:
          inAssessmentNow--;
          wait(c, time);
          break;
        case closes: {
          // A case that lost its worker ends later than it was to.
          if (state[c] !== isOpen || ends[c] !== time) break;
          state[c] = elsewhere;
          open--;
          closed++;
          wasOpen += time - opened[c]!;
          changed += this.#hasChanged[c]!;
          this.#hasChanged[c] = 0;
          tallies.closed[flowOf(c)]!++;
          give(this.#worker[c]!);
          if (this.#again[c]! >= 0 && time + this.#again[c]! <= horizon)
            events.push(time + this.#again[c]!, c * kinds + returns);
          allocate(time);
          break;
        }
        case withdraws:
          // Of an earlier time that the child waited, and was allocated.
          if (state[c] !== isWaiting || since[c]! + this.#patience[c]! !== time) break;
          state[c] = elsewhere;
          waiting--;
          withdrew++;
          waited += time - since[c]!;
          tallies.withdrew[flowOf(c)]!++;
          break;
        case returns:
          // The child is known: there is no triage again.
          takenAgain++;
          inAssessmentNow++;
          tallies.taken[flowOf(c)]!++;
          this.#drawAgain(ground, service, c);
          state[c] = inAssessment;
          events.push(time + service.assessmentWeeks, c * kinds + assessed);
          break;
        case leaves:
          isFilled[c] = 0;
          freeInAll -= Math.max(0, free[c]!);
          for (let other = 0; other < cases; other++)
            if (state[other] === isOpen && this.#worker[other] === c) {
              state[other] = withoutWorker;
              this.#length[other] = ends[other]! - time;
              ends[other] = NaN;
              this.#hasChanged[other] = 1;
              queue.push(firstInLine + time, other);
            }
          free[c] = size[c]!;
          events.push(time + service.reallocationWeeks, c * kinds + refilled);
          allocate(time);
          break;
        case refilled:
          isFilled[c] = 1;
          freeInAll += size[c]!;
          leaveLater(c, time);
          allocate(time);
          break;
      }
    }
    goTo(horizon);
    tallies.waiting[years - 1]! += waiting;
    tallies.open[years - 1]! += open;
    for (let c = 0; c < cases; c++) {
      if (state[c] === isWaiting) waited += horizon - since[c]!;
      if (state[c] === isOpen || state[c] === withoutWorker) {
        wasOpen += horizon - opened[c]!;
        changed += this.#hasChanged[c]!;
      }
    }

    const load = targetedLoad(service, years, horizon);
    const lastYear = horizon - yearEnds[years - 1]!;
    const everOpen = openFirst + allocated;
    const inOrder = new Float64Array(waits);
    const account: TargetedAccount = {
      taken: taken + takenAgain,
      waitingFirst: cases - waitingFrom,
      openFirst,
      allocated,
      withdrew,
      closed,
      inAssessment: inAssessmentNow,
      waiting,
      open,
      areaWaiting,
      waited,
      areaOpen,
      wasOpen,
      waits: new Float64Array(waits),
      isHighRisk: new Uint8Array(highRisk),
    };
    inOrder.sort();
    return {
      load,
      waitMean: waits.length > 0 ? waits.reduce((sum, one) => sum + one, 0) / waits.length : null,
      waitMedian: quantile(inOrder, 0.5),
      wait90: quantile(inOrder, 0.9),
      growthPerWeek: load >= 1 ? Math.max(0, (waiting - grewFrom) / lastYear) : 0,
      changedWorker: everOpen > 0 ? changed / everOpen : 0,
      account,
    };
  }

  /** The first cases by the time at which they are assessed, and of one time by their place: by weeks, then within each. */
  #inOrderOfAssessment(count: number, horizon: number, assessmentWeeks: number): Int32Array {
    const weeks = Math.ceil(horizon) + 1;
    if (this.#weeks.length < weeks + 1) this.#weeks = new Int32Array(weeks + 1);
    if (this.#order.length < count) this.#order = new Int32Array(Math.ceil(count * 1.5));
    const starts = this.#weeks.fill(0);
    const order = this.#order;
    const since = this.#since;
    for (let c = 0; c < count; c++) starts[Math.min(weeks - 1, Math.floor(since[c]!)) + 1]!++;
    for (let week = 0; week < weeks; week++) starts[week + 1]! += starts[week]!;
    for (let c = count - 1; c >= 0; c--) order[--starts[Math.min(weeks - 1, Math.floor(since[c]!)) + 1]!] = c;
    for (let k = 1; k < count; k++) {
      const c = order[k]!;
      const when = since[c]! + assessmentWeeks;
      let at = k;
      while (at > 0) {
        const before = order[at - 1]!;
        const beforeWhen = since[before]! + assessmentWeeks;
        if (beforeWhen < when || (beforeWhen === when && before < c)) break;
        order[at--] = before;
      }
      order[at] = c;
    }
    return order;
  }

  /** Referrals of all years and the linked ones of operations; those taken on become cases, in assessment. */
  #arrivals(ground: Ground, pool: Pool, tallies: Tallies, yearEnds: Float64Array): number {
    const service = pool.targeted;
    const evenly = service.dispersion <= 0;
    const surgeSize = service.surges.referrals;
    let cases = 0;
    for (const d of inOrderOfDistricts(pool)) {
      const district = pool.districts[d]!;
      const expected = service.referrals.map(year => year[d] ?? 0);
      // An operation is in one of the districts of the pool, in proportion to their referrals.
      const surges = service.referrals.map(year => {
        const all = year.reduce((sum, one) => sum + one, 0);
        return all > 0
          ? (service.surges.perYear * (year[d] ?? 0)) / all
          : service.surges.perYear / pool.districts.length;
      });
      for (let year = 0; year < ground.years; year++) {
        const from = yearEnds[year]!;
        const weeks = yearEnds[year + 1]! - from;
        const flow = year * tallies.districts + district;
        const n = countOf(ground, 'referrals', district, year, expected, service.dispersion);
        tallies.referrals[flow]! += n;
        if (n > 0) {
          const draws = ground.referrals(district, year, n, evenly);
          const lengths = ground.lengths(district, year, n, service.caseWeeksCv);
          for (let i = 0; i < n; i++) {
            const at = i * referralDraws;
            if (draws[at + 1]! >= service.triageAccepted) continue;
            this.#add(service, cases++, district, entityOf(district, year, i), draws, at, lengths[i]!);
            this.#since[cases - 1] = from + draws[at]! * weeks;
            tallies.taken[flow]!++;
          }
        }
        const operations = countOf(ground, 'operations', district, year, surges, Math.min(1, service.dispersion));
        for (let s = 0; s < operations; s++) {
          const operation = ground.stream('operation', entityOf(district, year, s));
          const when = operation.uniform();
          const linked = Math.floor(surgeSize) + (operation.uniform() < surgeSize % 1 ? 1 : 0);
          tallies.referrals[flow]! += linked;
          for (let i = 0; i < linked; i++) {
            const entity = entityOf(district, year, firstLinked + s * linkedEach + i);
            referralInto(this.#draws, 0, ground.stream('referral', entity));
            if (this.#draws[1]! >= service.triageAccepted) continue;
            const length = ground.stream('length', entity).gamma(1, service.caseWeeksCv);
            this.#add(service, cases++, district, entity, this.#draws, 0, length);
            this.#since[cases - 1] = from + (evenly ? (s + 0.5) / operations : when) * weeks;
            tallies.taken[flow]!++;
          }
        }
      }
    }
    return cases;
  }

  /**
   * Cases of the first day, or those who wait then, by district in proportion to referrals. What is left of an open case: a
   * case found open is the likelier the longer it is, and any moment of it is as likely. Those who wait begin that day:
   * nothing is known of how long they have waited.
   */
  #there(ground: Ground, pool: Pool, first: number, year: number, total: number): number {
    const service = pool.targeted;
    const cv = service.caseWeeksCv;
    const inOrder = inOrderOfDistricts(pool);
    const parts = sharesOf(
      total,
      inOrder.map(d => service.referrals[0]?.[d] ?? 0),
    );
    let cases = first;
    for (const [k, d] of inOrder.entries()) {
      const part = parts[k] ?? 0;
      for (let i = 0; i < part; i++) {
        const entity = entityOf(pool.districts[d]!, year, i);
        referralInto(this.#draws, 0, ground.stream('referral', entity));
        const stream = ground.stream('length', entity);
        let length = 1;
        if (year === yearOfWaiting) length = stream.gamma(1, cv);
        else if (cv > 0) {
          // A gamma biased by length has one more of shape: mean 1 + cv², variance over squared mean cv² / (1 + cv²).
          length = this.#draws[0]! * stream.gamma(1 + cv * cv, cv / Math.sqrt(1 + cv * cv));
        } else length = (i + 0.5) / part;
        this.#add(service, cases, pool.districts[d]!, entity, this.#draws, 0, length);
        this.#state[cases] = year === yearOfOpen ? isOpen : elsewhere;
        this.#isMeasured[cases] = 0;
        cases++;
      }
    }
    return cases;
  }

  #add(
    service: TargetedService,
    c: number,
    district: number,
    entity: number,
    draws: Float64Array,
    at: number,
    length: number,
  ): void {
    this.#hold(c + 1);
    this.#state[c] = inAssessment;
    this.#district[c] = district;
    this.#entity[c] = entity;
    this.#isMeasured[c] = 1;
    this.#hasChanged[c] = 0;
    this.#turn[c] = 0;
    this.#since[c] = 0;
    this.#ends[c] = NaN;
    this.#settle(service, c, draws, at, length);
  }

  /** What the draws of a child come to under this service. */
  #settle(service: TargetedService, c: number, draws: Float64Array, at: number, length: number): void {
    const hasChance = service.caseWeeksCv > 0;
    this.#risk[c] = draws[at + 2]! < service.highRisk ? 1 : 0;
    this.#patience[c] = service.withdrawPerWeek > 0 ? draws[at + 3]! / service.withdrawPerWeek : Infinity;
    this.#length[c] = length * service.caseWeeks;
    this.#again[c] =
      draws[at + 4]! < service.reReferred ? service.weeksToReReferral * (hasChance ? draws[at + 5]! : 1) : -1;
  }

  #drawAgain(ground: Ground, service: TargetedService, c: number): void {
    const turn = ++this.#turn[c]!;
    const entity = this.#entity[c]!;
    referralInto(this.#draws, 0, ground.stream(purposeOf('referral again', turn), entity));
    const length = ground.stream(purposeOf('length again', turn), entity).gamma(1, service.caseWeeksCv);
    this.#isMeasured[c] = 1;
    this.#settle(service, c, this.#draws, 0, length);
  }

  #hold(count: number): void {
    if (this.#state.length >= count) return;
    const size = Math.max(1024, count * 2);
    const grown = <T extends Float64Array | Int32Array | Int16Array | Uint8Array>(into: T, from: T): T => {
      into.set(from);
      return into;
    };
    this.#state = grown(new Uint8Array(size), this.#state);
    this.#district = grown(new Int16Array(size), this.#district);
    this.#entity = grown(new Int32Array(size), this.#entity);
    this.#risk = grown(new Uint8Array(size), this.#risk);
    this.#isMeasured = grown(new Uint8Array(size), this.#isMeasured);
    this.#hasChanged = grown(new Uint8Array(size), this.#hasChanged);
    this.#turn = grown(new Uint8Array(size), this.#turn);
    this.#worker = grown(new Int16Array(size), this.#worker);
    this.#patience = grown(new Float64Array(size), this.#patience);
    this.#length = grown(new Float64Array(size), this.#length);
    this.#again = grown(new Float64Array(size), this.#again);
    this.#since = grown(new Float64Array(size), this.#since);
    this.#ends = grown(new Float64Array(size), this.#ends);
  }
}

/** Whole parts of a total in proportion to weights, by largest remainder. */
function sharesOf(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (weights.length === 0) return [];
  const exact = weights.map(weight => (sum > 0 ? (total * weight) / sum : total / weights.length));
  const parts = exact.map(Math.floor);
  const rest = total - parts.reduce((a, b) => a + b, 0);
  const byRest = exact.map((_, i) => i).sort((a, b) => (exact[b]! % 1) - (exact[a]! % 1) || a - b);
  for (const i of byRest.slice(0, rest)) parts[i]!++;
  return parts;
}

/** By linear interpolation between order statistics; null without any. */
function quantile(inOrder: Float64Array, p: number): number | null {
  if (inOrder.length === 0) return null;
  const at = p * (inOrder.length - 1);
  const low = Math.floor(at);
  const high = Math.min(inOrder.length - 1, low + 1);
  return inOrder[low]! + (at - low) * (inOrder[high]! - inOrder[low]!);
}

/** Cases that would be open if nobody had to wait, over the places for them. */
function targetedLoad(service: TargetedService, years: number, weeks: number): number {
  const referrals =
    service.referrals.slice(0, years).reduce((sum, year) => sum + year.reduce((a, b) => a + b, 0), 0) +
    service.surges.perYear * service.surges.referrals * years;
  const demand = ((referrals * service.triageAccepted) / weeks / (1 - service.reReferred)) * service.caseWeeks;
  return demand > 0 ? demand / slotsOf(service) : 0;
}
