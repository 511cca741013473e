/** Where a role has no page: why, and whom to ask. https://www.w3.org/TR/WCAG22/#error-suggestion */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fragmentOf } from '../route.ts';

/** The page that is shown instead. */
export function NoRight(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="state">
      <h2>{t('noRight.title')}</h2>
      <p>{t('noRight.why')}</p>
      <p>{t('noRight.whom')}</p>
      <Button href={fragmentOf({ page: 'search' })}>{t('noRight.home')}</Button>
    </div>
  );
}
