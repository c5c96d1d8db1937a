import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { PivotJson } from '../../electron/engine/cube/pivot-json.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { familyOf, standingTables, tableKey, withoutTable } from '../../shared/model/standing-tables.ts';
import { attackingSolver, boundsOf } from './table-attacker.ts';
import type { PrintedSum } from './table-attacker.ts';

const root = path.resolve(import.meta.dirname, '../..');
const passphrase = 'six white horses on a hill';
const year = { field: 'referred_on', by: 'financial-year' as const };
const quarter = { field: 'referred_on', by: 'financial-quarter' as const };

/** A small county: seeded, so that it is the same each time. */
function returnOf(rows: number): string {
  let state = 7;
  const roll = (sides: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(((state >>> 8) / 16777216) * sides);
  };
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)]!;
  const lines = Array.from({ length: rows }, (_, i) => {
    const day = `2016-${pick(['04', '05', '08', '09', '11', '12'])}-${String(1 + roll(28)).padStart(2, '0')}`;
    const area = pick(['Stafford', 'Stafford', 'Lichfield', 'Tamworth', 'Stoke-on-Trent', 'Stoke-on-Trent']);
    return [`R${i}`, day, area, 10 + roll(8), roll(4) ? 'female' : 'male', roll(5) ? 'no' : 'yes'].join(',');
  });
  return ['Child reference,Referral date,Area,Age at referral,Sex,Looked-after child', ...lines].join('\r\n');
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'standing-plan-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const board = (given: Partial<PivotDescription>): PivotDescription => ({
  dataset: 'referrals',
  audience: 'board',
  values: [{ measure: 'rows' }],
  totals: { rows: 'after', columns: 'after', subtotals: true },
  ...given,
});
const round: readonly PivotDescription[] = [
  board({ rows: ['district'], columns: [year, quarter] }),
  board({ rows: ['district', 'sex'], columns: [year] }),
  board({ rows: ['sex'], columns: [year, quarter] }),
  board({ rows: ['district', 'looked_after'], columns: [year] }),
  board({ rows: ['looked_after'], columns: [year, quarter] }),
  board({ rows: ['district'], columns: [year], filters: [{ field: 'looked_after', in: ['no'] }] }),
];

interface County {
  readonly engine: Engine;
  ask<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>>;
  give(description: PivotDescription, name: string): Promise<PivotJson>;
}

async function county(name: string, rows = 260): Promise<County> {
  const engine = createEngine({
    resources: path.join(root, 'resources'),
    actor: 'tester',
    emit: () => undefined,
    log: () => undefined,
    now: () => new Date('2017-05-10T09:00:00.000Z'),
  });
  const ask: County['ask'] = async (method, input) => {
    const answer = await engine.call(method, input);
    if (!answer.ok) throw new Error(`${answer.fault.code}: ${answer.fault.message}`);
    return answer.value as never;
  };
  await ask('workspace.create', { file: path.join(folder, `${name}.csaf`), passphrase });
  const file = path.join(folder, 'referral_police_2016-17.csv');
  writeFileSync(file, returnOf(rows));
  await ask('intake.import', { files: [file] });
  return {
    engine,
    ask,
    give: async (description, title) => {
      const to = path.join(folder, `${name} ${title}.json`);
      const purpose = description.audience === 'analyst' ? { purpose: 'to set the protected tables against' } : {};
      await ask('cube.export', { description, format: 'json', file: to, title, ...purpose });
      return JSON.parse(readFileSync(to, 'utf8')) as PivotJson;
    },
  };
}

const stateOf = async ({ ask }: County) => (await ask('disclosure.plan', {})).find(one => one.dataset === 'referrals')!;

/** Everybody that there could be, by what the tables tell apart; a reader knows no more. */
const people = ['E07000197', 'E07000194', 'E07000199', 'E06000021'].flatMap(district =>
  ['2016/17 Q1', '2016/17 Q2', '2016/17 Q3'].flatMap(referred_on =>
    ['female', 'male'].flatMap(sex =>
      ['no', 'yes'].flatMap(looked_after =>
        ['10-12', '13-15', '16-17'].map(age_band => ({ district, referred_on, sex, looked_after, age_band })),
      ),
    ),
  ),
);

