/** How a measurement of one person goes over the years: a line through given points. */
import type { Day } from '../calendar.ts';
import type { MeasureKey } from '../catalogue/measures.ts';

/** Days in order, each with the value on it; between two days the value changes evenly. */
export type Course = readonly (readonly [day: Day, value: number])[];

/** The courses that someone's disease sets; everything else stays at the person's usual value. */
export type Courses = Partial<Record<MeasureKey, Course>>;

/**
 * The value on a day; before the first point and after the last it stays. Throws on an empty
 * course.
 */
export function valueAt(course: Course, day: Day): number {
  const [first] = course;
  if (first === undefined) throw new RangeError('a course needs a point');
  let before = first;
  for (const point of course) {
    if (point[0] >= day) return point[0] === before[0] ? point[1] : between(before, point, day);
    before = point;
  }
  return before[1];
}

function between(
  [fromDay, from]: readonly [Day, number],
  [toDay, to]: readonly [Day, number],
  day: Day,
): number {
  if (day <= fromDay) return from;
  return from + ((to - from) * (day - fromDay)) / (toDay - fromDay);
}
