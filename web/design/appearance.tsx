/**
 * The theme and the language a person chose, kept in this browser.
 * https://www.w3.org/TR/mediaqueries-5/#prefers-color-scheme
 */
import { ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import { createContext, useContext, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { antdTheme } from './antd-theme.ts';
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

const AppearanceContext = createContext<Appearance | undefined>(undefined);

/** The appearance of the page around the caller. */
export function useAppearance(): Appearance {
  const appearance = useContext(AppearanceContext);
  if (appearance === undefined)
    throw new Error('useAppearance needs an AppearanceProvider above it');
  return appearance;
}

function storedTheme(): ThemeName | undefined {
  const stored = localStorage.getItem('yishu.theme');
  return stored === 'dark' || stored === 'light' ? stored : undefined;
}

const darkQuery = '(prefers-color-scheme: dark)';

/**
 * Applies theme and language to everything below: CSS properties, antd and the document's language.
 */
export function AppearanceProvider({ children }: { children: ReactNode }): ReactNode {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh';
  const [theme, setTheme] = useState<ThemeName>(
    () => storedTheme() ?? (matchMedia(darkQuery).matches ? 'dark' : 'light'),
  );
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme;
    root.style.colorScheme = theme;
    for (const [name, value] of cssProperties(theme)) root.style.setProperty(name, value);
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  useEffect(() => {
    const media = matchMedia(darkQuery);
    const follow = () => storedTheme() ?? setTheme(media.matches ? 'dark' : 'light');
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  const appearance = useMemo<Appearance>(
    () => ({
      theme,
      language,
      chooseTheme(chosen) {
        localStorage.setItem('yishu.theme', chosen);
        setTheme(chosen);
      },
      chooseLanguage(chosen) {
        localStorage.setItem('yishu.language', chosen);
        void i18n.changeLanguage(chosen);
      },
    }),
    [theme, language, i18n],
  );
  const config = useMemo(() => antdTheme(theme), [theme]);
  return (
    <AppearanceContext value={appearance}>
      <ConfigProvider
        theme={config}
        locale={language === 'zh' ? zhCN : enGB}
        // antd would write a label of two characters as three: 重 试.
        button={{ autoInsertSpace: false }}
      >
        {children}
      </ConfigProvider>
    </AppearanceContext>
  );
}
