import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverageHandlers } from '../../electron/engine/coverage/handlers.ts';
import { pivotTable } from '../../electron/engine/cube/tables.ts';
import { scorecardOf } from '../../electron/engine/framework/scorecard.ts';
import { trendOf } from '../../electron/engine/framework/trend.ts';
import { geographyHandlers } from '../../electron/engine/geography/handlers.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import type { NewSupplyFact } from '../../shared/contract/coverage.ts';
import type { PivotTable } from '../../shared/contract/cube.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import { scorecardQuestion } from '../../shared/contract/framework.ts';
import { hotSpotDescription } from '../../shared/contract/geography.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { isoOfDays, periodOf } from '../../shared/model/period.ts';
import type { Period } from '../../shared/model/period.ts';
import { callOver, end, load, newWorkspace, parsed, places } from './cube-setting.ts';
import { partsOf } from './coverage-setting.ts';

/*
 * Random suppliers, gaps, successions and beginnings: the cube, the map, the scorecard and the findings say the same of
 * every period, and of quarters what a plain rule over the files says.
 */

const dataset = datasetNamed('referrals')!;
let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await newWorkspace());
});
afterAll(() => remove());

const quartersInAll = 9;
/** Quarter by number, from April 2015. */
const quarterAt = (at: number): Period => periodOf(Date.UTC(2015, 3 + at * 3, 1) / 86_400_000, 'financial-quarter');
const agencies = ['police', 'health', 'education', 'housing'] as const;

interface Sender {
  /** The first quarter, and the quarters after it for which nothing is sent. */
  readonly begins: number;
  readonly gaps: readonly number[];
  /** One file a quarter that is named for it; or one for all that is named for its years, or for nothing. */
  readonly files: 'quarters' | 'years' | 'unnamed';
  /** Days into a quarter on which rows lie. */
  readonly days: readonly number[];
}

const sender: fc.Arbitrary<Sender> = fc.record({
  begins: fc.integer({ min: 0, max: 5 }),
  gaps: fc.uniqueArray(fc.integer({ min: 0, max: quartersInAll - 1 }), { maxLength: 3 }),
  files: fc.constantFrom('quarters', 'quarters', 'quarters', 'years', 'unnamed'),
  days: fc.array(fc.integer({ min: 0, max: 89 }), { minLength: 1, maxLength: 3 }),
});

type Turn =
  | { readonly kind: 'end'; readonly who: number; readonly at: number }
  | { readonly kind: 'succession'; readonly who: number; readonly successor: number; readonly at: number }
  | { readonly kind: 'nothing-more'; readonly who: number; readonly at: number };

const turn = (senders: number): fc.Arbitrary<Turn> =>
  fc.record({
    kind: fc.constantFrom('end' as const, 'succession' as const, 'nothing-more' as const),
    who: fc.integer({ min: 0, max: senders - 1 }),
    successor: fc.integer({ min: 0, max: senders - 1 }),
    at: fc.integer({ min: 1, max: quartersInAll - 1 }),
  });

const world = fc.integer({ min: 1, max: 4 }).chain(senders =>
  fc.record({
    senders: fc.array(sender, { minLength: senders, maxLength: senders }),
    turns: fc.array(turn(senders), { maxLength: 3 }),
  }),
);

const sends = ({ begins, gaps }: Sender, quarter: number) => quarter >= begins && !gaps.includes(quarter);

async function bringIn(senders: readonly Sender[]): Promise<readonly number[]> {
  const batches: number[] = [];
  let child = 0;
  for (const [at, one] of senders.entries()) {
    const quarters = Array.from({ length: quartersInAll }, (_, q) => q).filter(quarter => sends(one, quarter));
    const rowsOf = (quarter: number) =>
      one.days.map(day => ({
        child: (child += 1),
        referred_on: isoOfDays(quarterAt(quarter).first + day),
        district: places[at]!.district,
      }));
    const agency = agencies[at]!;
    const span = (first: number, last: number) => ({ periodFrom: isoOfDays(first), periodTo: isoOfDays(last) });
    if (one.files === 'quarters')
      for (const quarter of quarters) {
        const { first, last } = quarterAt(quarter);
        batches.push(await load(workspace, dataset, rowsOf(quarter), { agency, ...span(first, last) }));
      }
    else if (quarters.length > 0) {
      const rows = quarters.flatMap(rowsOf);
      const years = [quarters[0]!, quarters.at(-1)!].map(quarter =>
        periodOf(quarterAt(quarter).first, 'financial-year'),
      );
      const named = one.files === 'years' ? span(years[0]!.first, years[1]!.last) : {};
      batches.push(await load(workspace, dataset, rows, { agency, ...named }));
    }
  }
  return batches;
}

