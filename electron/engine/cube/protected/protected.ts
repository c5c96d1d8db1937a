import type { Note, ParsedPivot, PivotTable } from '../../../../shared/contract/cube.ts';
import type { AudienceRules } from '../../../../shared/contract/disclosure.ts';
import { protectionStatuses } from '../../../../shared/contract/disclosure.ts';
import { FaultError } from '../../../../shared/contract/fault.ts';
import type { Measure } from '../../../../shared/model/dataset.ts';
import type { PivotCounts, PivotQuestion, PivotValue, ProtectedPivot } from '../../disclosure/pivot.ts';
import { isSmall } from '../../disclosure/primary.ts';
import { roundedTo } from '../../disclosure/rounding.ts';
import { comparisonOf, headersOf, linesOf, nodeOfPath } from '../display.ts';
import type { Line } from '../display.ts';
import { measuresOf } from '../expression.ts';
import type { Facts } from '../columns/facts.ts';
import type { Grain } from '../grains.ts';
import { measureAt, measureComputed, measuresFor, statusCode, valuesAlong } from '../measures.ts';
import type { MeasureCells, MeasureContext, Measures } from '../measures.ts';
import { numbersOf, partsOf, provenanceOf } from '../pivot.ts';
import { evaluationOf, topLeaves } from '../evaluation.ts';
import { notesOf } from '../table-notes.ts';
import type { Evaluation, Surroundings } from '../evaluation.ts';
import { measureNamed } from '../plan.ts';
import { nodeTableOf } from './nodes.ts';
import { hiddenIn, isPlanned } from './planned-tables.ts';
import type { AxisNodes, NodeTable } from './nodes.ts';
import type { Places } from './released-cells.ts';

/** What a protected table is made with. */
export interface Protecting {
  /** Protects one question; what cannot be proven safe comes back withheld. `places` say where its counts are taken. */
  protect(question: PivotQuestion, places: Places): Promise<ProtectedPivot>;
  readonly rules: AudienceRules;
  readonly rulesVersion: number;
}

/** A table of which only protected numbers can be had: everything that shows or explains it takes them from here. */
export interface ProtectedEvaluation {
  /** The table with every member of a top-N; `evaluation` is what is displayed of it. */
  readonly whole: Evaluation;
  /** Lines in the order of the shown numbers. Its own grains hold true counts: never shown. */
  readonly evaluation: Evaluation;
  /** Measures over the protected numbers. */
  readonly context: MeasureContext;
  readonly nodes: NodeTable;
  readonly question: PivotQuestion;
  readonly protection: ProtectedPivot;
}

/** Places that one table may have, displayed or not; more could not be proven safe while somebody waits. */
const mostPlaces = 60_000;

const protectionCode = Object.fromEntries(protectionStatuses.map((status, i) => [status, i]));

/** Refuses what no protection makes safe. The rest of the table is refused with it: nothing is left out silently. */
function refuseUnsafe(facts: Facts, description: ParsedPivot, rules: AudienceRules): void {
  if (rules.freeFilters) return;
  const { dateField } = facts.dataset;
  description.filters.forEach((filter, i) => {
    const single = filter.in?.length === 1 && filter.notIn === undefined && filter.contains === undefined;
    const isPeriod = filter.field === dateField && filter.by !== undefined && filter.by !== 'day';
    const range = filter.from !== undefined || filter.to !== undefined;
    const whole = isPeriod && filter.notIn === undefined && filter.contains === undefined;
    if (whole || (single && !range)) return;
    throw new FaultError(
      'refused',
      'A table for the public can be filtered to one member of a field or to whole periods. Other filters leave people out, and two tables could be set against each other; put the field on the rows instead.',
      `filters.${i}`,
    );
  });
  (['rows', 'columns'] as const).forEach(axis =>
    description[axis].forEach((given, i) => {
      const name = typeof given === 'string' ? given : given.field;
      const field = facts.dataset.fields.find(one => one.name === name);
      if (field?.type === 'number' && !field.derived)
        throw new FaultError(
          'refused',
          `${field.label} by single numbers is not for the public; use its fixed bands.`,
          `${axis}.${i}`,
        );
    }),
  );
}

