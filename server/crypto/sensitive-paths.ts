/**
 * Which values of a resource are encrypted at rest: numbers of documents, phones, addresses, and
 * whatever a person wrote in a record of level 5 (SEC-11, SEC-20).
 * https://hl7.org/fhir/R4/json.html
 */

/** Element names below a resource; lists on the way are walked, the end is sealed whole. */
export type SensitivePath = readonly string[];

// A narrative repeats the elements in words.
const contact = [['telecom', 'value'], ...addressPaths('address'), ['text', 'div']];
const identified = [['identifier', 'value'], ...contact];

/** By resource type. */
const paths: Readonly<Record<string, readonly SensitivePath[]>> = {
  Patient: [...identified, ['contact', 'telecom'], ['contact', 'address']],
  RelatedPerson: identified,
  Person: identified,
  Practitioner: contact,
};

function addressPaths(name: string): string[][] {
  // _line holds the parts of an address (street, house number) as extensions.
  return ['line', '_line', 'text'].map((part) => [name, part]);
}

/** What is sealed of a resource of this type, whatever its level. */
export function sensitivePaths(type: string): readonly SensitivePath[] {
  return paths[type] ?? [];
}

/** From this level on, free text is sealed. */
export const secretLevel = 5;

/**
 * Elements that hold free text where their value is a string, wherever in a resource of level 5
 * they stand: narratives (`div`), notes and codes in words (`text`), conclusions, documents.
 */
export const secretNames: ReadonlySet<string> = new Set([
  'comment',
  'conclusion',
  'data',
  'description',
  'details',
  'div',
  'instruction',
  'patientInstruction',
  'summary',
  'text',
  'valueString',
]);
