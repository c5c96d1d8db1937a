import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import loadHighs from 'highs';
import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { intervalsOf } from '../../electron/engine/disclosure/audit.ts';
import { boxKey, readReleases, voidReleases, writeRelease } from '../../electron/engine/disclosure/ledger.ts';
import type { Box, Release } from '../../electron/engine/disclosure/ledger.ts';
import { protectedWithReleases } from '../../electron/engine/disclosure/linked.ts';
import { protectedPivot } from '../../electron/engine/disclosure/protected-pivot.ts';
import type { PivotQuestion } from '../../electron/engine/disclosure/pivot.ts';
import { readRules, shippedRules, writeRules } from '../../electron/engine/disclosure/rules.ts';
import { loadSolver } from '../../electron/engine/disclosure/solver.ts';
import type { Solver } from '../../electron/engine/disclosure/solver.ts';
import { createWorkspace } from '../../electron/engine/store/workspace.ts';
import { protectionStatuses } from '../../shared/contract/disclosure.ts';
import type { AudienceRules } from '../../shared/contract/disclosure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const board = shippedRules(path.join(root, 'resources')).audiences.board;
let solver: Solver;
let attacker: Highs;
beforeAll(async () => {
  solver = await loadSolver();
  attacker = await (loadHighs as unknown as () => Promise<Highs>)();
});

type Person = Readonly<Record<string, string>>;

const inBox = (person: Person, box: Box) =>
  Object.entries(box).every(([field, members]) => members.includes(person[field]!));

const scopeOf = (box: Box) =>
  Object.keys(box)
    .sort()
    .map(dimension => ({ dimension, members: boxKey({ [dimension]: box[dimension]! }) }));

/** A list of boxes as a table of one column, protected with what was released before. */
function protectedList(
  data: readonly Person[],
  boxes: readonly Box[],
  releases: readonly Release[],
  rules: AudienceRules = board,
  parent?: readonly number[],
) {
  const counts = Float64Array.from(boxes, box => data.filter(person => inBox(person, box)).length);
  const question: PivotQuestion = {
    rules,
    // Without a hierarchy the boxes hang below an unseen root that is their sum.
    rows: parent
      ? { parent: Int32Array.from(parent), shown: new Uint8Array(boxes.length).fill(1) }
      : { parent: Int32Array.from([-1, ...boxes.map(() => 0)]), shown: Uint8Array.from([0, ...boxes.map(() => 1)]) },
    columns: { parent: Int32Array.of(-1), shown: Uint8Array.of(1) },
    counts: [
      { name: 'children', counts: parent ? counts : Float64Array.from([counts.reduce((a, b) => a + b, 0), ...counts]) },
    ],
    values: [],
  };
  const all = parent ? [...boxes] : [null, ...boxes];
  const values = [
    { name: 'children', kind: 'count' as const, reveals: ['children'], values: question.counts[0]!.counts },
  ];
  const alone = protectedPivot(solver, { ...question, values });
  const released = releases.flatMap((one, r) =>
    one.cells.map(given => ({ ...given, scope: scopeOf(given.box), releases: [r] })),
  );
  /** People who are in the same released boxes and the same boxes of the list are one atom. */
  const atoms = new Map<string, { readonly person: Person; count: number }>();
  for (const person of data) {
    const key = [...released.map(one => one.box), ...boxes].map(box => Number(inBox(person, box))).join('');
    const present = atoms.get(key);
    if (present) present.count++;
    else atoms.set(key, { person, count: 1 });
  }
  const list = [...atoms.values()];
  const setsOf = (tests: readonly ((person: Person) => boolean)[]) => {
    const members = tests.map(test => list.flatMap(({ person }, atom) => (test(person) ? [atom] : [])));
    const starts = [0];
    for (const one of members) starts.push(starts.at(-1)! + one.length);
    return { starts: Int32Array.from(starts), atoms: Int32Array.from(members.flat()) };
  };
  const found = releases.length
    ? protectedWithReleases(solver, {
        question: { ...question, values },
        alone,
        atoms: Float64Array.from(list, atom => atom.count),
        nodes: [
          {
            counts: 'children',
            sets: setsOf(
              all.map(box => person => (box ? inBox(person, box) : boxes.some(other => inBox(person, other)))),
            ),
          },
        ],
        scopes: all.map(box => scopeOf(box ?? {})),
        released: {
          sets: setsOf(released.map(one => person => inBox(person, one.box))),
          bounds: released.map(one => ({ ...one, assumed: false, isSmallChange: false })),
        },
        releases,
      })
    : alone;
  const from = parent ? 0 : 1;
  return {
    found,
    counts,
    statuses: [...found.values[0]!.status].slice(from).map(status => protectionStatuses[status]!),
    cells: boxes.flatMap((box, i) => {
      const lower = found.published[0]!.lower[i + from]!;
      return Number.isNaN(lower)
        ? []
        : [{ measure: 'children', box, lower, upper: found.published[0]!.upper[i + from]! }];
    }),
  };
}

