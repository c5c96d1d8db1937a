import type { Dataset } from '../dataset.ts';
import { area, supplied, rows, code } from './shared-fields.ts';

/** Resident population. */
export const population: Dataset = {
  name: 'population',
  label: 'Resident population',
  grain: 'residents of an area by year, age and sex',
  table: 'fact_population',
  dateField: null,
  snapshots: 'year',
  fields: [
    code('year', 'Mid-year', 'when', null, 'Year of the mid-year estimate.'),
    {
      name: 'age',
      label: 'Age',
      group: 'child',
      type: 'number',
      axis: true,
      description: 'Age in whole years; 90 stands for 90 and over.',
    },
    {
      name: 'age_band',
      label: 'Age band',
      group: 'child',
      type: 'code',
      codes: 'age_band',
      axis: true,
      description: 'Age in fixed bands.',
      derived: { from: 'age', by: 'age-band' },
    },
    code('sex', 'Sex', 'child', 'sex', 'Sex; not recorded where the source gives persons only.'),
    ...area('residence'),
    { name: 'persons', label: 'Persons', group: 'what', type: 'number', axis: false, description: 'Residents.' },
    supplied,
  ],
  measures: [
    {
      name: 'persons',
      label: 'Residents',
      definition: 'Residents at mid-year.',
      formula: 'sum of persons',
      compute: { kind: 'sum', field: 'persons' },
      unit: '',
      format: 'count',
      decimals: 0,
    },
    rows('Rows', 'rows of the population tables'),
  ],
  opening: { rows: ['district'], columns: ['year'], measure: 'persons' },
};
