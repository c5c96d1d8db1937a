import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { PivotJson } from '../../electron/engine/cube/pivot-json.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { attackingSolver, boundsOf } from './table-attacker.ts';
import type { PrintedSum } from './table-attacker.ts';

/*
 * Tables are given out, then the file behind them is corrected, taken back or completed, and they are given out again.
 * Somebody who kept the first ones knows what they were counts of: records that are there now, and records that are not.
 */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'corrections-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const year = { field: 'referred_on', by: 'financial-year' as const };
const quarter = { field: 'referred_on', by: 'financial-quarter' as const };
const board = (given: Partial<PivotDescription>): PivotDescription => ({
  dataset: 'referrals',
  audience: 'board',
  values: [{ measure: 'rows' }],
  totals: { rows: 'after', columns: 'after', subtotals: true },
  ...given,
});
/** Tables of the standing plan; the first seven are attacked. */
const tables: readonly PivotDescription[] = [
  board({ rows: ['district'], columns: [year, quarter] }),
  ...['sex', 'looked_after', 'age_band', 'disability', 'risk_at_referral', 'ethnic_group'].flatMap(attribute => [
    board({ rows: ['district', attribute], columns: [year] }),
    board({ rows: [attribute], columns: [year, quarter] }),
    board({ rows: ['authority', attribute], columns: [year, quarter] }),
  ]),
];
const attacked = tables.slice(0, 7);

/** Whom tables tell apart; of what else is in the file the plan has tables too. */
interface Person {
  readonly district: string;
  readonly referred_on: string;
  readonly sex: string;
  readonly looked_after: string;
  readonly others?: string;
}
const areas: Readonly<Record<string, string>> = {
  E07000197: 'Stafford',
  E07000194: 'Lichfield',
  E06000021: 'Stoke-on-Trent',
};
const days: Readonly<Record<string, string>> = { '2016/17 Q1': '2016-05-03', '2016/17 Q2': '2016-08-03' };

/** A stream of numbers that is the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 7919;
  return sides => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(((state >>> 8) / 16777216) * sides);
  };
}

/** Referrals of a small county. */
function referrals(seed: number, rows: number, quarters: readonly string[]): readonly Person[] {
  const roll = dice(seed);
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)]!;
  return Array.from({ length: rows }, () => ({
    district: pick(['E07000197', 'E07000197', 'E07000194', 'E06000021', 'E06000021']),
    referred_on: pick(quarters),
    sex: ['female', 'female', 'female', 'male', 'unknown'][roll(5)]!,
    looked_after: roll(5) ? 'no' : 'yes',
    others: [
      8 + roll(10),
      ['no', 'no', 'no', 'yes', ''][roll(5)],
      ['low', 'medium', 'medium', 'high'][roll(4)],
      ['white', 'white', 'white', 'asian', 'black', 'mixed'][roll(6)],
    ].join(','),
  }));
}

const fileOf = (people: readonly Person[], numbered: (at: number) => string = at => `R${at}`): string =>
  [
    'child_reference,referred_on,area,sex,looked_after,age,disability,risk_at_referral,ethnic_group',
    ...people.map(({ district, referred_on, sex, looked_after, others }, at) =>
      [numbered(at), days[referred_on], areas[district], sex, looked_after, others].join(','),
    ),
  ].join('\r\n');

async function county(name: string) {
  let clock = Date.parse('2017-05-10T09:00:00.000Z');
  const engine = createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor: 'tester',
    emit: () => undefined,
    log: line => {
      throw new Error(line);
    },
    now: () => new Date((clock += 1000)),
  });
  const ask = async <N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> => {
    const answer = await engine.call(method, input);
    if (!answer.ok) throw new Error(`${answer.fault.code}: ${answer.fault.message}`);
    return answer.value as never;
  };
  await ask('workspace.create', { file: path.join(folder, `${name}.csaf`), passphrase: 'six white horses on a hill' });
  return {
    ask,
    close: () => engine.close(),
    bringIn: async (file: string, content: string) => {
      writeFileSync(path.join(folder, file), content);
      return ask('intake.import', { files: [path.join(folder, file)] });
    },
    solvePlan: async () => (await ask('disclosure.solve-plan', { datasets: ['referrals'] }))[0]!,
    /** Null for a table that is withheld. */
    give: async (description: PivotDescription): Promise<PivotJson | null> => {
      const to = path.join(folder, `${name}.json`);
      const answer = await engine.call('cube.export', { description, format: 'json', file: to, title: 'Table' });
      return answer.ok ? (JSON.parse(readFileSync(to, 'utf8')) as PivotJson) : null;
    },
  };
}

