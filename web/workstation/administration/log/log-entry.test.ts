/** Events as rows, and filters as searches. China's rule SEC-09. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logEntryOf } from './log-entry.ts';
import { deedNames, logQuery, noFilters } from './log-query.ts';

const house = 'https://yishu.example/CodeSystem/audit-event';
const event = {
  resourceType: 'AuditEvent',
  id: 'e',
  type: { code: 'rest' },
  subtype: [
    { system: 'http://hl7.org/fhir/restful-interaction', code: 'search-type' },
    { system: house, code: 'search-compartment' },
  ],
  recorded: '2026-11-20T01:00:00Z',
  outcome: '0',
  purposeOfEvent: [
    {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' },
        { system: 'https://yishu.example/CodeSystem/access-reason', code: 'care' },
      ],
    },
  ],
  agent: [
    {
      type: { coding: [{ code: 'IRCP' }] },
      role: [{ coding: [{ code: 'doctor' }] }],
      who: { reference: 'Practitioner/chen', display: '陈志远' },
      name: '陈志远',
    },
    { type: { coding: [{ code: 'PROV' }] }, who: { reference: 'Organization/west' } },
    {
      type: { coding: [{ code: '110152' }] },
      who: { display: 'workstation', identifier: { value: 'workstation' } },
      network: { address: '10.0.0.1' },
    },
    { type: { coding: [{ code: '110153' }] }, who: { display: '医枢 Yishu', identifier: {} } },
  ],
  entity: [
    { what: { reference: 'Observation/1' }, type: { code: '2' } },
    { type: { code: '2' }, query: btoa('Observation?code=***') },
    { what: { reference: 'Patient/1' }, type: { code: '1' } },
    { what: { identifier: { value: 'r-1' } }, type: { code: 'XrequestId' } },
    { what: { identifier: { value: 's-1' } }, type: { code: 'session' } },
  ],
};

test('an event tells who, as what, where, what, whose, why and with what result', () => {
  assert.deepEqual(logEntryOf(event), {
    id: 'e',
    at: '2026-11-20T01:00:00Z',
    who: '陈志远',
    whoReference: 'Practitioner/chen',
    role: 'doctor',
    organization: 'Organization/west',
    event: 'search-compartment',
    entities: ['Observation/1', 'Patient/1'],
    patients: ['Patient/1'],
    query: 'Observation?code=***',
    why: 'care',
    result: 'done',
    refusal: undefined,
    client: 'workstation',
    address: '10.0.0.1',
    request: 'r-1',
    session: 's-1',
  });
});

test('what was refused is told apart from what failed, and who was not known is nobody', () => {
  const refused = { ...event, outcome: '4', outcomeDesc: 'not-permitted', agent: [event.agent[2]] };
  const entry = logEntryOf(refused);
  assert.deepEqual(
    [entry.result, entry.refusal, entry.who, entry.client],
    ['refused', 'not-permitted', undefined, 'workstation'],
  );
  assert.equal(logEntryOf({ ...event, outcome: '12' }).result, 'failed');
});

test('filters become a search: of names and references, days, kinds and results', () => {
  assert.equal(logQuery(noFilters), 'AuditEvent?_sort=-date&_count=50');
  const filters = {
    from: '2026-11-01',
    to: '2026-11-20',
    agent: 'Practitioner/chen',
    patient: 'Patient/1',
    deed: 'sign-in',
    result: 'refused',
    entity: 'Observation/1',
  } as const;
  assert.equal(
    logQuery(filters),
    'AuditEvent?_sort=-date&_count=50&date=ge2026-11-01&date=le2026-11-20' +
      '&agent=Practitioner/chen&patient=1&type=110114&outcome=4,8&entity=Observation%2F1',
  );
  const named = logQuery({ ...noFilters, agent: ' 陈志远 ', deed: 'constructor' });
  assert.equal(
    named,
    `AuditEvent?_sort=-date&_count=50&agent-name=${encodeURIComponent('陈志远')}`,
  );
  for (const deed of deedNames) assert.match(logQuery({ ...noFilters, deed }), /&(?:sub)?type=/);
});
