/**
 * Who calls from which line.
 * https://hl7.org/fhir/R4/practitionerrole.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { SessionRow } from '../sessions/session-row.ts';

const doctors: ReadonlySet<string> = new Set(['doctor', 'assistant-doctor']);

/** Roles of a hospital's people that work with its lines. */
export const callers = [
  ...(['registrar', 'coordinator', 'doctor', 'assistant-doctor', 'village-doctor'] as const),
  ...(['nurse', 'system', 'platform'] as const),
];

/**
 * Throws `not-your-line` for people of another institution, and for a doctor in the line of a
 * colleague.
 * @returns the id of the PractitionerRole that calls: the doctor's whose line it is, or the
 * caller's.
 */
export function requireLine(caller: Caller, session: SessionRow): string | undefined {
  const own = session.rules.role?.reference.split('/')[1];
  if (caller.role === 'platform') return own;
  if (caller.organization !== session.organization) throw refuse('not-your-line');
  if (!doctors.has(caller.role)) return own;
  if (own === undefined) return caller.practitionerRoles[0];
  if (!caller.practitionerRoles.includes(own)) throw refuse('not-your-line');
  return own;
}
