import { daysOf, daysOfIso } from '../../../shared/model/period.ts';
import type { Area } from '../../../shared/model/area.ts';
import { abductionFlaggedFrom, extractedOn, financialYears, offencesRecorded } from './calibration.ts';
import type { Places } from './children.ts';
import { apportion, type Random } from './random.ts';

/** A recorded offence as it happened; days since 1970-01-01, null where it has not come to that. */
export interface Offence {
  /** "OF-0012345". */
  readonly reference: string;
  readonly recordedOn: number;
  readonly occurredOn: number;
  readonly place: Area;
  readonly group: string;
  readonly suspectOn: number | null;
  readonly cpsOn: number | null;
  readonly chargedOn: number | null;
  readonly outcomeOn: number | null;
  readonly outcome: string;
}

export const sexualGroups: readonly (readonly [string, number])[] = [
  ['sexual-activity', 27],
  ['sexual-assault', 24],
  ['rape', 19],
  ['images', 14],
  ['grooming', 9],
  ['other-sexual', 7],
];

/** Share of offences with a suspect, of suspects sent to the CPS, and of those charged: attrition at each step. */
const steps: Readonly<Record<string, { readonly suspect: number; readonly cps: number; readonly charged: number }>> = {
  'sexual-activity': { suspect: 0.74, cps: 0.46, charged: 0.62 },
  'sexual-assault': { suspect: 0.66, cps: 0.4, charged: 0.57 },
  rape: { suspect: 0.72, cps: 0.42, charged: 0.42 },
  images: { suspect: 0.58, cps: 0.5, charged: 0.74 },
  grooming: { suspect: 0.55, cps: 0.48, charged: 0.66 },
  abduction: { suspect: 0.85, cps: 0.5, charged: 0.6 },
  'other-sexual': { suspect: 0.6, cps: 0.35, charged: 0.5 },
};

/** All offences recorded from April 2014 to September 2017, in order of recording; exact by calendar year. */
export function offencesOf(places: Places, random: Random): readonly Offence[] {
  const abductionFrom = daysOfIso(abductionFlaggedFrom);
  const days: number[] = [];
  for (const year of financialYears) {
    const first = Math.max(daysOf(year, 1, 1), daysOf(2014, 4, 1));
    const last = Math.min(daysOf(year, 12, 31), daysOf(2017, 9, 30));
    const weights = Array.from({ length: last - first + 1 }, (_, i) => {
      const weekday = (first + i + 3) % 7;
      // Recording grows through the year and is lower at weekends.
      return (weekday >= 5 ? 0.6 : 1.1) * (0.92 + (0.16 * i) / 365) * random.gamma(6, 1);
    });
    apportion(offencesRecorded[year], weights).forEach((n, i) =>
      days.push(...Array.from({ length: n }, () => first + i)),
    );
  }
  return days.map((recordedOn, n): Offence => {
    const group = recordedOn >= abductionFrom && random.chance(0.035) ? 'abduction' : random.weighted(sexualGroups);
    const occurredOn = recordedOn - (random.chance(0.12) ? random.whole(180, 2500) : Math.floor(random.gamma(0.5, 16)));
    return {
      reference: `OF-${String(10_000 + n * 3 + random.whole(0, 2)).padStart(7, '0')}`,
      recordedOn,
      occurredOn,
      place: random.weighted(places.offencePlaces),
      group,
      ...pathway(group, recordedOn, random),
    };
  });
}

/** What followed the recording, as far as it was known on the day of the extract. */
export function pathway(
  group: string,
  recordedOn: number,
  random: Random,
  knownUntil = extractedOn,
): Pick<Offence, 'suspectOn' | 'cpsOn' | 'chargedOn' | 'outcomeOn' | 'outcome'> {
  const step = steps[group]!;
  const known = (on: number | null) => (on !== null && on <= knownUntil ? on : null);
  const later = (on: number | null, share: number, median: number, spread = 0.7) =>
    on !== null && random.chance(share) ? known(on + Math.round(random.lognormal(median, spread))) : null;
  const closed = (outcome: string, on: number) =>
    known(on) === null ? { outcomeOn: null, outcome: 'open' } : { outcomeOn: on, outcome };

  const suspectOn = later(recordedOn, step.suspect, 6, 1.2);
  const cpsOn = later(suspectOn, step.cps, 75);
  const chargedOn = later(cpsOn, step.charged, 35);
  if (chargedOn !== null) {
    const outcome = random.weighted([
      ['convicted', 71],
      ['acquitted', 18],
      ['discontinued', 11],
    ] as const);
    return { suspectOn, cpsOn, chargedOn, ...closed(outcome, chargedOn + Math.round(random.lognormal(190, 0.4))) };
  }
  if (cpsOn !== null)
    return {
      suspectOn,
      cpsOn,
      chargedOn,
      ...closed(
        random.weighted([
          ['evidential', 70],
          ['discontinued', 30],
        ] as const),
        cpsOn + Math.round(random.lognormal(70, 0.5)),
      ),
    };
  if (suspectOn !== null) {
    const outcome = random.weighted([
      ['evidential', 46],
      ['victim-not-supporting', 42],
      ['caution', 12],
    ] as const);
    return { suspectOn, cpsOn, chargedOn, ...closed(outcome, suspectOn + Math.round(random.lognormal(120, 0.6))) };
  }
  const outcome = random.weighted([
    ['no-suspect', 58],
    ['victim-not-supporting', 42],
  ] as const);
  return { suspectOn, cpsOn, chargedOn, ...closed(outcome, recordedOn + Math.round(random.lognormal(95, 0.6))) };
}
