/**
 * What a Patient says of who it is, normalised for comparing; never stored, never sent. What was
 * sent stays as it was.
 * https://hl7.org/fhir/R4/patient.html
 */
import type { Resource } from '#model/fhir.ts';
import { type PostalAddress, addressesOf } from './address.ts';
import { type BirthDay, birthDayOf } from './birth-day.ts';
import { type IdentityNumber, numbersOf } from './identity-number.ts';
import { type PersonName, namesOf, personName } from './person-name.ts';
import { type Newborn, newbornOf } from './newborn.ts';

/** What is compared of a person. */
export interface Traits {
  numbers: readonly IdentityNumber[];
  /** Names of a person; of a newborn without one the parent's, by which others call it. */
  names: readonly PersonName[];
  birth: BirthDay | undefined;
  sex: 'male' | 'female' | undefined;
  /** Digits of telephones. */
  phones: readonly string[];
  addresses: readonly PostalAddress[];
  newborn: Newborn | undefined;
  /** The ordinal among those born together, from 1. */
  birthOrder: number | undefined;
}

function pseudonymOf(parent: string): PersonName[] {
  const name = personName({ text: parent });
  return name === undefined ? [] : [name];
}

interface Telecom {
  system?: string;
  value?: string;
}

/** The traits of a Patient. */
export function traitsOf(patient: Resource): Traits {
  const newborn = newbornOf(patient);
  const { gender } = patient;
  const order = patient['multipleBirthInteger'];
  const birthOrder = typeof order === 'number' ? order : newborn?.order;
  return {
    numbers: numbersOf(patient),
    names: newborn?.parent === undefined ? namesOf(patient) : pseudonymOf(newborn.parent),
    birth: birthDayOf(patient['birthDate']),
    sex: gender === 'male' || gender === 'female' ? gender : undefined,
    phones: phonesOf((patient['telecom'] ?? []) as Telecom[]),
    addresses: addressesOf(patient),
    newborn,
    birthOrder,
  };
}

function phonesOf(telecom: readonly Telecom[]): string[] {
  const digits = telecom
    .filter(({ system }) => system === 'phone' || system === 'sms')
    .map(({ value }) => phoneOf(value ?? ''));
  return [...new Set(digits.filter((one) => one.length >= 7))];
}

/** The digits of a number without the prefix of China; of a land line with the area. */
function phoneOf(text: string): string {
  const digits = text.normalize('NFKC').replace(/\D/g, '');
  return digits.replace(/^(?:00)?86(?=1\d{10}$|0?\d{9,11}$)/, '').replace(/^0+/, '');
}
