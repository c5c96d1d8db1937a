import type { FreeingChange, ParsedPivot } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import type { Call } from '../subject.ts';
import { datasetFor } from './gathering.ts';
import { pivotTable } from './tables.ts';

interface Coarser {
  readonly words: string;
  readonly description: ParsedPivot;
}

type Axis = ParsedPivot['rows'][number];

const fieldOf = (axis: Axis): string => (typeof axis === 'string' ? axis : axis.field);

/** What a field of finer members is joined into, where there is one of its own for that. */
const wider: Readonly<Record<string, string>> = {
  age: 'age_band',
  lsoa: 'ward',
  msoa: 'district',
  ward: 'district',
  district: 'authority',
};

/** Longer periods for each part of a date that is no part of a week or a day. */
const longer: Readonly<Record<string, string>> = {
  day: 'month',
  month: 'financial-quarter',
  quarter: 'year',
  'financial-quarter': 'financial-year',
};

/** A description with other axes; what it sorts or keeps by an axis that may be gone is left to the usual order. */
const withAxes = (from: ParsedPivot, rows: readonly Axis[], columns: readonly Axis[]): ParsedPivot => {
  const { top: _, ...rest } = from;
  return { ...rest, rows: [...rows], columns: [...columns], sort: [] };
};

const axisKey = (axis: Axis): string =>
  JSON.stringify([fieldOf(axis), typeof axis === 'string' ? null : (axis.by ?? null)]);

/** With one axis in the place of another, or without it where what takes its place is there already. */
function replaced(from: ParsedPivot, axis: Axis, other: Axis): ParsedPivot {
  const isThere = [...from.rows, ...from.columns].some(one => axisKey(one) === axisKey(other));
  const change = (axes: readonly Axis[]) => axes.flatMap(one => (one === axis ? (isThere ? [] : [other]) : [one]));
  return withAxes(from, change(from.rows), change(from.columns));
}

/**
 * Coarser tables of the same figures, from the least change to the most: without a filter that leaves members out, without
 * records that lack a place, wider bands and areas, longer periods, and last without one of its fields.
 */
export function coarserTables(from: ParsedPivot, dataset: Dataset): readonly Coarser[] {
  const labelOf = (name: string) => dataset.fields.find(field => field.name === name)?.label ?? name;
  const axes = [...from.rows, ...from.columns];
  const isArea = (axis: Axis) => dataset.fields.some(field => field.name === fieldOf(axis) && field.type === 'area');
  const filters = from.filters.map((filter, i): Coarser => ({
    words: `Without the filter on ${labelOf(filter.field)}`,
    description: { ...from, filters: from.filters.filter((_, at) => at !== i) },
  }));
  const placed = axes.flatMap((axis): Coarser[] => {
    const field = fieldOf(axis);
    return isArea(axis) && !from.filters.some(filter => filter.field === field)
      ? [
          {
            words: `Without records of which ${labelOf(field)} is not recorded`,
            description: { ...from, filters: [...from.filters, { field, notIn: [null] }] },
          },
        ]
      : [];
  });
  const joined = axes.flatMap((axis): Coarser[] => {
    const other = wider[fieldOf(axis)];
    return other && dataset.fields.some(field => field.name === other && field.axis)
      ? [
          {
            words: `By ${labelOf(other)} in place of ${labelOf(fieldOf(axis))}`,
            description: replaced(from, axis, other),
          },
        ]
      : [];
  });
  const lasting = axes.flatMap((axis): Coarser[] => {
    const by = typeof axis === 'string' ? undefined : axis.by;
    const other = by === undefined ? undefined : longer[by];
    if (typeof axis === 'string' || other === undefined) return [];
    const words = `By ${other.replace('-', ' ')} in place of ${by!.replace('-', ' ')}`;
    return [{ words, description: replaced(from, axis, { ...axis, by: other as never }) }];
  });
  const fewer =
    axes.length > 1
      ? axes.toReversed().map((axis): Coarser => {
          const rest = (list: readonly Axis[]) => list.filter(one => one !== axis);
          return {
            words: `Without ${labelOf(fieldOf(axis))}`,
            description: withAxes(from, rest(from.rows), rest(from.columns)),
          };
        })
      : [];
  return [...filters, ...placed, ...joined, ...lasting, ...fewer];
}

/** Tables tried, and offered: each is protected anew, which takes its time. */
const mostTried = 8;
const mostOffered = 3;

/**
 * The smallest changes by which a table that cannot be given to its audience can be: coarser tables, each protected as it
 * would be given out, with how many of its figures are shown. Those of which nothing is shown are no help and left out.
 * What cannot be made is passed over; a cancelled job ends with its fault.
 */
export async function freeingChanges(description: ParsedPivot, call: Call): Promise<readonly FreeingChange[]> {
  const found: FreeingChange[] = [];
  const tried = coarserTables(description, datasetFor(description.dataset)).slice(0, mostTried);
  for (const [at, { words, description: coarser }] of tried.entries()) {
    if (found.length === mostOffered) break;
    call.progress({ stage: 'Looking for a table that can be shown', done: at, total: tried.length, unit: 'steps' });
    try {
      const table = await pivotTable(coarser, call);
      const hidden = table.protection?.hidden ?? 0;
      const cells = table.cells.length;
      if (cells > hidden) found.push({ words, description: coarser, cells, shown: cells - hidden });
    } catch (error) {
      const isOfTable =
        error instanceof FaultError && ['refused', 'too-large', 'invalid-input'].includes(error.fault.code);
      if (!isOfTable) throw error;
    }
  }
  return found;
}
