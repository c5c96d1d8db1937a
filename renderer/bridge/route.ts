import { useCallback, useSyncExternalStore } from 'react';
import { pageList } from '../../shared/model/page.ts';
import type { Place } from '../../shared/model/page.ts';
import { keep, kept, presentMemory } from './workspace-state.ts';
import type { Slot } from './workspace-state.ts';

const places: readonly Place[] = pageList.map(page => page.place);

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

/** How the window stood: where it is, and how each page was left. */
interface Whereabouts {
  readonly at: Route | null;
  readonly left: Partial<Record<Place, unknown>>;
}

const whereabouts: Slot<Whereabouts> = {
  name: 'whereabouts',
  initial: { at: null, left: {} },
  draft: {
    saved: 'when-left',
    read: given => {
      const { at, left } = (given ?? {}) as Partial<Record<keyof Whereabouts, unknown>>;
      const place = (at as { place?: unknown } | null)?.place;
      return {
        at: (places as readonly unknown[]).includes(place) ? (at as Route) : null,
        left: typeof left === 'object' && left !== null ? (left as Whereabouts['left']) : {},
      };
    },
  },
};

/** Each step of the history says of which time it is, so that none shows in another workspace what it was in its own. */
interface Step {
  readonly of: string;
}

let at = location.hash;
let current = parseRoute(at);
const listeners = new Set<() => void>();

/** Fetches what draws a page; null where that is here. */
let fetchPage: (place: Place) => Promise<void> | null = () => null;

/** Has each page shown once what draws it is here: until then the window stays where it was. Answers how to end that. */
export function showWhenFetched(fetch: typeof fetchPage): () => void {
  fetchPage = fetch;
  return () => {
    if (fetchPage === fetch) fetchPage = () => null;
  };
}

/** One change of the address is told by two events. */
const tell = () => {
  const hash = ownHash();
  if (hash === at) return;
  const fetching = fetchPage(parseRoute(hash).place);
  const arriveIfStillAsked = () => {
    if (location.hash === hash && hash !== at) arrive(hash);
  };
  if (fetching === null) arrive(hash);
  // A page that cannot be fetched says so itself.
  else void fetching.then(arriveIfStillAsked, arriveIfStillAsked);
};

function arrive(hash: string): void {
  const before = current;
  at = hash;
  current = parseRoute(at);
  // A field that takes what was typed when it is left takes it before its page goes.
  if (current.place !== before.place) (document.activeElement as HTMLElement | null)?.blur();
  remember();
  for (const listener of listeners) listener();
}
window.addEventListener('popstate', tell);
window.addEventListener('hashchange', tell);

/** The address, where it is of this workspace; of another one's the page alone, without its state. */
function ownHash(): string {
  const { id } = presentMemory();
  const of = (history.state as Step | null)?.of;
  const hash =
    of === undefined || of === id ? location.hash : formatRoute({ ...parseRoute(location.hash), state: null });
  if (of !== id) history.replaceState({ of: id }, '', hash);
  return hash;
}

function remember(): void {
  const { left } = kept(whereabouts);
  keep(whereabouts, { at: current, left: { ...left, [current.place]: current.state } });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Goes somewhere. `replace` takes the place of the present step of history: for what nobody would go back to. */
export function go(route: Route, replace = false): void {
  const hash = formatRoute(route);
  if (hash === location.hash) return;
  const step: Step = { of: presentMemory().id };
  if (replace) history.replaceState(step, '', hash);
  else history.pushState(step, '', hash);
  tell();
}

/** Pages on which somebody has arranged something; the others begin with their list. */
const arranged: readonly Place[] = pageList.filter(page => page.keepsArrangement).map(page => page.place);

/** Goes to a page: to one on which something was arranged, as it was left. Who is there already stays, or goes to the list. */
export function visit(place: Place): void {
  if (!arranged.includes(place)) go({ place, state: null });
  else if (place !== current.place) go({ place, state: kept(whereabouts).left[place] ?? null });
  else if (place === 'scenarios') go({ place, state: null });
}

/** Goes where the window stood when this workspace was left; else, or where an address says otherwise, to `first`. */
export function comeBack(first: Place): void {
  const { at: left } = kept(whereabouts);
  if (location.hash.length < 3) go(left ?? { place: first, state: null }, true);
  else history.replaceState({ of: presentMemory().id }, '', location.hash);
  remember();
}

/** Takes the address back to the beginning: it holds what somebody asked of a workspace that is not open any more. */
export function leaveRoute(): void {
  history.replaceState(null, '', location.pathname);
  at = '';
  current = parseRoute(at);
  for (const listener of listeners) listener();
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
