/**
 * The page that shows every part of the design system in all its states, light beside dark.
 * https://www.w3.org/TR/WCAG22/
 */
import { ConfigProvider } from 'antd';
import { useMemo } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import { enDesign } from '../../i18n/clinic/en-design.ts';
import { zhDesign } from '../../i18n/clinic/zh-design.ts';
import type { Words } from '../../i18n/zh.ts';
import { antdTheme } from '../antd-theme.ts';
import { useAppearance } from '../appearance-context.ts';
import { type ThemeName, cssProperties } from '../tokens.ts';
import { Chips, Controls, Notices } from './Controls.tsx';
import { Colours, Icons, Type } from './Foundations.tsx';
import { Moments, States, Tables, Values } from './States.tsx';
import './design-page.css';

/** What each section is given. */
export interface SectionProps {
  words: Words<typeof zhDesign>;
  theme: ThemeName;
}

const sections = {
  colours: Colours,
  type: Type,
  icons: Icons,
  controls: Controls,
  chips: Chips,
  notices: Notices,
  values: Values,
  moments: Moments,
  table: Tables,
  states: States,
} as const satisfies Record<string, (props: SectionProps) => ReactNode>;

/** The page at `#/design`. */
export function DesignPage(): ReactNode {
  const { language } = useAppearance();
  const words = language === 'en' ? enDesign : zhDesign;
  return (
    <div className="design">
      <header>
        <h1>{words.title}</h1>
        <p className="soft">{words.help}</p>
      </header>
      {(Object.keys(sections) as (keyof typeof sections)[]).map((name) => {
        const Section = sections[name];
        return (
          <section key={name} id={`design-${name}`} aria-label={words[name]}>
            <h2>{words[name]}</h2>
            <div className="design-pair">
              {(['light', 'dark'] as const).map((theme) => (
                <Pane key={theme} theme={theme}>
                  <Section words={words} theme={theme} />
                </Pane>
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}

/** Draws what is inside in a theme, whatever that of the page is. */
function Pane({ theme, children }: { theme: ThemeName; children: ReactNode }): ReactNode {
  const config = useMemo(() => ({ ...antdTheme(theme, true), inherit: false }), [theme]);
  const style = {
    ...Object.fromEntries(cssProperties(theme)),
    colorScheme: theme,
  } as CSSProperties;
  return (
    <ConfigProvider theme={config}>
      <div className="design-pane" data-theme={theme} style={style}>
        {children}
      </div>
    </ConfigProvider>
  );
}
