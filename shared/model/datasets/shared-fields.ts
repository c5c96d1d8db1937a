import type { Field, Measure } from '../dataset.ts';

/*
 * Fields and measures that several datasets have.
 */

export const area = (of: string): readonly Field[] => [
  {
    name: 'lsoa',
    label: 'LSOA',
    group: 'where',
    type: 'area',
    level: 'lsoa',
    axis: true,
    description: `Lower layer super output area of ${of}, 2011 codes.`,
  },
  {
    name: 'ward',
    label: 'Ward',
    group: 'where',
    type: 'area',
    level: 'ward',
    axis: true,
    description: `Ward of ${of}, best fit from the LSOA where the return gives no ward.`,
  },
  {
    name: 'district',
    label: 'District',
    group: 'where',
    type: 'area',
    level: 'district',
    axis: true,
    description: `District or city of ${of}.`,
  },
  {
    name: 'authority',
    label: 'Local authority',
    group: 'where',
    type: 'area',
    level: 'authority',
    axis: true,
    description: 'Upper-tier local authority: Staffordshire or Stoke-on-Trent.',
    derived: { from: 'district', by: 'authority-of-district' },
  },
  {
    name: 'deprivation',
    label: 'Deprivation decile',
    group: 'where',
    type: 'code',
    axis: true,
    description: 'Index of Multiple Deprivation 2019 decile of the LSOA; 1 is most deprived.',
    derived: { from: 'lsoa', by: 'deprivation-decile' },
  },
];

export const supplied: Field = {
  name: 'supplied_by',
  label: 'Supplied by',
  group: 'supply',
  type: 'code',
  codes: 'supplier',
  axis: true,
  description: 'Agency that sent the return in which the row came.',
  derived: { by: 'batch-agency' },
};

export const child: readonly Field[] = [
  {
    name: 'child',
    label: 'Child',
    group: 'child',
    type: 'key',
    axis: false,
    description: 'Pseudonym that links rows of the same child inside this workspace.',
  },
  {
    name: 'age',
    label: 'Age',
    group: 'child',
    type: 'number',
    axis: true,
    description: 'Age in whole years at the event.',
  },
  {
    name: 'age_band',
    label: 'Age band',
    group: 'child',
    type: 'code',
    codes: 'age_band',
    axis: true,
    description: 'Age at the event in fixed bands.',
    derived: { from: 'age', by: 'age-band' },
  },
  {
    name: 'sex',
    label: 'Sex',
    group: 'child',
    type: 'code',
    codes: 'sex',
    axis: true,
    description: 'Sex as recorded by the agency.',
  },
];

export const yesNo = (name: string, label: string, description: string): Field => ({
  name,
  label,
  group: 'child',
  type: 'code',
  codes: 'yes_no',
  axis: true,
  description,
});

export const rows = (label: string, one: string): Measure => ({
  name: 'rows',
  label,
  definition: `Number of ${one}.`,
  formula: 'count of rows',
  compute: { kind: 'rows' },
  unit: '',
  format: 'count',
  decimals: 0,
});

export const children: Measure = {
  name: 'children',
  label: 'Children',
  definition:
    'Each child counted once within the cell, by keyed link inside this workspace. A year counts a child once however many quarters they appear in, so quarters do not add up to it.',
  formula: 'count of distinct children',
  compute: { kind: 'distinct', field: 'child' },
  unit: '',
  format: 'count',
  decimals: 0,
};

export const childrenRate: Measure = {
  name: 'rate_10_17',
  label: 'Rate 10–17',
  definition:
    'Distinct children of any age per 10,000 resident children aged 10 to 17 in the same areas: those who are younger or older count too. A total is a ratio of sums, never a sum or mean of rates. The rate covers the period of its cell and is not scaled to a year.',
  formula: 'distinct children ÷ residents aged 10 to 17 × 10,000',
  compute: { kind: 'rate', of: 'children', population: '10-17', per: 10_000 },
  unit: 'per 10,000',
  format: 'rate',
  decimals: 1,
};

export const date = (name: string, label: string, description: string): Field => ({
  name,
  label,
  group: 'when',
  type: 'date',
  axis: true,
  description,
});
export const datetime = (name: string, label: string, description: string): Field => ({
  name,
  label,
  group: 'when',
  type: 'datetime',
  axis: true,
  description,
});
export const code = (
  name: string,
  label: string,
  group: Field['group'],
  codes: string | null,
  description: string,
): Field => ({
  name,
  label,
  group,
  type: 'code',
  axis: true,
  description,
  ...(codes ? { codes } : {}),
});
