/**
 * Who has a booking, as far as the caller may know: the full name where the record is open to the
 * caller, else family name, sex and year of birth, which is enough to call somebody in.
 * https://hl7.org/fhir/R4/patient.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { placeOf } from '#fhir/handling/prepare.ts';
import { admitted } from '#fhir/handling/transact.ts';
import type { Parameter } from '#fhir/operations/parameters.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { readMany } from '#fhir/store/read.ts';
import { patientIn } from '../bookings/appointment.ts';
import { maskedNameOf, nameOf } from '../patient.ts';

/** Somebody who has a booking. */
export interface Comer {
  /** Id of the Patient. */
  patient: string;
  /** Whether the record is closed to the caller: the name is not all of it. */
  masked: boolean;
  name: string;
  gender: string | undefined;
  /** A whole date, or the year alone. */
  birthDate: string | undefined;
}

interface Person extends Resource {
  gender?: string;
  birthDate?: string;
}

/** People and what was looked at, for the log. */
export interface Comers {
  /** By the id of the Appointment. */
  people: ReadonlyMap<string, Comer>;
  patients: { key: Hash; bucket: number }[];
}

/** Who has these Appointments. Of what is not there nothing is said. */
export async function comersOf(
  house: Store,
  store: Store,
  appointments: readonly string[],
): Promise<Comers> {
  const places = appointments.map((id) => placeOf(house, 'Appointment', id));
  const rows = await readMany(house.sql, places);
  const patientOf = new Map<string, string>();
  for (const [at, id] of appointments.entries()) {
    const row = rows.get(places[at]!.key);
    if (row !== undefined) patientOf.set(id, patientIn(JSON.parse(row.body) as Resource));
  }
  const ids = [...new Set(patientOf.values())];
  const wanted = ids.map((id) => placeOf(house, 'Patient', id));
  const found = await readMany(house.sql, wanted);
  const open = await admitted(store.access, house.sql, [...found.values()]);
  const isOpen = new Set(open.map(({ key }) => key));
  const people = new Map<string, Comer>();
  for (const [appointment, id] of patientOf) {
    const key = resourceKey('Patient', id);
    const row = found.get(key);
    if (row === undefined) continue;
    people.set(appointment, comerOf(JSON.parse(row.body) as Person, id, isOpen.has(key)));
  }
  const patients = [...found.values()].map(({ key, bucket }) => ({ key, bucket }));
  return { people, patients };
}

function comerOf(person: Person, patient: string, isOpen: boolean): Comer {
  const { gender, birthDate } = person;
  return {
    patient,
    masked: !isOpen,
    name: isOpen ? nameOf(person) : maskedNameOf(person),
    gender,
    birthDate: isOpen ? birthDate : birthDate?.slice(0, 4),
  };
}

/** The parts of a Parameters that tell of somebody. */
export function comerParts(comer: Comer | undefined): Parameter[] {
  if (comer === undefined) return [];
  const { patient, masked, name, gender, birthDate } = comer;
  return [
    { name: 'patient', valueReference: { reference: `Patient/${patient}`, display: name } },
    { name: 'masked', valueBoolean: masked },
    ...(gender === undefined ? [] : [{ name: 'gender', valueCode: gender }]),
    ...(birthDate === undefined ? [] : [{ name: 'birth-date', valueDate: birthDate }]),
  ];
}
