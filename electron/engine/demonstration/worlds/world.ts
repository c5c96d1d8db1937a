import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Area } from '../../../../shared/model/area.ts';
import { daysOfIso, financialYear, isoOfDays } from '../../../../shared/model/period.ts';
import type { Gazetteer } from '../../areas/gazetteer.ts';
import { servicesJoinedFrom } from '../calibration.ts';
import { syntheticNotice } from '../../intake/synthetic-files.ts';
import { randomStream } from '../random.ts';
import { columns, missingEpisodeRow, newAreaWriter, offenceRow, populationRow, referralRow } from '../returns.ts';
import type { ReturnRow, ReturnType } from '../returns.ts';
import { csvBytes } from '../table.ts';
import type { Effect } from './effects.ts';
import type { WorldGround } from './world-ground.ts';
import { worldMissing } from './world-missing.ts';
import { worldOffences } from './world-offences.ts';
import { worldPopulation } from './world-population.ts';
import { worldReferrals } from './world-referrals.ts';
import { extractDays } from './world-time.ts';
import type { ExtractTime } from './world-time.ts';

export interface WorldOptions {
  /** A whole number; the same seed gives the same bytes. */
  readonly seed: number;
  readonly gazetteer: Gazetteer;
  /** Planted effects; none unless said. */
  readonly effects?: readonly Effect[];
  /** 1 unless said; at most 2. */
  readonly returning?: number;
  /** When the agencies took their extracts: weeks after the last quarter, or within it; after it unless said. */
  readonly extract?: ExtractTime;
}

export interface WorldFile {
  readonly name: string;
  readonly type: ReturnType;
  readonly rows: readonly ReturnRow[];
  readonly bytes: Uint8Array;
}

export interface World {
  readonly files: readonly WorldFile[];
  /** Day of the extracts, ISO. */
  readonly extractedOn: string;
  /** What was planted: the truth that findings are set against. */
  readonly effects: readonly Effect[];
}

/**
 * Synthetic returns of a world in which nothing happened, or only what is planted: 2014/15 to 2017/18 Q2, with children
 * who come back. Chances are the same at all times and in all places: no trend, no season, no hot spot, no difference
 * between districts, no agency that reports otherwise than another, no change of definition. The Missing Service takes over
 * from the two councils in April 2017, which changes nothing but the sender. What is said of such a world beyond what is
 * planted is false, which is what it is for: a demonstration shows much, a world shows whether saying so is earned.
 */
export function worldReturns(options: WorldOptions): World {
  const { seed, gazetteer, effects = [], returning = 1, extract = 'after' } = options;
  const ground: WorldGround = {
    lsoas: gazetteer.areas.filter(area => area.level === 'lsoa'),
    effects,
    returning,
    extractedOn: extractDays[extract],
  };
  const writer = newAreaWriter(gazetteer);
  const random = randomStream(seed, 'world files');
  const referrals = worldReferrals(ground, randomStream(seed, 'world referrals'));
  const episodes = worldMissing(ground, randomStream(seed, 'world missing episodes'));
  const offences = worldOffences(ground, randomStream(seed, 'world offences'));
  const files = [
    ...filesOf('population', worldPopulation(gazetteer, ground.lsoas), () => 'ons|2014-2017', populationRow),
    ...filesOf(
      'referral',
      referrals,
      r => `${senderOf(r)}|${periodOfDay(r.referredOn)}`,
      r => referralRow(r, 'lsoa', writer, random),
    ),
    ...filesOf(
      'missing-episode',
      episodes,
      e => `${keeperOf(e)}|${periodOfDay(Math.floor(e.wentMissing / 1440))}`,
      e => missingEpisodeRow(e, 'lsoa', writer, random),
    ),
    ...filesOf(
      'offence',
      offences,
      o => `police|${periodOfDay(o.recordedOn)}`,
      o => offenceRow(o, writer, random),
    ),
  ];
  return { files, extractedOn: isoOfDays(ground.extractedOn), effects };
}

/** Writes the returns of a world, and the notice beside them, into a folder that it creates. */
export function writeWorldReturns(
  folder: string,
  options: WorldOptions,
): Omit<World, 'files'> & { readonly paths: readonly string[] } {
  const { files, ...world } = worldReturns(options);
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of files) writeFileSync(path.join(folder, name), bytes);
  writeFileSync(path.join(folder, 'DEMONSTRATION-DATA-SYNTHETIC.txt'), `${syntheticNotice}\nSeed ${options.seed}.\n`);
  return { ...world, paths: files.map(({ name }) => path.join(folder, name)) };
}

/** Whole financial years to 2016/17, quarters from then on. */
function periodOfDay(day: number): string {
  const date = new Date(day * 86_400_000);
  const month = date.getUTCMonth();
  const year = month >= 3 ? date.getUTCFullYear() : date.getUTCFullYear() - 1;
  return year < 2017 ? financialYear(year) : `${financialYear(year)} Q${Math.floor(((month + 9) % 12) / 3) + 1}`;
}

const isCity = (area: Area) => area.district === 'E06000021';

/** Police and health return their own referrals, the councils all others. */
const senderOf = ({ agency, child }: { readonly agency: string; readonly child: { readonly home: Area } }) =>
  agency === 'police' || agency === 'health' ? agency : isCity(child.home) ? 'stoke' : 'staffordshire';

const firstJoined = daysOfIso(servicesJoinedFrom) * 1440;
/** The councils kept missing episodes until April 2017, the Missing Service since. */
const keeperOf = ({ wentMissing, child }: { readonly wentMissing: number; readonly child: { readonly home: Area } }) =>
  wentMissing >= firstJoined ? 'missing-service' : isCity(child.home) ? 'stoke' : 'staffordshire';

function filesOf<T>(
  type: ReturnType,
  facts: readonly T[],
  key: (fact: T) => string,
  row: (fact: T) => ReturnRow,
): readonly WorldFile[] {
  const names: readonly string[] = columns[type];
  return [...Map.groupBy(facts, key)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([of, own]): WorldFile => {
      const [agency, period] = of.split('|') as [string, string];
      const rows = own.map(row);
      const table = { columns: names, rows: rows.map(({ cells }) => names.map(name => cells[name] ?? null)) };
      const name = `${type}_${agency}_${period.replace('/', '-').replace(' ', '_')}.csv`;
      return { name, type, rows, bytes: csvBytes(table) };
    });
}
