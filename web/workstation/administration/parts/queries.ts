/**
 * What was typed into a search of the directory, as a FHIR search: a number, an id, else a name.
 * https://hl7.org/fhir/R4/search.html
 */

/** The types that are searched by what somebody types. */
export type DirectoryType = 'Organization' | 'Practitioner';

const pageSize = 50;

/** The request for what was typed; for nothing, that of everything. */
export function directoryQuery(type: DirectoryType, typed: string): string {
  const text = typed.trim();
  const count = `_count=${pageSize}`;
  if (text === '') return `${type}?${count}`;
  const value = encodeURIComponent(text);
  // Letters of an id or of a number; a Latin name has no digit.
  if (/^(?=.*\d)[0-9A-Za-z-]{6,}$/.test(text)) {
    return /[a-z]/.test(text)
      ? `${type}?_id=${value}&${count}`
      : `${type}?identifier=${value}&${count}`;
  }
  return `${type}?name:contains=${value}&${count}`;
}
