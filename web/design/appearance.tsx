/** Theme and language for the pages made of antd. https://ant.design/docs/react/customize-theme */
import { App, ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { antdTheme } from './antd-theme.ts';
import {
  AppearanceContext,
  storeLanguage,
  useDocumentLanguage,
  useTheme,
} from './appearance-context.ts';
import type { Appearance } from './appearance-context.ts';
import type { Language } from './moment.ts';

/**
 * Applies theme and language to everything below: CSS properties, antd and the document's language.
 */
export function AppearanceProvider({ children }: { children: ReactNode }): ReactNode {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh';
  const [theme, chooseTheme] = useTheme();
  useDocumentLanguage(language);
  const appearance: Appearance = {
    theme,
    language,
    chooseTheme,
    chooseLanguage(chosen) {
      storeLanguage(chosen);
      void i18n.changeLanguage(chosen);
    },
  };
  const [still] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  const config = useMemo(() => antdTheme(theme, still), [theme, still]);
  return (
    <AppearanceContext value={appearance}>
      <ConfigProvider
        theme={config}
        locale={language === 'zh' ? zhCN : enGB}
        // antd would write a label of two characters as three: 重 试.
        button={{ autoInsertSpace: false }}
      >
        <App component={false}>{children}</App>
      </ConfigProvider>
    </AppearanceContext>
  );
}
