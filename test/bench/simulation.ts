import { availableParallelism } from 'node:os';
import type { OptionModel, Pool } from '../../electron/engine/commissioning/model.ts';
import { clockOf, WorkingTime } from '../../electron/engine/commissioning/simulation/calendar.ts';
import { daysAfter } from '../../electron/engine/commissioning/simulation/ground.ts';
import { simulateStudy } from '../../electron/engine/commissioning/simulation/study.ts';
import { ordinaryOption } from '../engine/simulation-setting.ts';

/**
 * How long a study takes: 5 options × 200 replications × 5 years, on one thread and on as many as there are cores, beside a
 * plain single-thread version of the same model with an object for each child and a function for each event. Both say what
 * they found. It asserts nothing: `node test/bench/simulation.ts`.
 */
const replications = 200;
const plainReplications = 20;
const models = [7.5, 8, 9, 10, 12].map((wte, k) =>
  ordinaryOption(`option ${k}`, { missing: { wte }, targeted: { wte: 20 + 1.5 * k } }),
);

interface Found {
  completed: number;
  within72: number;
  allocated: number;
  closed: number;
  waited: number;
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

interface Event {
  readonly time: number;
  readonly happens: () => void;
}

/** Events in a heap of objects. */
class Events {
  readonly #list: Event[] = [];
  now = 0;

  at(time: number, happens: () => void): void {
    const list = this.#list;
    list.push({ time, happens });
    let at = list.length - 1;
    while (at > 0 && list[(at - 1) >> 1]!.time > list[at]!.time) {
      const up = (at - 1) >> 1;
      [list[at], list[up]] = [list[up]!, list[at]!];
      at = up;
    }
  }

