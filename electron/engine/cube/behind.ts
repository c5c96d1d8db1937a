import type { CellExplanation, FactRows, ParsedPivot } from '../../../shared/contract/cube.ts';
import { cellStatuses } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Field } from '../../../shared/model/dataset.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import { notRecorded } from '../store/segments.ts';
import { tuplesOfNodes } from './axis.ts';
import type { AxisTree } from './axis.ts';
import { nodeOfPath } from './display.ts';
import type { Facts } from './columns/facts.ts';
import { measureAt } from './measures.ts';
import type { AnyMeasure } from './measures.ts';
import { intervalOf, isPublished, valueColumnOf } from './pivot.ts';
import { evaluationOf } from './evaluation.ts';
import { notesOf } from './table-notes.ts';
import type { Evaluation, Surroundings } from './evaluation.ts';
import { shownValues } from './show-as.ts';

export interface Place {
  readonly row: readonly (string | null)[];
  readonly column: readonly (string | null)[];
}

function refuseOthers(description: ParsedPivot): void {
  if (description.audience !== 'analyst')
    throw new FaultError(
      'refused',
      'Rows and explanations of a protected table are for an analyst only; nothing was shown.',
    );
}

export function nodesAt(evaluation: Evaluation, place: Place) {
  const row = nodeOfPath(evaluation.grains.rows, place.row);
  const column = nodeOfPath(evaluation.grains.columns, place.column);
  if (!row) throw new FaultError('invalid-input', 'The table has no such row.', 'row');
  if (!column) throw new FaultError('invalid-input', 'The table has no such column.', 'column');
  return { row, column };
}

/** Row numbers of the facts behind a cell, ascending. */
function factRowsAt(
  evaluation: Evaluation,
  row: { depth: number; node: number },
  column: { depth: number; node: number },
): number[] {
  const { facts, selected, grains } = evaluation;
  const side = (tree: AxisTree, at: { depth: number; node: number }) => {
    const dimensions = tree.dimensions.slice(0, at.depth);
    if (!dimensions.length) return () => true;
    const wanted = new Set(
      tuplesOfNodes(tree, at.depth)[at.node]!.map(t => dimensions.map((_, d) => tree.tuples.codes[d]![t]!).join('|')),
    );
    return (r: number) => wanted.has(dimensions.map(dimension => dimension.column.codes[r]!).join('|'));
  };
  const inRow = side(grains.rows, row);
  const inColumn = side(grains.columns, column);
  const found: number[] = [];
  const count = selected === null ? facts.rows : selected.length;
  for (let i = 0; i < count; i++) {
    const r = selected === null ? i : selected[i]!;
    if (inRow(r) && inColumn(r)) found.push(r);
  }
  return found;
}

export function definitionOf(measure: AnyMeasure) {
  return measure.kind === 'declared'
    ? { definition: measure.measure.definition, formula: measure.measure.formula }
    : {
        definition: 'Calculated in this table from its other measures, at the grain of each cell.',
        formula: measure.text,
      };
}