/** Measures that are counted from rows, which the others are worked out from. */
function countedMeasures(measures: Measures, names: Iterable<string>): Measure[] {
  const found = new Map<string, Measure>();
  const visit = (name: string): void => {
    const one = measures.get(name)!;
    if (one.kind === 'calculated') {
      measuresOf(one.expression).forEach(visit);
      return;
    }
    const { compute } = one.measure;
    if (compute.kind === 'rate') visit(compute.of);
    else if (compute.kind === 'ratio') {
      visit(compute.numerator);
      visit(compute.denominator);
    } else found.set(name, one.measure);
  };
  for (const name of names) visit(name);
  return [...found.values()];
}

/** Counts and values of the question. */
function revealedBy(measures: readonly Measure[], nodes: NodeTable, exempt: Uint8Array | undefined) {
  const counts = new Map<string, PivotCounts>();
  const values: PivotValue[] = [];
  const withRows = measures.some(measure => measure.compute.kind === 'rows');
  const within = withRows ? { within: 'rows' } : {};
  const add = (one: PivotCounts) => counts.set(one.name, exempt ? { ...one, exempt } : one);
  const of = (name: string, part: (cells: MeasureCells) => Float64Array) =>
    nodes.gather((evaluation, grain) => part(measureAt(evaluation.context, name, grain)));
  if (withRows) add({ name: 'rows', counts: nodes.gather((_, grain) => grain.counts) });
  for (const { name, compute } of measures) {
    const shown = of(name, cells => cells.values);
    const missingAsZero = shown.map(value => (Number.isNaN(value) ? 0 : value));
    switch (compute.kind) {
      case 'rows':
        values.push({ name, values: shown, reveals: ['rows'], kind: 'count' });
        break;
      case 'distinct': {
        const key = `distinct ${compute.field}`;
        add({ name: key, counts: missingAsZero, ...within });
        values.push({ name, values: shown, reveals: [key], kind: 'count' });
        break;
      }
      case 'sum': {
        const recorded = `recorded ${compute.field}`;
        const key = `sum ${compute.field}`;
        add({
          name: recorded,
          counts: nodes.gather((evaluation, grain) => evaluation.grains.recorded(grain, compute.field)),
          ...within,
        });
        // A sum of whole numbers may count people, so it is protected as a count beside the rows it was added up from.
        const counting = missingAsZero.every(value => Number.isInteger(value) && value >= 0);
        if (counting) add({ name: key, counts: missingAsZero });
        values.push({
          name,
          values: shown,
          reveals: counting ? [key, recorded] : [recorded],
          kind: counting ? 'count' : 'other',
        });
        break;
      }
      case 'mean':
      case 'median':
      case 'quantile':
      case 'days-between': {
        const recorded =
          compute.kind === 'days-between' ? `recorded ${compute.from} to ${compute.to}` : `recorded ${compute.field}`;
        add({ name: recorded, counts: of(name, cells => cells.denominators!), ...within });
        values.push({ name, values: shown, reveals: [recorded], kind: 'other' });
        break;
      }
      case 'share': {
        const [numerator, denominator] = [`numerator ${name}`, `denominator ${name}`];
        add({ name: denominator, counts: of(name, cells => cells.denominators!), ...within });
        add({ name: numerator, counts: of(name, cells => cells.numerators!), of: denominator });
        values.push({
          name,
          values: shown,
          reveals: [numerator, denominator],
          kind: 'ratio',
          ratio: { numerator, denominator, per: 1 },
        });
        break;
      }
      case 'minimum':
      case 'maximum':
        throw new FaultError(
          'refused',
          'The lowest or highest number of a group is the number of one person, so it is for an analyst only. Use a mean or a median.',
        );
      default:
        throw new FaultError('refused', 'This measure cannot be protected yet, so nothing was shown.');
    }
  }
  return { counts, values };
}

