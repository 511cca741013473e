/**
 * The query of a search without what would tell of a patient: administrators see that somebody
 * searched by code or by name, not for which (the patients who were found stand beside it).
 * https://hl7.org/fhir/R4/search.html
 */

const harmless =
  /^(?:_count|_sort|_total|_summary|_elements|_format|_pretty|_include.*|_revinclude.*)$/;
const reference = /^(?:[A-Z][A-Za-z]+\/)?[A-Za-z0-9\-.]{1,64}$/;
/** Parameters whose values are ids of resources. */
const references = /^(?:_id|patient|subject|encounter|performer|practitioner|organization)$/;

/** The query with `***` in place of values that are neither ids nor matters of form. */
export function maskQuery(query: string): string {
  const [path = '', search] = split(query);
  if (search === undefined) return path;
  const masked = search.split('&').map((part) => {
    const [name = '', value] = part.split('=', 2);
    if (value === undefined || harmless.test(name)) return part;
    const plain = name.replace(/:.*$/, '');
    const shown = references.test(plain) && value.split(',').every((id) => reference.test(id));
    return shown ? part : `${name}=***`;
  });
  return `${path}?${masked.join('&')}`;
}

function split(query: string): [string, string | undefined] {
  const mark = query.indexOf('?');
  return mark < 0 ? [query, undefined] : [query.slice(0, mark), query.slice(mark + 1)];
}
