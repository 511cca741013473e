/**
 * The code tables of the country as choices of forms; their names are Chinese by law.
 * http://www.nhc.gov.cn
 */
import { departments } from '#model/departments.ts';
import {
  institutionClasses,
  institutionGrades,
  managementClasses,
  otherClasses,
} from '#model/institution-classes.ts';
import { practiceCategories, practiceScopes } from '#model/practice-scopes.ts';
import { professionalTitles, qualificationKinds } from '#model/practice.ts';
import { isRoleCode, roles } from '#model/roles.ts';
import type { Language } from '../../../design/moment.ts';
import type { Option } from './Field.tsx';

const options = (table: Readonly<Record<string, string>>): Option[] => Object.entries(table);
const coded = (table: Readonly<Record<string, string>>): Option[] =>
  Object.entries(table).map(([code, name]) => [code, `${code} ${name}`]);

/** Numbers as keys come first in JavaScript, so the list is sorted as the directory is. */
export const departmentOptions: readonly Option[] = coded(departments).toSorted(([a], [b]) =>
  a < b ? -1 : 1,
);

export const classOptions: readonly Option[] = [
  ...coded(institutionClasses),
  ...options(otherClasses).filter(([code]) => code !== 'alliance'),
];

export const gradeOptions = options(institutionGrades);
export const managementOptions = options(managementClasses);
export const categoryOptions = options(practiceCategories);
export const titleOptions = options(professionalTitles);
export const licenceOptions = options(qualificationKinds).filter(
  ([code]) => code !== 'doctor-qualification',
);

/** The scopes of a category of practice; a village doctor's is `village`. */
export function scopeOptions(category: string): Option[] {
  return Object.entries(practiceScopes)
    .filter(([, scope]) => scope.category === category)
    .map(([code, { zh }]) => [code, zh]);
}

/** The name of a class of institution; undefined for one that no table has. */
export function className(code: string | undefined): string | undefined {
  return code === undefined ? undefined : (institutionClasses[code] ?? otherClasses[code]);
}

/** What a role is called. */
export function roleName(code: string | undefined, language: Language): string {
  return code !== undefined && isRoleCode(code) ? roles[code][language] : (code ?? '');
}

/** The roles of one kind as choices. */
export function roleOptions(kind: 'staff' | 'administrator', language: Language): Option[] {
  return Object.entries(roles)
    .filter(([, role]) => role.kind === kind)
    .map(([code, role]) => [code, role[language]]);
}
