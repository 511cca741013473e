/**
 * Who can sign in, as what: the roles of staff, the three administrators kept apart, residents and
 * systems.
 * https://hl7.org/fhir/R4/valueset-practitioner-role.html
 */

/** What kind of caller a role makes. */
export type CallerKind = 'staff' | 'administrator' | 'resident' | 'system';

/** One role. */
export interface Role {
  kind: CallerKind;
  zh: string;
  en: string;
}

/** Every role; the code is that of PractitionerRole.code in the system below. */
export const roles = {
  doctor: { kind: 'staff', zh: '执业医师', en: 'Doctor' },
  'assistant-doctor': { kind: 'staff', zh: '执业助理医师', en: 'Assistant doctor' },
  'village-doctor': { kind: 'staff', zh: '乡村医生', en: 'Village doctor' },
  nurse: { kind: 'staff', zh: '护士', en: 'Nurse' },
  pharmacist: { kind: 'staff', zh: '药师', en: 'Pharmacist' },
  technician: { kind: 'staff', zh: '医技人员', en: 'Technician' },
  registrar: { kind: 'staff', zh: '挂号登记员', en: 'Registrar' },
  coordinator: { kind: 'staff', zh: '转诊对接专人', en: 'Referral coordinator' },
  supervisor: { kind: 'staff', zh: '医务管理', en: 'Medical supervisor' },
  'index-keeper': { kind: 'staff', zh: '主索引管理员', en: 'Index keeper' },
  regulator: { kind: 'staff', zh: '卫健监管', en: 'Regulator' },
  'disease-control': { kind: 'staff', zh: '疾控人员', en: 'Disease control' },
  'system-administrator': {
    kind: 'administrator',
    zh: '系统管理员',
    en: 'System administrator',
  },
  'security-administrator': {
    kind: 'administrator',
    zh: '安全管理员',
    en: 'Security administrator',
  },
  'audit-administrator': { kind: 'administrator', zh: '审计管理员', en: 'Audit administrator' },
  resident: { kind: 'resident', zh: '居民', en: 'Resident' },
  system: { kind: 'system', zh: '机构系统', en: 'System of an institution' },
  platform: { kind: 'system', zh: '平台自身', en: 'The platform itself' },
} as const satisfies Record<string, Role>;

/** The code of a role. */
export type RoleCode = keyof typeof roles;

/** The system of role codes in PractitionerRole.code. */
export const roleSystem = 'https://yishu.example/CodeSystem/role';

/** Whether a text is the code of a role. */
export function isRoleCode(text: string): text is RoleCode {
  return Object.hasOwn(roles, text);
}
