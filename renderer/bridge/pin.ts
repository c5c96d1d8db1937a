import { useSyncExternalStore } from 'react';
import type { Pin } from '../../shared/model/deck.ts';

/** A view that somebody wants on a slide, with the finding that it would carry as its title. */
export interface PinWanted {
  readonly pin: Pin;
  readonly title: string;
}

let wanted: PinWanted | null = null;
const listeners = new Set<() => void>();

/** Asks for a view to be put on a slide; null when it is done or not wanted any more. */
export function wantPin(next: PinWanted | null): void {
  wanted = next;
  for (const listener of listeners) listener();
}

export function usePinWanted(): PinWanted | null {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wanted,
  );
}
