import { cellStatuses } from '../../../shared/contract/cube.ts';
import type { CellStatus, ParsedPivot } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Dataset, Measure, Population } from '../../../shared/model/dataset.ts';
import type { Wanted } from './base.ts';
import { measuresOf, parsedExpression, valueOfExpression } from './expression.ts';
import type { Expression } from './expression.ts';
import type { Facts } from './columns/facts.ts';
import type { NumberColumn } from './columns/column-types.ts';
import type { Grain, Grains } from './grains.ts';
import { measureNamed } from './plan.ts';
import type { Residents } from './residents.ts';

/** Place of a status in the wire format. */
export const statusCode = Object.fromEntries(cellStatuses.map((status, i) => [status, i])) as Readonly<
  Record<CellStatus, number>
>;

/** A measure of the dataset or one that the description calculates. */
export type AnyMeasure =
  | { readonly kind: 'declared'; readonly measure: Measure }
  | {
      readonly kind: 'calculated';
      readonly name: string;
      readonly label: string;
      readonly text: string;
      readonly expression: Expression;
      readonly format: 'number' | 'percent' | 'rate';
      readonly decimals: number;
    };

export type Measures = ReadonlyMap<string, AnyMeasure>;

/**
 * Every measure that a description can name. A calculated one may use declared ones and calculated ones before it.
 * Faults invalid-input with the path of the value or expression.
 */
export function measuresFor(dataset: Dataset, description: ParsedPivot): Measures {
  const measures = new Map<string, AnyMeasure>(
    dataset.measures.map(measure => [measure.name, { kind: 'declared', measure }]),
  );
  description.calculated.forEach((one, i) => {
    if (measures.has(one.name))
      throw new FaultError(
        'invalid-input',
        `There is already a measure "${one.name}". Choose another name.`,
        `calculated.${i}.name`,
      );
    const expression = parsedExpression(one.expression, new Set(measures.keys()), `calculated.${i}.expression`);
    measures.set(one.name, {
      kind: 'calculated',
      name: one.name,
      label: one.label,
      text: one.expression,
      expression,
      format: one.format,
      decimals: one.decimals,
    });
  });
  description.values.forEach((value, i) => {
    if (!measures.has(value.measure)) measureNamed(dataset, value.measure, `values.${i}.measure`);
  });
  return measures;
}

const maskName = (tests: unknown) => JSON.stringify(tests);
const betweenName = (from: string, to: string) => `${from} → ${to}`;

/** What the pass over the rows has to add up for the measures named. */
export function wantedFor(facts: Facts, measures: Measures, names: Iterable<string>): Wanted {
  const wanted = {
    masks: new Map<string, Uint8Array>(),
    sums: new Map<string, NumberColumn>(),
    extremes: new Map<string, NumberColumn>(),
    distinct: new Map<string, string>(),
    quantiles: new Map<string, NumberColumn>(),
  };
  const visit = (name: string): void => {
    const one = measures.get(name)!;
    if (one.kind === 'calculated') {
      measuresOf(one.expression).forEach(visit);
      return;
    }
    const { compute } = one.measure;
    switch (compute.kind) {
      case 'rows':
        return;
      case 'distinct':
        wanted.distinct.set(compute.field, compute.field);
        return;
      case 'sum':
      case 'mean':
        wanted.sums.set(compute.field, facts.numbers(compute.field));
        return;
      case 'minimum':
      case 'maximum':
        wanted.extremes.set(compute.field, facts.numbers(compute.field));
        return;
      case 'median':
      case 'quantile':
        wanted.quantiles.set(compute.field, facts.numbers(compute.field));
        return;
      case 'days-between': {
        const between = betweenName(compute.from, compute.to);
        (compute.take === 'mean' ? wanted.sums : wanted.quantiles).set(
          between,
          facts.daysBetween(compute.from, compute.to),
        );
        return;
      }
      case 'share': {
        const { denominator, numerator } = compute;
        wanted.masks.set(maskName(denominator), facts.mask(denominator));
        const both = [...denominator, ...numerator];
        wanted.masks.set(maskName(both), facts.mask(both));
        return;
      }
      case 'rate':
        visit(compute.of);
        return;
      case 'ratio':
        visit(compute.numerator);
        visit(compute.denominator);
    }
  };
  for (const name of names) visit(name);
  return wanted;
}

