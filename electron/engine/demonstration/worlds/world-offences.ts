import type { Offence } from '../offences.ts';
import { pathway, sexualGroups } from '../offences.ts';
import type { Random } from '../random.ts';
import { arrivalsOf } from './streams.ts';
import { homesOf, placeDrawer } from './world-children.ts';
import type { WorldGround } from './world-ground.ts';
import { dayAt, quarters } from './world-time.ts';

/** Offences recorded in a quarter. */
const recorded = 330;

/** All offences of a world, in order of recording: each by itself, in every place as many as its children make. */
export function worldOffences({ lsoas, effects, extractedOn }: WorldGround, random: Random): readonly Offence[] {
  const homes = homesOf(lsoas, 'offences', effects);
  const place = placeDrawer(homes);
  return arrivalsOf({ rate: recorded * homes.total, from: 0, to: quarters }, random)
    .filter(time => time >= 0 && dayAt(time).day <= extractedOn)
    .map((time, n): Offence => {
      const recordedOn = dayAt(time).day;
      const group = random.weighted(sexualGroups);
      const occurredOn =
        recordedOn - (random.chance(0.12) ? random.whole(180, 2500) : Math.floor(random.gamma(0.5, 16)));
      return {
        reference: `OF-${String(n).padStart(7, '0')}`,
        recordedOn,
        occurredOn,
        place: place(random),
        group,
        ...pathway(group, recordedOn, random, extractedOn),
      };
    });
}
