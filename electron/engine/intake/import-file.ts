import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileReport, Problem } from '../../../shared/contract/intake.ts';
import type { AreaLevel } from '../../../shared/model/dataset.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { formatCount } from '../../../shared/text/format.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import type { AreaIndex } from '../areas/area-index.ts';
import { appendAudit, bumpDataVersion } from '../store/audit-trail.ts';
import { writeSegments } from '../store/segments.ts';
import type { PreparedWrite, SqlValue, WritableStore } from '../store/store.ts';
import { isDemonstration } from '../store/synthetic.ts';
import { batchesReplaced, batchOfFile, supersede } from './batches.ts';
import { importBoundaries } from './boundaries.ts';
import { openCsv } from './csv-reader.ts';
import { DigestSet } from './digest-set.ts';
import { assertUnchanged, scanFile } from './file-scan.ts';
import type { FileScan } from './file-scan.ts';
import { alreadyLoaded, insertBatch, problemWriter, refusal, RolledBack, trial } from './import-parts.ts';
import type { ImportSetting } from './import-parts.ts';
import { Pseudonyms } from './pseudonyms.ts';
import {
  agencyInName,
  agencyNamed,
  nearlyRecognised,
  periodInName,
  periodOfFile,
  recognisedType,
} from './recognition.ts';
import type { HeaderMatch } from './recognition.ts';
import type { ReturnType } from './return-types.ts';
import { rowChecker } from './row-checker.ts';
import type { CheckedRow } from './checking/row-state.ts';
import type { RowChecker } from './row-checker.ts';
import { isSyntheticFile } from './synthetic-files.ts';
import type { SheetRow, TableReader } from './table.ts';
import { openXlsx } from './xlsx-reader.ts';

/** The header stands in one of the first rows; above it there may be titles. */
const headerWithin = 20;

/**
 * Brings one file in: recognises it, checks every row, and loads it in one transaction together with what was set
 * aside. Whatever goes wrong, and when cancelled, the workspace stays as it was.
 */
export async function importFile(setting: ImportSetting, file: string): Promise<FileReport> {
  const started = performance.now();
  const { call } = setting;
  let name = file.replace(/^.*[/\\]/, '');
  try {
    const scan = await scanFile(file, call.signal);
    name = scan.name;
    const report = scan.looksLike === 'json' ? await importBoundaries(setting, scan) : await importTable(setting, scan);
    return { ...report, seconds: seconds(started) };
  } catch (error) {
    if (error instanceof RolledBack) return { ...error.report, seconds: seconds(started) };
    if (error instanceof FaultError && error.fault.code === 'cancelled')
      return refusal(name, `${name}: cancelled. Nothing was changed.`, {
        outcome: 'cancelled',
        seconds: seconds(started),
      });
    if (error instanceof FaultError && error.fault.code !== 'locked')
      return refusal(name, error.message, { seconds: seconds(started) });
    throw error;
  }
}

const seconds = (started: number) => Math.round(performance.now() - started) / 1000;

async function importTable(setting: ImportSetting, scan: FileScan): Promise<FileReport> {
  const { returns, options } = setting;
  const reader = await openTable(setting, scan);
  try {
    const first = await firstRows(reader);
    if (first.length === 0) return refusal(scan.name, `${scan.name} holds no rows. Nothing was changed.`);
    const found = findHeader(returns.types, first, options.type);
    if (!found) return unrecognised(setting, scan, first);
    const { match } = found;
    const type = match.type;
    const told = { type: type.name, typeLabel: type.label };
    if (type.load === 'none') return refusal(scan.name, `${scan.name}: ${type.refusal}`, told);
    const agency = agencyOf(setting, scan, match, found.rows);
    if ('refused' in agency) return refusal(scan.name, agency.refused, told);
    const above = first.slice(0, first.length - found.rows.length - 1).flatMap(row => row.cells);
    const about = { agency: agency.agency, synthetic: isSyntheticFile(scan, [...reader.about, ...above]) };
    return await loadTable(setting, scan, reader, match, about, found.rows);
  } finally {
    await reader.close();
  }
}

