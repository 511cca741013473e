/**
 * The database and the keys that the settings name, for a chore: also of a server that runs now.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type postgres from 'postgres';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import type { Database } from '#fhir/store/sql.ts';
import { type Settings, readSettings } from '#server/config.ts';
import { hasDataKeys } from '#server/crypto/data-keys.ts';
import { type Keyring, openKeyring } from '#server/crypto/keyring.ts';
import { type MasterKeys, openMasterKeys } from '#server/crypto/master-key.ts';
import { connect } from '#server/database/connect.ts';
import { startEmbedded } from '#server/database/embedded.ts';
import { readPassword, user } from '#server/database/initialise.ts';
import { migrate } from '#server/database/migrate.ts';
import { startFailureOf } from '#server/start-failure.ts';

const root = join(import.meta.dirname, '../..');

/** An open database. */
export interface OpenDatabase {
  settings: Settings;
  pool: postgres.Sql;
  database: Database;
  /** Where the master key is. */
  keyFile: string;
  close: () => Promise<void>;
}

/** Opens the database of the settings; the embedded one is joined where a server runs it. */
export async function openDatabase(): Promise<OpenDatabase> {
  const settings = readSettings(process.env);
  const folder = join(settings.data, 'postgres');
  const running = settings.databaseUrl ?? runningEmbedded(folder);
  const embedded = running === undefined ? await startEmbedded({ folder }) : undefined;
  const connected = await connect(running ?? embedded!.url, { connections: 4 });
  return {
    settings,
    pool: connected.pool(),
    database: postgresDatabase(connected.pool),
    keyFile: settings.keyFile ?? join(settings.data, 'keys/master.key'),
    async close() {
      await connected.close();
      await embedded?.stop();
    },
  };
}

/** Brings the database to the schema of today. */
export async function migrateDatabase({ pool }: OpenDatabase): Promise<void> {
  await migrate(pool, join(root, 'sql'));
}

/** The address of the embedded PostgreSQL that a living server runs on a folder. */
function runningEmbedded(folder: string): string | undefined {
  try {
    const [pid, , , port] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 0);
    return `postgres://${user}:${readPassword(folder)}@127.0.0.1:${Number(port)}/postgres`;
  } catch {
    // No file, or nobody behind it.
    return undefined;
  }
}

/** The keys of an open database. */
export async function openKeys(open: OpenDatabase): Promise<{
  keyring: Keyring;
  masterKeys: MasterKeys;
}> {
  const { database, settings } = open;
  const needed = await hasDataKeys(database);
  const masterKeys = openMasterKeys({ file: open.keyFile, needed, randomBytes });
  const { cipher } = settings;
  const parts = { sql: database, masterKeys, cipher, now: Date.now, randomBytes };
  return { keyring: await openKeyring(parts), masterKeys };
}

/** The passphrase in a file; undefined without one. */
export function readPassphrase(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  if (text.length < 12) return fail('The passphrase must have 12 characters or more');
  return text;
}

/** Ends with one line. */
export function fail(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** Runs a chore; a failure that a person can put right ends it with one line. */
export async function run(chore: () => Promise<void>): Promise<void> {
  try {
    await chore();
  } catch (error) {
    fail(startFailureOf(error) ?? String((error as Error).stack));
  }
}
