/**
 * Numbers, licences and approved departments of the institutions: right in form, and of nobody.
 * https://openstd.samr.gov.cn (search GB 32100, WS 218)
 */
import { departmentSystem, departments } from '#model/departments.ts';
import {
  gradeSystem,
  institutionGrades,
  managementClasses,
  managementSystem,
} from '#model/institution-classes.ts';
import { practiceSystems, practiceUrls } from '#model/practice.ts';
import { organizationCheckCharacter, usccCheckCharacter } from '#model/uscc.ts';
import { departmentOf, staffing } from './departments.ts';
import type { DepartmentKey, InstitutionKind } from './departments.ts';
import { institutions } from './institutions.ts';
import type { Institution } from './institutions.ts';

/**
 * Zhejiang has no prefecture 99: no register ever gave a number there. The check characters are
 * right all the same, so that the numbers pass wherever real ones do.
 */
const division = '339900';

const assigner = { display: '演示数据（非真实机构代码）' };

/** Kinds that hold a 医疗机构执业许可证, for how many years, and the grade. */
const licensed: Partial<Record<InstitutionKind, { years: number; grade?: string }>> = {
  tertiary: { years: 15, grade: '2' },
  county: { years: 15, grade: '5' },
  township: { years: 5 },
  village: { years: 5 },
};

/** The unified social credit code, the code of WS 218 and the licence of an institution. */
export function institutionIdentifiers(institution: Institution, thisYear: number): object[] {
  const serial = institutions.indexOf(institution) + 1;
  const code = organizationCode(serial);
  const { classCode, kind } = institution;
  const licence = licensed[kind];
  const start = thisYear - 1 - (serial % 3);
  const end = start + (licence?.years ?? 0) - 1;
  return [
    { system: practiceSystems.uscc, value: usccOf(kind, code), assigner },
    ...(licence === undefined
      ? []
      : [
          {
            system: practiceSystems.institutionCode,
            value: `${code}${division}11${classCode}1`,
            assigner,
          },
          {
            system: practiceSystems.institutionLicence,
            value: `DEMO-${division}-${String(serial).padStart(4, '0')}`,
            period: { start: `${start}-01-01`, end: `${end}-12-31` },
            assigner,
          },
        ]),
  ];
}

function organizationCode(serial: number): string {
  const first8 = `DEM${String(serial).padStart(5, '0')}`;
  return first8 + organizationCheckCharacter(first8);
}

/** 12: a public institution; 91: a company. */
function usccOf(kind: InstitutionKind, organizationCode9: string): string {
  const first17 = `${kind === 'pharmacy' ? '91' : '12'}${division}${organizationCode9}`;
  return first17 + usccCheckCharacter(first17);
}

/** Grade, management class and 诊疗科目 as extensions. */
export function institutionRegistration({ kind }: Institution): object[] {
  const licence = licensed[kind];
  if (licence === undefined) return [];
  const { grade } = licence;
  const codes = (Object.keys(staffing[kind]) as DepartmentKey[]).flatMap(
    (key) => departmentOf(key).code ?? [],
  );
  return [
    ...(grade === undefined
      ? []
      : [coding(practiceUrls.grade, gradeSystem, grade, institutionGrades)]),
    coding(practiceUrls.management, managementSystem, '1', managementClasses),
    ...[...new Set(codes)].map((code) => ({
      url: practiceUrls.department,
      valueCodeableConcept: {
        coding: [{ system: departmentSystem, code, display: departments[code] }],
      },
    })),
  ];
}

// A url and the three parts of a Coding.
// oxlint-disable-next-line max-params
function coding(
  url: string,
  system: string,
  code: string,
  table: Readonly<Record<string, string>>,
): object {
  return { url, valueCoding: { system, code, display: table[code] } };
}
