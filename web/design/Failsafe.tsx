/**
 * What a person sees when a page of ours breaks: a sentence and a way on.
 * https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary
 */
import { Button } from 'antd';
import { Component } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * Catches what is thrown while drawing. A class, because React has error boundaries only as
 * classes.
 */
export class Failsafe extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

/** A page that broke. */
export function Broken(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="state" role="alert">
      <p>{t('app.error.broken')}</p>
      <Button type="primary" onClick={() => location.reload()}>
        {t('app.error.reload')}
      </Button>
    </div>
  );
}
