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
import type { ThemeName } from '../design/tokens.ts';
import '../design/base.css';
import './light.css';

/** Applies theme and language to everything below. `theme`: where nobody chose one. */
export function LightAppearance(props: { children: ReactNode; theme?: ThemeName }): ReactNode {
  const [language, setLanguage] = useState<Language>(storedLanguage);
  const [theme, chooseTheme] = useTheme(props.theme);
  useDocumentLanguage(language);
  const chooseLanguage = (chosen: Language) => {
    storeLanguage(chosen);
    setLanguage(chosen);
  };
  return (
    <AppearanceContext value={{ theme, language, chooseTheme, chooseLanguage }}>
      {props.children}
    </AppearanceContext>
  );
}
