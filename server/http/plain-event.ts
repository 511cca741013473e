/**
 * What a route beside FHIR tells the audit log.
 * https://hl7.org/fhir/R4/auditevent.html
 */
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Caller } from '#fhir/handling/caller.ts';

/** An event; whoever keeps the log adds the instant. */
export interface PlainEvent {
  event: string;
  action: AuditLine['action'];
  outcome: AuditLine['outcome'];
  caller?: Caller | undefined;
  address: string;
  /** Code of the refusal. */
  refusal?: string | undefined;
  entities?: readonly string[] | undefined;
  /** Number of the HTTP request. */
  request?: string | undefined;
}
