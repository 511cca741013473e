/** A trend the width of the page, with its reference range as a band: drawn without a library. */
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { trendShape } from '../../design/measured/trend-shape.ts';
import { saidDate } from '../../design/moment.ts';
import { isAbnormal } from '../../fhir/reading.ts';
import type { Series } from '../../fhir/trend.ts';
import { numberText } from '../../fhir/wording.ts';
import { fill } from '../../i18n/fill.ts';
import { useWords } from '../words.ts';

const frame = { width: 320, height: 120, inset: 10 };

/** Nothing for fewer than two numbers. */
export function TrendLine({ series }: { series: Series }): ReactNode {
  const { results } = useWords();
  const { language } = useAppearance();
  const { width, height } = frame;
  const shape = trendShape(series, frame);
  if (shape === undefined) return null;
  const { first, last, dots, path, band } = shape;
  const { low, high } = last.reading;
  const now = new Date();
  const said = (at: number) => saidDate(new Date(at).toISOString(), now, language);
  return (
    <figure className="trend">
      <figcaption className="small">
        {fill(results.trend, { label: series.label })}
        {band === undefined ? null : (
          <span className="soft">
            {' '}
            {fill(results.range, {
              range: [low, high]
                .flatMap((one) => (one === undefined ? [] : numberText(one)))
                .join('–'),
            })}
          </span>
        )}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {band === undefined ? null : (
          <rect
            className="sparkline-band"
            x="0"
            width={width}
            y={band.y}
            height={Math.max(2, band.height)}
          />
        )}
        <polyline points={path} />
        {dots.map(({ at, reading, x, y }) => (
          <circle
            key={at}
            className={isAbnormal(reading) ? 'trend-abnormal' : undefined}
            cx={x}
            cy={y}
            r="4"
          />
        ))}
      </svg>
      <p className="trend-ends soft small">
        <span>{said(first.at)}</span>
        <span>{said(last.at)}</span>
      </p>
    </figure>
  );
}
