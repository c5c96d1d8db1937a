import { useSyncExternalStore } from 'react';
import type { Audience } from '../../shared/contract/cube.ts';

/** For whom the screen shows figures now. It holds for every page of the window, and starts with the analyst's own. */
let audience: Audience = 'analyst';
const listeners = new Set<() => void>();

export function setAudience(next: Audience): void {
  audience = next;
  for (const listener of listeners) listener();
}

export function useAudience(): Audience {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => audience,
  );
}
