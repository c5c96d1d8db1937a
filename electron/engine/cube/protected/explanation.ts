import { cellStatuses } from '../../../../shared/contract/cube.ts';
import type { CellExplanation, ParsedPivot } from '../../../../shared/contract/cube.ts';
import { FaultError } from '../../../../shared/contract/fault.ts';
import { definitionOf, nodesAt } from '../behind.ts';
import type { Place } from '../behind.ts';
import type { Facts } from '../columns/facts.ts';
import { measureAt } from '../measures.ts';
import { intervalOf } from '../pivot.ts';
import type { Surroundings } from '../evaluation.ts';
import { protectedEvaluationOf, protectedTable } from './protected.ts';
import type { Protecting } from './protected.ts';

/**
 * "What is this number?" for a board or the public: what the table shows and how it is worked out. Parts are given where
 * the counts themselves are published; the rows behind a cell and the files they came in are not.
 */
export async function protectedExplanation(
  facts: Facts,
  description: ParsedPivot,
  surroundings: Surroundings,
  protecting: Protecting,
  place: Place & { readonly value: number },
): Promise<CellExplanation> {
  const began = performance.now();
  const value = description.values[place.value];
  if (!value) throw new FaultError('invalid-input', `The table has ${description.values.length} values.`, 'value');
  const found = await protectedEvaluationOf(facts, description, surroundings, protecting);
  const { evaluation, context } = found;
  const { row, column } = nodesAt(evaluation, place);
  const table = protectedTable(found, description, surroundings, protecting, began);
  const r = evaluation.rows.findIndex(line => line.depth === row.depth && line.node === row.node);
  const c = evaluation.columns.findIndex(line => line.depth === column.depth && line.node === column.node);
  if (r < 0 || c < 0)
    throw new FaultError('invalid-input', 'The table does not show this cell.', r < 0 ? 'row' : 'column');
  const at = (r * table.columns.length + c) * table.values.length + place.value;
  const measure = evaluation.measures.get(value.measure)!;
  const grain = evaluation.grains.grain(row.depth, column.depth);
  const cells = measureAt(context, value.measure, grain);
  const node = row.node * grain.columnNodes + column.node;
  const number = (n: number | undefined) => (n === undefined || Number.isNaN(n) ? null : n);
  const isHidden = Number.isNaN(cells.values[node]!);
  const interval = value.show === 'value' ? intervalOf(measure, cells, node) : { lower: NaN, upper: NaN, method: null };
  const compute = measure.kind === 'declared' ? measure.measure.compute : null;
  return {
    label: table.values[place.value]!.label,
    value: number(table.cells[at]!),
    status: cellStatuses[table.status[at]!]!,
    ...definitionOf(measure),
    numerator: isHidden ? null : number(cells.numerators?.[node]),
    denominator: isHidden ? null : number(cells.denominators?.[node]),
    denominatorSource: compute?.kind === 'rate' ? context.residents(compute.population).source() : null,
    lower: number(interval.lower),
    upper: number(interval.upper),
    intervalMethod: interval.method,
    rows: null,
    batches: facts.batches.map(({ id, fileName }) => ({ id, fileName, rows: null })),
    notes: table.notes,
  };
}
