/**
 * Fictional residents whose charts the browser stories read, as transactions.
 * https://hl7.org/fhir/R4/bundle.html#transaction
 */
import { checkDigit } from '#model/resident-id.ts';
import type { Resource } from '#model/fhir.ts';
import type { NewAccount } from '#server/accounts/administer.ts';

const loinc = 'http://loinc.org';
const from = (organization: string) => ({ source: `Organization/${organization}` });

/** Identity-card number of 王秀英, with a valid check digit. */
export const idNumber = `33082219580312002${checkDigit('33082219580312002')}`;
export const phone = '13957012345';

/**
 * Who signs in: a doctor who cares for everybody below, one of the same hospital whose sessions
 * end in stories, who supervises both, who keeps the index, and two residents.
 */
export const people = {
  chen: {
    role: 'doctor',
    login: 'chen',
    name: '陈志远',
    who: 'Practitioner/chen',
    organization: 'yunhe-first',
    practitionerRoles: ['clinic-of-chen'],
  },
  zhou: {
    role: 'doctor',
    login: 'zhou',
    name: '周明',
    who: 'Practitioner/zhou',
    organization: 'yunhe-first',
  },
  fang: {
    role: 'supervisor',
    login: 'fang',
    name: '方敏',
    who: 'Practitioner/fang',
    organization: 'yunhe-first',
  },
  luo: {
    role: 'index-keeper',
    login: 'luo',
    name: '罗静',
    who: 'Practitioner/luo',
    organization: 'yunhe-first',
  },
  sun: { role: 'resident', phone: '13957067890', name: '孙桂芳', who: 'Patient/sun-guifang' },
  wang: { role: 'resident', phone, name: '王秀英', who: 'Patient/wang-xiuying' },
} as const satisfies Record<string, NewAccount>;

/** A bundle that the store takes as a whole. */
export interface Transaction {
  resourceType: 'Bundle';
  type: 'transaction';
  entry: { resource: Resource; request: { method: 'PUT'; url: string } }[];
}

/** The resources as one transaction; each has an id of its own. */
export function transactionOf(resources: (Resource & { id: string })[]): Transaction {
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT' as const, url: `${resource.resourceType}/${resource.id}` },
  }));
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

function coded(system: string, code: string, text: string): object {
  return { coding: [{ system, code, display: text }], text };
}

function person(id: string, name: [string, string], given: object): Resource & { id: string } {
  const [family, rest] = name;
  return {
    resourceType: 'Patient',
    id,
    meta: { ...from('yunhe-first'), security: [testLabel] },
    name: [{ use: 'official', text: family + rest, family, given: [rest] }],
    // What other institutions wrote is open to the own doctor.
    generalPractitioner: [{ reference: people.chen.who }],
    ...given,
  };
}

const testLabel = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' };

/** Two institutions, three people, and the years of care of the first of them, 王秀英. */
export function residents(): Transaction {
  return transactionOf([
    organization('yunhe-first', '云和市第一人民医院', 'Yunhe First Hospital'),
    organization('hehua-centre', '荷花镇卫生院', 'Hehua Township Centre'),
    { resourceType: 'Practitioner', id: 'chen', name: [{ text: people.chen.name }] },
    { resourceType: 'Practitioner', id: 'zhou', name: [{ text: people.zhou.name }] },
    person('wang-xiuying', ['王', '秀英'], {
      gender: 'female',
      birthDate: '1958-03-12',
      identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: idNumber }],
      telecom: [{ system: 'phone', value: phone }],
      address: [{ text: '浙江省云和市荷花镇新塘村12号' }],
    }),
    person('wang-xinyi', ['王', '心怡'], { gender: 'female', birthDate: '2024-06-01' }),
    person('li-guoqiang', ['李', '国强'], { gender: 'male', birthDate: '1949-10-01' }),
    ...careOfWang(),
  ]);
}

function organization(id: string, name: string, alias: string): Resource & { id: string } {
  return { resourceType: 'Organization', id, active: true, name, alias: [alias] };
}

const subject = { reference: 'Patient/wang-xiuying' };

function careOfWang(): (Resource & { id: string })[] {
  return [
    encounter('visit-2024', '2024-03-05T09:20:00+08:00', { at: 'yunhe-first', what: '内分泌科' }),
    encounter('visit-2025', '2025-04-10T08:40:00+08:00', {
      at: 'hehua-centre',
      what: '全科医疗科',
    }),
    encounter('visit-2026', '2026-05-12T10:05:00+08:00', { at: 'yunhe-first', what: '心血管内科' }),
    ...glucose('visit-2024', '2024-03-05T10:00:00+08:00', { value: 6.1, at: 'yunhe-first' }),
    ...glucose('visit-2025', '2025-04-10T09:10:00+08:00', { value: 7.4, at: 'hehua-centre' }),
    ...glucose('visit-2026', '2026-05-12T11:00:00+08:00', { value: 8.2, at: 'yunhe-first' }),
    bloodPressure(),
    ...knownOfWang(),
  ];
}