/** The cells of a table as sums over these people. */
function sumsOf({ filters = [] }: PivotDescription, table: PivotJson): (PrintedSum & { readonly name: string })[] {
  return table.rows.flatMap((row, r) =>
    table.columns.map((column, c) => {
      const tests = [...row.path, ...column.path].map(({ field, code }) => [field.split(' ')[0]!, code ?? ''] as const);
      const isIn = (person: (typeof people)[number]) =>
        tests.every(([field, code]) => person[field as keyof typeof person].startsWith(code)) &&
        filters.every(one => 'in' in one && one.in!.includes(person[one.field as keyof typeof person] as never));
      return {
        name: tests.map(([, code]) => code).join(' / '),
        value: table.cells[r]![c]![0]!.value,
        atoms: people.flatMap((person, at) => (isIn(person) ? [at] : [])),
      };
    }),
  );
}

describe('the standing plan', () => {
  it('is solved once for the data, and its tables are the same in any order', async () => {
    const orders = [
      round,
      round.toReversed(),
      [...round.slice(3), ...round.slice(0, 3)],
      [1, 4, 0, 5, 3, 2].map(at => round[at]!),
      [5, 2, 4, 1, 3, 0].map(at => round[at]!),
    ];
    const seen: string[] = [];
    for (const [i, order] of orders.entries()) {
      const place = await county(`order ${i}`);
      expect((await stateOf(place)).state).toBe('not-solved');
      const [solved] = await place.ask('disclosure.solve-plan', { datasets: ['referrals'] });
      expect(solved).toMatchObject({ dataset: 'referrals', state: 'solved', leftOut: [] });
      expect(solved!.hidden).toBeGreaterThan(10);
      const given = new Map<number, PivotJson>();
      for (const description of order) {
        const at = round.indexOf(description);
        const table = await place.give(description, `table ${at}`);
        expect(table.notes.map(note => note.code)).toContain('standing-plan');
        given.set(at, table);
      }
      seen.push(JSON.stringify(round.map((_, at) => given.get(at)!)));
      await place.engine.close();
    }
    expect(new Set(seen).size).toBe(1);
  });

  it.each([1, 2, 4])(
    'hides so much that of all given out, views beside it too, every small count keeps a width of %i',
    async width => {
      const place = await county(`attacked ${width}`, 110);
      const { rules } = await place.ask('disclosure.rules', {});
      if (width !== rules.audiences.board.width)
        await place.ask('disclosure.change', {
          audience: 'board',
          rules: { ...rules.audiences.board, width },
          reason: 'another width',
        });
      const [solved] = await place.ask('disclosure.solve-plan', { datasets: ['referrals'] });
      expect(solved).toMatchObject({ state: 'solved', leftOut: [] });
      const others = [
        board({ rows: ['sex', 'looked_after'], columns: [year] }),
        board({ rows: ['age_band'], columns: [quarter], filters: [{ field: 'sex', in: ['female'] }] }),
        board({ rows: ['district'], columns: ['sex'], filters: [{ field: 'looked_after', in: ['no'] }] }),
      ];
      const given = [...round, ...others];
      const cells: (PrintedSum & { readonly name: string })[] = [];
      const truths: (number | null)[] = [];
      for (const [i, description] of given.entries()) {
        const table = await place.give(description, `given ${i}`);
        cells.push(...sumsOf(description, table));
        const whole = await place.give({ ...description, audience: 'analyst' }, `true ${i}`);
        truths.push(...sumsOf(description, whole).map(one => one.value));
      }
      expect(cells.every(cell => cell.atoms.length > 0)).toBe(true);
      const bounds = boundsOf(await attackingSolver(), cells, people.length);
      const isSmall = (at: number) => truths[at]! >= 1 && truths[at]! <= 5;
      expect(cells.filter((cell, at) => isSmall(at) && cell.value !== null).map(cell => cell.name)).toEqual([]);
      expect(cells.filter((_, at) => isSmall(at)).length).toBeGreaterThan(10);
      const narrowed = cells.filter(
        (_, at) => bounds[at] && isSmall(at) && bounds[at].upper - bounds[at].lower < width,
      );
      expect(narrowed.map(cell => cell.name)).toEqual([]);
      await place.engine.close();
    },
  );

  it('is of earlier data after an import, keeps what was given out, and is solved anew', async () => {
    const place = await county('later');
    await place.ask('disclosure.solve-plan', { datasets: ['referrals'] });
    const before = await place.give(round[1]!, 'before');
    const file = path.join(folder, 'referral_health_2016-17_Q1.csv');
    writeFileSync(
      file,
      returnOf(40)
        .replaceAll(/^R/gm, 'H')
        .replaceAll(/2016-\d\d/g, '2016-05'),
    );
    await place.ask('intake.import', { files: [file] });
    expect((await stateOf(place)).state).toBe('outdated');
    await place.ask('disclosure.solve-plan', { datasets: ['referrals'] });
    expect((await stateOf(place)).state).toBe('solved');
    const after = await place.give(round[1]!, 'after');
    const shown = (table: PivotJson) =>
      new Map(
        table.rows.flatMap((row, r) =>
          table.columns.map((column, c) => [
            JSON.stringify([row.path, column.path].map(path => path.map(one => one.code))),
            table.cells[r]![c]![0]!,
          ]),
        ),
      );
    const earlier = shown(before);
    for (const [key, { value }] of shown(after)) {
      const was = earlier.get(key)?.value ?? null;
      if (value === null || was === null || value === was) continue;
      expect({ key, change: Math.abs(value - was) > 5 }).toEqual({ key, change: true });
    }
    await place.engine.close();
  });
});

