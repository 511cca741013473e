/**
 * A session as the institution's people ask for it, over or to come: by the id of one of its Slots,
 * open to whom it concerns.
 * https://hl7.org/fhir/R4/slot.html
 */
import { roles } from '#model/roles.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { FhirRequest, Store } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type SessionRow, sessionColumns, sessionRow } from '../sessions/session-row.ts';
import { callerOf } from '../who-may.ts';

/** The key of the session to which a Slot of ours belongs; undefined for any other. */
export function sessionInSlot(slot: string): Hash | undefined {
  const [, digits] = /^([0-9a-f]{1,16})-\d{1,3}$/.exec(slot) ?? [];
  return digits === undefined ? undefined : BigInt.asIntN(64, BigInt(`0x${digits}`)).toString();
}

/** Doctors see their own sessions, everybody else those of the institution. */
export function isTreating({ role }: Caller): boolean {
  return role === 'doctor' || role === 'assistant-doctor' || role === 'village-doctor';
}

/** Who has an eye on every institution. */
export function isEverywhere({ role }: Caller): boolean {
  return role === 'platform' || (roles[role].kind === 'administrator' && role.startsWith('system'));
}

/** Whether a session concerns a caller. */
export function isTheirs(caller: Caller, session: Pick<SessionRow, 'organization' | 'rules'>) {
  if (isEverywhere(caller)) return true;
  if (isTreating(caller)) {
    const reference = session.rules.role?.reference.replace('PractitionerRole/', '') ?? '';
    return caller.practitionerRoles.includes(reference);
  }
  return caller.organization === session.organization;
}

/**
 * The session of `Schedule/:id/…?slot=`. What is not the caller's looks as if it were not there:
 * throws `slot-unknown`.
 */
export async function askedSession(
  house: Store,
  store: Store,
  request: FhirRequest,
): Promise<SessionRow> {
  const slot = new Map(request.query).get('slot')?.replace('Slot/', '') ?? '';
  const session = sessionInSlot(slot);
  if (session === undefined) throw refuse('slot-unknown');
  const [row] = await house.sql.run(
    `select ${sessionColumns} from booking_session b where b.schedule = $1 and b.session = $2`,
    [request.id ?? '', session],
  );
  const found = row === undefined ? undefined : sessionRow(row);
  if (found === undefined || !isTheirs(callerOf(store), found)) throw refuse('slot-unknown');
  return found;
}
