/** A server with residents in it and a browser before it: what every browser story starts from. */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from 'node:assert/strict';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { startTestServer } from '#test/server.ts';
import { startBrowser } from './browser.ts';
import { signedIn } from './contract.ts';
import type { Transaction } from './residents.ts';
import { residents } from './residents.ts';

/** A running server and browser. */
export interface Stage extends AsyncDisposable {
  url: string;
  /** Opens a page of the workstation in a context of its own and waits until it is drawn. */
  open: (fragment?: string, options?: BrowserContextOptions) => Promise<Page>;
  /** A page in a context of its own, at no address yet, whose errors are noted. */
  newPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** Loads more people. */
  load: (transaction: Transaction) => Promise<void>;
  /** What the pages reported as errors of their own; a story expects none. */
  errors: string[];
}

/** Starts both and loads the residents of residents.ts. */
export async function startStage(): Promise<Stage> {
  const server = await startTestServer();
  const browser = await startBrowser();
  const errors: string[] = [];
  const load = async (transaction: Transaction) => {
    const response = await fetch(`${server.url}/fhir/R4`, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(transaction),
    });
    assert.equal(response.status, 200, await response.text());
  };
  await load(residents());
  const newPage = async (options: BrowserContextOptions = {}) => {
    const page = await browser.open(options);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) errors.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) {
        errors.push(`a request left for ${new URL(request.url()).host}`);
      }
    });
    return page;
  };
  return {
    url: server.url,
    load,
    errors,
    newPage,
    async open(fragment = '', options = {}) {
      const page = await newPage(options);
      await signedIn(page);
      await page.goto(`${server.url}/workstation${fragment}`, { waitUntil: 'load' });
      await page.locator('#content').waitFor();
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}
