/**
 * The states every list has besides its content: empty, loading, failed, not one's to see.
 * https://www.w3.org/TR/WCAG22/#status-messages
 */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FhirFailure } from '../fhir/client.ts';
import { ApiFailure } from '../session/json-api.ts';
import { Icon } from './Icon.tsx';

/** Says that there is nothing, and what to do. */
export function Empty(props: { text: string; children?: ReactNode }): ReactNode {
  return (
    <div className="state state-empty">
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}

/** Says what failed and offers to try again. */
export function Failed(props: { error: unknown; retry: () => void; compact?: boolean }): ReactNode {
  const { t } = useTranslation();
  const { error } = props;
  const answered = error instanceof FhirFailure || error instanceof ApiFailure;
  const status = answered ? error.status : undefined;
  const text =
    status === 0
      ? t('app.error.offline')
      : status === 404 || status === 410
        ? t('app.error.notFound')
        : status === 403
          ? t('app.error.forbidden')
          : t('app.error.server', { status: status ?? '?' });
  return (
    <div className={props.compact ? 'state state-compact' : 'state'} role="alert">
      {props.compact ? null : (
        <h2>
          <Icon name="alert" /> {t('app.error.title')}
        </h2>
      )}
      <p>{text}</p>
      <Button onClick={props.retry}>{t('app.error.retry')}</Button>
    </div>
  );
}

/** Where a role has no page: why, and whom to ask; `home` is the address of the first page. */
export function NoRight({ home }: { home: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="state">
      <h2>
        <Icon name="shield" /> {t('noRight.title')}
      </h2>
      <p>
        {t('noRight.why')}
        <br />
        {t('noRight.whom')}
      </p>
      <Button href={home}>{t('noRight.home')}</Button>
    </div>
  );
}

/** Rows of the shape that is coming; `widths` are the percentages of the bars. */
export function LoadingRows(props: { rows: number; widths?: readonly number[] }): ReactNode {
  const { t } = useTranslation();
  const widths = props.widths ?? [18, 46, 20];
  return (
    <div className="loading" role="status" aria-label={t('app.loading')}>
      {Array.from({ length: props.rows }, (_, row) => (
        <div className="loading-row" key={row}>
          {widths.map((width, bar) => (
            <span key={bar} style={{ width: `${width - ((row * 7 + bar * 5) % 11)}%` }} />
          ))}
        </div>
      ))}
    </div>
  );
}
