/**
 * What a resident may see of an event: nothing of anybody else whom it touched too, also not by
 * searching for it.
 * https://hl7.org/fhir/R4/security.html#audit
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { StoredEvent } from '../stored-event.ts';
import { entityToken } from '../tokens.ts';

/**
 * The event as the owner of these records sees it; undefined where it touched none of them. Names
 * of staff stay, with organization and role; addresses, sessions and what was searched for do not.
 */
export function visibleTo(own: ReadonlySet<Hash>, event: StoredEvent): StoredEvent | undefined {
  const patients = event.patients.filter(({ key }) => own.has(key));
  if (patients.length === 0) return undefined;
  const isAlone = patients.length === event.patients.length;
  const { caller } = event;
  return {
    ...event,
    patients,
    // Whose the others are is not known where several patients were touched.
    entities: isAlone
      ? event.entities
      : event.entities.filter((entity) => own.has(entityToken(entity))),
    caller: caller === undefined ? undefined : { ...caller, session: undefined, address: '' },
    address: undefined,
    query: undefined,
  };
}
