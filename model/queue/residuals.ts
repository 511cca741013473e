/**
 * How far forecasts of waits were off, by how many were ahead: the honest range of the next ones.
 * Pure.
 * https://en.wikipedia.org/wiki/Prediction_interval
 */
import { quantileOfSorted } from './service-times.ts';

/** How a forecast turned out. */
export interface Outcome {
  department: string;
  /** How many were ahead. */
  ahead: number;
  /** Minutes. */
  forecast: number;
  actual: number;
}

/** Ratios of what came to what was told: the latest last, and in the order of size. */
interface Ratios {
  list: number[];
  sorted: number[];
}

/** By department and number ahead. */
export type Residuals = Map<string, Ratios>;

/** How many of each are remembered. */
const kept = 400;
/** A department's own are used from so many on. */
const enough = 80;

/** Before anything is known: a list of ratios as short as to be outweighed soon. */
const usual = [0.3, 0.5, 0.65, 0.8, 0.9, 1, 1.1, 1.25, 1.45, 1.7, 2.1];

/** Minutes by which both sides of a ratio are lengthened: nobody is told of seconds. */
const floor = 2;

/** Remembers how a forecast turned out. */
export function learnOutcome(residuals: Residuals, outcome: Outcome): void {
  const ratio = (Math.max(0, outcome.actual) + floor) / (Math.max(0, outcome.forecast) + floor);
  for (const key of [keyOf('', outcome.ahead), keyOf(outcome.department, outcome.ahead)]) {
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
  const at = sorted.findIndex((one) => one >= value);
  return at < 0 ? sorted.length : at;
}

const keyOf = (department: string, ahead: number) => `${department} ${bucketOf(ahead)}`;

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

/** The range of a forecast of so many minutes. @param cache of one round of forecasts. */
export function rangeOf(
  residuals: Residuals,
  told: { department: string; ahead: number; forecast: number },
  cache: Map<string, Range>,
): Range {
  const own = keyOf(told.department, told.ahead);
  const ratios = cache.get(own) ?? ratiosOf(residuals, told);
  cache.set(own, ratios);
  const times = (ratio: number) => Math.max(0, ratio * (told.forecast + floor) - floor);
  const p50 = times(ratios.p50);
  return {
    soonest: Math.min(p50, times(ratios.soonest)),
    p50,
    p90: Math.max(p50, times(ratios.p90)),
  };
}

function ratiosOf(residuals: Residuals, told: { department: string; ahead: number }): Range {
  const own = residuals.get(keyOf(told.department, told.ahead))?.sorted ?? [];
  const all = residuals.get(keyOf('', told.ahead))?.sorted ?? [];
  const known = own.length >= enough ? own : all;
  const list = known.length >= enough ? known : [...usual, ...known].toSorted((a, b) => a - b);
  const at = (share: number) => quantileOfSorted(list, share);
  return { soonest: at(0.1), p50: at(0.5), p90: at(0.9) };
}
