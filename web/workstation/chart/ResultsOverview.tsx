/**
 * The latest of everything measured, with a trend the size of a word; vital signs before
 * laboratory.
 */
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Sparkline } from '../../design/measured/Sparkline.tsx';
import { Failed } from '../../design/states.tsx';
import { Value } from '../../design/measured/Value.tsx';
import { readingsInLine } from '../../fhir/reading.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { categoryOf } from '../../fhir/timeline.ts';
import type { Measurement } from '../../fhir/trend.ts';
import { measurementsOf } from '../../fhir/trend.ts';
import { useChartParts } from './chart-context.ts';
import { FactDate, MoreOf, SourceButton, SourceName } from './FactParts.tsx';

const order = [
  'vital-signs',
  'laboratory',
  'imaging',
  'exam',
  'procedure',
  'therapy',
  'survey',
  'social-history',
];

/** The measurements by category, in the order above; unknown categories last. */
export function byCategory(measurements: readonly Measurement[]): [string, Measurement[]][] {
  const groups = Map.groupBy(measurements, ({ latest }) => categoryOf(latest) || 'other');
  const rank = (category: string) =>
    (order.indexOf(category) + order.length + 1) % (order.length + 1);
  return [...groups].toSorted(([a], [b]) => rank(a) - rank(b));
}

/** See the file's first line. */
export function ResultsOverview(): ReactNode {
  const { t } = useTranslation();
  const { chart, retry } = useChartParts();
  const { found, failure } = chart.streams.results;
  const groups = useMemo(() => byCategory(measurementsOf(found)), [found]);
  return (
    <section className="card overview">
      <h2>{t('chart.section.results')}</h2>
      {failure ? <Failed error={failure} retry={retry} compact /> : null}
      {groups.length === 0 && !failure ? (
        <p className="nothing">{t('chart.empty.results')}</p>
      ) : null}
      {groups.map(([category, measurements]) => (
        <section key={category}>
          <h3>{t(`category.${category as 'other'}`, { defaultValue: category })}</h3>
          <ul>
            {measurements.map((measurement) => (
              <MeasurementLine key={measurement.code} measurement={measurement} />
            ))}
          </ul>
        </section>
      ))}
      <MoreOf names={['results']} />
    </section>
  );
}

function MeasurementLine({ measurement }: { measurement: Measurement }): ReactNode {
  const { open, opened } = useChartParts();
  const { label, latest, series } = measurement;
  const readings = readingsInLine(latest);
  return (
    <li className="measurement" data-current={opened?.keys[0] === keyOf(latest)}>
      <button type="button" className="plain measurement-open" onClick={() => open([latest])}>
        <span className="measurement-label">{label}</span>
        {series[0] === undefined ? <span /> : <Sparkline series={series[0]} />}
        <span className="measurement-values">
          {readings.map((reading) => (
            <Value key={reading.code} reading={reading} withRange={readings.length === 1} />
          ))}
        </span>
        <span className="fact-from">
          <FactDate fact={latest} /> <SourceName fact={latest} />
        </span>
      </button>
      <SourceButton fact={latest} />
    </li>
  );
}
