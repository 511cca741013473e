/**
 * CX of HL7 v2 and Identifier of FHIR: numbers with who assigned them.
 * https://profiles.ihe.net/ITI/TF/Volume2/ITI-8.html
 */
import { parseResidentId, toEighteen } from '#model/resident-id.ts';
import { identifierKinds } from '#model/identifiers.ts';
import { type Authority, authorityOf } from './authorities.ts';
import { type Field, Hl7Error, type Part, partOf } from './er7.ts';

/** An Identifier. */
export interface Identifier {
  system?: string;
  value?: string;
}

/** An identifier with its authority. */
export interface Assigned {
  identifier: { system: string; value: string };
  authority: Authority;
}

/**
 * Reads a CX.
 * @param location where it stands, as `PID^1^3^1`. Throws Hl7Error without number or authority.
 */
export function readAssigned(
  cx: Field[number],
  authorities: readonly Authority[],
  location: string,
): Assigned {
  const value = partOf(cx, 1);
  if (value === '') throw wrong('The identifier has no number', '101', `${location}^1`);
  const authority = readAuthority(cx, authorities, `${location}^4`);
  return { identifier: { system: authority.system, value }, authority };
}

/** Reads the authority of a CX. Throws Hl7Error where it is missing or unknown. */
export function readAuthority(
  cx: Field[number],
  authorities: readonly Authority[],
  location: string,
): Authority {
  const hd = { name: partOf(cx, 4, 1), oid: partOf(cx, 4, 2) };
  if (hd.name === '' && hd.oid === '') {
    throw wrong('The identifier has no assigning authority', '101', location);
  }
  const found = authorityOf(authorities, hd);
  if (found === undefined) throw wrong('Unknown assigning authority', '204', location);
  return found;
}

function wrong(text: string, condition: '101' | '204', location: string): Hl7Error {
  return new Hl7Error(text, { acknowledgment: 'AE', condition, location });
}

/** A national number where systems write it without an authority (PID-19): undefined for others. */
export function residentNumber(text: string): Assigned['identifier'] | undefined {
  const value = text.length === 15 ? toEighteen(text) : text;
  if (value === undefined || parseResidentId(value) === undefined) return undefined;
  return { system: identifierKinds['resident-id'].system, value };
}

/** Writes a CX; undefined where no authority is known for the system. */
export function writeAssigned(
  { system, value }: Identifier,
  authorities: readonly Authority[],
): Part[] | undefined {
  const authority = authorities.find((one) => one.system === system);
  if (authority === undefined || value === undefined) return undefined;
  const { name, oid } = authority;
  return [value, undefined, undefined, oid === undefined ? [name] : [name, oid, 'ISO']];
}
