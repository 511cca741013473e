/**
 * The tables of a database, in an order in which they can be filled again.
 * https://www.postgresql.org/docs/18/catalogs.html
 */
import type postgres from 'postgres';

/** A table as a backup sees it. */
export interface Table {
  name: string;
  /** Those that are stored, not those computed from others. */
  columns: string[];
}

/** A sequence with the number it stands at. */
export interface Sequence {
  name: string;
  value: string;
}

/** A migration that the database has had. */
export interface AppliedMigration {
  number: number;
  sha: string;
}

/** Where SQL is run: a connection or a transaction. */
export type Connection = postgres.Sql | postgres.TransactionSql;

/**
 * Every table but the list of migrations, those that others refer to first. Throws where there are
 * partitioned tables, of which a backup would miss the parts.
 */
export async function listTables(sql: Connection): Promise<Table[]> {
  const rows = await sql<{ name: string; columns: string; kind: string; needs: string }[]>`
    select c.relname as name, c.relkind as kind,
      (select json_agg(a.attname order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and a.attgenerated = '')::text as columns,
      (select coalesce(json_agg(distinct r.relname), '[]') from pg_constraint k
        join pg_class r on r.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid)::text as needs
    from pg_class c where c.relnamespace = current_schema()::regnamespace
      and c.relkind in ('r', 'p') and c.relname <> 'migration' order by c.relname`;
  if (rows.some(({ kind }) => kind === 'p')) throw new Error('A table has partitions');
  const waiting = rows.map(({ name, columns, needs }) => ({
    table: { name, columns: JSON.parse(columns) as string[] },
    needs: JSON.parse(needs) as string[],
  }));
  const ordered: Table[] = [];
  while (waiting.length > 0) {
    const ready = waiting.findIndex(({ needs }) =>
      needs.every((name) => ordered.some((table) => table.name === name)),
    );
    if (ready < 0) throw new Error('The foreign keys of the tables go round');
    ordered.push(...waiting.splice(ready, 1).map(({ table }) => table));
  }
  return ordered;
}

/** Every sequence that has given a number. */
export async function listSequences(sql: Connection): Promise<Sequence[]> {
  const rows = await sql<{ name: string; value: string }[]>`
    select sequencename as name, last_value::text as value from pg_sequences
    where schemaname = current_schema() and last_value is not null order by sequencename`;
  return rows.map(({ name, value }) => ({ name, value }));
}

/** What the database was migrated by; empty where it never was. */
export async function listApplied(sql: Connection): Promise<AppliedMigration[]> {
  const [known] = await sql`select to_regclass('migration') is not null as known`;
  if (known?.['known'] !== true) return [];
  const rows = await sql<AppliedMigration[]>`select number, sha from migration order by number`;
  return rows.map(({ number, sha }) => ({ number, sha }));
}

/** A name as SQL writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