async function openTable(setting: ImportSetting, scan: FileScan): Promise<TableReader> {
  switch (scan.looksLike) {
    case 'text':
      return openCsv(scan);
    case 'zip':
      return openXlsx(scan, rows => findHeader(setting.returns.types, rows, setting.options.type)?.match.score ?? 0);
    case 'empty':
      throw new FaultError('unreadable-file', `${scan.name} is empty. Nothing was changed.`);
    case 'ole':
      throw new FaultError(
        'unreadable-file',
        scan.head.includes(Buffer.from('EncryptedPackage', 'utf16le'))
          ? `${scan.name} is protected with a password. Take the protection off in the spreadsheet and save it again.`
          : `${scan.name} is in the old XLS format, or protected with a password. Open it in the spreadsheet and save it as XLSX or CSV.`,
      );
    default:
      throw new FaultError(
        'unreadable-file',
        `${scan.name} is neither text nor a spreadsheet. Choose a CSV, XLSX, GeoJSON or TopoJSON file.`,
      );
  }
}

async function firstRows(reader: TableReader): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  while (rows.length < headerWithin) {
    const lot = await reader.lots.next();
    if (lot.done) break;
    rows.push(...lot.value);
  }
  return rows;
}

/** The best header among the first rows, and the rows after it. */
function findHeader(
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

function unrecognised({ returns, options }: ImportSetting, scan: FileScan, rows: readonly SheetRow[]): FileReport {
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

function agencyOf(
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

interface Counts {
  read: number;
  loaded: number;
  setAside: number;
  duplicates: number;
  unlocated: number;
}

/** Rows whose place is of another vintage, and rows whose place is not known. */
interface Placing {
  moved: number;
  unmatched: number;
}

/** Whether a row of a look-up names any place that is known, so that facts can be moved by it. */
function linkTest(type: ReturnType, match: HeaderMatch, areas: AreaIndex): (row: SheetRow) => boolean {
  const ends = (type.links ?? []).flatMap(link => [link.from, link.to]);
  const places = ends.map(({ column, level }) => ({
    level: level as AreaLevel,
    at: match.places[type.columns.findIndex(one => one.name === column)]!,
  }));
  return row =>
    places.some(({ at, level }) =>
      ['found', 'retired'].includes(areas.resolve((row.cells[at] ?? '').trim(), level).kind),
    );
}

async function loadTable(
  setting: ImportSetting,
  scan: FileScan,
  reader: TableReader,
  match: HeaderMatch,
  { agency, synthetic }: { readonly agency: string | null; readonly synthetic: boolean },
  first: readonly SheetRow[],
): Promise<FileReport> {
  const { call, returns, areas, options } = setting;
  const { type } = match;
  const base = { path: scan.name, type: type.name, typeLabel: type.label, agency };
  const now = call.now();
  const at = now.toISOString();
  return call.workspace.write(async store => {
    // Pages of a long transaction that do not fit are encrypted and written more than once. 64 MB.
    store.run('PRAGMA cache_size = -65536');
    const known = batchOfFile(store, scan.sha256);
    if (known) throw new RolledBack(alreadyLoaded(scan.name, known, returns));
    const batch = insertBatch(store, { type, agency, scan, at, actor: call.actor, synthetic });
    const checker = rowChecker(match, returns.lists, areas, now);
    const problems = problemWriter(store, batch);
    const load = rowLoader(store, type, checker, batch, match);
    const pseudonyms = new Pseudonyms(store);
    const asideStatement = store.prepare(
      'INSERT INTO set_aside (batch_id, row_number, cells, pseudonyms) VALUES (?,?,?,?)',
    );
    const seen = new DigestSet();
    const keys = type.covers ? new DigestSet() : null;
    const finer = finerTotals(store, type, checker);
    const counts: Counts = { read: 0, loaded: 0, setAside: 0, duplicates: 0, unlocated: 0 };
    const placing: Placing = { moved: 0, unmatched: 0 };
    const isKnownLink = type.load === 'links' ? linkTest(type, match, areas) : null;
    let firstDay = Infinity;
    let lastDay = -Infinity;
    let monthFirst = 0;
    const ids: (number | null)[] = checker.identifiers.map(() => null);

    const aside = (row: SheetRow, checked: CheckedRow) => {
      counts.setAside += 1;
      const id = asideStatement.run(
        batch,
        row.number,
        JSON.stringify(checker.keptCells(row.cells)),
        JSON.stringify(Object.fromEntries(checker.identifiers.map((identifier, i) => [identifier.column, ids[i]!]))),
      ).lastId;
      for (const finding of checked.findings) {
        if (finding.code === 'not-a-date' && finding.message.startsWith('The month seems to come first'))
          monthFirst += 1;
        problems.add({ row: row.number, ...finding }, id);
      }
    };

    const take = (row: SheetRow) => {
      counts.read += 1;
      const checked = checker.check(row.cells);
      if (isKnownLink && !isKnownLink(row)) placing.unmatched += 1;
      if (checked.findings.some(finding => finding.code === 'retired-area')) placing.moved += 1;
      if (checked.findings.some(finding => finding.code === 'outside-area' || finding.code === 'unknown-area'))
        placing.unmatched += 1;
      // Rows that name what they are about, and rows of tables, are the same when every cell is.
      if (checker.identifiers.length === 0 || checked.references.some(r => r !== null)) {
        if (seen.sees(row.cells.join('\u001f'))) {
          counts.duplicates += 1;
          return;
        }
      }
      for (let i = 0; i < ids.length; i++) {
        const identifier = checker.identifiers[i]!;
        const reference = checked.references[i]!;
        ids[i] = reference === null || identifier.target < 0 ? null : pseudonyms.idOf(identifier.kind, reference);
        if (identifier.target >= 0) checked.values[identifier.target] = ids[i]!;
      }
      if (!checked.setAside && keys?.sees(keyOf(type, checker, checked))) {
        checked.findings.push({
          column: null,
          found: '',
          expected: 'one row for each area and year',
          code: 'duplicate-row',
          message: 'An earlier row speaks of the same area and year with other numbers. Check which is right.',
          severity: 'set-aside',
        });
        checked.setAside = true;
      }
      if (!checked.setAside && finer) {
        const disagrees = finer(checked);
        if (disagrees === null) {
          counts.duplicates += 1;
          return;
        }
        checked.findings.push(disagrees);
        checked.setAside = true;
      }
      if (checked.setAside) return aside(row, checked);
      for (const finding of checked.findings) problems.add({ row: row.number, ...finding }, null);
      load(row, checked);
      counts.loaded += 1;
      if (checked.unlocated) counts.unlocated += 1;
      if (checked.day < firstDay) firstDay = checked.day;
      if (checked.day > lastDay) lastDay = checked.day;
    };

    const progress = progressOf(setting, scan, reader, counts);
    for (const row of first) take(row);
    for (let lot = await reader.lots.next(); !lot.done; lot = await reader.lots.next()) {
      if (call.signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
      for (const row of lot.value) take(row);
      await progress();
    }
    await assertUnchanged(scan);
    if (counts.read === 0)
      throw new FaultError('unreadable-file', `${scan.name} has headers but no rows. Nothing was changed.`);

    const named = periodInName(scan.name);
    const period = type.period ? periodOfFile(type.kind === 'return' ? named : null, firstDay, lastDay) : null;
    store.run(
      `UPDATE batch SET rows_read = ?, rows_loaded = ?, rows_set_aside = ?, rows_duplicate = ?, rows_unlocated = ?, period_from = ?, period_to = ? WHERE id = ?`,
      counts.read,
      counts.loaded,
      counts.setAside,
      counts.duplicates,
      counts.unlocated,
      period?.from ?? null,
      period?.to ?? null,
      batch,
    );
    const { replaced, overlapped } =
      counts.loaded > 0 ? batchesReplaced(store, type, returns.types, batch) : { replaced: [], overlapped: [] };
    supersede(store, replaced, batch, at);
    if (monthFirst > 0)
      problems.add(
        {
          row: null,
          column: null,
          found: '',
          expected: 'days before months',
          code: 'not-a-date',
          severity: 'warning',
          message: `${formatCount(monthFirst, 'date has', 'dates have')} the month first. Days are read first, so the other dates of this file may be wrong by months: check how it was made before you use it.`,
        },
        null,
      );
    for (const other of overlapped)
      problems.add(
        {
          row: null,
          column: null,
          found: '',
          expected: '',
          code: 'duplicate-row',
          severity: 'warning',
          message: `Batch ${other} of the same agency speaks of part of the same period. If this file corrects it, withdraw batch ${other}; until then the rows of both count.`,
        },
        null,
      );
    const report = {
      ...base,
      batch,
      periodFrom: period?.from ?? null,
      periodTo: period?.to ?? null,
      ...counts,
      supersedes: replaced,
      problems: problems.first,
      problemCount: problems.count(),
      seconds: 0,
    };
    if (type.finer && counts.loaded === 0 && counts.setAside === 0)
      throw new RolledBack({
        ...report,
        batch: null,
        outcome: 'already-loaded',
        message: `${scan.name}: the same numbers are loaded in more detail already, and they agree. Nothing was changed.`,
      });
    const outcome = outcomeSentence(scan.name, type, counts, placing, replaced, unreadColumns(match));
    const sentence =
      synthetic && !isDemonstration(store)
        ? `${outcome} The file says that it is invented, and so will everything that counts it: ${syntheticWords}.`
        : outcome;
    if (options.dryRun) throw trial(report, sentence);
    if (type.dataset) writeSegments(store, datasetNamed(type.dataset)!, batch);
    bumpDataVersion(store);
    appendAudit(store, {
      at,
      actor: call.actor,
      action: 'import',
      subject: `batch ${batch}, ${type.name}${agency ? `, ${agency}` : ''}`,
    });
    return {
      ...report,
      outcome: counts.setAside > 0 ? 'loaded-in-part' : 'loaded',
      message: sentence,
    } satisfies FileReport;
  });
}

function outcomeSentence(
  name: string,
  type: ReturnType,
  counts: Counts,
  placing: Placing,
  replaced: readonly number[],
  unread: readonly string[],
): string {
  const parts = [
    `${name}: ${formatCount(counts.read, 'row', 'rows')} of “${type.label}” read, ${counts.loaded.toLocaleString('en-GB')} loaded, ${counts.setAside.toLocaleString('en-GB')} set aside, ${counts.duplicates.toLocaleString('en-GB')} skipped as duplicates.`,
  ];
  if (counts.unlocated > 0)
    parts.push(`${formatCount(counts.unlocated, 'loaded row has', 'loaded rows have')} no area.`);
  if (placing.moved > 0)
    parts.push(
      `${formatCount(placing.moved, 'row names a place', 'rows name places')} of another vintage, moved to where it fits best.`,
    );
  if (placing.unmatched > 0)
    parts.push(
      type.load === 'links'
        ? `${formatCount(placing.unmatched, 'row has', 'rows have')} no match: neither of its codes is a place that the gazetteer or a look-up knows.`
        : `${formatCount(placing.unmatched, 'row has', 'rows have')} no match: no place is known by what is written there.`,
    );
  if (replaced.length > 0) parts.push(`It takes the place of batch ${replaced.join(', ')}.`);
  if (unread.length > 0)
    parts.push(
      `${formatCount(unread.length, 'column is', 'columns are')} not of this return and ${unread.length === 1 ? 'was' : 'were'} left out: ${unread.slice(0, 5).join(', ')}${unread.length > 5 ? ' …' : ''}.`,
    );
  if (counts.setAside > 0) parts.push('Correct or waive the rows set aside, or send them back to the agency.');
  return parts.join(' ');
}

/** Headers that the return type does not know. */
function unreadColumns(match: HeaderMatch): string[] {
  return match.header
    .filter((cell, at) => cell.trim() !== '' && !match.columns[at] && !match.spread.some(s => s.place === at))
    .map(cell => cell.trim().slice(0, 40));
}

/** Writes a good row as what its type says: facts, or links and areas. */
export function rowLoader(
  store: WritableStore,
  type: ReturnType,
  checker: RowChecker,
  batch: number,
  match: HeaderMatch,
): (row: SheetRow, checked: CheckedRow) => void {
  if (type.load === 'links') return linkLoader(store, type, batch, match);
  const table = datasetNamed(type.dataset!)!.table;
  const extra = type.spread
    ? [type.spread.name, type.spread.value, ...(type.spread.symbol ? [type.spread.symbol] : [])]
    : [];
  // What the file has no column for stays empty by itself.
  const kept = checker.targets.map((_, i) => i).filter(i => checker.filledTargets[i]);
  const columns = [...kept.map(i => checker.targets[i]!), ...extra];
  const insert: PreparedWrite = store.prepare(
    `INSERT INTO ${table} (batch_id, row_number${columns.map(column => `, ${column}`).join('')}) VALUES (?,?${',?'.repeat(columns.length)})`,
  );
  const hasSymbol = type.spread?.symbol !== undefined;
  const parameters: SqlValue[] = Array.from({ length: 2 + columns.length }, () => null);
  const fill = (row: SheetRow, checked: CheckedRow) => {
    parameters[0] = batch;
    parameters[1] = row.number;
    for (let i = 0; i < kept.length; i++) parameters[2 + i] = checked.values[kept[i]!]!;
  };
  if (!type.spread)
    return (row, checked) => {
      fill(row, checked);
      insert.run(...parameters);
    };
  const at = 2 + kept.length;
  return (row, checked) => {
    fill(row, checked);
    for (const { name, value, symbol } of checked.spread) {
      parameters[at] = name;
      parameters[at + 1] = value;
      if (hasSymbol) parameters[at + 2] = symbol;
      insert.run(...parameters);
    }
  };
}

function linkLoader(
  store: WritableStore,
  type: ReturnType,
  batch: number,
  match: HeaderMatch,
): (row: SheetRow) => void {
  const placeOf = (name: string | undefined) =>
    name === undefined ? -1 : match.places[type.columns.findIndex(c => c.name === name)]!;
  const link = store.prepare(
    'INSERT INTO area_link (batch_id, from_code, from_level, from_vintage, to_code, to_level, to_vintage, change) VALUES (?,?,?,?,?,?,?,?)',
  );
  // A code that the gazetteer knows keeps what the gazetteer says.
  const area = store.prepare(
    'INSERT INTO area (code, level, name, vintage, ward, district, batch_id) VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING',
  );
  const links = (type.links ?? []).map(l => ({
    ...l,
    fromAt: placeOf(l.from.column),
    toAt: placeOf(l.to.column),
    changeAt: placeOf(l.change),
    vintageAt: placeOf(l.vintage),
  }));
  const areas = (type.areas ?? []).map(a => ({
    ...a,
    codeAt: placeOf(a.code),
    nameAt: placeOf(a.name),
    vintageAt: placeOf(a.vintageColumn),
    wardAt: placeOf(a.ward),
    districtAt: placeOf(a.district),
  }));
  return row => {
    const cell = (at: number) => (at < 0 ? '' : (row.cells[at] ?? '').trim());
    for (const l of links) {
      const vintage = cell(l.vintageAt);
      if (cell(l.fromAt) !== '' && cell(l.toAt) !== '')
        link.run(
          batch,
          cell(l.fromAt),
          l.from.level,
          vintage || l.from.vintage,
          cell(l.toAt),
          l.to.level,
          vintage || l.to.vintage,
          cell(l.changeAt) || null,
        );
    }
    for (const a of areas)
      if (cell(a.codeAt) !== '' && cell(a.nameAt) !== '')
        area.run(
          cell(a.codeAt),
          a.level,
          cell(a.nameAt),
          cell(a.vintageAt) || (a.vintage ?? ''),
          cell(a.wardAt) || null,
          cell(a.districtAt) || null,
          batch,
        );
  };
}

/** What makes a row of an undated table one of its kind. */
function keyOf(type: ReturnType, checker: RowChecker, checked: CheckedRow): string {
  const values = checker.targets
    .filter(
      target => !type.columns.some(c => c.target === target && (c.type === 'number' || c.type === 'published-number')),
    )
    .map(target => checked.values[checker.targets.indexOf(target)]);
  return JSON.stringify(values);
}

/**
 * For a table that another one gives in more detail: when that is loaded, a row that agrees with the sum of its parts
 * adds nothing (null), and one that does not is a finding. Null when there is no such table.
 */
function finerTotals(
  store: WritableStore,
  type: ReturnType,
  checker: RowChecker,
): ((checked: CheckedRow) => null | CheckedRow['findings'][number]) | null {
  if (!type.finer || !type.dataset) return null;
  const year = type.constants?.['year'] ?? '';
  const sums = store.all<{ district: string; persons: number }>(
    `SELECT district, sum(persons) AS persons FROM fact_population WHERE year = ? AND batch_id IN (SELECT id FROM batch WHERE state = 'current' AND type = ?) GROUP BY district`,
    year,
    type.finer,
  );
  if (sums.length === 0) return null;
  const byDistrict = new Map(sums.map(s => [s.district, s.persons]));
  const at = checker.targets.indexOf('district');
  return checked => {
    const parts = byDistrict.get(String(checked.values[at]));
    const total = checked.spread.reduce((sum, s) => sum + (s.value ?? 0), 0);
    return parts === total
      ? null
      : {
          column: null,
          found: String(total),
          expected: parts === undefined ? 'a district of the detailed table' : String(parts),
          code: 'total-disagrees',
          severity: 'set-aside',
          message: `The detailed table that is loaded adds up to ${parts?.toLocaleString('en-GB') ?? 'nothing'} here. Check which is right; withdraw the detailed table to load this one instead.`,
        };
  };
}

/** Tells the screen how far it is, at most ten times a second, and lets other work have its turn. */
function progressOf({ call }: ImportSetting, scan: FileScan, reader: TableReader, counts: Counts): () => Promise<void> {
  let last = performance.now();
  return async () => {
    const now = performance.now();
    if (now - last < 100) return;
    last = now;
    const share = Math.min(1, reader.bytesRead() / scan.bytes);
    call.progress({
      stage: `Reading ${scan.name}`,
      done: counts.read,
      total: share > 0 ? Math.max(counts.read, Math.round(counts.read / share)) : null,
      unit: 'rows',
    });
    await new Promise<void>(done => setImmediate(done));
  };
}
