import { FaultError } from '../../../shared/contract/fault.ts';
import type { CodeLists, ReturnType } from './return-types.ts';

export async function writeTemplate(_type: ReturnType, _lists: CodeLists, _format: 'csv' | 'xlsx', _file: string): Promise<void> {
  throw new FaultError('refused', 'Not there yet.');
}
