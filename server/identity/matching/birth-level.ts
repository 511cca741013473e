/** How alike two days of birth are. https://hl7.org/fhir/R4/datatypes.html#date */
import { type BirthDay, swapped } from '../traits/birth-day.ts';
import { editDistance } from '../traits/identity-number.ts';
import { silent } from './fields.ts';

/** The level of two days of birth. */
export function birthLevel(a: BirthDay | undefined, b: BirthDay | undefined): number {
  if (a === undefined || b === undefined) return silent;
  if (a.isWeak || b.isWeak) return weakLevel(a, b);
  if (a.digits === b.digits) return 0;
  if (swapped(a) === b.digits) return 2;
  if (editDistance(a.digits, b.digits, 1) === 1) return 3;
  return Math.abs(a.year - b.year) <= 1 ? 4 : 5;
}

/** A year alone, or the first of January that stands for it. */
function weakLevel(a: BirthDay, b: BirthDay): number {
  if (a.year === b.year) return 1;
  return Math.abs(a.year - b.year) <= 1 ? 4 : 5;
}
