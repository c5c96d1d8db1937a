import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Highs } from 'highs';
import type { PivotJson } from '../../electron/engine/cube/pivot-json.ts';
import { randomStream } from '../../electron/engine/demonstration/random.ts';
import type { Random } from '../../electron/engine/demonstration/random.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { boundsOf } from '../engine/table-attacker.ts';
import type { PrintedSum } from '../engine/table-attacker.ts';
import { fileKinds, readSlideTable, readValues } from './read-files.ts';

/*
 * A series of tables at random, given out one after the other from a small workspace of its own, and somebody who keeps all
 * of them: what can be worked out of a count of 1 to 5, printed as hidden or not printed at all?
 */
const members = {
  district: ['E07000197', 'E07000192', 'E07000194', 'E07000199'],
  sex: ['female', 'male'],
  looked_after: ['yes', 'no'],
  online: ['yes', 'no'],
  referred_on: ['2016/17 Q1', '2016/17 Q2'],
} as const;
type Field = keyof typeof members;
const fields = Object.keys(members) as Field[];
type Person = Readonly<Record<Field, string>>;

/** Everybody that there could be, by what the tables tell apart. */
const people: readonly Person[] = fields.reduce<readonly Person[]>(
  (all, field) => all.flatMap(one => members[field].map(member => ({ ...one, [field]: member }))),
  [{} as Person],
);
const districtNames: Readonly<Record<string, string>> = {
  E07000197: 'Stafford',
  E07000192: 'Cannock Chase',
  E07000194: 'Lichfield',
  E07000199: 'Tamworth',
};

function returnOf(rows: readonly Person[]): string {
  const lines = rows.map(
    (row, i) =>
      `R${i},${row.referred_on.endsWith('1') ? '2016-05-03' : '2016-08-03'},${districtNames[row.district]},14,${row.sex},${row.looked_after},${row.online}`,
  );
  return ['child_reference,referred_on,area,age,sex,looked_after,online', ...lines].join('\r\n');
}

/** A table at random: up to two fields on the rows, one on the columns, a filter, totals or none, now and then a top-N. */
function tableAtRandom(random: Random): PivotDescription {
  const order = fields.map(field => ({ field, key: random.uniform() })).toSorted((a, b) => a.key - b.key);
  const axes = order.map(({ field }) =>
    field === 'referred_on' ? { field, by: 'financial-quarter' as const } : { field },
  );
  const rows = random.uniform() < 0.35 ? 2 : 1;
  const columns = random.uniform() < 0.6 ? 1 : 0;
  const left = order[rows + columns]!.field;
  const some = members[left].filter(() => random.uniform() < 0.5);
  const how = random.uniform() < 0.5 ? 'in' : 'notIn';
  const isTop = random.uniform() < 0.12 && rows === 1 && axes[0]!.field === 'district';
  return {
    dataset: 'referrals',
    audience: random.uniform() < 0.9 ? 'board' : 'public',
    rows: axes.slice(0, rows),
    columns: axes.slice(rows, rows + columns),
    values: [{ measure: 'rows' }],
    filters: random.uniform() < 0.6 && left !== 'referred_on' && some.length ? [{ field: left, [how]: [...some] }] : [],
    totals: {
      ...(random.uniform() < 0.5 ? { rows: 'after' as const } : {}),
      ...(random.uniform() < 0.5 ? { columns: 'after' as const } : {}),
      subtotals: random.uniform() < 0.5,
    },
    ...(isTop
      ? { top: { axis: 'rows', n: 1 + Math.floor(random.uniform() * 3), others: random.uniform() < 0.7 } }
      : {}),
  };
}

/** What the public is given is rounded to the nearest 5. */
const publicSlack = 2;

interface Sum extends PrintedSum {
  readonly slack: number;
  readonly words: string;
  readonly truth: number;
}

/** A table as somebody has it: what its lines are, and the numbers that stand in each kind of file. */
interface GivenTable {
  readonly table: PivotJson;
  readonly files: readonly ReturnType<typeof readValues>[];
}

