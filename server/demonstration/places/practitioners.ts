/**
 * Who works where: doctors, village doctors, technicians and pharmacists, each with a role at one
 * institution. https://hl7.org/fhir/R4/practitioner.html
 */
import type { RoleCode } from '#model/roles.ts';
import { createRandom } from '../random.ts';
import { drawName } from '../people/names.ts';
import type { PersonName, Sex } from '../people/names.ts';
import { staffing } from './departments.ts';
import type { DepartmentKey } from './departments.ts';
import { institutions } from './institutions.ts';
import type { Institution } from './institutions.ts';

/** Someone who works in the region. */
export interface Worker {
  id: string;
  /** From 1; numbers of licences and days of checks follow from it. */
  serial: number;
  name: PersonName;
  sex: Sex;
  birthYear: number;
  role: RoleCode;
}

/** Someone who treats, examines or dispenses. */
export interface Practitioner extends Worker {
  institution: Institution;
  department: DepartmentKey;
  /** 主任医师, 乡村医生, … */
  title: string;
  /** 0 leads the department. */
  rank: number;
}

/** All practitioners, found by institution and department. */
export type Staff = ReadonlyMap<string, readonly Practitioner[]>;

/** Draws everyone who works in the region. */
export function drawStaff(seed: number, thisYear: number): Staff {
  const staff = new Map<string, Practitioner[]>();
  let serial = 0;
  for (const institution of institutions) {
    for (const [department, count] of Object.entries(staffing[institution.kind])) {
      const people = Array.from({ length: count }, (_, rank) => {
        serial += 1;
        const place = { institution, department: department as DepartmentKey, rank, serial };
        return drawPractitioner(seed, thisYear, place);
      });
      staff.set(`${institution.id}/${department}`, people);
    }
  }
  return staff;
}

/** Who works in a department; throws a RangeError when the institution has no such department. */
export function staffOf(
  staff: Staff,
  institution: Institution,
  department: DepartmentKey,
): readonly Practitioner[] {
  const people = staff.get(`${institution.id}/${department}`);
  if (people === undefined) throw new RangeError(`${institution.id} has no ${department}`);
  return people;
}

interface Post {
  institution: Institution;
  department: DepartmentKey;
  /** 0 leads the department. */
  rank: number;
  serial: number;
}

function drawPractitioner(seed: number, thisYear: number, post: Post): Practitioner {
  const { institution, department, rank, serial } = post;
  const ages: Ages = rank === 0 ? [44, 59] : [29, 45];
  const drawn = drawWorker({ seed, thisYear, serial }, femaleShare(department), ages);
  const role = roleOf(post);
  const age = thisYear - drawn.birthYear;
  return { ...drawn, role, institution, department, rank, title: titleOf(post, role, age) };
}

type Ages = readonly [from: number, to: number];

/** Draws name, sex and age of whoever has that number. */
export function drawWorker(
  number: { seed: number; thisYear: number; serial: number },
  female: number,
  ages: Ages,
): Omit<Worker, 'role'> {
  const { seed, thisYear, serial } = number;
  const random = createRandom(seed, `practitioner ${serial}`);
  const sex = random.chance(female) ? 'female' : 'male';
  const birthYear = thisYear - random.whole(...ages);
  const name = drawName(random, { sex, birthYear });
  const id = `demo-practitioner-${String(serial).padStart(3, '0')}`;
  return { id, serial, name, sex, birthYear };
}

/** The second general practitioner of a township centre is an assistant doctor. */
function roleOf({ institution, department, rank }: Post): RoleCode {
  const { kind } = institution;
  if (kind === 'village') return 'village-doctor';
  if (kind === 'pharmacy') return 'pharmacist';
  if (kind === 'cdc') return 'disease-control';
  if (department === 'laboratory') return 'technician';
  return kind === 'township' && department === 'general' && rank === 1
    ? 'assistant-doctor'
    : 'doctor';
}

function femaleShare(department: DepartmentKey): number {
  if (['obstetrics', 'gynaecology', 'womenCare'].includes(department)) return 0.95;
  if (['surgery', 'orthopaedics', 'urology'].includes(department)) return 0.05;
  return 0.45;
}

function titleOf({ institution, rank }: Post, role: RoleCode, age: number): string {
  const { kind } = institution;
  if (role === 'village-doctor') return '乡村医生';
  if (role === 'pharmacist') return '主管药师';
  if (role === 'technician') return age >= 34 ? '主管技师' : '技师';
  if (role === 'assistant-doctor') return '医士';
  if (kind === 'tertiary' && rank === 0) return '主任医师';
  if (kind === 'county' && rank === 0) return '副主任医师';
  return age >= 34 ? '主治医师' : '医师';
}
