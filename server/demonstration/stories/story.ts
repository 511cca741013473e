/**
 * What a story is: how it bends the body's measurements, and the contacts with care it leads to.
 */
import type { Courses } from '../life/course.ts';
import type { Life } from '../life/life.ts';
import type { Visit } from '../life/visit.ts';

/** One thread in someone's life. */
export interface Story {
  /** Measurements that the story sets; none when it does not concern this life. */
  courses?: (life: Life) => Courses;
  /** The visits; empty when it does not concern this life. */
  visits: (life: Life) => Visit[];
}
