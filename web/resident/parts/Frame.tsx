/**
 * The frame of a page, and the states that all pages have: loading, empty, failed.
 * https://www.w3.org/WAI/tutorials/page-structure/
 */
import { Skeleton } from 'antd-mobile';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { Action, Notice } from '../../light/parts.tsx';
import { isTab } from '../route.ts';
import { useWay } from '../use-route.ts';
import { failureText, useWords } from '../words.ts';
import { Glyph } from './Glyph.tsx';

/** A page with its title, and on all but the tabs the way back. */
export function Frame(props: { title: string; children: ReactNode; className?: string }) {
  const words = useWords();
  const { route, back } = useWay();
  return (
    <section className={`frame ${props.className ?? ''}`} aria-label={props.title}>
      <div className="frame-head">
        {isTab(route) ? null : (
          <button type="button" className="round" aria-label={words.back} onClick={back}>
            <Glyph name="back" />
          </button>
        )}
        <h1>{props.title}</h1>
      </div>
      {props.children}
    </section>
  );
}

/** The true shape of what is on its way. */
export function Loading({ rows = 3 }: { rows?: number }): ReactNode {
  const words = useWords();
  return (
    <div className="loading-shape" role="status" aria-label={words.wait}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="block">
          <Skeleton.Title animated />
          <Skeleton.Paragraph lineCount={1} animated />
        </div>
      ))}
    </div>
  );
}

/** What went wrong, and again where that helps. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  if (error === undefined) return null;
  return (
    <div className="failed">
      <Notice tone="danger">{failureText(error, words, language)}</Notice>
      {retry === undefined ? null : <Action onClick={retry}>{words.failure.retry}</Action>}
    </div>
  );
}

/** Nothing there, and what to do about it. */
export function Empty({ children }: { children: ReactNode }): ReactNode {
  return <p className="empty">{children}</p>;
}
