/**
 * What each kind of search finds, a row a case of the specification.
 * https://hl7.org/fhir/R4/search.html
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Refusal } from '#fhir/refusals.ts';
import { testDatabase } from '#test/database.ts';
import { matchIds } from '../match.ts';
import { measurements, people, surroundings } from './examples.ts';
import { type Stored, openStored, schema } from './stored.ts';

let stored: Stored;
before(async () => {
  stored = openStored(await testDatabase());
  await stored.put(people, Date.UTC(2026, 0, 1));
  await stored.put(measurements, Date.UTC(2026, 5, 1));
  await stored.put(surroundings, Date.UTC(2026, 9, 1));
});
after(() => stored.drop());

const now = Date.UTC(2013, 2, 20);

/** `Type?query` finds these ids, in any order. */
type Case = [query: string, ids: string];

function cases(title: string, rows: readonly Case[]): void {
  describe(title, () => {
    for (const [query, ids] of rows) {
      test(`${query} finds ${ids === '' ? 'nothing' : ids}`, async () => {
        const [type = '', criteria = ''] = query.split(/\?(.*)/s);
        const found = await stored.search(type || undefined, criteria, { now });
        const wanted = ids.split(' ').filter((id) => id !== '');
        assert.deepEqual(found.matches.map(({ id }) => id).sort(), wanted.sort());
      });
    }
  });
}

cases('Dates are intervals', [
  ['Observation?date=2013-01-14', 'day morning'],
  ['Observation?date=eq2013-01-14', 'day morning'],
  ['Observation?date=2013-01-14T10:00:00%2B08:00', 'morning'],
  ['Observation?date=2013-01-14T10:00', 'morning'],
  ['Observation?date=2013-01-14T02:00:00Z', 'morning'],
  ['Observation?date=ne2013-01-14', 'next-day period open'],
  ['Observation?date=lt2013-01-14T10:00', 'day'],
  ['Observation?date=gt2013-01-14T10:00&date=lt2013-01-16', 'day next-day'],
  ['Observation?date=ge2013-03-14', 'period open'],
  ['Observation?date=le2013-03-14', 'day morning next-day period'],
  ['Observation?date=sa2013-03-14', 'open'],
  ['Observation?date=sa2013-01-14', 'next-day period open'],
  ['Observation?date=eb2013-03-14', 'day morning next-day'],
  ['Observation?date=ap2013-03-14', 'period open'],
  ['Observation?date=2013-01', 'day morning next-day'],
  ['Observation?date=2013', 'day morning next-day period'],
  ['Observation?date=2013-01-14,2013-01-15', 'day morning next-day'],
  ['Observation?date=ge2013-01-15&date=le2013-03-15', 'next-day period open'],
  ['Observation?date:missing=true', 'pressure text'],
  ['Patient?birthdate=1985', 'muller'],
  ['Patient?birthdate=1985-06', 'muller'],
  ['Patient?birthdate=1985-06-01', ''],
  ['Patient?birthdate=gt1985', 'child'],
  ['Patient?birthdate=ge1985-06-30', 'muller child'],
  ['Patient?death-date=2020-02-03', 'muller'],
  ['Patient?death-date=lt2020', ''],
  ['Patient?_lastUpdated=2026-01-01', 'zhang muller child'],
  ['Patient?_lastUpdated=gt2026-01-01', ''],
]);

cases('Numbers and quantities have a precision', [
  ['RiskAssessment?probability=100', 'risk'],
  ['RiskAssessment?probability=99.5', ''],
  ['RiskAssessment?probability=1e2', 'risk'],
  ['RiskAssessment?probability=lt100', 'risk'],
  ['RiskAssessment?probability=lt0.5', ''],
  ['RiskAssessment?probability=le0.5', 'risk'],
  ['RiskAssessment?probability=gt100', ''],
  ['RiskAssessment?probability=ge100', 'risk'],
  ['Observation?value-quantity=5.4', 'day'],
  ['Observation?value-quantity=5.45', 'morning'],
  ['Observation?value-quantity=5.40', 'day'],
  ['Observation?value-quantity=5', 'day morning'],
  ['Observation?value-quantity=5.4|http://unitsofmeasure.org|kg', 'day'],
  ['Observation?value-quantity=5.4|http://unitsofmeasure.org|g', ''],
  ['Observation?value-quantity=5.4||kg', 'day'],
  ['Observation?value-quantity=gt5.4||kg', 'morning'],
  ['Observation?value-quantity=le5.4||kg', 'day'],
  ['Observation?value-quantity=ap5||kg', 'day morning'],
  ['Observation?value-quantity=gt300', 'next-day open'],
  ['Observation?value-quantity=ne5.4||kg', 'morning'],
  ['Encounter?length=gt20||min', 'visit'],
]);

