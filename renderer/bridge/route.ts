import { useCallback, useSyncExternalStore } from 'react';

export const places = ['data', 'scorecard', 'explore', 'map', 'scenarios', 'briefings', 'actions', 'help'] as const;
export type Place = (typeof places)[number];

/** Where the window is: a page and its plain state. It lives in the address, so Back, Forward and reload come free. */
export interface Route {
  readonly place: Place;
  readonly state: unknown;
}

function parseRoute(hash: string): Route {
  const [, name = '', encoded = ''] = /^#\/([a-z]+)(?:\/(.*))?$/.exec(hash) ?? [];
  const place = (places as readonly string[]).includes(name) ? (name as Place) : 'data';
  try {
    return { place, state: encoded ? JSON.parse(decodeURIComponent(encoded)) : null };
  } catch {
    return { place, state: null };
  }
}

function formatRoute(route: Route): string {
  return `#/${route.place}${route.state === null || route.state === undefined ? '' : `/${encodeURIComponent(JSON.stringify(route.state))}`}`;
}

let at = location.hash;
let current = parseRoute(at);
const listeners = new Set<() => void>();
/** One change of the address is told by two events. */
const tell = () => {
  if (location.hash === at) return;
  at = location.hash;
  current = parseRoute(at);
  for (const listener of listeners) listener();
};
window.addEventListener('popstate', tell);
window.addEventListener('hashchange', tell);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Goes somewhere. `replace` takes the place of the present step of history: for what nobody would go back to. */
export function go(route: Route, replace = false): void {
  const hash = formatRoute(route);
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  tell();
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => current);
}

/** The plain state of a page in the route, and the way to change it. */
export function usePlaceState<S>(place: Place, read: (state: unknown) => S): [S, (next: S, replace?: boolean) => void] {
  const route = useRoute();
  const state = read(route.place === place ? route.state : null);
  const change = useCallback((next: S, replace?: boolean) => go({ place, state: next }, replace), [place]);
  return [state, change];
}
