import { FaultError } from '../../../shared/contract/fault.ts';
import type { Problem, SetAsideRow } from '../../../shared/contract/intake.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { analystMark } from '../../../shared/text/mark.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { spreadsheetBytes } from '../documents/spreadsheet.ts';
import type { SpreadsheetColumn, SpreadsheetSheet } from '../documents/spreadsheet.ts';
import type { AreaIndex } from '../areas/area-index.ts';
import { appendAudit, bumpDataVersion } from '../store/audit-trail.ts';
import { writeSegments } from '../store/segments.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';
import { comparable } from './cells.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { headerMatch } from './recognition.ts';
import type { ReturnTypes } from './return-types.ts';
import { rowChecker } from './row-checker.ts';
import { rowLoader } from './row-loader.ts';
import { notKept } from './table.ts';

interface StoredRow {
  readonly id: number;
  readonly batch_id: number;
  readonly file_name: string;
  readonly type: string;
  readonly batch_state: string;
  readonly row_number: number;
  readonly cells: string;
  readonly pseudonyms: string;
  readonly state: SetAsideRow['state'];
  readonly reason: string | null;
}

interface StoredProblem {
  readonly row: number | null;
  readonly column: string | null;
  readonly found: string;
  readonly expected: string;
  readonly code: Problem['code'];
  readonly message: string;
  readonly severity: Problem['severity'];
}

const select = `SELECT s.id, s.batch_id, b.file_name, b.type, b.state AS batch_state, s.row_number, s.cells, s.pseudonyms, s.state, s.reason
  FROM set_aside s JOIN batch b ON b.id = s.batch_id`;

function shownRow(store: ReadableStore, row: StoredRow): SetAsideRow {
  return {
    id: row.id,
    batch: row.batch_id,
    fileName: row.file_name,
    row: row.row_number,
    state: row.state,
    reason: row.reason,
    values: JSON.parse(row.cells) as Record<string, string | null>,
    problems: store.all<StoredProblem>(
      'SELECT row_number AS row, column_name AS "column", found, expected, code, message, severity FROM problem WHERE set_aside_id = ? ORDER BY id',
      row.id,
    ),
  };
}

/** Rows that were set aside: of one batch, or of every batch that counts. */
export function listSetAside(
  store: ReadableStore,
  asked: { batch?: number | undefined; state: 'open' | 'corrected' | 'waived' | 'all'; most: number },
): SetAsideRow[] {
  const tests = [
    asked.batch === undefined ? `b.state = 'current'` : 's.batch_id = ?',
    ...(asked.state === 'all' ? [] : ['s.state = ?']),
  ];
  const parameters = [
    ...(asked.batch === undefined ? [] : [asked.batch]),
    ...(asked.state === 'all' ? [] : [asked.state]),
    asked.most,
  ];
  return store
    .all<StoredRow>(
      `${select} WHERE ${tests.join(' AND ')} ORDER BY s.batch_id, s.row_number, s.id LIMIT ?`,
      ...parameters,
    )
    .map(row => shownRow(store, row));
}

function openRow(store: ReadableStore, id: number): StoredRow {
  const row = store.get<StoredRow>(`${select} WHERE s.id = ?`, id);
  if (!row) throw new FaultError('not-found', `There is no row ${id} among those set aside.`);
  if (row.state !== 'open')
    throw new FaultError(
      'refused',
      `Row ${row.row_number} of ${row.file_name} is ${row.state} already. Nothing was changed.`,
    );
  if (row.batch_state === 'withdrawn')
    throw new FaultError(
      'refused',
      `${row.file_name} was withdrawn, so its rows cannot be changed. Import the file again.`,
    );
  return row;
}

