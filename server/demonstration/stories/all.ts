/** Every story that may be told of a resident. */
import type { Courses } from '../life/course.ts';
import type { Life } from '../life/life.ts';
import { inOrder } from '../life/visit-order.ts';
import type { Visit } from '../life/visit.ts';
import { acute } from './acute.ts';
import { checkUp } from './check-up.ts';
import { childhood } from './childhood.ts';
import { copd } from './copd.ts';
import { diabetes } from './diabetes.ts';
import { heart } from './heart.ts';
import { hypertension } from './hypertension.ts';
import { operations } from './operations.ts';
import { pregnancy } from './pregnancy.ts';
import { quiet } from './quiet.ts';
import type { Story } from './story.ts';

const stories: readonly Story[] = [
  hypertension,
  diabetes,
  copd,
  heart,
  pregnancy,
  childhood,
  operations,
  quiet,
  checkUp,
  acute,
];

/** The courses of all stories together; a later story bends what an earlier one set. */
export function coursesOf(life: Life): Courses {
  return Object.assign({}, ...stories.map((story) => story.courses?.(life) ?? {})) as Courses;
}

/** All visits of a life, in order; who still lies in hospital has no record of the stay yet. */
export function visitsOf(life: Life): Visit[] {
  const all = stories.flatMap((story) => story.visits(life));
  return inOrder(all.filter(({ day, nights = 0 }) => day + nights <= life.window.to));
}
