import { ageOn } from '../children.ts';
import { carePlacements, repeats, startOf, withInterview } from '../missing-episodes.ts';
import type { MissingEpisode } from '../missing-episodes.ts';
import type { Random } from '../random.ts';
import { shareWithin } from './effects.ts';
import { arrivalsOf, streamsOf } from './streams.ts';
import type { Stream } from './streams.ts';
import { homesOf, placeDrawer, worldNursery } from './world-children.ts';
import type { WorldGround } from './world-ground.ts';
import { dayAt, quarterAt, timeOfQuarter } from './world-time.ts';

/** Children who go missing for the first time, a quarter. */
const firstEpisodes = 148;
/** Quarters over which a child's episodes lie, and the chance of another such stretch after one. */
const stretch = 2.3;
const anotherStretch = 0.22;
/** Further episodes in a stretch over those of the demonstration's financial year, and how much more even they are. */
const more = 1.5;
const evenness = 2.2;
/** Share of returns that an interview follows. */
const interviewed = 0.75;
/** How much children differ in their shares: 1 / (1 + this) is the correlation between two episodes of a child. */
const alike = 9;

const hour = 60;
const day = 1440;

/** Moments at which a child goes missing. The first of each stretch opens it; further ones are strewn over it. */
function absencesFrom(first: number, further: () => number, another: number, until: number, random: Random): number[] {
  const times: number[] = [];
  for (let from = first; from < until;) {
    times.push(from, ...Array.from({ length: further() }, () => from + random.uniform() * stretch));
    if (!random.chance(another)) break;
    from += stretch * (1 + random.uniform());
  }
  return times.filter(time => time < until).toSorted((a, b) => a - b);
}

/** A chance that differs from child to child with this mean: beta-distributed. */
function ownChance(mean: number, random: Random): number {
  const yes = random.gamma(mean * alike, mean * alike);
  const no = random.gamma((1 - mean) * alike, (1 - mean) * alike);
  return yes / (yes + no);
}

/** All missing episodes of a world, in order of time. */
export function worldMissing(ground: WorldGround, random: Random): readonly MissingEpisode[] {
  const homes = homesOf(ground.lsoas, 'missing-episodes', ground.effects);
  const nursery = worldNursery(
    { prefix: 'MS', girls: 0.56, placements: carePlacements, home: placeDrawer(homes) },
    random,
  );
  const episodes: MissingEpisode[] = [];
  for (const stream of streamsOf('missing-episodes', firstEpisodes * homes.total, ground.effects))
    for (const arrival of arrivalsOf(stream, random))
      episodes.push(...episodesOf(nursery(dayAt(arrival).day), arrival, stream, ground, random));
  return episodes.toSorted(
    (a, b) => a.wentMissing - b.wentMissing || a.child.reference.localeCompare(b.child.reference),
  );
}

function episodesOf(
  child: MissingEpisode['child'],
  arrival: number,
  stream: Stream,
  { effects, returning, extractedOn }: WorldGround,
  random: Random,
): readonly MissingEpisode[] {
  const { mean, shape } = repeats[child.placement];
  const further = () =>
    random.poisson(Math.min(38 * returning, random.gamma(shape * evenness, mean * more * returning)));
  const times = absencesFrom(arrival, further, anotherStretch * returning, stream.to, random);
  const completes = ownChance(interviewed, random);
  // One draw places the child among all children; the share planted at the time says what that place means.
  const rank = random.uniform();
  const episodes: MissingEpisode[] = [];
  const told = {
    from: dayAt(stream.from).day * day,
    to: Math.min(dayAt(stream.to).day, extractedOn + 1) * day,
  };
  let free = -Infinity;
  for (const time of times) {
    const on = dayAt(time).day;
    if (ageOn(child, on) > 17) break;
    const left = Math.max(startOf(on, on, random), free);
    const away = Math.round(Math.min(21 * day, Math.max(25, random.lognormal(9 * hour, 1.05))));
    const back = left + away > extractedOn * day ? null : left + away;
    free = left + away + 3 * hour;
    const within = shareWithin(effects, quarter => time >= timeOfQuarter(quarter));
    const held = random.chance(completes);
    const inTime = random.chance(chanceAtRank(within, rank));
    const { year } = quarterAt(time);
    const episode = withInterview({ child, year: year as MissingEpisode['year'], left, back }, held, inTime, random);
    // By the minute itself: an absence that waits for the end of the one before it can fall into another quarter.
    if (left >= told.from && left < told.to) episodes.push(asKnown(episode, extractedOn));
  }
  return episodes;
}

/**
 * The chance of a child at some rank (0 to 1) among all, where the mean over them is `share`: uniform over share ± spread, so
 * that the mean is exact at every time.
 */
function chanceAtRank(share: number, rank: number): number {
  const spread = Math.min(0.25, share, 1 - share);
  return share + (2 * rank - 1) * spread;
}

/** Without what happened after the extract. */
function asKnown(episode: MissingEpisode, extractedOn: number): MissingEpisode {
  const known = (at: number | null) => (at !== null && at < (extractedOn + 1) * day ? at : null);
  return {
    ...episode,
    offered: known(episode.offered),
    consented: known(episode.consented),
    completed: known(episode.completed),
  };
}