/** Leaves a row out for good. It stays in the account of its batch as set aside. Faults: not-found, refused. */
export function waiveRow(
  store: WritableStore,
  id: number,
  reason: string,
  by: { actor: string; at: string },
): SetAsideRow {
  const row = openRow(store, id);
  store.run(`UPDATE set_aside SET state = 'waived', reason = ?, ended_at = ? WHERE id = ?`, reason, by.at, id);
  appendAudit(store, {
    at: by.at,
    actor: by.actor,
    action: 'waive-row',
    subject: `batch ${row.batch_id}, row ${row.row_number}`,
  });
  return shownRow(store, { ...row, state: 'waived', reason });
}

/**
 * Puts right cells of a row and tries it again. A good row is loaded into the batch that it came with, and the account
 * of that batch follows; else the row stays open with what is still wrong. Keys of `values` are headers of the file, or
 * names or labels of the return type. Faults: not-found, refused, invalid-input.
 */
export function correctRow(
  store: WritableStore,
  setting: { returns: ReturnTypes; areas: AreaIndex; now: Date; actor: string },
  id: number,
  values: Readonly<Record<string, string | null>>,
): SetAsideRow {
  const row = openRow(store, id);
  const type = setting.returns.types.find(t => t.name === row.type);
  if (!type || type.load !== 'facts')
    throw new FaultError(
      'refused',
      `Rows of ${row.file_name} cannot be corrected one by one. Correct the file and import it again.`,
    );
  const cells = JSON.parse(row.cells) as Record<string, string | null>;
  const match = headerMatch(type, Object.keys(cells));
  const header = [...match.header];
  const line = header.map(name => cells[name] ?? '');
  const given = new Set<number>();
  for (const [key, value] of Object.entries(values)) {
    let at = header.indexOf(key);
    if (at < 0)
      at = match.columns.findIndex(
        column => column && [column.name, column.label].some(word => comparable(word) === comparable(key)),
      );
    if (at < 0) {
      const column = type.columns.find(c =>
        [c.name, c.label, ...c.aliases].some(word => comparable(word) === comparable(key)),
      );
      if (!column) throw new FaultError('invalid-input', `${row.file_name} has no column “${key}”.`, `values.${key}`);
      at = header.push(column.label) - 1;
    }
    line[at] = value ?? '';
    given.add(at);
  }
  const whole = headerMatch(type, header);
  const checker = rowChecker(whole, setting.returns.lists, setting.areas, setting.now);
  const pseudonyms = new Pseudonyms(store);
  const stored = JSON.parse(row.pseudonyms) as Record<string, number | null>;
  const known = checker.identifiers.map(identifier => stored[identifier.column] ?? null);
  const checked = checker.check(line, known);
  const ids = checker.identifiers.map((identifier, i) =>
    checked.references[i] === null || identifier.target < 0
      ? known[i]!
      : pseudonyms.idOf(identifier.kind, checked.references[i]!),
  );
  checker.identifiers.forEach((identifier, i) => {
    if (identifier.target >= 0) checked.values[identifier.target] = ids[i]!;
  });
  // A cell that could not be kept stays wrong until it is given anew: it must not turn into "not recorded" by itself.
  for (const problem of shownRow(store, row).problems) {
    const place = problem.column === null ? -1 : header.indexOf(problem.column);
    if (place < 0 || given.has(place) || cells[header[place]!] !== null || whole.columns[place]?.type === 'identifier')
      continue;
    checked.findings.push(problem);
    checked.setAside = true;
  }
  const at = setting.now.toISOString();
  const kept = JSON.stringify(checker.keptCells(line));
  const linked = JSON.stringify(
    Object.fromEntries(checker.identifiers.map((identifier, i) => [identifier.column, ids[i]!])),
  );
  store.run('DELETE FROM problem WHERE set_aside_id = ?', id);
  const insert = store.prepare(
    'INSERT INTO problem (batch_id, set_aside_id, row_number, column_name, found, expected, code, message, severity) VALUES (?,?,?,?,?,?,?,?,?)',
  );
  for (const f of checked.findings)
    insert.run(row.batch_id, id, row.row_number, f.column, f.found, f.expected, f.code, f.message, f.severity);
  const state = checked.setAside ? 'open' : 'corrected';
  store.run(
    'UPDATE set_aside SET cells = ?, pseudonyms = ?, state = ?, ended_at = ? WHERE id = ?',
    kept,
    linked,
    state,
    state === 'open' ? null : at,
    id,
  );
  if (state === 'corrected') {
    rowLoader(store, type, checker, row.batch_id, whole)({ number: row.row_number, cells: line }, checked);
    store.run(
      'UPDATE batch SET rows_loaded = rows_loaded + 1, rows_set_aside = rows_set_aside - 1, rows_unlocated = rows_unlocated + ? WHERE id = ?',
      checked.unlocated ? 1 : 0,
      row.batch_id,
    );
    writeSegments(store, datasetNamed(type.dataset!)!, row.batch_id);
    bumpDataVersion(store);
    appendAudit(store, {
      at,
      actor: setting.actor,
      action: 'correct-row',
      subject: `batch ${row.batch_id}, row ${row.row_number}`,
    });
  }
  return shownRow(store, { ...row, state, cells: kept });
}

