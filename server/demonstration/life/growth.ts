/**
 * How children grow, after the WHO child growth standards.
 * https://www.who.int/tools/child-growth-standards
 */
import type { MeasureKey } from '../catalogue/measures.ts';
import type { Sex } from '../people/names.ts';
import { valueAt } from './course.ts';
import type { Course } from './course.ts';

// Medians of boys: age in months, value.
const heights: Course = [
  [0, 49.9],
  [1, 54.7],
  [3, 61.4],
  [6, 67.6],
  [9, 72],
  [12, 75.7],
  [18, 82.3],
  [24, 87.1],
  [36, 96.1],
  [48, 103.3],
  [60, 110],
  [84, 121.7],
  [108, 132.6],
  [132, 143.1],
  [156, 156],
  [180, 169],
  [204, 172.5],
];
const weights: Course = [
  [0, 3.3],
  [1, 4.5],
  [3, 6.4],
  [6, 7.9],
  [9, 8.9],
  [12, 9.6],
  [18, 10.9],
  [24, 12.2],
  [36, 14.3],
  [48, 16.3],
  [60, 18.3],
  [84, 22.9],
  [108, 28.6],
  [132, 36],
  [156, 45],
  [180, 56],
  [204, 61],
];
const heads: Course = [
  [0, 34.5],
  [1, 37.3],
  [3, 40.5],
  [6, 43.3],
  [9, 45],
  [12, 46.1],
  [24, 48.3],
  [36, 49.5],
];
const pulses: Course = [
  [0, 136],
  [6, 126],
  [12, 118],
  [36, 104],
  [72, 92],
  [144, 82],
];
const breaths: Course = [
  [0, 42],
  [6, 34],
  [12, 30],
  [36, 25],
  [72, 21],
  [144, 19],
];

const lastMonth = 204;

/**
 * The usual value of a child's measurement; undefined for adults and for what does not grow.
 * `days` is the age, `apart` how many standard deviations this child lies from the median.
 */
export function growth(
  key: MeasureKey,
  child: { sex: Sex; days: number; apart: number },
): number | undefined {
  const month = child.days / 30.4375;
  if (month >= lastMonth) return undefined;
  const smaller = child.sex === 'female' ? 0.985 : 1;
  switch (key) {
    case 'height':
      return valueAt(heights, month) * smaller * (1 + 0.032 * child.apart);
    case 'weight':
      return valueAt(weights, month) * smaller * smaller * (1 + 0.1 * child.apart);
    case 'head':
      return valueAt(heads, month) * smaller * (1 + 0.025 * child.apart);
    case 'pulse':
      return valueAt(pulses, month) + 5 * child.apart;
    case 'respiration':
      return valueAt(breaths, month) + child.apart;
    default:
      return undefined;
  }
}
