/** A house with residents in it and a browser before it: what every browser story starts from. */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { BrowserContextOptions, Cookie, Page } from 'playwright-core';
import type { DemonstrationAccount } from '#server/accounts/demonstration.ts';
import { startBrowser } from './browser.ts';
import { type BrowserHouse, openBrowserHouse } from './house.ts';
import type { Transaction } from './residents.ts';
import { people, residents } from './residents.ts';

/** Who can sign in: see residents.ts. */
export type PersonName = keyof typeof people;

/** A running house and browser. */
export interface Stage extends AsyncDisposable {
  url: string;
  house: BrowserHouse;
  accounts: Record<PersonName, DemonstrationAccount>;
  /** Opens a page of the workstation in a context of its own and waits until it is drawn. */
  open: (fragment?: string, options?: BrowserContextOptions) => Promise<Page>;
  /** A page in a context of its own, at no address yet, whose errors are noted. */
  newPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** The same in a context where somebody is signed in; a doctor unless told otherwise. */
  newPageOf: (person?: PersonName, options?: BrowserContextOptions) => Promise<Page>;
  /** The same in a session that no other page has: it may end. */
  newPageAlone: (person?: PersonName, options?: BrowserContextOptions) => Promise<Page>;
  /** Signs in at the sign-in page that a page is on, and goes where that page goes then. */
  comeBack: (page: Page, person: PersonName) => Promise<void>;
  /** Loads more people. */
  load: (transaction: Transaction) => Promise<void>;
  /** What pages and server reported as errors of their own; a story expects none. */
  errors: unknown[];
}

/** Starts both and loads the residents of residents.ts. */
export async function startStage(settings: Record<string, string> = {}): Promise<Stage> {
  const [house, browser] = await Promise.all([openBrowserHouse(settings), startBrowser()]);
  const { url, failures: errors } = house;
  await house.load(residents());
  const names = Object.keys(people) as PersonName[];
  const made = await house.invite(names.map((name) => people[name]));
  const accounts = Object.fromEntries(
    names.map((name, at) => [name, made[at]]),
  ) as Stage['accounts'];
  const signedIn = new Map<PersonName, Promise<Cookie[]>>();
  const newPage = async (options: BrowserContextOptions = {}) => {
    const page = await browser.open(options);
    noteErrors(page, url, errors);
    return page;
  };
  const newPageWith = async (cookies: Cookie[], options: BrowserContextOptions | undefined) => {
    const page = await newPage(options);
    await page.context().addCookies(cookies);
    return page;
  };
  const newPageOf: Stage['newPageOf'] = async (person = 'chen', options = {}) => {
    const cookies = signedIn.get(person) ?? house.signIn(accounts[person]);
    signedIn.set(person, cookies);
    return newPageWith(await cookies, options);
  };
  return {
    url,
    house,
    accounts,
    load: house.load,
    errors,
    newPage,
    newPageOf,
    newPageAlone: async (person = 'zhou', options = {}) =>
      newPageWith(await house.signIn(accounts[person]), options),
    async comeBack(page, person) {
      await page.context().addCookies(await house.signIn(accounts[person]));
      const uid = new URL(page.url()).searchParams.get('uid') ?? '';
      await page.goto(`${url}/oauth/interaction/${uid}`);
    },
    async open(fragment = '', options = {}) {
      const page = await newPageOf('chen', options);
      await page.goto(`${url}/workstation${fragment}`, { waitUntil: 'load' });
      await page.locator('#content').waitFor();
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await house[Symbol.asyncDispose]();
    },
  };
}

function noteErrors(page: Page, url: string, errors: unknown[]): void {
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) errors.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) {
      errors.push(`a request left for ${new URL(request.url()).host}`);
    }
  });
}
