import { existsSync } from 'node:fs';
import path from 'node:path';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import type { FileScan } from './file-scan.ts';

/** Stands beside the files of a demonstration. */
export const syntheticNotice = 'DEMONSTRATION-DATA-SYNTHETIC.txt';

/**
 * Whether a file says that it is invented: in its name, in a notice beside it, or in what it says of itself, which is the
 * properties of a workbook and the lines above the headers. What is invented must be known as such wherever it is
 * counted, whoever brings it in; a file that says nothing is taken for real.
 */
export function isSyntheticFile(scan: Pick<FileScan, 'path' | 'name'>, about: readonly string[]): boolean {
  return (
    /(?:^|[^a-z])synthetic(?:[^a-z]|$)/i.test(scan.name) ||
    about.some(text => text.toLowerCase().includes(syntheticWords.toLowerCase())) ||
    existsSync(path.join(path.dirname(scan.path), syntheticNotice))
  );
}
