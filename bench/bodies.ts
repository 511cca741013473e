/**
 * The nine resources of the CRUD workload, of the sizes that the published benchmarks use (0.8–7.8
 * KB). All invented.
 */

type Body = Record<string, unknown>;

/** The types in the order in which one iteration creates them. */
export const crudTypes = [
  'Patient',
  'Location',
  'Organization',
  'Practitioner',
  'Encounter',
  'Observation',
  'MedicationRequest',
  'Claim',
  'ExplanationOfBenefit',
] as const;

const loinc = 'http://loinc.org';
const sct = 'http://snomed.info/sct';
const period = { start: '2025-03-04T09:10:00+08:00', end: '2025-03-04T09:25:00+08:00' };
const telecom = [{ system: 'phone', value: '0000-12345678', use: 'work' }];
const address = [{ line: ['测试路 1 号'], city: '测试市', state: '测试省', country: 'CN' }];

function concept(system: string, code: string, display: string): Body {
  return { coding: [{ system, code, display }], text: display };
}

function amount(value: number): Body {
  return { value, currency: 'CNY' };
}

/** The body of one type; `made` holds the references to what was created before, by type. */
export function crudBody(
  type: (typeof crudTypes)[number],
  n: number,
  made: Record<string, string>,
): Body {
  return builders[type](n, (of) => ({ reference: made[of] ?? `${of}/none` }));
}

type Builder = (n: number, ref: (type: string) => Body) => Body;

const builders: Record<(typeof crudTypes)[number], Builder> = {
  Patient: (n) => ({
    resourceType: 'Patient',
    extension: Array.from({ length: 7 }, (_, index) => ({
      url: `http://bench.yishu.example/extension-${index}`,
      valueString: `value ${n} ${index}`,
    })),
    identifier: ['card', 'insurance', 'record'].map((kind) => ({
      system: `http://bench.yishu.example/${kind}`,
      value: `${kind}-${n}`,
      type: concept('http://terminology.hl7.org/CodeSystem/v2-0203', 'MR', 'Record number'),
    })),
    name: [{ use: 'official', family: `测${n}`, given: ['试'], text: `测${n}试` }],
    telecom,
    gender: n % 2 === 0 ? 'female' : 'male',
    birthDate: `19${50 + (n % 50)}-0${1 + (n % 9)}-15`,
    address,
    maritalStatus: concept('http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', 'M', 'M'),
    communication: [{ language: concept('urn:ietf:bcp:47', 'zh-CN', 'Chinese') }],
  }),
  Location: (n) => ({
    resourceType: 'Location',
    status: 'active',
    name: `Bench location ${n}`,
    telecom,
    address: address[0],
    position: { longitude: 113.2, latitude: 33.97 },
  }),
  Organization: (n) => ({
    resourceType: 'Organization',
    identifier: [{ system: 'http://bench.yishu.example/organization', value: String(n) }],
    active: true,
    name: `Bench organization ${n}`,
    type: [concept('http://terminology.hl7.org/CodeSystem/organization-type', 'prov', 'Provider')],
    telecom,
    address,
  }),
  Practitioner: (n) => ({
    resourceType: 'Practitioner',
    identifier: [{ system: 'http://bench.yishu.example/practitioner', value: String(n) }],
    active: true,
    name: [{ family: '医', given: [String(n)], prefix: ['Dr.'] }],
    telecom,
    address,
    gender: 'male',
  }),
  Encounter: (_n, ref) => ({
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    type: [concept(sct, '185345009', 'Encounter for symptom')],
    subject: ref('Patient'),
    participant: [{ individual: ref('Practitioner'), period }],
    period,
    reasonCode: [concept(sct, '10509002', 'Acute bronchitis')],
    location: [{ location: ref('Location') }],
    serviceProvider: ref('Organization'),
  }),
  Observation: (n, ref) => ({
    resourceType: 'Observation',
    status: 'final',
    category: [
      concept('http://terminology.hl7.org/CodeSystem/observation-category', 'vital-signs', 'v'),
    ],
    code: concept(loinc, '8867-4', 'Heart rate'),
    subject: ref('Patient'),
    encounter: ref('Encounter'),
    performer: [ref('Practitioner')],
    effectiveDateTime: '2025-03-04T09:12:00+08:00',
    issued: '2025-03-04T09:12:30+08:00',
    valueQuantity: quantity(60 + (n % 40)),
    referenceRange: [{ low: quantity(60), high: quantity(100) }],
  }),
  MedicationRequest: (_n, ref) => ({
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: concept(
      'http://www.nlm.nih.gov/research/umls/rxnorm',
      '313782',
      'Acetaminophen 325 MG Oral Tablet',
    ),
    subject: ref('Patient'),
    encounter: ref('Encounter'),
    authoredOn: '2025-03-04T09:20:00+08:00',
    requester: ref('Practitioner'),
    dosageInstruction: [{ sequence: 1, text: '必要时', asNeededBoolean: true }],
  }),
  Claim: (_n, ref) => ({
    resourceType: 'Claim',
    status: 'active',
    ...claimHead(ref),
    priority: concept('http://terminology.hl7.org/CodeSystem/processpriority', 'normal', 'Normal'),
    insurance: [{ sequence: 1, focal: true, coverage: { display: '测试医保' } }],
    item: claimItems(4),
    total: amount(129.16),
  }),
  ExplanationOfBenefit: (_n, ref) => ({
    resourceType: 'ExplanationOfBenefit',
    contained: [
      {
        resourceType: 'ServiceRequest',
        id: 'referral',
        status: 'completed',
        intent: 'order',
        subject: ref('Patient'),
        requester: ref('Practitioner'),
      },
      {
        resourceType: 'Coverage',
        id: 'coverage',
        status: 'active',
        beneficiary: ref('Patient'),
        payor: [ref('Organization')],
      },
    ],
    status: 'active',
    ...claimHead(ref),
    insurer: ref('Organization'),
    referral: { reference: '#referral' },
    outcome: 'complete',
    insurance: [{ focal: true, coverage: { reference: '#coverage' } }],
    item: claimItems(12),
    payment: { amount: amount(103.33) },
  }),
};

function quantity(value: number): Body {
  return { value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' };
}

function claimHead(ref: (type: string) => Body): Body {
  return {
    type: concept('http://terminology.hl7.org/CodeSystem/claim-type', 'professional', 'P'),
    use: 'claim',
    patient: ref('Patient'),
    billablePeriod: period,
    created: '2025-03-04T09:25:00+08:00',
    provider: ref('Organization'),
    facility: ref('Location'),
  };
}

function claimItems(count: number): Body[] {
  return Array.from({ length: count }, (_, index) => ({
    sequence: index + 1,
    productOrService: concept(sct, '185345009', 'Encounter for symptom'),
    servicedPeriod: period,
    locationCodeableConcept: concept(
      'http://terminology.hl7.org/CodeSystem/ex-serviceplace',
      '19',
      'Off campus',
    ),
    quantity: { value: 1 },
    unitPrice: amount(10 + index),
    net: amount(10 + index),
  }));
}
