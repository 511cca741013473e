/**
 * Where in the workstation we are, kept in the fragment: it never reaches a server or its log.
 * https://www.rfc-editor.org/rfc/rfc3986#section-3.5
 */
import { useSyncExternalStore } from 'react';

/** The pages of the workstation. A patient is named by the opaque id only. */
export type Route =
  | { page: 'search' }
  | { page: 'account' }
  | { page: 'design' }
  | { page: 'chart'; patientId: string }
  | ClinicRoute
  | AdministrationRoute;

/** A section of the administrators' pages, perhaps one thing in it; `+` is a new one. */
export interface AdministrationRoute {
  page: 'administration';
  section?: string;
  id?: string;
}

/** The pages of appointments. */
export const clinicSections = [
  'today',
  'templates',
  'ledger',
  'no-shows',
  'reconciliation',
] as const;
export type ClinicSection = (typeof clinicSections)[number];

/** A page of appointments, perhaps one thing in it: a Schedule (`+` is a new one), its Slot. */
export interface ClinicRoute {
  page: 'clinic';
  section: ClinicSection;
  id?: string;
  slot?: string;
}

/**
 * The page that a fragment names; anything not understood is the search. `/account` and `/design`
 * without a fragment are the pages of those names.
 */
export function routeOf(fragment: string, path = '/'): Route {
  for (const page of ['account', 'design'] as const) {
    if (fragment === `#/${page}` || (path === `/${page}` && fragment === '')) return { page };
  }
  const id = '[A-Za-z0-9\\-.]{1,64}';
  const found = new RegExp(`^#/administration(?:/([a-z]+)(?:/(\\+|${id}))?)?$`).exec(fragment);
  if (found !== null) return { page: 'administration', ...named(found, ['section', 'id']) };
  const clinic = new RegExp(
    `^#/clinic/(${clinicSections.join('|')})(?:/(\\+|${id})(?:/(${id}))?)?$`,
  ).exec(fragment);
  if (clinic !== null) {
    const section = clinic[1] as ClinicSection;
    return { page: 'clinic', section, ...named(clinic.slice(1), ['id', 'slot']) };
  }
  const match = new RegExp(`^#/patient/(${id})$`).exec(fragment);
  return match?.[1] === undefined ? { page: 'search' } : { page: 'chart', patientId: match[1] };
}

/** What a pattern found after its first, by these names; without what it did not find. */
function named<Name extends string>(
  found: readonly (string | undefined)[],
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const pairs = names.map((name, at) => [name, found[at + 1]] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined)) as Partial<
    Record<Name, string>
  >;
}

/** The fragment of a page. */
export function fragmentOf(route: Route): string {
  const path = (...parts: (string | undefined)[]) =>
    `#/${parts.filter((part) => part !== undefined).join('/')}`;
  switch (route.page) {
    case 'chart':
      return path('patient', route.patientId);
    case 'administration':
      return path('administration', route.section, route.id);
    case 'clinic':
      return path('clinic', route.section, route.id, route.slot);
    case 'account':
    case 'design':
      return path(route.page);
    case 'search':
      return '#/';
  }
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
