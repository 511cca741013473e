/** A handful of resources that the cases of semantics.test.ts ask for; every value is made up. */
import type { Resource } from '#model/fhir.ts';

const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';

const code = (system: string, value: string, display?: string) => ({
  coding: [{ system, code: value, ...(display === undefined ? {} : { display }) }],
});
const kilograms = (value: number) => ({ value, unit: 'kg', system: ucum, code: 'kg' });

/** The people: a man in Chinese, a woman in Latin letters with accents, a child without much. */
export const people: Resource[] = [
  {
    resourceType: 'Patient',
    id: 'zhang',
    meta: {
      tag: [{ system: 'urn:tags', code: 'vip' }],
      profile: ['https://hub.example/StructureDefinition/resident'],
      security: [{ system: 'urn:levels', code: 'L3' }],
      source: 'urn:hospital:1',
    },
    active: true,
    identifier: [
      { system: 'urn:card', value: 'AbC-1' },
      { system: 'urn:mrn', value: '7', type: { text: 'Medical record number' } },
    ],
    name: [{ family: '张', given: ['三'], text: '张三' }],
    telecom: [
      { system: 'phone', value: '138 0000-0001' },
      { system: 'email', value: 'Zhang@Example.org' },
    ],
    gender: 'male',
    birthDate: '1970-01-14',
    address: [{ state: '浙江省', city: '杭州市', district: '西湖区', line: ['文三路1号'] }],
    generalPractitioner: [{ reference: 'Practitioner/li' }],
    managingOrganization: { reference: `Organization/town` },
  },
  {
    resourceType: 'Patient',
    id: 'muller',
    active: false,
    identifier: [{ system: 'urn:card', value: 'abc-1' }],
    name: [{ family: 'Müller', given: ['Anna', 'Béatrice'] }],
    gender: 'female',
    birthDate: '1985-06',
    deceasedDateTime: '2020-02-03T10:00:00+08:00',
    managingOrganization: { identifier: { system: 'urn:org', value: '9' } },
    link: [{ other: { reference: 'Patient/zhang' }, type: 'seealso' }],
  },
  { resourceType: 'Patient', id: 'child', deceasedBoolean: false, birthDate: '2019' },
  {
    resourceType: 'Practitioner',
    id: 'li',
    name: [{ family: '李', given: ['四'] }],
    identifier: [{ system: 'urn:licence', value: 'L1' }],
  },
  {
    resourceType: 'Organization',
    id: 'town',
    name: '西湖街道社区卫生服务中心',
    partOf: { reference: 'Organization/county' },
  },
  { resourceType: 'Organization', id: 'county', name: 'County Hospital, 100% public' },
];

const observation = (id: string, given: Record<string, unknown>): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  ...given,
});