/** Places that a reader sees, or that a comparison or an order is taken from. */
function shownPlaces(description: ParsedPivot, evaluation: Evaluation, axis: 'rows' | 'columns', nodes: AxisNodes) {
  const shown = new Uint8Array(nodes.parent.length);
  const { grains } = evaluation;
  const tree = grains[axis];
  for (const line of evaluation[axis]) shown[nodes.placeOf(line.depth, line.node)] = 1;
  const comparing = description.values.some(value => value.show.startsWith('share') || value.show === 'index');
  if (comparing)
    for (const line of evaluation[axis])
      for (let at = nodes.placeOf(line.depth, line.node); at >= 0; at = nodes.parent[at]!) shown[at] = 1;
  for (const [i, sort] of description.sort.entries()) {
    if (sort.by === 'label' || sort.by === 'code') continue;
    if (sort.axis === axis) shown.fill(1);
    else {
      const at = sort.column === 'total' ? { depth: 0, node: 0 } : nodeOfPath(tree, sort.column);
      if (!at) throw new FaultError('invalid-input', 'The member to sort by is not in the table.', `sort.${i}.column`);
      shown[nodes.placeOf(at.depth, at.node)] = 1;
    }
  }
  const { top } = description;
  if (top?.axis === axis) shown.fill(1);
  else if (top) shown[0] = 1;
  return shown;
}

/**
 * Measures over protected numbers: what is counted comes from the protection, everything else is worked out from that,
 * so a rate or a calculated number is hidden with any count behind it.
 */
function protectedContext(
  evaluation: Evaluation,
  nodes: NodeTable,
  question: PivotQuestion,
  protection: ProtectedPivot,
): MeasureContext {
  const { rules } = question;
  const made = new Map<string, MeasureCells>();
  const width = nodes.columns.parent.length;
  const counted = new Map(question.values.map((value, i) => [value.name, i]));
  const countsNamed = new Map(question.counts.map(one => [one.name, one.counts]));
  const noNumber = new Set([statusCode.empty, statusCode['not-applicable'], statusCode['not-available']]);
  const context: MeasureContext = {
    ...evaluation.context,
    given: (name, grain) => {
      const key = `${grain.rowDepth}|${grain.columnDepth}|${name}`;
      let cells = made.get(key);
      if (!cells) {
        const i = counted.get(name);
        cells = i === undefined ? measureComputed(context, name, grain) : countedCells(i, grain);
        made.set(key, cells);
      }
      return cells;
    },
  };
  return context;

  function countedCells(i: number, grain: Grain): MeasureCells {
    const value = question.values[i]!;
    const { status: found, shown } = protection.values[i]!;
    const one = evaluation.measures.get(value.name)!;
    if (one.kind !== 'declared') throw new Error('Only what is counted from rows is protected by itself.');
    const raw = measureAt(evaluation.context, value.name, grain);
    const values = new Float64Array(grain.size).fill(NaN);
    const status = new Uint8Array(grain.size);
    const { ratio } = value;
    const numerators = ratio ? new Float64Array(grain.size).fill(NaN) : null;
    const below = ratio?.denominator;
    const denominators = ratio ? new Float64Array(grain.size).fill(NaN) : null;
    for (let r = 0; r < grain.rowNodes; r++)
      for (let c = 0; c < grain.columnNodes; c++) {
        const at = r * grain.columnNodes + c;
        const place = nodes.rows.placeOf(grain.rowDepth, r) * width + nodes.columns.placeOf(grain.columnDepth, c);
        if (found[place] === protectionCode['hidden'] || found[place] === protectionCode['withheld']) {
          status[at] = statusCode.hidden;
          continue;
        }
        if (Number.isNaN(raw.values[at]!)) {
          // Where zeros are protected, an empty place would tell that nobody is there.
          status[at] =
            rules.zeros === 'protected' && noNumber.has(raw.status[at]!) ? statusCode.hidden : raw.status[at]!;
          continue;
        }
        if (Number.isNaN(shown[place]!)) {
          status[at] = statusCode['not-applicable'];
          continue;
        }
        // Every digit of a mean would tell how many it is the mean of.
        values[at] = value.kind === 'other' ? roundedDigits(shown[place]!, one.measure) : shown[place]!;
        status[at] = values[at] === 0 ? statusCode.zero : statusCode.value;
        if (!ratio) continue;
        numerators![at] = roundedTo(countsNamed.get(ratio.numerator)![place]!, rules.rounding.base);
        denominators![at] =
          typeof below === 'string' ? roundedTo(countsNamed.get(below)![place]!, rules.rounding.base) : below![place]!;
      }
    return { values, status, numerators, denominators };
  }
}

