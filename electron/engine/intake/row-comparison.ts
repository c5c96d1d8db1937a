import type { AreaLevel } from '../../../shared/model/dataset.ts';
import type { AreaIndex } from '../areas/area-index.ts';
import type { WritableStore } from '../store/store.ts';
import type { CheckedRow } from './checking/row-state.ts';
import type { HeaderMatch } from './recognition.ts';
import type { ReturnType } from './return-types.ts';
import type { RowChecker } from './row-checker.ts';
import type { Finding, SheetRow } from './table.ts';

/** Whether a row of a look-up names any place that is known, so that facts can be moved by it. */
export function linkTest(type: ReturnType, match: HeaderMatch, areas: AreaIndex): (row: SheetRow) => boolean {
  const ends = (type.links ?? []).flatMap(link => [link.from, link.to]);
  const places = ends.map(({ column, level }) => ({
    level: level as AreaLevel,
    at: match.places[type.columns.findIndex(one => one.name === column)]!,
  }));
  return row =>
    places.some(({ at, level }) =>
      ['found', 'retired'].includes(areas.resolve((row.cells[at] ?? '').trim(), level).kind),
    );
}

/** What makes a row of an undated table one of its kind. */
export function keyOf(type: ReturnType, checker: RowChecker, checked: CheckedRow): string {
  const values = checker.targets
    .filter(
      target => !type.columns.some(c => c.target === target && (c.type === 'number' || c.type === 'published-number')),
    )
    .map(target => checked.values[checker.targets.indexOf(target)]);
  return JSON.stringify(values);
}

export type FinerTotals = (checked: CheckedRow) => Finding | null;

/**
 * For a table that another one gives in more detail: when that is loaded, a row that agrees with the sum of its parts
 * adds nothing (null), and one that does not is a finding. Null when there is no such table.
 */
export function finerTotals(store: WritableStore, type: ReturnType, checker: RowChecker): FinerTotals | null {
  if (!type.finer || !type.dataset) return null;
  const year = type.constants?.['year'] ?? '';
  const sums = store.all<{ district: string; persons: number }>(
    `SELECT district, sum(persons) AS persons FROM fact_population WHERE year = ? AND batch_id IN (SELECT id FROM batch WHERE state = 'current' AND type = ?) GROUP BY district`,
    year,
    type.finer,
  );
  if (sums.length === 0) return null;
  const byDistrict = new Map(sums.map(s => [s.district, s.persons]));
  const at = checker.targets.indexOf('district');
  return checked => {
    const parts = byDistrict.get(String(checked.values[at]));
    const total = checked.spread.reduce((sum, s) => sum + (s.value ?? 0), 0);
    return parts === total
      ? null
      : {
          column: null,
          found: String(total),
          expected: parts === undefined ? 'a district of the detailed table' : String(parts),
          code: 'total-disagrees',
          severity: 'set-aside',
          message: `The detailed table that is loaded adds up to ${parts?.toLocaleString('en-GB') ?? 'nothing'} here. Check which is right; withdraw the detailed table to load this one instead.`,
        };
  };
}
