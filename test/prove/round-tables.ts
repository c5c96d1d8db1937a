import type { PivotDescription } from '../../shared/contract/cube.ts';

/** Attributes of the standing tables, each by district and by authority. */
export const attributes = [
  'sex',
  'age_band',
  'looked_after',
  'agency',
  'risk_at_referral',
  'disability',
  'ethnic_group',
  'service',
];
const year = { field: 'referred_on', by: 'financial-year' as const };
const quarter = { field: 'referred_on', by: 'financial-quarter' as const };

const board = (of: Partial<PivotDescription>): PivotDescription => ({
  dataset: 'referrals',
  audience: 'board',
  values: [{ measure: 'rows' }],
  totals: { rows: 'after', columns: 'after', subtotals: true },
  ...of,
});
/** Thirty tables that a board is given every quarter; all are of the standing plan. */
export const roundTables: readonly PivotDescription[] = [
  board({ rows: ['district'], columns: [year, quarter] }),
  board({ rows: ['district'], columns: [year] }),
  ...attributes.flatMap(attribute => [
    board({ rows: ['district', attribute], columns: [year] }),
    board({ rows: [attribute], columns: [year, quarter] }),
    board({ rows: ['authority', attribute], columns: [year, quarter] }),
  ]),
  board({ rows: ['age_band', 'sex'], columns: [year] }),
  ...(['looked_after', 'online', 'agency'] as const).map(field =>
    board({
      rows: ['district'],
      columns: [year],
      filters: [{ field, in: [field === 'agency' ? 'police' : field === 'online' ? 'yes' : 'no'] }],
    }),
  ),
];
