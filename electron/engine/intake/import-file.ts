import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileReport } from '../../../shared/contract/intake.ts';
import { importBoundaries } from './boundaries.ts';
import { openCsv } from './csv-reader.ts';
import { agencyOf, findHeader, headerWithin, unrecognised } from './file-recognition.ts';
import { scanFile } from './file-scan.ts';
import type { FileScan } from './file-scan.ts';
import { refusal, RolledBack } from './import-parts.ts';
import type { ImportSetting } from './import-parts.ts';
import { loadTable } from './load-table.ts';
import { isSyntheticFile } from './synthetic-files.ts';
import type { SheetRow, TableReader } from './table.ts';
import { openXlsx } from './xlsx-reader.ts';

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
    const synthetic = isSyntheticFile(scan, [...reader.about, ...above]);
    return await loadTable(setting, { scan, reader, match, agency: agency.agency, synthetic, first: found.rows });
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
