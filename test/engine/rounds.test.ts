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
 * Tables of one quarter, and the same tables when the next one is in: what was said of a year while a quarter of it was in
 * stays true of that quarter, and somebody who kept both works nothing out of them.
 */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rounds-'));
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
/** First totals by year, then parts by quarter without a total: only both together tell. */
const first = [board({ rows: ['district'], columns: [year] }), board({ rows: ['sex'], columns: [year] })];
const second = [
  board({ rows: ['district', 'sex'], columns: [quarter], totals: {} }),
  board({ rows: ['district', 'looked_after'], columns: [quarter], totals: {} }),
];

/** Referrals of one quarter of a small county: seeded, so that it is the same each time. */
function returnOf(seed: number, months: readonly string[], rows: number): string {
  let state = seed * 7919 + Number(months[0]);
  const roll = (sides: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(((state >>> 8) / 16777216) * sides);
  };
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)]!;
  const lines = Array.from({ length: rows }, (_, i) => {
    const day = `2016-${pick(months)}-${String(1 + roll(28)).padStart(2, '0')}`;
    const area = pick(['Stafford', 'Stafford', 'Lichfield', 'Tamworth']);
    const sex = ['female', 'female', 'female', 'female', 'male', 'male', 'unknown'][roll(7)]!;
    return [`R${months[0]}${i}`, day, area, 14, sex, roll(5) ? 'no' : 'yes'].join(',');
  });
  return ['Child reference,Referral date,Area,Age at referral,Sex,Looked-after child', ...lines].join('\r\n');
}

const districts = ['E07000197', 'E07000194', 'E07000199'];
const people = districts.flatMap(district =>
  ['2016/17 Q1', '2016/17 Q2'].flatMap(referred_on =>
    ['female', 'male', 'unknown', ''].flatMap(sex =>
      ['no', 'yes'].map(looked_after => ({ district, referred_on, sex, looked_after })),
    ),
  ),
);

/** The cells of a table as sums over these people, as far as they were in. */
function sumsOf(table: PivotJson, until: string): (PrintedSum & { readonly name: string; readonly hidden: boolean })[] {
  return table.rows.flatMap((row, r) =>
    table.columns.map((column, c) => {
      const tests = [...row.path, ...column.path].map(({ field, code }) => [field.split(' ')[0]!, code ?? ''] as const);
      const isIn = (person: (typeof people)[number]) =>
        person.referred_on <= until &&
        tests.every(([field, code]) =>
          field === 'sex' ? person.sex === code : person[field as keyof typeof person].startsWith(code),
        );
      const { value, status } = table.cells[r]![c]![0]!;
      return {
        name: tests.map(([, code]) => code).join(' / '),
        value,
        hidden: status === 'hidden',
        atoms: people.flatMap((person, at) => (isIn(person) ? [at] : [])),
      };
    }),
  );
}

async function twoRounds(
  seed: number,
): Promise<{ readonly tables: readonly PivotJson[]; readonly untils: readonly string[] }> {
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
  await ask('workspace.create', { file: path.join(folder, `${seed}.csaf`), passphrase: 'six white horses on a hill' });
  const tables: PivotJson[] = [];
  const untils: string[] = [];
  for (const [round, descriptions] of [first, second].entries()) {
    const file = path.join(folder, `referral_police_2016-17_Q${round + 1}.csv`);
    writeFileSync(file, returnOf(seed, round ? ['07', '08', '09'] : ['04', '05', '06'], 110));
    await ask('intake.import', { files: [file] });
    for (const [at, description] of descriptions.entries()) {
      const to = path.join(folder, `${seed} ${round} ${at}.json`);
      await ask('cube.export', { description, format: 'json', file: to, title: `${round} ${at}` });
      tables.push(JSON.parse(readFileSync(to, 'utf8')) as PivotJson);
      untils.push(`2016/17 Q${round + 1}`);
    }
  }
  await engine.close();
  return { tables, untils };
}

describe('two rounds, the second with a quarter more', () => {
  it('tell nothing small together, in 12 counties', async () => {
    const solver = await attackingSolver();
    let tried = 0;
    const told: string[] = [];
    for (let seed = 1; seed <= 12; seed++) {
      const { tables, untils } = await twoRounds(seed);
      const sums = tables.flatMap((table, t) => sumsOf(table, untils[t]!));
      boundsOf(solver, sums, people.length).forEach((bounds, i) => {
        if (!bounds || !sums[i]!.hidden) return;
        tried += 1;
        if (bounds.upper === bounds.lower && bounds.lower >= 1 && bounds.lower <= 5)
          told.push(`county ${seed}: ${sums[i]!.name} is ${bounds.lower}`);
      });
    }
    expect(tried).toBeGreaterThan(50);
    expect(told).toEqual([]);
  }, 300_000);
});
