/** When each vaccine of the national programme was given to a child. https://www.nhc.gov.cn */
import { addMonths, toDay } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { schedule } from '../catalogue/vaccines.ts';
import type { DueDose } from '../catalogue/vaccines.ts';
import { createRandom } from '../random.ts';
import { ageOn, workday } from './life.ts';
import type { Life } from './life.ts';

/**
 * The day of that month's visit at the child clinic: up to nine days after it is due.
 * `month` is the age in full months; 0 is the day of birth.
 */
export function clinicDay({ seed, resident }: Life, month: number): Day {
  const delay = createRandom(seed, `clinic ${resident.id} ${month}`).whole(0, 9);
  return workday(addMonths(resident.born, month) + (month === 0 ? 0 : delay));
}

/** Every dose of the national programme until today, with its day. */
export function dosesOf(life: Life): { dose: DueDose; day: Day }[] {
  const { resident, window } = life;
  if (ageOn(life, window.to) >= 18) return [];
  const reform = toDay('2025-01-01');
  const child = {
    newPertussis: addMonths(resident.born, 2) >= reform,
    girlSince2011: resident.sex === 'female' && resident.born > toDay('2011-11-10'),
  };
  return schedule(child)
    .map((dose) => {
      const day = dose.month === 0 ? resident.born : clinicDay(life, dose.month);
      const renewed = dose.vaccine === 'dt' && day >= reform;
      const last: DueDose = { vaccine: 'dtap', month: dose.month, number: 5, of: 5 };
      return { dose: renewed ? last : dose, day };
    })
    .filter(({ day }) => day <= window.to);
}