const people = (groups: readonly (readonly [number, Person])[]): Person[] =>
  groups.flatMap(([count, person]) => Array.from({ length: count }, () => person));
const ages = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
const release = (id: number, name: string, cells: Release['cells']): Release => ({
  id,
  name,
  at: '2018-03-12T10:00:00Z',
  isOfPresentData: true,
  cells,
});
const cell = (box: Box, count: number) => ({ measure: 'children', box, lower: count, upper: count });

describe('tables that are set against each other', () => {
  const cases = (
    JSON.parse(readFileSync(path.join(root, 'test/fixtures/disclosure/cases.json'), 'utf8')) as {
      cases: { kind: string }[];
    }
  ).cases;
  for (const one of cases.filter(given => given.kind === 'differencing') as unknown as {
    id: string;
    unknown_atoms: string[];
    published: { sum_of: Record<string, number>; value: number }[];
    attack_interval_integer: Record<string, [number, number]>;
  }[])
    it(`${one.id}: what their difference shows`, () => {
      const n = one.unknown_atoms.length;
      const starts = [0];
      const indices: number[] = [];
      for (const { sum_of } of one.published) {
        for (const atom of Object.keys(sum_of)) indices.push(one.unknown_atoms.indexOf(atom));
        starts.push(indices.length);
      }
      const values = Float64Array.from(one.published, given => given.value);
      const found = intervalsOf(
        solver,
        {
          relations: {
            columns: n,
            starts: Int32Array.from(starts),
            indices: Int32Array.from(indices),
            values: new Float64Array(indices.length).fill(1),
            lower: values,
            upper: values,
          },
          lower: new Float64Array(n),
          upper: new Float64Array(n).fill(Infinity),
        },
        one.unknown_atoms.map((_, i) => i),
        true,
      );
      one.unknown_atoms.forEach((atom, i) =>
        expect([found[i]!.lower, found[i]!.upper]).toEqual(one.attack_interval_integer[atom]),
      );
    });

  it('D1: a wider age band is not given out after a narrower one, and the earlier table is named', () => {
    const data = people([
      [37, { age: '12' }],
      [2, { age: '16' }],
    ]);
    const first = release(1, 'Ages 0 to 15', [cell({ age: ages(0, 15) }, 37)]);
    const { statuses, found } = protectedList(data, [{ age: ages(0, 17) }], [first]);
    expect(statuses).toEqual(['hidden']);
    expect(found.notes.map(note => note.text).join(' ')).toContain('"Ages 0 to 15" of 12 March 2018');
    expect(protectedList(data, [{ age: ages(0, 17) }], []).statuses).toEqual(['published']);
  });

  it('D2: all wards but one are not given out after their district', () => {
    const data = people([
      [22, { ward: 'W1' }],
      [17, { ward: 'W2' }],
      [19, { ward: 'W3' }],
      [3, { ward: 'W4' }],
    ]);
    const first = release(1, 'District view', [cell({ ward: ['W1', 'W2', 'W3', 'W4'] }, 61)]);
    const wards = ['W1', 'W2', 'W3'].map(ward => ({ ward: [ward] }));
    const { statuses } = protectedList(data, wards, [first]);
    expect(statuses.filter(status => status === 'hidden').length).toBe(1);
  });

  it('D4: a filter that leaves children in care out is not given out after the table without it', () => {
    const data = people([
      [46, { care: 'no' }],
      [2, { care: 'yes' }],
    ]);
    const { statuses } = protectedList(data, [{ care: ['no'] }], [release(1, 'No filter', [cell({}, 48)])]);
    expect(statuses).toEqual(['hidden']);
  });

  it('a year that rolls on by a quarter gives the quarter away, and names only the release that matters', () => {
    const data = people([
      [30, { quarter: 'Q1' }],
      [31, { quarter: 'Q2' }],
      [33, { quarter: 'Q3' }],
      [34, { quarter: 'Q4' }],
      [33, { quarter: 'Q5' }],
    ]);
    // Five quarters: the sum of Q1 to Q4 is known, so Q1 to Q5 would show Q5, which is not small; nothing is hidden.
    const year = release(1, 'Year to Q4', [cell({ quarter: ['Q1', 'Q2', 'Q3', 'Q4'] }, 128)]);
    expect(protectedList(data, [{ quarter: ['Q1', 'Q2', 'Q3', 'Q4', 'Q5'] }], [year]).statuses).toEqual(['published']);
    const few = [...data, ...people([[4, { quarter: 'Q6' }]])];
    const other = release(2, 'First half', [cell({ quarter: ['Q1', 'Q2'] }, 61)]);
    const later = protectedList(
      few,
      [{ quarter: ['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6'] }],
      [release(1, 'Year to Q5', [cell({ quarter: ['Q1', 'Q2', 'Q3', 'Q4', 'Q5'] }, 161)]), other],
    );
    expect(later.statuses).toEqual(['hidden']);
    const text = later.found.notes.map(note => note.text).join(' ');
    expect(text).toContain('Year to Q5');
    expect(text).not.toContain('First half');
  });

  it('a later table keeps nothing back that was given out already', () => {
    const data = people([
      [37, { age: '12' }],
      [20, { age: '16' }],
    ]);
    const first = release(1, 'Ages 0 to 15', [cell({ age: ages(0, 15) }, 37)]);
    expect(protectedList(data, [{ age: ages(0, 15) }, { age: ages(16, 17) }], [first]).statuses).toEqual([
      'published',
      'published',
    ]);
  });
});

