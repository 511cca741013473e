/**
 * Colours, type and space of every page, light and dark. Contrast of text is at least 4.5.
 * https://www.w3.org/TR/WCAG22/#contrast-minimum
 */

export type ThemeName = 'light' | 'dark';

/** The colours of one theme, by what they mean. */
export interface Palette {
  /** Page, then card, then what is raised or hovered. */
  ground: string;
  surface: string;
  raised: string;
  line: string;
  /** Edges of controls: contrast 3 against the surface. */
  edge: string;
  ink: string;
  inkSoft: string;
  /** Celadon: actions and selection. */
  lead: string;
  leadSoft: string;
  onLead: string;
  /** Apricot: time is passing, out of range. */
  warn: string;
  warnSoft: string;
  /** Cinnabar: danger and nothing else. */
  danger: string;
  dangerSoft: string;
  /** Second series of a chart. */
  second: string;
}

export const palettes: Record<ThemeName, Palette> = {
  light: {
    ground: '#F4F6F7',
    surface: '#FFFFFF',
    raised: '#F0F4F4',
    line: '#E3E8EA',
    edge: '#82909A',
    ink: '#101828',
    inkSoft: '#53606C',
    lead: '#0F766E',
    leadSoft: '#E3F3F0',
    onLead: '#FFFFFF',
    warn: '#A34E05',
    warnSoft: '#FDF1E0',
    danger: '#B42318',
    dangerSoft: '#FDECEA',
    second: '#3B6EA8',
  },
  dark: {
    ground: '#0C1416',
    surface: '#131D20',
    raised: '#1B282C',
    line: '#26353A',
    edge: '#6C7F87',
    ink: '#E8EEEE',
    inkSoft: '#A3B2B6',
    lead: '#4CC2B2',
    leadSoft: '#153833',
    onLead: '#06201D',
    warn: '#F2B15C',
    warnSoft: '#3A2A12',
    danger: '#FF8A7D',
    dangerSoft: '#43201C',
    second: '#8AB4E8',
  },
};

/** Faces of the system; the first that is there is used. */
export const fontFamily =
  "'PingFang SC', 'Noto Sans SC', 'Microsoft YaHei', system-ui, 'Segoe UI', Roboto, sans-serif";

/** Sizes of the workstation in CSS pixels. */
export const sizes = { small: 12, body: 13, title: 14, heading: 16, large: 20, row: 32 } as const;

/** The tokens as CSS custom properties, `--ys-ink-soft` and so on. */
export function cssProperties(theme: ThemeName): [string, string][] {
  const colours = Object.entries(palettes[theme]).map(([name, value]): [string, string] => [
    `--ys-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
  const lengths = Object.entries(sizes).map(([name, value]): [string, string] => [
    `--ys-size-${name}`,
    `${value}px`,
  ]);
  return [...colours, ...lengths, ['--ys-font', fontFamily]];
}
