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
  const stack = framesOf(error).slice(0, 12);
  return { kind: error.name, code, constraint, stack };
}

/** A frame names a file of the code or of Node; a line of the message could only pose as one. */
const frame = /^\s+at (?:.* \()?(?:file:\/\/|node:|\/)[^()\s]*:\d+:\d+\)?$/;

/** The places of the stack, without the message that stands before them. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message) + message.length;
  return stack
    .slice(start)
    .split('\n')
    .filter((line) => frame.test(line))
    .map((line) => line.trim());
}
