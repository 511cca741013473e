/**
 * The theme and the language a person chose, kept in this browser: what the pages with antd and
 * those without have in common. https://www.w3.org/TR/mediaqueries-5/#prefers-color-scheme
 */
import { createContext, useContext, useEffect, useLayoutEffect, useState } from 'react';
import type { Language } from './moment.ts';
import { cssProperties } from './tokens.ts';
import type { ThemeName } from './tokens.ts';

/** What is chosen, and how to choose otherwise. */
export interface Appearance {
  theme: ThemeName;
  language: Language;
  chooseTheme: (theme: ThemeName) => void;
  chooseLanguage: (language: Language) => void;
}

export const AppearanceContext = createContext<Appearance | undefined>(undefined);

/** The appearance of the page around the caller. */
export function useAppearance(): Appearance {
  const appearance = useContext(AppearanceContext);
  if (appearance === undefined)
    throw new Error('useAppearance needs an AppearanceContext above it');
  return appearance;
}

function storedTheme(): ThemeName | undefined {
  const stored = localStorage.getItem('yishu.theme');
  return stored === 'dark' || stored === 'light' ? stored : undefined;
}

/** The language chosen last in this browser; Chinese first. */
export function storedLanguage(): Language {
  return localStorage.getItem('yishu.language') === 'en' ? 'en' : 'zh';
}

/** Keeps the chosen language for the next visit. */
export function storeLanguage(language: Language): void {
  localStorage.setItem('yishu.language', language);
}

const darkQuery = '(prefers-color-scheme: dark)';

/**
 * The theme in force, set as CSS properties on the document, and how to choose another.
 * @param usual of a page that has one of its own; by default the browser's.
 */
export function useTheme(usual?: ThemeName): [ThemeName, (chosen: ThemeName) => void] {
  const [theme, setTheme] = useState<ThemeName>(
    () => storedTheme() ?? usual ?? (matchMedia(darkQuery).matches ? 'dark' : 'light'),
  );
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme;
    root.style.colorScheme = theme;
    for (const [name, value] of cssProperties(theme)) root.style.setProperty(name, value);
  }, [theme]);
  useEffect(() => {
    const media = matchMedia(darkQuery);
    const follow = () => storedTheme() ?? usual ?? setTheme(media.matches ? 'dark' : 'light');
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [usual]);
  const choose = (chosen: ThemeName) => {
    localStorage.setItem('yishu.theme', chosen);
    setTheme(chosen);
  };
  return [theme, choose];
}

/** Tells the document its language, for screen readers and hyphenation. */
export function useDocumentLanguage(language: Language): void {
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
}
