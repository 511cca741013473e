/**
 * A trend the size of a word, with its reference range as a band.
 * https://www.edwardtufte.com/notebook/sparkline-theory-and-practice-edward-tufte/
 */
import type { ReactNode } from 'react';
import type { Series } from '../fhir/trend.ts';
import { isAbnormal } from '../fhir/reading.ts';

const width = 64;
const height = 20;
const inset = 3;

/** Draws nothing for fewer than two numbers. Decorative: the words beside it say the last value. */
export function Sparkline({ series }: { series: Series }): ReactNode {
  const points = series.points.filter(({ reading }) => reading.number !== undefined);
  const last = points.at(-1);
  const first = points[0];
  if (points.length < 2 || last === undefined || first === undefined)
    return <span className="sparkline" />;
  const { low, high } = last.reading;
  const numbers = points.map(({ reading }) => reading.number ?? 0);
  const shown = [
    ...numbers,
    ...(low === undefined ? [] : [low]),
    ...(high === undefined ? [] : [high]),
  ];
  const [bottom, top] = [Math.min(...shown), Math.max(...shown)];
  const spread = top - bottom || 1;
  const time = last.at - first.at || 1;
  const x = (at: number) => inset + ((at - first.at) / time) * (width - 2 * inset);
  const y = (value: number) => height - inset - ((value - bottom) / spread) * (height - 2 * inset);
  const path = points.map(
    ({ at }, index) => `${x(at).toFixed(1)},${y(numbers[index] ?? 0).toFixed(1)}`,
  );
  const bandTop = y(high ?? top);
  const bandHeight = y(low ?? bottom) - bandTop;
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
    >
      {low === undefined && high === undefined ? null : (
        <rect
          className="sparkline-band"
          x="0"
          y={bandTop}
          width={width}
          height={Math.max(bandHeight, 1)}
        />
      )}
      <polyline points={path.join(' ')} />
      <circle
        className={isAbnormal(last.reading) ? 'sparkline-abnormal' : undefined}
        cx={x(last.at)}
        cy={y(numbers.at(-1) ?? 0)}
        r="2.2"
      />
    </svg>
  );
}
