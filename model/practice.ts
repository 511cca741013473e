/**
 * How Organization, Practitioner and PractitionerRole carry what the law on practice asks for, and
 * how it is read from them. https://hl7.org/fhir/R4/practitioner.html
 */
import { departmentSystem } from './departments.ts';
import type { Coding, Resource } from './fhir.ts';
import { institutionClassSystem } from './institution-classes.ts';
import { type RoleCode, isRoleCode, roleSystem } from './roles.ts';

const root = 'https://yishu.example';
const definition = (name: string) => `${root}/StructureDefinition/${name}`;

/** Systems of numbers and codes. */
export const practiceSystems = {
  /** 统一社会信用代码, Organization.identifier. */
  uscc: `${root}/NamingSystem/uscc`,
  /** 医疗机构执业许可证登记号, Organization.identifier; its period is that of the licence. */
  institutionLicence: `${root}/NamingSystem/institution-licence`,
  /** 卫生机构（组织）代码 of WS 218, Organization.identifier. */
  institutionCode: `${root}/NamingSystem/health-institution-code`,
  /** 执业证书编号, Practitioner.identifier and qualification.identifier. */
  practiceLicence: 'urn:oid:2.16.156.10011.1.30',
  /** 医师资格证书编号, qualification.identifier. */
  qualification: `${root}/NamingSystem/doctor-qualification`,
  /** Kinds of qualification, qualification.code. */
  qualificationKind: `${root}/CodeSystem/qualification`,
  /** 职称 of GB/T 8561, qualification.code. */
  title: `${root}/CodeSystem/professional-title`,
  category: `${root}/CodeSystem/practice-category`,
  scope: `${root}/CodeSystem/practice-scope`,
  /** 备案号 of a multi-institution filing. */
  filing: `${root}/NamingSystem/practice-filing`,
} as const;

/** Extensions of ours. */
export const practiceUrls = {
  /** Organization: one approved 诊疗科目 (valueCodeableConcept); repeats. */
  department: definition('approved-department'),
  /** Organization: grade (valueCoding). */
  grade: definition('institution-grade'),
  /** Organization: management class (valueCoding). */
  management: definition('institution-management'),
  /** Practitioner.qualification: category of practice (valueCode). */
  category: definition('practice-category'),
  /** Practitioner.qualification: one scope of practice (valueCodeableConcept); repeats. */
  scope: definition('practice-scope'),
  /** Practitioner.qualification: main institution of practice (valueReference). */
  place: definition('practice-place'),
  /** Practitioner.qualification: independent clinical work since (valueDate). */
  independentSince: definition('independent-since'),
  /**
   * PractitionerRole: 多机构备案 at the role's organization, in parts: `number` (valueString),
   * `period` (valuePeriod).
   */
  filing: definition('practice-filing'),
  /**
   * PractitionerRole: the registered institution consents to online work, in parts: `by`
   * (valueReference), `period` (valuePeriod).
   */
  onlineConsent: definition('online-consent'),
} as const;

/** Kinds of qualification; the first is the examination, the others allow practice. */
export const qualificationKinds = {
  'doctor-qualification': '医师资格证书',
  doctor: '医师执业证书',
  'assistant-doctor': '执业助理医师证书',
  'village-doctor': '乡村医生执业证书',
  nurse: '护士执业证书',
  pharmacist: '执业药师注册证',
  technician: '卫生专业技术资格证书',
} as const;

/** A code of a kind of qualification. */
export type QualificationKind = keyof typeof qualificationKinds;

/** 职称 of medical staff, codes of GB/T 8561. */
export const professionalTitles: Readonly<Record<string, string>> = {
  '231': '主任医师',
  '232': '副主任医师',
  '233': '主治医师',
  '234': '医师',
  '235': '医士',
  '241': '主任药师',
  '242': '副主任药师',
  '243': '主管药师',
  '244': '药师',
  '245': '药士',
  '251': '主任护师',
  '252': '副主任护师',
  '253': '主管护师',
  '254': '护师',
  '255': '护士',
  '261': '主任技师',
  '262': '副主任技师',
  '263': '主管技师',
  '264': '技师',
  '265': '技士',
};

/** https://hl7.org/fhir/R4/datatypes.html#Period */
export interface Period {
  start?: string;
  end?: string;
}

/** A licence to practise, as a Practitioner carries it. */
export interface Licence {
  kind: QualificationKind;
  number: string | undefined;
  period: Period;
  category: string | undefined;
  /** Codes of scopes. */
  scopes: readonly string[];
  /** Id of the Organization where it is registered. */
  place: string | undefined;
  /** Date. */
  independentSince: string | undefined;
}

/** What an institution may do. */
export interface InstitutionFacts {
  classCode: string | undefined;
  /** The licence number and its period; undefined without one. */
  licence: { number: string; period: Period } | undefined;
  /** Codes of approved departments. */
  departments: readonly string[];
}

/** A filing of someone at another institution. */
export interface Filing {
  /** Ids of the Practitioner and the Organization. */
  practitioner: string;
  organization: string;
  period: Period;
}

/** The parts of an extension that this file reads. */
export interface Extension {
  url?: string;
  extension?: Extension[];
  valueCode?: string;
  valueString?: string;
  valueDate?: string;
  valuePeriod?: Period;
  valueReference?: { reference?: string };
  valueCoding?: Coding;
  valueCodeableConcept?: { coding?: Coding[]; text?: string };
}

interface Identifier {
  system?: string;
  value?: string;
  period?: Period;
}

interface Concept {
  coding?: Coding[];
}

