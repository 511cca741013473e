/**
 * Which hospital a request is about: the caller's own, unless the caller has an eye on all.
 * docs/decisions/0026-his-adapters.md
 */
import type { Store } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import { isEverywhere } from '../staff/asked-session.ts';
import { callerOf } from '../who-may.ts';
import { type HospitalPlace, hospitalPlace } from './links.ts';

/** The place of the hospital of a request. Throws `other-institution`. */
export function ownHospital(store: Store, id: string): HospitalPlace {
  const caller = callerOf(store);
  const isOwn = caller.organization === id;
  if (!isOwn && !isEverywhere(caller)) throw refuse('other-institution', { type: 'Organization' });
  return hospitalPlace(id);
}