function roundedDigits(value: number, { decimals, format }: Measure): number {
  const scale = 10 ** (format === 'percent' ? decimals + 2 : decimals);
  return Math.round(value * scale) / scale;
}

interface Attempt {
  readonly evaluation: Evaluation;
  readonly nodes: NodeTable;
  readonly question: PivotQuestion;
  readonly protection: ProtectedPivot;
}

/**
 * Evaluates a description and protects it. The order of lines and the members of a top-N follow from the shown numbers
 * alone, with hidden ones last and equal ones in natural order, so that the order tells nothing.
 * Faults refused (cannot be protected), too-large, and those of any table.
 */
export async function protectedEvaluationOf(
  facts: Facts,
  description: ParsedPivot,
  surroundings: Surroundings,
  protecting: Protecting,
): Promise<ProtectedEvaluation> {
  const found = await protectedOnce(facts, description, surroundings, protecting);
  if (description.emptyMembers || !isPlanned(found.protection)) return found;
  // In the plan a zero may stand for a count beside it. A member that is not printed is known to have none, so where one of
  // those is hidden all of them are printed.
  const whole = await protectedOnce(facts, { ...description, emptyMembers: true }, surroundings, protecting);
  return hiddenIn(whole.protection) > hiddenIn(found.protection) ? whole : found;
}

/** The table with the members that its description asks for. */
async function protectedOnce(
  facts: Facts,
  description: ParsedPivot,
  surroundings: Surroundings,
  protecting: Protecting,
): Promise<ProtectedEvaluation> {
  const { rules } = protecting;
  if (!rules.protect)
    throw new FaultError('refused', 'The rules of this audience do not protect it; nothing was shown.');
  refuseUnsafe(facts, description, rules);
  const measures = measuresFor(facts.dataset, description);
  const extra = new Set<string>();
  description.sort.forEach((sort, i) => {
    if (sort.by === 'label' || sort.by === 'code') return;
    if (!measures.has(sort.by)) measureNamed(facts.dataset, sort.by, `sort.${i}.by`);
    extra.add(sort.by);
  });
  const { top } = description;
  if (top?.by) {
    if (!measures.has(top.by)) measureNamed(facts.dataset, top.by, 'top.by');
    extra.add(top.by);
  }
  for (const value of description.values) extra.delete(value.measure);
  /** The same table in the order of its labels and codes, with all that an order needs among its values. */
  const plain: ParsedPivot = {
    ...description,
    // Where zeros are protected, a member that is left out would be known to have none.
    emptyMembers: description.emptyMembers || rules.zeros === 'protected',
    values: [
      ...description.values,
      ...[...extra].map(measure => ({ measure, show: 'value', along: 'columns', interval: false }) as const),
    ],
    sort: description.sort.filter(sort => sort.by === 'label' || sort.by === 'code'),
  };
  const { top: _, ...wholePlain } = plain;
  const whole = evaluationOf(facts, wholePlain, surroundings);
  const names = plain.values.map(value => value.measure);
  const attempt = async (displayed: Evaluation): Promise<Attempt> => {
    const nodes = nodeTableOf(whole, displayed);
    const counted = countedMeasures(whole.measures, names);
    if (nodes.size * counted.length > mostPlaces)
      throw new FaultError(
        'too-large',
        'This table is too large to be protected while you wait. Take a field away, add a filter or use wider periods.',
      );
    const exempt =
      rules.wholeAreaExempt && !description.filters.length
        ? Uint8Array.from({ length: nodes.size }, (_value, i) => Number(i === 0))
        : undefined;
    const { counts, values } = revealedBy(counted, nodes, exempt);
    const question: PivotQuestion = {
      rules,
      rows: { parent: nodes.rows.parent, shown: shownPlaces(description, displayed, 'rows', nodes.rows) },
      columns: { parent: nodes.columns.parent, shown: shownPlaces(description, displayed, 'columns', nodes.columns) },
      counts: [...counts.values()],
      values,
    };
    const protection = await protecting.protect(question, { whole, evaluation: displayed, nodes });
    if (protection.withheld !== null) throw new FaultError('refused', protection.withheld);
    return { evaluation: displayed, nodes, question, protection };
  };
  const contextOf = ({ evaluation, nodes, question, protection }: Attempt) =>
    protectedContext(evaluation, nodes, question, protection);

  let found: Attempt;
  if (!top) found = await attempt(whole);
  else {
    if (!whole.plan[top.axis].length)
      throw new FaultError('invalid-input', `There is no field on the ${top.axis} to take the top of.`, 'top.axis');
    const ranked = (one: Attempt) => {
      // Totals of every leaf as they are shown, read off the nodes of the whole tree.
      const onWhole = protectedContext(whole, wholePlaces(one.nodes), one.question, one.protection);
      const { grains } = whole;
      const grain = top.axis === 'rows' ? grains.grain(grains.rows.depth, 0) : grains.grain(0, grains.columns.depth);
      return topLeaves(whole.grains[top.axis], top.n, measureAt(onWhole, top.by ?? names[0]!, grain).values);
    };
    const everybody = await attempt(whole);
    let kept = ranked(everybody);
    if (!top.others) {
      // Without "Others" the same places are protected, and some of them have no line.
      const chosen = evaluationOf(facts, plain, surroundings, kept);
      found = { ...everybody, evaluation: chosen, nodes: nodeTableOf(whole, chosen) };
    } else
      for (let round = 0; ; round++) {
        const chosen = evaluationOf(facts, plain, surroundings, kept);
        found = await attempt(chosen);
        const again = ranked(found);
        if (again.every((one, leaf) => one === kept[leaf])) break;
        if (round === 3)
          throw new FaultError(
            'refused',
            'The top members of this table cannot be told apart from numbers that may be shown. Show all members, or use wider periods.',
          );
        kept = again;
      }
  }
  const context = contextOf(found);
  const { evaluation, nodes, question, protection } = found;
  refuseSmall(found);
  return { whole, evaluation: inShownOrder(evaluation, context, description), context, nodes, question, protection };
}

