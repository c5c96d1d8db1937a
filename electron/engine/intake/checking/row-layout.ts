import type { HeaderMatch } from '../recognition.ts';
import { needsValue } from '../return-types.ts';
import type { ReturnColumn, ReturnType } from '../return-types.ts';

/** A reference of the row; it is kept as a pseudonym only. */
interface Identifier {
  readonly column: string;
  /** Place of the column in the type. */
  readonly at: number;
  readonly kind: string;
  /** Target that it fills, or −1. */
  readonly target: number;
  readonly required: boolean;
}

export interface CrossCheck {
  readonly kind: ReturnType['checks'][number]['kind'];
  readonly column: number;
  readonly other: number;
  /** One of the two is a day and the other a time: whole days are compared. */
  readonly day: boolean;
}

/**
 * How the rows of one file are checked: where each column of the type lies and which targets it fills. Columns are
 * named by their place in the type, targets by their place in `targets`; −1 is none.
 */
export interface RowLayout {
  readonly match: HeaderMatch;
  readonly targets: readonly string[];
  /** For each target: whether a column of this file, or a rule, can fill it. */
  readonly filledTargets: readonly boolean[];
  readonly identifiers: readonly Identifier[];
  readonly constants: readonly { readonly target: number; readonly value: string }[];
  readonly derived: readonly { readonly target: number; readonly from: number; readonly to: number }[];
  /** Columns that name a place, the smallest first. */
  readonly areaColumns: readonly { readonly column: ReturnColumn; readonly at: number }[];
  /** Targets of the place; null where the rows have none. */
  readonly areaTargets: { readonly lsoa: number; readonly ward: number; readonly district: number } | null;
  /** Target of the cell of the National Grid, and its two columns; null where the rows have no point. */
  readonly grid: { readonly target: number; readonly longitude: number; readonly latitude: number } | null;
  /** Column whose day counts for the period of the file. */
  readonly period: number;
  /** Column that the spread cells add up to. */
  readonly total: number;
  readonly checks: readonly CrossCheck[];
  /** For each column: its header in this file, else the one of the template. */
  readonly labels: readonly string[];
  /** For each column: whether each row must fill it. */
  readonly required: readonly boolean[];
}

/** Names of targets in the order in which they are asked for. */
function targetList(): { readonly names: string[]; readonly at: (name: string) => number } {
  const names: string[] = [];
  return {
    names,
    at: name => {
      const known = names.indexOf(name);
      return known >= 0 ? known : names.push(name) - 1;
    },
  };
}

/** Lays the checks of a type over the columns of one file. Pure. */
export function rowLayout(match: HeaderMatch): RowLayout {
  const { type, header, places } = match;
  const { names: targets, at: targetAt } = targetList();
  const columnAt = (name: string) => type.columns.findIndex(column => column.name === name);
  const typeOf = (name: string) => type.columns[columnAt(name)]!.type;
  // The order in which targets are asked for is the order of the table's fields.
  const identifiers = identifiersOf(type, targetAt);
  const constants = Object.entries(type.constants ?? {}).map(([name, value]) => ({ target: targetAt(name), value }));
  const derived = type.derived.map(({ target, from, to }) => ({
    target: targetAt(target),
    from: columnAt(from),
    to: columnAt(to),
  }));
  const areaColumns = type.columns
    .flatMap((column, at) => (column.type === 'area' ? [{ column, at }] : []))
    .toSorted((a, b) => areaOrder(a.column) - areaOrder(b.column));
  const hasArea = type.load === 'facts' && areaColumns.length > 0;
  const areaTargets = hasArea
    ? { lsoa: targetAt('lsoa'), ward: targetAt('ward'), district: targetAt('district') }
    : null;
  const longitude = type.columns.findIndex(column => column.type === 'longitude');
  const latitude = type.columns.findIndex(column => column.type === 'latitude');
  const grid = longitude >= 0 && latitude >= 0 ? { target: targetAt('grid'), longitude, latitude } : null;
  const checks = type.checks.map(({ kind, column, other }) => ({
    kind,
    column: columnAt(column),
    other: columnAt(other),
    day: typeOf(column) !== typeOf(other),
  }));
  const laid = { match, targets, identifiers, constants, derived, areaColumns, areaTargets, grid, checks };
  return {
    ...laid,
    filledTargets: filledTargets(laid),
    period: type.period ? columnAt(type.period) : -1,
    total: type.spread?.total ? columnAt(type.spread.total) : -1,
    labels: type.columns.map((column, at) => (places[at]! >= 0 ? header[places[at]!]!.trim() : column.label)),
    required: type.columns.map(column => needsValue(type, column)),
  };
}

/** The references of a type; asks for the targets of all its columns in their order. */
function identifiersOf(type: ReturnType, targetAt: (name: string) => number): readonly Identifier[] {
  const identifiers: Identifier[] = [];
  for (const [at, column] of type.columns.entries()) {
    const target = column.target ? targetAt(column.target) : -1;
    if (column.type === 'identifier')
      identifiers.push({
        column: column.name,
        at,
        kind: column.kind ?? column.name,
        target,
        required: needsValue(type, column),
      });
  }
  return identifiers;
}

/** The smallest place counts first; a column for any level stands between LSOA and ward. */
function areaOrder(column: ReturnColumn): number {
  return column.level === 'lsoa' ? 0 : column.level === undefined ? 1 : column.level === 'ward' ? 2 : 3;
}

function filledTargets({
  match: { type, places },
  targets,
  constants,
  derived,
  areaColumns,
  areaTargets,
  grid,
}: Pick<
  RowLayout,
  'match' | 'targets' | 'constants' | 'derived' | 'areaColumns' | 'areaTargets' | 'grid'
>): readonly boolean[] {
  const areaGiven = areaColumns.some(({ at }) => places[at]! >= 0);
  const ofArea = areaGiven && areaTargets !== null ? Object.values(areaTargets) : [];
  return targets.map(
    (name, target) =>
      ofArea.includes(target) ||
      target === grid?.target ||
      constants.some(constant => constant.target === target) ||
      derived.some(one => one.target === target) ||
      type.columns.some((column, at) => column.target === name && (places[at]! >= 0 || column.type === 'identifier')),
  );
}
