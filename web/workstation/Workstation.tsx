/**
 * The frame of the workstation: the bar on top with the search that is always there, and the page
 * below.
 */
import { Button } from 'antd';
import { Suspense, lazy, useEffect } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/Icon.tsx';
import { useAppearance } from '../design/appearance.tsx';
import mark from '../design/mark.svg';
import { LoadingRows } from '../design/states.tsx';
import { fragmentOf, useRoute } from './route.ts';
import { PersonSearch } from './search/PersonSearch.tsx';
import './workstation.css';

const loadChart = () => import('./chart/ChartPage.tsx');
const ChartPage = lazy(() => loadChart().then(({ ChartPage: page }) => ({ default: page })));

/** The whole page. */
export function Workstation(): ReactNode {
  const route = useRoute();
  const { t } = useTranslation();
  useEffect(() => void loadChart(), []);
  const searching = route.page === 'search';
  return (
    <>
      <a className="skip" href="#content" onClick={skipToContent}>
        {t('app.skip')}
      </a>
      <header className="bar">
        <a className="brand" href={fragmentOf({ page: 'search' })} title={t('app.home')}>
          <img src={mark} alt="" width="26" height="26" />
          <span>{t('app.name')}</span>
        </a>
        {searching ? <span className="bar-gap" /> : <PersonSearch key="bar" place="bar" />}
        <Switches />
      </header>
      <main id="content" tabIndex={-1}>
        {searching ? (
          <PersonSearch key="page" place="page" />
        ) : (
          <Suspense fallback={<LoadingRows rows={12} />}>
            <ChartPage key={route.patientId} patientId={route.patientId} />
          </Suspense>
        )}
      </main>
    </>
  );
}

/** The fragment names the page, so the skip link moves the focus itself. */
function skipToContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Switches(): ReactNode {
  const { t } = useTranslation();
  const { theme, language, chooseTheme, chooseLanguage } = useAppearance();
  const other = theme === 'dark' ? 'light' : 'dark';
  const words = t(`app.theme.${other}`);
  return (
    <div className="bar-switches">
      <Button type="text" onClick={() => chooseLanguage(language === 'zh' ? 'en' : 'zh')}>
        <span lang={language === 'zh' ? 'en' : 'zh-CN'}>{t('app.language')}</span>
      </Button>
      <Button type="text" aria-label={words} title={words} onClick={() => chooseTheme(other)}>
        <Icon name={other === 'dark' ? 'moon' : 'sun'} />
      </Button>
    </div>
  );
}
