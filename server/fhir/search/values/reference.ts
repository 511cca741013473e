/**
 * Reads references: relative, absolute, own address, canonical.
 * https://hl7.org/fhir/R4/references.html
 */

/** A reference as it is indexed. */
export interface ParsedReference {
  /** `Type/id` where it points into this server, else the whole URL. */
  target: string;
  type: string | undefined;
  id: string | undefined;
}

const relative = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const typeInUrl = /\/([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[^/]+)?$/;

/**
 * Reads the text of Reference.reference.
 * @param baseUrls addresses of this server, without a slash at the end: what begins with one is
 * local.
 * @returns undefined for a contained resource, `#x`.
 */
export function parseReference(
  text: string,
  baseUrls: readonly string[],
): ParsedReference | undefined {
  if (text.startsWith('#') || text === '') return undefined;
  const base = baseUrls.find((url) => text.startsWith(`${url}/`));
  const local = relative.exec(base === undefined ? text : text.slice(base.length + 1));
  if (local !== null) {
    return { target: `${local[1]}/${local[2]}`, type: local[1], id: local[2] };
  }
  return { target: text, type: typeInUrl.exec(text)?.[1], id: undefined };
}

/** The texts by which a canonical is found: as it stands, and without its version and fragment. */
export function canonicalForms(text: string): string[] {
  const plain = text.split(/[|#]/)[0]!;
  return plain === text ? [text] : [text, plain];
}
