/**
 * A report: its conclusion, its results, its text, where it came from.
 * https://hl7.org/fhir/R4/diagnosticreport.html
 */
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { readingsInLine } from '../../fhir/reading.ts';
import type { Attachment, Fact } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { sourceOf } from '../../fhir/source.ts';
import { meanings } from '../../fhir/wording.ts';
import { seriesCode } from '../../fhir/reading.ts';
import { fill } from '../../i18n/fill.ts';
import { titleOf } from '../archive/fact-title.ts';
import { When } from '../archive/Today.tsx';
import { useRecord } from '../archive/use-record.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { ResultValue } from '../parts/ResultValue.tsx';
import { LinkRow, Rows } from '../parts/Rows.tsx';
import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import { plainText } from './plain-text.ts';
import '../archive/archive.css';
import './results.css';

/** The page. */
export function ReportPage(): ReactNode {
  const { results } = useWords();
  const { id = '' } = useWay().route;
  const { chart, error, reload } = useRecord();
  const report = chart?.streams.reports.found.find((fact) => fact.id === id);
  return (
    <Frame title={(report && titleOf(report).title) ?? results.title}>
      <Failed error={error} retry={reload} />
      {chart === undefined && error === undefined ? <Loading rows={2} /> : null}
      {chart !== undefined && report === undefined ? <Empty>{results.none}</Empty> : null}
      {report === undefined || chart === undefined ? null : (
        <Report report={report} directory={chart.directory} />
      )}
    </Frame>
  );
}

function Report(props: { report: Fact; directory: ReadonlyMap<string, Fact> }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { report, directory } = props;
  const source = sourceOf(report, directory, language)?.name;
  const conclusion = report.conclusion ?? meanings(report.conclusionCode);
  const values = (report.result ?? []).flatMap(
    ({ reference = '' }) => directory.get(reference) ?? [],
  );
  const texts = (report.presentedForm ?? []).flatMap((form) => plainText(form) ?? []);
  return (
    <>
      <section className="block">
        <p className="soft small">
          <When fact={report} />
          {source === undefined ? '' : ` · ${fill(words.source, { name: source })}`}
        </p>
        {conclusion === undefined ? null : (
          <>
            <h2>{words.results.conclusion}</h2>
            <p>{conclusion}</p>
          </>
        )}
        {texts.map((text) => (
          <p key={text} className="report-text">
            {text}
          </p>
        ))}
        <Forms forms={report.presentedForm ?? []} />
        {conclusion === undefined && texts.length === 0 && values.length === 0 ? (
          <p className="soft">{words.results.noText}</p>
        ) : null}
      </section>
      {values.length === 0 ? null : (
        <Rows>
          {values.map((value) => (
            <LinkRow
              key={keyOf(value)}
              to={{ page: 'result', id: seriesCode(value) }}
              note={readingsInLine(value)[0]?.range}
            >
              <span className="result-label">{titleOf(value).title} </span>
              {readingsInLine(value).map((reading) => (
                <ResultValue key={reading.code} reading={reading} />
              ))}
            </LinkRow>
          ))}
        </Rows>
      )}
    </>
  );
}

/** Originals that the browser opens: those that came with their bytes. */
function Forms({ forms }: { forms: readonly Attachment[] }): ReactNode {
  const { results } = useWords();
  const openable = forms.filter(
    ({ data, contentType = '' }) =>
      data !== undefined && /^(?:application\/pdf|image\/(?:png|jpeg))$/.test(contentType),
  );
  return openable.map(({ data, contentType, title }) => (
    <a
      key={`${contentType} ${title} ${data?.length}`}
      className="text"
      download={title ?? 'report'}
      href={`data:${contentType};base64,${data}`}
    >
      {title ?? results.open}
    </a>
  ));
}
