/** A resident of the region as drawn, before any record is written. */
import { checkDigit } from '#model/resident-id.ts';
import { toDate } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import type { Village } from '../places/divisions.ts';
import type { PersonName, Sex } from './names.ts';

/** Someone who lives in one of the villages. */
export interface Resident {
  /** 1 to 500. */
  serial: number;
  /** Id of the Patient, as `demo-r0001`. */
  id: string;
  name: PersonName;
  sex: Sex;
  born: Day;
  village: Village;
  /** House number within the village. */
  house: number;
  phone: string;
  /** GB 11643 number; belongs to nobody. */
  cardNumber: string;
  married: boolean;
  mother?: Resident;
  father?: Resident;
  spouse?: Resident;
  /** The day her child came or will come, where it is or was expected within the three years. */
  delivery?: Day;
}

/**
 * An identity-card number of the given county, birthday and sex, with its check digit.
 * `order` is the number of the birth on that day, 0 to 499.
 */
export function cardNumberOf(area: string, born: Day, birth: { sex: Sex; order: number }): string {
  const sequence = birth.order * 2 + (birth.sex === 'male' ? 1 : 0);
  const first = `${area}${toDate(born).replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  return first + checkDigit(first);
}

/** A mobile number with the prefix 160, which no operator has. */
export function phoneOf(serial: number, digits: number): string {
  return `160${String(digits % 10_000).padStart(4, '0')}${String(serial).padStart(4, '0')}`;
}
