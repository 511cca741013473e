/**
 * The store's view of the driver `postgres`: prepared statements on a pool or in a transaction.
 * https://github.com/porsager/postgres
 */
import type postgres from 'postgres';
import type { Database, Sql, SqlParameter, SqlRow } from './sql.ts';

/**
 * The pool of each moment as the store wants it. Arrays are sent as literals, bigint comes back as
 * text.
 * @param open gives the text to send of a body as it lies in the database.
 */
export function postgresDatabase(
  pool: () => postgres.Sql,
  open: (stored: string) => string = (stored) => stored,
): Database {
  return {
    run: (text, parameters) => runner(pool(), open).run(text, parameters),
    transaction: async <T>(work: (tx: Sql) => Promise<T>) =>
      (await pool().begin((tx) => work(runner(tx, open)))) as T,
  };
}

function runner(
  connection: postgres.Sql | postgres.TransactionSql,
  open: (stored: string) => string,
): Sql {
  return {
    run: async (text, parameters) => {
      const query = connection.unsafe(text, parameters as (SqlParameter & string)[], {
        prepare: true,
      });
      // The driver sends a query when it is first awaited; statements must go in the order they are
      // given.
      const rows = (await query.execute()) as unknown as SqlRow[];
      for (const row of rows) openRow(row, open);
      return rows;
    },
  };
}

/** What is sealed of a body is opened as it leaves the database; `stored` is how it lies there. */
function openRow(row: SqlRow, open: (stored: string) => string): void {
  const { body } = row;
  if (typeof body !== 'string') return;
  const opened = open(body);
  if (opened === body) return;
  row['stored'] = body;
  row['body'] = opened;
}
