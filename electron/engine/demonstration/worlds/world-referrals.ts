import { ageOn } from '../children.ts';
import type { Child } from '../children.ts';
import type { Random } from '../random.ts';
import { carePlacements, caseAfter, targetedServices } from '../referrals.ts';
import type { Referral } from '../referrals.ts';
import { arrivalsOf, streamsOf } from './streams.ts';
import { homesOf, placeDrawer, worldNursery } from './world-children.ts';
import type { WorldGround } from './world-ground.ts';
import { dayAt, quarterAt } from './world-time.ts';

/** Children referred for the first time in a quarter; with those who come again about 205 distinct ones. */
const firstReferrals = 182;
/** Chance that another concern follows one, in the demonstration: 3 in a hundred come again within the year. */
const another = 0.2;
/** Quarters until it does: a while, then at random. */
const fewestQuarters = 0.7;
const moreQuarters = 4;

const highRisk = 0.22;

/** Concerns of one child as moments. */
function concernsFrom(first: number, chance: number, until: number, random: Random): readonly number[] {
  const times = [first];
  for (let time = first; random.chance(chance);) {
    time += fewestQuarters - moreQuarters * Math.log(1 - random.uniform());
    if (time >= until) break;
    times.push(time);
  }
  return times;
}

/** Agencies that referred the same concern: one to three, the same chances everywhere and always. */
function referrersOf(child: Child, random: Random): readonly string[] {
  const council = child.home.district === 'E06000021' ? 'stoke' : 'staffordshire';
  const count = random.weighted([
    [1, 70],
    [2, 23],
    [3, 7],
  ] as const);
  const weights = [
    ['police', 44],
    [council, 26],
    ['education', 14],
    ['health', 10],
    ['family', 6],
  ] as const;
  const chosen: string[] = [];
  while (chosen.length < count) {
    const agency = random.weighted<string>(weights);
    if (!chosen.includes(agency)) chosen.push(agency);
  }
  return chosen;
}

/** All referrals of a world, in order of the day. */
export function worldReferrals(
  { lsoas, effects, returning, extractedOn }: WorldGround,
  random: Random,
): readonly Referral[] {
  const homes = homesOf(lsoas, 'referrals', effects);
  const nursery = worldNursery(
    { prefix: 'RF', girls: 0.81, placements: carePlacements, home: placeDrawer(homes) },
    random,
  );
  const referrals: Referral[] = [];
  for (const stream of streamsOf('referrals', firstReferrals * homes.total, effects))
    for (const arrival of arrivalsOf(stream, random)) {
      const child = nursery(dayAt(arrival).day);
      let closedBefore: number | null = null;
      for (const time of concernsFrom(arrival, another * returning, stream.to, random)) {
        const { day } = dayAt(time);
        if (ageOn(child, day) > 17) break;
        const risk = random.chance(highRisk) ? 'high' : random.chance(0.52) ? 'medium' : 'low';
        const after = caseAfter(
          child,
          day,
          {
            risk,
            served: 0.65,
            medianDays: 12,
            services: targetedServices,
            mediumLevel: true,
            knownUntil: extractedOn,
          },
          random,
        );
        const reReferral = closedBefore !== null && closedBefore < day && day - closedBefore <= 365 ? 'yes' : 'no';
        const online = random.chance(0.38) ? 'yes' : 'no';
        closedBefore = after.closedOn;
        const { year, quarter } = quarterAt(time);
        const told = time >= stream.from && day <= extractedOn;
        for (const agency of referrersOf(child, random))
          if (told)
            referrals.push({
              child,
              year: year as Referral['year'],
              quarter,
              referredOn: day,
              agency,
              online,
              reReferral,
              ...after,
            });
      }
    }
  return referrals.toSorted(
    (a, b) => a.referredOn - b.referredOn || a.child.reference.localeCompare(b.child.reference),
  );
}
