import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { Note } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { AreaSeries, ParsedHotSpots } from '../../../shared/contract/geography.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import { formatCount } from '../../../shared/text/format.ts';
import { isTouched, isWhole } from '../coverage/periods.ts';
import { pivotTable } from '../cube/tables.ts';
import type { Call } from '../subject.ts';
import { periodFilter } from './counts.ts';
import type { Span } from './counts.ts';
import { breaksOf, measured, weightsOf } from './hot-spots.ts';
import { mapSetting, refuseProtected } from './map-setting.ts';
import { denominatorNotes, tableNotes } from './notes.ts';
import { shapesOf } from './shapes.ts';
import { adjacencyOf } from '../areas/outlines/neighbours.ts';

type Step = 'month' | 'financial-quarter' | 'financial-year';

/** More periods than a slider can show. */
const mostPeriods = 600;

function periodsOf({ from, to }: Span, by: Step): Period[] {
  const periods: Period[] = [];
  const last = daysOfIso(to);
  for (let day = daysOfIso(from); day <= last && periods.length < mostPeriods;) {
    const period = periodOf(day, by);
    periods.push(period);
    day = period.last + 1;
  }
  return periods;
}

/**
 * The measure of every area in every period, from one table, classed over all periods together so that a colour keeps its
 * meaning. A period that the data do not cover is a gap, not zero. Faults: invalid-input, refused.
 */
export async function areaSeries(description: ParsedHotSpots, by: Step, call: Call): Promise<AreaSeries> {
  const setting = mapSetting(description, call);
  const { dataset, counted, analysed, level } = setting;
  if (description.measure === 'change')
    throw new FaultError(
      'invalid-input',
      'A series shows a measure period by period; choose a count or a rate, not the change between two periods.',
      'description.measure',
    );
  if (!dataset.dateField)
    throw new FaultError('invalid-input', `${dataset.label} has no dates.`, 'description.dataset');
  const { coverage } = setting;
  if (!coverage) throw new FaultError('not-found', `${dataset.label} holds no dated rows.`);
  const whole = setting.span ?? { from: isoOfDays(coverage.first), to: isoOfDays(coverage.until) };
  const pivot = (axes: object) =>
    pivotTable(
      v.parse(pivotDescription, {
        dataset: description.dataset,
        values: [{ measure: counted.measure }],
        filters: setting.span
          ? [...description.filters, periodFilter(dataset.dateField!, setting.span)]
          : description.filters,
        audience: description.audience,
        ...axes,
      }),
      call,
    );
  // A single number tells whether the data are protected for this audience.
  if (description.audience !== 'analyst') refuseProtected(await pivot({}), 'A series', 'description.audience');
  const table = await pivot({
    rows: [counted.field],
    columns: [{ field: dataset.dateField, by }],
    emptyMembers: true,
  });

  const periods = periodsOf(whole, by);
  const columns = new Map(table.columns.map((header, c) => [header.path[0]?.code, c]));
  const place = new Map(analysed.map((area, i) => [area.code, i]));
  const rows = table.rows.flatMap((row, r) => {
    const written = row.path[0]?.code;
    const i = written ? place.get(counted.codeOf(written) ?? '') : undefined;
    return i === undefined ? [] : [{ i, from: r * table.columns.length }];
  });
  const n = analysed.length;
  const counts = new Float64Array(periods.length * n).fill(NaN);
  const values = new Float64Array(periods.length * n).fill(NaN);
  const residents = setting.areas.map(area => area.denominator);
  const adjacency =
    description.measure === 'smoothed-rate' && description.smoothing === 'neighbours'
      ? weightsOf(description.weights, setting.areas, shapesOf(call.workspace, level).topology).adjacency
      : adjacencyOf(analysed.map(() => []));
  const gaps = periods.map((period, p) => {
    if (call.signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
    if (!isTouched(coverage, period)) return true;
    const own = counts.subarray(p * n, (p + 1) * n).fill(0);
    const column = columns.get(period.code);
    if (column !== undefined)
      for (const { i, from } of rows) {
        const count = table.cells[from + column]!;
        if (count > 0) own[i]! += count;
      }
    const found = measured(description, Array.from(own), residents, adjacency).values;
    found.forEach((value, i) => (values[p * n + i] = value ?? NaN));
    return false;
  });
  const { from, to } = whole;
  const isInside = (period: Period) => period.first >= daysOfIso(from) && period.last <= daysOfIso(to);
  const told = periods.map(period => ({
    code: period.code,
    label: period.label,
    from: isoOfDays(period.first),
    to: isoOfDays(period.last),
    complete: isInside(period) && isWhole(coverage, period),
  }));
  return {
    periods: told,
    codes: analysed.map(area => area.code),
    values,
    counts,
    breaks: breaksOf(description, Array.from(values)),
    notes: [...seriesNotes(gaps), ...denominatorNotes(setting, setting.areas), ...tableNotes({ table })],
  };
}

function seriesNotes(gaps: readonly boolean[]): Note[] {
  const missing = gaps.filter(Boolean).length;
  return [
    {
      code: 'fixed-classes',
      text: 'Classes are made over all periods together: a colour means the same in each of them.',
    },
    ...(missing > 0
      ? [
          {
            code: 'gaps',
            text: `${formatCount(missing, 'period is', 'periods are')} not covered by any return: empty, not zero.`,
          },
        ]
      : []),
  ];
}
