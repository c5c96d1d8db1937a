import { daysOf, daysOfIso, minutesOfIso } from '../../../shared/model/period.ts';
import {
  extractedOn,
  financialYears,
  missing,
  servicesJoinedFrom,
  withinClock,
  type StartYear,
} from './calibration.ts';
import { ageOn, isLookedAfter, type Child, type Nursery, type Places } from './children.ts';
import { localOfUtc, utcOfLocal } from '../../../shared/model/elapsed-hours.ts';
import type { Random } from './random.ts';
import type { Referral } from './referrals.ts';

/** A missing episode as it happened. Wall-clock minutes since 1970-01-01T00:00, null where there was none. */
export interface MissingEpisode {
  readonly child: Child;
  readonly year: StartYear;
  readonly wentMissing: number;
  readonly returned: number | null;
  readonly offered: number | null;
  readonly consented: number | null;
  readonly completed: number | null;
  readonly reasonNotCompleted: string | null;
}

/** An absence before its interview is known; `left` and `back` are UTC minutes. */
export interface Absence {
  readonly child: Child;
  readonly year: StartYear;
  readonly left: number;
  readonly back: number | null;
}

const hour = 60;
const day = 1440;

export const carePlacements: readonly (readonly [Child['placement'], number])[] = [
  ['home', 72],
  ['foster-care', 11],
  ['residential', 11],
  ['semi-independent', 4],
  ['other', 2],
];

/** Mean further episodes in a year of a child who has gone missing once, and how uneven they are. */
export const repeats: Readonly<Record<Child['placement'], { readonly mean: number; readonly shape: number }>> = {
  home: { mean: 0.75, shape: 0.4 },
  other: { mean: 0.9, shape: 0.4 },
  'foster-care': { mean: 2.1, shape: 0.5 },
  'semi-independent': { mean: 3, shape: 0.6 },
  residential: { mean: 7.5, shape: 0.65 },
};

/** Minute of the day at which children go missing: afternoons and evenings above all. */
const hours: readonly (readonly [number, number])[] = Array.from(
  { length: 24 },
  (_, h) => [h, [3, 2, 1, 1, 1, 1, 1, 2, 4, 4, 3, 3, 4, 4, 5, 8, 9, 10, 11, 12, 13, 13, 11, 7][h]!] as const,
);
/** Monday to Sunday. */
const weekdays = [0.9, 0.9, 0.95, 1, 1.25, 1.2, 0.9];

/** Monday 0 to Sunday 6 of local minutes. */
const weekdayOfLocal = (local: number) => (Math.floor(local / day) + 3) % 7;

/**
 * All missing episodes, 2014/15 to 2017/18 Q2, in order of time. About a quarter of the children are also referred for
 * CSE concern in the same year and keep their reference. The shares of `missing` and `withinClock` hold to one episode.
 */
export function missingEpisodesOf(
  places: Places,
  nursery: Nursery,
  referrals: readonly Referral[],
  random: Random,
): readonly MissingEpisode[] {
  const absences = absencesOf(places, nursery, referrals, random);

  // The most likely are interviewed, up to the share of each year; so too within the clock, over all years.
  const interviewed = new Set<Absence>();
  for (const year of financialYears) {
    const returns = absences.filter(a => a.year === year && a.back !== null);
    const ranked = ranking(returns, a => interviewLikelihood(a) + random.logistic());
    for (const a of ranked.slice(0, Math.round(returns.length * missing[year].interviewed))) interviewed.add(a);
  }
  const completed = absences.filter(a => interviewed.has(a));
  const inTime = new Set(
    ranking(completed, a => clockLikelihood(a) + random.logistic()).slice(
      0,
      Math.round(completed.length * withinClock),
    ),
  );

  const episodes = absences.map(a => withInterview(a, interviewed.has(a), inTime.has(a), random));
  return [...episodes, ...clockChanges(places, nursery)].toSorted(
    (a, b) => a.wentMissing - b.wentMissing || a.child.reference.localeCompare(b.child.reference),
  );
}

const ranking = <T>(items: readonly T[], score: (item: T) => number): readonly T[] =>
  items
    .map(item => [item, score(item)] as const)
    .toSorted((a, b) => b[1] - a[1])
    .map(([item]) => item);

