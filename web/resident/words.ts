/**
 * The words of the residents' app in the chosen language.
 * https://www.w3.org/TR/WCAG22/#language-of-page
 */
import { useAppearance } from '../design/appearance-context.ts';
import type { Language } from '../design/moment.ts';
import { FhirFailure } from '../fhir/client.ts';
import { enResident } from '../i18n/resident/en-resident.ts';
import { zhResident } from '../i18n/resident/zh-resident.ts';
import type { Words } from '../i18n/zh.ts';
import { fill } from '../i18n/fill.ts';

export type ResidentWords = Words<typeof zhResident>;

/** The words, by their keys. */
export function useWords(): ResidentWords {
  return useAppearance().language === 'en' ? enResident : zhResident;
}

/** What went wrong with a request, in a sentence. */
export function failureText(error: unknown, words: ResidentWords, language: Language): string {
  const status = error instanceof FhirFailure ? error.status : undefined;
  const said = error instanceof FhirFailure ? error.said[language] : undefined;
  if (status === 0) return words.failure.offline;
  if (said !== undefined && status !== undefined && status < 500) return said;
  return fill(words.failure.server, { status: status ?? '?' });
}
