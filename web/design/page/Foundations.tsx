/** Colours with their contrast, sizes of type, and every icon. */
import type { ReactNode } from 'react';
import { fill } from '../../i18n/fill.ts';
import { Icon, iconNames } from '../Icon.tsx';
import { contrast } from '../contrast.ts';
import { palettes, sizes } from '../tokens.ts';
import type { SectionProps } from './DesignPage.tsx';

/** Each colour, and how far it stands out from the surface. */
export function Colours({ words, theme }: SectionProps): ReactNode {
  const palette = palettes[theme];
  return (
    <ul className="design-colours">
      {Object.entries(palette).map(([name, colour]) => (
        <li key={name}>
          <span style={{ background: colour }} />
          <b>{name}</b>
          <code>{colour}</code>
          <small className="soft">
            {fill(words.contrast, { n: contrast(colour, palette.surface).toFixed(1) })}
          </small>
        </li>
      ))}
    </ul>
  );
}

/** Each size with the same line. */
export function Type({ words }: SectionProps): ReactNode {
  const { row: _row, ...texts } = sizes;
  return (
    <ul className="design-type">
      {Object.entries(texts).map(([name, size]) => (
        <li key={name} style={{ fontSize: size }}>
          <code>{`${name} ${size}`}</code> {words.sample}
        </li>
      ))}
    </ul>
  );
}

/** Each icon with its name. */
export function Icons(): ReactNode {
  return (
    <ul className="design-icons">
      {iconNames.map((name) => (
        <li key={name}>
          <Icon name={name} />
          <code>{name}</code>
        </li>
      ))}
    </ul>
  );
}
