/** Membership in an alliance, written and read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allianceEntries, isComplete, membershipOf } from './alliance-form.ts';

const draft = {
  alliance: 'new',
  name: '某某医共体',
  kind: 'county',
  leader: 'Organization/a',
  member: 'Organization/b',
  place: 'member',
  start: '2024-01-01',
  end: '',
};
const id = '0b1c6e1e-0000-4000-8000-000000000000';

test('a new alliance is written with its first member, which refers to it', () => {
  const [network, membership] = allianceEntries(draft, id);
  assert.equal(network?.resource['name'], '某某医共体');
  assert.deepEqual(membership?.resource['network'], [{ reference: network?.fullUrl }]);
  assert.notEqual(membership?.fullUrl, network?.fullUrl);
  assert.deepEqual(membershipOf({ ...membership!.resource, id: 'm' }), {
    reference: 'OrganizationAffiliation/m',
    alliance: `urn:uuid:${id}`,
    leader: 'Organization/a',
    member: 'Organization/b',
    place: 'member',
    period: { start: '2024-01-01' },
    active: true,
  });
});

test('an alliance that is there is only referred to', () => {
  const entries = allianceEntries({ ...draft, alliance: 'Organization/x' }, id);
  assert.equal(entries.length, 1);
  assert.deepEqual(entries[0]?.resource['network'], [{ reference: 'Organization/x' }]);
});

test('a new alliance needs a name and a kind, any membership two sides and a place', () => {
  assert.equal(isComplete(draft), true);
  for (const part of [{ name: ' ' }, { kind: '' }, { member: '' }, { place: '' }])
    assert.equal(isComplete({ ...draft, ...part }), false);
  assert.equal(isComplete({ ...draft, alliance: 'Organization/x', name: '', kind: '' }), true);
});
