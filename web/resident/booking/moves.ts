/**
 * What a resident does about an Appointment, by the operations of the module.
 * https://hl7.org/fhir/R4/operations.html
 */
import { ask } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import { parametersOf } from '../../fhir/parameters.ts';
import type { Value } from '../../fhir/parameters.ts';
import { visitOf } from './visit.ts';
import type { Visit } from './visit.ts';

/** Sends one operation; the Appointment as it is then. Throws a FhirFailure. */
export async function move(
  send: Send,
  path: string,
  given: object = parametersOf(),
): Promise<Visit | undefined> {
  return visitOf(await ask(send, path, { method: 'POST', body: given }));
}

/** Confirms what is held or was offered. Throws a FhirFailure. */
export function takeOffer(send: Send, id: string): Promise<Visit | undefined> {
  const body = parametersOf({ appointment: { reference: `Appointment/${id}` } });
  return move(send, 'Appointment/$book', body);
}

/** Where the phone is, in degrees. */
export interface Position {
  latitude: number;
  longitude: number;
}

/** Asks the phone; undefined where it does not tell within eight seconds. */
export function askPosition(): Promise<Position | undefined> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => resolve({ latitude, longitude }),
      () => resolve(undefined),
      { timeout: 8000, maximumAge: 60_000, enableHighAccuracy: true },
    );
  });
}

/** What a resident does who is at the hospital: comes, is back from tests, was passed over. */
export type Arrival = 'check-in' | 'return' | 'rejoin';

/**
 * Says that the patient is here, with where that is. Throws a FhirFailure.
 * @param code of a screen of the hospital; without one the phone is asked where it is.
 */
export async function arrive(
  send: Send,
  { id, how, code }: { id: string; how: Arrival; code?: string },
): Promise<void> {
  const body = parametersOf(code === undefined ? await positionValues() : { code });
  await ask(send, `Appointment/${id}/$${how}`, { method: 'POST', body });
}

async function positionValues(): Promise<Record<string, Value>> {
  const position = await askPosition();
  if (position === undefined) return {};
  return {
    latitude: { valueDecimal: position.latitude },
    longitude: { valueDecimal: position.longitude },
  };
}
