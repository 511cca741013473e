/**
 * The icons of the pages, drawn on a grid of 16 in the colour of the text.
 * https://www.w3.org/TR/SVG2/paths.html
 */
import type { ReactNode } from 'react';

const paths = {
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4 14 14',
  alert: 'M8 2 14.5 13.5h-13zM8 6.2v3.4M8 11.6v.2',
  back: 'M9.5 3 4.5 8l5 5',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  sun:
    'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1v1.6M8 13.4V15M1 8h1.6' +
    'M13.4 8H15M3 3l1.1 1.1M11.9 11.9 13 13M3 13l1.1-1.1M11.9 4.1 13 3',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  person:
    'M8 2.2a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8zM2.6 14c.6-3 2.8-4.4 5.4-4.4s4.8 1.4 5.4 4.4',
  shield: 'M8 1.8 13 3.6v4c0 3.2-2 5.4-5 6.6-3-1.2-5-3.4-5-6.6v-4z',
  print: 'M4.5 6V2.5h7V6M4.5 12H2.5V6h11v6h-2M4.5 10h7v3.5h-7z',
  source:
    'M5.6 3C4.2 3 4.6 5 4.2 6.4 4 7.4 3 8 2.4 8c.6 0 1.6.6 1.8 1.6.4 1.4 0 3.4 1.4 3.4' +
    'M10.4 3c1.4 0 1 2 1.4 3.4.2 1 1.2 1.6 1.8 1.6-.6 0-1.6.6-1.8 1.6-.4 1.4 0 3.4-1.4 ' +
    '3.4',
  visit: 'M3 14V4.5l5-2.5 5 2.5V14M1.8 14h12.4M8 5.2v3.6M6.2 7h3.6M6.4 14v-2.6h3.2V14',
  problem: 'M4.5 2v3a3.5 3.5 0 0 0 7 0V2M8 8.5v2a3 3 0 0 0 6 0V10M14 8.2v.1',
  result: 'M5.5 2h5M6.5 2v4L3 12.4A1.1 1.1 0 0 0 4 14h8a1.1 1.1 0 0 0 1-1.6L9.5 6V2M4.8 10h6.4',
  report: 'M3.5 2h6l3 3v9h-9zM9.5 2v3h3M5.6 8.5h4.8M5.6 11h4.8',
  medicine: 'M9.2 2.9a2.75 2.75 0 0 1 3.9 3.9l-6.3 6.3a2.75 2.75 0 0 1-3.9-3.9zM6 6l4 4',
  procedure: 'M2.5 13.5 8.5 7.5M8 8l4.5-5.5c1.5 1 1.5 3 0 4.5L10 9.5zM2.5 13.5h6',
  immunization:
    'M9.5 2.5l4 4M11.5 4.5 6 10l-2.5 2.5M5 7l4 4M7 5l4 4' + 'M3.5 12.5 2 14M10.3 5.7 13 3',
  allergy: 'M8 2 14.5 13.5h-13zM8 6.2v3.4M8 11.6v.2',
  document: 'M3.5 2h6l3 3v9h-9zM9.5 2v3h3',
  plan: 'M3 3h10v11H3zM5.5 1.5v3M10.5 1.5v3M5.5 9l1.8 1.8L10.5 7.5',
  bill:
    'M3.5 2h9v12l-1.8-1.2L9 14l-1.5-1.2L6 14l-2.5-1.2z' + 'M5.8 5l2.2 2.5L10.2 5M8 7.5V11M6 8.5h4',
  today: 'M3 3h10v11H3zM3 6h10M5.5 1.5v3M10.5 1.5v3M8 8v2.4l1.8 1',
  template: 'M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6 3v10M9.8 3v10',
  ledger: 'M3.5 2H12v12H3.5zM3.5 2v12M5.8 5H10M5.8 8H10M5.8 11h2.6',
  missed:
    'M6.4 2.2a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4zM1.6 13.6c.5-2.8 2.5-4.1 4.8-4.1 1 0 2 .2 ' +
    '2.8.7M10.6 10.6l3.6 3.6M14.2 10.6l-3.6 3.6',
  settings:
    'M8 5.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8zM8 1.6v2M8 12.4v2M1.6 8h2M12.4 8h2' +
    'M3.5 3.5l1.4 1.4M11.1 11.1l1.4 1.4M3.5 12.5l1.4-1.4M11.1 4.9l1.4-1.4',
  forward: 'M6.5 3l5 5-5 5',
  check: 'M3 8.4l3.4 3.4L13.2 4.6',
  offline: 'M2 6.5a9 9 0 0 1 12 0M4.5 9.3a5.3 5.3 0 0 1 7 0M8 12.6v.1M2.5 2l11 12',
} as const;

export type IconName = keyof typeof paths;

/** Every icon. */
export const iconNames = Object.keys(paths) as IconName[];

/** A small drawing beside words that say the same: hidden from screen readers. */
export function Icon(props: { name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[props.name]} />
    </svg>
  );
}