describe('a member that a table of the plan does not print', () => {
  it('is known to have none, so a plan that hides it has it printed', async () => {
    const here = await county('unprinted', 130);
    await here.ask('disclosure.solve-plan', { datasets: ['referrals'] });
    const unlike: string[] = [];
    let planned = 0;
    for (const attribute of ['sex', 'age_band', 'looked_after', 'agency', 'ethnic_group', 'disability'])
      for (const district of ['E07000197', 'E07000194', 'E07000199', 'E06000021']) {
        const filters = [{ field: 'district', in: [district] }];
        const asked = board({ rows: [attribute], columns: [year], filters });
        const [usual, whole] = [
          await here.ask('cube.pivot', asked),
          await here.ask('cube.pivot', { ...asked, emptyMembers: true }),
        ];
        if (!usual.notes.some(note => note.code === 'standing-plan')) continue;
        planned++;
        const hidden = (table: typeof usual) => table.protection!.hidden;
        if (hidden(usual) !== hidden(whole))
          unlike.push(`${attribute} ${district}: ${hidden(usual)} of ${hidden(whole)}`);
      }
    expect(planned).toBeGreaterThan(0);
    expect(unlike).toEqual([]);
    await here.engine.close();
  }, 120_000);
});

describe('the standing tables', () => {
  it('are those that a partnership chooses: plans are of earlier tables then, and the chosen ones are protected together', async () => {
    const here = await county('chosen');
    await here.ask('disclosure.solve-plan', { datasets: ['referrals'] });
    const asked = board({ rows: ['district', 'age_band', 'sex'], columns: [year] });
    const isPlanned = async () =>
      (await here.ask('cube.pivot', asked)).notes.some(note => note.code === 'standing-plan');
    expect(await isPlanned()).toBe(false);
    const { families, shipped, changed } = await here.ask('disclosure.tables', {});
    expect([families, changed]).toEqual([shipped, null]);
    const added = familyOf(asked, 'referred_on')!;
    const chosen = await here.ask('disclosure.change-tables', {
      families: [...families, added as (typeof families)[number]],
      reason: 'The board asked for it.',
    });
    expect(chosen.changed).toMatchObject({ version: 1, reason: 'The board asked for it.', changedBy: 'tester' });
    expect(chosen.families.length).toBe(shipped.length + 1);
    const [entry] = await here.ask('workspace.audit', { most: 1 });
    expect(entry).toMatchObject({ action: 'change-standing-tables', actor: 'tester' });
    const before = await stateOf(here);
    expect(before.state).toBe('outdated');
    await here.ask('disclosure.solve-plan', { datasets: ['referrals'] });
    const after = await stateOf(here);
    expect([after.state, after.tables]).toEqual(['solved', before.tables + 1]);
    expect([await isPlanned(), after.leftOut]).toEqual([true, []]);
    // Back to what is shipped: a version more, and the one between is kept.
    const back = await here.ask('disclosure.change-tables', { families: shipped, reason: 'It was for once.' });
    expect([back.families, back.changed?.version]).toEqual([shipped, 2]);
    await here.engine.close();
  });

  it('are refused where one cannot be made, with its place and what is wrong', async () => {
    const here = await county('refused', 40);
    const family = { dataset: 'referrals', rows: ['district'], columns: 'year' as const };
    const cases: readonly (readonly [families: readonly object[], words: string])[] = [
      [[{ ...family, dataset: 'nonsense' }], 'There is no dataset "nonsense"'],
      [[{ ...family, dataset: 'population' }], 'no dates'],
      [[{ ...family, rows: ['nonsense'] }], 'nonsense'],
      [[{ ...family, rows: ['district', 'district'] }], 'a field stands in its rows twice'],
      [[family, family], 'this table is there already'],
      [[{ ...family, only: { looked_after: ['nonsense'] } }], 'nonsense'],
      [Array.from({ length: 6 }, () => ({ ...family, each: Array.from({ length: 40 }, () => 'sex') })), '240 tables'],
    ];
    for (const [families, words] of cases) {
      const answer = await here.engine.call('disclosure.change-tables', { families, reason: 'It is tried.' } as never);
      expect([words, answer]).toMatchObject([words, { ok: false, fault: { code: 'invalid-input' } }]);
      expect(answer.ok ? '' : answer.fault.message).toContain(words);
    }
    expect((await here.ask('disclosure.tables', {})).changed).toBeNull();
    await here.engine.close();
  });

  const fields = ['district', 'sex', 'age_band', 'looked_after'];
  const families = fc.uniqueArray(
    fc.record({
      dataset: fc.constantFrom('referrals', 'offences'),
      rows: fc.uniqueArray(fc.constantFrom(...fields), { maxLength: 2 }),
      each: fc.option(fc.uniqueArray(fc.constantFrom('agency', 'service', 'disability'), { minLength: 1 }), {
        nil: undefined,
      }),
      columns: fc.constantFrom('year' as const, 'year-and-quarter' as const),
    }),
    { maxLength: 5, selector: one => JSON.stringify([one.dataset, one.rows.toSorted(), one.columns]) },
  );
  it('lose the one that is taken away and no other', () => {
    fc.assert(
      fc.property(families, fc.nat(), (given, at) => {
        const tables = standingTables(given);
        if (tables.length === 0) return;
        const taken = tables[at % tables.length]!;
        const left = standingTables(withoutTable(given, taken)).map(tableKey);
        expect(left).toEqual(tables.filter(one => one !== taken).map(tableKey));
      }),
    );
  });

  it('are made of a table of fields by financial years, with members alone kept', () => {
    const asked = { dataset: 'referrals', rows: ['district'], columns: [year, quarter] };
    expect(familyOf(asked, 'referred_on')).toEqual({
      dataset: 'referrals',
      rows: ['district'],
      columns: 'year-and-quarter',
    });
    const kept = { ...asked, columns: [year], filters: [{ field: 'sex', in: ['female'] }] };
    expect(familyOf(kept, 'referred_on')).toMatchObject({ columns: 'year', only: { sex: ['female'] } });
    for (const other of [
      { ...asked, columns: [quarter] },
      { ...asked, columns: [{ field: 'panel_on', by: 'financial-year' }] },
      { ...asked, columns: ['sex'] },
      { ...asked, rows: [{ field: 'referred_on', by: 'weekday' }] },
      { ...asked, filters: [{ field: 'referred_on', from: '2016-04-01' }] },
      {
        ...asked,
        filters: [
          { field: 'sex', in: ['female'] },
          { field: 'sex', in: ['male'] },
        ],
      },
      { ...asked, filters: [{ field: 'sex', in: [null] }] },
    ])
      expect(familyOf(other, 'referred_on')).toBeNull();
    expect(familyOf(asked, null)).toBeNull();
  });
});
