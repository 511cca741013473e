/**
 * The bytes that are signed: the one canonical text of a JSON value.
 * https://www.rfc-editor.org/rfc/rfc8785
 */
import canonicalize from 'canonicalize';
import { isRawNumber, parseJson } from '#fhir/json.ts';

/** The canonical text (JCS). Throws where a number is not finite or a surrogate stands alone. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('The value is none that JSON can hold');
  return text;
}

/** What is signed of a JSON text. */
export interface SignedContent {
  bytes: Uint8Array;
  /** As in Signature.targetFormat. */
  format: string;
}

const plainFormat = 'application/fhir+json;canonical=rfc8785';
const exactFormat = `${plainFormat};decimals=exact`;

/**
 * The bytes that a signature of a resource covers: its canonical text. RFC 8785 knows numbers only
 * as doubles, so that 1.5 could become 1.50 unnoticed: where a number was written otherwise than a
 * double prints, a line feed and the canonical list of `[JSON pointer, number as written]` follow.
 * @param text a resource as stored. Throws where it is no JSON or has no canonical text.
 */
export function signedContent(text: string): SignedContent {
  const { value, faithful } = parseJson(text);
  const canonical = canonicalText(value);
  const written: [pointer: string, number: string][] = [];
  collectNumbers(faithful, '', written);
  if (written.length === 0) return { bytes: Buffer.from(canonical), format: plainFormat };
  written.sort(([a], [b]) => (a < b ? -1 : 1));
  return { bytes: Buffer.from(`${canonical}\n${canonicalText(written)}`), format: exactFormat };
}

function collectNumbers(value: unknown, pointer: string, into: [string, string][]): void {
  if (typeof value !== 'object' || value === null) return;
  if (isRawNumber(value)) {
    into.push([pointer, value.rawJSON]);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const step = name.replaceAll('~', '~0').replaceAll('/', '~1');
    collectNumbers(member, `${pointer}/${step}`, into);
  }
}
