/**
 * How alike the numbers of two people are. Two different resident numbers whose check digits both
 * hold belong to two people: one slip of a finger breaks the check (GB 11643, ISO 7064 MOD 11-2).
 */
import { type IdentityNumber, editDistance } from '../traits/identity-number.ts';
import { silent } from './fields.ts';

/** The level of two resident numbers, and whether both are good and differ. */
export function residentIdLevel(
  a: readonly IdentityNumber[],
  b: readonly IdentityNumber[],
): { level: number; contradict: boolean } {
  let level = silent;
  let checked = false;
  for (const one of a) {
    if (!one.isResidentId) continue;
    for (const other of b) {
      if (!other.isResidentId) continue;
      const distance = editDistance(one.value, other.value, 2);
      if (level === silent || distance < level) level = distance;
      checked ||= one.isChecked && other.isChecked;
    }
  }
  return { level, contradict: level > 0 && checked };
}

/** The level of other numbers: one in common, or different ones where a person has only one. */
export function otherNumberLevel(
  a: readonly IdentityNumber[],
  b: readonly IdentityNumber[],
): number {
  let level = silent;
  for (const one of a) {
    if (one.isResidentId) continue;
    for (const other of b) {
      if (one.system !== other.system) continue;
      if (one.value === other.value) return 0;
      if (!one.isPersonal) continue;
      const distance = 1 + (editDistance(one.value, other.value, 1) === 1 ? 0 : 1);
      if (level === silent || distance < level) level = distance;
    }
  }
  return level;
}
