import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadGazetteer } from '../../electron/engine/areas/gazetteer.ts';
import { worldReturns, writeWorldReturns } from '../../electron/engine/demonstration/worlds/world.ts';
import type { WorldOptions } from '../../electron/engine/demonstration/worlds/world.ts';
import type { Effect } from '../../electron/engine/demonstration/worlds/effects.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { quarterDays } from '../../electron/engine/demonstration/referrals.ts';
import { daysOfIso } from '../../shared/model/period.ts';

const resources = path.resolve(import.meta.dirname, '../../resources');
const gazetteer = loadGazetteer(resources);
const lsoas = new Map(gazetteer.areas.filter(area => area.level === 'lsoa').map(area => [area.code, area]));

/** A row of a world, read as a person would: who, when, where. */
interface Fact {
  readonly who: string;
  readonly day: number;
  readonly ward: string | null;
  readonly district: string | null;
  readonly cells: Readonly<Record<string, unknown>>;
}

const minuteOf = (cell: unknown) => (cell as { minute: number } | null)?.minute ?? null;

type Facts = Readonly<Record<string, readonly Fact[]>>;
const made = new Map<string, Facts>();

/** The rows of a world by return type; a world is made once. */
function worldOf(options: Omit<WorldOptions, 'gazetteer'>): Facts {
  const key = JSON.stringify(options);
  const known = made.get(key);
  if (known) return known;
  const facts = Object.groupBy(
    worldReturns({ ...options, gazetteer }).files.flatMap(({ type, rows }) =>
      type === 'population' ? [] : rows.map(({ cells }) => ({ type, ...factOf(cells) })),
    ),
    ({ type }) => type,
  ) as Facts;
  made.set(key, facts);
  return facts;
}

function factOf(cells: Readonly<Record<string, unknown>>): Fact {
  const dated = (cells['referred_on'] ?? cells['recorded_on']) as { day: number } | undefined;
  const area = lsoas.get(cells['area'] as string);
  return {
    who: (cells['child_reference'] ?? cells['offence_reference']) as string,
    day: dated?.day ?? Math.floor(minuteOf(cells['went_missing'])! / 1440),
    ward: area?.ward ?? null,
    district: area?.district ?? null,
    cells,
  };
}

const factsOf = (options: Omit<WorldOptions, 'gazetteer'>, type: string): readonly Fact[] => worldOf(options)[type]!;

const distinct = (facts: readonly Fact[]) => new Set(facts.map(fact => fact.who)).size;
const between = (facts: readonly Fact[], from: string, to: string) =>
  facts.filter(fact => fact.day >= daysOfIso(from) && fact.day <= daysOfIso(to));

const seeds = Array.from({ length: 6 }, (_, i) => 501 + i);

/** A sum over worlds against what is expected of it, in standard deviations; `clumping` is variance over mean. */
const surprise = (seen: number, expected: number, clumping: number) =>
  (seen - expected) / Math.sqrt(expected * clumping);

