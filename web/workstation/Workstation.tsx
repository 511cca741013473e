/**
 * The frame of the workstation: the bar on top with the search that is always there, and the page
 * below.
 */
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/Icon.tsx';
import { useAppearance } from '../design/appearance.tsx';
import mark from '../design/mark.svg';
import { useLate } from '../design/late.ts';
import { LoadingRows } from '../design/states.tsx';
import { chartQuery } from './chart/chart-query.ts';
import { fragmentOf, useRoute } from './route.ts';
import { PersonSearch } from './search/PersonSearch.tsx';
import './workstation.css';

const loadChartPage = () => import('./chart/ChartPage.tsx');

/** The whole page. */
export function Workstation(): ReactNode {
  const route = useRoute();
  const { t } = useTranslation();
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
        {searching ? <Search /> : <Chart key={route.patientId} patientId={route.patientId} />}
      </main>
    </>
  );
}

function Search(): ReactNode {
  useEffect(() => void loadChartPage(), []);
  return <PersonSearch key="page" place="page" />;
}

/** The chart's data and its code come at the same time; a search loads the code ahead. */
function Chart({ patientId }: { patientId: string }): ReactNode {
  const client = useQueryClient();
  useEffect(() => void client.prefetchQuery(chartQuery(patientId)), [client, patientId]);
  const loaded = useLate(loadChartPage);
  return loaded === undefined ? (
    <LoadingRows rows={12} />
  ) : (
    <loaded.ChartPage patientId={patientId} />
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