cases('Tokens are codes with or without a system', [
  ['Observation?code=29463-7', 'day morning next-day'],
  ['Observation?code=http://loinc.org|29463-7', 'day morning next-day'],
  ['Observation?code=urn:other|29463-7', ''],
  ['Observation?code=|29463-7', ''],
  ['Observation?code=http://loinc.org|', 'day morning next-day period open pressure'],
  ['Observation?value-concept=high', 'period'],
  ['Observation?code=29463-7,85354-9', 'day morning next-day pressure'],
  ['Observation?code=29463-7&status=amended', 'next-day'],
  ['Observation?code:not=29463-7', 'period open pressure text'],
  ['Observation?code:not=29463-7,8480-6', 'pressure text'],
  ['Observation?code:text=body', 'day morning'],
  ['Observation?code:text=%E4%BD%93', 'morning'],
  ['Observation?code:missing=true', ''],
  ['Observation?category:missing=false', 'day'],
  ['Encounter?class=AMB', 'visit plan'],
  ['Encounter?class=|AMB', 'plan'],
  ['Encounter?status=http://hl7.org/fhir/encounter-status|planned', 'plan'],
  ['Encounter?status=urn:other|planned', ''],
  ['Patient?gender=http://hl7.org/fhir/administrative-gender|', 'zhang muller'],
  ['Patient?gender=Male', 'zhang'],
  ['Patient?active=true', 'zhang'],
  ['Patient?deceased=true', 'muller'],
  ['Patient?deceased=false', 'zhang child'],
  ['Patient?identifier=urn:card|AbC-1', 'zhang'],
  ['Patient?identifier=abc-1', 'muller'],
  ['Patient?identifier=urn:card|', 'zhang muller'],
  ['Patient?identifier:text=medical', 'zhang'],
  ['Patient?phone=13800000001', 'zhang'],
  ['Patient?phone=138%200000-0001', 'zhang'],
  ['Patient?email=zhang@example.org', 'zhang'],
  ['Patient?phone=zhang@example.org', ''],
  ['Patient?telecom=email|zhang@example.org', 'zhang'],
  ['Patient?phone:missing=true', 'muller child'],
  ['Patient?_id=zhang', 'zhang'],
  ['Patient?_id=zhang,child,nobody', 'zhang child'],
  ['Patient?_tag=urn:tags|vip', 'zhang'],
  ['Patient?_security=L3', 'zhang'],
  ['Patient?_profile=https://hub.example/StructureDefinition/resident', 'zhang'],
  ['Patient?_source=urn:hospital:1', 'zhang'],
]);

