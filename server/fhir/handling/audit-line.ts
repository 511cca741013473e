/**
 * One event of the audit log as the house makes it: who did what to what, and why they might.
 * https://profiles.ihe.net/ITI/BALP/
 */
import type { Caller } from './caller.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';

/** One event. Kept small on purpose: every read makes one. */
export interface AuditLine {
  /** Milliseconds since 1970. */
  at: number;
  /** `read`, `search-type`, `create`, `sign-in`, `sign-out`, `break-glass`, `export`, `sign`, … */
  event: string;
  /** https://hl7.org/fhir/R4/valueset-audit-event-action.html */
  action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** https://hl7.org/fhir/R4/valueset-audit-event-outcome.html */
  outcome: 0 | 4 | 8 | 12;
  /** Undefined where nobody was identified, or the house itself acted. */
  caller: Caller | undefined;
  /** Where the request came from when there is no caller. */
  address: string | undefined;
  /** Why it was allowed: `own-organization`, `care`, `grant`, `self`, `proxy`, `break-glass`, … */
  why: string | undefined;
  /** What was touched: `Observation/1`, `Patient/2/_history/3`. */
  entities: readonly string[];
  /** Whose records: the keys of the Patients, each with the bucket where it lives. */
  patients: readonly { key: Hash; bucket: number }[];
  /** The path and query of a search. */
  query: string | undefined;
  /** Code of the refusal, where it was refused. */
  refusal: string | undefined;
  /** Number of the HTTP request. */
  request: string;
}

/** Where audit events go. None is ever lost that was promised. */
export interface Journal {
  /** Writes events in a transaction: they are there when, and only when, it commits. */
  append(tx: Sql, lines: readonly AuditLine[]): Promise<void>;
  /** Writes an event by itself; resolves when it is durable. */
  record(line: AuditLine): Promise<void>;
}
