/** What keeps the server from starting, told in one line that says what to do. */

/** A failure of the start that a person can put right. */
export class StartFailure extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'StartFailure';
  }
}

const lines: Record<string, string> = {
  EADDRINUSE: 'The port is taken: stop what uses it, or choose another one with PORT=8081',
  EACCES: 'The port or folder is not allowed: choose a PORT above 1024 and a folder you can write',
  ENOSPC: 'The disk is full: free some space, or choose another folder with YISHU_DATA',
  '53100': 'The disk of the database is full: free some space, then start again',
  EROFS: 'The folder is read-only: choose another one with YISHU_DATA',
};

/** The line for a failure; undefined where it is a bug. */
export function startFailureOf(error: unknown): string | undefined {
  if (error instanceof StartFailure) return error.message;
  return lines[String((error as { code?: unknown } | null)?.code)];
}
