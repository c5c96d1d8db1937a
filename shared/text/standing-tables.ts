import { datasetNamed } from '../model/datasets.ts';
import type { StandingTable } from '../model/standing-tables.ts';

/** A standing table by its dataset, fields, periods and members. */
export function standingTableName({ family: { dataset, columns, only = {} }, rows }: StandingTable): string {
  const declared = datasetNamed(dataset);
  const labelOf = (name: string) => declared?.fields.find(field => field.name === name)?.label ?? name;
  const kept = Object.entries(only).map(([field, members]) => `${labelOf(field)}: ${members.join(', ')} only`);
  const of = rows.length ? rows.map(labelOf).join(' × ') : 'All';
  const periods = columns === 'year' ? 'year' : 'year and quarter';
  return `${declared?.label ?? dataset}: ${of} by ${periods}${kept.length ? `, ${kept.join('; ')}` : ''}`;
}
