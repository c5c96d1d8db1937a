import type { Dataset } from '../dataset.ts';
import { area, supplied, rows, code } from './shared-fields.ts';

/** Street-level crime (police.uk). */
export const streetCrime: Dataset = {
  name: 'street-crime',
  label: 'Street-level crime (police.uk)',
  grain: 'a crime or incident of anti-social behaviour as published by police.uk',
  table: 'fact_street_crime',
  dateField: 'month',
  monthly: true,
  fields: [
    {
      name: 'month',
      label: 'Month',
      group: 'when',
      type: 'date',
      axis: true,
      description: 'Month of the incident; the publisher gives no day.',
    },
    code('crime_type', 'Crime type', 'what', null, 'The publisher’s category.'),
    code('outcome', 'Last outcome', 'what', null, 'Last outcome category; anti-social behaviour has none.'),
    ...area('the anonymised point'),
    code(
      'grid',
      'Grid cell',
      'where',
      null,
      'One-kilometre cell of the National Grid that holds the anonymised point.',
    ),
    code('force', 'Reported by', 'who', null, 'Police force that reported the incident.'),
    supplied,
  ],
  measures: [
    rows('Incidents', 'incidents'),
    {
      name: 'rate',
      label: 'Rate',
      definition: 'Incidents per 1,000 residents of all ages. The rate covers the period of its cell.',
      formula: 'incidents ÷ residents × 1,000',
      compute: { kind: 'rate', of: 'rows', population: 'all-ages', per: 1000 },
      unit: 'per 1,000',
      format: 'rate',
      decimals: 1,
    },
  ],
  opening: { rows: ['district'], columns: [{ field: 'month', by: 'month' }], measure: 'rows' },
};
