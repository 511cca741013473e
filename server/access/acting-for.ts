/**
 * Whether a resident may act for another one: who may only look may not (SEC-20).
 * https://hl7.org/fhir/R4/relatedperson.html
 */
import { typeNumber } from '#model/resource-types.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import type { AccessControl } from './control.ts';
import { actsFor } from './reasons/acting.ts';
import { reasonsFor } from './reasons/reasons-for.ts';

/**
 * True for the own record, for who acts in everything or in resources of this type, for all but
 * residents.
 */
export function createActingFor(control: AccessControl, type: string) {
  const { parts } = control;
  return async (caller: Caller, patientId: string): Promise<boolean> => {
    const { standing } = control.knownOf(caller);
    const patient = resourceKey('Patient', patientId);
    if (caller.kind !== 'resident' || patient === standing.self) return true;
    const row = {
      type,
      key: patient,
      bucket: patientBucket(patientId),
      patient,
      owner: undefined,
      level: 4,
    };
    const reasons = await reasonsFor(parts, standing, { sql: parts.pool, rows: [row] });
    const acting = { party: standing.self, now: parts.now(), type: typeNumber(type) };
    return actsFor(reasons.get(patient), acting);
  };
}