function absencesOf(
  places: Places,
  nursery: Nursery,
  referrals: readonly Referral[],
  random: Random,
): readonly Absence[] {
  const absences: Absence[] = [];
  let before: readonly Child[] = [];
  for (const year of financialYears) {
    const first = daysOf(year, 4, 1);
    const last = year === 2017 ? daysOf(2017, 9, 30) : daysOf(year + 1, 3, 31);
    const part = (last - first + 1) / 365;
    const young = (c: Child) => ageOn(c, last) < 18;
    const target = missing[year].children;
    const referred = [
      ...new Map(
        referrals.filter(r => r.year === year && young(r.child)).map(r => [r.child.reference, r.child]),
      ).values(),
    ];
    const known = [
      ...random.shuffled(referred).slice(0, Math.round(target * 0.24)),
      ...random.shuffled(before.filter(young)).slice(0, Math.round(target * 0.2)),
    ];
    const children = new Map(known.map(c => [c.reference, c]));
    while (children.size < target) {
      const district = random.weighted(
        places.districts.map((d, i) => [d.code, places.districtWeights(year)[i]!] as const),
      );
      const child = nursery.born({ district, on: first, girls: 0.56, careWeights: carePlacements });
      if (young(child)) children.set(child.reference, child);
    }
    for (const child of children.values()) {
      const { mean, shape } = repeats[child.placement];
      const count = 1 + random.poisson(Math.min(38, random.gamma(shape, mean * Math.sqrt(part))));
      const starts = Array.from({ length: count }, () => startOf(first, last, random)).toSorted((a, b) => a - b);
      let free = 0;
      for (const start of starts) {
        const left = Math.max(start, free);
        const away = Math.round(Math.min(21 * day, Math.max(25, random.lognormal(9 * hour, 1.05))));
        // A few children are still missing when the extract is taken; no one is for long.
        const back =
          left + away > extractedOn * day || (left > (extractedOn - 60) * day && random.chance(0.015))
            ? null
            : left + away;
        if (left > (last + 1) * day - 3 * hour) break;
        absences.push({ child, year, left, back });
        if (back === null) break;
        free = back + 3 * hour;
      }
    }
    before = [...children.values()].filter(c => isLookedAfter(c) || random.chance(0.3));
  }
  return absences;
}

/** A UTC minute at which a child goes missing, between two days. */
export function startOf(first: number, last: number, random: Random): number {
  for (;;) {
    const on = random.whole(first, last);
    if (!random.chance(weekdays[(on + 3) % 7]! / 1.25)) continue;
    const left = utcOfLocal(on * day + random.weighted(hours) * hour + random.whole(0, 59));
    // No one goes missing in the hour that the clocks skip.
    if (!Number.isNaN(left)) return left;
  }
}

/** Log odds of an interview after a return, but for chance. */
function interviewLikelihood({ child, left }: Absence): number {
  const joined = left >= daysOfIso(servicesJoinedFrom) * day;
  return (
    (child.otherAuthority ? -1.1 : 0) +
    (isLookedAfter(child) ? 0.35 : 0) +
    (child.home.district === 'E06000021' && !joined ? -0.45 : 0) +
    (child.home.district === 'E07000196' && !joined ? -0.3 : 0) +
    (ageOn(child, Math.floor(left / day)) >= 16 ? -0.3 : 0)
  );
}

/** Log odds that the interview is within 72 hours, but for chance: weekends and far placements are worse. */
function clockLikelihood({ child, back }: Absence): number {
  const local = localOfUtc(back!);
  const weekday = weekdayOfLocal(local);
  const weekend = weekday >= 5 || (weekday === 4 && local % day >= 16 * hour);
  const joined = back! >= daysOfIso(servicesJoinedFrom) * day;
  return (
    (weekend ? -1.05 : 0) +
    (child.otherAuthority ? -0.9 : 0) +
    (joined ? 0.55 : 0) +
    (child.home.district === 'E06000021' && !joined ? -0.4 : 0) +
    (child.home.district === 'E07000198' && !joined ? -0.5 : 0) +
    (child.home.district === 'E07000195' ? 0.3 : 0)
  );
}

