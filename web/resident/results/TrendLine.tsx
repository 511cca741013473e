/** A trend the width of the page, with its reference range as a band: drawn without a library. */
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { saidDate } from '../../design/moment.ts';
import { isAbnormal } from '../../fhir/reading.ts';
import type { Series } from '../../fhir/trend.ts';
import { numberText } from '../../fhir/wording.ts';
import { fill } from '../../i18n/fill.ts';
import { useWords } from '../words.ts';

const width = 320;
const height = 120;
const inset = 10;

/** Nothing for fewer than two numbers. */
export function TrendLine({ series }: { series: Series }): ReactNode {
  const { results } = useWords();
  const { language } = useAppearance();
  const points = series.points.filter(({ reading }) => reading.number !== undefined);
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 2 || first === undefined || last === undefined) return null;
  const numbers = points.map(({ reading }) => reading.number ?? 0);
  const { low, high } = last.reading;
  const bounds = [...numbers, ...[low, high].filter((bound) => bound !== undefined)];
  const [bottom, top] = [Math.min(...bounds), Math.max(...bounds)];
  const spread = top - bottom || 1;
  const time = last.at - first.at || 1;
  const x = (at: number) => inset + ((at - first.at) / time) * (width - 2 * inset);
  const y = (value: number) => height - inset - ((value - bottom) / spread) * (height - 2 * inset);
  const path = points.map(
    ({ at }, index) => `${x(at).toFixed(1)},${y(numbers[index] ?? 0).toFixed(1)}`,
  );
  const now = new Date();
  const said = (at: number) => saidDate(new Date(at).toISOString(), now, language);
  return (
    <figure className="trend">
      <figcaption className="small">
        {fill(results.trend, { label: series.label })}
        {low === undefined && high === undefined ? null : (
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
        {low === undefined && high === undefined ? null : (
          <rect
            className="sparkline-band"
            x="0"
            width={width}
            y={y(high ?? top)}
            height={Math.max(2, y(low ?? bottom) - y(high ?? top))}
          />
        )}
        <polyline points={path.join(' ')} />
        {points.map(({ at, reading }, index) => (
          <circle
            key={at}
            className={isAbnormal(reading) ? 'trend-abnormal' : undefined}
            cx={x(at)}
            cy={y(numbers[index] ?? 0)}
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
