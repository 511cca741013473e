/**
 * The screen of a waiting room: whom the rooms of a department call, by number and masked name.
 * https://hl7.org/fhir/R4/healthcareservice.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Screen } from '#model/queue/place.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { placeOf } from '#fhir/handling/prepare.ts';
import { readMany } from '#fhir/store/read.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { answerParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { maskedNameOf } from '../../patient.ts';
import { callerOf } from '../../who-may.ts';
import type { PlaceCodes, ScreenKeys } from './keys.ts';
import { calledIn, screenLineOf } from './lineup.ts';
import { openSessionsIn, readLine } from '../tickets.ts';

/** What screens work with. */
export interface ScreenParts {
  house: Store;
  keys: ScreenKeys;
  codes: PlaceCodes;
}

/** A screen hangs for so long until its link is made anew. */
export const screenMs = 180 * 86_400_000;

/**
 * `POST HealthcareService/:id/$screen`: 200 with the `key` of the link, and until when it is good.
 * Whoever has the link sees numbers and masked names. Throws `other-institution`.
 */
export function createScreenKey({ house, keys }: ScreenParts): Interaction {
  return async (request, store) => {
    const { role, organization } = callerOf(store);
    const { providedBy } = await serviceOf(house, request.id!);
    const isOwn = providedBy?.reference === `Organization/${organization}`;
    if (!isOwn && role !== 'platform')
      throw refuse('other-institution', { type: 'HealthcareService' });
    const until = house.now() + screenMs;
    return {
      ...answerParameters([
        { name: 'key', valueString: keys.keyOf(request.id!, until) },
        { name: 'until', valueInstant: new Date(until).toISOString() },
      ]),
      looked: { entities: [`HealthcareService/${request.id}`], patients: [] },
    };
  };
}

interface Service extends Resource {
  name?: string;
  providedBy?: { reference?: string; display?: string };
}

async function serviceOf(house: Store, id: string): Promise<Service> {
  return JSON.parse((await readExisting(house, 'HealthcareService', id)).body) as Service;
}

/** What the screen of a department shows. @param department id of the HealthcareService. */
export async function screenOf({ house, codes }: ScreenParts, department: string): Promise<Screen> {
  const now = house.now();
  const { name = '', providedBy } = await serviceOf(house, department);
  const hospital = providedBy?.reference ?? '';
  const lines = [];
  for (const session of await openSessionsIn(house.sql, department, now)) {
    lines.push(await readLine(house.sql, session));
  }
  const called = lines.flatMap(calledIn).map(({ patient }) => patient);
  const names = await namesOf(house, [...new Set(called)]);
  const shown = lines.filter(
    ({ session, tickets }) => session.ends > now || tickets.some(({ state }) => state !== 'done'),
  );
  return {
    hospital: lines[0]?.session.rules.hospital.display ?? providedBy?.display ?? '',
    department: name,
    code: codes.codeAt(hospital, now),
    lines: shown.map((line) => screenLineOf(line, names)),
    at: new Date(now).toISOString(),
  };
}

/** Masked names of patients who are called. */
async function namesOf(house: Store, patients: readonly string[]): Promise<Map<string, string>> {
  const places = patients.map((id) => placeOf(house, 'Patient', id));
  const rows = await readMany(house.sql, places);
  const names = patients.map((id, at): [string, string] => {
    const row = rows.get(places[at]!.key);
    return [id, row === undefined ? '' : maskedNameOf(JSON.parse(row.body) as Resource)];
  });
  return new Map(names);
}
