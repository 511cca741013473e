/**
 * The pictures of the residents' app, drawn on a grid of 24 in the colour of the text.
 * https://www.w3.org/TR/SVG2/paths.html
 */
import type { ReactNode } from 'react';

const paths = {
  home: 'M4 11.5 12 5l8 6.5M6.5 10v9h11v-9M10 19v-5h4v5',
  calendar: 'M5 6.5h14v13H5zM5 10.5h14M8.5 4v4M15.5 4v4M9 14.5h6',
  guide: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM15.5 8.5l-2 5-5 2 2-5z',
  report: 'M6 3.5h8.5L18.5 8v12.5H6zM14 3.5V8h4.5M9 12h6M9 15.5h6',
  medicine: 'M13.6 4.6a4.1 4.1 0 0 1 5.8 5.8l-9 9a4.1 4.1 0 0 1-5.8-5.8zM9.2 9l5.8 5.8',
  archive: 'M4 6.5h6l2 2.5h8v10H4zM8.5 14h7',
  pay: 'M4 7.5h16v11H4zM4 11h16M7.5 15h3.5',
  eye:
    'M3 12c2.4-4 5.4-6 9-6s6.6 2 9 6c-2.4 4-5.4 6-9 6s-6.6-2-9-6zM12 9.500' +
    'a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  shield: 'M12 3.5 19 6v5.500c0 4.3-2.7 7.3-7 9-4.3-1.7-7-4.7-7-9V6zM9 12l2.2 2.200L15.2 10',
  person:
    'M12 4a3.8 3.8 0 1 1 0 7.600A3.8 3.8 0 0 1 12 4zM4.8 20' +
    'c.8-4 3.7-5.9 7.2-5.900s6.4 1.9 7.2 5.9',
  phone:
    'M6.5 4h3l1.5 4-2 1.500a10 10 0 0 0 5.5 5.500l1.5-2 4 1.500v3' +
    'c0 1-.8 1.5-1.5 1.500C11.5 19 5 12.5 5 5.5 5 4.8 5.5 4 6.5 4z',
  speaker:
    'M5 9.500v5h3.500L13 18V6L8.5 9.500zM16 9.200c1.5 1.5 1.5 4.1 0 5.600' +
    'M18.3 7c2.7 2.7 2.7 7.3 0 10',
  clock: 'M12 3.500a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.500V12l3 2',
  place:
    'M12 20.500c-4-4.5-6-7.5-6-10a6 6 0 0 1 12 0c0 2.5-2 5.5-6 10zM12 8' +
    'a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  bell: 'M6.5 16.500V11a5.5 5.5 0 0 1 11 0v5.500l1.5 1.500H5zM10 20.500h4',
  alert: 'M12 4 21 19.500H3zM12 10v4.500M12 17v.2',
  next: 'M9.5 5.5 16 12l-6.5 6.5',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  down: 'M6.5 9.5 12 15l5.5-5.5',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19 7.5',
  size: 'M4 18 8.5 6.5 13 18M5.5 14.500h6M15.5 18l2.5-6.5 2.5 6.500M16.3 16h3.4',
  again:
    'M5 12a7 7 0 0 1 12-4.900L19.5 9.500M19.5 5v4.500H15M19 12' +
    'a7 7 0 0 1-12 4.900L4.5 14.500M4.5 19v-4.500H9',
} as const;

export type GlyphName = keyof typeof paths;

/** A drawing beside words that say the same: hidden from screen readers. */
export function Glyph({ name }: { name: GlyphName }): ReactNode {
  return (
    <svg className="glyph" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
