/** Events of the audit log in the eyes of the person they are about. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookOf, together } from './look.ts';

const self = 'Patient/wang';
const system = 'https://yishu.example/CodeSystem/access-reason';

function event(given: object): Parameters<typeof lookOf>[0] {
  return {
    resourceType: 'AuditEvent',
    id: 'e1',
    recorded: '2026-11-20T09:12:00+08:00',
    action: 'R',
    outcome: '0' as unknown as object,
    subtype: [{ code: 'read' }],
    agent: [
      {
        requestor: true,
        role: [{ coding: [{ code: 'doctor' }] }],
        who: { reference: 'Practitioner/chen', display: '陈医生' },
      },
      { requestor: false, who: { reference: 'Organization/first', display: '第一医院' } },
    ],
    purposeOfEvent: [{ coding: [{ system, code: 'care' }] }],
    entity: [{ what: { reference: 'Observation/1' } }, { what: { reference: self } }],
    ...given,
  } as Parameters<typeof lookOf>[0];
}

test('a look says who, where, why, when and what', () => {
  assert.deepEqual(lookOf(event({}), self), {
    id: 'e1',
    at: '2026-11-20T09:12:00+08:00',
    deed: 'read',
    own: false,
    types: ['Observation', 'Patient'],
    times: 1,
    who: '陈医生',
    person: 'Practitioner/chen',
    role: 'doctor',
    place: 'Organization/first',
    institution: '第一医院',
    why: 'care',
  });
});

test('of a search that found nothing the type is still known', () => {
  const query = btoa('MedicationRequest?patient=wang&code=***');
  assert.deepEqual(lookOf(event({ entity: [{ query }] }), self).types, ['MedicationRequest']);
  assert.deepEqual(lookOf(event({ entity: [{ query: '***' }] }), self).types, []);
});

test('what was done is told apart', () => {
  for (const [given, deed] of [
    [{ action: 'C', subtype: [{ code: 'create' }] }, 'write'],
    [{ action: 'U', subtype: [{ code: 'update' }] }, 'write'],
    [{ action: 'E', subtype: [{ code: 'search-type' }] }, 'read'],
    [{ action: 'E', subtype: [{ code: 'break-glass' }] }, 'glass'],
    [{ action: 'E', subtype: [{ code: 'export' }] }, 'export'],
    [{ outcome: '4' }, 'refused'],
    [{ action: 'C', outcome: '8' }, 'refused'],
  ] as const)
    assert.equal(lookOf(event(given), self).deed, deed);
});

test('a look of the person itself is known, and unknown names are not made up', () => {
  assert.equal(
    lookOf(event({ agent: [{ requestor: true, who: { reference: self } }] }), self).own,
    true,
  );
  const bare = lookOf({ resourceType: 'AuditEvent' }, self);
  assert.equal(bare.who, undefined);
  assert.equal(bare.institution, undefined);
  assert.equal(bare.why, undefined);
});

test('looks of one person for one reason on one day are one look', () => {
  const at = (id: string, recorded: string, more: object = {}) =>
    lookOf(event({ id, recorded, ...more }), self);
  const other = {
    agent: [{ requestor: true, who: { reference: 'Practitioner/li', display: '李护士' } }],
  };
  const looks = together([
    at('e5', '2026-11-20T09:14:00', { entity: [{ what: { reference: 'Condition/1' } }] }),
    at('e4', '2026-11-20T09:13:00', other),
    at('e3', '2026-11-20T09:12:00'),
    at('e2', '2026-11-19T09:12:00'),
  ]);
  assert.deepEqual(
    looks.map(({ id, times, types }) => [id, times, types.join()]),
    [
      ['e5', 2, 'Condition,Observation,Patient'],
      ['e4', 1, 'Observation,Patient'],
      ['e2', 1, 'Observation,Patient'],
    ],
  );
});

test('a search is logged without a reason: it has that of the day where there was only one', () => {
  const purposeOfEvent = (code: string) => [
    { coding: [{ system: 'https://yishu.example/CodeSystem/access-reason', code }] },
  ];
  const day = (date: string, ...reasons: (string | undefined)[]) =>
    together(
      reasons.map((code, index) =>
        lookOf(
          event({
            id: `${date} ${index}`,
            recorded: `${date}T09:0${index}:00`,
            purposeOfEvent: code === undefined ? [] : purposeOfEvent(code),
          }),
          self,
        ),
      ),
    ).map(({ why, times }) => [why, times]);
  assert.deepEqual(day('2026-11-20', undefined, 'care', undefined), [['care', 3]]);
  assert.deepEqual(day('2026-11-20', undefined, 'care', 'break-glass'), [
    [undefined, 1],
    ['care', 1],
    ['break-glass', 1],
  ]);
  assert.deepEqual(day('2026-11-20', undefined, undefined), [[undefined, 2]]);
});

test('what one request asked for at once was one look', () => {
  const of = (id: string, request: string) =>
    lookOf(
      event({
        id,
        entity: [
          { what: { reference: 'Condition/1' } },
          { type: { code: 'XrequestId' }, what: { identifier: { value: request } } },
        ],
      }),
      self,
    );
  const [look] = together([of('e3', 'r2'), of('e2', 'r1'), of('e1', 'r1')]);
  assert.equal(look?.times, 2);
});
