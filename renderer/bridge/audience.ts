import { audiences } from '../../shared/contract/cube.ts';
import type { Audience } from '../../shared/contract/cube.ts';
import { keep, useKept } from './workspace-state.ts';
import type { Slot } from './workspace-state.ts';

/**
 * For whom the screen shows figures now. It holds for every page of the window and starts with the analyst's own; a
 * workspace that was locked while a board was looking comes back for the board.
 */
const audience: Slot<Audience> = {
  name: 'audience',
  initial: 'analyst',
  draft: { saved: 'when-left', read: given => audiences.find(one => one === given) ?? null },
};

export const setAudience = (next: Audience): void => keep(audience, next);

export const useAudience = (): Audience => useKept(audience)[0];
