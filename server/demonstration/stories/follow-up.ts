/**
 * The quarterly follow-up of chronic disease that the national programme pays for.
 * https://www.nhc.gov.cn
 */
import type { Day } from '../calendar.ts';
import { isInWindow, placeOf, streamOf, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Visit } from '../life/visit.ts';
import type { Institution } from '../places/institutions.ts';

/** One due follow-up. */
export interface FollowUp {
  day: Day;
  /** The yearly one, at the township centre and with laboratory tests. */
  yearly: boolean;
  at: Institution;
}

/** The follow-ups since a day; the same days for every disease of a person, so that they meet. */
export function followUps(life: Life, since: Day): FollowUp[] {
  const random = streamOf(life, 'follow-up');
  const due: FollowUp[] = [];
  let day = life.window.from + random.whole(3, 80);
  for (let index = random.whole(0, 3); day <= life.window.to; index++) {
    const yearly = index % 4 === 0;
    const at = placeOf(life, yearly ? 'township' : 'village');
    // Not everyone comes every time.
    const comes = yearly || random.chance(0.66);
    if (comes && day > since + 10) due.push({ day: workday(day), yearly, at });
    day += random.whole(86, 97);
  }
  return due.filter((followUp) => isInWindow(life, followUp.day));
}

/** The parts that every follow-up has. */
export function followUpVisit(
  { day, at }: FollowUp,
  parts: Pick<Visit, 'kind' | 'complaint' | 'diagnoses'>,
): Visit {
  return { day, at, department: 'general', setting: 'outpatient', ...parts };
}
