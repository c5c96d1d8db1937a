import { useEffect, useRef } from 'react';

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