describe('a world in which nothing happened', () => {
  const factsByWorld = (type: string) => seeds.map(seed => factsOf({ seed, returning: seed % 2 ? 1 : 2 }, type));
  beforeAll(() => void factsByWorld('referral'), 60_000);
  const sumOver = (type: string, count: (facts: readonly Fact[]) => number) =>
    factsByWorld(type).reduce((sum, facts) => sum + count(facts), 0);

  // Children who come back make their rows clump: about 1.7 rows of the same child, of missing episodes 6 to 14.
  it.each([
    ['referral', 1.8],
    ['missing-episode', 14],
    ['offence', 1],
  ])('has as much of %s in every quarter', (type, clumping) => {
    const all = sumOver(type, facts => facts.length);
    for (let quarter = 0; quarter < 14; quarter++) {
      const year = 2014 + Math.floor(quarter / 4);
      const { first, last } = quarterDays(year, quarter % 4);
      const seen = sumOver(type, facts => facts.filter(fact => fact.day >= first && fact.day <= last).length);
      expect(Math.abs(surprise(seen, all / 14, clumping)), `quarter ${quarter}`).toBeLessThan(4);
    }
  });

  it.each([
    ['referral', 1.3],
    ['missing-episode', 1.3],
    ['offence', 1],
  ])('has as many of %s for each resident in every district and in wards of every size', (type, clumping) => {
    const residents = new Map<string, number>();
    for (const { district, ward, children10to17 } of lsoas.values())
      for (const code of [district!, ward!]) residents.set(code, (residents.get(code) ?? 0) + children10to17);
    const total = [...lsoas.values()].reduce((sum, area) => sum + area.children10to17, 0);
    const placed = sumOver(type, facts => distinct(facts.filter(fact => fact.district !== null)));
    let squares = 0;
    let places = 0;
    for (const [code, own] of residents) {
      const seen = sumOver(type, facts => distinct(facts.filter(fact => fact.ward === code || fact.district === code)));
      const z = surprise(seen, (placed * own) / total, clumping);
      expect(Math.abs(z), code).toBeLessThan(5);
      squares += z * z;
      places++;
    }
    // Neither more even nor more uneven than chance makes it.
    expect(squares / places).toBeGreaterThan(0.5);
    expect(squares / places).toBeLessThan(1.4);
  });

  it('keeps its shares', () => {
    const shareIn = (from: string, to: string) => {
      const own = factsByWorld('missing-episode').flatMap(facts => between(facts, from, to));
      const returned = own.filter(fact => fact.cells['returned'] !== null);
      const held = returned.filter(fact => fact.cells['completed_at'] !== null);
      const inTime = held.filter(
        fact => minuteOf(fact.cells['completed_at'])! - minuteOf(fact.cells['returned'])! <= 72 * 60,
      );
      return [held.length / returned.length, inTime.length / held.length] as const;
    };
    const [early, late] = [shareIn('2014-04-01', '2015-12-31'), shareIn('2016-01-01', '2017-09-30')];
    expect(Math.abs(early[0] - late[0])).toBeLessThan(0.015);
    expect(Math.abs(early[1] - late[1])).toBeLessThan(0.015);
    expect(early[1]).toBeGreaterThan(0.6);
  });

  it('has children who come back: as often as in the demonstration, and more often when that is asked for', () => {
    const perChild = (returning: number) => {
      const own = factsOf({ seed: 9, returning }, 'missing-episode');
      const year = between(own, '2016-04-01', '2017-03-31');
      return year.length / distinct(year);
    };
    expect(perChild(1)).toBeGreaterThan(2.5);
    expect(perChild(1)).toBeLessThan(3.5);
    expect(perChild(2)).toBeGreaterThan(1.5 * perChild(1));
  });

  it('knows nothing that happened after its extract, in or after the last quarter', () => {
    for (const [extract, until] of [
      ['after', '2017-09-30'],
      ['within', '2017-09-08'],
    ] as const) {
      const { extractedOn, files } = worldReturns({ seed: 4, gazetteer, extract });
      expect(files.length).toBeGreaterThan(20);
      const last = daysOfIso(extractedOn);
      const days = ['referral', 'missing-episode', 'offence'].flatMap(type =>
        factsOf({ seed: 4, extract }, type).flatMap(fact => [
          [fact.day, daysOfIso(until)] as const,
          ...Object.values(fact.cells).flatMap(cell => {
            if (typeof cell !== 'object' || cell === null) return [];
            const { day, minute } = cell as { day?: number; minute?: number };
            return [[day ?? Math.floor(minute! / 1440), last] as const];
          }),
        ]),
      );
      expect(days.filter(([day, limit]) => day > limit)).toEqual([]);
      expect(Math.max(...days.map(([day]) => day))).toBeGreaterThan(last - 4);
    }
  });

  it('is the same to the byte for the same seed, and another for another', () => {
    const bytes = (seed: number) =>
      Buffer.concat(worldReturns({ seed, gazetteer }).files.map(file => Buffer.from(file.bytes)));
    expect(bytes(3).equals(bytes(3))).toBe(true);
    expect(bytes(3).equals(bytes(4))).toBe(false);
  });
});

