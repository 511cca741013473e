/** Addresses and the pages that answer them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageOf } from './pages.ts';

test('signing in, a resident’s pages, the inbox and waiting rooms are pages of their own', () => {
  for (const [url, page] of [
    ['/sign-in', 'sign-in.html'],
    ['/sign-in?uid=abc', 'sign-in.html'],
    ['/sign-in/consent?uid=abc', 'sign-in.html'],
    ['/record', 'resident.html'],
    ['/record/signed-in?code=c&state=s', 'resident.html'],
    ['/development/inbox', 'inbox.html'],
    ['/screen', 'screen.html'],
    ['/', 'index.html'],
    ['/signed-in?code=c&state=s', 'index.html'],
    ['/account', 'index.html'],
    ['/workstation', 'index.html'],
    ['/recordings', 'index.html'],
    ['/x?y=/sign-in', 'index.html'],
  ] as const)
    assert.equal(pageOf(url), page, url);
});
