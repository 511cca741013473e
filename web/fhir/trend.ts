/**
 * Results of the same kind as series over time, with the reference range each value came with.
 * https://hl7.org/fhir/R4/observation.html
 */
import { timeOf } from './timeline.ts';
import type { Reading } from './reading.ts';
import { readingsOf, seriesCode } from './reading.ts';
import type { Fact } from './shapes.ts';

/** One value at its time. */
export interface Point {
  at: number;
  reading: Reading;
  fact: Fact;
}

/** What the same code said over time, oldest first. */
export interface Series {
  code: string;
  label: string;
  unit?: string;
  points: Point[];
}

/** The series of observations of one code: one, or one for each component (systolic, diastolic). */
export function seriesOf(observations: readonly Fact[]): Series[] {
  const series = new Map<string, Series>();
  for (const fact of observations) {
    const at = timeOf(fact);
    for (const reading of readingsOf(fact)) {
      if (at === -Infinity) continue;
      const known = series.get(reading.code) ?? {
        code: reading.code,
        label: reading.label ?? '',
        ...(reading.unit === undefined ? {} : { unit: reading.unit }),
        points: [],
      };
      known.points.push({ at, reading, fact });
      series.set(reading.code, known);
    }
  }
  for (const one of series.values()) one.points.sort((a, b) => a.at - b.at);
  return [...series.values()];
}

/**
 * Everything measured, the latest of each code with its history, the most recently measured first.
 */
export interface Measurement {
  code: string;
  label: string;
  latest: Fact;
  series: Series[];
}

/**
 * Groups observations by what they measure. Those without any value (only members) are left out.
 */
export function measurementsOf(observations: readonly Fact[]): Measurement[] {
  const byCode = new Map<string, Fact[]>();
  for (const fact of observations) {
    const code = seriesCode(fact);
    if (readingsOf(fact).every(({ value }) => value === undefined)) continue;
    byCode.set(code, [...(byCode.get(code) ?? []), fact]);
  }
  return [...byCode].map(([code, facts]) => {
    const [latest] = facts.toSorted((a, b) => timeOf(b) - timeOf(a)) as [Fact];
    const [reading] = readingsOf(latest);
    const label = latest.code?.text ?? latest.code?.coding?.[0]?.display ?? reading?.label ?? code;
    return { code, label, latest, series: seriesOf(facts) };
  });
}

/** A stretch of time in which the reference range stayed the same. */
export interface Band {
  from: number;
  to: number;
  low?: number;
  high?: number;
}

/**
 * The reference ranges of a series as bands; each lasts until the next value that came with another
 * range.
 */
export function bandsOf(points: readonly Point[]): Band[] {
  const bands: Band[] = [];
  for (const { at, reading } of points) {
    const { low, high } = reading;
    const last = bands.at(-1);
    if (last !== undefined) last.to = at;
    if (last !== undefined && last.low === low && last.high === high) continue;
    if (low === undefined && high === undefined) continue;
    bands.push({
      from: at,
      to: at,
      ...(low !== undefined && { low }),
      ...(high !== undefined && { high }),
    });
  }
  return bands;
}
