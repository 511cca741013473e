/**
 * What no classifier may overrule: children go to those who treat children, who is pregnant to
 * obstetrics, men not to gynaecology.
 * docs/decisions/0023-guidance.md
 */

/** Who the patient is, as far as it is known. */
export interface Patient {
  ageYears: number | undefined;
  sex: 'male' | 'female' | undefined;
  pregnant: boolean;
}

/** Below this age a patient is a child, in years. */
const childUntil = 14;

/** Departments that treat children too. */
const alsoForChildren = new Set('01 07 08 09 10 11 12 13 15 21 04.07 03.09'.split(' '));
const forChildren = new Set(['07', '08', '09']);
/** Departments that a pregnant patient goes to all the same; everything else is obstetrics'. */
const alsoInPregnancy = new Set('05.02 10 11 12 13 15 04.03 04.07'.split(' '));

/** The probabilities by department, as far as the patient can go there; their sum stays 1. */
export function applyFilters(
  probabilities: ReadonlyMap<string, number>,
  patient: Patient,
): Map<string, number> {
  const filtered = new Map<string, number>();
  for (const [code, share] of probabilities) {
    const target = targetOf(code, patient);
    filtered.set(target, (filtered.get(target) ?? 0) + share);
  }
  return filtered;
}

/** Where somebody of this age, sex and state goes, who would otherwise go to a department. */
function targetOf(code: string, { ageYears, sex, pregnant }: Patient): string {
  if (ageYears !== undefined && ageYears < childUntil) {
    if (alsoForChildren.has(code)) return code;
    return code.startsWith('04.') ? '08' : '07';
  }
  if (pregnant) return alsoInPregnancy.has(code) ? code : '05.02';
  if (sex === 'male' && code.startsWith('05')) return '04.04';
  if (ageYears !== undefined && forChildren.has(code)) return adultOf[code] ?? '02';
  return code;
}

/** Where the grown-up goes whose words sound like those of a child's parents. */
const adultOf: Readonly<Record<string, string>> = { '07': '02', '08': '04.01', '09': '02' };

/** Whether a complaint speaks of a child, so that the age given may be that of a parent. */
export function speaksOfChild(complaint: string): boolean {
  return /孩子?|宝宝|宝贝|娃|婴儿|幼儿|新生儿|儿子|女儿|孙子|孙女|小朋友/.test(complaint);
}

/** The share of departments that treat children alone. */
export function childShare(probabilities: ReadonlyMap<string, number>): number {
  return [...forChildren].reduce((sum, code) => sum + (probabilities.get(code) ?? 0), 0);
}

/** The department that must be among those named, whatever was said: undefined for most. */
export function requiredDepartment({ ageYears, pregnant }: Patient): string | undefined {
  if (ageYears !== undefined && ageYears < childUntil) return '07';
  return pregnant ? '05.02' : undefined;
}
