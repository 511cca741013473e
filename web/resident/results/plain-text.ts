/**
 * The text of an attachment that is plain text. https://hl7.org/fhir/R4/datatypes.html#Attachment
 */
import type { Attachment } from '../../fhir/shapes.ts';

/** The text; undefined for anything else, or what cannot be read. */
export function plainText({ contentType = '', data }: Attachment): string | undefined {
  if (data === undefined || !contentType.startsWith('text/plain')) return undefined;
  try {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes).trim();
  } catch {
    // Not base64: nothing to be read.
    return undefined;
  }
}
