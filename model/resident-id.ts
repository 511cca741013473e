/**
 * Identity-card numbers of Chinese residents, GB 11643-1999. https://openstd.samr.gov.cn (search GB
 * 11643)
 */

/** What an identity-card number says of its holder. */
export interface ResidentIdFacts {
  /** GB/T 2260 code of the county that first registered the holder, as `330822`. */
  areaCode: string;
  /** `YYYY-MM-DD`. */
  birthDate: string;
  sex: 'male' | 'female';
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';

/**
 * The 18th character (`0`–`9` or `X`) for the first 17 digits, by ISO 7064 MOD 11-2.
 * Throws a RangeError when it is not given exactly 17 digits.
 */
export function checkDigit(first17: string): string {
  if (!/^\d{17}$/.test(first17)) throw new RangeError('the check digit needs exactly 17 digits');
  const sum = weights.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return checkDigits.charAt(sum % 11);
}

/**
 * The 18-character form of a 15-digit number (cards before 1999, all holders born in 19xx), or the
 * given
 * 18-character number with an upper-case `X`. Undefined when the text is neither form; checks
 * nothing else.
 */
export function toEighteen(id: string): string | undefined {
  if (/^\d{17}[\dXx]$/.test(id)) return id.toUpperCase();
  if (!/^\d{15}$/.test(id)) return undefined;
  const first17 = `${id.slice(0, 6)}19${id.slice(6)}`;
  return first17 + checkDigit(first17);
}

/**
 * The facts inside an 18- or 15-digit number; a lower-case `x` is accepted. Undefined when the
 * form, the
 * province, the date or the check digit is wrong, so a caller can refuse it without knowing the
 * standard.
 */
export function parseResidentId(id: string): ResidentIdFacts | undefined {
  const full = toEighteen(id);
  if (full === undefined || checkDigit(full.slice(0, 17)) !== full.charAt(17)) return undefined;
  const areaCode = full.slice(0, 6);
  const birthDate = `${full.slice(6, 10)}-${full.slice(10, 12)}-${full.slice(12, 14)}`;
  if (!isProvince(areaCode.slice(0, 2)) || !isDate(birthDate)) return undefined;
  return { areaCode, birthDate, sex: Number(full.charAt(16)) % 2 === 1 ? 'male' : 'female' };
}

/**
 * GB/T 2260 provinces 11–65, Taiwan 71, Hong Kong 81, Macao 82, and 83 on residence permits of
 * Taiwan.
 */
function isProvince(code: string): boolean {
  return /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])$/.test(code);
}

function isDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || !/^(18|19|20)/.test(date)) return false;
  // Date.parse accepts 02-30 in some engines and rolls it over: the round trip tells.
  return new Date(time).toISOString().startsWith(date);
}
