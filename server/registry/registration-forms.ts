/**
 * The form of what a registration holds: periods in order, codes of known tables, numbers with
 * their check characters. http://www.nhc.gov.cn (search WS 218)
 */
import {
  allianceKindSystem,
  allianceKinds,
  alliancePlaceSystem,
  alliancePlaces,
} from '#model/alliances.ts';
import { departmentSystem, isDepartment } from '#model/departments.ts';
import type { Coding, Issue, Resource } from '#model/fhir.ts';
import {
  gradeSystem,
  institutionClassSystem,
  institutionClasses,
  institutionGrades,
  managementClasses,
  managementSystem,
  otherClasses,
} from '#model/institution-classes.ts';
import { practiceCategories, practiceScopes } from '#model/practice-scopes.ts';
import {
  type Extension,
  type Period,
  practiceSystems,
  practiceUrls,
  professionalTitles,
  qualificationKinds,
} from '#model/practice.ts';
import { isRoleCode, roleSystem } from '#model/roles.ts';
import { parseUscc } from '#model/uscc.ts';

/** A problem of a registration at a place in it. */
export function problem(expression: string, zh: string, en: string): Issue {
  return { severity: 'error', code: 'business-rule', text: { zh, en }, expression };
}

/** No period ends before it starts, wherever it stands. */
export function periodIssues(value: unknown, path: string): Issue[] {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) => periodIssues(each, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const at = `${path}.${name}`;
    const isPeriod = name === 'period' || name === 'valuePeriod';
    if (!isPeriod || typeof inner !== 'object') return periodIssues(inner, at);
    const { start, end } = inner as Period;
    const ordered = start === undefined || end === undefined || isOrdered(start, end);
    return ordered ? [] : [problem(at, '有效期止早于有效期起', 'The period ends before it starts')];
  });
}

function isOrdered(start: string, end: string): boolean {
  const length = Math.min(start.length, end.length, 10);
  return start.slice(0, length) <= end.slice(0, length);
}

/** Codes of our own systems must be codes of theirs. */
const codeSystems: Readonly<Record<string, (code: string) => boolean>> = {
  [roleSystem]: isRoleCode,
  [departmentSystem]: isDepartment,
  [institutionClassSystem]: (code) => has(institutionClasses, code) || has(otherClasses, code),
  [gradeSystem]: (code) => has(institutionGrades, code),
  [managementSystem]: (code) => has(managementClasses, code),
  [allianceKindSystem]: (code) => has(allianceKinds, code),
  [alliancePlaceSystem]: (code) => has(alliancePlaces, code),
  [practiceSystems.scope]: (code) => has(practiceScopes, code),
  [practiceSystems.title]: (code) => has(professionalTitles, code),
  [practiceSystems.qualificationKind]: (code) => has(qualificationKinds, code),
};

function has(table: object, code: string): boolean {
  return Object.hasOwn(table, code);
}

/** Codes of the systems above that are not codes of theirs. */
export function codeIssues(value: unknown, path: string): Issue[] {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) => codeIssues(each, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const { system, code, url, valueCode } = value as Coding & Extension;
  const known = system === undefined ? undefined : codeSystems[system];
  const wrongCode = known !== undefined && !(typeof code === 'string' && known(code));
  const wrongCategory = url === practiceUrls.category && !has(practiceCategories, valueCode ?? '');
  return [
    ...(wrongCode || wrongCategory
      ? [problem(path, '不是该代码表中的代码', 'Not a code of its system')]
      : []),
    ...Object.entries(value).flatMap(([name, inner]) => codeIssues(inner, `${path}.${name}`)),
  ];
}

interface Identifier {
  system?: string;
  value?: string;
}

/** The form that each number must have, and what is said where it has not (STD-02, STD-03). */
const forms: Readonly<Record<string, readonly [(value: string) => boolean, string, string]>> = {
  [practiceSystems.uscc]: [
    (value) => parseUscc(value) !== undefined,
    '统一社会信用代码校验错误（STD-02）',
    'The check character of the unified social credit code is wrong (STD-02)',
  ],
  [practiceSystems.institutionLicence]: [
    (value) => /^[0-9A-Z-]{4,40}$/.test(value),
    '执业许可证登记号只能由数字、大写字母和“-”组成（STD-03）',
    'A licence number of an institution is made of digits, capitals and "-" (STD-03)',
  ],
  [practiceSystems.institutionCode]: [
    (value) => /^[0-9A-Z-]{22,23}$/.test(value),
    '卫生机构（组织）代码应为22–23位数字或大写字母（STD-03）',
    'A code of WS 218 has 22 or 23 digits or capitals (STD-03)',
  ],
  [practiceSystems.practiceLicence]: [
    (value) => /^[0-9A-Za-z-]{6,40}$/.test(value),
    '执业证书编号应为6–40位数字、字母或“-”',
    'The number of a licence to practise has 6–40 digits, letters or "-"',
  ],
};

/** Numbers that have not the form their system asks for. */
export function identifierIssues(resource: Resource): Issue[] {
  const type = resource.resourceType;
  const identifiers = resource['identifier'];
  if (!Array.isArray(identifiers)) return [];
  return (identifiers as Identifier[]).flatMap(({ system, value }, index) => {
    const form = system === undefined ? undefined : forms[system];
    if (form === undefined) return [];
    const [holds, zh, en] = form;
    const right = typeof value === 'string' && holds(value);
    return right ? [] : [problem(`${type}.identifier[${index}]`, zh, en)];
  });
}
