/** The small parts that every fact carries: who sent it, its FHIR source, its date. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import { exactText, saidDate } from '../../design/moment.ts';
import { clinicalDate } from '../../fhir/clinical-date.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import type { StreamName } from '../../fhir/streams.ts';
import { ProtectedMark } from '../access/ProtectedMark.tsx';
import { useChartParts } from './chart-context.ts';
import { wordsOf } from './fact-words.ts';

/** The institution that sent a fact; 未知 when nobody said. */
export function SourceName({ fact }: { fact: Fact }): ReactNode {
  const { t } = useTranslation();
  const { sourceOf, resolving } = useChartParts();
  const source = sourceOf(fact);
  const name = source?.name ?? (resolving ? '…' : t('source.unknown'));
  return (
    <span className="source-name" title={t('source.from', { name })}>
      {name}
    </span>
  );
}

/** Opens the JSON of a fact as it is in the store. */
export function SourceButton({ fact }: { fact: Fact }): ReactNode {
  const { t } = useTranslation();
  const { openSource } = useChartParts();
  const label = t('source.openOf', { what: wordsOf(fact, t).title ?? fact.resourceType });
  return (
    <button
      type="button"
      className="plain source-button"
      aria-label={label}
      title={t('source.open')}
      onClick={() => openSource(keyOf(fact))}
    >
      <Icon name="source" />
    </button>
  );
}

/** When it happened, as people say it, exact on hover. */
export function FactDate({ fact }: { fact: Fact }): ReactNode {
  const { t } = useTranslation();
  const { now, language } = useChartParts();
  const date = clinicalDate(fact);
  if (date === undefined) return <span className="soft">{t('timeline.undated')}</span>;
  return (
    <time className="soft figures" dateTime={date} title={exactText(date)}>
      {saidDate(date, now, language)}
    </time>
  );
}

/** One fact as two short lines: its name and qualifiers, then when and from where. */
export function FactLine({ fact, tone }: { fact: Fact; tone?: 'danger' }): ReactNode {
  const { t } = useTranslation();
  const { open, opened } = useChartParts();
  const { title, notes } = wordsOf(fact, t);
  const current = opened?.keys[0] === keyOf(fact);
  return (
    <li className="fact-line" data-current={current}>
      <button type="button" className="plain fact-line-open" onClick={() => open([fact])}>
        <span className={tone === 'danger' ? 'fact-title tone-danger' : 'fact-title'}>
          {title ?? t('app.unknown')}
        </span>
        <ProtectedMark facts={[fact]} />
        {notes.length === 0 ? null : <span className="fact-notes">{notes.join(' · ')}</span>}
        <span className="fact-from">
          <FactDate fact={fact} /> <SourceName fact={fact} />
        </span>
      </button>
      <SourceButton fact={fact} />
    </li>
  );
}

/** Says that a list goes on in the store, and loads more of it; nothing where all is loaded. */
export function MoreOf({ names }: { names: readonly StreamName[] }): ReactNode {
  const { t } = useTranslation();
  const { chart, loadMore, loadingMore } = useChartParts();
  const open = names.filter((name) => {
    const { next, failure } = chart.streams[name];
    return next !== undefined && failure === undefined;
  });
  if (open.length === 0) return null;
  return (
    <p className="more-of">
      <Button size="small" loading={loadingMore} onClick={() => loadMore(open)}>
        {t('timeline.more')}
      </Button>
    </p>
  );
}
