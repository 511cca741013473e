/**
 * Lines that lead somewhere or switch something, a thumb high.
 * https://www.w3.org/TR/WCAG22/#target-size-minimum
 */
import type { ReactNode } from 'react';
import { fragmentOf } from '../route.ts';
import type { Route } from '../route.ts';
import { Glyph } from './Glyph.tsx';
import type { GlyphName } from './Glyph.tsx';

/** A card of lines. */
export function Rows({ children, label }: { children: ReactNode; label?: string }): ReactNode {
  return (
    <ul className="rows" {...(label === undefined ? {} : { 'aria-label': label })}>
      {children}
    </ul>
  );
}

/** A line that opens a page. */
export function LinkRow(props: {
  to: Route;
  glyph?: GlyphName;
  note?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <li>
      <a className="row" href={fragmentOf(props.to)}>
        {props.glyph === undefined ? null : <Glyph name={props.glyph} />}
        <span className="row-text">
          <span>{props.children}</span>
          {props.note === undefined ? null : <span className="soft small">{props.note}</span>}
        </span>
        {props.end}
        <Glyph name="next" />
      </a>
    </li>
  );
}

/** A line that is on or off. */
export function SwitchRow(props: {
  isOn: boolean;
  turn: (on: boolean) => void;
  note?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <li>
      <button
        type="button"
        className="row"
        role="switch"
        aria-checked={props.isOn}
        onClick={() => props.turn(!props.isOn)}
      >
        <span className="row-text">
          <span>{props.children}</span>
          {props.note === undefined ? null : <span className="soft small">{props.note}</span>}
        </span>
        <span className="knob" aria-hidden="true" />
      </button>
    </li>
  );
}
