/**
 * Starts i18next in the language that this browser chose last; Chinese first.
 * https://www.i18next.com/overview/api
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { storedLanguage } from '../design/appearance-context.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Makes the words ready; resolves before the first paint, for they are part of the bundle. */
export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: storedLanguage(),
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}
