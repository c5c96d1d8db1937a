import type { Dataset } from '../dataset.ts';
import { supplied, rows, code } from './shared-fields.ts';

/** Factors identified at the end of assessment (DfE). */
export const assessmentFactors: Dataset = {
  name: 'assessment-factors',
  label: 'Factors identified at the end of assessment (DfE)',
  grain: 'a factor identified at the end of assessments in a year, by area',
  table: 'fact_assessment_factor',
  dateField: null,
  fields: [
    code('year', 'Year to March', 'when', null, 'Reporting year, which ends on 31 March.'),
    code('geography', 'Geography', 'where', null, 'National, regional or local authority, by official code.'),
    code('factor', 'Factor', 'what', null, 'Factor identified at the end of assessment.'),
    code(
      'quality',
      'Quality',
      'supply',
      null,
      'c hidden by the publisher, x not available, u low reliability, z not applicable.',
    ),
    {
      name: 'episodes',
      label: 'Episodes',
      group: 'what',
      type: 'number',
      axis: false,
      description: 'Episodes with the factor; empty where the publisher gave a symbol.',
    },
    {
      name: 'assessed',
      label: 'Assessed',
      group: 'what',
      type: 'number',
      axis: false,
      description: 'Episodes with any assessment factor: the denominator.',
    },
    supplied,
  ],
  measures: [
    {
      name: 'episodes',
      label: 'Episodes',
      definition: 'Episodes of need with the factor at the end of assessment. Factors overlap, so they do not add up.',
      formula: 'sum of episodes',
      compute: { kind: 'sum', field: 'episodes' },
      unit: '',
      format: 'count',
      decimals: 0,
    },
    rows('Rows', 'published figures'),
  ],
  opening: { rows: ['factor'], columns: ['year'], measure: 'episodes' },
};
