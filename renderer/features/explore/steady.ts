import { useCallback, useRef } from 'react';

/** The same function from one drawing to the next, which does what the latest one would. */
export function useSteady<A extends readonly unknown[]>(act: (...given: A) => void): (...given: A) => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...given: A) => latest.current(...given), []);
}
