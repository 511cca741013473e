/**
 * Folds text so that case, accents, width and spacing do not matter.
 * https://hl7.org/fhir/R4/search.html#string
 */

/**
 * Longest folded text that is kept: beyond it `:contains` does not look. Three bytes each, it fits
 * an index entry.
 */
const foldedMax = 600;

/**
 * Lower case, without combining marks, full width made half, runs of space made one; cut at 600
 * characters.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, foldedMax);
}

const han = /\p{Script=Han}/u;

/** Whether a text has a Chinese character. */
export function hasHan(text: string): boolean {
  return han.test(text);
}
