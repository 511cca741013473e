/**
 * Who may sign a document: its author, and nobody else (ONL-33).
 * https://hl7.org/fhir/R4/fivews.html
 */
import { authorsOf } from '#model/authors.ts';
import type { Resource } from '#model/fhir.ts';
import type { Caller } from '#fhir/handling/caller.ts';

/**
 * Whether a caller may sign a resource: a person, in one's own name or role, who is its author.
 * Systems and administrators sign nothing.
 */
export function maySign(resource: Resource, caller: Caller): boolean {
  if (caller.kind !== 'staff' && caller.kind !== 'resident') return false;
  const roles = caller.practitionerRoles.map((id) => `PractitionerRole/${id}`);
  const own = new Set([caller.who, ...roles]);
  return authorsOf(resource).some((reference) => own.has(reference));
}
