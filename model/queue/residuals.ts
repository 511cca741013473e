/**
 * How far forecasts of waits were off, by how many were ahead: the honest range of the next ones.
 * Pure.
 * https://en.wikipedia.org/wiki/Prediction_interval
 */
import { quantileOfSorted } from './service-times.ts';

/** Of which forecasts the range is asked. */
export interface Sort {
  department: string;
  /** How many were ahead. */
  ahead: number;
  /** Whether a room had called already. */
  isOpen: boolean;
}

/** How a forecast turned out. Minutes. */
export interface Outcome extends Sort {
  forecast: number;
  actual: number;
}

/** Ratios of what came to what was told: the latest last, and in the order of size. */
interface Ratios {
  list: number[];
  sorted: number[];
}

/** By department, and of all; by number ahead, before and after the first call. */
export type Residuals = Map<string, Ratios>;

/** How many of each are remembered: those of one day are alike, so that it takes many days. */
const kept = 1000;
/** Ratios before anything is known. */
const usual: Range = { soonest: 0.45, p50: 1, p90: 1.8 };
/** What one leans on weighs as much as so many of one's own. */
const weight = { department: 100, region: 20 } as const;

/** Minutes by which both sides of a ratio are lengthened: nobody is told of seconds. */
const floor = 2;

/** Remembers how a forecast turned out. */
export function learnOutcome(residuals: Residuals, outcome: Outcome): void {
  const ratio = (Math.max(0, outcome.actual) + floor) / (Math.max(0, outcome.forecast) + floor);
  for (const key of [keyOf({ ...outcome, department: '' }), keyOf(outcome)]) {
    const { list, sorted } = residuals.get(key) ?? { list: [], sorted: [] };
    list.push(ratio);
    sorted.splice(placeIn(sorted, ratio), 0, ratio);
    const oldest = list.length > kept ? list.shift() : undefined;
    if (oldest !== undefined) sorted.splice(placeIn(sorted, oldest), 1);
    residuals.set(key, { list, sorted });
  }
}

/** Where a value stands, or belongs. Sorting anew for each forecast took most of its time. */
function placeIn(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const keyOf = ({ department, ahead, isOpen }: Sort) => `${department} ${bucketOf(ahead)} ${isOpen}`;

/** 0, 1, 2, then wider and wider. */
function bucketOf(ahead: number): number {
  return ahead < 3 ? ahead : Math.min(8, 2 + Math.floor(Math.log2(ahead - 1)));
}

/** What a forecast is worth: nine times of ten not before, half by then, nine of ten by then. */
export interface Range {
  soonest: number;
  p50: number;
  p90: number;
}

/** The range of a forecast of so many minutes. */
export function rangeOf(residuals: Residuals, told: Sort & { forecast: number }): Range {
  const all = lean(residuals.get(keyOf({ ...told, department: '' })), usual, weight.region);
  const ratios = lean(residuals.get(keyOf(told)), all, weight.department);
  const times = (ratio: number) => Math.max(0, ratio * (told.forecast + floor) - floor);
  const p50 = times(ratios.p50);
  return {
    soonest: Math.min(p50, times(ratios.soonest)),
    p50,
    p90: Math.max(p50, times(ratios.p90)),
  };
}

/** Between what was seen here and what is known elsewhere, nearer to the former the more it is. */
function lean(ratios: Ratios | undefined, other: Range, strength: number): Range {
  const sorted = ratios?.sorted ?? [];
  const share = sorted.length / (sorted.length + strength);
  const between = (at: number, known: number) =>
    share * quantileOfSorted(sorted, at) + (1 - share) * known;
  return {
    soonest: between(0.1, other.soonest),
    p50: between(0.5, other.p50),
    p90: between(0.9, other.p90),
  };
}
