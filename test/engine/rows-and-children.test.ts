import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Highs } from 'highs';
import { createEngine } from '../../electron/engine/engine.ts';
import type { PivotJson } from '../../electron/engine/cube/pivot-json.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { attackingSolver, boundsOf } from './table-attacker.ts';
import type { PrintedSum } from './table-attacker.ts';

/*
 * Referrals and the children whom they are of are given out in tables of their own. Somebody who keeps all of them knows
 * that there are as many referrals as children in a box, or more, and none of the one where there is none of the other.
 */
let folder: string;
let solver: Highs;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rows-and-children-'));
  solver = await attackingSolver();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const districts: Readonly<Record<string, string>> = {
  E07000197: 'Stafford',
  E07000194: 'Lichfield',
  E06000021: 'Stoke-on-Trent',
};
const sexes = ['female', 'male'] as const;
const boxes = Object.keys(districts).flatMap(district => sexes.map(sex => ({ district, sex })));

interface Referral {
  readonly child: string;
  readonly district: string;
  readonly sex: string;
}

/** Sets of boxes that a child may have referrals in, and after them for each box the referrals that are not a first one. */
const kinds = Array.from({ length: 2 ** boxes.length - 1 }, (_, i) => i + 1);
const has = (kind: number, box: number) => ((kind >> box) & 1) === 1;
const atoms = kinds.length + boxes.length;
/** Nobody has a second referral where there is no first. */
const seconds = boxes.map(
  (_, box) =>
    ` second${box}: x${kinds.length + box} ${kinds.flatMap((kind, i) => (has(kind, box) ? [`- 500 x${i}`] : [])).join(' ')} <= 0`,
);

type Measure = 'rows' | 'children';

/** Of children those that have a referral in one of the boxes, each once; of referrals all. */
function atomsOf(measure: Measure, inBoxes: readonly number[]): number[] {
  const firsts = kinds.flatMap((kind, i) => inBoxes.flatMap(box => (has(kind, box) ? [i] : [])));
  return measure === 'children' ? [...new Set(firsts)] : [...firsts, ...inBoxes.map(box => kinds.length + box)];
}

function countOf(measure: Measure, referrals: readonly Referral[], inBoxes: readonly number[]): number {
  const found = referrals.filter(one =>
    inBoxes.some(box => boxes[box]!.district === one.district && boxes[box]!.sex === one.sex),
  );
  return measure === 'children' ? new Set(found.map(one => one.child)).size : found.length;
}

/** A stream of numbers that is the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 7919 + 13;
  return sides => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(((state >>> 8) / 16777216) * sides);
  };
}

/** Referrals of a small county: some children have several, now and then in another district. */
function countyOf(seed: number): readonly Referral[] {
  const roll = dice(seed);
  const shares = Object.keys(districts).map(() => 1 + roll(12) ** 2);
  const female = 2 + roll(9);
  const district = () => {
    let at = roll(shares.reduce((sum, one) => sum + one, 0));
    return Object.keys(districts).find((_, i) => (at -= shares[i]!) < 0)!;
  };
  const found: Referral[] = [];
  for (let i = 0, many = 25 + roll(50); i < many; i++) {
    const earlier = found.length && roll(5) === 0 ? found[roll(found.length)]! : null;
    if (earlier) found.push({ ...earlier, district: roll(4) === 0 ? district() : earlier.district });
    else found.push({ child: `K${i}`, district: district(), sex: roll(12) < female ? 'female' : 'male' });
  }
  return found;
}

const fileOf = (referrals: readonly Referral[]): string =>
  [
    'child_reference,referred_on,area,sex,age',
    // Each has a day of its own: two of one child that say the same are one.
    ...referrals.map(({ child, district, sex }, at) => {
      const day = `2016-0${4 + Math.floor(at / 28)}-${String(1 + (at % 28)).padStart(2, '0')}`;
      return [child, day, districts[district], sex, 14].join(',');
    }),
  ].join('\r\n');

async function workspace(name: string) {
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
    bringIn: async (referrals: readonly Referral[]) => {
      const file = path.join(folder, 'referral_police_2016-17.csv');
      writeFileSync(file, fileOf(referrals));
      await ask('intake.import', { files: [file] });
    },
    /** Null for a table that is withheld. */
    give: async (description: PivotDescription): Promise<PivotJson | null> => {
      const file = path.join(folder, `${name}.json`);
      const answer = await engine.call('cube.export', { description, format: 'json', file, title: 'Table' });
      return answer.ok ? (JSON.parse(readFileSync(file, 'utf8')) as PivotJson) : null;
    },
  };
}

