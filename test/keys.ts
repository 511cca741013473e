/** A keyring and signing keys on a test database, without files. */
import { randomBytes } from 'node:crypto';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import type { Database } from '#fhir/store/sql.ts';
import { type Keyring, openKeyring } from '#server/crypto/keyring.ts';
import { type MasterKeys, createMasterKey } from '#server/crypto/master-key.ts';
import { type SigningKeys, openSigningKeys } from '#server/crypto/signing-keys.ts';
import { type TestDatabase, testDatabase } from './database.ts';

/** Everything that holds keys. */
export interface TestKeys {
  database: TestDatabase;
  sql: Database;
  masterKeys: MasterKeys;
  keyring: Keyring;
  signingKeys: SigningKeys;
  /** The clock, milliseconds since 1970: to be set by a test. */
  clock: { ms: number };
  /** A second keyring on the same database, as another server has one. */
  another(): Promise<Keyring>;
}

/** Opens a fresh database with keys. */
export async function testKeys(): Promise<TestKeys> {
  const database = await testDatabase();
  const sql = postgresDatabase(() => database.sql);
  const masterKeys: MasterKeys = [createMasterKey(randomBytes)];
  const clock = { ms: Date.parse('2026-03-01T08:00:00Z') };
  const now = () => clock.ms;
  const another = () => openKeyring({ sql, masterKeys, cipher: 'sm4-gcm', now, randomBytes });
  const keyring = await another();
  const signingKeys = openSigningKeys({ sql, keyring, now, randomBytes });
  return { database, sql, masterKeys, keyring, signingKeys, clock, another };
}