describe('a world with planted effects', () => {
  const ward = gazetteer.areas.filter(area => area.level === 'ward')[20]!.code;
  const effects: readonly Effect[] = [
    { kind: 'step', dataset: 'referrals', from: '2016/17 Q1', times: 1.4 },
    { kind: 'ward', dataset: 'missing-episodes', ward, times: 3 },
    { kind: 'district', dataset: 'offences', district: 'E07000195', times: 1.5 },
    { kind: 'share', dataset: 'missing-episodes', from: '2016/17 Q1', before: 0.6, after: 0.75 },
  ];
  const pooled = (type: string) =>
    seeds.flatMap(seed => factsOf({ seed, effects }, type).map(fact => ({ ...fact, who: `${seed} ${fact.who}` })));

  it('has the step, in children as in rows', () => {
    const all = pooled('referral');
    const [before, after] = [between(all, '2014-04-01', '2015-03-31'), between(all, '2016-04-01', '2017-03-31')];
    expect(after.length / before.length).toBeGreaterThan(1.34);
    expect(after.length / before.length).toBeLessThan(1.46);
    expect(distinct(after) / distinct(before)).toBeGreaterThan(1.34);
    expect(distinct(after) / distinct(before)).toBeLessThan(1.46);
  });

  it('has one ward and one district above the rest, and the share', () => {
    const rate = (
      facts: readonly Fact[],
      inside: (area: { ward: string | null; district: string | null }) => boolean,
    ) => {
      const own = [...lsoas.values()].filter(inside).reduce((sum, area) => sum + area.children10to17, 0);
      return distinct(facts.filter(inside)) / own;
    };
    const missing = pooled('missing-episode');
    const wardRatio =
      rate(missing, area => area.ward === ward) / rate(missing, area => area.ward !== null && area.ward !== ward);
    expect(wardRatio).toBeGreaterThan(2.5);
    expect(wardRatio).toBeLessThan(3.5);
    const offences = pooled('offence');
    const districtRatio =
      rate(offences, area => area.district === 'E07000195') /
      rate(offences, area => area.district !== null && area.district !== 'E07000195');
    expect(districtRatio).toBeGreaterThan(1.4);
    expect(districtRatio).toBeLessThan(1.6);
    const shareOf = (facts: readonly Fact[]) => {
      const held = facts.filter(fact => fact.cells['completed_at'] !== null);
      return (
        held.filter(fact => minuteOf(fact.cells['completed_at'])! - minuteOf(fact.cells['returned'])! <= 4320).length /
        held.length
      );
    };
    expect(shareOf(between(missing, '2014-04-01', '2016-03-31'))).toBeCloseTo(0.6, 1);
    expect(shareOf(between(missing, '2016-04-01', '2017-09-30'))).toBeCloseTo(0.75, 1);
  });
});

describe('a world in a workspace', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'csaf-worlds-'));
  let engine: Engine;
  afterAll(async () => {
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('comes in whole through intake and has every figure that the scorecard computes', async () => {
    engine = createEngine({
      resources,
      actor: 'tester',
      emit: () => undefined,
      log: () => undefined,
      now: () => new Date('2017-11-20T10:00:00Z'),
    });
    const got = async <T>(method: string, input: unknown): Promise<T> => {
      const answer = await engine.call(method, input);
      if (!answer.ok) throw new Error(`${method}: ${answer.fault.message}`);
      return answer.value as T;
    };
    const { paths } = writeWorldReturns(path.join(folder, 'returns'), { seed: 1, gazetteer });
    await got('workspace.create', { file: path.join(folder, 'world.csaf'), passphrase: 'nothing happened here' });
    const report = await got<OutputOf<'intake.import'>>('intake.import', { files: paths });
    expect(report.files.map(file => [file.setAside, file.duplicates])).toEqual(paths.map(() => [0, 0]));
    const { lines } = await got<OutputOf<'framework.scorecard'>>('framework.scorecard', {});
    const without = lines.filter(line => line.measure !== null && line.latest?.value == null).map(line => line.code);
    // Of assessments there is a published file, which no world makes.
    expect(without).toEqual(['2.12']);
  });
});
