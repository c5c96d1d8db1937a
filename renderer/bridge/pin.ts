import type { Pin } from '../../shared/model/deck.ts';
import { keep, useKept } from './workspace-state.ts';
import type { Slot } from './workspace-state.ts';

/** A view that somebody wants on a slide, with the finding that it would carry as its title. */
export interface PinWanted {
  readonly pin: Pin;
  readonly title: string;
}

const wanted: Slot<PinWanted | null> = {
  name: 'pin',
  initial: null,
  draft: {
    saved: 'when-left',
    read: given => {
      const { pin, title } = (given ?? {}) as { pin?: { kind?: unknown } | null; title?: unknown };
      return typeof pin?.kind === 'string' && typeof title === 'string' ? { pin: pin as Pin, title } : null;
    },
  },
};

/** Asks for a view to be put on a slide; null when it is done or not wanted any more. */
export const wantPin = (next: PinWanted | null): void => keep(wanted, next);

export const usePinWanted = (): PinWanted | null => useKept(wanted)[0];
