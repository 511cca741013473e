/**
 * Which resources give whom a reason, and how long: appointments, encounters, referrals, readings,
 * contracts, consents, proxies.
 * https://hl7.org/fhir/R4/workflow.html
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import { forever } from '#fhir/store/guard.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { guardian } from '../guardian.ts';

const day = 86_400_000;
const now = Date.parse('2026-11-26T08:00:00+08:00');
const patient = resourceKey('Patient', 'p');
const at = (text: string) => Date.parse(text);
const names = new Map(
  ['Practitioner/li', 'PractitionerRole/li', 'Organization/west', 'Patient/mother'].map((name) => {
    const [type = '', id = ''] = name.split('/');
    return [resourceKey(type, id), name];
  }),
);

/** What a resource gives, as lines that a person reads: who, why, up to which level, from, to. */
function given(
  resource: Resource,
): [who: string, kind: string, level: number, from: number, to: number][] {
  const { reasons } = guardian.describe(resource, { id: 'x', patient, now });
  return reasons.map(({ party, kind, scope, since, until }) => [
    names.get(party) ?? party,
    kind,
    scope,
    since,
    until,
  ]);
}

const subject = { reference: 'Patient/p' };
const li = { reference: 'Practitioner/li' };
const west = { reference: 'Organization/west' };
const start = '2026-11-20T08:00:00+08:00';
const end = '2026-11-20T09:00:00+08:00';
const encounter = {
  resourceType: 'Encounter',
  status: 'finished',
  subject,
  participant: [{ individual: li }],
  serviceProvider: west,
  period: { start, end },
};

const table: [what: string, resource: Resource, lines: ReturnType<typeof given>][] = [
  [
    'An encounter, to its doctor and its hospital for thirty days after',
    encounter,
    [
      ['Practitioner/li', 'treating', 5, at(start) - day, at(end) + 30 * day],
      ['Organization/west', 'care', 4, at(start) - day, at(end) + 30 * day],
    ],
  ],
  ['A cancelled encounter, to nobody', { ...encounter, status: 'cancelled' }, []],
  [
    'An appointment, a week before and three days after',
    {
      resourceType: 'Appointment',
      status: 'booked',
      start,
      end,
      participant: [{ actor: { reference: 'PractitionerRole/li' } }, { actor: subject }],
    },
    [['PractitionerRole/li', 'treating', 5, at(start) - 7 * day, at(end) + 3 * day]],
  ],
  [
    'A referral, to whom it is sent, for ninety days',
    {
      resourceType: 'ServiceRequest',
      status: 'active',
      subject,
      authoredOn: start,
      performer: [west],
      requester: li,
    },
    [
      ['Organization/west', 'care', 4, at(start) - day, at(start) + 90 * day],
      ['Practitioner/li', 'care', 4, at(start) - day, at(start) + 90 * day],
    ],
  ],
  [
    'A contract with a family doctor, in its period',
    {
      resourceType: 'CareTeam',
      status: 'active',
      subject,
      participant: [{ member: li }],
      period: { start: '2026-01-01', end: '2026-12-31' },
    },
    [
      [
        'Practitioner/li',
        'care',
        4,
        at('2026-01-01T00:00:00+08:00') - day,
        at('2027-01-01T00:00:00+08:00') - 1,
      ],
    ],
  ],
  [
    'A family doctor named on the person, for good',
    { resourceType: 'Patient', generalPractitioner: [li] },
    [['Practitioner/li', 'care', 4, 0, forever]],
  ],
  [
    'A consent that permits an institution',
    {
      resourceType: 'Consent',
      status: 'active',
      provision: { type: 'permit', actor: [{ reference: west }], period: { start, end } },
    },
    [['Organization/west', 'grant', 4, at(start), at(end)]],
  ],
  [
    'A consent that permits all and denies one within',
    {
      resourceType: 'Consent',
      status: 'active',
      provision: {
        type: 'permit',
        provision: [{ type: 'deny', actor: [{ reference: li }] }],
      },
    },
    [
      ['0', 'grant', 4, now, forever],
      ['Practitioner/li', 'denial', 5, now, forever],
    ],
  ],
  [
    'SEC-23: a consent that was withdrawn, to nobody',
    { resourceType: 'Consent', status: 'inactive', provision: { type: 'permit' } },
    [],
  ],
  [
    'A permission of a class that nobody knows, to nobody',
    {
      resourceType: 'Consent',
      status: 'active',
      provision: { type: 'permit', class: [{ code: 'Nonsense' }] },
    },
    [],
  ],
  [
    'A mother who acts for her child, to the end that is written',
    {
      resourceType: 'RelatedPerson',
      patient: subject,
      period: { start, end: '2030-01-01' },
      extension: [
        {
          url: 'https://yishu.example/StructureDefinition/proxy',
          extension: [
            { url: 'actor', valueReference: { reference: 'Patient/mother' } },
            { url: 'evidence', valueCodeableConcept: { text: '出生医学证明' } },
            { url: 'scope', valueCode: 'all' },
          ],
        },
      ],
    },
    [['Patient/mother', 'proxy', 5, at(start), at('2030-01-02T00:00:00+08:00') - 1]],
  ],
  [
    'A message, to whom it is addressed',
    { resourceType: 'Communication', status: 'completed', subject, recipient: [west, subject] },
    [['Organization/west', 'addressed', 4, 0, forever]],
  ],
  ['An observation, to nobody', { resourceType: 'Observation', subject, performer: [li] }, []],
];

for (const [what, resource, lines] of table) {
  test(`${what}`, () => {
    assert.deepEqual(given(resource), lines);
  });
}
