/**
 * Text within a search value, so that its commas, bars and dollars mean themselves.
 * https://hl7.org/fhir/R4/search.html#escaping
 */

/** The text, escaped. */
export function escapeSearchValue(text: string): string {
  return text.replace(/[\\$,|]/g, '\\$&');
}

/** The value that finds an identifier. */
export function identifierValue({ system, value }: { system: string; value: string }): string {
  return `${escapeSearchValue(system)}|${escapeSearchValue(value)}`;
}
