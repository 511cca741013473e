/**
 * What the people are qualified for, and when the national register was last asked about them.
 * https://hl7.org/fhir/R4/verificationresult.html
 */
import { practiceScopes } from '#model/practice-scopes.ts';
import {
  type QualificationKind,
  practiceSystems,
  practiceUrls,
  professionalTitles,
  qualificationKinds,
} from '#model/practice.ts';
import type { RoleCode } from '#model/roles.ts';
import type { Identified } from '../bundle.ts';
import { toDate } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { departmentOf } from './departments.ts';
import { prefecture } from './divisions.ts';
import { sourceOf } from './institutions.ts';
import type { Practitioner } from './practitioners.ts';
import type { Supporter } from './support.ts';

/** Someone of the region, of either kind. */
export type Person = Practitioner | Supporter;

const assigner = { display: '演示数据（非真实执业证书编号）' };

const kinds: Partial<Record<RoleCode, Exclude<QualificationKind, 'doctor-qualification'>>> = {
  doctor: 'doctor',
  'assistant-doctor': 'assistant-doctor',
  'village-doctor': 'village-doctor',
  'disease-control': 'doctor',
  nurse: 'nurse',
  pharmacist: 'pharmacist',
  technician: 'technician',
};

/** The Organization where someone works. */
export function workplaceOf(person: Person): { id: string; name: string } {
  return 'institution' in person ? person.institution : person.organization;
}

/** The number on the licence as an identifier; none for those without a licence. */
export function licenceIdentifiers(person: Person): object[] {
  const kind = kinds[person.role];
  if (kind === undefined) return [];
  return [
    { system: practiceSystems.practiceLicence, value: licenceNumber(person, kind), assigner },
  ];
}

/** Examination, licence and title of someone; `thisYear` is the year of the region's day. */
export function qualificationsOf(person: Person, thisYear: number): object[] {
  const kind = kinds[person.role];
  const code = Object.keys(professionalTitles).find(
    (each) => professionalTitles[each] === person.title,
  );
  return [
    ...(kind === 'doctor' ? [examination(person)] : []),
    ...(kind === undefined ? [] : [licence(person, kind, thisYear)]),
    ...(code === undefined ? [] : [{ code: concept(practiceSystems.title, code, person.title) }]),
  ];
}

function examination(person: Person): object {
  const value = `DEMO${graduation(person)}${String(person.serial).padStart(6, '0')}`;
  const kind = 'doctor-qualification';
  return {
    identifier: [{ system: practiceSystems.qualification, value, assigner }],
    code: concept(practiceSystems.qualificationKind, kind, qualificationKinds[kind]),
  };
}

function concept(system: string, code: string, display: string): object {
  return { coding: [{ system, code, display }], text: display };
}

function graduation({ birthYear }: Person): number {
  return birthYear + 25;
}

/** Certificates of these are renewed every five years, those of doctors never. */
const renewed = new Set<QualificationKind>(['village-doctor', 'nurse', 'pharmacist']);

function licence(
  person: Person,
  kind: Exclude<QualificationKind, 'doctor-qualification'>,
  thisYear: number,
): object {
  const since = thisYear - 1 - (person.serial % 3);
  const period = renewed.has(kind)
    ? { start: `${since}-01-01`, end: `${since + 4}-12-31` }
    : { start: `${graduation(person) + 1}-07-01` };
  return {
    extension: extensions(person, kind),
    identifier: [{ system: practiceSystems.practiceLicence, value: licenceNumber(person, kind) }],
    code: concept(practiceSystems.qualificationKind, kind, qualificationKinds[kind]),
    period,
    issuer: { display: `${prefecture}卫生健康委员会` },
  };
}

function extensions(person: Person, kind: QualificationKind): object[] {
  const scope = scopeOf(person, kind);
  const { category, zh } = practiceScopes[scope ?? ''] ?? {};
  const place = { reference: `Organization/${workplaceOf(person).id}` };
  const doctor = kind === 'doctor' || kind === 'assistant-doctor';
  return [
    ...(category === undefined || category === 'village'
      ? []
      : [{ url: practiceUrls.category, valueCode: category }]),
    ...(scope === undefined || zh === undefined
      ? []
      : [
          {
            url: practiceUrls.scope,
            valueCodeableConcept: concept(practiceSystems.scope, scope, zh),
          },
        ]),
    { url: practiceUrls.place, valueReference: place },
    ...(doctor
      ? [{ url: practiceUrls.independentSince, valueDate: `${graduation(person) + 2}-07-01` }]
      : []),
  ];
}

function scopeOf(person: Person, kind: QualificationKind): string | undefined {
  if (kind === 'village-doctor') return 'village';
  if (kind !== 'doctor' && kind !== 'assistant-doctor') return undefined;
  const name = person.department === undefined ? '' : departmentOf(person.department).scope;
  return Object.keys(practiceScopes).find((code) => practiceScopes[code]?.zh === name);
}

const categoryDigits = { clinical: '10', dental: '20', 'public-health': '30', chinese: '41' };

/**
 * A doctor's licence has 15 digits: level, category, division of issue, serial. The division 339900
 * is no division, so the number belongs to nobody.
 */
function licenceNumber(person: Person, kind: QualificationKind): string {
  const tail = `3399009${String(person.serial).padStart(5, '0')}`;
  const { category } = practiceScopes[scopeOf(person, kind) ?? ''] ?? {};
  if (kind === 'village-doctor') return `332${tail}`;
  if (category === undefined || category === 'village') return tail;
  return `${kind === 'doctor' ? '1' : '2'}${categoryDigits[category]}${tail}`;
}

/**
 * The last check with the national register: within the month before for all but one, whose check
 * is stale, so that a suspension can be seen. None for those without a licence.
 */
export function registerCheck(person: Person, today: Day): Identified[] {
  if (kinds[person.role] === undefined) return [];
  const stale = isForgotten(person);
  const date = toDate(today - 1 - (stale ? 44 : person.serial % 20));
  return [
    {
      resourceType: 'VerificationResult',
      id: person.id,
      meta: { source: sourceOf(workplaceOf(person).id) },
      target: [{ reference: `Practitioner/${person.id}` }],
      status: 'validated',
      statusDate: date,
      validationProcess: [{ text: '国家医师、护士电子注册系统（演示数据）' }],
      frequency: { repeat: { frequency: 1, period: 30, periodUnit: 'd' } },
      lastPerformed: date,
    },
  ];
}

/** The second surgeon of the county hospitals. */
function isForgotten(person: Person): boolean {
  return (
    'institution' in person &&
    person.institution.kind === 'county' &&
    person.department === 'surgery' &&
    person.rank === 1
  );
}