/** Whether another table of ages by wards fits all that was published in which the box has another count. */
function canDiffer(atoms: readonly Person[], published: Release['cells'], box: Box, count: number): boolean {
  const sum = (one: Box) => atoms.flatMap((atom, i) => (inBox(atom, one) ? [`x${i}`] : [])).join(' + ');
  return [`>= ${count + 1}`, `<= ${count - 1}`].some(side => {
    const lines = published.flatMap(one => (sum(one.box) ? [`${sum(one.box)} = ${one.lower}`] : []));
    lines.push(`${sum(box)} ${side}`);
    const text = `Minimize\n obj: 0 x0\nSubject To\n${lines.map((line, i) => ` c${i}: ${line}`).join('\n')}\nGenerals\n ${atoms.map((_, i) => `x${i}`).join(' ')}\nEnd`;
    return attacker.solve(text, { output_flag: false }).Status === 'Optimal';
  });
}

describe('linked views', () => {
  it('of random children by age and ward give no small count away: 120 pairs', { timeout: 120_000 }, () => {
    let state = 11;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 8) / 16777216;
    };
    const wrong: string[] = [];
    let hiddenBecauseOfTheFirst = 0;
    for (let run = 0; run < 120; run++) {
      const atoms = ages(1, 5).flatMap(age => ['A', 'B', 'C'].map(ward => ({ age, ward })));
      const data = atoms.flatMap(atom => people([[Math.floor(next() * next() * 14), atom]]));
      const cut = () => 1 + Math.floor(next() * 4);
      const bands = (at: number): Box[] => [{ age: ages(1, at) }, ...(at < 5 ? [{ age: ages(at + 1, 5) }] : [])];
      const view = (): Box[] => {
        const kind = next();
        if (kind < 0.4) return bands(cut());
        if (kind < 0.6) return ['A', 'B', 'C'].slice(0, 2 + Math.floor(next() * 2)).map(ward => ({ ward: [ward] }));
        const at = cut();
        return bands(at).flatMap(band => ['A', 'B', 'C'].map(ward => ({ ...band, ward: [ward] })));
      };
      const rules: AudienceRules = { ...board, hide: { from: 1, to: 3 } };
      const first = protectedList(data, view(), [], rules);
      const earlier = release(1, 'First', first.cells);
      const second = protectedList(data, view(), [earlier], rules);
      if (second.found.notes.some(note => note.code === 'earlier-release')) hiddenBecauseOfTheFirst++;
      const published = [...first.cells, ...second.cells];
      for (const age of [...ages(1, 5).map(one => [one]), ages(1, 2), ages(1, 3), ages(3, 5), ages(4, 5)])
        for (const ward of [['A'], ['B'], ['C'], ['A', 'B', 'C']]) {
          const box = { age, ward };
          const count = data.filter(person => inBox(person, box)).length;
          if (count < 1 || count > 3) continue;
          // Only what the views can tell apart is theirs to protect.
          const bands = published.map(one => new Set(one.box['age'] ?? ages(1, 5)));
          const apart = (x: string, y: string) => bands.some(band => band.has(x) !== band.has(y));
          const isClass =
            !ages(1, 5).some(x => !age.includes(x) && age.some(y => !apart(x, y))) &&
            age.every(x => !apart(x, age[0]!));
          if (age.length < 5 && !isClass) continue;
          if (!canDiffer(atoms, first.cells, box, count)) continue;
          if (!canDiffer(atoms, published, box, count)) wrong.push(`run ${run}: ${JSON.stringify(box)} is ${count}`);
        }
    }
    expect(wrong).toEqual([]);
    expect(hiddenBecauseOfTheFirst).toBeGreaterThan(3);
  });
});