cases('Strings begin so, whatever the case and the accents', [
  ['Patient?name=mul', 'muller'],
  ['Patient?name=M%C3%9CL', 'muller'],
  ['Patient?name=anna%20b', 'muller'],
  ['Patient?given=beatrice', 'muller'],
  ['Patient?name=uller', ''],
  ['Patient?name:contains=ULLER', 'muller'],
  ['Patient?family:exact=M%C3%BCller', 'muller'],
  ['Patient?family:exact=m%C3%BCller', ''],
  ['Patient?family:exact=M%C3%BClle', ''],
  ['Patient?name=%E5%BC%A0', 'zhang'],
  ['Patient?name=%E5%BC%A0%E4%B8%89', 'zhang'],
  ['Patient?name=mul,%E5%BC%A0', 'muller zhang'],
  ['Patient?given=anna&given=b', 'muller'],
  ['Patient?phonetic=zhangsan', 'zhang'],
  ['Patient?phonetic=zs', 'zhang'],
  ['Patient?phonetic=zhang%20s', 'zhang'],
  ['Patient?phonetic=%E7%AB%A0%E4%B8%89', 'zhang'],
  ['Patient?phonetic=ls', ''],
  ['Patient?address=%E6%B5%99%E6%B1%9F', 'zhang'],
  ['Patient?address-city=%E6%9D%AD%E5%B7%9E', 'zhang'],
  // Road and number are sealed: equal or not, never by a part (SEC-11).
  ['Patient?address=%E6%96%87%E4%B8%89%E8%B7%AF1%E5%8F%B7', 'zhang'],
  ['Patient?address:exact=%E6%96%87%E4%B8%89%E8%B7%AF1%E5%8F%B7', 'zhang'],
  [`Patient?address=${encodeURIComponent('浙江省杭州市西湖区文三路1号')}`, 'zhang'],
  ['Patient?address:contains=%E6%96%87%E4%B8%89%E8%B7%AF', ''],
  ['Patient?address=%E6%96%87%E4%B8%89', ''],
  ['Organization?name=County Hospital\\, 100%25', 'county'],
  ['Organization?name:contains=100%25 p', 'county'],
  ['Organization?name:contains=1_0%25', ''],
  ['Observation?value-string=a\\$b\\|c', 'text'],
  ['Observation?code:text=Note\\, with', 'text'],
]);

cases('References go by id, type and address', [
  ['Observation?subject=Patient/zhang', 'day morning pressure'],
  ['Observation?subject=zhang', 'day morning pressure'],
  ['Observation?subject:Patient=zhang', 'day morning pressure'],
  ['Observation?patient=zhang', 'day morning pressure'],
  ['Observation?patient=Patient/zhang', 'day morning pressure'],
  ['Observation?patient=https://hub.example/fhir/R4/Patient/zhang', 'day morning pressure'],
  ['Observation?patient=https://other.example/Patient/zhang', ''],
  ['Observation?subject=Group/all', 'period'],
  ['Observation?patient=Group/all', ''],
  ['Observation?patient=zhang,muller&code=29463-7', 'day morning next-day'],
  ['Observation?patient=zhang&code=85354-9', 'pressure'],
  ['Observation?performer=Patient/zhang', 'period'],
  ['Observation?subject:identifier=urn:card|AbC-1', 'pressure'],
  ['Patient?organization:identifier=urn:org|9', 'muller'],
  ['Observation?patient:missing=true', 'period text'],
  ['Observation?subject:missing=true', 'text'],
  ['Provenance?target=Observation/day', 'who'],
  ['Provenance?target=day', 'who'],
  ['QuestionnaireResponse?questionnaire=https://hub.example/form', 'answer'],
  ['QuestionnaireResponse?questionnaire=https://hub.example/form|2', 'answer'],
  ['QuestionnaireResponse?questionnaire=https://hub.example/form|1', ''],
]);

cases('Uris are compared as they stand', [
  ['ValueSet?url=https://hub.example/fhir/ValueSet/colours', 'set'],
  ['ValueSet?url=https://hub.example/fhir/ValueSet/COLOURS', ''],
  ['ValueSet?url:below=https://hub.example/fhir', 'set'],
  ['ValueSet?url:above=https://hub.example/fhir/ValueSet/colours/red', 'set'],
  ['ValueSet?url:above=https://hub.example/fhir', ''],
]);

cases('Chains follow references, also backwards', [
  ['Observation?patient.name=mul', 'next-day open'],
  ['Observation?subject:Patient.gender=male', 'day morning pressure'],
  ['Observation?subject.name=mul', 'next-day open'],
  ['Observation?patient.organization.name=%E8%A5%BF%E6%B9%96', 'day morning pressure'],
  ['Observation?patient.organization.partof.name:contains=hospital', 'day morning pressure'],
  ['Observation?patient.name=nobody', ''],
  ['Observation?encounter.class=AMB', 'morning'],
  ['Observation?patient.identifier=urn:card|AbC-1&code=29463-7', 'day morning'],
  ['QuestionnaireResponse?questionnaire.title=int', 'answer'],
  ['Patient?_has:Observation:patient:code=29463-7', 'zhang muller'],
  ['Patient?_has:Observation:patient:code=85354-9', 'zhang'],
  ['Patient?_has:Observation:patient:code=nothing', ''],
  ['Patient?_has:Observation:patient:_has:Provenance:target:agent=Practitioner/li', 'zhang'],
  ['Encounter?_has:Observation:encounter:value-quantity=gt5', 'visit'],
  ['Observation?patient._has:Encounter:patient:status=planned', 'next-day open'],
  ['Practitioner?_has:Patient:general-practitioner:gender=male', 'li'],
]);

