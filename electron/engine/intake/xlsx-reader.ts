import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileScan } from './file-scan.ts';
import type { SheetRow, TableReader } from './table.ts';

export async function openXlsx(scan: FileScan, _score: (rows: readonly SheetRow[]) => number): Promise<TableReader> {
  throw new FaultError('unreadable-file', `${scan.name}: spreadsheets are not read yet.`);
}
