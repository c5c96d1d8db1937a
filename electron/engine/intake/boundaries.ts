import type { FileReport } from '../../../shared/contract/intake.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileScan } from './file-scan.ts';
import type { ImportSetting } from './import-file.ts';

export async function importBoundaries(_setting: ImportSetting, scan: FileScan): Promise<FileReport> {
  throw new FaultError('unreadable-file', `${scan.name}: boundaries are not read yet.`);
}
