/**
 * The forms in which a coded value can be asked for: `system|code`, `code`, `system|` and `|code`.
 * https://hl7.org/fhir/R4/search.html#token
 */

interface CodedValue {
  system?: string;
  code?: string;
  value?: string;
}

const caseSensitiveSystem = 'http://unitsofmeasure.org';

/**
 * A code as it is compared. R4 asks servers to ignore case when in doubt; units are the case where
 * it matters.
 */
export function foldCode(code: string, system: string | undefined): string {
  return system === caseSensitiveSystem ? code : code.toLowerCase();
}

const telephone = /^\+?[\d\s().-]+$/;

/** A telephone number without punctuation, another contact in lower case. */
export function foldContact(value: string): string {
  return telephone.test(value) ? value.replace(/[\s().-]/g, '') : value.toLowerCase();
}

/** The forms of a Coding. */
export function codingForms({ system, code }: CodedValue): string[] {
  if (code === undefined) return system === undefined ? [] : [`${system}|`];
  const folded = foldCode(code, system);
  return system === undefined
    ? [folded, `|${folded}`]
    : [folded, `${system}|${folded}`, `${system}|`];
}

/** The forms of an Identifier, whose case matters. */
export function identifierForms({ system, value }: CodedValue): string[] {
  if (value === undefined) return system === undefined ? [] : [`${system}|`];
  return system === undefined ? [value, `|${value}`] : [value, `${system}|${value}`, `${system}|`];
}

/** The forms of a ContactPoint: `phone|123` and `123`. */
export function contactForms({ system, value }: CodedValue): string[] {
  if (value === undefined) return [];
  const folded = foldContact(value);
  return system === undefined ? [folded, `|${folded}`] : [folded, `${system}|${folded}`];
}
