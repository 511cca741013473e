/**
 * What a failure of the database means to a person.
 * https://www.postgresql.org/docs/18/errcodes-appendix.html
 */

/** Kinds of trouble that a person can put right, and what to do about each. */
const troubles = {
  unreachable: 'cannot be reached: start it, or correct DATABASE_URL',
  unknown: 'refuses the user, password or database name: correct DATABASE_URL',
  forbidden: 'does not let this user make tables: grant it CREATE on the database and its schema',
  full: 'has a full disk: free some space, then start again',
  crowded: 'has no connection to spare: raise max_connections, or lower YISHU_CONNECTIONS',
  readOnly: 'takes no writes: name the primary in DATABASE_URL',
  starting: 'is starting or stopping: try again in a moment',
} as const;

/** A kind of trouble. */
export type Trouble = keyof typeof troubles;

/** By the SQLSTATE, or by the code of the driver and of Node. */
const codes: Record<string, Trouble> = {
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  ENOENT: 'unreachable',
  ETIMEDOUT: 'unreachable',
  CONNECT_TIMEOUT: 'unreachable',
  CONNECTION_CLOSED: 'unreachable',
  CONNECTION_ENDED: 'unreachable',
  CONNECTION_DESTROYED: 'unreachable',
  '28P01': 'unknown',
  '28000': 'unknown',
  '3D000': 'unknown',
  '42501': 'forbidden',
  '53100': 'full',
  '53300': 'crowded',
  '25006': 'readOnly',
  '57P01': 'starting',
  '57P02': 'starting',
  '57P03': 'starting',
};

/**
 * The trouble that a failure is a sign of, looking down its causes; undefined where it is a bug.
 */
export function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof Error)) return undefined;
  return codes[String((error as { code?: unknown }).code)] ?? troubleOf(error.cause);
}

/**
 * One line for a trouble of the database at `place`; `detail` is a code or a version, never a
 * value.
 */
export function troubleLine(trouble: Trouble, place: string, detail?: string): string {
  const line = `The database ${place} ${troubles[trouble]}`;
  return detail === undefined ? line : `${line} (${detail})`;
}

/** Where a database is, without user and password. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'of DATABASE_URL';
  const { host, pathname } = new URL(url);
  return `at ${host}${pathname}`;
}