/** Everybody that there could be, by what tables tell apart, and at which of the times they were there. */
const kinds = Object.keys(areas).flatMap(district =>
  Object.keys(days).flatMap(referred_on =>
    ['female', 'male', 'unknown'].flatMap(sex =>
      ['no', 'yes'].map((looked_after): Person => ({ district, referred_on, sex, looked_after })),
    ),
  ),
);
const lives = ['both', 'before', 'after'] as const;
const atoms = kinds.flatMap(person => lives.map(life => ({ ...person, life })));

interface Told extends PrintedSum {
  readonly name: string;
  readonly truth: number;
  readonly round: 'before' | 'after';
}

/** Cells of a table as sums over people who were there when it was given out. */
function sumsOf(table: PivotJson, round: 'before' | 'after', truth: readonly Person[]): Told[] {
  return table.rows.flatMap((row, r) =>
    table.columns.map((column, c) => {
      const tests = [...row.path, ...column.path].map(({ field, code }) => [field.split(' ')[0]!, code ?? ''] as const);
      const isIn = (person: Person) =>
        tests.every(([field, code]) =>
          field === 'referred_on'
            ? person.referred_on.startsWith(code)
            : field === 'authority'
              ? (person.district.startsWith('E06') ? person.district : 'E10000028') === code
              : person[field as keyof Person] === code,
        );
      return {
        name: `${round}: ${tests.map(([, code]) => code).join(' / ')}`,
        round,
        value: table.cells[r]![c]![0]!.value,
        truth: truth.filter(isIn).length,
        atoms: atoms.flatMap((atom, at) => (isIn(atom) && (atom.life === 'both' || atom.life === round) ? [at] : [])),
      };
    }),
  );
}

const isFew = (count: number) => Math.abs(count) >= 1 && Math.abs(count) <= 5;

/** Hidden counts and changes of 1 to 5 that somebody works out who has the tables of both rounds. */
async function toldBy(sums: readonly Told[]): Promise<{ readonly tried: number; readonly told: readonly string[] }> {
  for (const { name, value, truth } of sums)
    if (value !== null && value !== truth) throw new Error(`${name} is read as ${truth}, the file says ${value}.`);
  const bounds = boundsOf(await attackingSolver(), sums, atoms.length);
  const exact = sums.map(({ value }, i) => {
    const found = bounds[i];
    return value ?? (found && found.lower === found.upper ? found.lower : null);
  });
  const told = sums.flatMap(({ name, value, truth }, i) =>
    value === null && exact[i] !== null && isFew(truth) ? [`${name} is ${truth}`] : [],
  );
  const place = ({ name }: Told) => name.slice(name.indexOf(':') + 2);
  const before = new Map(sums.flatMap((one, i) => (one.round === 'before' ? [[place(one), exact[i]!] as const] : [])));
  const changes = sums.flatMap((one, i) => {
    const was = before.get(place(one)) ?? null;
    const is = exact[i] ?? null;
    return one.round === 'after' && was !== null && is !== null && isFew(is - was)
      ? [`${place(one)}: ${was}, now ${is}`]
      : [];
  });
  return { tried: sums.filter(one => one.value === null).length, told: [...new Set([...told, ...changes])] };
}

/** A file as it is sent again: one of its records is not in it any more and two say something else. */
const corrected = (people: readonly Person[], seed: number): readonly Person[] => {
  const roll = dice(seed + 100);
  const [out, ...others] = [roll(people.length), roll(people.length), roll(people.length)];
  return people.flatMap((person, at) => {
    if (at === out) return [];
    if (!others.includes(at)) return [person];
    return [{ ...person, looked_after: person.looked_after === 'yes' ? 'no' : 'yes' }];
  });
};

type County = Awaited<ReturnType<typeof county>>;
interface Step {
  readonly truth: readonly Person[];
  happen(place: County): Promise<unknown>;
}

/** Gives all tables out after each of two steps, none withheld and none left out of the plan, and attacks both rounds. */
async function attackedOver(name: string, before: Step, after: Step) {
  const place = await county(name);
  const sums: Told[] = [];
  for (const [round, { truth, happen }] of [
    ['before', before],
    ['after', after],
  ] as const) {
    await happen(place);
    expect((await place.solvePlan()).leftOut).toEqual([]);
    for (const description of tables) {
      const table = await place.give(description);
      expect(table).not.toBeNull();
      if (attacked.includes(description)) sums.push(...sumsOf(table!, round, truth));
    }
  }
  await place.close();
  const { tried, told } = await toldBy(sums);
  return { tried, told: told.map(words => `${name}: ${words}`) };
}

