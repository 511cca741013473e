/**
 * The chart of one person: summary left, timeline in the middle, the opened thing right; tabs where
 * it is narrow.
 */
import { Drawer, Tabs } from 'antd';
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '../../design/appearance-context.ts';
import { useLate } from '../../design/late.ts';
import { Failed, LoadingRows } from '../../design/states.tsx';
import { FhirFailure } from '../../fhir/client.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { sourceOf } from '../../fhir/source.ts';
import type { Chart } from '../../fhir/streams.ts';
import { HiddenChart } from '../access/HiddenChart.tsx';
import { OpenedPanel } from '../opened/OpenedPanel.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { ChartContext, useChartParts } from './chart-context.ts';
import type { ChartParts, Opened } from './chart-context.ts';
import './chart.css';
import { Documents } from './Documents.tsx';
import { PatientBanner } from './PatientBanner.tsx';
import { ResultsOverview } from './ResultsOverview.tsx';
import { Summary } from './Summary.tsx';
import type { LoadedChart } from './use-chart.ts';
import { useChart } from './use-chart.ts';

const loadSourceDrawer = () => import('../opened/SourceDrawer.tsx');

/** The width from which the three columns fit; paper has no tabs either. */
const wideQuery = '(min-width: 1200px), print';

function useIsWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(wideQuery);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => matchMedia(wideQuery).matches,
  );
}

/** Loads the chart and shows it, or why it cannot be shown. */
export function ChartPage({ patientId }: { patientId: string }): ReactNode {
  const loaded = useChart(patientId);
  const { data, isError, error, refetch } = loaded.query;
  if (data !== undefined) return <LoadedChartPage chart={data} loaded={loaded} />;
  if (error instanceof FhirFailure && error.status === 404) {
    return <HiddenChart patientId={patientId} />;
  }
  if (isError) return <Failed error={error} retry={() => void refetch()} />;
  return <ChartSkeleton />;
}

function ChartSkeleton(): ReactNode {
  const wide = useIsWide();
  return (
    <>
      <section className="banner">
        <LoadingRows rows={2} widths={[12, 20, 20, 30]} />
      </section>
      <div className={wide ? 'columns' : 'stack'}>
        {wide ? (
          <div className="card">
            <LoadingRows rows={9} widths={[60, 20]} />
          </div>
        ) : null}
        <div className="card">
          <LoadingRows rows={12} />
        </div>
        {wide ? (
          <div className="card">
            <LoadingRows rows={9} widths={[40, 20, 20]} />
          </div>
        ) : null}
      </div>
    </>
  );
}

function LoadedChartPage({ chart, loaded }: { chart: Chart; loaded: LoadedChart }): ReactNode {
  const { language } = useAppearance();
  const [opened, setOpened] = useState<Opened>();
  const [source, setSource] = useState<string>();
  const [now] = useState(() => new Date());
  const open = useCallback((facts: readonly Fact[]) => setOpened({ keys: facts.map(keyOf) }), []);
  const close = useCallback(() => setOpened(undefined), []);
  const { follow, resolving, query, loadMore, loadingMore } = loaded;
  const { directory } = chart;
  const institutionOf = useCallback(
    (fact: Fact) => sourceOf(fact, directory, language),
    [directory, language],
  );
  const retry = useCallback(() => void query.refetch(), [query]);
  const parts = useMemo<ChartParts>(
    () => ({
      chart,
      language,
      now,
      opened,
      open,
      close,
      resolving,
      follow,
      loadMore,
      loadingMore,
      retry,
      openSource: setSource,
      sourceOf: institutionOf,
    }),
    [
      chart,
      language,
      now,
      opened,
      open,
      close,
      resolving,
      follow,
      retry,
      institutionOf,
      loadMore,
      loadingMore,
    ],
  );
  return (
    <ChartContext value={parts}>
      <PatientBanner />
      <ChartBody />
      {source === undefined ? null : (
        <Source start={source} close={() => setSource(undefined)} key={source} />
      )}
    </ChartContext>
  );
}

function Source(props: { start: string; close: () => void }): ReactNode {
  const loaded = useLate(loadSourceDrawer);
  return loaded === undefined ? null : <loaded.SourceDrawer {...props} />;
}

function ChartBody(): ReactNode {
  const { t } = useTranslation();
  const wide = useIsWide();
  const timeline = <Timeline />;
  const tab = (key: 'summary' | 'timeline' | 'results' | 'documents', children: ReactNode) => ({
    key,
    label: t(`chart.tab.${key}`),
    children,
  });
  if (wide) {
    return (
      <div className="columns">
        <Summary />
        <div className="card middle">
          <Tabs items={[tab('timeline', timeline), tab('documents', <Documents />)]} />
        </div>
        <Beside />
      </div>
    );
  }
  return (
    <div className="stack">
      <Tabs
        defaultActiveKey="timeline"
        items={[
          tab('summary', <Summary />),
          tab('timeline', timeline),
          tab('results', <ResultsOverview />),
          tab('documents', <Documents />),
        ]}
      />
      <OpenedDrawer />
    </div>
  );
}

function Beside(): ReactNode {
  const { opened, close } = useChartParts();
  return (
    <div className="beside">
      {opened === undefined ? <ResultsOverview /> : <OpenedPanel opened={opened} close={close} />}
    </div>
  );
}

function OpenedDrawer(): ReactNode {
  const { t } = useTranslation();
  const { opened, close } = useChartParts();
  return (
    <Drawer
      open={opened !== undefined}
      onClose={close}
      placement="bottom"
      size="85vh"
      title={t('opened.title')}
      styles={{ body: { padding: 0 } }}
    >
      {opened === undefined ? null : <OpenedPanel opened={opened} />}
    </Drawer>
  );
}
