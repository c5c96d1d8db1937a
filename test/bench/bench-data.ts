import type { Dataset, Field, MeasureKind } from '../../shared/model/dataset.ts';

const code = (name: string): Field => ({ name, label: name, group: 'what', type: 'code', axis: true, description: '' });
const measure = (name: string, compute: MeasureKind) => ({
  name,
  label: name,
  definition: '',
  formula: '',
  compute,
  unit: '',
  format: 'number' as const,
  decimals: 1,
});

/** A dataset of the bench alone: the planner takes any declaration. */
export const benchDataset: Dataset = {
  name: 'bench',
  label: 'Bench',
  grain: 'a row of the bench',
  table: 'fact_bench',
  dateField: null,
  fields: [
    ...['district', 'ward', 'quarter', 'age_band', 'agency', 'indicator'].map(code),
    { name: 'value', label: 'Value', group: 'what', type: 'number', axis: false, description: '' },
  ],
  measures: [
    measure('rows', { kind: 'rows' }),
    measure('sum', { kind: 'sum', field: 'value' }),
    measure('mean', { kind: 'mean', field: 'value' }),
    measure('wards', { kind: 'distinct', field: 'ward' }),
  ],
  opening: { rows: ['district'], columns: ['quarter'], measure: 'sum' },
};

interface CodeColumn {
  readonly kind: 'codes';
  readonly codes: Uint8Array;
  readonly dictionary: readonly string[];
}

export interface BenchColumns {
  readonly district: CodeColumn;
  readonly ward: CodeColumn;
  readonly quarter: CodeColumn;
  readonly age_band: CodeColumn;
  readonly agency: CodeColumn;
  readonly indicator: CodeColumn;
  readonly value: { readonly kind: 'numbers'; readonly numbers: Float64Array };
}

/** Rows that are the same on every machine: 9 districts, 200 wards within them, 12 quarters, 5 ages, 4 agencies, 40 indicators. */
export function benchColumns(rows: number): BenchColumns {
  let state = 20_171_114;
  const below = (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * n);
  };
  const column = (size: number): CodeColumn => ({
    kind: 'codes',
    codes: new Uint8Array(rows),
    dictionary: Array.from({ length: size }, (_, i) => String(i + 1)),
  });
  const columns = {
    district: column(9),
    ward: column(200),
    quarter: column(12),
    age_band: column(5),
    agency: column(4),
    indicator: column(40),
    value: { kind: 'numbers' as const, numbers: new Float64Array(rows) },
  };
  for (let i = 0; i < rows; i++) {
    const ward = below(200);
    columns.ward.codes[i] = ward + 1;
    columns.district.codes[i] = (ward % 9) + 1;
    columns.quarter.codes[i] = below(12) + 1;
    columns.age_band.codes[i] = below(5) + 1;
    columns.agency.codes[i] = below(4) + 1;
    columns.indicator.codes[i] = below(40) + 1;
    columns.value.numbers[i] = below(1_000_000) / 1000;
  }
  return columns;
}

/** One row as numbers: six codes and the value. */
export function rowCells(columns: BenchColumns, i: number): number[] {
  const { district, ward, quarter, age_band, agency, indicator, value } = columns;
  return [
    district.codes[i]!,
    ward.codes[i]!,
    quarter.codes[i]!,
    age_band.codes[i]!,
    agency.codes[i]!,
    indicator.codes[i]!,
    value.numbers[i]!,
  ];
}
