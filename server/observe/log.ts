/**
 * The log: JSON lines with a request id, never with an address, a body or anything else of a
 * patient.
 * https://getpino.io
 */
import { type Logger, pino } from 'pino';

/** A log on standard error, from this level on. */
export function createLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, errorKey: 'error' },
    pino.destination({ dest: 2, sync: false }),
  );
}

/**
 * What may be told of a failure: its kind, its SQLSTATE and where in the code; its message may hold
 * values.
 */
export function tellError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { code, constraint_name: constraint } = error as {
    code?: string;
    constraint_name?: string;
  };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const stack = frames.slice(0, 12).map((line) => line.trim());
  return { kind: error.name, code, constraint, stack };
}
