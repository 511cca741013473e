/** A resident's grants and denials as FHIR Consent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../fhir/shapes.ts';
import { consentFor, contestOf, permissionOf, withdrawn } from './permission.ts';

const now = Date.parse('2026-11-20T01:00:00Z');
const party = { reference: 'Organization/first', display: '第一医院' };
const stored = (given: Parameters<typeof consentFor>[0]) =>
  ({ id: 'c1', ...consentFor(given) }) as unknown as Fact;

test('what a resident allows or denies is read back as it was meant', () => {
  for (const kind of ['permit', 'deny'] as const) {
    for (const whom of [party, undefined]) {
      const permission = permissionOf(
        stored({ kind, patient: 'Patient/1', party: whom, now }),
        now,
      );
      assert.deepEqual(permission, {
        id: 'c1',
        kind,
        origin: 'resident',
        party: whom,
        since: '2026-11-20T01:00:00.000Z',
      });
    }
  }
});

test('a withdrawn consent, one that is over and one that says nothing are none', () => {
  const given = stored({ kind: 'permit', patient: 'Patient/1', party, now });
  assert.equal(permissionOf(withdrawn(given), now), undefined);
  const over = { provision: { type: 'permit', period: { end: '2026-11-19' } } };
  assert.equal(permissionOf({ ...given, ...over } as Fact, now), undefined);
  assert.equal(permissionOf({ ...given, provision: {} } as Fact, now), undefined);
});

test('what opens a record for other reasons is told apart from the own will', () => {
  const given = stored({ kind: 'permit', patient: 'Patient/1', party, now });
  const system = 'https://yishu.example/CodeSystem/consent-kind';
  for (const code of ['legal-duty', 'break-glass', 'identified']) {
    const category = [{ coding: [{ system, code }] }];
    assert.equal(permissionOf({ ...given, category } as Fact, now)?.origin, code);
  }
});

test('a contest names the look, whose record it was and what is wrong', () => {
  const contest = contestOf({
    sender: 'Patient/1',
    patient: 'Patient/1',
    event: 'e1',
    recipients: ['PractitionerRole/s'],
    content: '我没去过',
    now,
  });
  assert.deepEqual(
    { ...contest, category: undefined },
    {
      resourceType: 'Communication',
      status: 'completed',
      category: undefined,
      subject: { reference: 'Patient/1' },
      sender: { reference: 'Patient/1' },
      recipient: [{ reference: 'PractitionerRole/s' }],
      about: [{ reference: 'AuditEvent/e1' }],
      sent: '2026-11-20T01:00:00.000Z',
      payload: [{ contentString: '我没去过' }],
    },
  );
});
