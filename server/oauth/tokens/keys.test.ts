/** The keys: sealed, made once, replaced in turn, kept for what they signed. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { type TestDatabase, testDatabase } from '#test/database.ts';
import { loadKeys, renewKeys } from './keys.ts';

const dayMs = 24 * 3600 * 1000;

describe('the keys', () => {
  let database: TestDatabase;
  let now = Date.UTC(2026, 0, 1);
  const parts = () => ({
    database: postgresDatabase(() => database.sql),
    secrets: {
      seal: (text: string) => `sealed ${Buffer.from(text).toString('hex')}`,
      open: (sealed: string) => Buffer.from(sealed.slice('sealed '.length), 'hex').toString(),
    },
    now: () => now,
    randomBytes,
  });
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  it('are made once, by whichever of several servers comes first', async () => {
    const loaded = await Promise.all([1, 2, 3].map(() => loadKeys(parts())));
    assert.equal(new Set(loaded.map(({ mark }) => mark)).size, 1);
    assert.equal(loaded[0]?.signing.length, 1);
    assert.equal(loaded[0]?.cookies.length, 1);
    assert.equal(loaded[0]?.signing[0]?.alg, 'ES256');
  });

  it('are not in the database as they are', async () => {
    const { signing, cookies } = await loadKeys(parts());
    const rows = await database.sql`select * from oauth_key`;
    const text = JSON.stringify(rows);
    assert.equal(text.includes(String(signing[0]?.d)), false);
    assert.equal(text.includes(String(cookies[0])), false);
  });

  it('are replaced after ninety days; the old ones verify for a week more', async () => {
    const first = await loadKeys(parts());
    now += 91 * dayMs;
    const second = await loadKeys(parts());
    assert.equal(second.signing.length, 2);
    assert.notEqual(second.signing[0]?.kid, first.signing[0]?.kid);
    assert.equal(second.signing[1]?.kid, first.signing[0]?.kid);
    now += 8 * dayMs;
    await renewKeys(parts(), { olderThan: now - 90 * dayMs });
    const third = await loadKeys(parts());
    assert.deepEqual(
      third.signing.map(({ kid }) => kid),
      [second.signing[0]?.kid],
    );
  });

  it('are replaced at once when asked', async () => {
    const first = await loadKeys(parts());
    now += 1000;
    await renewKeys(parts(), { olderThan: Infinity });
    const second = await loadKeys(parts());
    assert.notEqual(second.cookies[0], first.cookies[0]);
    assert.notEqual(second.mark, first.mark);
  });
});
