import { elapsedHours, localOfUtc } from '../../../shared/model/elapsed-hours.ts';
import { gridCell } from '../../../shared/model/national-grid.ts';
import type { AreaIndex } from '../areas/area-index.ts';
import { eastingNorthing } from '../areas/outlines/national-grid.ts';
import { isNothing } from './cells.ts';
import { crossCheck } from './checking/cross-checks.ts';
import { keptCells } from './checking/kept-cells.ts';
import { rowPlacing } from './checking/placing.ts';
import type { Reader } from './checking/reader.ts';
import { readersOf } from './checking/readers.ts';
import { rowLayout } from './checking/row-layout.ts';
import type { RowLayout } from './checking/row-layout.ts';
import { RowState } from './checking/row-state.ts';
import type { CheckedRow } from './checking/row-state.ts';
import { rowSpread } from './checking/spread.ts';
import type { HeaderMatch } from './recognition.ts';
import type { CodeLists } from './return-types.ts';
import { isUnreadable, notKept } from './table.ts';

export interface RowChecker extends Pick<RowLayout, 'targets' | 'filledTargets' | 'identifiers'> {
  /** `known` holds references that stand already as pseudonyms, in the order of `identifiers`. */
  check(cells: readonly string[], known?: readonly (number | null)[]): CheckedRow;
  /** What of a row may be kept while it is set aside: by header; null where a cell is not kept. */
  keptCells(cells: readonly string[]): Record<string, string | null>;
}

/**
 * Prepares the checks of one file: its columns as they lie, the lists, the places, and today's date. Pure but for the
 * object that it reuses.
 */
export function rowChecker(match: HeaderMatch, lists: CodeLists, areas: AreaIndex, now: Date): RowChecker {
  const layout = rowLayout(match);
  const state = new RowState(layout);
  const readers = readersOf(layout, { state, lists, now: localOfUtc(Math.floor(now.getTime() / 60_000)) });
  const placeRow = rowPlacing(layout, state, areas);
  const spreadRow = rowSpread(layout, state);
  const { row } = state;

  const check = (cells: readonly string[], known?: readonly (number | null)[]): CheckedRow => {
    state.begin(cells);
    readReferences(layout, state, known);
    refuseExtraCells(match, state);
    refuseUnreadable(match, state);
    if (row.setAside && row.findings.some(f => f.code === 'unreadable-text' || f.code === 'too-many-cells')) return row;
    readCells(layout, state, readers);
    placeRow?.();
    locateOnGrid(layout, state);
    crossCheck(layout, state);
    deriveHours(layout, state);
    spreadRow?.();
    dateRow(layout, state);
    return row;
  };
  return {
    targets: layout.targets,
    filledTargets: layout.filledTargets,
    identifiers: layout.identifiers,
    check,
    keptCells: cells => keptCells(match, state, cells),
  };
}

/** References come first: what is noted of other cells must not repeat them. */
function readReferences(
  { identifiers, labels }: RowLayout,
  state: RowState,
  known: readonly (number | null)[] | undefined,
): void {
  for (let i = 0; i < identifiers.length; i++) {
    const { at, required } = identifiers[i]!;
    const cell = state.cellOf(at);
    if (!isNothing(cell)) state.row.references[i] = cell;
    else if (required && known?.[i] == null)
      state.find(
        at,
        '',
        'a reference',
        'missing-value',
        `${labels[at]} is empty. Give the reference that you use for the record.`,
      );
  }
}

function refuseExtraCells({ header }: HeaderMatch, { cells, row }: RowState): void {
  for (let i = header.length; i < cells.length; i++) {
    if (cells[i]!.trim() === '') continue;
    row.findings.push({
      column: null,
      found: notKept,
      expected: `${header.length} cells`,
      code: 'too-many-cells',
      message: `The row has ${cells.length} cells where the header has ${header.length}: a delimiter stands inside a cell. Put that cell in quotation marks.`,
      severity: 'set-aside',
    });
    row.setAside = true;
    return;
  }
}

function refuseUnreadable({ header, columns }: HeaderMatch, state: RowState): void {
  const { cells } = state;
  for (let i = 0; i < cells.length && i < header.length; i++) {
    // What is never kept need not be readable, but a reference must be: it links rows.
    const column = columns[i];
    if (
      column &&
      column.type !== 'free-text' &&
      column.type !== 'ignored' &&
      column.type !== 'postcode' &&
      isUnreadable(cells[i]!)
    )
      state.find(
        header[i]!.trim(),
        cells[i]!,
        'readable text',
        'unreadable-text',
        'The cell holds characters that cannot be shown. Type it again.',
      );
  }
}

function readCells(
  { constants, required, labels }: RowLayout,
  state: RowState,
  readers: readonly (Reader | null)[],
): void {
  for (let at = 0; at < readers.length; at++) {
    const reader = readers[at];
    if (!reader) continue;
    const cell = state.cellOf(at);
    if (isNothing(cell)) {
      if (required[at])
        state.find(at, cell, 'a value', 'missing-value', `${labels[at]} is empty. Every row needs one.`);
      continue;
    }
    state.filled[at] = 1;
    reader(cell);
  }
  for (let i = 0; i < constants.length; i++) state.row.values[constants[i]!.target] = constants[i]!.value;
}

function locateOnGrid({ grid }: RowLayout, { parsed, row }: RowState): void {
  if (grid === null) return;
  const longitude = parsed[grid.longitude]!;
  const latitude = parsed[grid.latitude]!;
  if (!Number.isNaN(longitude) && !Number.isNaN(latitude))
    row.values[grid.target] = gridCell(eastingNorthing([longitude, latitude]));
}

function deriveHours({ derived }: RowLayout, { parsed, row }: RowState): void {
  for (let i = 0; i < derived.length; i++) {
    const { target, from, to } = derived[i]!;
    if (!Number.isNaN(parsed[from]!) && !Number.isNaN(parsed[to]!))
      row.values[target] = elapsedHours(parsed[from]!, parsed[to]!);
  }
}

function dateRow({ period, match }: RowLayout, { parsed, row }: RowState): void {
  if (period < 0) return;
  const isTime = match.type.columns[period]!.type === 'datetime';
  row.day = isTime ? Math.floor(parsed[period]! / 1440) : parsed[period]!;
}
