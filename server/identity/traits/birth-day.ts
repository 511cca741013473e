/** Days of birth as they are compared. https://hl7.org/fhir/R4/datatypes.html#date */

/** A day of birth, as far as it is known. */
export interface BirthDay {
  /** `19800314`, `198003` or `1980`. */
  digits: string;
  year: number;
  /** Whether it says no more than a year: the first of January is what desks write for it. */
  isWeak: boolean;
}

/** The day that a birthDate says; undefined where it says none. */
export function birthDayOf(date: unknown): BirthDay | undefined {
  if (typeof date !== 'string') return undefined;
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date);
  if (found === null) return undefined;
  const [, year = '', month = '', day = ''] = found;
  const digits = year + month + day;
  return { digits, year: Number(year), isWeak: digits.length < 8 || month + day === '0101' };
}

/** The day with month and day exchanged, where that is a day. */
export function swapped({ digits }: BirthDay): string | undefined {
  if (digits.length !== 8 || Number(digits.slice(6)) > 12) return undefined;
  return digits.slice(0, 4) + digits.slice(6) + digits.slice(4, 6);
}