cases('Composites hold together', [
  ['Observation?code-value-quantity=29463-7$5.4', 'day'],
  ['Observation?code-value-quantity=http://loinc.org|29463-7$gt5.4||kg', 'morning'],
  ['Observation?code-value-concept=8480-6$high', 'period'],
  ['Observation?component-code-value-quantity=8480-6$150', 'pressure'],
  ['Observation?component-code-value-quantity=http://loinc.org|8480-6$gt140', 'pressure'],
  ['Observation?component-code-value-quantity=urn:other|8480-6$gt140', ''],
  ['Observation?component-code-value-quantity=8480-6$90', ''],
  ['Observation?component-code-value-concept=X1$left', 'pressure'],
  ['Observation?component-code-value-concept=X1$right', ''],
  ['Observation?combo-code-value-quantity=8480-6$gt140', 'pressure open'],
  ['Observation?combo-code=8480-6', 'pressure period open'],
  ['ValueSet?context-type-quantity=age$12', 'set'],
  ['ValueSet?context-type-quantity=venue$12', ''],
  ['ValueSet?context-type-value=venue$urn:venue|ward', 'set'],
  ['DocumentReference?relationship=replaces$DocumentReference/old', 'letter'],
  ['DocumentReference?relationship=appends$DocumentReference/old', ''],
  ['MolecularSequence?chromosome-variant-coordinate=1$ge10$le20', 'gene'],
  ['MolecularSequence?chromosome-variant-coordinate=1$ge50$le20', ''],
  ['MolecularSequence?chromosome-window-coordinate=1$1$9', 'gene'],
]);

cases('Places are near or far', [
  ['Location?near=30.26|120.13|5|km', 'lake'],
  ['Location?near=31.26|120.13|5|km', ''],
  ['Location?near=31.26|120.13|200000|m', 'lake'],
]);

cases('The whole system can be searched', [
  ['?_id=zhang', 'zhang'],
  ['?_type=Patient,Organization&_lastUpdated=lt2026-02', 'zhang muller child town county'],
  ['?_tag=vip', 'zhang'],
  ['?_type=Encounter,Patient&identifier=urn:mrn|7', 'zhang'],
]);

describe('Compartments', () => {
  const rows: [string | undefined, string, string][] = [
    ['Observation', 'zhang', 'day morning pressure period'],
    ['Encounter', 'zhang', 'visit'],
    ['Organization', 'zhang', ''],
    [undefined, 'zhang', 'day morning pressure period visit who risk answer muller'],
  ];
  for (const [type, id, ids] of rows) {
    test(`Patient/${id}/${type ?? '*'} holds ${ids === '' ? 'nothing' : ids}`, async () => {
      const compartment = { type: 'Patient', id };
      const found = await stored.search(type, '', { compartment });
      assert.deepEqual(
        found.matches.map((row) => row.id).sort(),
        ids.split(' ').filter(Boolean).sort(),
      );
    });
  }
});

describe('What comes along', () => {
  const rows: [string, string][] = [
    ['Observation?_id=morning&_include=Observation:subject', 'zhang'],
    ['Observation?_id=morning&_include=Observation:subject:Patient', 'zhang'],
    ['Observation?_id=morning&_include=Observation:subject:Group', ''],
    ['Observation?_id=period&_include=Observation:patient', ''],
    ['Observation?_id=morning&_include=Observation:*', 'zhang visit'],
    ['Observation?_id=morning&_include=*', 'zhang visit'],
    ['Patient?_id=zhang&_include=Patient:organization&_include=Organization:partof', 'town'],
    [
      'Patient?_id=zhang&_include=Patient:organization&_include:iterate=Organization:partof',
      'town county',
    ],
    ['Patient?_id=zhang&_revinclude=Encounter:patient', 'visit'],
    [
      'Patient?_id=zhang&_revinclude=Provenance:target&_revinclude=RiskAssessment:subject',
      'who risk',
    ],
    ['QuestionnaireResponse?_include=QuestionnaireResponse:questionnaire', 'form'],
    [
      'Encounter?_id=visit&_revinclude=Observation:encounter&_revinclude:iterate=Provenance:target',
      'morning',
    ],
  ];
  for (const [query, ids] of rows) {
    test(`${query} brings ${ids === '' ? 'nothing' : ids}`, async () => {
      const [type, criteria = ''] = query.split(/\?(.*)/s);
      const { included } = await stored.search(type, criteria);
      assert.deepEqual(included.map(({ id }) => id).sort(), ids.split(' ').filter(Boolean).sort());
    });
  }
});