const factOf = (one: Turn): NewSupplyFact => {
  const { first, last } = quarterAt(one.at);
  const common = { type: 'test', agencies: [agencies[one.who]!], from: isoOfDays(first), reason: 'Drawn.' };
  if (one.kind === 'end') return { ...common, kind: one.kind };
  return one.kind === 'succession'
    ? { ...common, kind: one.kind, successor: agencies[one.successor]! }
    : { ...common, kind: one.kind, to: isoOfDays(last) };
};

/** Records what can be meant of the turns that were drawn; answers those. */
async function record(turns: readonly Turn[]): Promise<readonly { readonly id: number; readonly turn: Turn }[]> {
  const kept: { id: number; turn: Turn }[] = [];
  for (const one of turns) {
    try {
      const fact = await coverageHandlers['coverage.record']({ fact: factOf(one) }, callOver(workspace));
      kept.push({ id: fact.id, turn: one });
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
    }
  }
  return kept;
}

const tableBy = (by: readonly string[], more: object = {}): PivotTable =>
  pivotTable(
    parsed({
      dataset: 'referrals',
      columns: by.map(part => ({ field: 'referred_on', by: part })) as never,
      values: [{ measure: 'children' }],
      emptyMembers: true,
      ...more,
    }),
    callOver(workspace),
  ) as PivotTable;

/** The periods of a kind that a table shows, and which of them it calls whole. */
const wholesOf = (by: string): ReadonlyMap<string, boolean> =>
  new Map(tableBy([by]).columns.map(column => [column.path[0]!.code!, column.incomplete === undefined]));

async function mapWholes(by: string): Promise<ReadonlyMap<string, boolean>> {
  const series = await geographyHandlers['geography.series'](
    {
      description: v.parse(hotSpotDescription, { dataset: 'referrals', level: 'district' }),
      by: by as 'financial-quarter',
      job: 'series',
    },
    callOver(workspace),
  );
  return new Map(series.periods.map(period => [period.code, period.complete]));
}

const coverageWholes = (
  codes: ReadonlyMap<string, boolean>,
  periods: readonly Period[],
): ReadonlyMap<string, boolean> =>
  new Map(
    periods
      .filter(period => codes.has(period.code))
      .map(period => {
        const asked = { dataset: 'referrals', from: isoOfDays(period.first), to: isoOfDays(period.last) };
        const found = coverageHandlers['coverage.period'](asked, callOver(workspace)) as { readonly whole: boolean };
        return [period.code, found.whole];
      }),
  );

const periodsOf = (
  by: 'financial-quarter' | 'financial-year' | 'year' | 'academic-year' | 'month',
): readonly Period[] => {
  const [first, last] = [quarterAt(-4).first, quarterAt(quartersInAll + 4).last];
  const periods: Period[] = [];
  for (let day = first; day <= last; day = periods.at(-1)!.last + 1) periods.push(periodOf(day, by));
  return periods;
};

/** What a plain rule says of each quarter, where every file is named for its quarter. */
function plainWholes(senders: readonly Sender[], turns: readonly Turn[]): readonly boolean[] {
  const isIn = (who: number, quarter: number) =>
    sends(senders[who]!, quarter) ||
    turns.some(one => one.kind === 'nothing-more' && one.who === who && one.at === quarter);
  const quarters = Array.from({ length: quartersInAll }, (_, quarter) => quarter);
  const begins = senders.map((_, who) => quarters.find(quarter => isIn(who, quarter)) ?? Infinity);
  const isAsked = (who: number, quarter: number): boolean => {
    let asked = false;
    for (let q = 0; q <= quarter; q++) {
      if (turns.some(one => one.kind !== 'nothing-more' && one.who === who && one.at === q)) asked = false;
      if (begins[who] === q) asked = true;
      if (turns.some(one => one.kind === 'succession' && one.successor === who && one.at === q)) asked = true;
    }
    return asked;
  };
  return quarters.map(quarter => {
    const all = senders.map((_, who) => who);
    return all.some(who => isIn(who, quarter)) && all.every(who => !isAsked(who, quarter) || isIn(who, quarter));
  });
}

