/**
 * What of an attachment can be shown here: its plain text, or a file at this origin.
 * https://hl7.org/fhir/R4/datatypes.html#Attachment
 */
import type { Attachment } from '../../fhir/shapes.ts';

/** The text of an attachment that holds plain text itself; nothing for other kinds. */
export function attachedText({ contentType, data }: Attachment): string | undefined {
  if (data === undefined || !/^text\/plain\b/.test(contentType ?? '')) return undefined;
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/**
 * Where a file of an attachment is: its own data, or an address at this origin. Never an address
 * elsewhere.
 */
export function fileAddress({ contentType, data, url }: Attachment): string | undefined {
  if (data !== undefined && /^(application\/pdf|image\/(png|jpeg))$/.test(contentType ?? '')) {
    return `data:${contentType};base64,${data}`;
  }
  if (url === undefined) return undefined;
  if (/^Binary\/[A-Za-z0-9\-.]{1,64}$/.test(url)) return `/fhir/R4/${url}`;
  // A browser reads a backslash as a slash: `/\\elsewhere` leads elsewhere, as `//elsewhere` does.
  return /^\/(?![/\\])\S*$/.test(url) ? url : undefined;
}
