/**
 * Where the points of a trend lie in a picture, and its reference range.
 * https://www.w3.org/TR/SVG2/coords.html
 */
import type { Reading } from '../../fhir/reading.ts';
import type { Series } from '../../fhir/trend.ts';

/** The size of a picture, and how much of each edge stays free. */
export interface Frame {
  width: number;
  height: number;
  inset: number;
}

/** A point of the picture. */
export interface Dot {
  /** In milliseconds since 1970. */
  at: number;
  reading: Reading;
  x: number;
  y: number;
}

/** A trend in a picture. */
export interface TrendShape {
  first: Dot;
  last: Dot;
  dots: Dot[];
  /** The points of a polyline. */
  path: string;
  /** The reference range of the last value; an end without a bound is that of the values. */
  band: { y: number; height: number } | undefined;
}

/** Undefined for fewer than two numbers, of which nothing can be drawn. */
export function trendShape({ points }: Series, frame: Frame): TrendShape | undefined {
  const { width, height, inset } = frame;
  const numbered = points.flatMap(({ at, reading }) =>
    reading.number === undefined ? [] : [{ at, reading, number: reading.number }],
  );
  const [first, last] = [numbered[0], numbered.at(-1)];
  if (first === undefined || last === undefined || numbered.length < 2) return undefined;
  const { low, high } = last.reading;
  const bounds = [low, high].filter((bound) => bound !== undefined);
  const shown = [...numbered.map(({ number }) => number), ...bounds];
  const [bottom, top] = [Math.min(...shown), Math.max(...shown)];
  const spread = top - bottom || 1;
  const time = last.at - first.at || 1;
  const x = (at: number) => inset + ((at - first.at) / time) * (width - 2 * inset);
  const y = (value: number) => height - inset - ((value - bottom) / spread) * (height - 2 * inset);
  const dotOf = ({ at, reading, number }: (typeof numbered)[number]): Dot => ({
    at,
    reading,
    x: x(at),
    y: y(number),
  });
  const dots = numbered.map(dotOf);
  const bandTop = y(high ?? top);
  return {
    first: dotOf(first),
    last: dotOf(last),
    dots,
    path: dots.map((dot) => `${dot.x.toFixed(1)},${dot.y.toFixed(1)}`).join(' '),
    band: bounds.length === 0 ? undefined : { y: bandTop, height: y(low ?? bottom) - bandTop },
  };
}
