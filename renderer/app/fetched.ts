import { createElement, useCallback, useEffect, useRef, useState } from 'react';
import type { ComponentType, ReactNode } from 'react';
import { pageList } from '../../shared/model/page.ts';
import { showWhenFetched } from '../bridge/route.ts';
import { drawings } from './pages.tsx';
import type { Drawn } from './pages.tsx';

/** Has the boundary around the page say that it could not be drawn. */
function Unread({ error }: { readonly error: unknown }): ReactNode {
  throw error;
}

/** Reads the code of the pages while a person reads the entrance or types a passphrase, so that no visit waits for it. */
export function useCodeAhead(): void {
  useEffect(() => {
    const ahead = requestIdleCallback(async () => {
      // What cannot be read is said where it is asked for.
      for (const { place } of pageList) await drawings[place].load().catch(() => null);
    });
    return () => cancelIdleCallback(ahead);
  }, []);
}

/** Draws a page. Where its code is not here yet it is fetched, and the former page stays meanwhile. */
export function useFetchedPage(drawn: Drawn): ReactNode {
  // Not a state: a change of the address is drawn at once, and a state that was set just before it might come after.
  const here = useRef<Partial<Record<Drawn, ComponentType>>>({});
  const [, setArrived] = useState<Drawn | null>(null);
  const [failed, setFailed] = useState<{ readonly drawn: Drawn; readonly error: unknown } | null>(null);
  const fetch = useCallback(async (wanted: Drawn) => {
    here.current[wanted] ??= await drawings[wanted].load();
  }, []);
  useEffect(() => {
    if (here.current[drawn]) return;
    void fetch(drawn).then(
      () => setArrived(drawn),
      (error: unknown) => setFailed({ drawn, error }),
    );
  }, [drawn, fetch]);
  useEffect(() => showWhenFetched(place => (here.current[place] ? null : fetch(place))), [fetch]);
  const page = here.current[drawn];
  if (page) return createElement(page);
  return failed?.drawn === drawn ? createElement(Unread, { error: failed.error }) : null;
}
