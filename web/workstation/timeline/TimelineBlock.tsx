/** One visit with what was done in it, or one fact outside any visit. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import { clockText, dayText, exactText } from '../../design/moment.ts';
import { Value } from '../../design/measured/Value.tsx';
import { isAbnormal, readingsInLine } from '../../fhir/reading.ts';
import type { Fact } from '../../fhir/shapes.ts';
import type { Block, Row } from '../../fhir/timeline.ts';
import { ProtectedMark } from '../access/ProtectedMark.tsx';
import { useChartParts } from '../chart/chart-context.ts';
import { classText, groupTitle, wordsOf } from '../chart/fact-words.ts';
import { SourceButton, SourceName } from '../chart/FactParts.tsx';

const readingsShown = 4;

/** The rows of a block; the first stands for it, the others are set under it. */
export const TimelineBlock = memo(function TimelineBlock({ block }: { block: Block }): ReactNode {
  const [head, ...rest] = block.rows as [Row, ...Row[]];
  return (
    <li className="block">
      <RowDate date={block.date} />
      <div className="block-rows">
        <TimelineRow row={head} />
        {rest.map((row) => (
          <TimelineRow key={row.key} row={row} under={head.facts[0]} />
        ))}
      </div>
    </li>
  );
});

function RowDate({ date }: { date: string | undefined }): ReactNode {
  if (date === undefined) return <span className="block-date">–</span>;
  const day = dayText(date);
  return (
    <time className="block-date figures" dateTime={date} title={exactText(date)}>
      <b>{/^\d{4}-\d{2}-\d{2}$/.test(day) ? day.slice(5) : day}</b>
      <span>{clockText(date)}</span>
    </time>
  );
}

/**
 * `under` is the visit that the row is set under: its institution stands for the row's own where
 * they are the same.
 */
function TimelineRow({ row, under }: { row: Row; under?: Fact | undefined }): ReactNode {
  const { t } = useTranslation();
  const { open, opened, sourceOf } = useChartParts();
  const [fact] = row.facts as [Fact];
  const current = opened?.keys[0] === row.key;
  const isHead = under === undefined;
  const ownSource = isHead || sourceOf(fact)?.key !== sourceOf(under)?.key;
  return (
    <div className={isHead ? 'row row-head' : 'row'} data-kind={row.kind} data-current={current}>
      <button type="button" className="plain row-open" onClick={() => open(row.facts)}>
        <span className="row-icon" title={t(`kind.${row.kind}`)}>
          <Icon name={row.kind} />
        </span>
        <span className="row-words">
          {ownSource ? <SourceName fact={fact} /> : null}
          <RowWords row={row} /> <ProtectedMark facts={row.facts} />
        </span>
      </button>
      <SourceButton fact={fact} />
    </div>
  );
}

function Words({ fact }: { fact: Fact }): ReactNode {
  const { t } = useTranslation();
  const { chart } = useChartParts();
  const { title, notes } = wordsOf(fact, t);
  const visitClass = fact.resourceType === 'Encounter' ? classText(fact, t) : undefined;
  const results = (fact.result ?? []).flatMap(
    ({ reference }) => chart.directory.get(reference ?? '') ?? [],
  );
  return (
    <>
      {visitClass === undefined ? null : <span className="chip">{visitClass}</span>}{' '}
      <span className="row-title">{title ?? t('app.unknown')}</span>{' '}
      {notes.length === 0 || results.length > 0 ? null : (
        <span className="row-notes">{notes.join(' · ')}</span>
      )}
      {results.length === 0 ? null : <Readings facts={results} />}
    </>
  );
}

function RowWords({ row: { kind, facts } }: { row: Row }): ReactNode {
  const { t } = useTranslation();
  const [fact] = facts as [Fact];
  if (kind === 'result') {
    return (
      <>
        <span className="row-title">{groupTitle(facts, t)}</span> <Readings facts={facts} />
      </>
    );
  }
  if (facts.length === 1) return <Words fact={fact} />;
  const names = facts.map((one) => wordsOf(one, t).title ?? t('app.unknown'));
  return (
    <>
      <span className="row-title">{groupTitle(facts, t)}</span>{' '}
      <span className="row-notes">{names.join(t('app.listComma'))}</span>
    </>
  );
}

/** The readings most worth seeing, and how many there are. */
function Readings({ facts }: { facts: readonly Fact[] }): ReactNode {
  const { t } = useTranslation();
  const all = facts.flatMap(readingsInLine);
  const ordered = [...all.filter(isAbnormal), ...all.filter((reading) => !isAbnormal(reading))];
  return (
    <span className="row-readings">
      {ordered.slice(0, readingsShown).map((reading, index) => (
        <Value key={`${reading.code} ${index}`} reading={reading} withLabel />
      ))}
      {ordered.length > readingsShown ? (
        <span className="chip">{t('timeline.results', { n: ordered.length })}</span>
      ) : null}
    </span>
  );
}
