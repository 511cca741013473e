/** What keeps the server from starting, told in one line that says what to do. */

/** A failure of the start that a person can put right. */
export class StartFailure extends Error {
  constructor(line: string, options?: ErrorOptions) {
    super(line, options);
    this.name = 'StartFailure';
  }
}

/** By the code of Node, or the SQLSTATE. */
const lines: Record<string, string> = {
  EADDRINUSE: 'The port is taken: stop what uses it, or choose another one with PORT=8081',
  EADDRNOTAVAIL: 'The address of HOST is not one of this machine: leave HOST out',
  EACCES:
    'The port or a folder is not allowed: choose a PORT above 1024 and a folder you can write',
  EMFILE: 'Too many files are open: raise the limit with ulimit -n 4096',
  ENOSPC: 'The disk is full: free some space, or choose another folder with YISHU_DATA',
  EROFS: 'The folder is read-only: choose another one with YISHU_DATA',
  '42501': 'The database does not let this user make tables: grant it CREATE on the schema',
  '53100': 'The disk of the database is full: free some space, then start again',
  '53300': 'The database has no connection to spare: lower YISHU_CONNECTIONS',
};

/** The line for a failure, looking down its causes; undefined where it is a bug. */
export function startFailureOf(error: unknown): string | undefined {
  if (error instanceof StartFailure) return error.message;
  if (!(error instanceof Error)) return undefined;
  return lines[String((error as { code?: unknown }).code)] ?? startFailureOf(error.cause);
}