const board = (given: Partial<PivotDescription>): PivotDescription => ({
  dataset: 'referrals',
  audience: 'board',
  values: [{ measure: 'rows' }],
  totals: { rows: 'after', columns: 'after', subtotals: true },
  ...given,
});

/** A table at random: of referrals, of children, now and then of both. */
function tableAtRandom(roll: (sides: number) => number): PivotDescription {
  const axes = roll(2) ? ['district', 'sex'] : ['sex', 'district'];
  const nested = roll(5) === 0;
  const crossed = !nested && roll(5) < 2;
  const some = Object.keys(districts).filter(() => roll(2));
  return board({
    rows: roll(10) === 0 ? [] : axes.slice(0, nested ? 2 : 1),
    columns: crossed ? axes.slice(1) : [],
    values: [
      [{ measure: 'rows' }],
      [{ measure: 'children' }],
      [{ measure: 'children' }],
      [{ measure: 'rows' }, { measure: 'children' }],
    ][roll(4)]!,
    filters: roll(4) === 0 && some.length ? [{ field: 'district', in: some }] : [],
    totals: {
      ...(roll(3) ? { rows: 'after' as const } : {}),
      ...(roll(3) ? { columns: 'after' as const } : {}),
      subtotals: roll(3) > 0,
    },
  });
}

interface Told extends PrintedSum {
  readonly words: string;
  readonly truth: number;
}

/** The cells of a table as sums over children and referrals, and that there is nobody where a crossed table has no line. */
function sumsOf(table: PivotJson, { filters = [], values }: PivotDescription, truth: readonly Referral[]): Told[] {
  const allowed = filters[0] && 'in' in filters[0] ? filters[0].in : undefined;
  const columns = table.columns.length ? table.columns : [{ path: [] }];
  return table.rows.flatMap((row, r) =>
    columns.flatMap((column, c) =>
      values!.map(({ measure }, v): Told => {
        const limits = [...row.path, ...column.path];
        const inBoxes = boxes.flatMap((box, at) =>
          (!allowed || allowed.includes(box.district)) &&
          limits.every(({ field, code }) => box[field as keyof typeof box] === code)
            ? [at]
            : [],
        );
        return {
          words: `${measure} ${limits.map(({ code }) => code).join(' / ') || 'in all'}${allowed ? ` of ${allowed.join()}` : ''}`,
          value: table.cells[r]![c]![v]!.value,
          atoms: atomsOf(measure as Measure, inBoxes),
          truth: countOf(measure as Measure, truth, inBoxes),
        };
      }),
    ),
  );
}

/** Hidden counts of 1 to 5 of which fewer than three values are left to somebody who has all tables. */
function narrowed(sums: readonly Told[]): { readonly tried: number; readonly told: readonly string[] } {
  for (const { words, value, truth } of sums)
    if (value !== null && value !== truth) throw new Error(`${words} is read as ${truth}, the file says ${value}.`);
  const targets = sums.filter(({ value, truth }) => value === null && truth >= 1 && truth <= 5);
  const bounds = boundsOf(solver, sums, atoms, seconds);
  const told = sums.flatMap(({ words, value, truth }, i) => {
    const known = bounds[i];
    const isTold = value === null && truth >= 1 && truth <= 5 && known && known.upper - known.lower < 2;
    return isTold ? [`${words} is ${truth}, between ${known.lower} and ${known.upper}`] : [];
  });
  return { tried: targets.length, told: [...new Set(told)] };
}

