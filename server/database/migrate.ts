/**
 * Brings a database to the schema of today: the numbered files of sql/, each once, each in a
 * transaction.
 * https://www.postgresql.org/docs/18/explicit-locking.html#ADVISORY-LOCKS
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type postgres from 'postgres';
import { StartFailure } from '../start-failure.ts';

/** A migration file. */
export interface Migration {
  number: number;
  name: string;
  text: string;
  sha: string;
}

/** The migrations of a folder, in order; `schema.sql` is none. */
export function listMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .toSorted()
    .map((name) => {
      // A checkout may have changed the line ends.
      const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
      const sha = createHash('sha256').update(text).digest('hex');
      return { number: Number(name.slice(0, 4)), name, text, sha };
    });
}

/**
 * Applies what is missing; servers that start together wait for one another.
 * Throws a `StartFailure` where the database is newer than this code, or an applied migration was
 * altered since.
 */
export async function migrate(pool: postgres.Sql, folder: string): Promise<void> {
  const migrations = listMigrations(folder);
  await pool.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('yishu migrate'))`;
    await tx`create table if not exists migration (
      number integer primary key, name text not null, sha text not null,
      applied timestamptz not null default now())`;
  });
  const connection = await pool.reserve();
  try {
    await connection`select pg_advisory_lock(hashtext('yishu migrate'))`;
    const applied = await connection`select number, name, sha from migration order by number`;
    for (const row of applied) checkApplied(row, migrations);
    for (const migration of migrations.slice(applied.length)) await apply(connection, migration);
  } finally {
    await connection`select pg_advisory_unlock(hashtext('yishu migrate'))`;
    connection.release();
  }
}

function checkApplied(row: postgres.Row, migrations: readonly Migration[]): void {
  const known = migrations.find((migration) => migration.number === row['number']);
  if (known === undefined) {
    throw new StartFailure(
      `The database was made by a newer Yishu (migration ${row['name']}): start that version`,
    );
  }
  if (known.sha !== row['sha']) {
    throw new StartFailure(
      `The migration ${known.name} is not the one that made this database: ` +
        'restore the file, or start on a new YISHU_DATA',
    );
  }
}

async function apply(connection: postgres.ReservedSql, migration: Migration): Promise<void> {
  const { number, name, text, sha } = migration;
  await connection`begin`;
  try {
    await connection.unsafe(text).simple();
    await connection`insert into migration (number, name, sha) values (${number}, ${name}, ${sha})`;
    await connection`commit`;
  } catch (error) {
    await connection`rollback`;
    throw new Error(`The migration ${name} failed`, { cause: error });
  }
}