/** What a table says of whom: the sum of these people is the number that stands there. */
function sumsOf(
  { table, files }: GivenTable,
  { filters = [], top, audience }: PivotDescription,
  rows: readonly Person[],
): Sum[] {
  const named = new Set(
    table.rows.flatMap(row => row.path.flatMap(one => (one.field === 'district' && !one.others ? [one.code] : []))),
  );
  const passes = (person: Person) =>
    filters.every(filter => {
      const own = person[filter.field as Field];
      return 'notIn' in filter ? !filter.notIn!.includes(own) : !('in' in filter) || filter.in!.includes(own);
    });
  const columns = table.columns.length ? table.columns : [{ path: [], kind: 'total' as const }];
  return table.rows.flatMap((row, r) => {
    // A total over a table that leaves members out says so, and is of all of them.
    if (top && !top.others && row.kind === 'total') return [];
    return columns.flatMap((column, c): Sum[] => {
      const limits = [...row.path, ...column.path];
      const isIn = (person: Person) =>
        passes(person) &&
        limits.every(one =>
          one.others ? !named.has(person.district) : person[one.field.split(' ')[0] as Field] === one.code,
        );
      const cell = table.cells[r]?.[c]?.[0];
      if (!cell || (cell.value === null && cell.status !== 'hidden')) return [];
      if (files.some(values => values[r]?.[c] === undefined)) throw new Error('A file has no such cell.');
      const numbers = new Set(files.flatMap(values => values[r]?.[c] ?? []));
      if (numbers.size > 1) throw new Error(`The files of one table say ${[...numbers].join(' and ')}.`);
      const [value = null] = numbers;
      return [
        {
          words: limits.map(one => one.label).join(' / '),
          value,
          slack: audience === 'public' && value !== 0 ? publicSlack : 0,
          truth: rows.filter(isIn).length,
          atoms: people.flatMap((person, at) => (isIn(person) ? [at] : [])),
        },
      ];
    });
  });
}

/** Every count of one member and of two members of different fields, whether a table prints it or not. */
function marginsOf(rows: readonly Person[]): Sum[] {
  const single = fields.flatMap(field => members[field].map(member => [[field, member] as const]));
  const pairs = single.flatMap((one, i) =>
    single.slice(i + 1).flatMap(other => (one[0]![0] === other[0]![0] ? [] : [[...one, ...other]])),
  );
  return [...single, ...pairs].map(of => {
    const isIn = (person: Person) => of.every(([field, member]) => person[field] === member);
    return {
      words: of.map(([, member]) => member).join(' / '),
      value: null,
      slack: 0,
      truth: rows.filter(isIn).length,
      atoms: people.flatMap((person, at) => (isIn(person) ? [at] : [])),
    };
  });
}

type Ask = <N extends EngineMethodName>(method: N, input: InputOf<N>) => Promise<OutputOf<N>>;

/** Tables of a series that are given out in a briefing as well. */
const mostDecks = 3;

/** A table in a briefing of its own, read from its slide. */
async function inDeck(ask: Ask, description: PivotDescription, file: string, rows: number) {
  const { audience: _, ...view } = description;
  const { id } = await ask('briefing.save', {
    deck: {
      name: 'One table',
      template: null,
      audience: 'board',
      organisation: '',
      marking: '',
      slides: [
        { id: 'table', layout: 'view', title: 'One table', narrative: '', notes: '', pin: { kind: 'table', view } },
      ],
    },
  });
  const frozen = await ask('briefing.freeze', { id });
  await ask('briefing.export', { id: frozen.id, format: 'pptx', file });
  return readSlideTable(file, rows);
}

/** What one series gave out, and what is told by all of it. */
export interface SeriesAnswer {
  readonly tables: number;
  readonly withheld: number;
  /** Tables that the public is never given, whatever was given out. */
  readonly refused: number;
  readonly hidden: number;
  readonly tried: number;
  /** Counts of 1 to 5 that are worked out exactly. */
  readonly told: readonly string[];
}

