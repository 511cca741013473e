/**
 * Theme and language for the small pages, which carry neither antd nor i18next.
 * https://react.dev/reference/react/createContext
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { AppearanceContext } from '../design/appearance-context.ts';
import {
  storeLanguage,
  storedLanguage,
  useDocumentLanguage,
  useTheme,
} from '../design/appearance-context.ts';
import type { Language } from '../design/moment.ts';
import '../design/base.css';
import './light.css';

/** Applies theme and language to everything below. */
export function LightAppearance({ children }: { children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState<Language>(storedLanguage);
  const [theme, chooseTheme] = useTheme();
  useDocumentLanguage(language);
  const chooseLanguage = (chosen: Language) => {
    storeLanguage(chosen);
    setLanguage(chosen);
  };
  return (
    <AppearanceContext value={{ theme, language, chooseTheme, chooseLanguage }}>
      {children}
    </AppearanceContext>
  );
}
