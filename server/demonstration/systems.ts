/**
 * Code and identifier systems of the region: HL7's, and the OIDs of WS/T 363. https://oid-base.com
 */

/** Root of everything that exists only in the demonstration. */
export const demoRoot = 'https://yishu.example';

/** Code systems by short name. */
export const codeSystems = {
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
  atc: 'http://www.whocc.no/atc',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  /** The WHO's category, four characters at most. */
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  /** ICD-10 医保版 2.0, the list that hospitals settle with. */
  icd10Insurance: 'urn:oid:2.16.156.10011.2.3.3.11',
  /** ICD-9-CM-3 医保版. */
  icd9Procedures: 'urn:oid:2.16.156.10011.2.3.3.12',
  /** GB/T 2260 and GB/T 10114 codes of counties, towns and villages. */
  divisions: 'urn:oid:2.16.156.10011.2.3.3.2',
  /** 医疗机构诊疗科目名录. */
  departments: 'urn:oid:2.16.156.10011.2.3.2.62',
  /** CV06.00.102 用药途径. */
  routes: 'urn:oid:2.16.156.10011.2.3.1.158',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  interpretation: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  diagnosticService: 'http://terminology.hl7.org/CodeSystem/v2-0074',
  identifierType: 'http://terminology.hl7.org/CodeSystem/v2-0203',
} as const;

/** Identifier systems by short name. */
export const identifierSystems = {
  healthFile: 'urn:oid:2.16.156.10011.1.2',
  residentId: 'urn:oid:2.16.156.10011.1.3',
  outpatientNumber: 'urn:oid:2.16.156.10011.1.11',
  inpatientNumber: 'urn:oid:2.16.156.10011.1.12',
  healthCard: 'urn:oid:2.16.156.10011.1.19',
  prescription: 'urn:oid:2.16.156.10011.1.20',
  imagingReport: 'urn:oid:2.16.156.10011.1.32',
  laboratoryReport: 'urn:oid:2.16.156.10011.1.33',
} as const;

/** `meta.security` of every person of the region: data made for tests, of nobody. */
export const testDataLabel = {
  system: codeSystems.actReason,
  code: 'HTEST',
  display: 'test health data',
} as const;
