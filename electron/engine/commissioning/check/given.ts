import type { Appraisal, Basis, InputValue } from '../../../../shared/model/appraisal.ts';
import { firstGivenDay, givenDayFault, isDay } from '../../../../shared/model/given-day.ts';
import { givenDayText } from '../../../../shared/text/appraisal.ts';
import { formatDate } from '../../../../shared/text/format.ts';
import type { Impossible } from './impossible.ts';

/** The day on which a value was given is one that the calendar has, and neither to come nor of another age. */
export function basisFaults(basis: Basis, path: string, label: string, today: string): Impossible[] {
  if (basis.state !== 'given' || givenDayFault(basis.on, today) === null) return [];
  return [{ path: `${path}.on`, message: `${label}: ${givenDayText(basis.on, today)}` }];
}

/** Where need comes from, of each kind. */
export function needBasisFaults({ needStanding, needStandings }: Appraisal, today: string): Impossible[] {
  const own = basisFaults(needStanding.basis, 'needStanding.basis', 'Need by district', today);
  if (!needStandings) return own;
  return [
    ...own,
    ...basisFaults(needStandings.episodes.basis, 'needStandings.episodes.basis', 'Missing episodes by district', today),
    ...basisFaults(needStandings.referrals.basis, 'needStandings.referrals.basis', 'CSE referrals by district', today),
  ];
}

/** A review is on a day that the calendar has, and that somebody will live to see. */
const lastReview = '2100-12-31';

/** The day on which an input is to be looked at again. */
export function reviewFaults({ reviewOn }: InputValue, path: string, label: string): Impossible[] {
  if (reviewOn === null) return [];
  const isPossible = isDay(reviewOn) && reviewOn >= firstGivenDay && reviewOn <= lastReview;
  return isPossible
    ? []
    : [
        {
          path: `${path}.reviewOn`,
          message: `${label}: ${formatDate(reviewOn)} is no day on which it can be reviewed: say one from ${formatDate(firstGivenDay)} to ${formatDate(lastReview)}.`,
        },
      ];
}
