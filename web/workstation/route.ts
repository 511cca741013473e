/**
 * Where in the workstation we are, kept in the fragment: it never reaches a server or its log.
 * https://www.rfc-editor.org/rfc/rfc3986#section-3.5
 */
import { useSyncExternalStore } from 'react';

/** The pages of the workstation. A patient is named by the opaque id only. */
export type Route =
  | { page: 'search' }
  | { page: 'account' }
  | { page: 'chart'; patientId: string }
  | AdministrationRoute;

/** A section of the administrators' pages, perhaps one thing in it; `+` is a new one. */
export interface AdministrationRoute {
  page: 'administration';
  section?: string;
  id?: string;
}

/**
 * The page that a fragment names; anything not understood is the search. `/account` without a
 * fragment is the page of the account.
 */
export function routeOf(fragment: string, path = '/'): Route {
  if (fragment === '#/account' || (path === '/account' && fragment === '')) {
    return { page: 'account' };
  }
  const found = /^#\/administration(?:\/([a-z]+)(?:\/(\+|[A-Za-z0-9\-.]{1,64}))?)?$/.exec(fragment);
  if (found !== null) {
    const [, section, id] = found;
    return {
      page: 'administration',
      ...(section === undefined ? {} : { section }),
      ...(id === undefined ? {} : { id }),
    };
  }
  const match = /^#\/patient\/([A-Za-z0-9\-.]{1,64})$/.exec(fragment);
  return match?.[1] === undefined ? { page: 'search' } : { page: 'chart', patientId: match[1] };
}

/** The fragment of a page. */
export function fragmentOf(route: Route): string {
  if (route.page === 'chart') return `#/patient/${route.patientId}`;
  if (route.page === 'administration') {
    const parts = ['administration', route.section, route.id];
    return `#/${parts.filter((part) => part !== undefined).join('/')}`;
  }
  return route.page === 'account' ? '#/account' : '#/';
}

/** Goes to a page. */
export function go(route: Route): void {
  location.hash = fragmentOf(route);
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

/** The page that the address bar names now. */
export function useRoute(): Route {
  const fragment = useSyncExternalStore(subscribe, () => location.hash);
  return routeOf(fragment, location.pathname);
}
