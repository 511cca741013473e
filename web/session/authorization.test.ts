/** Codes, states and the way back, as this browser checks them. */
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { resident, workstation } from './application.ts';
import { codeOf, pathBefore, subjectOf } from './authorization.ts';
import { challengeOf, randomText } from './pkce.ts';

test('the challenge of a verifier is that of RFC 7636, appendix B', async () => {
  const challenge = await challengeOf(
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    webcrypto as Crypto,
  );
  assert.equal(challenge, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
});

test('a verifier has 43 characters that an address may hold, and no two are the same', () => {
  const made = Array.from({ length: 20 }, () => randomText(webcrypto as Crypto));
  for (const text of made) assert.match(text, /^[\w-]{43}$/);
  assert.equal(new Set(made).size, made.length);
});

test('a code counts only at our own address and with the state that was sent', () => {
  const expected = { application: workstation, state: 's1' };
  const base = 'https://hub.example';
  assert.equal(codeOf(`${base}/signed-in?code=c&state=s1`, expected), 'c');
  for (const address of [
    `${base}/signed-in?code=c&state=s2`,
    `${base}/signed-in?code=c`,
    `${base}/signed-in?error=login_required&state=s1`,
    `${base}/record/signed-in?code=c&state=s1`,
    `${base}/oauth/auth?code=c&state=s1`,
  ])
    assert.equal(codeOf(address, expected), undefined, String(address));
});

test('after a sign-in one comes back to where one was, and to this house alone', () => {
  for (const [path, expected] of [
    ['/#/patient/1', '/#/patient/1'],
    ['/workstation#/patient/1', '/workstation#/patient/1'],
    ['/signed-in?code=x', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['https://evil.example/', '/'],
    [undefined, '/'],
  ] as const)
    assert.equal(pathBefore(path, workstation), expected, String(path));
  assert.equal(pathBefore('/record/signed-in', resident), '/record');
  assert.equal(pathBefore('/record#/looks', resident), '/record#/looks');
});

test('the subject of an ID token is read, and nothing of what is none', () => {
  const payload = Buffer.from(JSON.stringify({ sub: 'Practitioner/1' })).toString('base64url');
  assert.equal(subjectOf(`e30.${payload}.x`), 'Practitioner/1');
  for (const text of [undefined, '', 'a.b.c', `e30.${Buffer.from('{}').toString('base64url')}.x`])
    assert.equal(subjectOf(text), undefined, String(text));
});