/** What was measured. */
export const measurements: Resource[] = [
  observation('day', {
    code: code(loinc, '29463-7', 'Body weight'),
    subject: { reference: 'Patient/zhang' },
    effectiveDateTime: '2013-01-14',
    valueQuantity: kilograms(5.4),
    category: [code('urn:category', 'vital-signs')],
  }),
  observation('morning', {
    code: { ...code(loinc, '29463-7', 'Body weight'), text: '体重' },
    subject: { reference: `https://hub.example/fhir/R4/Patient/zhang` },
    effectiveDateTime: '2013-01-14T10:00:00+08:00',
    valueQuantity: kilograms(5.45),
    encounter: { reference: 'Encounter/visit' },
  }),
  observation('next-day', {
    status: 'amended',
    code: code(loinc, '29463-7'),
    subject: { reference: 'Patient/muller' },
    effectiveDateTime: '2013-01-15T00:00:00+08:00',
    valueQuantity: { value: 5400, unit: 'g', system: ucum, code: 'g' },
  }),
  observation('period', {
    code: code(loinc, '8480-6'),
    subject: { reference: 'Group/all' },
    performer: [{ reference: 'Patient/zhang' }],
    effectivePeriod: { start: '2013-01-21', end: '2013-03-14T12:00:00+08:00' },
    valueCodeableConcept: code('urn:answers', 'High'),
  }),
  observation('open', {
    code: code(loinc, '8480-6'),
    subject: { reference: 'Patient/muller' },
    effectivePeriod: { start: '2013-03-15' },
    valueQuantity: { value: 200, comparator: '>', system: ucum, code: 'mm[Hg]' },
  }),
  observation('pressure', {
    code: code(loinc, '85354-9', 'Blood pressure panel'),
    subject: { reference: 'Patient/zhang', identifier: { system: 'urn:card', value: 'AbC-1' } },
    component: [
      { code: code(loinc, '8480-6'), valueQuantity: { value: 150, code: 'mm[Hg]', system: ucum } },
      { code: code(loinc, '8462-4'), valueQuantity: { value: 90, code: 'mm[Hg]', system: ucum } },
      { code: code(loinc, 'X1'), valueCodeableConcept: code('urn:answers', 'left') },
      { code: code(loinc, 'X2'), valueCodeableConcept: code('urn:answers', 'right') },
    ],
  }),
  observation('text', { code: { text: 'Note, with a comma' }, valueString: 'a$b|c' }),
];

/** What surrounds it. */
export const surroundings: Resource[] = [
  {
    resourceType: 'Encounter',
    id: 'visit',
    status: 'finished',
    class: { system: 'urn:class', code: 'AMB' },
    subject: { reference: 'Patient/zhang' },
    serviceProvider: { reference: 'Organization/town' },
    length: { value: 30, unit: 'min' },
  },
  {
    resourceType: 'Encounter',
    id: 'plan',
    status: 'planned',
    class: { code: 'AMB' },
    subject: { reference: 'Patient/muller' },
  },
  {
    resourceType: 'Provenance',
    id: 'who',
    target: [{ reference: 'Observation/day' }, { reference: 'Patient/zhang' }],
    recorded: '2013-01-14T12:00:00Z',
    agent: [{ who: { reference: 'Practitioner/li' } }],
  },
  {
    resourceType: 'RiskAssessment',
    id: 'risk',
    status: 'final',
    subject: { reference: 'Patient/zhang' },
    prediction: [{ probabilityDecimal: 100 }, { probabilityDecimal: 0.5 }],
  },
  {
    resourceType: 'Location',
    id: 'lake',
    name: '西湖',
    position: { latitude: 30.25, longitude: 120.13 },
  },
  {
    resourceType: 'ValueSet',
    id: 'set',
    url: 'https://hub.example/fhir/ValueSet/colours',
    status: 'active',
    useContext: [
      { code: { code: 'age' }, valueQuantity: { value: 12, code: 'a', system: ucum } },
      { code: { code: 'venue' }, valueCodeableConcept: code('urn:venue', 'ward') },
    ],
  },
  {
    resourceType: 'Questionnaire',
    id: 'form',
    url: 'https://hub.example/form',
    status: 'active',
    title: 'Intake',
  },
  {
    resourceType: 'QuestionnaireResponse',
    id: 'answer',
    status: 'completed',
    questionnaire: 'https://hub.example/form|2',
    subject: { reference: 'Patient/zhang' },
  },
  {
    resourceType: 'DocumentReference',
    id: 'letter',
    status: 'current',
    content: [],
    relatesTo: [
      { code: 'replaces', target: { reference: 'DocumentReference/old' } },
      { code: 'appends', target: { reference: 'DocumentReference/new' } },
    ],
  },
  {
    resourceType: 'MolecularSequence',
    id: 'gene',
    coordinateSystem: 0,
    referenceSeq: { chromosome: { coding: [{ code: '1' }] }, windowStart: 1, windowEnd: 9 },
    variant: [
      { start: 10, end: 20 },
      { start: 100, end: 200 },
    ],
  },
];
