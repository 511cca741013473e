/**
 * Where in the residents' app somebody is, in the fragment of the address: it never leaves the
 * browser, and the back button works. https://www.rfc-editor.org/rfc/rfc3986#section-3.5
 */

/** The tabs at the bottom. */
export const tabs = ['home', 'book', 'results', 'archive', 'me'] as const;
export type Tab = (typeof tabs)[number];

/** Every page: the tab that it belongs to, and the page that it was come from when nobody knows. */
const pages = {
  home: { tab: 'home', above: 'home' },
  book: { tab: 'book', above: 'home' },
  visits: { tab: 'book', above: 'home' },
  department: { tab: 'book', above: 'book' },
  slot: { tab: 'book', above: 'book' },
  again: { tab: 'book', above: 'book' },
  visit: { tab: 'book', above: 'book' },
  guide: { tab: 'book', above: 'home' },
  pay: { tab: 'home', above: 'home' },
  notices: { tab: 'home', above: 'home' },
  results: { tab: 'results', above: 'home' },
  result: { tab: 'results', above: 'results' },
  report: { tab: 'results', above: 'results' },
  archive: { tab: 'archive', above: 'home' },
  medicines: { tab: 'archive', above: 'home' },
  me: { tab: 'me', above: 'home' },
  looks: { tab: 'me', above: 'me' },
  permissions: { tab: 'me', above: 'me' },
  settings: { tab: 'me', above: 'home' },
  call: { tab: 'me', above: 'home' },
  'check-in': { tab: 'home', above: 'home' },
} as const satisfies Record<string, { tab: Tab; above: string }>;

export type PageName = keyof typeof pages;

/** A page, what it is about, and the Appointment that is to be changed for another. */
export interface Route {
  page: PageName;
  id?: string;
  change?: string;
}

/** Addresses of the pages that were here before the app, and that payments come back to. */
const former: Readonly<Record<string, PageName>> = {
  '#visits': 'visits',
  '#looks': 'looks',
  '#permissions': 'permissions',
};

/**
 * The route of a fragment, `#/visit/abc?change=def`; home where it names none.
 * @param paying the visit that this page was left to pay for: whoever takes the money is not told
 * which it is, and comes back to all of them.
 */
export function routeOf(fragment: string, paying?: string | null): Route {
  const before = former[fragment];
  if (before === 'visits' && typeof paying === 'string') return { page: 'visit', id: paying };
  if (before !== undefined) return { page: before };
  const [path = '', query] = fragment.replace(/^#\/?/, '').split('?');
  const [name = '', id] = path.split('/').map(decoded);
  if (!Object.hasOwn(pages, name)) return { page: 'home' };
  const change = new URLSearchParams(query).get('change');
  return {
    page: name as PageName,
    ...(id === undefined || id === '' ? {} : { id }),
    ...(change === null ? {} : { change }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Typed by hand: as good as no page.
    return '';
  }
}

/** The fragment of a route. */
export function fragmentOf({ page, id, change }: Route): string {
  const path = id === undefined ? `#/${page}` : `#/${page}/${encodeURIComponent(id)}`;
  return change === undefined ? path : `${path}?change=${encodeURIComponent(change)}`;
}

/** The tab that a page belongs to. */
export function tabOf({ page }: Route): Tab {
  return pages[page].tab;
}

/** Where back leads when the page was the first to be opened. */
export function above({ page }: Route): Route {
  return { page: pages[page].above };
}

/** Whether a page is one of the tabs, and so has no way back on it. */
export function isTab({ page }: Route): boolean {
  return (tabs as readonly string[]).includes(page);
}
