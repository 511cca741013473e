/** An institution to a form and back. China's rules STD-02, ONL-01, ONL-02. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { practiceSystems, practiceUrls } from '#model/practice.ts';
import {
  institutionDraft,
  institutionFaults,
  institutionFieldAt,
  institutionOfDraft,
} from './institution-form.ts';

const full = {
  ...institutionDraft(undefined),
  name: '某某卫生院',
  english: 'Some Centre',
  classCode: 'C220',
  grade: '9',
  management: '1',
  uscc: '12339900DEM9999990',
  licence: 'PDY00001',
  licenceStart: '2022-01-01',
  licenceEnd: '2036-12-31',
  departments: ['02', '03.04'],
  parent: 'Organization/above',
  phone: '0570-0000000',
  address: '人民路1号',
};

test('what is filled in becomes an Organization, and that the same form again', () => {
  const made = institutionOfDraft(full, undefined);
  assert.deepEqual(institutionDraft(made), full);
  assert.deepEqual(made['partOf'], { reference: 'Organization/above' });
});

test('what a form does not know stays as it is stored', () => {
  const stored = {
    ...institutionOfDraft(full, undefined),
    id: 'a',
    meta: { versionId: '3' },
    contact: [{ name: { text: '院长' } }],
    identifier: [{ system: 'urn:other', value: '7' }],
    extension: [{ url: 'urn:other', valueString: 'x' }],
  };
  const written = institutionOfDraft({ ...full, uscc: '', licence: '', departments: [] }, stored);
  assert.deepEqual(written['identifier'], stored.identifier);
  assert.deepEqual(written['contact'], stored.contact);
  assert.equal(written.id, 'a');
  const urls = (written['extension'] as { url: string }[]).map(({ url }) => url);
  assert.deepEqual(urls, ['urn:other', practiceUrls.grade, practiceUrls.management]);
});

test('an empty field leaves no empty element', () => {
  const made = institutionOfDraft(
    { ...institutionDraft(undefined), name: '甲', classCode: 'A100' },
    undefined,
  );
  assert.deepEqual(Object.keys(made).toSorted(), ['active', 'name', 'resourceType', 'type']);
});

test('a wrong credit code is seen before it is sent (STD-02), and a licence without an end', () => {
  assert.deepEqual(institutionFaults(full), {});
  const wrong = { ...full, name: ' ', uscc: '12339900DEM9999991', licenceEnd: '' };
  assert.deepEqual(institutionFaults(wrong), {
    name: 'missing',
    uscc: 'uscc',
    licenceEnd: 'licenceEnd',
  });
});

test('a refusal is shown at the field that it is about', () => {
  const sent = {
    resourceType: 'Organization',
    identifier: [
      { system: practiceSystems.uscc, value: 'x' },
      { system: practiceSystems.institutionLicence, value: 'y' },
      { system: 'urn:other', value: 'z' },
    ],
  };
  for (const [expression, field] of [
    ['Organization.identifier[0]', 'uscc'],
    ['Organization.identifier[1]', 'licence'],
    ['Organization.identifier[1].period', 'licenceEnd'],
    ['Organization.identifier[2]', undefined],
    ['Organization.partOf', 'parent'],
    ['Organization', undefined],
  ] as const)
    assert.equal(institutionFieldAt(sent, expression), field, expression);
});
