/**
 * A trend the size of a word, with its reference range as a band.
 * https://www.edwardtufte.com/notebook/sparkline-theory-and-practice-edward-tufte/
 */
import type { ReactNode } from 'react';
import type { Series } from '../../fhir/trend.ts';
import { isAbnormal } from '../../fhir/reading.ts';
import { trendShape } from './trend-shape.ts';

const frame = { width: 64, height: 20, inset: 3 };

/** Draws nothing for fewer than two numbers. Decorative: the words beside it say the last value. */
export function Sparkline({ series }: { series: Series }): ReactNode {
  const { width, height } = frame;
  const shape = trendShape(series, frame);
  if (shape === undefined) return <span className="sparkline" />;
  const { last, path, band } = shape;
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
    >
      {band === undefined ? null : (
        <rect
          className="sparkline-band"
          x="0"
          y={band.y}
          width={width}
          height={Math.max(band.height, 1)}
        />
      )}
      <polyline points={path} />
      <circle
        className={isAbnormal(last.reading) ? 'sparkline-abnormal' : undefined}
        cx={last.x}
        cy={last.y}
        r="2.2"
      />
    </svg>
  );
}
