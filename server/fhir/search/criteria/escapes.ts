/**
 * Splits values at separators that no backslash escapes.
 * https://hl7.org/fhir/R4/search.html#escaping
 */

/** The parts between unescaped separators, still escaped. */
export function splitEscaped(text: string, separator: ',' | '$' | '|'): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === '\\' && at + 1 < text.length) {
      part += char + text[at + 1]!;
      at += 1;
    } else if (char === separator) {
      parts.push(part);
      part = '';
    } else {
      part += char;
    }
  }
  parts.push(part);
  return parts;
}

/**
 * A part without its escapes: `\,` is a comma. A backslash before anything else stands for itself.
 */
export function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\\,$|])/g, '$1') : text;
}