/**
 * The open rows of a batch as a workbook for the agency: each cell beside what is wrong with it. References were
 * never kept, so a row is known by its number in the agency's own file. Fault not-found.
 */
export function setAsideBytes(store: ReadableStore, batch: number): Uint8Array {
  const found = store.get<{ file_name: string; synthetic: number }>(
    'SELECT file_name, synthetic FROM batch WHERE id = ?',
    batch,
  );
  if (found === undefined) throw new FaultError('not-found', `There is no batch ${batch} in this workspace.`);
  const name = found.file_name;
  // What comes of invented rows is invented as well: the file says so, to people and to the next import.
  const marking = found.synthetic === 1 ? syntheticWords : '';
  const rows = listSetAside(store, { batch, state: 'open', most: 1_000_000 });
  const notes = [
    ...(marking === '' ? [] : [marking]),
    `Rows of ${name} that could not be loaded, with what is wrong beside each cell. Put them right in your own file and send it again: it takes the place of the first one.`,
    'References, postcodes and notes are not kept by this application, so they read “(not kept)”. Find the row in your own file by its number; the header is row 1.',
  ];
  return spreadsheetBytes(
    [
      setAsideSheet(rows),
      {
        name: 'Notes',
        wrap: true,
        columns: [{ header: 'About this file', type: 'text', width: 100 }],
        rows: notes.map(note => [note]),
      },
    ],
    { title: `Rows set aside of ${name}`, subject: '', organisation: '', marking, asAt: null },
    analystMark,
  );
}

/** Each cell of the rows, and beside one that is wrong, what is. */
function setAsideSheet(rows: readonly SetAsideRow[]): SpreadsheetSheet {
  const headers = [...new Set(rows.flatMap(row => Object.keys(row.values)))];
  const troubled = new Set(rows.flatMap(row => row.problems.map(problem => problem.column)));
  const columns: SpreadsheetColumn[] = [{ header: 'Row in your file', type: 'integer', width: 10 }];
  for (const header of headers) {
    columns.push({ header, type: 'text', width: Math.max(14, Math.min(30, header.length + 2)) });
    if (troubled.has(header)) columns.push({ header: `${header}: what to put right`, type: 'text', width: 44 });
  }
  columns.push({ header: 'The row as a whole', type: 'text', width: 44 });
  const advice = (problems: readonly Problem[]) =>
    problems.map(problem => `${problem.message} Expected: ${problem.expected}.`).join(' ') || null;
  return {
    name: 'To put right',
    frozenColumns: 1,
    wrap: true,
    columns,
    rows: rows.map(row => [
      row.row,
      ...headers.flatMap(header => {
        const value = row.values[header];
        const cell = value === null ? notKept : (value ?? null);
        return troubled.has(header)
          ? [cell, advice(row.problems.filter(problem => problem.column === header))]
          : [cell];
      }),
      advice(row.problems.filter(problem => problem.column === null || !headers.includes(problem.column))),
    ]),
  };
}