describe('the ledger', () => {
  it('names a box the same however it is written', () => {
    expect(boxKey({ ward: ['b', 'a', 'a'], age: [null, '1'] })).toBe(boxKey({ age: ['1', null], ward: ['a', 'b'] }));
  });

  it('keeps what was released, by dataset, and leaves out what was given to nobody', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'csaf-releases-'));
    const settings = { actor: 'tester', at: '2017-11-14T09:00:00.000Z', demonstration: false };
    const workspace = await createWorkspace(
      path.join(folder, 'test.csaf'),
      'correct horse battery',
      settings,
      () => undefined,
    );
    try {
      const given = {
        name: 'Quarterly paper',
        purpose: 'Safeguarding Board',
        at: settings.at,
        by: settings.actor,
        audience: 'board',
        dataset: 'referrals',
        dataVersion: 3,
        rulesVersion: 1,
        cells: [cell({ ward: ['b', 'a'] }, 12), cell({ ward: ['a', 'b'] }, 12), cell({ age: [null] }, 20)],
      };
      const id = await workspace.write(store => writeRelease(store, given));
      const found = readReleases(workspace.read, 'referrals');
      expect(found.map(one => [one.id, one.name, one.at])).toEqual([[id, 'Quarterly paper', settings.at]]);
      expect(found[0]!.cells.length).toBe(2);
      expect(found[0]!.cells.find(one => one.box['age'])).toEqual(cell({ age: [null] }, 20));
      expect(readReleases(workspace.read, 'offences')).toEqual([]);

      await workspace.write(store => voidReleases(store, [id], settings.at));
      expect(readReleases(workspace.read, 'referrals')).toEqual([]);

      const resources = path.join(root, 'resources');
      const before = readRules(workspace.read, resources);
      expect(before).toEqual(shippedRules(resources));
      const changed = await workspace.write(store => writeRules(store, resources, before, settings.at, 'tester'));
      expect(changed.version).toBe(before.version + 1);
      expect(readRules(workspace.read, resources)).toEqual(changed);
    } finally {
      await workspace.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
