import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unitsInGroups, unitsInSpans } from '../../electron/engine/cube/units.ts';
import type { AlikeUnits, DaySpan } from '../../electron/engine/cube/units.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { daysOfIso } from '../../shared/model/period.ts';
import { callOver, end, load, newWorkspace, parsed, places } from './cube-setting.ts';
import type { Row } from './cube-setting.ts';

/*
 * What each child brings to spans and districts equals a plain loop over the rows, for random rows with all that is missing
 * in real ones: no child, no date, no place, no interview.
 */

const episodes = datasetNamed('missing-episodes')!;
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 5, nil: null });
const firstDay = daysOfIso('2016-03-20');

interface Episode extends Row {
  readonly child: number | null;
  readonly went_missing: string | null;
  readonly returned: string | null;
  readonly interview_hours: number | null;
  readonly district: string | null;
  readonly sex: string | null;
}

const episode: fc.Arbitrary<Episode> = fc
  .record({
    child: orNull(fc.integer({ min: 1, max: 12 })),
    minute: orNull(fc.integer({ min: 0, max: 60 * 1440 - 1 })),
    isBack: fc.boolean(),
    interview_hours: orNull(fc.constantFrom(5, 71.5, 72, 72.5, 200)),
    district: orNull(fc.constantFrom(...new Set(places.map(place => place.district)))),
    sex: orNull(fc.constantFrom('female', 'male')),
  })
  .map(({ minute, isBack, ...rest }) => {
    const went = minute === null ? null : new Date(firstDay * 86_400_000 + minute * 60_000).toISOString().slice(0, 16);
    return { ...rest, went_missing: went, returned: isBack ? went : null };
  });

const span: fc.Arbitrary<DaySpan> = fc
  .tuple(fc.integer({ min: -3, max: 62 }), fc.integer({ min: 0, max: 30 }))
  .map(([from, days]) => ({ first: firstDay + from, last: firstDay + from + days }));

type Kind = 'rows' | 'children' | 'within_72_hours';
const kinds: readonly Kind[] = ['rows', 'children', 'within_72_hours'];

const dayOf = (one: Episode): number =>
  one.went_missing === null ? -Infinity : Math.floor(Date.parse(`${one.went_missing}Z`) / 86_400_000);
const isIn = (one: Episode, { first, last }: DaySpan) => dayOf(one) >= first && dayOf(one) <= last;
const takesPart = (one: Episode, kind: Kind) => kind !== 'within_72_hours' || one.interview_hours !== null;
const counts = (one: Episode, kind: Kind) => kind !== 'within_72_hours' || one.interview_hours! <= 72;

/** The rows of each child; a row without one is a child of its own. */
function byChild(rows: readonly Episode[]): readonly (readonly Episode[])[] {
  return [...Map.groupBy(rows, (row, at) => (row.child === null ? `row ${at}` : `child ${row.child}`)).values()];
}

function brought(own: readonly Episode[], kind: Kind): { readonly x: number; readonly n: number } {
  const there = own.filter(one => takesPart(one, kind));
  const passing = there.filter(one => counts(one, kind));
  return kind === 'children'
    ? { x: Math.min(1, passing.length), n: Math.min(1, there.length) }
    : { x: passing.length, n: there.length };
}

/** Each child apart, in an order of its own. */
const apart = (alike: readonly AlikeUnits[]) =>
  alike.flatMap(one => Array.from({ length: one.units }, () => JSON.stringify(one.spans))).toSorted();

describe('what children bring', () => {
  let workspace: Workspace;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ workspace, remove } = await newWorkspace());
  });
  afterAll(() => remove());

  const over = async (rows: readonly Episode[], check: () => void) => {
    const batch = await load(workspace, episodes, rows, { agency: 'police' });
    try {
      check();
    } finally {
      await end(workspace, [batch]);
    }
  };
  const asked = (measure: string, sex: string | null = null) =>
    parsed({
      dataset: 'missing-episodes',
      values: [{ measure }],
      filters: sex === null ? [] : [{ field: 'sex', in: [sex] }],
    });

  it('to spans is what a plain loop over their rows says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(episode, { minLength: 1, maxLength: 60 }),
        fc.array(span, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(null, 'female'),
        (rows, spans, sex) =>
          over(rows, () => {
            for (const kind of kinds) {
              const found = unitsInSpans(asked(kind, sex), spans, callOver(workspace))!;
              const expected = byChild(rows)
                .map(own => own.filter(one => sex === null || one.sex === sex))
                .map(own =>
                  spans.map(days =>
                    brought(
                      own.filter(one => isIn(one, days)),
                      kind,
                    ),
                  ),
                )
                .filter(own => own.some(one => one.n > 0));
              expect(apart(found), kind).toEqual(expected.map(own => JSON.stringify(own)).toSorted());
              // Children who bring the same stand together once.
              expect(new Set(found.map(one => JSON.stringify(one.spans))).size).toBe(found.length);
            }
          }),
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it('to districts is what a plain loop says, and a child of two districts is in both', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(episode, { minLength: 1, maxLength: 60 }), span, (rows, days) =>
        over(rows, () => {
          for (const kind of kinds) {
            const groups = unitsInGroups(asked(kind), 'district', days, callOver(workspace))!;
            const inside = rows.filter(one => isIn(one, days) && takesPart(one, kind) && one.district !== null);
            expect([...groups.keys()].toSorted()).toEqual([...new Set(inside.map(one => one.district!))].toSorted());
            for (const [district, members] of groups) {
              const own = byChild(inside.filter(one => one.district === district)).map(part => brought(part, kind));
              expect(members.map(({ x, n }) => `${x}/${n}`).toSorted(), `${kind} ${district}`).toEqual(
                own.map(({ x, n }) => `${x}/${n}`).toSorted(),
              );
            }
            const districtsOf = Map.groupBy(
              [...groups].flatMap(([district, members]) => members.map(({ unit }) => ({ unit, district }))),
              one => one.unit,
            );
            const several = [...districtsOf.values()].filter(own => own.length > 1).length;
            const expected = byChild(inside).filter(own => new Set(own.map(one => one.district)).size > 1).length;
            expect(several).toBe(expected);
          }
        }),
      ),
      { numRuns: 60, seed: 4 },
    );
  });

  it('of a rate are the children that it counts; of a median nothing can be told child by child', async () => {
    const rows = fc.sample(episode, { numRuns: 40, seed: 5 });
    await over(rows, () => {
      const days = [{ first: firstDay, last: firstDay + 60 }];
      const call = callOver(workspace);
      const rate = episodes.measures.find(one => one.compute.kind === 'rate')!;
      expect(rate.compute).toMatchObject({ of: 'children' });
      expect(unitsInSpans(asked(rate.name), days, call)).toEqual(unitsInSpans(asked('children'), days, call));
      const median = episodes.measures.find(one => one.compute.kind === 'median')!.name;
      expect(unitsInSpans(asked(median), days, call)).toBeNull();
      expect(unitsInGroups(asked(median), 'district', days[0]!, call)).toBeNull();
      expect(unitsInSpans(asked('rows'), [], call)).toEqual([]);
    });
  });
});
