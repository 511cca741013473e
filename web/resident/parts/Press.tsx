/**
 * The one button that leads on, large; others beside it are quiet.
 * https://mobile.ant.design/components/button
 */
import { Button } from 'antd-mobile';
import type { ReactNode } from 'react';

/** A button of antd-mobile in our measures; busy, it keeps its width and says so. */
export function Press(props: {
  children: ReactNode;
  onClick: () => void;
  kind?: 'main' | 'quiet' | 'danger';
  busy?: boolean;
  disabled?: boolean;
}): ReactNode {
  const { kind = 'main', busy = false, disabled = false } = props;
  return (
    <Button
      block
      className={`press press-${kind}`}
      color={kind === 'danger' ? 'danger' : 'primary'}
      fill={kind === 'main' ? 'solid' : 'outline'}
      disabled={disabled || busy}
      aria-busy={busy}
      onClick={props.onClick}
    >
      {props.children}
    </Button>
  );
}
