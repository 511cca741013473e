/** Explanations as they are shown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decisionsOf, isForever, isReference } from './explanation.ts';

const answered = {
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'decision',
      part: [
        { name: 'role', valueCode: 'doctor' },
        { name: 'organization', valueString: 'west' },
        { name: 'level', valueInteger: 3 },
        { name: 'allowed', valueBoolean: true },
        { name: 'why', valueCode: 'care' },
        {
          name: 'reason',
          part: [
            { name: 'kind', valueCode: 'care' },
            { name: 'since', valueInstant: '2026-11-01T00:00:00.000Z' },
            { name: 'until', valueInstant: '9999-12-31T15:59:59.999Z' },
            { name: 'highest-level', valueInteger: 4 },
            { name: 'source', valueReference: { reference: 'Encounter/1' } },
          ],
        },
      ],
    },
    {
      name: 'decision',
      part: [
        { name: 'role', valueCode: 'nurse' },
        { name: 'organization', valueString: '-' },
        { name: 'level', valueInteger: 3 },
        { name: 'allowed', valueBoolean: false },
        { name: 'why-not', valueCode: 'no-reason' },
        { name: 'text', valueString: '没有理由' },
        { name: 'text-en', valueString: 'no reason' },
      ],
    },
  ],
};

test('each role has its decision, with the reasons on record and their times', () => {
  const [doctor, nurse] = decisionsOf(answered);
  assert.deepEqual(doctor, {
    role: 'doctor',
    organization: 'Organization/west',
    level: 3,
    allowed: true,
    why: 'care',
    whyNot: undefined,
    reasons: [
      {
        kind: 'care',
        since: '2026-11-01T00:00:00.000Z',
        until: '9999-12-31T15:59:59.999Z',
        level: 4,
        source: 'Encounter/1',
      },
    ],
  });
  assert.equal(nurse?.allowed, false);
  assert.equal(nurse?.organization, undefined);
  assert.deepEqual(nurse?.whyNot, { zh: '没有理由', en: 'no reason' });
  assert.equal(isForever(doctor?.reasons[0]?.until ?? ''), true);
});

test('a question names one person and one resource', () => {
  assert.equal(isReference('Patient/a-1'), true);
  for (const text of ['', 'Patient', 'Patient/', 'patient/1', 'Patient/1/x', 'Patient/a b'])
    assert.equal(isReference(text), false, text);
});
