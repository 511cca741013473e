/**
 * One thing that is measured: the last value, what it means, how it went, where it came from.
 * https://hl7.org/fhir/R4/observation.html
 */
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { isCritical, readingsInLine } from '../../fhir/reading.ts';
import type { Reading } from '../../fhir/reading.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { sourceOf } from '../../fhir/source.ts';
import { measurementsOf } from '../../fhir/trend.ts';
import type { Measurement } from '../../fhir/trend.ts';
import { timeOf } from '../../fhir/timeline.ts';
import { fill } from '../../i18n/fill.ts';
import { Notice } from '../../light/parts.tsx';
import { When } from '../archive/Today.tsx';
import { useRecord } from '../archive/use-record.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { ResultValue } from '../parts/ResultValue.tsx';
import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import type { ResidentWords } from '../words.ts';
import { TrendLine } from './TrendLine.tsx';
import '../archive/archive.css';
import './results.css';

/** What a reading means, in a sentence. */
export function meaningOf(reading: Reading | undefined, { results }: ResidentWords): string {
  if (reading?.flag === undefined) return results.meaning.unknown;
  if (isCritical(reading)) return results.meaning.critical;
  return results.meaning[reading.flag as 'normal' | 'high' | 'low' | 'abnormal'];
}

/** The page. */
export function ResultPage(): ReactNode {
  const { results } = useWords();
  const { id = '' } = useWay().route;
  const { chart, error, reload } = useRecord();
  const measured = measurementsOf(chart?.streams.results.found ?? []);
  const one = measured.find(({ code }) => code === id);
  return (
    <Frame title={one?.label ?? results.title}>
      <Failed error={error} retry={reload} />
      {chart === undefined && error === undefined ? <Loading rows={2} /> : null}
      {chart !== undefined && one === undefined ? <Empty>{results.none}</Empty> : null}
      {one === undefined || chart === undefined ? null : (
        <Measured one={one} directory={chart.directory} />
      )}
    </Frame>
  );
}

function Measured(props: {
  one: Measurement;
  directory: Parameters<typeof sourceOf>[1];
}): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { one, directory } = props;
  const readings = readingsInLine(one.latest);
  const worst = readings.find(isCritical) ?? readings[0];
  const source = sourceOf(one.latest, directory, language)?.name;
  const range = readings[0]?.range;
  return (
    <>
      <section className="block result">
        <p className="result-large">
          {readings.map((reading) => (
            <ResultValue key={reading.code} reading={reading} />
          ))}
        </p>
        {range === undefined ? null : (
          <p className="soft">{fill(words.results.range, { range })}</p>
        )}
        {worst !== undefined && isCritical(worst) ? (
          <Notice tone="danger">{meaningOf(worst, words)}</Notice>
        ) : (
          <p>{meaningOf(worst, words)}</p>
        )}
        <p className="soft small">
          <When fact={one.latest} />
          {source === undefined ? '' : ` · ${fill(words.source, { name: source })}`}
        </p>
      </section>
      <section className="block" aria-label={words.results.history}>
        <h2>{words.results.history}</h2>
        {one.series.map((series) => (
          <TrendLine key={series.code} series={series} />
        ))}
        <History one={one} />
      </section>
    </>
  );
}

function History({ one }: { one: Measurement }): ReactNode {
  const { results } = useWords();
  const facts = [
    ...new Map(
      one.series.flatMap(({ points }) => points.map(({ fact }) => [keyOf(fact), fact] as const)),
    ).values(),
  ].toSorted((a, b) => timeOf(b) - timeOf(a));
  if (facts.length < 2) return <p className="soft">{results.first}</p>;
  return (
    <ul className="history">
      {facts.map((fact) => (
        <li key={keyOf(fact)}>
          <span className="soft">
            <When fact={fact} />
          </span>
          <span>
            {readingsInLine(fact).map((reading) => (
              <ResultValue key={reading.code} reading={reading} />
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