describe('Refusals name the parameter', () => {
  const rows: [string, string, string][] = [
    ['Patient', 'colour=red', 'unknown-parameter'],
    ['Patient', 'birthdate=yesterday', 'bad-parameter'],
    ['Patient', 'birthdate=2013-02-30', 'bad-parameter'],
    ['Patient', 'active=maybe', 'bad-parameter'],
    ['Patient', 'gender=', 'bad-parameter'],
    ['Patient', 'gender=male,', 'bad-parameter'],
    ['Patient', 'name=a%00b', 'bad-parameter'],
    ['Patient', 'name:foo=x', 'bad-modifier'],
    ['Patient', 'birthdate:not=2020', 'bad-modifier'],
    ['Patient', 'identifier:of-type=a|b|c', 'bad-modifier'],
    ['Observation', 'subject:Location2=1', 'bad-modifier'],
    ['Observation', 'patient:Group=1', 'bad-modifier'],
    ['Observation', 'value-quantity=much', 'bad-parameter'],
    ['Observation', 'value-quantity=1e999', 'bad-parameter'],
    ['Observation', 'code-value-quantity=1', 'bad-parameter'],
    ['Observation', 'code=|', 'bad-parameter'],
    ['Observation', 'code.name=x', 'unknown-parameter'],
    ['Observation', 'patient.colour=x', 'unknown-parameter'],
    ['Patient', '_has:Observation:code:code=x', 'unknown-parameter'],
    ['Patient', '_content=x', 'bad-parameter'],
    ['Patient', '_text=x', 'bad-parameter'],
    ['Patient', '_sort=colour', 'bad-parameter'],
    ['Patient', '_count=many', 'bad-parameter'],
    ['Patient', '_total=some', 'bad-parameter'],
    ['Patient', '_include=Patient:name', 'bad-parameter'],
    ['Patient', '_cursor=abc', 'bad-cursor'],
    ['Location', 'near=north', 'bad-parameter'],
  ];
  for (const [type, query, code] of rows) {
    test(`${type}?${query} is refused as ${code}`, async () => {
      await assert.rejects(
        () => stored.search(type, query),
        (error: unknown) => error instanceof Refusal && error.code === code,
      );
    });
  }

  test('Asked to be lenient, the search passes over them and says so', async () => {
    const query = 'colour=red&birthdate=yesterday&gender=male&_sort=colour';
    const found = await stored.search('Patient', query, { lenient: true });
    assert.deepEqual(
      found.matches.map(({ id }) => id),
      ['zhang'],
    );
    assert.deepEqual(found.ignored, ['colour', 'birthdate', '_sort']);
  });
});

describe('Conditions', () => {
  test('A condition finds who matches, with key, bucket and version', async () => {
    const parameters: [string, string][] = [['identifier', 'urn:card|AbC-1']];
    const found = await matchIds({ sql: stored.database, access: undefined }, schema, {
      type: 'Patient',
      parameters,
      limit: 2,
    });
    assert.deepEqual(
      found.map(({ type, id, version }) => [type, id, version]),
      [['Patient', 'zhang', 1]],
    );
  });

  test('A condition finds no more than its limit', async () => {
    const parameters: [string, string][] = [['birthdate', 'gt1900']];
    const found = await matchIds({ sql: stored.database, access: undefined }, schema, {
      type: 'Patient',
      parameters,
      limit: 2,
    });
    assert.equal(found.length, 2);
  });
});
