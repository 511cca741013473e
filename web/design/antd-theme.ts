/** The antd theme made of our tokens. https://ant.design/docs/react/customize-theme */
import { theme as antdThemes } from 'antd';
import type { ThemeConfig } from 'antd';
import { fontFamily, palettes, sizes } from './tokens.ts';
import type { ThemeName } from './tokens.ts';

/** antd's configuration for one of our themes; `still` where the person asked for no motion. */
export function antdTheme(name: ThemeName, still: boolean): ThemeConfig {
  const palette = palettes[name];
  return {
    algorithm: name === 'dark' ? antdThemes.darkAlgorithm : antdThemes.defaultAlgorithm,
    token: {
      colorPrimary: palette.lead,
      colorLink: palette.lead,
      colorError: palette.danger,
      colorWarning: palette.warn,
      colorText: palette.ink,
      colorTextSecondary: palette.inkSoft,
      colorTextDescription: palette.inkSoft,
      colorTextPlaceholder: palette.inkSoft,
      colorBgBase: palette.surface,
      colorBgLayout: palette.ground,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.surface,
      colorBorder: palette.edge,
      colorBorderSecondary: palette.line,
      colorTextLightSolid: palette.onLead,
      fontFamily,
      fontSize: sizes.body,
      borderRadius: 6,
      controlHeight: 32,
      // The words of a button that works stay readable; what turns in it says that it does.
      opacityLoading: 1,
      // Motion that the style sheet stops would never end, and what waits for its end never show.
      motion: !still,
      motionDurationMid: '0.15s',
      motionDurationSlow: '0.2s',
    },
  };
}