/** The same places, asked for by nodes of the whole tree. */
function wholePlaces(nodes: NodeTable): NodeTable {
  const whole = (axis: AxisNodes): AxisNodes => ({ ...axis, placeOf: (depth, node) => axis.offsets[depth]! + node });
  return { ...nodes, rows: whole(nodes.rows), columns: whole(nodes.columns) };
}

/** Looks once more, whatever the protection says: no small count is published. */
function refuseSmall({ question, protection }: Attempt): void {
  const { rules } = question;
  if (!rules.hide) return;
  question.values.forEach((value, v) => {
    const { status } = protection.values[v]!;
    for (const name of value.reveals) {
      const { counts, exempt } = question.counts.find(one => one.name === name)!;
      for (let i = 0; i < counts.length; i++)
        if (
          !Number.isNaN(value.values[i]!) &&
          isSmall(counts[i]!, rules) &&
          !exempt?.[i] &&
          status[i] !== protectionCode['hidden']
        )
          throw new Error('A small count was about to be shown.');
    }
  });
}

/** Lines ordered by shown numbers. */
function inShownOrder(evaluation: Evaluation, context: MeasureContext, description: ParsedPivot): Evaluation {
  const { grains, extent } = evaluation;
  const ordered = (axis: 'rows' | 'columns'): readonly Line[] =>
    linesOf(
      grains[axis],
      description.totals[axis] ?? 'none',
      description.totals.subtotals ?? false,
      comparisonOf(
        grains[axis],
        grains[axis === 'rows' ? 'columns' : 'rows'],
        axis,
        description.sort,
        valuesAlong(context, grains, axis),
      ),
      axis,
    );
  const rows = ordered('rows');
  const columns = ordered('columns');
  return {
    ...evaluation,
    rows,
    columns,
    rowHeaders: headersOf(grains.rows, rows, extent),
    columnHeaders: headersOf(grains.columns, columns, extent),
  };
}

/** Notes of a table that name no count. Those left out say how many rows something concerns. */
const safeNotes = new Set([
  'distinct-over-time',
  'distinct',
  'incomplete-period',
  'late-agency',
  'supplier-change',
  'no-denominator',
  'population-year',
  'unlocated',
  'top',
  'not-comparable',
]);

export const audienceWords = { analyst: 'an analyst', board: 'a board', public: 'the public' } as const;

