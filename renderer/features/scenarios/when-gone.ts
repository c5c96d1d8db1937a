import { useCallback, useEffect, useRef } from 'react';

/**
 * Does what is left to do when a field goes from the screen: the browser does not say that a field was left which is taken
 * away with the words still in it, as when another part of the page is chosen.
 */
export function useWhenGone(act: () => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => () => latest.current(), []);
}

/**
 * Takes a text once: Enter, going on, and being taken away are one answer. Another value from elsewhere begins anew.
 * @param value as it stands
 */
export function useTakenOnce(value: string): (text: string, take: () => void) => void {
  const taken = useRef(value);
  useEffect(() => {
    taken.current = value;
  }, [value]);
  return useCallback((text, take) => {
    if (text === taken.current) return;
    taken.current = text;
    take();
  }, []);
}
