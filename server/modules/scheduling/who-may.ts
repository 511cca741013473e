/**
 * Who books for whom, from which pools. China's rules APT-02 (real names, alliance first), FD-06.
 * https://hl7.org/fhir/R4/organizationaffiliation.html
 */
import type { Resource } from '#model/fhir.ts';
import { type GivenIdentifier, kindOf, residentIdProblem } from '#model/identifiers.ts';
import type { Mover } from '#model/scheduling/appointment-states.ts';
import type { PoolCode } from '#model/scheduling/pools.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { refuse } from '#fhir/refusals.ts';
import { matchIds } from '#fhir/search/match.ts';
import { isAged } from './patient.ts';
import type { OpenSession } from './sessions/availability.ts';

/** What a booker may. */
export interface Standing {
  mover: Mover;
  /** From which pools, in this order. */
  pools: PoolCode[];
  /** Whether before the public. */
  early: boolean;
}

/** The caller, or a refusal for nobody. */
export function callerOf({ caller }: Store): Caller {
  if (caller === undefined) throw refuse('unauthenticated');
  return caller;
}

/** Residents and who acts for them move bookings as residents; everybody else is the desk. */
export function moverOf({ role }: Caller): Mover {
  return role === 'resident' ? 'resident' : 'desk';
}

/** Whether a caller to whom a Patient is open may book for that Patient, too. */
export type MayBookFor = (caller: Caller, patientId: string) => Promise<boolean>;

/** Who may only look at a record changes no booking of it: throws `not-permitted`. */
export async function requireBooking(
  mayBookFor: MayBookFor,
  store: Store,
  patientId: string,
): Promise<void> {
  if (await mayBookFor(callerOf(store), patientId)) return;
  throw refuse('not-permitted', { type: 'Appointment' });
}

/**
 * The Patient for whom is booked: open to the caller, and known by a document. Throws `not-found`,
 * `not-real-name` (APT-02).
 */
export async function bookedFor(store: Store, id: string): Promise<Resource> {
  const { body } = await readExisting(store, 'Patient', id);
  const patient = JSON.parse(body) as Resource;
  if (!hasDocument(patient)) throw refuse('not-real-name');
  return patient;
}

/** Documents that show who somebody is; a child may have the certificate of birth alone. */
const documents = new Set([
  'passport',
  'military',
  'hong-kong-macao-permit',
  'taiwan-permit',
  'permanent-residence',
  'birth-certificate',
  'household-register',
]);

function hasDocument(patient: Resource): boolean {
  const identifiers = (patient['identifier'] ?? []) as GivenIdentifier[];
  return identifiers.some((one) => {
    const { value } = one;
    if (value === undefined || one.use === 'old') return false;
    const kind = kindOf(one);
    if (kind === 'resident-id') return residentIdProblem(value) === undefined;
    return kind !== undefined && documents.has(kind);
  });
}

/** From which pools a caller books for a patient in a session. */
export async function standingIn(
  house: Store,
  caller: Caller,
  given: { session: OpenSession; patient: Resource; referral: boolean },
): Promise<Standing> {
  const { session, patient, referral } = given;
  const mover = moverOf(caller);
  const late: PoolCode[] = referral ? ['referral', 'public'] : ['public'];
  if (mover === 'resident') return { mover, pools: ['public'], early: false };
  if (caller.role === 'platform') return { mover, pools: late, early: referral };
  const { organization } = caller;
  if (organization === session.organization) {
    const window: PoolCode[] = isAged(patient, elderYears, session.starts) ? ['elder'] : [];
    return { mover, pools: [...window, ...late, 'on-site'], early: referral };
  }
  if (organization === undefined || !(await isMember(house, session, organization))) {
    return { mover, pools: late, early: referral };
  }
  const contracted: PoolCode[] = (await isContracted(house, patient, organization))
    ? ['family-doctor']
    : [];
  return { mover, pools: [...contracted, 'alliance', ...late], early: true };
}

const elderYears = 65;

/** Whether an institution is of the hospital's alliance (医联体基层). */
async function isMember(
  house: Store,
  { organization }: OpenSession,
  member: string,
): Promise<boolean> {
  const found = await matchIds(house, house.search, {
    type: 'OrganizationAffiliation',
    parameters: [
      ['primary-organization', `Organization/${organization}`],
      ['participating-organization', `Organization/${member}`],
      ['active', 'true'],
    ],
    limit: 1,
  });
  return found.length > 0;
}

/** Whether a patient has a family-doctor team at an institution. */
async function isContracted(
  house: Store,
  { id }: Resource,
  organization: string,
): Promise<boolean> {
  const found = await matchIds(house, house.search, {
    type: 'CareTeam',
    parameters: [
      ['patient', `Patient/${id}`],
      ['participant', `Organization/${organization}`],
      ['status', 'active'],
    ],
    limit: 1,
  });
  return found.length > 0;
}
