/**
 * The store's view of the driver `postgres`: prepared statements on a pool or in a transaction.
 * https://github.com/porsager/postgres
 */
import type postgres from 'postgres';
import type { Database, Sql, SqlParameter, SqlRow } from './sql.ts';

/**
 * The pool of each moment as the store wants it. Arrays are sent as literals, bigint comes back as
 * text.
 */
export function postgresDatabase(pool: () => postgres.Sql): Database {
  return {
    run: (text, parameters) => runner(pool()).run(text, parameters),
    transaction: async <T>(work: (tx: Sql) => Promise<T>) =>
      (await pool().begin((tx) => work(runner(tx)))) as T,
  };
}

function runner(connection: postgres.Sql | postgres.TransactionSql): Sql {
  return {
    run: (text, parameters) => {
      const query = connection.unsafe(text, parameters as (SqlParameter & string)[], {
        prepare: true,
      });
      // The driver sends a query when it is first awaited; statements must go in the order they are
      // given.
      return query.execute() as unknown as Promise<SqlRow[]>;
    },
  };
}