/** "What is this number?": definition, parts, limits, rows and batches of one cell. Faults invalid-input, refused. */
export function cellExplanation(
  facts: Facts,
  description: ParsedPivot,
  surroundings: Surroundings,
  place: Place & { readonly value: number },
): CellExplanation {
  if (!isPublished(facts.dataset)) refuseOthers(description);
  const value = description.values[place.value];
  if (!value) throw new FaultError('invalid-input', `The table has ${description.values.length} values.`, 'value');
  const evaluation = evaluationOf(facts, description, surroundings);
  const { grains, measures, context } = evaluation;
  const { row, column } = nodesAt(evaluation, place);
  const measure = measures.get(value.measure)!;
  const grain = grains.grain(row.depth, column.depth);
  const cells = measureAt(context, value.measure, grain);
  const at = row.node * grain.columnNodes + column.node;
  const known = (numbers: Float64Array | null) =>
    numbers === null || Number.isNaN(numbers[at]!) ? null : numbers[at]!;

  // As shown where the cell is on the table; a cell that only totals hold is explained by its value.
  const r = evaluation.rows.findIndex(line => line.depth === row.depth && line.node === row.node);
  const c = evaluation.columns.findIndex(line => line.depth === column.depth && line.node === column.node);
  let shown = cells.values[at]!;
  let status = cells.status[at]!;
  if (r >= 0 && c >= 0 && value.show !== 'value') {
    const all = shownValues(
      { ...evaluation, cells: (a, b) => measureAt(context, value.measure, grains.grain(a, b)) },
      value,
      measure,
    );
    shown = all.values[r * evaluation.columns.length + c]!;
    status = all.status[r * evaluation.columns.length + c]!;
  }
  const interval = value.show === 'value' ? intervalOf(measure, cells, at) : { lower: NaN, upper: NaN, method: null };
  const number = (n: number) => (Number.isNaN(n) ? null : n);
  const rows = factRowsAt(evaluation, row, column);
  const byBatch = new Map<number, number>();
  for (const one of rows) byBatch.set(facts.batchOfRow(one).id, (byBatch.get(facts.batchOfRow(one).id) ?? 0) + 1);
  const compute = measure.kind === 'declared' ? measure.measure.compute : null;
  return {
    label: valueColumnOf(measure, value).label,
    value: number(shown),
    status: cellStatuses[status]!,
    ...definitionOf(measure),
    numerator: known(cells.numerators),
    denominator: known(cells.denominators),
    denominatorSource: compute?.kind === 'rate' ? context.residents(compute.population).source() : null,
    lower: number(interval.lower),
    upper: number(interval.upper),
    intervalMethod: interval.method,
    rows: rows.length,
    batches: [...byBatch].map(([id, count]) => ({
      id,
      fileName: facts.batches.find(batch => batch.id === id)!.fileName,
      rows: count,
    })),
    notes: notesOf(evaluation, description, Uint8Array.of(status), surroundings),
  };
}

/**
 * The rows behind a cell, `most` from `from` on. Keys are shown as pseudonyms of this answer alone ("Child 3"): they tell
 * which of these rows belong together and nothing else.
 */
export function rowsBehind(
  facts: Facts,
  description: ParsedPivot,
  surroundings: Surroundings,
  place: Place,
  from: number,
  most: number,
): FactRows {
  refuseOthers(description);
  const evaluation = evaluationOf(facts, description, surroundings);
  const { row, column } = nodesAt(evaluation, place);
  const found = factRowsAt(evaluation, row, column);
  const fields = facts.dataset.fields;
  const readers = fields.map(field => readerOf(facts, field, found));
  return {
    fields: fields.map(field => ({ name: field.name, label: field.label })),
    rows: found.slice(from, from + most).map(r => readers.map(read => read(r))),
    total: found.length,
  };
}

const twoDigits = (n: number) => String(n).padStart(2, '0');

function readerOf(facts: Facts, field: Field, rows: readonly number[]): (row: number) => string | number | null {
  if (field.type === 'key') {
    const keys = facts.integers(field.name);
    const places = new Map<number, number>();
    for (const row of rows)
      if (keys[row] !== notRecorded && !places.has(keys[row]!)) places.set(keys[row]!, places.size + 1);
    return row => (keys[row] === notRecorded ? null : `${field.label} ${places.get(keys[row]!)}`);
  }
  if (field.type === 'date' || field.type === 'datetime') {
    const integers = facts.integers(field.name);
    return row => {
      const n = integers[row]!;
      if (n === notRecorded) return null;
      if (field.type === 'date') return isoOfDays(n);
      const minute = ((n % 1440) + 1440) % 1440;
      return `${isoOfDays(Math.floor(n / 1440))}T${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
    };
  }
  if (field.type === 'number') {
    const { numbers } = facts.numbers(field.name);
    return row => (Number.isNaN(numbers[row]!) ? null : numbers[row]!);
  }
  const { codes, dictionary } = facts.codes(field.name);
  return row => (codes[row] === 0 ? null : dictionary[codes[row]! - 1]!);
}
