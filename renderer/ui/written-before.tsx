import type { ReactNode } from 'react';
import { Notice } from './surface.tsx';

/** Says of a dialog that its words were written before and are not saved. */
export function WrittenBefore({ shown }: { readonly shown: boolean }): ReactNode {
  return shown ? <Notice tone="plain">Here is what you had written and not saved.</Notice> : null;
}
