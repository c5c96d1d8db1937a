import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parsedRules } from '../../electron/engine/disclosure/rules.ts';
import { intervalsOf } from '../../electron/engine/disclosure/audit.ts';
import { cellKeyCount } from '../../electron/engine/disclosure/cell-key.ts';
import { auditedTable, protectedTable } from '../../electron/engine/disclosure/methods.ts';
import { dominance, numeratorsBehind, percentRule } from '../../electron/engine/disclosure/primary.ts';
import {
  controlledRounding,
  countsBehind,
  displayedCount,
  midpointOfSix,
  roundedTo,
  roundingLeaks,
} from '../../electron/engine/disclosure/rounding.ts';
import { loadSolver } from '../../electron/engine/disclosure/solver.ts';
import type { Solver } from '../../electron/engine/disclosure/solver.ts';
import { tableModelOf } from '../../electron/engine/disclosure/table.ts';
import type { AudienceRules } from '../../shared/contract/disclosure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
// The file is data from published sources; its shape is what the tests below read.
// eslint-disable-next-line typescript/no-explicit-any
const cases: any[] = read('test/fixtures/disclosure/cases.json').cases;
const ofKind = (kind: string) => cases.filter(one => one.kind === kind);
const only = (id: string) => cases.find(one => one.id === id);
const same = (a: readonly string[], b: readonly string[]) => a.join('|') === b.join('|');

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});

const shipped = parsedRules(read('resources/disclosure/rules.json'));
const rulesWith = (hide: AudienceRules['hide'], base: 0 | 5 | 10): AudienceRules => ({
  ...shipped.audiences.board,
  hide,
  rounding: { base, totals: 'independent' },
});

describe('hidden cells of the reference tables', () => {
  for (const one of ofKind('cell-suppression')) {
    const lowerBound = one.attacker.lower_bound_of_suppressed;
    for (const integer of [false, true])
      it(`${one.id}: what can be derived${integer ? ' in whole numbers' : ''}`, () => {
        const cells = one.cells.map((cell: { at: string[]; value: number; status: string }) => ({
          at: cell.at,
          value: cell.value,
          status: cell.status === 'published' ? ('published' as const) : ('hidden' as const),
        }));
        const { hidden } = auditedTable({ dims: one.dims, cells, lowerBound, integer }).result;
        const wanted = integer ? one.integer_interval : one.lp_interval;
        expect(hidden.length).toBe(cells.filter((cell: { status: string }) => cell.status === 'hidden').length);
        for (const want of wanted) {
          const found = hidden.find(cell => same(cell.at, want.at))!;
          expect(found.lower, want.at.join()).toBeCloseTo(want.lo, 6);
          if (want.hi === null) expect(found.upper).toBeNull();
          else expect(found.upper, want.at.join()).toBeCloseTo(want.hi, 6);
        }
      });

    for (const alternative of one.alternatives.filter((a: { lp_interval?: unknown }) => a.lp_interval))
      it(`${one.id}: what can be derived after "${alternative.name}"`, () => {
        const more = new Set(alternative.secondary.map((at: string[]) => at.join('|')));
        const cells = one.cells.map((cell: { at: string[]; value: number; status: string }) => ({
          at: cell.at,
          value: cell.value,
          status:
            cell.status === 'published' && !more.has(cell.at.join('|')) ? ('published' as const) : ('hidden' as const),
        }));
        const { hidden } = auditedTable({ dims: one.dims, cells, lowerBound, integer: false }).result;
        for (const want of alternative.lp_interval) {
          const found = hidden.find(cell => same(cell.at, want.at))!;
          expect([found.lower, found.upper]).toEqual([want.lo, want.hi]);
        }
      });

    it(`${one.id}: is protected with at most twice the cells that would do`, () => {
      const zeros = one.expect.accepted_pattern_must.some((must: string) => must.includes('zero'));
      const { cells } = protectedTable({
        dims: one.dims,
        cells: one.cells.map((cell: { at: string[]; value: number; status: string }) => ({
          at: cell.at,
          value: cell.value,
          sensitive: cell.status === 'primary',
        })),
        lowerBound,
        zeros: zeros ? 'shown' : 'protected',
      }).result;
      const primary = one.cells.filter((cell: { status: string }) => cell.status === 'primary');
      const extra = cells.filter(cell => cell.status === 'hidden').length - primary.length;
      if (one.optimal_secondary) expect(extra).toBeLessThanOrEqual(2 * one.optimal_secondary.min_count.count);
      const { hidden } = auditedTable({
        dims: one.dims,
        cells: one.cells.map((cell: { at: string[]; value: number }, i: number) => ({
          at: cell.at,
          value: cell.value,
          status: cells[i]!.status as 'published' | 'hidden',
        })),
        lowerBound,
        integer: true,
      }).result;
      for (const cell of primary) {
        const found = hidden.find(other => same(other.at, cell.at))!;
        expect(found.upper === null || found.upper - found.lower >= 1, cell.at.join()).toBe(true);
      }
    });
  }

  it('hides the total where all else is a shown zero, and refuses a table that does not add up', () => {
    const dims = [{ root: 'T', tree: { T: ['a', 'b'] } }];
    const table = (a: number, b: number, total: number) => ({
      dims,
      cells: [
        { at: ['T'], value: total, sensitive: false },
        { at: ['a'], value: a, sensitive: true },
        { at: ['b'], value: b, sensitive: false },
      ],
      lowerBound: 1,
      zeros: 'shown' as const,
    });
    expect(protectedTable(table(3, 0, 3)).result.cells.map(cell => cell.status)).toEqual([
      'hidden',
      'hidden',
      'published',
    ]);
    expect(() => protectedTable(table(3, 4, 8))).toThrow('do not add up');
    expect(() =>
      auditedTable({
        dims,
        cells: [
          { at: ['T'], value: 5, status: 'published' },
          { at: ['a'], value: 9, status: 'published' },
        ],
        lowerBound: 0,
        integer: false,
      }),
    ).toThrow('do not add up');
  });
});

