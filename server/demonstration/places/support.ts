/**
 * Those beside the doctors of the three hospitals, and the regulator of the prefecture.
 * https://hl7.org/fhir/R4/practitionerrole.html
 */
import type { RoleCode } from '#model/roles.ts';
import type { DepartmentKey } from './departments.ts';
import { countyHospitals, firstHospital, healthCommission } from './institutions.ts';
import { drawWorker } from './practitioners.ts';
import type { Worker } from './practitioners.ts';

/** Someone who does not write records, or not as a doctor. */
export interface Supporter extends Worker {
  organization: { id: string; name: string };
  /** 主管护师, 医务科科长, … */
  title: string;
  department?: DepartmentKey;
}

const posts: readonly (readonly [RoleCode, title: string, DepartmentKey?])[] = [
  ['nurse', '主管护师', 'emergency'],
  ['registrar', '挂号收费处'],
  ['coordinator', '双向转诊办公室'],
  ['supervisor', '医务科科长'],
];

/** Draws them; their numbers follow those of the doctors. */
export function drawSupport(seed: number, thisYear: number, taken: number): Supporter[] {
  const places = [firstHospital, ...countyHospitals].flatMap((organization) =>
    posts.map(([role, title, department]) => ({ organization, role, title, department })),
  );
  const regulator = {
    organization: healthCommission,
    role: 'regulator' as const,
    title: '医政科',
    department: undefined,
  };
  const keeper = {
    organization: healthCommission,
    role: 'index-keeper' as const,
    title: '信息中心',
    department: undefined,
  };
  return [...places, regulator, keeper].map(({ department, ...post }, index) => ({
    ...drawWorker({ seed, thisYear, serial: taken + index + 1 }, 0.6, [30, 52]),
    ...post,
    ...(department === undefined ? {} : { department }),
  }));
}
