/**
 * A fresh, migrated database for a test, copied from a template on one PostgreSQL that the whole
 * run shares.
 * https://www.postgresql.org/docs/18/manage-ag-templatedbs.html
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { openPool } from '#server/database/connect.ts';
import { startEmbedded } from '#server/database/embedded.ts';
import { migrate } from '#server/database/migrate.ts';

const template = 'yishu_template';
const migrations = join(import.meta.dirname, '../sql');

/** A database of one test. */
export interface TestDatabase {
  url: string;
  sql: postgres.Sql;
  drop: () => Promise<void>;
}

/** Starts a PostgreSQL in a temporary folder, with the template in it. */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-test-'));
  const embedded = await startEmbedded({ folder: join(folder, 'postgres') });
  const admin = postgres(embedded.url, { max: 1 });
  await admin.unsafe(`create database ${template}`);
  const pool = openPool(databaseUrl(embedded.url, template), 2);
  await migrate(pool, migrations);
  await pool.end();
  await admin.end();
  return {
    url: embedded.url,
    async stop() {
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function databaseUrl(server: string, database: string): string {
  return Object.assign(new URL(server), { pathname: `/${database}` }).href;
}

/** A fresh database: on the PostgreSQL of the run, or, in a test run alone, on one of its own. */
export async function testDatabase(): Promise<TestDatabase> {
  const shared = process.env['YISHU_TEST_POSTGRES'];
  const own = shared === undefined ? await startTestPostgres() : undefined;
  const server = own?.url ?? shared ?? '';
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name} template ${template} strategy file_copy`);
  const url = databaseUrl(server, name);
  const sql = openPool(url, 8);
  return {
    url,
    sql,
    async drop() {
      await sql.end({ timeout: 1 });
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
      await own?.stop();
    },
  };
}