interface Qualification {
  identifier?: Identifier[];
  code?: Concept;
  period?: Period;
  extension?: Extension[];
}

/** A list that an element holds; empty where it is absent or something else. */
function listAt<T>(holder: object | undefined, name: string): T[] {
  const value: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  return Array.isArray(value) ? (value as T[]) : [];
}

/** The extensions of an element under one url. */
export function extensionsOf(holder: object | undefined, url: string): Extension[] {
  return listAt<Extension>(holder, 'extension').filter((extension) => extension.url === url);
}

/** The code of a system in a concept. */
export function codeOf(concept: Concept | undefined, system: string): string | undefined {
  return listAt<Coding>(concept, 'coding').find((coding) => coding.system === system)?.code;
}

/** The id in a reference to that type; undefined for one of another form. */
export function idIn(reference: unknown, type: string): string | undefined {
  const text = (reference as { reference?: unknown } | undefined)?.reference;
  if (typeof text !== 'string' || !text.startsWith(`${type}/`)) return undefined;
  const id = text.slice(type.length + 1).split('/')[0];
  return id === '' ? undefined : id;
}

/** Whether a day (`YYYY-MM-DD`) lies in a period; both ends belong to it, and may be partial. */
export function isCurrent(period: Period | undefined, today: string): boolean {
  const { start, end } = period ?? {};
  const before = start !== undefined && today.slice(0, Math.min(start.length, 10)) < day(start);
  const after = end !== undefined && today.slice(0, Math.min(end.length, 10)) > day(end);
  return !before && !after;
}

const day = (dateTime: string) => dateTime.slice(0, 10);

/** What an Organization says of its licence. */
export function institutionOf(organization: Resource): InstitutionFacts {
  const types = listAt<Concept>(organization, 'type');
  const classCode = types.map((type) => codeOf(type, institutionClassSystem)).find(Boolean);
  const licence = listAt<Identifier>(organization, 'identifier').find(
    ({ system }) => system === practiceSystems.institutionLicence,
  );
  return {
    classCode,
    licence:
      licence?.value === undefined
        ? undefined
        : { number: licence.value, period: licence.period ?? {} },
    departments: extensionsOf(organization, practiceUrls.department).flatMap(
      ({ valueCodeableConcept }) => codeOf(valueCodeableConcept, departmentSystem) ?? [],
    ),
  };
}

/** The licences that a Practitioner carries, those to practise only. */
export function licencesOf(practitioner: Resource): Licence[] {
  return listAt<Qualification>(practitioner, 'qualification').flatMap((entry) => {
    const kind = codeOf(entry.code, practiceSystems.qualificationKind);
    if (kind === undefined || !isLicence(kind)) return [];
    return [licenceOf(kind, entry)];
  });
}

function isLicence(kind: string): kind is QualificationKind {
  return Object.hasOwn(qualificationKinds, kind) && kind !== 'doctor-qualification';
}

function licenceOf(kind: QualificationKind, entry: Qualification): Licence {
  const one = (url: string) => extensionsOf(entry, url)[0];
  return {
    kind,
    number: listAt<Identifier>(entry, 'identifier')[0]?.value,
    period: entry.period ?? {},
    category: one(practiceUrls.category)?.valueCode,
    scopes: extensionsOf(entry, practiceUrls.scope).flatMap(
      ({ valueCodeableConcept }) => codeOf(valueCodeableConcept, practiceSystems.scope) ?? [],
    ),
    place: idIn(one(practiceUrls.place)?.valueReference, 'Organization'),
    independentSince: one(practiceUrls.independentSince)?.valueDate,
  };
}

/** The roles of ours that a PractitionerRole gives. */
export function roleCodesOf(role: Resource): RoleCode[] {
  return listAt<Concept>(role, 'code').flatMap((concept) =>
    listAt<Coding>(concept, 'coding').flatMap(({ system, code }) =>
      system === roleSystem && code !== undefined && isRoleCode(code) ? [code] : [],
    ),
  );
}

/** The 多机构备案 that a PractitionerRole carries. */
export function filingsOf(role: Resource): Filing[] {
  const practitioner = idIn(role['practitioner'], 'Practitioner');
  const organization = idIn(role['organization'], 'Organization');
  if (practitioner === undefined || organization === undefined) return [];
  return extensionsOf(role, practiceUrls.filing).map((filing) => ({
    practitioner,
    organization,
    period: partOf(filing, 'period')?.valuePeriod ?? {},
  }));
}

/** Who consents to online work in a role, and when; undefined where nobody does. */
export function onlineConsentOf(
  role: Resource,
): { by: string | undefined; period: Period } | undefined {
  const consent = extensionsOf(role, practiceUrls.onlineConsent)[0];
  if (consent === undefined) return undefined;
  const by = idIn(partOf(consent, 'by')?.valueReference, 'Organization');
  return { by, period: partOf(consent, 'period')?.valuePeriod ?? {} };
}

/** A part of an extension that is made of parts. */
export function partOf(extension: Extension, name: string): Extension | undefined {
  return extensionsOf(extension, name)[0];
}

/** The newest check with the national register: its day, and whether the register knows them. */
export function registerCheckOf(
  results: readonly Resource[],
): { on: string; valid: boolean } | undefined {
  const checks = results.flatMap((result) => {
    const on = result['lastPerformed'];
    return typeof on === 'string' ? [{ on: day(on), valid: result['status'] === 'validated' }] : [];
  });
  return checks.toSorted((one, other) => (one.on < other.on ? 1 : -1))[0];
}
