/**
 * Every value of one measurement over time: plotted against its reference range, and as a table.
 */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLate } from '../../design/late.ts';
import { Failed, LoadingRows } from '../../design/states.tsx';
import { Value } from '../../design/measured/Value.tsx';
import { batch, pageOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import { readingsInLine, readingsOf, seriesCode } from '../../fhir/reading.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { timeOf } from '../../fhir/timeline.ts';
import { seriesOf } from '../../fhir/trend.ts';
import { useSend } from '../../session/session-context.ts';
import { useChartParts } from '../chart/chart-context.ts';
import { FactDate, SourceButton, SourceName } from '../chart/FactParts.tsx';

const loadTrendPlot = () => import('./TrendPlot.tsx');

/** More values than this are not drawn: nobody can read them in one picture. */
const pagesMost = 5;

/** A longer list of values is folded under the plot. */
const historyOpenUpTo = 24;

/** All observations of one code of a patient, latest first, up to 1,000. */
export async function loadHistory(
  send: Send,
  { patientId, code }: { patientId: string; code: string },
  signal: AbortSignal,
): Promise<Fact[]> {
  let next: string | undefined =
    `Observation?patient=${patientId}&code=${encodeURIComponent(code)}&_sort=-date&_count=200`;
  const found: Fact[] = [];
  for (let page = 0; page < pagesMost && next !== undefined; page += 1) {
    const loaded = pageOf((await batch(send, [next], signal))[0]);
    if (loaded.failure) throw loaded.failure;
    found.push(...loaded.found);
    next = loaded.next;
  }
  return found;
}

/** The history of what an observation measures. Needs a code; one without is shown alone. */
export function Trend({ fact }: { fact: Fact }): ReactNode {
  const { t } = useTranslation();
  const { chart } = useChartParts();
  const send = useSend();
  const code = seriesCode(fact);
  const patientId = chart.patient.id ?? '';
  const plot = useLate(loadTrendPlot);
  const coded = code.includes('|');
  const history = useQuery({
    queryKey: ['history', patientId, code],
    queryFn: ({ signal }) => loadHistory(send, { patientId, code }, signal),
    enabled: coded,
  });
  if (!coded) return null;
  if (history.isPending) return <LoadingRows rows={5} widths={[92]} />;
  if (history.isError)
    return <Failed error={history.error} retry={() => void history.refetch()} compact />;
  const facts = history.data;
  const series = seriesOf(facts);
  const plotted = series.filter((one) =>
    one.points.some(({ reading }) => reading.number !== undefined),
  );
  const enough = plotted.some((one) => one.points.length > 1);
  const range = readingsOf(fact)[0]?.range;
  const ranged = plotted.some(({ points }) =>
    points.some(({ reading }) => reading.range !== undefined),
  );
  return (
    <section className="trend" aria-label={t('opened.trend')}>
      {enough ? (
        plot === undefined ? (
          <LoadingRows rows={5} widths={[92]} />
        ) : (
          <plot.TrendPlot series={plotted} current={timeOf(fact)} />
        )
      ) : null}
      {plotted.length > 0 && !enough ? <p className="nothing">{t('opened.noTrend')}</p> : null}
      {enough && ranged && range !== undefined ? (
        <p className="trend-note">{t('opened.rangeBand', { range })}</p>
      ) : null}
      {enough && !ranged ? <p className="trend-note">{t('opened.noRange')}</p> : null}
      {facts.length > 1 ? <History facts={facts} /> : null}
    </section>
  );
}

function History({ facts }: { facts: readonly Fact[] }): ReactNode {
  const { t } = useTranslation();
  return (
    <details className="history" open={facts.length <= historyOpenUpTo}>
      <summary>
        {t('opened.history')} <span className="soft">{facts.length}</span>
      </summary>
      <table className="result-table">
        <tbody>
          {facts.map((fact) => (
            <tr key={keyOf(fact)}>
              <td>
                <FactDate fact={fact} />
              </td>
              <td>
                {readingsInLine(fact).map((reading) => (
                  <Value key={reading.code} reading={reading} />
                ))}
              </td>
              <td className="history-from">
                <SourceName fact={fact} />
              </td>
              <td className="result-source">
                <SourceButton fact={fact} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
