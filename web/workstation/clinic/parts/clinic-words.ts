/**
 * The words of the pages of appointments; they come with the pages, not with the first paint.
 * https://www.w3.org/TR/WCAG22/#language-of-page
 */
import { useAppearance } from '../../../design/appearance-context.ts';
import { enClinic } from '../../../i18n/clinic/en-clinic.ts';
import { zhClinic } from '../../../i18n/clinic/zh-clinic.ts';
import type { Words } from '../../../i18n/zh.ts';

export type ClinicWords = Words<typeof zhClinic>;

/** The words in the chosen language, by their keys. */
export function useClinicWords(): ClinicWords {
  return useAppearance().language === 'en' ? enClinic : zhClinic;
}
