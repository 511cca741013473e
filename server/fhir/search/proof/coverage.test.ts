/**
 * Every search parameter that R4 defines is indexed, can be asked, and stands in /metadata.
 * https://hl7.org/fhir/R4/searchparameter-registry.html
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testDatabase } from '#test/database.ts';
import { clinicalDate } from '../schema/clinical-date.ts';
import type { Parameter } from '../schema/search-schema.ts';
import { includesOf, parametersOf, reverseIncludesOf } from '../schema.ts';
import { type Stored, openStored, schema } from './stored.ts';

let stored: Stored;
before(async () => {
  stored = openStored(await testDatabase());
});
after(() => stored.drop());

const values: Record<Parameter['type'], string> = {
  token: 'abc',
  string: 'abc',
  date: 'ge2020-01',
  number: '5.4',
  quantity: 'gt5.4|urn:x|mg',
  uri: 'urn:x',
  reference: 'abc',
  special: '30|120|5|km',
  composite: '',
};

function valueFor(parameter: Parameter): string {
  const { type, composite, branches } = parameter;
  if (composite !== undefined)
    return composite.componentTypes.map((each) => values[each]).join('$');
  const isBoolean = type === 'token' && branches.length > 0;
  const only = branches.flatMap((branch) => branch.datatypes).every((each) => each === 'boolean');
  return isBoolean && only ? 'true' : values[type];
}

test('Every parameter of every type leads to elements of that type', () => {
  const empty = [...schema.types.values()].flatMap(({ type, parameters }) =>
    [...parameters.values()]
      .filter(({ code, composite, branches }) => {
        const rules = composite?.rules.length ?? 0;
        return branches.length === 0 && rules === 0 && code !== '_id' && code !== '_lastUpdated';
      })
      .map(({ code }) => `${type}.${code}`),
  );
  // R4's own expression of this one names an element that ConceptMap does not have.
  assert.deepEqual(empty, []);
});

test('Every parameter of every type can be asked on PostgreSQL', async () => {
  for (const { type, parameters } of schema.types.values()) {
    await Promise.all(
      [...parameters.values()].map(async (parameter) => {
        const query = new URLSearchParams([[parameter.code, valueFor(parameter)]]).toString();
        const found = await stored.search(type, query);
        assert.equal(found.matches.length, 0, `${type}?${query}`);
      }),
    );
  }
});

test('/metadata lists the parameters with type and definition', () => {
  const listed = parametersOf(schema, 'Observation');
  assert.deepEqual(
    listed.find(({ name }) => name === 'code-value-quantity'),
    {
      name: 'code-value-quantity',
      definition: 'http://hl7.org/fhir/SearchParameter/Observation-code-value-quantity',
      type: 'composite',
    },
  );
  assert.ok(parametersOf(schema, undefined).some(({ name }) => name === '_lastUpdated'));
});

test('/metadata lists what can come along', () => {
  assert.ok(includesOf(schema, 'Observation').includes('Observation:subject'));
  assert.ok(reverseIncludesOf(schema, 'Patient').includes('Observation:subject'));
  assert.ok(reverseIncludesOf(schema, 'Patient').includes('Provenance:target'));
});

test('Which date a type is ordered by is told by name, not by the order of the definitions', () => {
  for (const { type, parameters, clinical } of schema.types.values()) {
    const dates = [...parameters.values()]
      .filter((parameter) => parameter.type === 'date' && !parameter.code.startsWith('_'))
      .map(({ code }) => code);
    if (dates.length < 2) continue;
    assert.equal(clinicalDate(type, dates.toReversed()), clinical, type);
  }
});
