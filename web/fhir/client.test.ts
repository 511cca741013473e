/** Answers of a batch as the chart understands them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf, pageOf, relativeToBase, resourceOf } from './client.ts';

const patient = { resourceType: 'Patient', id: 'p' };

test('an entry with a resource and a good status is the resource', () => {
  assert.equal(
    resourceOf(answerOf({ resource: patient, response: { status: '200 OK' } })),
    patient,
  );
});

test('a refused entry is a failure with its status and reason', () => {
  const outcome = { resourceType: 'OperationOutcome' as const, issue: [{ diagnostics: '没有' }] };
  for (const entry of [
    { response: { status: '404 Not Found', outcome } },
    { resource: outcome, response: { status: '404' } },
  ]) {
    const answer = answerOf(entry);
    assert.ok('failure' in answer);
    assert.equal(answer.failure.status, 404);
    assert.equal(answer.failure.message, '没有');
  }
});

test('an answer that is missing is a failure', () => {
  assert.ok('failure' in answerOf(undefined));
});

test('a page keeps what was searched apart from what was included, its next page relative', () => {
  const included = { resourceType: 'Organization', id: 'o' };
  const page = pageOf({
    resource: {
      resourceType: 'Bundle',
      link: [
        { relation: 'next', url: 'http://127.0.0.1:8080/fhir/R4/Encounter?patient=p&_cursor=x' },
      ],
      entry: [
        { resource: patient, search: { mode: 'match' } },
        { resource: included, search: { mode: 'include' } },
        { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } },
      ],
    },
  });
  assert.deepEqual(page, {
    found: [patient],
    included: [included],
    next: 'Encounter?patient=p&_cursor=x',
  });
});

test('a link is made relative to the base, whatever its form', () => {
  assert.equal(relativeToBase('/fhir/R4/Patient?_cursor=1'), 'Patient?_cursor=1');
  assert.equal(relativeToBase('https://hub.example/fhir/R4?_cursor=1'), '?_cursor=1');
  assert.equal(relativeToBase('Patient?_cursor=1'), 'Patient?_cursor=1');
});