/** Office hours of the interviewers, in minutes of the day; a few interviews are held on Saturdays. */
const opens = 9 * hour;
const closes = 19 * hour;

/** A UTC minute in office hours between `from` and `to` elapsed minutes after a moment; null where none was found. */
function slot(after: number, from: number, to: number, random: Random): number | null {
  for (let tries = 0; tries < 60; tries++) {
    const at = after + random.whole(from, to);
    const local = localOfUtc(at);
    const minute = local % day;
    const weekday = weekdayOfLocal(local);
    if (minute < opens || minute > closes || weekday === 6 || (weekday === 5 && tries < 25)) continue;
    // To five minutes, as people write times, but never before the range.
    return Math.max(after + from, at - (minute % 5));
  }
  return null;
}

/** The episode with its interview, or with why there was none. */
export function withInterview(absence: Absence, interviewed: boolean, inTime: boolean, random: Random): MissingEpisode {
  const { child, year, left, back } = absence;
  const wentMissing = localOfUtc(left);
  const none = {
    child,
    year,
    wentMissing,
    returned: null,
    offered: null,
    consented: null,
    completed: null,
    reasonNotCompleted: null,
  };
  if (back === null) return none;
  // In the hour that comes twice in October a return can read as earlier than the leaving; it is given an hour later.
  const written = localOfUtc(back);
  const returned = written > wentMissing ? written : written + hour;

  if (!interviewed) {
    const reason = random.weighted([
      ['declined', 38],
      ['no-contact', 24],
      ['not-offered', child.otherAuthority ? 30 : 13],
      ['out-of-time', 14],
      ['moved', child.otherAuthority ? 14 : 6],
    ] as const);
    const offered = reason === 'not-offered' ? null : (slot(back, hour, 60 * hour, random) ?? back + 62 * hour);
    const consented =
      offered !== null && (reason === 'out-of-time' || (reason === 'moved' && random.chance(0.4)))
        ? offered + random.whole(5, 20 * hour)
        : null;
    return {
      ...none,
      returned,
      offered: offered && localOfUtc(offered),
      consented: consented && localOfUtc(consented),
      reasonNotCompleted: random.chance(0.94) ? reason : null,
    };
  }
  // Two hours are kept clear on both sides of the 72, so that no reading of a clock change moves an interview across.
  const completed = inTime
    ? (slot(back, 3 * hour, 70 * hour, random) ?? back + 69 * hour)
    : (slot(
        back,
        74 * hour,
        74 * hour + Math.round(Math.min(24 * day, Math.max(day, random.gamma(1.3, 4.5 * day)))),
        random,
      ) ?? back + 80 * hour);
  const latest = completed - back - hour;
  const offered = slot(back, hour, Math.min(30 * hour, latest), random) ?? back + Math.round(latest / 2);
  const consented = slot(offered, 0, completed - offered - 15, random) ?? offered;
  return {
    ...none,
    returned,
    offered: localOfUtc(offered),
    consented: localOfUtc(consented),
    completed: localOfUtc(completed),
  };
}

/**
 * Two interviews that only elapsed time judges rightly: 71 h 30 on the wall clock but 72 h 30 elapsed across the end of
 * summer time, and 72 h 30 on the wall clock but 71 h 30 elapsed across its start.
 */
function clockChanges(places: Places, nursery: Nursery): readonly MissingEpisode[] {
  const at = minutesOfIso;
  const episode = (left: string, back: string, offered: string, consented: string, done: string): MissingEpisode => ({
    child: {
      ...nursery.born({
        district: places.districts[0]!.code,
        on: daysOf(2016, 4, 1),
        girls: 1,
        careWeights: [['home', 1]],
      }),
      bornOn: daysOf(2002, 1, 15),
    },
    year: 2016,
    wentMissing: at(left),
    returned: at(back),
    offered: at(offered),
    consented: at(consented),
    completed: at(done),
    reasonNotCompleted: null,
  });
  return [
    episode('2016-10-28 19:20', '2016-10-29 10:00', '2016-10-29 15:00', '2016-10-31 11:00', '2016-11-01 09:30'),
    episode('2017-03-24 20:45', '2017-03-25 10:00', '2017-03-25 16:30', '2017-03-27 09:40', '2017-03-28 10:30'),
  ];
}
