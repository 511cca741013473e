/**
 * The room of accounts, put together: what it needs from others, and what it keeps in memory.
 * https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import type { Database } from '#fhir/store/sql.ts';
import type { PlainEvent } from '#server/http/plain-event.ts';
import type { SmsSender } from './factors/sms.ts';
import { type Limiter, createLimiter } from '#server/http/limiter.ts';
import { type CookieNames, cookieNames } from './sessions/cookies.ts';
import { type Touches, createTouches } from './sessions/touches.ts';

/** Seals what must be read again, and hashes what must only be found again. */
export interface Secrets {
  seal(text: string): string;
  open(text: string): string;
  keyedHash(text: string): string;
}

/** What the room is given. */
export interface AccountParts {
  database: Database;
  secrets: Secrets;
  /** Milliseconds since 1970. */
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  /** Resolves when the event is durable. */
  audit: (event: PlainEvent) => Promise<void>;
  /** Where people reach the house, as `https://hub.example`. */
  publicAddress: string;
  passwordDays: number;
  /** Administrators count as staff. */
  idleMinutes: { staff: number; resident: number };
  sms: SmsSender;
  /** Is told of a message that could not be sent, after the answer has gone. */
  report: (error: unknown) => void;
  /** Is told the ids of sessions that ended, so that what was granted to them ends too. */
  sessionsEnded: (ids: readonly string[]) => Promise<void>;
  /** Is told the id of a session in which a strong factor was shown again. */
  sessionRenewed: (id: string) => void;
}

/** The room, open: every function of it takes this first. */
export interface Accounts extends AccountParts {
  cookies: CookieNames;
  touches: Touches;
  /** Requests of signing in, by address. */
  requests: Limiter;
  /** Codes sent to phones, by the address that asked. */
  codes: Limiter;
}

const minute = 60_000;

/**
 * How many requests of signing in, and how many codes by message, one address may ask for. A
 * hospital is one address.
 */
const perAddress = {
  requests: { limit: 300, windowMs: minute },
  codes: { limit: 20, windowMs: 10 * minute },
};

/** Opens the room on a migrated database. */
export function openAccounts(parts: AccountParts): Accounts {
  const { now, database, publicAddress } = parts;
  return {
    ...parts,
    cookies: cookieNames(publicAddress),
    touches: createTouches({ now, database }),
    requests: createLimiter({ now, ...perAddress.requests }),
    codes: createLimiter({ now, ...perAddress.codes }),
  };
}
