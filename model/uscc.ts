/**
 * Unified social credit codes (统一社会信用代码) of organizations, GB 32100-2015.
 * https://openstd.samr.gov.cn (search GB 32100)
 */

/** What a code says of its holder. */
export interface UsccFacts {
  /** GB/T 2260 division of the authority that registered it. */
  division: string;
  /** The nine characters of GB 11714 inside. */
  organizationCode: string;
}

/** No I, O, S, V, Z: they look like digits. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/**
 * The 18th character for the first 17. Throws a RangeError when it is not given 17 characters of
 * the code's alphabet.
 */
export function usccCheckCharacter(first17: string): string {
  if (!/^[0-9A-HJ-NPQRTUWXY]{17}$/.test(first17)) {
    throw new RangeError('the check character needs 17 characters of the alphabet');
  }
  let weight = 1;
  let sum = 0;
  for (const character of first17) {
    sum += alphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet.charAt((31 - (sum % 31)) % 31);
}

/**
 * The facts inside a code, or undefined when its form, its division or its check character is
 * wrong. Small letters are wrong too: registers print capitals.
 */
export function parseUscc(code: string): UsccFacts | undefined {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return undefined;
  if (usccCheckCharacter(code.slice(0, 17)) !== code.charAt(17)) return undefined;
  return { division: code.slice(2, 8), organizationCode: code.slice(8, 17) };
}

const organizationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/**
 * The ninth character of an organization code (GB 11714) for the first eight. A code is not refused
 * for it: the check character of the whole covers these nine too.
 */
export function organizationCheckCharacter(first8: string): string {
  if (!/^[0-9A-Z]{8}$/.test(first8)) throw new RangeError('an organization code has 8 characters');
  const sum = organizationWeights.reduce(
    (total, weight, index) => total + weight * Number.parseInt(first8.charAt(index), 36),
    0,
  );
  return '0123456789X'.charAt((11 - (sum % 11)) % 11);
}
