/**
 * The frame of the workstation: the bar on top with the search that is always there, and the page
 * below.
 */
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/Icon.tsx';
import { useAppearance } from '../design/appearance-context.ts';
import mark from '../design/mark.svg';
import { useLate } from '../design/late.ts';
import { LoadingRows, NoRight } from '../design/states.tsx';
import { useSend, useSession } from '../session/session-context.ts';
import { WhoMenu } from '../session/WhoMenu.tsx';
import { chartQuery } from './chart/chart-query.ts';
import { Notices } from './notices/Notices.tsx';
import { useQuestionKey } from './keys/use-question-key.ts';
import { Rail } from './rail/Rail.tsx';
import { hasSection, itemOf, railOf } from './rail/rail-items.ts';
import { fragmentOf, go, useRoute } from './route.ts';
import type { AdministrationRoute, ClinicRoute, Route } from './route.ts';
import { PersonSearch } from './search/PersonSearch.tsx';
import './workstation.css';

const loadChartPage = () => import('./chart/ChartPage.tsx');
const loadAdministration = () => import('./administration/Administration.tsx');
const loadReview = () => import('./identity/ReviewPage.tsx');
const loadClinic = () => import('./clinic/ClinicPage.tsx');
const loadKeySheet = () => import('./keys/KeySheet.tsx');
const loadDesign = () => import('../design/page/DesignPage.tsx');
const loadAccountPage = () => import('../account/AccountPage.tsx');

/** The whole page. */
export function Workstation(): ReactNode {
  const route = useRoute();
  const { t } = useTranslation();
  const { who } = useSession();
  const administers = who.kind === 'administrator';
  const reviews = who.role === 'index-keeper';
  const items = railOf(who.role);
  const searching = route.page === 'search' || route.page === 'administration';
  const [keysShown, setKeysShown] = useState(false);
  const showKeys = useCallback(() => setKeysShown(true), []);
  useQuestionKey(showKeys);
  useEffect(() => {
    // A resident has pages made for one; the workstation is for staff.
    if (who.kind === 'resident') location.replace('/record');
  }, [who.kind]);
  const page = (
    <main id="content" tabIndex={-1}>
      <Page route={route} />
    </main>
  );
  return (
    <>
      <a className="skip" href="#content" onClick={skipToContent}>
        {t('app.skip')}
      </a>
      <header className="bar">
        <a
          className="brand"
          href={fragmentOf({ page: administers ? 'administration' : 'search' })}
          title={t(administers ? 'app.administration' : 'app.home')}
        >
          <img src={mark} alt="" width="26" height="26" />
          <span>{t('app.name')}</span>
        </a>
        {searching || administers || reviews ? (
          <span className="bar-gap" />
        ) : (
          <PersonSearch key="bar" place="bar" />
        )}
        <Switches />
        <WhoMenu openAccount={() => go({ page: 'account' })} />
      </header>
      {items.length > 1 ? (
        <div className="framed">
          <Rail items={items} here={itemOf(route)} showKeys={showKeys} />
          {page}
        </div>
      ) : (
        page
      )}
      {keysShown ? <Keys close={() => setKeysShown(false)} /> : null}
    </>
  );
}

/** The page of an address, as far as the role has it. */
function Page({ route }: { route: Route }): ReactNode {
  const { kind, role } = useSession().who;
  if (route.page === 'account') return <Account />;
  if (route.page === 'design') return <Design />;
  if (route.page === 'clinic') {
    if (hasSection(role, route.section)) return <Clinic route={route} />;
    if (kind === 'staff' && role !== 'index-keeper')
      return <NoRight home={fragmentOf({ page: 'search' })} />;
  }
  if (kind === 'administrator') {
    return <Administered route={route.page === 'administration' ? route : undefined} />;
  }
  if (role === 'index-keeper') return <Review />;
  if (route.page === 'chart') return <Chart key={route.patientId} patientId={route.patientId} />;
  return <Search />;
}

function Keys({ close }: { close: () => void }): ReactNode {
  const loaded = useLate(loadKeySheet);
  return loaded === undefined ? null : <loaded.KeySheet close={close} />;
}

function Clinic({ route }: { route: ClinicRoute }): ReactNode {
  const loaded = useLate(loadClinic);
  if (loaded === undefined) return <LoadingRows rows={12} />;
  const { page: _page, ...place } = route;
  return <loaded.ClinicPage key={place.section} {...place} />;
}

function Design(): ReactNode {
  const loaded = useLate(loadDesign);
  return loaded === undefined ? <LoadingRows rows={12} /> : <loaded.DesignPage />;
}

function Search(): ReactNode {
  useEffect(() => void loadChartPage(), []);
  return (
    <>
      <PersonSearch key="page" place="page" />
      <Notices />
    </>
  );
}

/** Administrators read no records: every address but those of theirs is their first page. */
function Administered({ route }: { route: AdministrationRoute | undefined }): ReactNode {
  const loaded = useLate(loadAdministration);
  if (loaded === undefined) return <LoadingRows rows={12} />;
  return <loaded.Administration section={route?.section} id={route?.id} />;
}

/** Who keeps the index reads no records: every address is the page of pairs. */
function Review(): ReactNode {
  const loaded = useLate(loadReview);
  return loaded === undefined ? <LoadingRows rows={12} /> : <loaded.ReviewPage />;
}

function Account(): ReactNode {
  const loaded = useLate(loadAccountPage);
  return loaded === undefined ? <LoadingRows rows={8} /> : <loaded.AccountPage />;
}

/** The chart's data and its code come at the same time; a search loads the code ahead. */
function Chart({ patientId }: { patientId: string }): ReactNode {
  const client = useQueryClient();
  const send = useSend();
  useEffect(
    () => void client.prefetchQuery(chartQuery(send, patientId)),
    [client, send, patientId],
  );
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
