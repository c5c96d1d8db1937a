import { shell } from 'electron';
import { isAllowedOutside } from './outside.ts';

/** The one door to the person's browser. Answers whether the address went through it. */
export function offerExternal(address: string): boolean {
  if (!isAllowedOutside(address)) return false;
  void shell.openExternal(address);
  return true;
}
