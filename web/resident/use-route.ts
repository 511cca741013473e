/**
 * The page that the address names, and ways to others.
 * https://html.spec.whatwg.org/multipage/nav-history-apis.html
 */
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { paying } from './pay/paying.ts';
import { above, fragmentOf, routeOf } from './route.ts';
import type { Route } from './route.ts';

/** Where somebody is, and how to go on. */
export interface Way {
  route: Route;
  go: (to: Route) => void;
  /** Instead of the page that is open, which nobody comes back to. */
  replace: (to: Route) => void;
  back: () => void;
}

export const WayContext = createContext<Way | undefined>(undefined);

/** The way of the app around the caller. */
export function useWay(): Way {
  const way = useContext(WayContext);
  if (way === undefined) throw new Error('useWay needs a WayContext above it');
  return way;
}

/** How many pages of ours lie behind an entry of the history. */
const depthOf = (state: unknown) => (state as { depth?: number } | null)?.depth;

/** Follows the address; once an app. */
export function useHashRoute(): Way {
  const [route, setRoute] = useState(() => routeOf(location.hash, paying()));
  const depth = useRef(depthOf(history.state) ?? 0);
  useEffect(() => {
    const follow = () => {
      const known = depthOf(history.state);
      if (known === undefined) {
        history.replaceState({ depth: depth.current + 1 }, '');
        scrollTo(0, 0);
      }
      depth.current = known ?? depth.current + 1;
      setRoute(routeOf(location.hash));
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const go = useCallback((to: Route) => {
    location.hash = fragmentOf(to);
  }, []);
  const replace = useCallback((to: Route) => {
    history.replaceState({ depth: depth.current }, '', fragmentOf(to));
    setRoute(to);
    scrollTo(0, 0);
  }, []);
  const back = useCallback(() => {
    if (depth.current > 0) history.back();
    else replace(above(routeOf(location.hash)));
  }, [replace]);
  return { route, go, replace, back };
}
