import type { Gazetteer } from '../../electron/engine/areas/gazetteer.ts';
import { randomStream } from '../../electron/engine/demonstration/random.ts';
import type { Effect } from '../../electron/engine/demonstration/worlds/effects.ts';
import type { ExtractTime } from '../../electron/engine/demonstration/worlds/world-time.ts';

export interface PlannedWorld {
  readonly seed: number;
  readonly returning: number;
  readonly extract: ExtractTime;
  readonly effects: readonly Effect[];
}

/** Worlds where nothing happened: children who come back as often as in the demonstration or twice, extracts after or within. */
export const nothingWorlds = (count: number, firstSeed: number): readonly PlannedWorld[] =>
  Array.from({ length: count }, (_, i) => ({
    seed: firstSeed + i,
    returning: i % 2 === 0 ? 1 : 2,
    extract: i % 4 < 2 ? 'after' : 'within',
    effects: [],
  }));

/** What is planted: a step of 40 %, one ward at three times, a district at 1.5 times, a share from 60 to 75 %. */
export const plantedWorlds = (count: number, firstSeed: number, gazetteer: Gazetteer): readonly PlannedWorld[] =>
  Array.from({ length: count }, (_, i) => ({
    seed: firstSeed + i,
    returning: 1,
    extract: 'after' as const,
    effects: plantedEffects(firstSeed + i, gazetteer),
  }));

/** The quarter of the steps: the last two of the world are in it. */
const from = '2017/18 Q1';

/** Residents aged 10 to 17 of a ward of middling size: half of the wards have more. In smaller ones three times the rate is few. */
const middling = 475;

function plantedEffects(seed: number, { areas }: Gazetteer): readonly Effect[] {
  const random = randomStream(seed, 'planted');
  const pick = (level: string, children = 0) =>
    random.pick(areas.filter(area => area.level === level && area.children10to17 >= children)).code;
  return [
    { kind: 'step', dataset: seed % 2 === 0 ? 'referrals' : 'missing-episodes', from, times: 1.4 },
    { kind: 'ward', dataset: 'missing-episodes', ward: pick('ward', middling), times: 3 },
    { kind: 'district', dataset: 'referrals', district: pick('district'), times: 1.5 },
    { kind: 'share', dataset: 'missing-episodes', from, before: 0.6, after: 0.75 },
  ];
}