describe('referrals and children that are given out in tables of their own', () => {
  // Each of the first five told somebody a count while either was protected without the other.
  it.each([11, 71, 77, 115, 136, 36, 42])(
    'tell no small count of either, and none of them is withheld, in county %i',
    async seed => {
      const referrals = countyOf(seed);
      const roll = dice(seed + 1000);
      const place = await workspace(`county ${seed}`);
      await place.bringIn(referrals);
      const sums: Told[] = [];
      for (let i = 0; i < 7; i++) {
        const description = tableAtRandom(roll);
        const table = await place.give(description);
        expect(table).not.toBeNull();
        sums.push(...sumsOf(table!, description, referrals));
      }
      await place.close();
      const { tried, told } = narrowed(sums);
      expect(told).toEqual([]);
      expect(tried).toBeGreaterThan(0);
    },
    60_000,
  );

  const children = board({ rows: ['district'], values: [{ measure: 'children' }] });
  const rows = board({ rows: ['district'] });
  /** Five children of one district with six referrals: six of them would say that the sixth is a second one. */
  const sixOfFive = (): readonly Referral[] => [
    ...Array.from({ length: 6 }, (_, i) => ({ child: `S${i % 5}`, district: 'E07000197', sex: 'female' })),
    ...Array.from({ length: 31 }, (_, i) => ({
      child: `L${i}`,
      district: 'E07000194',
      sex: i % 2 ? 'male' : 'female',
    })),
    ...Array.from({ length: 27 }, (_, i) => ({ child: `T${i}`, district: 'E06000021', sex: 'male' })),
  ];

  it.each([
    ['referrals first', [rows, children]],
    ['children first', [children, rows]],
  ] as const)('tell nothing in either order: %s', async (name, tables) => {
    const referrals = sixOfFive();
    const place = await workspace(name);
    await place.bringIn(referrals);
    const sums: Told[] = [];
    for (const description of tables) sums.push(...sumsOf((await place.give(description))!, description, referrals));
    await place.close();
    const { tried, told } = narrowed(sums);
    expect(tried).toBeGreaterThan(0);
    expect(told).toEqual([]);
  });

  it('tell nothing as two slides of one frozen briefing', async () => {
    const referrals = sixOfFive();
    const place = await workspace('briefing');
    await place.bringIn(referrals);
    const slide = (id: string, description: PivotDescription) => {
      const { audience: _, ...view } = description;
      return {
        id,
        layout: 'view' as const,
        title: id,
        narrative: '',
        notes: '',
        pin: { kind: 'table' as const, view },
      };
    };
    const { id } = await place.ask('briefing.save', {
      deck: {
        name: 'Both',
        template: null,
        audience: 'board',
        organisation: '',
        marking: '',
        slides: [slide('referrals', rows), slide('children', children)],
      },
    });
    const frozen = await place.ask('briefing.freeze', { id });
    const file = path.join(folder, 'both.csv');
    await place.ask('briefing.export', { id: frozen.id, format: 'csv', file });
    await place.close();
    const said = readFileSync(file, 'utf8').split(/\r?\n/);
    const sums = (['rows', 'children'] as const).flatMap(measure => {
      const from = said.indexOf(`District,${measure === 'rows' ? 'Referrals' : 'Children'}`) + 1;
      expect(from).toBeGreaterThan(0);
      return said.slice(from, from + 4).map((line): Told => {
        const [name, number] = line.split(',') as [string, string];
        const isIn = ({ district }: { readonly district: string }) => name === 'Total' || districts[district] === name;
        const inBoxes = boxes.flatMap((box, at) => (isIn(box) ? [at] : []));
        return {
          words: `${measure} ${name}`,
          value: number === 'c' ? null : Number(number),
          atoms: atomsOf(measure, inBoxes),
          truth: countOf(measure, referrals, inBoxes),
        };
      });
    });
    const { tried, told } = narrowed(sums);
    expect(tried).toBeGreaterThan(0);
    expect(told).toEqual([]);
  });
});

describe('what changed since a table was given out', () => {
  const both = board({ rows: ['district'], values: [{ measure: 'rows' }, { measure: 'children' }] });
  const of = (measure: Measure) => board({ rows: ['district'], values: [{ measure }] });
  const many = (letter: string, district: string, count: number): readonly Referral[] =>
    Array.from({ length: count }, (_, i) => ({ child: `${letter}${i}`, district, sex: i % 2 ? 'male' : 'female' }));
  const before = [...many('S', 'E07000197', 20), ...many('L', 'E07000194', 31), ...many('T', 'E06000021', 27)];
  const numberIn = (table: PivotJson, district: string, value = 0) =>
    table.cells[table.rows.findIndex(({ path: limits }) => limits[0]?.code === district)]![0]![value]!.value;

  it('is not told of children whose counts were the same as those of referrals', async () => {
    const place = await workspace('the same');
    await place.bringIn(before);
    const first = await place.give(both);
    expect(numberIn(first!, 'E07000197', 1)).toBe(20);
    // Four of the twenty again, and three others.
    await place.bringIn([...before, ...before.slice(0, 4), ...many('N', 'E07000197', 3)]);
    const second = await place.give(both);
    expect(second).not.toBeNull();
    expect(numberIn(second!, 'E07000197', 1)).toBeNull();
    await place.close();
  });

  it.each([
    ['rows', 'children'],
    ['children', 'rows'],
  ] as const)('is not read off the other count: %s, then %s', async (first, second) => {
    const place = await workspace(`${first}, then ${second}`);
    await place.bringIn(before);
    expect(numberIn((await place.give(of(first)))!, 'E07000197')).toBe(20);
    // One child was of another district all the time.
    await place.bringIn(before.map((one, i) => (i === 0 ? { ...one, district: 'E07000194' } : one)));
    const later = [await place.give(of(second)), await place.give(of(first))];
    for (const table of later) {
      expect(table).not.toBeNull();
      expect(numberIn(table!, 'E07000197')).toBeNull();
      expect(numberIn(table!, 'E07000194')).toBeNull();
    }
    await place.close();
  });
});