  run(until: number): void {
    const list = this.#list;
    while (list.length > 0 && list[0]!.time <= until) {
      const event = list[0]!;
      const last = list.pop()!;
      if (list.length > 0) {
        list[0] = last;
        let at = 0;
        for (;;) {
          let least = at;
          for (const below of [2 * at + 1, 2 * at + 2])
            if (below < list.length && list[below]!.time < list[least]!.time) least = below;
          if (least === at) break;
          [list[at], list[least]] = [list[least]!, list[at]!];
          at = least;
        }
      }
      this.now = event.time;
      event.happens();
    }
  }
}

/** One replication of one option, as one would write it down first. */
function plain(model: OptionModel, random: () => number, found: Found): void {
  const clock = clockOf(model.start, model.years, daysAfter);
  const exponential = (mean: number): number => -mean * Math.log(random());
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * random() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const poisson = (mean: number): number => {
    let count = 0;
    for (let sum = exponential(1); sum < mean; sum += exponential(1)) count++;
    return count;
  };
  const count = (mean: number, dispersion: number): number =>
    mean > 0 ? poisson(gamma(mean / (dispersion - 1)) * (dispersion - 1)) : 0;
  for (const pool of model.pools) {
    interviews(pool);
    cases(pool);
  }

  function interviews({ missing: service, districts }: Pool): void {
    const work = new WorkingTime(clock, service.calendar);
    const events = new Events();
    const open = (service.calendar.closes - service.calendar.opens) * (service.calendar.weekends ? 7 : 5);
    const people = Math.ceil(service.wte);
    // The child is heard when the hours of an attempt are over; its worker has other work too and is free only later.
    const heard = service.hoursPerInterview;
    const busyFor = heard / ((service.wte / people) * (service.directHoursPerWteWeek / open));
    const end = clock.midnights[clock.yearDays[model.years]!]!;
    const givesUp = service.givesUpHours ?? Infinity;
    interface Child {
      readonly home: number;
      episodes: number;
      attempts: number;
    }
    const waiting: Child[] = [];
    let busy = 0;
    const begin = (): void => {
      while (busy < people && waiting.length > 0) {
        waiting.sort((a, b) => a.home - b.home);
        const child = waiting.shift()!;
        if (work.instant(events.now) - child.home > givesUp) continue;
        busy++;
        events.at(events.now + heard, () => {
          child.attempts++;
          if (random() < service.attemptSuccess) {
            const at = work.instant(events.now);
            if (at >= end) return;
            found.completed += child.episodes;
            if (at - child.home <= service.targetHours) found.within72 += child.episodes;
          } else if (child.attempts < service.attempts)
            events.at(work.nextDay(events.now), () => {
              waiting.push(child);
              begin();
            });
        });
        events.at(events.now + busyFor, () => {
          busy--;
          begin();
        });
      }
    };
    for (let d = 0; d < districts.length; d++) {
      const homes: number[] = [];
      for (let year = 0; year <= model.years; year++) {
        const from = clock.midnights[clock.yearDays[year]!]!;
        const to = clock.midnights[clock.yearDays[year + 1] ?? clock.midnights.length - 1]!;
        const mean =
          year < model.years ? service.episodes[year]![d]! : (service.episodes[year - 1]![d]! * daysAfter) / 365;
        for (let n = count(mean, service.dispersion); n > 0; n--) {
          const home = from + random() * (to - from) + exponential(service.meanHoursAway);
          if (random() < service.offered && random() < service.accepted) homes.push(home);
        }
      }
      homes.sort((a, b) => a - b);
      let last: Child | null = null;
      for (const home of homes) {
        if (last && random() < 1 - 1 / service.episodesPerInterview) {
          last.episodes++;
          continue;
        }
        const child: Child = { home, episodes: 1, attempts: 0 };
        last = child;
        events.at(work.at(home), () => {
          waiting.push(child);
          begin();
        });
      }
    }
    events.run(work.total);
  }

  function cases({ targeted: service, districts }: Pool): void {
    const events = new Events();
    const horizon = clock.midnights[clock.yearDays[model.years]!]! / 168;
    interface Case {
      due: number;
      since: number;
      state: 'waiting' | 'open' | 'left' | 'gone';
      length: number;
      ends: number;
      post: Post | null;
      readonly isMeasured: boolean;
    }
    interface Post {
      isFilled: boolean;
      readonly places: number;
      readonly cases: Set<Case>;
    }
    const slots = Math.floor(service.wte * service.slotsPerWte);
    const number = Math.ceil(service.wte);
    const posts = Array.from({ length: number }, (_, k): Post => ({
      isFilled: true,
      places: Math.floor(slots / number) + (k < slots % number ? 1 : 0),
      cases: new Set(),
    }));
    const queue: Case[] = [];
    const shape = 1 / service.caseWeeksCv ** 2;
    const length = (): number => (gamma(shape) / shape) * service.caseWeeks;
    const freest = (): Post =>
      posts
        .filter(post => post.isFilled)
        .reduce((best, post) => (post.places - post.cases.size > best.places - best.cases.size ? post : best));
    const work = (one: Case, post: Post): void => {
      one.state = 'open';
      one.post = post;
      post.cases.add(one);
      const ends = events.now + one.length;
      one.ends = ends;
      events.at(ends, () => {
        if (one.state !== 'open' || one.ends !== ends) return;
        one.state = 'gone';
        one.post!.cases.delete(one);
        found.closed++;
        if (random() < service.reReferred)
          events.at(events.now + exponential(service.weeksToReReferral) + service.assessmentWeeks, () => wait(true));
        allocate();
      });
    };
    const allocate = (): void => {
      for (;;) {
        const post = freest();
        if (post.cases.size >= post.places) return;
        let first = -1;
        for (let i = 0; i < queue.length; i++) if (first < 0 || queue[i]!.due < queue[first]!.due) first = i;
        if (first < 0) return;
        const [one] = queue.splice(first, 1) as [Case];
        if (one.state === 'waiting') {
          found.allocated++;
          if (one.isMeasured) found.waited += events.now - one.since;
        }
        work(one, post);
      }
    };
    const wait = (isMeasured: boolean): void => {
      const due = events.now + (random() < service.highRisk ? 0 : service.ageingWeeks);
      const one: Case = {
        due,
        since: events.now,
        state: 'waiting',
        length: length(),
        ends: 0,
        post: null,
        isMeasured,
      };
      queue.push(one);
      allocate();
      if (one.state === 'waiting')
        events.at(events.now + exponential(1 / service.withdrawPerWeek), () => {
          if (one.state !== 'waiting') return;
          one.state = 'gone';
          queue.splice(queue.indexOf(one), 1);
        });
    };
    const leave = (post: Post): void =>
      events.at(events.now + exponential(365.2425 / 7 / service.turnover), () => {
        post.isFilled = false;
        for (const one of post.cases) {
          one.state = 'left';
          one.length = one.ends - events.now;
          one.due = -1e9 + events.now;
          queue.push(one);
        }
        post.cases.clear();
        events.at(events.now + service.reallocationWeeks, () => {
          post.isFilled = true;
          leave(post);
          allocate();
        });
        allocate();
      });
    for (let i = 0; i < service.openCases; i++) {
      const biased = (gamma(shape + 1) / shape) * service.caseWeeks;
      work(
        { due: 0, since: 0, state: 'open', length: biased * random(), ends: 0, post: null, isMeasured: false },
        freest(),
      );
    }
    for (let i = 0; i < service.waiting; i++) wait(false);
    for (const post of posts) leave(post);
    for (let year = 0; year < model.years; year++) {
      const from = clock.midnights[clock.yearDays[year]!]! / 168;
      const to = clock.midnights[clock.yearDays[year + 1]!]! / 168;
      const refer = (time: number): void => {
        if (random() < service.triageAccepted) events.at(time + service.assessmentWeeks, () => wait(true));
      };
      for (let d = 0; d < districts.length; d++)
        for (let n = count(service.referrals[year]![d]!, service.dispersion); n > 0; n--)
          refer(from + random() * (to - from));
      for (let n = poisson(service.surges.perYear); n > 0; n--) {
        const when = from + random() * (to - from);
        for (let i = 0; i < service.surges.referrals; i++) refer(when);
      }
    }
    events.run(horizon);
  }
}

const say = (line: string): unknown => process.stdout.write(`${line}\n`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

function told(name: string, seconds: number, busy: number, found: Found, runs: number): void {
  const years = runs * models[0]!.years;
  say(
    `${seconds.toFixed(1).padStart(7)} s, ${busy.toFixed(1).padStart(5)} s of processor  ${name.padEnd(32)} a year: ${(found.completed / years).toFixed(0)} completed, ` +
      `${((100 * found.within72) / found.completed).toFixed(1)} % in 72 hours, ${(found.allocated / years).toFixed(0)} allocated ` +
      `after ${(found.waited / found.allocated).toFixed(2)} weeks, ${(found.closed / years).toFixed(0)} closed`,
  );
}

say(`${models.length} options, ${replications} replications, ${models[0]!.years} years`);
const processor = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const taken = new Map<number, { readonly seconds: number; readonly busy: number }>();
for (const workers of new Set([1, Math.min(2, availableParallelism()), Math.min(4, availableParallelism())])) {
  let highest = 0;
  const began = performance.now();
  const busyBefore = processor();
  const study = await simulateStudy(
    { models, seed: 1, replications, workers },
    { progress: () => (highest = Math.max(highest, process.memoryUsage.rss())) },
  );
  const seconds = (performance.now() - began) / 1000;
  const busy = processor() - busyBefore;
  taken.set(workers, { seconds, busy });
  const found: Found = { completed: 0, within72: 0, allocated: 0, closed: 0, waited: 0 };
  for (let option = 0; option < models.length; option++)
    for (let replication = 0; replication < replications; replication++) {
      const { flows, pools } = study.flow(option, replication);
      let allocated = 0;
      for (const flow of flows.flat()) {
        found.completed += flow.completed;
        found.within72 += flow.within72;
        found.closed += flow.closed;
        allocated += flow.allocated;
      }
      found.allocated += allocated;
      found.waited += allocated * (pools[0]!.waitMean ?? 0);
    }
  told(`${workers} thread${workers > 1 ? 's' : ''}`, seconds, busy, found, models.length * replications);
  say(`           the process at most ${megabytes(highest)}, of it results ${(study.bytes / 1e6).toFixed(1)} MB`);
}

const began = performance.now();
const busyBefore = processor();
const random = mulberry(1);
const found: Found = { completed: 0, within72: 0, allocated: 0, closed: 0, waited: 0 };
for (const model of models) for (let run = 0; run < plainReplications; run++) plain(model, random, found);
const scale = replications / plainReplications;
const plainSeconds = ((performance.now() - began) / 1000) * scale;
const plainBusy = (processor() - busyBefore) * scale;
told(
  `plain, from ${plainReplications} replications each`,
  plainSeconds,
  plainBusy,
  found,
  models.length * plainReplications,
);
for (const [workers, { seconds, busy }] of taken)
  say(
    `${(plainSeconds / seconds).toFixed(1).padStart(7)} times as fast as plain on ${workers} thread${workers > 1 ? 's' : ''}, ` +
      `with ${(plainBusy / busy).toFixed(1)} times less work for the processor`,
  );
