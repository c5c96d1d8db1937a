import type { Note, ParsedPivot } from '../../../shared/contract/cube.ts';
import { daysOfIso } from '../../../shared/model/period.ts';
import { notRecordedWords } from '../../../shared/text/coverage.ts';
import { formatCount } from '../../../shared/text/format.ts';
import type { AxisTree } from './axis.ts';
import type { Line } from './display.ts';
import { firstRecorded } from './first-recorded.ts';
import { statusCode } from './measures.ts';
import type { AnyMeasure } from './measures.ts';
import { fieldsNeeded } from './recorded-fields.ts';
import { supplyNotes } from './supply-notes.ts';
import type { Evaluation, Surroundings } from './evaluation.ts';

/** Plain sentences that a reader of the table needs; what does not concern it is not said. */
export function notesOf(
  evaluation: Evaluation,
  description: ParsedPivot,
  status: Uint8Array,
  surroundings: Surroundings,
): Note[] {
  const { grains, rows, columns, measures, residentsUsed } = evaluation;
  const notes: Note[] = [];
  const used = description.values.map(value => measures.get(value.measure)!);
  const isDistinct = (one: AnyMeasure): boolean =>
    one.kind === 'declared' &&
    (one.measure.compute.kind === 'distinct' ||
      (one.measure.compute.kind === 'rate' && isDistinct(measures.get(one.measure.compute.of)!)));
  const summed = (tree: AxisTree, lines: readonly Line[]) => {
    const totals = lines.filter(line => line.kind !== 'leaf' && tree.depth > 0);
    return totals.some(line => tree.dimensions.slice(line.depth).some(dimension => dimension.column.periods));
  };
  if (used.some(isDistinct)) {
    if (summed(grains.rows, rows) || summed(grains.columns, columns))
      notes.push({
        code: 'distinct-over-time',
        text: 'A year or a total counts each child once, so the periods within it do not add up to it.',
      });
    else if (
      [...rows.map(line => [line, grains.rows] as const), ...columns.map(line => [line, grains.columns] as const)].some(
        ([line, tree]) => line.kind !== 'leaf' && tree.depth > 0,
      )
    )
      notes.push({ code: 'distinct', text: 'A total counts each child once, so its parts need not add up to it.' });
  }
  const agencies = new Map(surroundings.codeLists['agency'] ?? []);
  notes.push(...supplyNotes(evaluation, agencies, daysOfIso(surroundings.now().toISOString())));
  for (const label of neverRecorded(evaluation, description))
    notes.push({ code: 'not-recorded', text: notRecordedWords(label) });
  for (const [, residents] of residentsUsed) {
    if (residents.missing) notes.push({ code: 'no-denominator', text: residents.missing });
    for (const text of residents.notes()) notes.push({ code: 'population-year', text });
    if (residents.outside > 0)
      notes.push({
        code: 'outside-population',
        text: `${formatCount(residents.outside, 'row lies', 'rows lie')} in districts without a population; totals that hold them have no rate.`,
      });
  }
  if (
    residentsUsed.size &&
    [grains.rows, grains.columns].some(tree =>
      tree.dimensions.some(
        dimension =>
          dimension.field.type === 'area' && tree.tuples.codes[tree.dimensions.indexOf(dimension)]!.includes(0),
      ),
    )
  )
    notes.push({
      code: 'unlocated',
      text: 'Rows without a recorded area count in totals; by themselves they have no residents to be divided by.',
    });
  if (
    evaluation.facts.dataset.snapshots !== undefined &&
    used.some(isSum) &&
    rows.some(row => columns.some(column => addsAt(evaluation, row, column)))
  )
    notes.push({
      code: 'snapshots',
      text: `Everybody is counted anew each year, so years are not added up: put ${snapshotLabel(evaluation)} in rows or columns, or choose one.`,
    });
  if (evaluation.leftOut > 0)
    notes.push({
      code: 'top',
      text: description.top!.others
        ? `"Others" stands for ${formatCount(evaluation.leftOut, 'member', 'members')} and is computed over all of their rows.`
        : `${formatCount(evaluation.leftOut, 'member is', 'members are')} not shown; totals count them.`,
    });
  if (status.includes(statusCode['not-comparable']))
    notes.push({
      code: 'not-comparable',
      text: 'Some comparisons are left out because a period is missing, or is not complete on one side.',
    });
  if (description.values.some((value, v) => value.show === 'running-total' && !runs(used[v]!)))
    notes.push({ code: 'running-total', text: 'A running total is given for counts, sums and distinct counts only.' });
  const runsNested = (value: ParsedPivot['values'][number]) =>
    value.show === 'running-total' && (value.along === 'rows' ? grains.rows : grains.columns).depth > 1;
  if (description.values.some(runsNested))
    notes.push({
      code: 'running-total',
      text: 'A running total begins anew in each outer group; the totals of groups run on from group to group.',
    });
  if (surroundings.setAsideRows > 0)
    notes.push({
      code: 'set-aside',
      text: `${formatCount(surroundings.setAsideRows, 'row is', 'rows are')} set aside and not counted here.`,
    });
  return notes;
}

/** Labels of what the values of a table need and no row at all has. */
function neverRecorded({ facts, measures }: Evaluation, { values, filters }: ParsedPivot): readonly string[] {
  const needed = values.flatMap(({ measure }) => fieldsNeeded(facts.dataset, measures, measure, filters));
  const names = new Set(needed.map(({ name }) => name));
  return [...names].flatMap(name => (firstRecorded(facts, name) === Infinity ? [facts.field(name).label] : []));
}

const isSum = (one: AnyMeasure): boolean => one.kind === 'declared' && one.measure.compute.kind === 'sum';

const addsAt = ({ context, grains }: Evaluation, row: Line, column: Line): boolean =>
  context.addsSnapshots(grains.grain(row.depth, column.depth));

const snapshotLabel = ({ facts }: Evaluation): string => facts.field(facts.dataset.snapshots!).label;

function runs(measure: AnyMeasure): boolean {
  return measure.kind === 'declared' && ['rows', 'sum', 'distinct'].includes(measure.measure.compute.kind);
}
