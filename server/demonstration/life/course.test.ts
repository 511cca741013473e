/** A course is a line through its points. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueAt } from './course.ts';

const course = [
  [100, 10],
  [200, 20],
  [300, 0],
] as const;

for (const [day, value] of [
  [50, 10],
  [100, 10],
  [150, 15],
  [200, 20],
  [275, 5],
  [300, 0],
  [999, 0],
] as const) {
  test(`on day ${day} the course stands at ${value}`, () => {
    assert.equal(valueAt(course, day), value);
  });
}

test('a course without a point is refused', () => {
  assert.throws(() => valueAt([], 1), RangeError);
});
