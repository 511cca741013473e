/** One resident with health, body and surroundings: all that a story draws on. */
import { fullYears, weekday } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { measureOf } from '../catalogue/measures.ts';
import type { Measure, MeasureKey } from '../catalogue/measures.ts';
import type { Health, Window } from '../people/health.ts';
import type { Resident } from '../people/resident.ts';
import { institutionFor } from '../places/institutions.ts';
import type { Institution } from '../places/institutions.ts';
import type { InstitutionKind } from '../places/departments.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { valueAt } from './course.ts';
import type { Courses } from './course.ts';
import { growth } from './growth.ts';

/** A resident and what is known of their body over the three years. */
export interface Life {
  seed: number;
  resident: Resident;
  health: Health;
  window: Window;
  courses: Courses;
  /** Draws of what is measured from day to day. */
  random: Random;
}

/** A stream of draws of its own for each story, so that one story does not change another. */
export function streamOf(life: Life, story: string): Random {
  return createRandom(life.seed, `${story} ${life.resident.id}`);
}

/** Age in full years on a day. */
export function ageOn(life: Life, day: Day): number {
  return fullYears(life.resident.born, day);
}

/** Where this resident goes for that kind of care. */
export function placeOf(life: Life, kind: InstitutionKind): Institution {
  return institutionFor(life.resident.village, kind);
}

/** The same day, or the Monday after a Sunday. */
export function workday(day: Day): Day {
  return weekday(day) === 0 ? day + 1 : day;
}

/** Whether a day lies within the three years. */
export function isInWindow({ window }: Life, day: Day): boolean {
  return day >= window.from && day <= window.to;
}

/** What a measurement is for this person on that day. */
export function measureFor(life: Life, key: MeasureKey, day: Day): Measure {
  return measureOf(key, life.resident.sex, ageOn(life, day));
}

/** A measured value, rounded as it is printed. */
export function measured(life: Life, key: MeasureKey, day: Day): number {
  const measure = measureFor(life, key, day);
  const course = life.courses[key];
  const centre = course === undefined ? usual(life, key, day) : valueAt(course, day);
  return rounded(life.random.normal(centre, measure.within), measure.decimals);
}

/** The number with that many decimals. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

/** The value around which this person's measurements lie, in health. */
export function usual(life: Life, key: MeasureKey, day: Day): number {
  const { resident } = life;
  const measure = measureFor(life, key, day);
  const apart = createRandom(life.seed, `${key} ${resident.id}`).normal(0, 1);
  const grown = growth(key, { sex: resident.sex, days: day - resident.born, apart });
  if (grown !== undefined) return grown;
  const age = ageOn(life, day);
  const stature = key === 'weight' ? statureWeight(life, day, apart) : undefined;
  return stature ?? measure.usual + measure.between * apart + drift(key, age);
}

/** Adults' weight follows their height. */
function statureWeight(life: Life, day: Day, apart: number): number {
  const height = usual(life, 'height', day) / 100;
  const heavy = life.health.diabetes !== undefined || life.health.hypertension !== undefined;
  return (22.6 + (heavy ? 2 : 0) + 2.2 * apart) * height * height;
}

/** What age changes; counted from 45. */
function drift(key: MeasureKey, age: number): number {
  const years = age - 45;
  if (age < 18) return 0;
  if (key === 'systolic') return Math.max(-6, Math.min(9, years * 0.3));
  if (key === 'fev' || key === 'fvc') return -0.022 * years;
  if (key === 'height') return age > 60 ? -0.08 * (age - 60) : 0;
  return 0;
}
