/**
 * Which page of the web app answers an address: the workstation, or one of the small ones.
 * https://vite.dev/guide/build#multi-page-app
 */

/** Paths of the small pages, each with all that is below it. */
const small: readonly (readonly [path: string, page: string])[] = [
  ['/sign-in', 'sign-in.html'],
  ['/record', 'resident.html'],
  ['/development/inbox', 'inbox.html'],
  ['/screen', 'screen.html'],
];

/** The file of web/dist for the address of a request, which may have a query. */
export function pageOf(url: string): string {
  const path = url.replace(/[?#].*$/s, '');
  const found = small.find(([start]) => path === start || path.startsWith(`${start}/`));
  return found?.[1] ?? 'index.html';
}
