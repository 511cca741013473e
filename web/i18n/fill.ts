/**
 * Blanks of a sentence filled in, as i18next does it.
 * https://www.i18next.com/translation-function/interpolation
 */

/** The sentence with each `{{name}}` replaced; a blank without a value stays empty. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}
