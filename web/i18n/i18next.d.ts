/** Makes a key that does not exist a type error. https://www.i18next.com/overview/typescript */
import type { zh } from './zh.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zh };
  }
}