/** The answer to a description for a board or the public: the one result that screen, chart and files are made from. */
export async function protectedTableOf(
  facts: Facts,
  description: ParsedPivot,
  surroundings: Surroundings,
  protecting: Protecting,
): Promise<PivotTable> {
  const began = performance.now();
  return protectedTable(
    await protectedEvaluationOf(facts, description, surroundings, protecting),
    description,
    surroundings,
    protecting,
    began,
  );
}

/** A protected evaluation as a table. */
export function protectedTable(
  found: ProtectedEvaluation,
  description: ParsedPivot,
  surroundings: Surroundings,
  { rules, rulesVersion }: Protecting,
  began: number,
): PivotTable {
  const { evaluation, context, protection } = found;
  const { grains } = evaluation;
  const numbers = numbersOf(
    evaluation,
    description,
    (measure, rowDepth, columnDepth) => measureAt(context, measure, grains.grain(rowDepth, columnDepth)),
    true,
  );
  const rounds = rules.rounding.base > 0;
  const status = numbers.status.map(code => {
    if (rounds && code === statusCode.value) return statusCode.rounded;
    // Without hiding, a count that is rounded to 0 and a true 0 are to read the same.
    if (rounds && code === statusCode.zero && !rules.hide) return statusCode.rounded;
    return code;
  });
  const hidden = status.reduce((sum, code) => sum + Number(code === statusCode.hidden), 0);
  const provenance = provenanceOf(evaluation, surroundings, performance.now() - began);
  const rowsTold = rowsPublished(found);
  return {
    ...partsOf(evaluation, description),
    ...numbers,
    status,
    notes: [
      ...protectionNotes(description, rules, rulesVersion, hidden, status.length, protection.notes),
      ...notesOf(evaluation, description, status, surroundings).filter(note => safeNotes.has(note.code)),
      ...comparisonNotes(evaluation, description),
    ],
    provenance: {
      ...provenance,
      audience: description.audience,
      // How many rows were put right since the last table would tell by how many its counts have changed.
      setAsideRows: null,
      rowsInTable: rowsTold,
      rowsInDataset: description.filters.length ? null : rowsTold,
    },
    protection: { rulesVersion, hidden, symbols: rules.symbols },
  };
}

/** Rows of the table where its own total of rows tells them; null otherwise: they are a count like any other. */
function rowsPublished({ protection }: ProtectedEvaluation): number | null {
  const rows = protection.values.find(value => value.name === 'rows');
  return !rows || Number.isNaN(rows.shown[0]!) ? null : rows.shown[0]!;
}

function protectionNotes(
  description: ParsedPivot,
  rules: AudienceRules,
  rulesVersion: number,
  hidden: number,
  cells: number,
  given: readonly Note[],
): Note[] {
  const notes: Note[] = [
    {
      code: 'audience',
      text: `Protected for ${audienceWords[description.audience]} by version ${rulesVersion} of the rules.`,
    },
  ];
  if (rules.hide) {
    const range = `${rules.zeros === 'protected' ? 0 : rules.hide.from} to ${rules.hide.to}`;
    notes.push({
      code: 'hidden',
      text: hidden
        ? `Counts of ${range}, and what would give them away, read ${rules.symbols.hidden}: ${hidden.toLocaleString('en-GB')} of ${cells.toLocaleString('en-GB')} cells.`
        : `Counts of ${range} would be hidden; there are none here.`,
    });
  }
  return [...notes, ...given.filter(note => note.code !== 'hidden')];
}

/** What a comparison of protected numbers leaves out. */
function comparisonNotes({ measures }: Evaluation, description: ParsedPivot): Note[] {
  const notes: Note[] = [];
  if (description.values.some(value => value.show === 'rank'))
    notes.push({ code: 'rank-shown', text: 'Ranks are among the numbers that are shown.' });
  if (
    description.values.some(value => {
      const one = measures.get(value.measure)!;
      return (
        value.show === 'running-total' &&
        !(one.kind === 'declared' && (one.measure.compute.kind === 'rows' || one.measure.compute.kind === 'sum'))
      );
    })
  )
    notes.push({
      code: 'running-total',
      text: 'A protected running total is given for counts of rows and sums only, up to the first number that is hidden.',
    });
  return notes;
}
