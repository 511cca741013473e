/**
 * What a resident sees when a page of ours breaks: a sentence and a way on.
 * https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary
 */
import { Component } from 'react';
import type { ReactNode } from 'react';
import { Action, Notice } from '../../light/parts.tsx';
import { useWords } from '../words.ts';

/**
 * Catches what is thrown while drawing. A class, because React has error boundaries only as
 * classes.
 */
export class Mishap extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken(): ReactNode {
  const words = useWords();
  return (
    <main className="page">
      <Notice tone="danger">{words.failure.broken}</Notice>
      <Action kind="main" onClick={() => location.reload()}>
        {words.failure.reload}
      </Action>
    </main>
  );
}
