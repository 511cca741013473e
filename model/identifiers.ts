/**
 * Numbers by which a person is known: their systems, who issues them, and what a right one looks
 * like. China's rules STD-01, STD-04, EHR-01, EHR-02.
 * https://hl7.org/fhir/R4/datatypes.html#Identifier
 */
import { checkDigit, parseResidentId, toEighteen } from './resident-id.ts';

/** A kind of number. */
export interface IdentifierKind {
  /** Identifier.system as we write it. */
  system: string;
  /** Code of HL7 table 0203, where it has one. */
  type?: string;
  /** Code of STD-04 (CV02.01.101), where it is on an identity document. */
  document?: DocumentCode;
  /** Who gives it: the state, the region, a country, or each institution its own. */
  issuer: 'state' | 'region' | 'country' | 'institution';
  zh: string;
  en: string;
}

/** STD-04: kinds of identity documents. */
export const documentCodes = {
  '01': { zh: '居民身份证', en: 'Resident identity card' },
  '02': { zh: '居民户口簿', en: 'Household register' },
  '03': { zh: '护照', en: 'Passport' },
  '04': { zh: '军官证', en: 'Military officer card' },
  '05': { zh: '驾驶证', en: 'Driving licence' },
  '06': { zh: '港澳居民来往内地通行证', en: 'Permit of Hong Kong and Macao residents' },
  '07': { zh: '台湾居民来往内地通行证', en: 'Permit of Taiwan residents' },
  '99': { zh: '其他法定有效证件', en: 'Other legal document' },
} as const;

/** A code of STD-04. */
export type DocumentCode = keyof typeof documentCodes;

/** The system of the codes of STD-04 in Identifier.type. */
export const documentSystem = 'https://yishu.example/CodeSystem/identity-document';

const oid = (last: number) => `urn:oid:2.16.156.10011.1.${last}`;
const named = (name: string) => `https://yishu.example/NamingSystem/${name}`;

/** Passports have a system a country: this, and its code of three letters (ISO 3166). */
export const passportSystem = 'http://hl7.org/fhir/sid/passport-';

/** Every kind of number that we know. Numbers of WS/T 363 have the OIDs that CDA uses. */
export const identifierKinds = {
  'resident-id': {
    system: oid(3),
    type: 'NNCHN',
    document: '01',
    issuer: 'state',
    zh: '居民身份证号',
    en: 'Resident identity number',
  },
  'household-register': {
    system: named('household-register'),
    document: '02',
    issuer: 'state',
    zh: '户口簿号',
    en: 'Number of the household register',
  },
  passport: {
    system: `${passportSystem}CHN`,
    type: 'PPN',
    document: '03',
    issuer: 'country',
    zh: '护照号',
    en: 'Passport number',
  },
  military: {
    system: named('military-id'),
    type: 'MI',
    document: '04',
    issuer: 'state',
    zh: '军官证号',
    en: 'Military identity number',
  },
  'driving-licence': {
    system: named('driving-licence'),
    type: 'DL',
    document: '05',
    issuer: 'state',
    zh: '驾驶证号',
    en: 'Number of the driving licence',
  },
  'hong-kong-macao-permit': {
    system: named('hong-kong-macao-permit'),
    document: '06',
    issuer: 'state',
    zh: '港澳居民来往内地通行证号',
    en: 'Permit number of a Hong Kong or Macao resident',
  },
  'taiwan-permit': {
    system: named('taiwan-permit'),
    document: '07',
    issuer: 'state',
    zh: '台湾居民来往内地通行证号',
    en: 'Permit number of a Taiwan resident',
  },
  'permanent-residence': {
    system: named('permanent-residence'),
    type: 'PRC',
    document: '99',
    issuer: 'state',
    zh: '外国人永久居留身份证号',
    en: 'Permanent residence number of a foreigner',
  },
  'birth-certificate': {
    system: oid(9),
    type: 'BCT',
    document: '99',
    issuer: 'state',
    zh: '出生医学证明编号',
    en: 'Number of the birth certificate',
  },
  'record-number': {
    system: oid(2),
    issuer: 'region',
    zh: '居民健康档案编号',
    en: 'Health record number',
  },
  'health-card': {
    system: oid(19),
    type: 'HC',
    issuer: 'region',
    zh: '居民健康卡号',
    en: 'Health card number',
  },
  insurance: {
    system: oid(15),
    type: 'SS',
    issuer: 'region',
    zh: '医保卡号',
    en: 'Insurance number',
  },
  outpatient: {
    system: oid(11),
    type: 'MR',
    issuer: 'institution',
    zh: '门诊号',
    en: 'Outpatient number',
  },
  inpatient: {
    system: oid(12),
    type: 'MR',
    issuer: 'institution',
    zh: '住院号',
    en: 'Inpatient number',
  },
  'medical-record': {
    system: oid(13),
    type: 'MR',
    issuer: 'institution',
    zh: '病案号',
    en: 'Medical record number',
  },
} as const satisfies Record<string, IdentifierKind>;

