/** Which codes, words and labels make a resource specially protected (SEC-20), and which do not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { levelOf } from './levels.ts';

const icd = 'http://hl7.org/fhir/sid/icd-10';
const insurance = 'urn:oid:2.16.156.10011.2.3.3.11';
const coded = (system: string, code: string): Resource => ({
  resourceType: 'Condition',
  code: { coding: [{ system, code }] },
});
const worded = (text: string): Resource => ({ resourceType: 'Condition', code: { text } });

const table: [what: string, resource: Resource, level: number][] = [
  ['HIV disease', coded(icd, 'B20'), 5],
  ['HIV with a subcategory', coded(icd, 'B23.8'), 5],
  ['a carrier of HIV', coded(icd, 'Z21'), 5],
  ['syphilis in the national clinical edition', coded(insurance, 'A50.900x001'), 5],
  ['syphilis without its dot', coded(insurance, 'A509'), 5],
  ['SMI-01: schizophrenia', coded(icd, 'F20.0'), 5],
  ['SMI-01: schizoaffective disorder', coded(icd, 'F25'), 5],
  ['SMI-01: persistent delusional disorder', coded(icd, 'F22'), 5],
  ['SMI-01: bipolar disorder', coded(icd, 'F31.3'), 5],
  ['SMI-01: psychosis with epilepsy', coded(icd, 'F06.8'), 5],
  ['SMI-01: mental retardation', coded(icd, 'F71.1'), 5],
  ['a depressive episode', coded(icd, 'F32'), 4],
  ['hypertension', coded(icd, 'I10'), 4],
  ['tuberculosis of the lung', coded(icd, 'A15.0'), 4],
  ['a code of another system that looks alike', coded('http://loinc.org', 'B20'), 4],
  ['an HIV test', { ...coded('http://loinc.org', '75622-1'), resourceType: 'Observation' }, 5],
  ['a medicine for HIV alone', coded('http://www.whocc.no/atc', 'J05AR10'), 5],
  ['another medicine', coded('http://www.whocc.no/atc', 'C09AA02'), 4],
  ['HIV in words', worded('人类免疫缺陷病毒感染'), 5],
  ['syphilis in words', worded('早期梅毒'), 5],
  ['a cold in words', worded('上呼吸道感染'), 4],
  ['a word that only holds the letters', worded('SHIVERING'), 4],
  [
    'what is labelled by hand',
    {
      resourceType: 'Observation',
      meta: {
        security: [{ system: 'https://yishu.example/CodeSystem/data-level', code: '5' }],
      },
    },
    5,
  ],
  [
    'very restricted, by HL7’s label',
    {
      resourceType: 'Observation',
      meta: {
        security: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' },
        ],
      },
    },
    5,
  ],
  [
    'a code deep within',
    {
      resourceType: 'Encounter',
      reasonCode: [{ coding: [{ system: icd, code: 'B24' }] }],
    },
    5,
  ],
  ['an institution', { resourceType: 'Organization', name: '艾滋病防治中心' }, 1],
];

for (const [what, resource, level] of table) {
  test(`SEC-20: ${what} is of level ${level}`, () => {
    assert.equal(levelOf(resource), level);
  });
}
