/** Who acts for whom, as recorded relations say it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyUrl } from '#model/proxy.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { mayBook, maySee, membersOf, selfOf } from './member.ts';

const self = selfOf({ reference: 'Patient/mother', name: '王秀英' });
const now = Date.parse('2026-11-27T10:00:00+08:00');

function related(given: {
  of: string;
  actor?: string;
  scope?: string;
  code?: string;
  active?: boolean;
  end?: string;
}): Fact {
  const { of, actor = 'Patient/mother', scope, code = 'MTH', active, end = '2030-01-01' } = given;
  return {
    resourceType: 'RelatedPerson',
    ...(active === undefined ? {} : { active }),
    patient: { reference: `Patient/${of}`, display: `名${of}` },
    relationship: [{ coding: [{ code }] }],
    period: { start: '2020-01-01', end },
    extension: [
      {
        url: proxyUrl,
        extension: [
          { url: 'actor', valueReference: { reference: actor } },
          ...(scope === undefined ? [] : [{ url: 'scope', valueCode: scope }]),
        ],
      },
    ],
  } as Fact;
}

test('A mother acts for her child, whose name and birthday come from the Patient', () => {
  const child = {
    resourceType: 'Patient',
    id: 'c',
    name: [{ text: '王心怡' }],
    birthDate: '2024-06-01',
    gender: 'female',
  } as Fact;
  const [me, one, ...others] = membersOf(self, [related({ of: 'c', scope: 'all' }), child], now);
  assert.equal(me, self);
  assert.deepEqual(one, {
    reference: 'Patient/c',
    id: 'c',
    name: '王心怡',
    kinship: 'child',
    scope: 'all',
    birthDate: '2024-06-01',
    gender: 'female',
  });
  assert.deepEqual(others, []);
});

test('A daughter looks after a parent, a wife after a husband, somebody after somebody', () => {
  const found = [
    related({ of: 'p', code: 'DAU' }),
    related({ of: 'h', code: 'WIFE' }),
    related({ of: 'o', code: 'NBOR' }),
  ];
  const kinships = membersOf(self, found, now).map(({ kinship }) => kinship);
  assert.deepEqual(kinships, ['self', 'parent', 'spouse', 'other']);
});

test('Who acts for oneself, what is over, withdrawn or has no end, is nobody to act for', () => {
  const { period: _, ...endless } = related({ of: 'x', scope: 'all' });
  const found = [
    related({ of: 'mother', actor: 'Patient/daughter', scope: 'all' }),
    related({ of: 'a', actor: 'Patient/somebody', scope: 'all' }),
    related({ of: 'b', end: '2026-11-26' }),
    related({ of: 'c', active: false }),
    endless as Fact,
  ];
  assert.deepEqual(membersOf(self, found, now), [self]);
});

test('Of several relations the widest holds, and what is not said is the least', () => {
  const found = [related({ of: 'c' }), related({ of: 'c', scope: 'view' }), related({ of: 'c' })];
  const [, one] = membersOf(self, found, now);
  assert.equal(one?.scope, 'view');
  assert.ok(one !== undefined && maySee(one) && !mayBook(one));
  const [, least] = membersOf(self, [related({ of: 'd' })], now);
  assert.ok(least !== undefined && !maySee(least) && mayBook(least));
});

test('A relation holds to the end of its last day', () => {
  assert.equal(membersOf(self, [related({ of: 'c', end: '2026-11-27' })], now).length, 2);
});
