/**
 * The words of the administrators' pages; they come with the pages, not with the first paint.
 * https://www.w3.org/TR/WCAG22/#language-of-page
 */
import { useAppearance } from '../../../design/appearance-context.ts';
import { enAdministration } from '../../../i18n/en-administration.ts';
import { zhAdministration } from '../../../i18n/zh-administration.ts';
import type { Words } from '../../../i18n/zh.ts';

export type AdministrationWords = Words<typeof zhAdministration>;

/** The words in the chosen language, by their keys. */
export function useWords(): AdministrationWords {
  return useAppearance().language === 'en' ? enAdministration : zhAdministration;
}
