/**
 * How the app looks: dark or light, Chinese or English.
 * https://www.w3.org/TR/WCAG22/#contrast-minimum
 */
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { useWords } from '../words.ts';
import { SwitchRow } from './Rows.tsx';

/** Two switches, for a list of settings. */
export function LookRows(): ReactNode {
  const words = useWords();
  const { theme, chooseTheme, language, chooseLanguage } = useAppearance();
  return (
    <>
      <SwitchRow
        isOn={theme === 'dark'}
        turn={(on) => chooseTheme(on ? 'dark' : 'light')}
        note={words.me.darkHelp}
      >
        {words.me.dark}
      </SwitchRow>
      <SwitchRow isOn={language === 'en'} turn={(on) => chooseLanguage(on ? 'en' : 'zh')}>
        English
      </SwitchRow>
    </>
  );
}