async function inWorld(
  { senders, turns }: { readonly senders: readonly Sender[]; readonly turns: readonly Turn[] },
  look: (kept: readonly Turn[]) => Promise<void>,
): Promise<void> {
  const batches = await bringIn(senders);
  const recorded = batches.length > 0 ? await record(turns) : [];
  try {
    if (batches.length > 0) await look(recorded.map(one => one.turn));
  } finally {
    for (const { id } of recorded)
      await coverageHandlers['coverage.withdraw']({ id, reason: 'The next world.' }, callOver(workspace));
    await end(workspace, batches);
  }
}

describe('whether a period is whole', () => {
  it('is the same for the cube, the map, the scorecard, the findings and whoever asks for the period', async () => {
    await fc.assert(
      fc.asyncProperty(world, given =>
        inWorld(given, async () => {
          for (const by of ['month', 'financial-quarter', 'financial-year', 'year', 'academic-year'] as const) {
            const cube = wholesOf(by);
            expect(coverageWholes(cube, periodsOf(by)), by).toEqual(cube);
            if (by !== 'year' && by !== 'academic-year') {
              const map = await mapWholes(by);
              for (const [code, whole] of cube) expect(map.get(code), `${by} ${code}`).toBe(whole);
            }
          }
          const quarters = wholesOf('financial-quarter');
          const over = callOver(workspace);
          const question = v.parse(scorecardQuestion, { indicators: ['2.1'], districts: false });
          const card = await scorecardOf(question, description => pivotTable(description, over), over);
          const points = card.lines[0]!.points.filter(point => quarters.has(point.period));
          for (const point of points)
            if (point.period <= card.period.code) expect(point.complete, point.period).toBe(quarters.get(point.period));
          const latest = points.findLast(point => quarters.get(point.period) && point.period <= card.period.code);
          expect(card.lines[0]!.latest?.period).toBe(latest?.period);

          const trend = await trendOf(
            { indicator: '2.1', audience: 'analyst' },
            asked => pivotTable(asked, over),
            over,
          );
          if (!trend) return;
          expect(trend.line.latest?.period).toBe(latest?.period);
          const { change, spans } = trend;
          if (!spans || !change || change.strength === 'cannot-tell') return;
          // Where a quarter of the two spans is not whole, the change is told of those who returned throughout.
          const isWhole = [...spans.before.quarters, ...spans.after.quarters].every(code => quarters.get(code) ?? true);
          if (!isWhole) expect(change.caveats.join(' ')).toContain('who returned throughout');
        }),
      ),
      { numRuns: 60, seed: 12 },
    );
  }, 180_000);

  it('of quarters is what a plain rule over files that are named for their quarters says', async () => {
    let compared = 0;
    expect.hasAssertions();
    const named = world.map(given => ({
      ...given,
      // With rows in its first and its last month, so that they speak for all of it.
      senders: given.senders.map(one => ({ ...one, files: 'quarters' as const, days: [0, ...one.days, 89] })),
    }));
    await fc.assert(
      fc.asyncProperty(named, given =>
        inWorld(given, async kept => {
          const parts = new Set(partsOf(tableBy(['financial-quarter'])));
          const shown = wholesOf('financial-quarter');
          plainWholes(given.senders, kept).forEach((whole, at) => {
            const { code } = quarterAt(at);
            if (!shown.has(code)) return;
            compared += 1;
            expect(parts.has(code), code).toBe(!whole);
          });
        }),
      ),
      { numRuns: 120, seed: 5 },
    );
    expect(compared).toBeGreaterThan(120);
  }, 180_000);
});
