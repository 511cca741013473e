/** The hashing of passwords, against the words of its format. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { hashPassword, isPassword } from './password-hash.ts';

test('A password is known by its hash, another is not', async () => {
  const stored = await hashPassword('Spring-rain-7', randomBytes);
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.equal(await isPassword('Spring-rain-7', stored), true);
  assert.equal(await isPassword('Spring-rain-8', stored), false);
});

test('A hash of other costs, from the tests of the reference program, is known', async () => {
  // https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c
  const stored =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  assert.equal(await isPassword('password', stored), true);
  assert.equal(await isPassword('Password', stored), false);
});

test('A password typed in another form of Unicode is the same', async () => {
  const stored = await hashPassword('Ａbc-é-123', randomBytes);
  assert.equal(await isPassword('Abc-é-123', stored), true);
});

test('Without a stored hash no password is right', async () => {
  assert.equal(await isPassword('Spring-rain-7', undefined), false);
});

test('What is no PHC string is a bug, not a wrong password', async () => {
  await assert.rejects(isPassword('a', 'plain'), /no PHC string/);
});