/** A measure over one grain: value and status of each cell, and what it was divided from. */
export interface MeasureCells {
  readonly values: Float64Array;
  readonly status: Uint8Array;
  readonly numerators: Float64Array | null;
  readonly denominators: Float64Array | null;
}

/** Everything that a measure may look at. */
export interface MeasureContext {
  readonly grains: Grains;
  readonly measures: Measures;
  /** Whether the period of a cell lies within what was supplied: 1 or 0, by cell of a grain. */
  covered(grain: Grain): Uint8Array;
  residents(population: Population): Residents;
  /** Whether a cell of a grain would add up people who were counted anew. */
  addsSnapshots(grain: Grain): boolean;
  /** Stands in for the measures as counted: cells that were protected before anything is worked out from them. */
  readonly given?: (name: string, grain: Grain) => MeasureCells;
}

function valueStatus(value: number): number {
  return value === 0 ? statusCode.zero : statusCode.value;
}

/** The measure at a grain; computed once for each. */
export function measureAt(context: MeasureContext, name: string, grain: Grain): MeasureCells {
  if (context.given) return context.given(name, grain);
  return context.grains.keep(`measure ${name}`, grain, () => measureComputed(context, name, grain));
}

/** The numbers of a measure along an axis, beside one node of the other: what lines are put in order by. */
export const valuesAlong =
  (context: MeasureContext, grains: Grains, axis: 'rows' | 'columns') =>
  (measure: string, depth: number, at: { readonly depth: number; readonly node: number }) => {
    const grain = axis === 'rows' ? grains.grain(depth, at.depth) : grains.grain(at.depth, depth);
    const { values } = measureAt(context, measure, grain);
    return (node: number) =>
      axis === 'rows' ? values[node * grain.columnNodes + at.node]! : values[at.node * grain.columnNodes + node]!;
  };

