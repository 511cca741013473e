/**
 * What the room of OAuth needs of the others: accounts, records, sealing, settings.
 * https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1
 */
import type { Caller } from '#fhir/handling/caller.ts';
import type { Database } from '#fhir/store/sql.ts';
import type { CallerKind, RoleCode } from '#model/roles.ts';

/** Who can sign in. */
export interface Account {
  id: string;
  kind: CallerKind;
  role: RoleCode;
  name: string;
  /** `Practitioner/1`, `Patient/2`, … */
  who: string;
  organization: string | undefined;
  practitionerRoles: readonly string[];
}

/** A browser in which somebody is signed in. */
export interface SignedIn {
  account: Account;
  session: {
    id: string;
    /** When a strong factor was last shown, milliseconds since 1970; 0 for never. */
    strongAt: number;
  };
}

/** The room of accounts, as this one sees it. */
export interface Accounts {
  /** Who is signed in by the cookies of a request. */
  readSession(cookies: Record<string, string | undefined>): Promise<SignedIn | undefined>;
  /** An account that may act today; undefined where it is unknown, disabled or out of date. */
  find(accountId: string): Promise<Account | undefined>;
  /**
   * Notes that a session is in use; undefined where it has ended or was idle for too long.
   */
  sessionAlive(sessionId: string): Promise<{ strongAt: number } | undefined>;
  endSession(sessionId: string): Promise<void>;
  /**
   * Signs somebody in whom an outside identity provider vouches for: whole Set-Cookie values;
   * undefined where the account may not sign in.
   */
  openSession(accountId: string, address: string): Promise<string[] | undefined>;
}

/** Seals secrets for the database (server/crypto). */
export interface Secrets {
  seal(text: string): string;
  open(sealed: string): string;
}

/** Where things are. */
export interface Addresses {
  /** As browsers see this server, without a slash at the end: `https://hub.example`. */
  publicAddress: string;
  /** `<publicAddress>/oauth` */
  issuer: string;
  /** `<publicAddress>/fhir/R4` */
  fhirBase: string;
}

/** The addresses that follow from the public one. */
export function addressesOf(publicAddress: string, fhirPath: string): Addresses {
  const base = publicAddress.replace(/\/+$/, '');
  return { publicAddress: base, issuer: `${base}/oauth`, fhirBase: base + fhirPath };
}

/** Everything the room is made from. */
export interface OAuthParts {
  database: Database;
  secrets: Secrets;
  accounts: Accounts;
  addresses: Addresses;
  now: () => number;
  randomBytes: (size: number) => Buffer;
  /** Whether a caller may see a Patient. */
  mayOpen(caller: Caller, patientId: string): Promise<boolean>;
  /** Whose records a resident may share: the own one first, then those acted for. */
  recordsOf(account: Account): Promise<{ id: string; name: string }[]>;
  /** Told of bugs, so that they reach the log. */
  report: (error: unknown) => void;
  /** How other servers are called: see outward.ts. */
  fetchOutside: (url: string, options: OutsideRequest) => Promise<Response>;
}

/** A request to a server of somebody else. */
export interface OutsideRequest {
  method?: string | undefined;
  headers?: Record<string, string> | Headers | undefined;
  body?: unknown;
}
