/**
 * The words that a resource itself brings: of coded things, of people, of institutions.
 * https://hl7.org/fhir/R4/datatypes.html
 */
import type { Coding } from '#model/fhir.ts';
import type { CodeableConcept, Fact, HumanName, Patient, Quantity } from './shapes.ts';
import { listOf } from './shapes.ts';

/**
 * The meaning of a coded thing: its text, else a display, else the bare code; nothing when it says
 * nothing.
 */
export function meaning(concept: CodeableConcept | string | undefined): string | undefined {
  if (concept === undefined || typeof concept === 'string') return concept;
  const displayed = concept.coding?.find((coding) => coding.display !== undefined)?.display;
  const words = concept.text ?? displayed ?? concept.coding?.[0]?.code;
  return words?.replace(semanticTag, '');
}

/**
 * SNOMED CT ends a fully specified name with the kind of thing it is, which a chart shows by its
 * place.
 */
const semanticTag = new RegExp(
  ` \\((?:${[
    'disorder|finding|procedure|situation|record artifact|regime/therapy',
    'body structure|observable entity|physical object|qualifier value',
  ].join('|')})\\)$`,
);

/** The meanings of several coded things, joined. */
export function meanings(
  given: CodeableConcept | readonly CodeableConcept[] | undefined,
): string | undefined {
  const words = listOf<CodeableConcept>(given).flatMap((concept) => meaning(concept) ?? []);
  return words.length > 0 ? [...new Set(words)].join('、') : undefined;
}

/** The first code of a coded thing. */
export function codeOf(concept: CodeableConcept | undefined): string | undefined {
  return concept?.coding?.[0]?.code;
}

/** Whether any coding has that code. */
export function hasCode(concept: CodeableConcept | undefined, code: string): boolean {
  return concept?.coding?.some((coding: Coding) => coding.code === code) ?? false;
}

const han = /\p{Script=Han}/u;

/** How a person is called: in Chinese family name first and unspaced, else given names first. */
export function personName(names: readonly HumanName[] | undefined): string | undefined {
  const usable = (names ?? []).filter((name) => name.use !== 'old');
  const name = usable.find(({ use }) => use === 'official') ?? usable[0];
  if (name === undefined) return undefined;
  const given = name.given ?? [];
  const parts = [name.text ?? '', name.family ?? '', ...given];
  if (name.text === undefined && parts.some((part) => han.test(part))) {
    return `${name.family ?? ''}${given.join('')}`;
  }
  const spaced = [...given, name.family].filter((part) => part !== undefined).join(' ');
  return name.text ?? (spaced === '' ? undefined : spaced);
}

/**
 * The name of an institution, practitioner or place; in English its Latin alias where the name is
 * Chinese.
 */
export function displayName(fact: Fact, language: string): string | undefined {
  if (typeof fact.name !== 'string') return personName(fact.name);
  const latin = fact.alias?.find((alias) => !han.test(alias));
  return language === 'en' && han.test(fact.name) ? (latin ?? fact.name) : fact.name;
}

/**
 * Quantity as people write it, at most two decimals for everyday sizes; nothing without a value.
 */
export function quantityText(quantity: Quantity | undefined): string | undefined {
  if (quantity?.value === undefined) return undefined;
  const unit = quantity.unit ?? quantity.code;
  const number = `${quantity.comparator ?? ''}${numberText(quantity.value)}`;
  return unit === undefined ? number : `${number} ${unit}`;
}

/**
 * A number that a person can read: 174.966376 is 174.97, 0.0123456 is 0.0123. The source keeps
 * every digit.
 */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const rounded = Math.abs(value) < 0.1 ? Number(value.toPrecision(3)) : Number(value.toFixed(2));
  return String(rounded);
}

/** What is known of a person for recognising them. */
export interface Person {
  name?: string;
  latinName?: string;
  idNumber?: string;
  recordNumber?: string;
  phone?: string;
  address?: string;
}

const idNumberSystems = ['urn:oid:2.16.156.10011.1.3', 'http://hl7.org/fhir/sid/us-ssn'];
const recordNumberSystems = ['urn:oid:2.16.156.10011.1.2', 'http://hospital.smarthealthit.org'];

/**
 * Name, numbers, telephone and address of a patient. Systems: GB 11643 by WS/T 363, and those of
 * Synthea.
 */
export function personOf(patient: Patient): Person {
  const identifiers = listOf(patient.identifier);
  const numberIn = (systems: string[]) =>
    identifiers.find(({ system }) => system !== undefined && systems.includes(system))?.value;
  const names = typeof patient.name === 'string' ? [{ text: patient.name }] : (patient.name ?? []);
  const latin = names.find((name) => {
    const written = name.text ?? `${name.family ?? ''}${(name.given ?? []).join('')}`;
    return written !== '' && !han.test(written);
  });
  const address = patient.address?.[0];
  const place = address?.text ?? addressText(address);
  return dropAbsent({
    name: personName(names.toSorted((a, b) => Number(isLatin(a)) - Number(isLatin(b)))),
    latinName: latin && names.some((name) => !isLatin(name)) ? personName([latin]) : undefined,
    idNumber: numberIn(idNumberSystems),
    recordNumber: numberIn(recordNumberSystems),
    phone: patient.telecom?.find(({ system }) => system === 'phone' || system === undefined)?.value,
    address: place,
  });
}

function isLatin(name: HumanName): boolean {
  return !han.test(name.text ?? `${name.family ?? ''}${(name.given ?? []).join('')}`);
}

function addressText(
  address: NonNullable<Patient['address']>[number] | undefined,
): string | undefined {
  if (address === undefined) return undefined;
  const { state = '', city = '', district = '', line = [] } = address;
  const parts = [state, city, district, ...line].filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  return parts.some((part) => han.test(part)) ? parts.join('') : parts.toReversed().join(', ');
}

/** The same object without the elements that are undefined. */
export function dropAbsent<T extends object>(given: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
