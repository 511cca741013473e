/** The connections to PostgreSQL. https://github.com/porsager/postgres */
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { StartFailure } from '../start-failure.ts';
import { placeOf, troubleLine, troubleOf } from './failures.ts';

/** An open database. */
export interface Connected {
  /** The pool of this moment. */
  pool: () => postgres.Sql;
  /** Opens a new pool in place of one whose connections are broken; what was under way fails. */
  renew: () => void;
  /** Whether the database answers within two seconds and takes writes. */
  ready: () => Promise<boolean>;
  close: () => Promise<void>;
}

/** The oldest PostgreSQL that will do, as server_version_num. */
const oldest = 160_000;

/**
 * Connects to a PostgreSQL. Throws a `StartFailure` where it cannot be reached, is too old, or
 * takes no writes.
 * @param given.connections how many connections the pool may open.
 */
export async function connect(url: string, given: { connections: number }): Promise<Connected> {
  const pool = openPool(url, given.connections);
  try {
    await checkServer(pool, placeOf(url));
  } catch (error) {
    await pool.end({ timeout: 1 });
    if (error instanceof StartFailure) throw error;
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    const code = String((error as { code?: unknown }).code);
    throw new StartFailure(troubleLine(trouble, placeOf(url), code));
  }
  let current = pool;
  return {
    pool: () => current,
    renew() {
      const broken = current;
      current = openPool(url, given.connections);
      // Its connections are of no use any more, not even to say goodbye on.
      broken.end({ timeout: 0 }).catch(() => undefined);
    },
    ready: () => Promise.race([answers(current), pause(2000, false, { ref: false })]),
    close: () => current.end({ timeout: 5 }),
  };
}

/** A pool as the store wants it: no type lookups, plans made for the values at hand. */
export function openPool(url: string, connections: number): postgres.Sql {
  return postgres(url, {
    max: connections,
    fetch_types: false,
    connect_timeout: 5,
    max_lifetime: null,
    // A database that is back is found again within a second.
    backoff: (tries) => Math.min(0.05 * 2 ** tries, 1),
    onnotice: () => undefined,
    connection: { application_name: 'yishu', plan_cache_mode: 'force_custom_plan' },
  });
}

async function answers(pool: postgres.Sql): Promise<boolean> {
  try {
    const [row] = await pool`select pg_is_in_recovery() as standby`;
    return row?.['standby'] === false;
  } catch {
    return false;
  }
}

async function checkServer(pool: postgres.Sql, place: string): Promise<void> {
  const [row] = await pool<Server[]>`select current_setting('server_version_num')::int as number,
    current_setting('server_version') as name, current_setting('server_encoding') as encoding,
    pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as read_only`;
  if (row === undefined) return;
  const refusal = refusalOf(row, place);
  if (refusal !== undefined) throw new StartFailure(refusal);
}

/** What is asked of a server. */
interface Server {
  number: number;
  name: string;
  encoding: string;
  read_only: boolean;
}

/** Why a server will not do, in one line; undefined where it will. */
export function refusalOf(server: Server, place: string): string | undefined {
  if (server.number < oldest) {
    return `The database ${place} is PostgreSQL ${server.name}: Yishu needs 16 or later`;
  }
  if (server.encoding !== 'UTF8') {
    return `The database ${place} has the encoding ${server.encoding}: make one with UTF8`;
  }
  return server.read_only ? troubleLine('readOnly', place) : undefined;
}