/** Several counties, each attacked: how many hidden counts were tried, and what is told. */
async function attackedIn(counties: readonly { name: string; before: Step; after: Step }[]) {
  const found = [];
  for (const { name, before, after } of counties) found.push(await attackedOver(name, before, after));
  return { tried: found.reduce((sum, one) => sum + one.tried, 0), told: found.flatMap(one => one.told) };
}

const seeds = [1, 4];

describe('between two rounds of tables, none of which is withheld or leaves the plan, and nothing is told', () => {
  it('a file is corrected and the next quarter comes in', { timeout: 300_000 }, async () => {
    const { tried, told } = await attackedIn(
      seeds.map(seed => {
        const first = referrals(seed, 150, ['2016/17 Q1']);
        const again = corrected(first, seed);
        const next = referrals(seed + 50, 150, ['2016/17 Q2']);
        return {
          name: `corrected ${seed}`,
          before: { truth: first, happen: place => place.bringIn('referral_police_2016-17_Q1.csv', fileOf(first)) },
          after: {
            truth: [...again, ...next],
            happen: async place => {
              await place.bringIn('referral_police_2016-17_Q1.csv', fileOf(again));
              await place.bringIn(
                'referral_police_2016-17_Q2.csv',
                fileOf(next, at => `N${at}`),
              );
            },
          },
        };
      }),
    );
    expect(tried).toBeGreaterThan(50);
    expect(told).toEqual([]);
  });

  it('a file is taken back', { timeout: 300_000 }, async () => {
    const { tried, told } = await attackedIn(
      seeds.map(seed => {
        const stays = referrals(seed, 150, Object.keys(days));
        const goes = referrals(seed + 20, 6, Object.keys(days));
        return {
          name: `taken back ${seed}`,
          before: {
            truth: [...stays, ...goes],
            happen: async place => {
              await place.bringIn('referral_police_2016-17.csv', fileOf(stays));
              await place.bringIn(
                'referral_health_2016-17.csv',
                fileOf(goes, at => `H${at}`),
              );
            },
          },
          after: {
            truth: stays,
            happen: place => place.ask('intake.withdraw', { batch: 2, reason: 'sent by mistake' }),
          },
        };
      }),
    );
    expect(tried).toBeGreaterThan(50);
    expect(told).toEqual([]);
  });

  it('a correction is taken back', { timeout: 300_000 }, async () => {
    const { tried, told } = await attackedIn(
      seeds.map(seed => {
        const people = referrals(seed, 150, Object.keys(days));
        const again = corrected(people, seed);
        return {
          name: `correction taken back ${seed}`,
          before: {
            truth: again,
            happen: async place => {
              await place.bringIn('referral_police_2016-17.csv', fileOf(people));
              await place.bringIn('referral_police_2016-17.csv', fileOf(again));
            },
          },
          after: { truth: people, happen: place => place.ask('intake.withdraw', { batch: 2, reason: 'a mistake' }) },
        };
      }),
    );
    expect(tried).toBeGreaterThan(50);
    expect(told).toEqual([]);
  });

  it('a row that was set aside is put right', { timeout: 300_000 }, async () => {
    const { tried, told } = await attackedIn(
      seeds.map(seed => {
        const people = referrals(seed, 150, Object.keys(days));
        const at = dice(seed)(people.length);
        const lines = fileOf(people).split('\r\n');
        const wrong = lines.with(at + 1, lines[at + 1]!.replace(/2016-\d\d-03/, '2016-06-31'));
        return {
          name: `put right ${seed}`,
          before: {
            truth: people.toSpliced(at, 1),
            happen: place => place.bringIn('referral_police_2016-17.csv', wrong.join('\r\n')),
          },
          after: {
            truth: people,
            happen: async place => {
              const [row] = await place.ask('intake.setAside', { state: 'open', most: 5 });
              const found = await place.ask('intake.correct', {
                id: row!.id,
                values: { referred_on: days[people[at]!.referred_on]! },
              });
              expect(found.state).toBe('corrected');
            },
          },
        };
      }),
    );
    expect(tried).toBeGreaterThan(50);
    expect(told).toEqual([]);
  });
});
