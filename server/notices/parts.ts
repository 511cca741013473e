/**
 * What the room of notices is given by the rest of the house.
 * https://hl7.org/fhir/R4/communication.html
 */
import type { RequireScope } from '#fhir/operations/scoped.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { PlainRequest } from '#server/http/plain-route.ts';

/** Accounts, as this room sees them. */
export interface NoticeAccounts {
  /** Ids of the active accounts of residents who are one of these Patients (ids). */
  of(sql: Sql, patients: readonly string[]): Promise<string[]>;
  /** The mobile number of an active account; undefined where there is none. */
  phoneOf(account: string): Promise<string | undefined>;
  /** Id of the account that is signed in. Throws `unauthenticated`. */
  ofRequest(request: PlainRequest): Promise<string>;
}

/** Web push. */
export interface PushParts {
  /** Where pushes may go: origins, `*.` in front of a host for all below it. */
  services: readonly string[];
  /** Whom a push service writes to: `mailto:` or an https address. */
  contact: string;
  fetch: typeof fetch;
}

/** Everything the room works with. */
export interface NoticeParts {
  /** The store without a caller. */
  house: Store;
  /** What must be read again is sealed, what must be found again is hashed. */
  secrets: {
    seal(text: string): string;
    open(text: string): string;
    keyedHash(text: string): string;
  };
  accounts: NoticeAccounts;
  /** Resolves when the gateway has taken the message. */
  sms: { send(to: string, text: string): Promise<void> };
  push: PushParts;
  requireScope: RequireScope;
  /** Whether a resident is this Patient, or acts for them in everything. */
  mayActFor: (caller: Caller, patient: string) => Promise<boolean>;
  report: (error: unknown) => void;
}
