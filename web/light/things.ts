/**
 * What the types of resources are called by those who are no engineers.
 * https://hl7.org/fhir/R4/resourcelist.html
 */
import type { Language } from '../design/moment.ts';

/** One thing said in each language. */
export type Pair = Record<Language, string>;

/** What the types of resources hold, in the words of a resident. */
const things: Record<string, Pair> = {
  '*': { zh: '全部健康档案', en: 'the whole health record' },
  Patient: { zh: '姓名、生日、联系方式', en: 'name, birth date and contact details' },
  Observation: { zh: '检验检查结果和体征', en: 'test results and vital signs' },
  DiagnosticReport: { zh: '检验检查报告', en: 'diagnostic reports' },
  ImagingStudy: { zh: '影像检查', en: 'imaging studies' },
  Condition: { zh: '诊断和健康问题', en: 'diagnoses and health problems' },
  AllergyIntolerance: { zh: '过敏', en: 'allergies' },
  MedicationRequest: { zh: '处方', en: 'prescriptions' },
  MedicationDispense: { zh: '取药记录', en: 'dispensed medicines' },
  MedicationStatement: { zh: '用药情况', en: 'medicines taken' },
  Immunization: { zh: '接种记录', en: 'immunisations' },
  Procedure: { zh: '手术和操作', en: 'procedures' },
  Encounter: { zh: '就诊记录', en: 'visits' },
  Appointment: { zh: '预约', en: 'appointments' },
  DocumentReference: { zh: '病历文书', en: 'documents' },
  CarePlan: { zh: '诊疗计划', en: 'care plans' },
  ServiceRequest: { zh: '检查申请和转诊', en: 'orders and referrals' },
  Claim: { zh: '费用', en: 'bills' },
  Coverage: { zh: '医保', en: 'insurance' },
  Consent: { zh: '授权记录', en: 'consents' },
  Communication: { zh: '消息', en: 'messages' },
  AuditEvent: { zh: '谁看过病历', en: 'who looked at the record' },
  FamilyMemberHistory: { zh: '家族病史', en: 'family history' },
  QuestionnaireResponse: { zh: '填过的问卷', en: 'answered questionnaires' },
  Practitioner: { zh: '医务人员名录', en: 'the directory of staff' },
  Organization: { zh: '医疗机构名录', en: 'the directory of institutions' },
  PractitionerRole: { zh: '岗位', en: 'posts of staff' },
  OrganizationAffiliation: { zh: '医联体', en: 'alliances' },
  VerificationResult: { zh: '注册核验', en: 'checks with the register' },
  Location: { zh: '科室地点', en: 'places' },
  HealthcareService: { zh: '服务项目', en: 'services' },
};

/** The word for a type; the type itself where there is none. */
export function thingText(type: string, language: Language): string {
  const thing = Object.hasOwn(things, type) ? things[type] : undefined;
  return thing?.[language] ?? type;
}
