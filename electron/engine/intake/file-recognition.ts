import type { FileReport, Problem } from '../../../shared/contract/intake.ts';
import type { FileScan } from './file-scan.ts';
import { refusal } from './import-parts.ts';
import type { ImportSetting } from './import-parts.ts';
import { agencyInName, agencyNamed, nearlyRecognised, recognisedType } from './recognition.ts';
import type { HeaderMatch } from './recognition.ts';
import type { ReturnType } from './return-types.ts';
import type { SheetRow } from './table.ts';

/** The header stands in one of the first rows; above it there may be titles. */
export const headerWithin = 20;

/** The best header among the first rows, and the rows after it. */
export function findHeader(
  types: readonly ReturnType[],
  rows: readonly SheetRow[],
  wanted?: string,
): { readonly match: HeaderMatch; readonly rows: readonly SheetRow[] } | null {
  let best: { match: HeaderMatch; at: number } | null = null;
  for (let at = 0; at < Math.min(rows.length, headerWithin); at++) {
    const match = recognisedType(types, rows[at]!.cells, wanted);
    if (match && match.score > (best?.match.score ?? 0)) best = { match, at };
  }
  return best && { match: best.match, rows: rows.slice(best.at + 1) };
}

/** Says why a file is none of the returns: what its headers nearly are, or that no row fits. */
export function unrecognised(
  { returns, options }: ImportSetting,
  scan: FileScan,
  rows: readonly SheetRow[],
): FileReport {
  const names = returns.types.filter(t => t.kind === 'return').map(t => t.name);
  if (options.type !== undefined && !returns.types.some(t => t.name === options.type))
    return refusal(
      scan.name,
      `There is no return type “${options.type}”. Choose one of ${returns.types.map(t => t.name).join(', ')}.`,
    );
  const near = rows
    .slice(0, headerWithin)
    .map(row => ({ row, match: nearlyRecognised(returns.types, row.cells, options.type) }))
    .find(({ match }) => match !== null);
  if (!near?.match)
    return refusal(
      scan.name,
      `${scan.name} was not recognised: no row of headers fits a return. Start from a template, or say which return it is (type: ${names.join(', ')}). Nothing was changed.`,
    );
  const { type, missing } = near.match;
  const problems: Problem[] = missing.map(column => ({
    row: near.row.number,
    column: column.label,
    found: '',
    expected: `a column headed “${column.label}”`,
    code: 'missing-column',
    message: `There is no column “${column.label}”. ${column.note}`.trim(),
    severity: 'set-aside',
  }));
  return refusal(
    scan.name,
    `${scan.name} looks like “${type.label}”, but has no column ${missing.map(c => `“${c.label}”`).join(', ')}. Add it, or start from the template. Nothing was changed.`,
    {
      type: type.name,
      typeLabel: type.label,
      problems,
      problemCount: problems.length,
    },
  );
}

/** Who sent a file: the type's own agency, the caller's word, a column of the file, or the file's name. */
export function agencyOf(
  { returns, options }: ImportSetting,
  scan: FileScan,
  match: HeaderMatch,
  rows: readonly SheetRow[],
): { readonly agency: string | null } | { readonly refused: string } {
  const { type } = match;
  if (type.agency) return { agency: type.agency };
  if (options.agency !== undefined) {
    const code = agencyNamed(options.agency, returns.lists);
    return code
      ? { agency: code }
      : {
          refused: `There is no agency “${options.agency}”. Choose one of ${(returns.lists['agency'] ?? []).map(([c]) => c).join(', ')}.`,
        };
  }
  if (type.agencyColumn) {
    const place = match.places[type.columns.findIndex(c => c.name === type.agencyColumn)]!;
    const named = rows[0]?.cells[place]?.trim() ?? '';
    return {
      agency:
        agencyNamed(named, returns.lists) ??
        (named
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .slice(0, 60) ||
          null),
    };
  }
  const code = agencyInName(scan.name, returns.lists);
  return code
    ? { agency: code }
    : {
        refused: `${scan.name} is a return of “${type.label}”, but does not say who sent it. Name the agency when you import it, or in the file name, such as ${type.name}_police_2016-17_Q1.csv. Nothing was changed.`,
      };
}