describe('rounding', () => {
  for (const one of ofKind('rounding-attack'))
    it(`${one.id}: ${one.title}`, () => {
      const dims = [
        { root: 'Total', tree: { Total: one.rows } },
        { root: 'Total', tree: { Total: one.cols } },
      ];
      const rules = rulesWith(
        one.suppress_range ? { from: one.suppress_range[0], to: one.suppress_range[1] } : null,
        one.base,
      );
      // The published table has no margin over its only row; cells that are not printed are unknown.
      const model = tableModelOf(dims);
      const lower = new Float64Array(model.size);
      const upper = new Float64Array(model.size).fill(Infinity);
      const targets: number[] = [];
      for (const cell of one.cells) {
        const number = model.cellAt(cell.at, '');
        targets.push(number);
        const shown = displayedCount(cell.value, rules);
        expect(shown === 'c' ? '*' : Number(shown)).toBe(cell.published);
        const known =
          cell.published === '*'
            ? { lower: one.suppress_range[0], upper: one.suppress_range[1] }
            : countsBehind(cell.published, rules);
        expect([known.lower, known.upper]).toEqual(cell.naive_interval);
        lower[number] = known.lower;
        upper[number] = known.upper;
      }
      const found = intervalsOf(solver, { relations: model.relations, lower, upper }, targets, true);
      expect(found.map(cell => [cell.lower, cell.upper])).toEqual(
        one.cells.map((cell: { attack_interval_integer: number[] }) => cell.attack_interval_integer),
      );
    });

  it('N3: zero stays, 1 to 7 is hidden, others go to the nearest 5', () => {
    const one = only('N3-value-map-1to7');
    const rules = rulesWith({ from: one.rule.suppress[0], to: one.rule.suppress[1] }, one.rule.base);
    for (const [value, shown] of one.pairs) expect(displayedCount(value, rules)).toBe(shown === '*' ? 'c' : shown);
    for (const value of one.errors) expect(() => displayedCount(value, rules)).toThrow('whole number');
  });

  it('N4: a range that ends below the rounding gives counts away', () => {
    const one = only('N4-why-7-not-5');
    const bad = roundingLeaks(rulesWith({ from: 1, to: 5 }, 5));
    expect(bad).toEqual([{ shown: one.published, counts: one.preimage_bad }]);
    expect(roundingLeaks(rulesWith({ from: 1, to: 7 }, 5))).toEqual([]);
    const { lower, upper } = countsBehind(10, rulesWith({ from: 1, to: 7 }, 5));
    expect([lower, upper]).toEqual([one.preimage_good_of_10[0], one.preimage_good_of_10.at(-1)]);
  });

  it('N5: midpoint of six', () => {
    for (const [count, shown] of only('N5-midpoint6').pairs) expect(midpointOfSix(count)).toBe(shown);
  });

  it('halves go up', () => {
    expect([roundedTo(2.5, 5), roundedTo(12.5, 5), roundedTo(5, 10), roundedTo(7, 0)]).toEqual([5, 15, 10, 7]);
  });

  it('R3: controlled rounding is additive and nearest', () => {
    const one = only('R3-controlled-rounding');
    const model = tableModelOf([
      { root: 'Total', tree: { Total: ['A', 'B', 'C'] } },
      { root: 'Total', tree: { Total: ['M', 'F'] } },
    ]);
    const truth = new Float64Array(model.size);
    for (const cell of one.cells) truth[model.cellAt(cell.at, '')] = cell.value;
    const rounded = controlledRounding(solver, model.relations, truth, one.base)!;
    expect(rounded.reduce((sum, value, cell) => sum + Math.abs(value - truth[cell]!), 0)).toBe(one.min_l1);
    rounded.forEach((value, cell) => {
      expect(value % one.base).toBe(0);
      expect(Math.abs(value - truth[cell]!)).toBeLessThan(one.base);
    });
    const again = intervalsOf(solver, { relations: model.relations, lower: rounded, upper: rounded }, [0], false);
    expect(again[0]!.lower).toBe(rounded[0]);
  });

  it('K1: the same records get the same noise', () => {
    const one = only('K1-cell-key');
    const bands = one.p_table.map((band: Record<string, number>) => ({
      count: band['count_capped_at_3'],
      above: band['lower_exclusive'],
      upTo: band['upper_inclusive'],
      noise: band['noise'],
    }));
    for (const item of one.items) {
      const found = cellKeyCount(item.record_keys, bands);
      expect(found).toEqual({ key: item.cell_key, noise: item.noise, published: item.published });
    }
    expect(cellKeyCount([], bands).published).toBe(0);
  });
});

describe('what is sensitive by itself', () => {
  for (const one of ofKind('derived-measure'))
    it(`${one.id}: ${one.title}`, () => {
      expect(numeratorsBehind(one.published_rate, one.decimals, one.per, one.denominator_candidates[0])).toEqual(
        one.consistent_numerators,
      );
    });

  for (const item of only('P1-concentration-rules').items)
    it(`P1: ${item.source}`, () => {
      const { nk, p_percent: percent } = item.result;
      const strict = dominance(item.contributions, item.n, item.k);
      expect(strict.unsafe).toBe(nk.unsafe_strict_gt);
      expect(dominance(item.contributions, item.n, item.k, false).unsafe).toBe(nk.acro_unsafe_ge);
      expect(strict.level).toBeCloseTo(nk.upper_protection_level, 6);
      const near = percentRule(item.contributions, item.p);
      expect(near.unsafe).toBe(percent.unsafe);
      expect(near.level).toBeCloseTo(percent.upper_protection_level, 6);
    });
});
