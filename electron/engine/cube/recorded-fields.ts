import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import type { Dataset, Measure, RowTest } from '../../../shared/model/dataset.ts';
import type { Call } from '../subject.ts';
import type { Facts } from './columns/facts.ts';
import { measuresOf } from './expression.ts';
import { firstRecorded, rowsWith } from './first-recorded.ts';
import { gathered } from './gathering.ts';
import { measuresFor } from './measures.ts';
import type { Measures } from './measures.ts';
import type { DaySpan } from './units.ts';

/** A field without which a figure says nothing. */
export interface NeededField {
  readonly name: string;
  /** Whether an empty one is an answer, as a day of charge is: then it is missing only where nobody ever recorded one. */
  readonly emptyTells: boolean;
}

const plain = (name: string): NeededField => ({ name, emptyTells: false });

const tested = (tests: readonly RowTest[], emptyTells: boolean): readonly NeededField[] =>
  tests.map(test => ({ name: test.field, emptyTells: emptyTells && 'is' in test }));

/** The fields that a measure of a dataset counts, averages or tests. */
function fieldsOfMeasure(dataset: Dataset, { compute }: Measure): readonly NeededField[] {
  const of = (name: string) => {
    const measure = dataset.measures.find(one => one.name === name);
    return measure ? fieldsOfMeasure(dataset, measure) : [];
  };
  switch (compute.kind) {
    case 'rows':
      return [];
    case 'share':
      return [...tested(compute.denominator, false), ...tested(compute.numerator, true)];
    case 'rate':
      return of(compute.of);
    case 'ratio':
      return [...of(compute.numerator), ...of(compute.denominator)];
    case 'days-between':
      return [plain(compute.from), plain(compute.to)];
    default:
      return [plain(compute.field)];
  }
}

/** The fields whose members the filters of a description ask for. Periods and suppliers are known of every row. */
function fieldsOfFilters({ dateField }: Dataset, filters: ParsedPivot['filters']): readonly NeededField[] {
  return filters.flatMap(({ field, in: members, notIn, from, to, contains }) => {
    const asksMembers = (members !== undefined && !members.includes(null)) || notIn?.includes(null) === true;
    const asks = asksMembers || from !== undefined || to !== undefined || contains !== undefined;
    return asks && field !== dateField && field !== 'supplied_by' ? [plain(field)] : [];
  });
}

/** Everything that one value of a table needs to be recorded: what its measure, or those it is worked out from, and the filters ask for. */
export function fieldsNeeded(
  dataset: Dataset,
  measures: Measures,
  name: string,
  filters: ParsedPivot['filters'],
): readonly NeededField[] {
  const one = measures.get(name)!;
  const own =
    one.kind === 'declared'
      ? fieldsOfMeasure(dataset, one.measure)
      : measuresOf(one.expression).flatMap(used => fieldsNeeded(dataset, measures, used, []));
  return [...own, ...fieldsOfFilters(dataset, filters)];
}

/** What the first measure of a description, over its filters, needs to be recorded. */
const neededBy = ({ dataset }: Facts, description: ParsedPivot): readonly NeededField[] =>
  fieldsNeeded(dataset, measuresFor(dataset, description), description.values[0]!.measure, description.filters);

/** A field that a figure needs, and the first day of the quarter in which anybody recorded it: infinite where nobody did. */
export interface RecordedField extends NeededField {
  readonly label: string;
  readonly from: number;
}

/** From when on what a description needs is recorded; none where the dataset has no dates or no rows. */
export function recordedFields(description: ParsedPivot, call: Call): readonly RecordedField[] {
  const { facts } = gathered(call, description);
  return neededBy(facts, description).flatMap(field => {
    const from = firstRecorded(facts, field.name);
    return from === null ? [] : [{ ...field, label: facts.field(field.name).label, from }];
  });
}

/** The label of a field that a description needs and that no row of a span has, though there are rows in it; else null. */
export function unrecordedIn(description: ParsedPivot, span: DaySpan, call: Call): string | null {
  const { facts } = gathered(call, description);
  const missing = neededBy(facts, description).find(({ name }) => {
    const { rows, recorded } = rowsWith(facts, name, span);
    return rows > 0 && recorded === 0;
  });
  return missing ? facts.field(missing.name).label : null;
}
