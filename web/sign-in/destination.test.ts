/** A sign-in leads to addresses of this house alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destinationOf, interactionOf, invitationOf, ownAddress } from './destination.ts';

test('with an interaction the sign-in goes on with it, without one to the first page', () => {
  assert.equal(
    destinationOf('?uid=V1StGXR8_Z5jdHi6B-myT'),
    '/oauth/interaction/V1StGXR8_Z5jdHi6B-myT',
  );
  assert.equal(destinationOf(''), '/');
});

test('nothing else in an address decides where the sign-in leads (no open redirect)', () => {
  for (const search of [
    '?uid=//evil.example',
    '?uid=..%2F..%2Fapi',
    '?uid=https://evil.example',
    '?uid=a?x=//evil.example',
    '?uid=a%0d%0ab',
    '?uid=',
    '?next=https://evil.example',
    '?returnTo=//evil.example',
    '?redirect_uri=https://evil.example',
  ]) {
    assert.equal(interactionOf(search), undefined, search);
    assert.equal(destinationOf(search), '/', search);
  }
});

test('an answer that leads to another host is not followed', () => {
  const origin = 'https://hub.example';
  for (const [location, expected] of [
    ['/oauth/auth/abc', '/oauth/auth/abc'],
    ['https://hub.example/oauth/auth/abc?x=1', '/oauth/auth/abc?x=1'],
    ['https://evil.example/oauth/auth/abc', undefined],
    ['//evil.example/', undefined],
    ['/\\evil.example', undefined],
    ['javascript:alert(1)', undefined],
    ['http://hub.example/', undefined],
    [undefined, undefined],
    [{}, undefined],
  ] as const) {
    assert.equal(ownAddress(location, origin), expected, JSON.stringify(location));
  }
});

test('an invitation is read from the fragment, which no server and no log sees', () => {
  assert.equal(invitationOf('#invite=abcDEF012_-.~'), 'abcDEF012_-.~');
  for (const fragment of ['', '#', '#invite=', '#invite=short', '#invite=a/b<script>xxxx', '#x'])
    assert.equal(invitationOf(fragment), undefined, fragment);
});