/** Makes a workspace, gives out `count` tables at random and attacks them with whole numbers. */
export async function seriesOf(seed: number, count: number, solver: Highs): Promise<SeriesAnswer> {
  const random = randomStream(seed, 'series');
  const folder = mkdtempSync(path.join(tmpdir(), 'csaf-series-'));
  const weights = members.district.map(() => random.uniform() ** 2);
  const chances = [random.uniform(), random.uniform(), random.uniform(), random.uniform()];
  const district = () => {
    let at = random.uniform() * weights.reduce((sum, one) => sum + one, 0);
    return members.district.find((_, i) => (at -= weights[i]!) < 0) ?? members.district[0];
  };
  const pick = (field: Exclude<Field, 'district'>, chance: number) =>
    members[field][random.uniform() < chance ? 1 : 0]!;
  const rows = Array.from({ length: 20 + Math.floor(random.uniform() * 80) }, () => ({
    district: district(),
    sex: pick('sex', chances[0]!),
    looked_after: pick('looked_after', chances[1]!),
    online: pick('online', chances[2]!),
    referred_on: pick('referred_on', chances[3]!),
  }));
  const engine = createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor: 'prove',
    emit: () => undefined,
    log: line => process.stderr.write(`${line}\n`),
  });
  const ask: Ask = async <N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> => {
    const answer = await engine.call(method, input);
    if (!answer.ok) throw new Error(`${method}: ${answer.fault.message}`);
    return answer.value as OutputOf<N>;
  };
  try {
    await ask('workspace.create', { file: path.join(folder, 'w.csaf'), passphrase: 'a series of tables' });
    const file = path.join(folder, 'referral_police_2016-17.csv');
    writeFileSync(file, returnOf(rows));
    await ask('intake.import', { files: [file] });
    const sums: Sum[] = [];
    let [withheld, refused] = [0, 0];
    for (let at = 0; at < count; at++) {
      const description = tableAtRandom(random);
      const to = path.join(folder, `${at}.json`);
      const answer = await engine.call('cube.export', { description, format: 'json', file: to, title: `Table ${at}` });
      if (answer.ok) {
        // Whoever has a table of one kind is given those of the other kinds as well.
        for (const format of fileKinds.slice(1))
          await ask('cube.export', { description, format, file: path.join(folder, `${at}.${format}`), title: `${at}` });
        const files = fileKinds.map(kind => readValues(kind, path.join(folder, `${at}.${kind}`), description));
        const table = JSON.parse(readFileSync(to, 'utf8')) as PivotJson;
        if (at < mostDecks && description.audience === 'board' && description.rows?.length === 1)
          files.push(await inDeck(ask, description, path.join(folder, `${at}.pptx`), table.rows.length));
        sums.push(...sumsOf({ table, files }, description, rows));
      } else if (answer.fault.message.startsWith('A table for the public')) refused += 1;
      else withheld += 1;
    }
    const wrong = sums.find(({ value, slack, truth }) => value !== null && Math.abs(value - truth) > slack);
    if (wrong) throw new Error(`The attack reads ${wrong.words} as ${wrong.truth}, the file says ${wrong.value}.`);
    const targets = [...sums.filter(one => one.value === null), ...marginsOf(rows)].filter(
      ({ truth }) => truth >= 1 && truth <= 5,
    );
    const printed = sums.filter(one => one.value !== null);
    const bounds = boundsOf(solver, [...printed, ...targets], people.length).slice(printed.length);
    const told = targets.flatMap(({ words, truth }, i) =>
      bounds[i] && bounds[i].lower === bounds[i].upper ? [`series ${seed}: ${words} is ${truth}`] : [],
    );
    const hidden = sums.filter(one => one.value === null).length;
    return { tables: count - withheld - refused, withheld, refused, hidden, tried: targets.length, told };
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
