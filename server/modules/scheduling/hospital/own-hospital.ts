/**
 * Which hospital a request is about: the caller's own, unless the caller has an eye on all.
 * docs/decisions/0026-his-adapters.md
 */
import type { Store } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import { callerOf } from '../who-may.ts';
import { type HospitalPlace, hospitalPlace } from './links.ts';

/** Whether who asks looks after every hospital. */
export function isAbove(store: Store): boolean {
  const { role } = callerOf(store);
  return role === 'platform' || role === 'system-administrator';
}

/** The place of the hospital of a request. Throws `other-institution`. */
export function ownHospital(store: Store, id: string): HospitalPlace {
  const isOwn = callerOf(store).organization === id;
  if (!isOwn && !isAbove(store)) throw refuse('other-institution', { type: 'Organization' });
  return hospitalPlace(id);
}
