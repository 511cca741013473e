/** The right of a chart: one opened thing in full, its trend, its institution, its source. */
import { Button } from 'antd';
import { useEffect, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import { Value } from '../../design/measured/Value.tsx';
import { readingsInLine, readingsOf } from '../../fhir/reading.ts';
import type { Fact, Reference } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { encounterKeyOf } from '../../fhir/source.ts';
import { displayName, meaning } from '../../fhir/wording.ts';
import { ProtectedMark } from '../access/ProtectedMark.tsx';
import { useChartParts } from '../chart/chart-context.ts';
import type { Opened } from '../chart/chart-context.ts';
import { groupTitle, medicineText, wordsOf } from '../chart/fact-words.ts';
import { FactLine, SourceButton, SourceName } from '../chart/FactParts.tsx';
import { SignatureLine } from '../signing/SignatureLine.tsx';
import { Attachments } from './Attachments.tsx';
import { fieldsOf, referencesOf } from './fields.ts';
import './opened.css';
import { Trend } from './Trend.tsx';

/** `close` is given where the panel has no frame that closes it. */
export function OpenedPanel({ opened, close }: { opened: Opened; close?: () => void }): ReactNode {
  const { t } = useTranslation();
  const { chart, follow } = useChartParts();
  const facts = opened.keys.flatMap((key) => chart.directory.get(key) ?? []);
  const [fact] = facts;
  const wanted = facts
    .flatMap(referencesOf)
    .filter((key) => !chart.directory.has(key))
    .join(' ');
  useEffect(() => {
    if (wanted !== '') follow(wanted.split(' '));
  }, [wanted, follow]);
  if (fact === undefined) return null;
  const isGroup = facts.length > 1;
  const title = isGroup ? groupTitle(facts, t) : (wordsOf(fact, t).title ?? t('app.unknown'));
  return (
    <article className="card opened" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <ProtectedMark facts={facts} />
        {close === undefined ? null : (
          <Button type="text" aria-label={t('app.close')} title={t('app.close')} onClick={close}>
            <Icon name="close" />
          </Button>
        )}
      </header>
      <From fact={fact} />
      {isGroup ? <Group facts={facts} /> : <FactInFull fact={fact} key={keyOf(fact)} />}
    </article>
  );
}

function From({ fact }: { fact: Fact }): ReactNode {
  const { t } = useTranslation();
  const { openSource } = useChartParts();
  return (
    <p className="opened-from">
      <SourceName fact={fact} />
      <Button size="small" onClick={() => openSource(keyOf(fact))}>
        <Icon name="source" /> {t('source.open')}
      </Button>
    </p>
  );
}

function FactInFull({ fact }: { fact: Fact }): ReactNode {
  const { t } = useTranslation();
  const { chart, language } = useChartParts();
  const nameOf = (reference: Reference | undefined) => {
    const known = chart.directory.get(reference?.reference ?? '');
    const name =
      known && (displayName(known, language) ?? meaning(known.code) ?? medicineText(known));
    return name ?? reference?.display;
  };
  const results = [...(fact.result ?? []), ...(fact.hasMember ?? [])].flatMap(
    ({ reference }) => chart.directory.get(reference ?? '') ?? [],
  );
  const isResult = fact.resourceType === 'Observation';
  return (
    <>
      {isResult ? (
        <p className="opened-value">
          {readingsOf(fact).map((reading) => (
            <Value
              key={reading.code}
              reading={reading}
              withLabel={fact.component !== undefined}
              withRange
            />
          ))}
        </p>
      ) : null}
      {isResult ? <Trend fact={fact} /> : null}
      <dl className="fields">
        {fieldsOf(fact, t, nameOf).map(({ name, text }) => (
          <div key={name}>
            <dt>{t(`field.${name}`)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {results.length > 0 ? <ResultTable facts={results} /> : null}
      <Attachments fact={fact} />
      <SignatureLine fact={fact} />
      {fact.resourceType === 'Encounter' ? <InVisit encounter={fact} /> : null}
    </>
  );
}

function InVisit({ encounter }: { encounter: Fact }): ReactNode {
  const { t } = useTranslation();
  const { chart } = useChartParts();
  const facts = useMemo(() => {
    const key = keyOf(encounter);
    const loaded = Object.values(chart.streams).flatMap(({ found }) => found);
    return loaded.filter((fact) => encounterKeyOf(fact) === key);
  }, [chart, encounter]);
  if (facts.length === 0) return null;
  const results = facts.filter(({ resourceType }) => resourceType === 'Observation');
  const others = facts.filter(({ resourceType }) => resourceType !== 'Observation');
  return (
    <>
      <h3>{t('opened.inVisit')}</h3>
      <ul>
        {others.map((fact) => (
          <FactLine key={keyOf(fact)} fact={fact} />
        ))}
      </ul>
      {results.length > 0 ? <ResultTable facts={results} /> : null}
    </>
  );
}

/** Results as a table, anything else as lines. */
function Group({ facts }: { facts: readonly Fact[] }): ReactNode {
  if (facts[0]?.resourceType === 'Observation') return <ResultTable facts={facts} />;
  return (
    <ul>
      {facts.map((fact) => (
        <FactLine key={keyOf(fact)} fact={fact} />
      ))}
    </ul>
  );
}

/** Every value of several results; a click opens one with its trend. */
function ResultTable({ facts }: { facts: readonly Fact[] }): ReactNode {
  const { t } = useTranslation();
  const { open } = useChartParts();
  return (
    <table className="result-table">
      <caption>{t('opened.results')}</caption>
      <tbody>
        {facts.map((fact) => (
          <tr key={keyOf(fact)}>
            <th scope="row">
              <button type="button" className="plain result-open" onClick={() => open([fact])}>
                {meaning(fact.code) ?? t('app.unknown')}
              </button>
            </th>
            <td>
              {readingsInLine(fact).map((reading) => (
                <Value key={reading.code} reading={reading} withRange />
              ))}
            </td>
            <td className="result-source">
              <SourceButton fact={fact} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
