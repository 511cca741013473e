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

/** A broken pool is replaced at most so often. */
const renewMs = 500;
/** So long what is under way on a pool may take once it is closed, in seconds. */
const graceSeconds = 5;

/** The oldest PostgreSQL that will do, as server_version_num. */
const oldest = 160_000;

/**
 * Connects to a PostgreSQL. A pool of which a connection broke is replaced: the driver uses what is
 * left of that connection again, and what runs on it may wait for ever (npm `postgres` 3.4 forgets
 * neither the bytes nor the timer of what it was about to write). Throws a `StartFailure` where it
 * cannot be reached, is too old, or takes no writes.
 * @param given.connections how many connections the pool may open.
 */
export async function connect(url: string, given: { connections: number }): Promise<Connected> {
  let closing = false;
  let renewed = 0;
  const open = (): postgres.Sql => {
    const pool = openPool(url, given.connections, () => {
      if (closing || pool !== current) return;
      // Where nothing can be connected to, every attempt closes: now and then is often enough.
      const wait = Math.max(0, renewed + renewMs - Date.now());
      setTimeout(() => {
        if (!closing && pool === current) renew();
      }, wait).unref();
    });
    return pool;
  };
  const renew = () => {
    const broken = current;
    renewed = Date.now();
    current = open();
    // What is under way on connections that are whole is waited for; what hangs is ended.
    broken.end({ timeout: graceSeconds }).catch(() => undefined);
  };
  let current = open();
  try {
    await checkServer(current, placeOf(url));
  } catch (error) {
    closing = true;
    await current.end({ timeout: 1 });
    if (error instanceof StartFailure) throw error;
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    const code = String((error as { code?: unknown }).code);
    throw new StartFailure(troubleLine(trouble, placeOf(url), code));
  }
  return {
    pool: () => current,
    renew,
    ready: () => Promise.race([answers(current), pause(2000, false, { ref: false })]),
    close: () => {
      closing = true;
      return current.end({ timeout: graceSeconds });
    },
  };
}

/**
 * A pool as the store wants it: no type lookups, plans made for the values at hand.
 * @param onclose is told of each connection that closed, whoever closed it.
 */
export function openPool(
  url: string,
  connections: number,
  onclose: () => void = () => undefined,
): postgres.Sql {
  return postgres(url, {
    onclose,
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
