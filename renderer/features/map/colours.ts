import { useMemo, useSyncExternalStore } from 'react';

export interface MapColours {
  readonly ink: string;
  readonly quiet: string;
  readonly border: string;
  readonly surface: string;
  readonly none: string;
  readonly sequence: readonly string[];
  /** From coldest to hottest, without the middle. */
  readonly cold: readonly string[];
  readonly hot: readonly string[];
  /** Of the base map. */
  readonly water: string;
  readonly road: string;
}

function readColours(): MapColours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink'),
    quiet: read('--ink-2'),
    border: read('--surface'),
    surface: read('--surface'),
    none: read('--none'),
    sequence: ['--seq1', '--seq2', '--seq3', '--seq4', '--seq5'].map(read),
    cold: ['--cold1', '--cold2', '--cold3'].map(read),
    hot: ['--hot1', '--hot2', '--hot3'].map(read),
    water: read('--map-water'),
    road: read('--map-road'),
  };
}

const themeName = (): string => document.documentElement.dataset['theme'] ?? '';

/** The colours of the light theme, whichever is on the screen: what is printed is printed on white. */
export function paperColours(): MapColours {
  const { dataset } = document.documentElement;
  const theme = dataset['theme'];
  dataset['theme'] = 'light';
  const found = readColours();
  if (theme === undefined) delete dataset['theme'];
  else dataset['theme'] = theme;
  return found;
}

function subscribe(listener: () => void): () => void {
  const watched = new MutationObserver(listener);
  watched.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => watched.disconnect();
}

/** The colours of the theme, for what is drawn outside style sheets. */
export function useMapColours(): MapColours {
  const theme = useSyncExternalStore(subscribe, themeName);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the style sheets answer otherwise for another theme
  return useMemo(readColours, [theme]);
}

const channels = (hex: string) => [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16));

function between(a: string, b: string, share: number): string {
  const [from, to] = [channels(a), channels(b)];
  return `#${from
    .map((one, i) =>
      Math.round(one + (to[i]! - one) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** As many steps of a ramp as there are classes, lightest first. */
export function ramp(from: readonly string[], steps: number): string[] {
  if (steps <= 1) return [from[Math.floor(from.length / 2)]!];
  return Array.from({ length: steps }, (_, i) => {
    const at = (i / (steps - 1)) * (from.length - 1);
    const low = Math.min(from.length - 2, Math.floor(at));
    return between(from[low]!, from[low + 1]!, at - low);
  });
}

/** Red, green and blue of "#rrggbb". */
export const rgb = (hex: string): readonly [number, number, number] => channels(hex) as [number, number, number];
