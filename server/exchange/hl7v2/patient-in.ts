/**
 * PID of HL7 v2 to Patient of FHIR.
 * https://build.fhir.org/ig/HL7/v2-to-fhir/ConceptMap-segment-pid-to-patient.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Assigned } from './identifiers.ts';
import { type Field, type Segment, partOf, repetitionsOf, textOf } from './er7.ts';

/** The extension with the name of the mother, of FHIR itself. */
export const motherNameUrl = 'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName';

/** HL7 table 0001 and the codes of FHIR. */
export const genders = { M: 'male', F: 'female', O: 'other', A: 'other', U: 'unknown' } as const;

/** Codes of PID-16 mean the same in FHIR. */
export const maritalSystem = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';
const languageSystem = 'urn:ietf:bcp:47';

const nameUses: Record<string, string> = { L: 'official', D: 'usual', M: 'maiden', N: 'nickname' };
const han = /\p{Script=Han}/u;

/** A day, month or year as HL7 writes it (`19840125`) in the form of FHIR; undefined for others. */
export function dateOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})?(\d{2})?(?:\d{2,}.*)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  return [year, month, day].filter((part) => part !== undefined).join('-');
}

/** The Patient of a PID. @param identifier its numbers, already read. */
export function patientOf(pid: Segment, identifier: readonly Assigned['identifier'][]): Resource {
  const gender = genders[textOf(pid, 8).toUpperCase() as keyof typeof genders];
  const birthDate = dateOf(textOf(pid, 7));
  const order = Number(textOf(pid, 25));
  const lists = {
    identifier,
    name: repetitionsOf(pid, 5).map(nameOf),
    telecom: [
      ...repetitionsOf(pid, 13).map((one) => contactOf(one, 'home')),
      ...repetitionsOf(pid, 14).map((one) => contactOf(one, 'work')),
    ].filter(({ value }) => value !== ''),
    address: repetitionsOf(pid, 11).map(addressOf),
    communication: languageOf(textOf(pid, 15)),
    extension: repetitionsOf(pid, 6)
      .slice(0, 1)
      .map((one) => ({ url: motherNameUrl, valueString: nameOf(one).text })),
  };
  return {
    resourceType: 'Patient',
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    ...(gender === undefined ? {} : { gender }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...maritalOf(textOf(pid, 16)),
    ...(order > 0 ? { multipleBirthInteger: order } : {}),
    ...deathOf(pid),
  };
}

/** A name (XPN). Names in Han characters are written without a space. */
export function nameOf(xpn: Field[number]) {
  const family = partOf(xpn, 1);
  const given = [partOf(xpn, 2), ...partOf(xpn, 3).split(/\s+/)].filter((one) => one !== '');
  const use = nameUses[partOf(xpn, 7)];
  const text = han.test(family + given.join(''))
    ? family + given.join('')
    : [...given, family].filter((one) => one !== '').join(' ');
  return {
    ...(use === undefined ? {} : { use }),
    text,
    ...(family === '' ? {} : { family }),
    ...(given.length === 0 ? {} : { given }),
  };
}

function contactOf(xtn: Field[number], use: 'home' | 'work') {
  const address = partOf(xtn, 4);
  if (address !== '') return { system: 'email', value: address, use };
  const number = ['5', '6', '7'].map((part) => partOf(xtn, Number(part))).filter(Boolean);
  const whole = partOf(xtn, 12) || partOf(xtn, 1) || number.join(' ');
  return { system: 'phone', value: whole, use };
}

function addressOf(xad: Field[number]) {
  const line = [partOf(xad, 1), partOf(xad, 2)].filter((one) => one !== '');
  const rest = {
    city: partOf(xad, 3),
    state: partOf(xad, 4),
    postalCode: partOf(xad, 5),
    country: partOf(xad, 6),
  };
  const said = Object.fromEntries(Object.entries(rest).filter(([, text]) => text !== ''));
  return { ...(line.length === 0 ? {} : { line }), ...said };
}

function languageOf(code: string): object[] {
  if (code === '') return [];
  const coding = [{ system: languageSystem, code: code.toLowerCase() }];
  return [{ language: { coding }, preferred: true }];
}

function maritalOf(code: string): object {
  if (!/^[A-Z]$/.test(code)) return {};
  return { maritalStatus: { coding: [{ system: maritalSystem, code }] } };
}

function deathOf(pid: Segment): object {
  const day = dateOf(textOf(pid, 29));
  if (day?.length === 10) return { deceasedDateTime: day };
  return textOf(pid, 30) === 'Y' ? { deceasedBoolean: true } : {};
}
