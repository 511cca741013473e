/**
 * What each role may see and write: the whole policy as one table.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import type { RoleCode } from '#model/roles.ts';

/**
 * How far a role sees into records: `none`; `own`, what its institution wrote; `reason`, that and
 * whole records while there is a reason; `self`, the own record and those acted for; `all`.
 */
export type Reach = 'none' | 'own' | 'reason' | 'self' | 'all';

/** The policy of one role. */
export interface Policy {
  reach: Reach;
  /** Highest data level of what the own institution wrote, without a personal reason. */
  ownLevel: number;
  /** Record types that the role may read; undefined for all. */
  reads: ReadonlySet<string> | undefined;
  /** Types that it may create and change. */
  writes: ReadonlySet<string> | 'all';
  /** Types that it may delete. */
  deletes: ReadonlySet<string> | 'all';
}

const none: ReadonlySet<string> = new Set();

const people = ['Patient', 'RelatedPerson'];
const visits = ['Appointment', 'AppointmentResponse', 'Encounter', 'EpisodeOfCare', 'Flag'];
const money = ['Account', 'ChargeItem', 'Claim', 'Coverage', 'Invoice'];
const teamwork = [
  'Basic',
  'Binary',
  'Communication',
  'CommunicationRequest',
  'DocumentReference',
  'Media',
  'Provenance',
  'QuestionnaireResponse',
  'Task',
];
const findings = ['BodyStructure', 'DiagnosticReport', 'ImagingStudy', 'Observation', 'Specimen'];
const care = [
  ...people,
  ...visits,
  ...teamwork,
  ...findings,
  'AdverseEvent',
  'AllergyIntolerance',
  'CarePlan',
  'CareTeam',
  'ClinicalImpression',
  'Composition',
  'Condition',
  'Contract',
  'DetectedIssue',
  'Device',
  'DeviceRequest',
  'DeviceUseStatement',
  'FamilyMemberHistory',
  'Goal',
  'GuidanceResponse',
  'Immunization',
  'ImmunizationEvaluation',
  'ImmunizationRecommendation',
  'List',
  'MedicationAdministration',
  'MedicationStatement',
  'NutritionOrder',
  'Procedure',
  'RequestGroup',
  'RiskAssessment',
  'ServiceRequest',
  'SupplyDelivery',
  'SupplyRequest',
];
const orders = ['MedicationRequest', 'VisionPrescription'];
const dispensing = ['MedicationDispense', 'DetectedIssue', 'MedicationAdministration'];

const staff = (policy: { writes: readonly string[]; reads?: readonly string[] }): Policy => ({
  reach: 'reason',
  ownLevel: 4,
  reads: policy.reads === undefined ? undefined : new Set(policy.reads),
  writes: new Set(policy.writes),
  deletes: none,
});

const desk = [...people, ...visits, ...money, ...teamwork, 'ServiceRequest', 'Schedule', 'Slot'];
const medicine = [...people, ...visits, ...teamwork, ...findings, ...orders, ...dispensing].concat(
  'AllergyIntolerance',
  'Condition',
  'Immunization',
  'MedicationStatement',
);

const administrator = (writes: readonly string[], deletes: readonly string[] = []): Policy => ({
  reach: 'none',
  ownLevel: 0,
  reads: none,
  writes: new Set(writes),
  deletes: new Set(deletes),
});

const registry = [
  'Organization',
  'OrganizationAffiliation',
  'Practitioner',
  'Location',
  'HealthcareService',
  'Endpoint',
  'VerificationResult',
];

const exchanged = [
  ...care,
  ...orders,
  ...dispensing,
  ...money,
  'Bundle',
  'Schedule',
  'Slot',
].concat('Subscription');

/** The policy of every role. */
export const policies: Record<RoleCode, Policy> = {
  doctor: staff({ writes: [...care, ...orders] }),
  'assistant-doctor': staff({ writes: [...care, ...orders] }),
  'village-doctor': staff({ writes: [...care, ...orders, ...dispensing] }),
  nurse: staff({ writes: care }),
  technician: staff({ writes: [...findings, ...teamwork] }),
  pharmacist: staff({ writes: [...dispensing, ...teamwork], reads: medicine }),
  registrar: staff({ writes: desk, reads: desk }),
  coordinator: staff({ writes: [...visits, ...teamwork, 'ServiceRequest'] }),
  supervisor: { ...staff({ writes: ['Task', 'Communication'] }), reach: 'own' },
  // Sees who somebody is by the operations of the index alone, and nothing of their health.
  'index-keeper': administrator([]),
  regulator: staff({ writes: ['Task', 'Communication', 'Flag'] }),
  'disease-control': staff({ writes: ['Task', 'Communication', 'Flag'] }),
  'system-administrator': administrator([...registry, 'Schedule'], registry),
  // What people may do is the security administrator's to say. Legal duties are Consents of a kind
  // of their own; server/access/authority.ts lets no other pass.
  'security-administrator': administrator(['Consent', 'PractitionerRole']),
  'audit-administrator': administrator([]),
  resident: {
    reach: 'self',
    ownLevel: 5,
    reads: undefined,
    writes: new Set([
      'Communication',
      'Consent',
      'MedicationStatement',
      'Observation',
      'QuestionnaireResponse',
      'RelatedPerson',
    ]),
    deletes: none,
  },
  // A hospital's own system holds what it wrote anyway, of whatever level.
  system: {
    reach: 'reason',
    ownLevel: 5,
    reads: undefined,
    writes: new Set(exchanged),
    deletes: new Set(exchanged),
  },
  platform: { reach: 'all', ownLevel: 5, reads: undefined, writes: 'all', deletes: 'all' },
};