function knownOfWang(): (Resource & { id: string })[] {
  return [
    {
      resourceType: 'Condition',
      id: 'diabetes',
      meta: from('yunhe-first'),
      clinicalStatus: coded(
        'http://terminology.hl7.org/CodeSystem/condition-clinical',
        'active',
        'Active',
      ),
      code: coded('http://hl7.org/fhir/sid/icd-10', 'E11', '2型糖尿病'),
      subject,
      onsetDateTime: '2024-03-05',
      recordedDate: '2024-03-05',
    },
    {
      resourceType: 'AllergyIntolerance',
      id: 'penicillin',
      meta: from('hehua-centre'),
      clinicalStatus: coded(
        'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
        'active',
        'Active',
      ),
      criticality: 'high',
      code: { text: '青霉素' },
      patient: subject,
      recordedDate: '2025-04-10',
    },
    {
      resourceType: 'MedicationRequest',
      id: 'metformin',
      meta: from('yunhe-first'),
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: coded('http://www.whocc.no/atc', 'A10BA02', '二甲双胍片'),
      subject,
      encounter: { reference: 'Encounter/visit-2024' },
      authoredOn: '2024-03-05T10:30:00+08:00',
      dosageInstruction: [{ text: '每次0.5g，每日2次，餐中口服' }],
    },
    {
      resourceType: 'Immunization',
      id: 'influenza',
      meta: from('hehua-centre'),
      status: 'completed',
      vaccineCode: { text: '流感疫苗' },
      patient: subject,
      occurrenceDateTime: '2025-10-20',
    },
    {
      resourceType: 'DocumentReference',
      id: 'discharge',
      meta: from('yunhe-first'),
      status: 'current',
      type: { text: '出院小结' },
      subject,
      date: '2026-05-14T16:00:00+08:00',
      content: [
        { attachment: { contentType: 'text/plain', data: base64('血糖控制后好转出院。') } },
      ],
    },
  ];
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function encounter(
  id: string,
  start: string,
  given: { at: string; what: string },
): Resource & { id: string } {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  return {
    resourceType: 'Encounter',
    id,
    meta: from(given.at),
    status: 'finished',
    class: { system, code: 'AMB', display: 'ambulatory' },
    serviceType: { text: given.what },
    subject,
    period: { start },
    serviceProvider: { reference: `Organization/${given.at}` },
  };
}

function glucose(
  visit: string,
  when: string,
  given: { value: number; at: string },
): (Resource & { id: string })[] {
  const unit = { unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' };
  return [
    {
      resourceType: 'Observation',
      id: `glucose-${visit}`,
      meta: from(given.at),
      status: 'final',
      category: [
        coded(
          'http://terminology.hl7.org/CodeSystem/observation-category',
          'laboratory',
          'Laboratory',
        ),
      ],
      code: coded(loinc, '1558-6', '空腹血糖'),
      subject,
      encounter: { reference: `Encounter/${visit}` },
      effectiveDateTime: when,
      valueQuantity: { value: given.value, ...unit },
      referenceRange: [{ low: { value: 3.9, ...unit }, high: { value: 6.1, ...unit } }],
    },
  ];
}

function bloodPressure(): Resource & { id: string } {
  const unit = { unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' };
  return {
    resourceType: 'Observation',
    id: 'pressure',
    meta: from('hehua-centre'),
    status: 'final',
    category: [
      coded(
        'http://terminology.hl7.org/CodeSystem/observation-category',
        'vital-signs',
        'Vital Signs',
      ),
    ],
    code: coded(loinc, '85354-9', '血压'),
    subject,
    encounter: { reference: 'Encounter/visit-2025' },
    effectiveDateTime: '2025-04-10T08:45:00+08:00',
    component: [
      { code: coded(loinc, '8480-6', '收缩压'), valueQuantity: { value: 152, ...unit } },
      { code: coded(loinc, '8462-4', '舒张压'), valueQuantity: { value: 94, ...unit } },
    ],
  };
}

/** Someone with so many encounters, one a day backwards from 2026-06-01, two results in each. */
export function muchSeen(encounters: number): Transaction {
  const who = { reference: 'Patient/much-seen' };
  const patient = person('much-seen', ['陈', '常来'], { gender: 'male', birthDate: '1950-01-01' });
  const days = Array.from({ length: encounters }, (_, day) => {
    const when = new Date(Date.UTC(2026, 5, 1, 2) - day * 86_400_000).toISOString();
    const visit = encounter(`much-${day}`, when, { at: 'hehua-centre', what: '全科医疗科' });
    const [result] = glucose(`much-${day}`, when, {
      value: 5 + (day % 20) / 10,
      at: 'hehua-centre',
    });
    const second = { ...bloodPressure(), id: `much-pressure-${day}`, effectiveDateTime: when };
    const encounterOf = { encounter: { reference: `Encounter/much-${day}` } };
    return [
      { ...visit, subject: who },
      {
        ...result,
        resourceType: 'Observation',
        id: `much-glucose-${day}`,
        subject: who,
        ...encounterOf,
      },
      { ...second, subject: who, ...encounterOf },
    ];
  });
  return transactionOf([patient, ...days.flat()]);
}
