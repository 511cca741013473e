/**
 * The middle of a chart: what happened, across institutions, the latest first, more as one scrolls.
 */
import { Button } from 'antd';
import { startTransition, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, Failed, LoadingRows } from '../../design/states.tsx';
import { monthText } from '../../design/moment.ts';
import { byMonth, timelineOf } from '../../fhir/timeline.ts';
import type { Kind, StreamName } from '../../fhir/streams.ts';
import { useChartParts } from '../chart/chart-context.ts';
import { institutionsOf } from './institutions.ts';
import './timeline.css';
import { TimelineBlock } from './TimelineBlock.tsx';
import { TimelineFilters } from './TimelineFilters.tsx';

/** As many blocks as fill the first screen; the others are drawn once these are seen. */
const blocksAtFirst = 12;

/** The timeline with its filters, which it keeps to itself. */
export function Timeline(): ReactNode {
  const { t } = useTranslation();
  const { chart, sourceOf, language, retry } = useChartParts();
  const [whole, setWhole] = useState(false);
  useEffect(() => startTransition(() => setWhole(true)), []);
  const [chosen, setChosen] = useState<ReadonlySet<Kind>>(new Set());
  const [institution, setInstitution] = useState<string>();
  const timeline = useMemo(
    () =>
      timelineOf(
        chart,
        chosen,
        (fact) => institution === undefined || sourceOf(fact)?.key === institution,
      ),
    [chart, chosen, institution, sourceOf],
  );
  const institutions = useMemo(() => institutionsOf(chart, sourceOf), [chart, sourceOf]);
  const rows = timeline.blocks.reduce((sum, block) => sum + block.rows.length, 0);
  const { pending, failed } = timeline;
  const filtered = chosen.size > 0 || institution !== undefined;
  const clear = () => {
    setChosen(new Set());
    setInstitution(undefined);
  };
  return (
    <section className="timeline" aria-label={t('chart.tab.timeline')}>
      <TimelineFilters {...{ chosen, setChosen, institution, setInstitution, institutions }} />
      {failed[0] === undefined ? null : (
        <Failed error={chart.streams[failed[0]].failure} retry={retry} compact />
      )}
      {rows === 0 && pending.length === 0 && failed.length === 0 ? (
        <Empty text={filtered ? t('chart.empty.filtered') : t('chart.empty.timeline')}>
          {filtered ? <Button onClick={clear}>{t('chart.clearFilter')}</Button> : null}
        </Empty>
      ) : null}
      {byMonth(whole ? timeline.blocks : timeline.blocks.slice(0, blocksAtFirst)).map(
        ({ month, blocks }) => (
          <section className="month" key={month}>
            <h2>{month === '' ? t('timeline.undated') : monthText(month, language)}</h2>
            <ol>
              {blocks.map((block) => (
                <TimelineBlock key={block.key} block={block} />
              ))}
            </ol>
          </section>
        ),
      )}
      {whole ? <More rows={rows} pending={pending} /> : null}
    </section>
  );
}

interface MoreProps {
  rows: number;
  pending: readonly StreamName[];
}

/** The end of the list: loads more when it comes near, and says when there is no more. */
function More({ rows, pending }: MoreProps): ReactNode {
  const { t } = useTranslation();
  const { loadMore, loadingMore } = useChartParts();
  const end = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (end.current === null) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => setNear(entry?.isIntersecting ?? false),
      { rootMargin: '600px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (near && !loadingMore && pending.length > 0) loadMore(pending);
  }, [near, loadingMore, pending, loadMore]);
  return (
    <div className="timeline-end" ref={end}>
      {loadingMore ? <LoadingRows rows={3} /> : null}
      {pending.length > 0 && !loadingMore ? (
        <Button onClick={() => loadMore(pending)}>{t('timeline.more')}</Button>
      ) : null}
      {pending.length === 0 && rows > 0 ? (
        <p className="soft">
          {t('timeline.end')} · {t('timeline.shown', { n: rows })}
        </p>
      ) : null}
    </div>
  );
}
