/**
 * Results: what was measured last, out of range first; and the reports.
 * https://hl7.org/fhir/R4/diagnosticreport.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Sparkline } from '../../design/measured/Sparkline.tsx';
import { isAbnormal, isCritical, readingsInLine } from '../../fhir/reading.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { measurementsOf } from '../../fhir/trend.ts';
import type { Measurement } from '../../fhir/trend.ts';
import { fill } from '../../i18n/fill.ts';
import { Notice } from '../../light/parts.tsx';
import { titleOf } from '../archive/fact-title.ts';
import { When } from '../archive/Today.tsx';
import { useRecord } from '../archive/use-record.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { ResultValue } from '../parts/ResultValue.tsx';
import { LinkRow, Rows } from '../parts/Rows.tsx';
import { useWords } from '../words.ts';
import '../archive/archive.css';
import './results.css';

const parts = ['values', 'reports'] as const;

/** Critical first, then out of range, then the rest, each by the latest. */
export function byWeight(measured: readonly Measurement[]): Measurement[] {
  const weight = ({ latest }: Measurement) => {
    const readings = readingsInLine(latest);
    return readings.some(isCritical) ? 0 : readings.some(isAbnormal) ? 1 : 2;
  };
  return measured.toSorted((a, b) => weight(a) - weight(b));
}

/** The page. */
export function ResultsPage(): ReactNode {
  const { results } = useWords();
  const { chart, error, reload } = useRecord();
  const [part, setPart] = useState<(typeof parts)[number]>('values');
  const streams = chart?.streams;
  const failed = streams?.results.failure ?? streams?.reports.failure;
  const measured = byWeight(measurementsOf(streams?.results.found ?? []));
  const reports = streams?.reports.found ?? [];
  const isEmpty = chart !== undefined && measured.length === 0 && reports.length === 0;
  return (
    <Frame title={results.title}>
      <div className="tabs" role="tablist" aria-label={results.title}>
        {parts.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`results-${one}`}
            aria-selected={one === part}
            aria-controls="results"
            onClick={() => setPart(one)}
          >
            {results[one]}
          </button>
        ))}
      </div>
      <div id="results" role="tabpanel" aria-labelledby={`results-${part}`} className="part">
        <Failed error={error} retry={reload} />
        {failed === undefined ? null : <Notice tone="warn">{results.failed}</Notice>}
        {chart === undefined && error === undefined ? <Loading rows={5} /> : null}
        {isEmpty ? <Empty>{results.none}</Empty> : null}
        {part === 'values' ? <Values measured={measured} /> : <Reports reports={reports} />}
      </div>
    </Frame>
  );
}

function Values({ measured }: { measured: readonly Measurement[] }): ReactNode {
  const { results } = useWords();
  if (measured.length === 0) return null;
  return (
    <Rows>
      {measured.map(({ code, label, latest, series }) => {
        const readings = readingsInLine(latest);
        const range = readings[0]?.range;
        return (
          <LinkRow
            key={code}
            to={{ page: 'result', id: code }}
            note={
              <>
                <When fact={latest} />
                {range === undefined ? null : ` · ${fill(results.range, { range })}`}
              </>
            }
            end={series[0] === undefined ? null : <Sparkline series={series[0]} />}
          >
            <span className="result-label">{label} </span>
            {readings.map((reading) => (
              <ResultValue key={reading.code} reading={reading} />
            ))}
          </LinkRow>
        );
      })}
    </Rows>
  );
}

function Reports({ reports }: { reports: readonly Fact[] }): ReactNode {
  const { unknown } = useWords();
  if (reports.length === 0) return null;
  return (
    <Rows>
      {reports.map((report) => {
        const { title, notes } = titleOf(report);
        return (
          <LinkRow
            key={keyOf(report)}
            to={{ page: 'report', id: report.id ?? '' }}
            glyph="report"
            note={
              <>
                <When fact={report} />
                {notes.length === 0 ? null : ` · ${notes.join('，')}`}
              </>
            }
          >
            {title ?? unknown}
          </LinkRow>
        );
      })}
    </Rows>
  );
}
