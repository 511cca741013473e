/**
 * The query of a search without what would tell of a patient: administrators see that somebody
 * searched by code or by name, not for which (the patients who were found stand beside it).
 * https://hl7.org/fhir/R4/search.html
 */

const harmless =
  /^(?:_count|_sort|_total|_summary|_elements|_format|_pretty|_include.*|_revinclude.*)$/;
const reference = /^(?:[A-Z][A-Za-z]+(?:\/|%2F))?[A-Za-z0-9\-.]{1,64}$/;
/** Parameters whose values are ids of resources. */
const references = /^(?:_id|patient|subject|encounter|performer|practitioner|organization)$/;

/** The query with `***` in place of values that are neither ids nor matters of form. */
export function maskQuery(query: string): string {
  const mark = query.indexOf('?');
  if (mark < 0) return query;
  const masked = query
    .slice(mark + 1)
    .split('&')
    .map(maskPart);
  return `${query.slice(0, mark)}?${masked.join('&')}`;
}

function maskPart(part: string): string {
  const equals = part.indexOf('=');
  const name = part.slice(0, Math.max(equals, 0));
  // Without a name it is anything: what a client sent by mistake.
  if (equals < 0) return '***';
  if (harmless.test(name)) return part;
  // A type may follow the name (`subject:Patient`); `:identifier` and chains bring other values.
  const plain = name.replace(/:[A-Z][A-Za-z]+$/, '');
  const ids = part.slice(equals + 1).split(',');
  return references.test(plain) && ids.every((id) => reference.test(id)) ? part : `${name}=***`;
}