/** The name of a kind of number. */
export type IdentifierName = keyof typeof identifierKinds;

/** Systems of other Chinese profiles, and the kind of ours that each is. */
const elsewhere: Readonly<Record<string, IdentifierName>> = {
  // HL7 China, core-patient: slices IDC and SIN.
  'urn:oid:2.16.840.1.113883.2.23.1.19.1': 'resident-id',
  'urn:oid:2.16.840.1.113883.2.23.1.19.2': 'insurance',
};

/** CN-CORE has one system for all documents; the type tells which. */
const cnCore = {
  system: 'http://NamingSystem.hl7fhir.cn/identityDocument',
  type: 'http://CodeSystem.hl7fhir.cn/identity-document-type',
};

/** Codes of document types, with the local ones that regions added to STD-04. */
const byDocument: Readonly<Record<string, IdentifierName>> = {
  '01': 'resident-id',
  '02': 'household-register',
  '03': 'passport',
  '04': 'military',
  '05': 'driving-licence',
  '06': 'hong-kong-macao-permit',
  '07': 'taiwan-permit',
  '109': 'health-card',
  '110': 'record-number',
  '111': 'birth-certificate',
};

const bySystem = new Map<string, IdentifierName>(Object.entries(elsewhere));
for (const [name, { system }] of Object.entries(identifierKinds)) {
  bySystem.set(system, name as IdentifierName);
}

/** What is read of an Identifier. */
export interface GivenIdentifier {
  use?: string;
  system?: string;
  value?: string;
  type?: { coding?: { system?: string; code?: string }[] };
  assigner?: { reference?: string };
}

/**
 * The kind of a number, whichever of the Chinese profiles wrote it; undefined where none of ours.
 */
export function kindOf({ system, type }: GivenIdentifier): IdentifierName | undefined {
  const known = system === undefined ? undefined : bySystem.get(system);
  if (known !== undefined) return known;
  if (system?.startsWith(passportSystem) === true) return 'passport';
  if (system !== undefined && system !== cnCore.system) return undefined;
  const typed = [cnCore.type, documentSystem];
  const code = type?.coding?.find((one) => typed.includes(one.system ?? ''))?.code;
  if (code !== undefined) return byDocument[code];
  // Without a type CN-CORE's own examples mean the card.
  return system === cnCore.system ? 'resident-id' : undefined;
}

/** Whether a person has one of a kind: all but the numbers of institutions. */
export function isPersonal(name: IdentifierName): boolean {
  return identifierKinds[name].issuer !== 'institution';
}

/** A number as it is compared: no blanks or hyphens, wide characters narrow, capitals. */
export function plainValue(value: string): string {
  return value.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** The forms under which a resident's number may stand: 18 digits, and the 15 of old cards. */
export function residentIdForms(value: string): string[] {
  const full = toEighteen(value);
  if (full === undefined || parseResidentId(full) === undefined) return [value];
  const forms = [full, ...(full.endsWith('X') ? [full.toLowerCase()] : [])];
  // Only who was born before 2000 had a number of 15 digits.
  if (full.slice(6, 8) === '19') forms.push(full.slice(0, 6) + full.slice(8, 17));
  return forms;
}

/** What is wrong with the number of an identity card; undefined where nothing is (STD-01). */
export function residentIdProblem(value: string): 'form' | 'check' | 'facts' | undefined {
  const full = toEighteen(value);
  if (full === undefined) return 'form';
  if (parseResidentId(full) !== undefined) return undefined;
  return checkDigit(full.slice(0, 17)) === full.charAt(17) ? 'facts' : 'check';
}

/** What the 17 digits of a health record number say (EHR-01). */
export interface RecordNumber {
  /** GB/T 2260 county and GB/T 10114 township, 9 digits. */
  township: string;
  /** Three digits of the village or neighbourhood. */
  village: string;
  /** Five digits of the person. */
  serial: string;
}

/** The parts of a health record number; undefined where it has not 17 digits (EHR-01). */
export function parseRecordNumber(value: string): RecordNumber | undefined {
  if (!/^\d{17}$/.test(value)) return undefined;
  return { township: value.slice(0, 9), village: value.slice(9, 12), serial: value.slice(12) };
}

/**
 * Whether three digits can stand for a neighbourhood (001–099), a village (101–199) or something
 * else (901–999) in a health record number (EHR-02).
 */
export function isVillageSegment(segment: string): boolean {
  if (!/^\d{3}$/.test(segment)) return false;
  const number = Number(segment);
  return number % 100 !== 0 && (number < 200 || number > 900);
}