/** The measure at a grain, worked out anew; measures within it are asked for by `measureAt`. */
export function measureComputed(context: MeasureContext, name: string, grain: Grain): MeasureCells {
  const { grains } = context;
  const one = context.measures.get(name)!;
  const values = new Float64Array(grain.size).fill(NaN);
  const status = new Uint8Array(grain.size).fill(statusCode.empty);
  const plain = { values, status, numerators: null, denominators: null };
  if (one.kind === 'calculated') {
    const used = [...new Set(measuresOf(one.expression))].map(used => [used, measureAt(context, used, grain)] as const);
    const cells = new Map(used);
    let at = 0;
    const valueOf = (used: string): number => {
      const cell = cells.get(used)!;
      return cell.status[at] === statusCode['not-applicable'] ? Infinity : cell.values[at]!;
    };
    for (; at < grain.size; at++) {
      const value = valueOfExpression(one.expression, valueOf);
      if (Number.isNaN(value)) {
        // It is missing for the reason of the first measure that is missing.
        status[at] =
          used
            .map(([, cell]) => cell.status[at]!)
            .find(code => code !== statusCode.value && code !== statusCode.zero) ?? statusCode['not-applicable'];
      } else if (Number.isFinite(value)) {
        values[at] = value;
        status[at] = valueStatus(value);
      } else status[at] = statusCode['not-applicable'];
    }
    return plain;
  }
  const { compute } = one.measure;
  /** A count reads 0 where its period was supplied, and is empty where it was not. */
  const counted = (numbers: Float64Array): MeasureCells => {
    const covered = context.covered(grain);
    for (let i = 0; i < grain.size; i++) {
      if (numbers[i] === 0 && grain.counts[i] === 0 && covered[i] === 0) continue;
      values[i] = numbers[i]!;
      status[i] = valueStatus(numbers[i]!);
    }
    return plain;
  };
  /** Value where `recorded`; rows without any number are `without`. */
  const recordedOnly = (recorded: Float64Array, without: number, valueAt: (i: number) => number): MeasureCells => {
    for (let i = 0; i < grain.size; i++) {
      if (recorded[i]! > 0) {
        values[i] = valueAt(i);
        status[i] = valueStatus(values[i]!);
      } else if (grain.counts[i]! > 0) status[i] = without;
    }
    return plain;
  };
  switch (compute.kind) {
    case 'rows':
      return counted(grain.counts);
    case 'distinct':
      return counted(grains.distinct(grain, compute.field));
    case 'sum': {
      if (context.addsSnapshots(grain)) {
        for (let i = 0; i < grain.size; i++) if (grain.counts[i]! > 0) status[i] = statusCode['not-applicable'];
        return plain;
      }
      const sum = grains.sum(grain, compute.field);
      return recordedOnly(grains.recorded(grain, compute.field), statusCode['not-available'], i => sum[i]!);
    }
    case 'mean': {
      const sum = grains.sum(grain, compute.field);
      const recorded = grains.recorded(grain, compute.field);
      return {
        ...recordedOnly(recorded, statusCode['not-applicable'], i => sum[i]! / recorded[i]!),
        numerators: sum,
        denominators: recorded,
      };
    }
    case 'minimum':
    case 'maximum': {
      const extreme = grains.extreme(grain, compute.field, compute.kind === 'minimum' ? 'low' : 'high');
      const recorded = extreme.map(n => Number(Number.isFinite(n)));
      return recordedOnly(recorded, statusCode['not-applicable'], i => extreme[i]!);
    }
    case 'median':
    case 'quantile': {
      const { recorded, values: quantiles } = grains.quantile(grain, compute.field, 'q' in compute ? compute.q : 0.5);
      return { ...recordedOnly(recorded, statusCode['not-applicable'], i => quantiles[i]!), denominators: recorded };
    }
    case 'days-between': {
      const between = betweenName(compute.from, compute.to);
      if (compute.take === 'mean') {
        const sum = grains.sum(grain, between);
        const recorded = grains.recorded(grain, between);
        return {
          ...recordedOnly(recorded, statusCode['not-applicable'], i => sum[i]! / recorded[i]!),
          numerators: sum,
          denominators: recorded,
        };
      }
      const { recorded, values: medians } = grains.quantile(grain, between, 0.5);
      return { ...recordedOnly(recorded, statusCode['not-applicable'], i => medians[i]!), denominators: recorded };
    }
    case 'share': {
      const denominators = grains.masked(grain, maskName(compute.denominator));
      const numerators = grains.masked(grain, maskName([...compute.denominator, ...compute.numerator]));
      return {
        ...recordedOnly(denominators, statusCode['not-applicable'], i => numerators[i]! / denominators[i]!),
        numerators,
        denominators,
      };
    }
    case 'rate': {
      const events = measureAt(context, compute.of, grain);
      const { persons } = context.residents(compute.population).of(grain);
      for (let i = 0; i < grain.size; i++) {
        if (!(persons[i]! > 0)) status[i] = statusCode['no-denominator'];
        else if (Number.isNaN(events.values[i]!)) status[i] = events.status[i]!;
        else {
          values[i] = (events.values[i]! / persons[i]!) * compute.per;
          status[i] = valueStatus(values[i]!);
        }
      }
      return { values, status, numerators: events.values, denominators: persons };
    }
    case 'ratio': {
      const numerators = measureAt(context, compute.numerator, grain);
      const denominators = measureAt(context, compute.denominator, grain);
      for (let i = 0; i < grain.size; i++) {
        if (grain.counts[i] === 0) continue;
        const value = (numerators.values[i]! / denominators.values[i]!) * compute.per;
        if (Number.isNaN(numerators.values[i]!) || Number.isNaN(denominators.values[i]!))
          status[i] = Number.isNaN(numerators.values[i]!) ? numerators.status[i]! : denominators.status[i]!;
        else if (!Number.isFinite(value)) status[i] = statusCode['not-applicable'];
        else {
          values[i] = value;
          status[i] = valueStatus(value);
        }
      }
      return { values, status, numerators: numerators.values, denominators: denominators.values };
    }
  }
}
