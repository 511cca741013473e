/**
 * Who works where: doctors, village doctors and pharmacists, each with one role at one institution.
 */
import { createRandom } from '../random.ts';
import { drawName } from '../people/names.ts';
import type { PersonName, Sex } from '../people/names.ts';
import { departmentOf, staffing } from './departments.ts';
import type { DepartmentKey, InstitutionKind } from './departments.ts';
import { institutions } from './institutions.ts';
import type { Institution } from './institutions.ts';

/** Someone who treats, examines or dispenses. */
export interface Practitioner {
  id: string;
  name: PersonName;
  sex: Sex;
  birthYear: number;
  institution: Institution;
  department: DepartmentKey;
  /** 主任医师, 乡村医生, … */
  title: string;
  /** Number on the licence; of the right shape, belonging to nobody. */
  licence: string;
  licenceKind: '医师执业证书' | '乡村医生执业证书' | '执业药师注册证';
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
  const random = createRandom(seed, `practitioner ${post.serial}`);
  const sex = random.chance(femaleShare(post.department)) ? 'female' : 'male';
  const age = post.rank === 0 ? random.whole(44, 59) : random.whole(29, 45);
  const birthYear = thisYear - age;
  const name = drawName(random, { sex, birthYear });
  const { institution, department } = post;
  return {
    id: `demo-practitioner-${String(post.serial).padStart(3, '0')}`,
    name,
    sex,
    birthYear,
    institution,
    department,
    title: titleOf(institution.kind, post.rank, age),
    ...licenceOf(post),
  };
}

function femaleShare(department: DepartmentKey): number {
  if (['obstetrics', 'gynaecology', 'womenCare'].includes(department)) return 0.95;
  if (['surgery', 'orthopaedics', 'urology'].includes(department)) return 0.05;
  return 0.45;
}

function titleOf(kind: InstitutionKind, rank: number, age: number): string {
  if (kind === 'village') return '乡村医生';
  if (kind === 'pharmacy') return '执业药师';
  if (kind === 'tertiary' && rank === 0) return '主任医师';
  if (kind === 'county' && rank === 0) return '副主任医师';
  return age >= 34 ? '主治医师' : '住院医师';
}

/**
 * A doctor's licence has 15 digits: level, category, division of issue, serial; 9xxxxx is out of
 * use.
 */
function licenceOf(post: Post): Pick<Practitioner, 'licence' | 'licenceKind'> {
  const { institution, department, serial } = post;
  const tail = `${institution.county.code}9${String(serial).padStart(5, '0')}`;
  if (institution.kind === 'village') {
    return { licence: `332${tail}`, licenceKind: '乡村医生执业证书' };
  }
  if (institution.kind === 'pharmacy') return { licence: tail, licenceKind: '执业药师注册证' };
  return { licence: `1${categoryCode(department)}${tail}`, licenceKind: '医师执业证书' };
}

/** 10 clinical, 20 dental, 30 public health, 41 Chinese medicine. */
function categoryCode(department: DepartmentKey): string {
  const { scope } = departmentOf(department);
  if (scope.startsWith('口腔')) return '20';
  if (scope.startsWith('公共卫生')) return '30';
  return scope.startsWith('中医') ? '41' : '10';
}
