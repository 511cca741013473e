/**
 * Somebody who has no reason to look into a record writes one: by every way in which a resource can
 * name a patient, in every kind of resource that gives a reason.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Resource } from '#model/fhir.ts';
import type { Send } from '#test/fhir-client.ts';
import { tokenOf } from './browser.ts';
import { assertClosed, phones, settle, victimNumber, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

type Reference = object;

const role = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }],
};

/** Resources that give `who` a reason about a patient. */
const giving: Record<string, (patient: Reference, who: string) => Resource> = {
  Encounter: (subject, who) => ({
    resourceType: 'Encounter',
    status: 'in-progress',
    class: { code: 'AMB' },
    subject,
    participant: [{ individual: { reference: who } }],
    serviceProvider: { reference: 'Organization/west' },
  }),
  Appointment: (actor, who) => ({
    resourceType: 'Appointment',
    status: 'booked',
    start: new Date().toISOString(),
    end: new Date(Date.now() + 600_000).toISOString(),
    participant: [
      { actor, status: 'accepted' },
      { actor: { reference: who }, status: 'accepted' },
    ],
  }),
  CareTeam: (subject, who) => ({
    resourceType: 'CareTeam',
    status: 'active',
    subject,
    participant: [{ member: { reference: who } }],
  }),
  EpisodeOfCare: (patient, who) => ({
    resourceType: 'EpisodeOfCare',
    status: 'active',
    patient,
    careManager: { reference: who },
    managingOrganization: { reference: 'Organization/west' },
  }),
  DiagnosticReport: (subject, who) => ({
    resourceType: 'DiagnosticReport',
    status: 'final',
    code: { text: 'x' },
    subject,
    performer: [{ reference: who }],
    resultsInterpreter: [{ reference: who }],
  }),
  ServiceRequest: (subject, who) => ({
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    subject,
    performer: [{ reference: who }],
    requester: { reference: who },
  }),
  Task: (target, who) => ({
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    for: target,
    owner: { reference: who },
    requester: { reference: who },
  }),
  Consent: (patient, who) => ({
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ code: 'patient-privacy' }] },
    category: [{ text: 'x' }],
    policy: [{ uri: 'https://example.org/policy' }],
    patient,
    provision: { type: 'permit', actor: [{ role, reference: { reference: who } }] },
  }),
  RelatedPerson: (patient, who) => ({
    resourceType: 'RelatedPerson',
    active: true,
    patient,
    period: { end: '2099-01-01' },
    extension: [
      {
        url: 'https://yishu.example/StructureDefinition/proxy',
        extension: [
          { url: 'actor', valueReference: { reference: who } },
          { url: 'evidence', valueCodeableConcept: { text: 'x' } },
          { url: 'scope', valueCode: 'all' },
        ],
      },
    ],
  }),
};

/** The ways in which a resource can name the victim. `base` is the address of the API. */
const ways = (base: string): Record<string, Reference> => ({
  'by id': { reference: 'Patient/victim' },
  'by a version': { reference: 'Patient/victim/_history/1' },
  'by the whole address of this server': { reference: `${base}/Patient/victim` },
  'by the address of a version': { reference: `${base}/Patient/victim/_history/1` },
  'by the number on the card': {
    type: 'Patient',
    identifier: { system: 'urn:oid:2.16.156.10011.1.3', value: victimNumber },
  },
  'as a contained resource of that id': { reference: '#victim' },
});

describe('A reason that one gives oneself', () => {
  let house: House;
  let base: string;
  const attackers: { name: string; send: Send; who: string }[] = [];
  before(async () => {
    house = await openAttackedHouse();
    base = `${house.url}/fhir/R4`;
    await settle(house);
    const add = (name: string, token: string, who: string) =>
      attackers.push({ name, send: withToken(house, token), who });
    add('a doctor of another hospital', await tokenOf(house, 'lina'), 'Practitioner/lina');
    add('a registrar', await tokenOf(house, 'registrar'), 'Practitioner/registrar');
    add('another resident', await tokenOf(house, phones.stranger), 'Patient/stranger');
    add('the system of another hospital', house.westSystem, 'Organization/west');
  });
  after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });

  for (const type of Object.keys(giving)) {
    it(`opens nothing where it is a ${type}, however it names the patient`, async () => {
      for (const { name, send, who } of attackers) {
        for (const [way, reference] of Object.entries(ways(base))) {
          const made = giving[type]!(reference, who);
          const resource = way.startsWith('as a contained')
            ? { ...made, contained: [{ resourceType: 'Patient', id: 'victim' }] }
            : made;
          const answer = await send('POST', type, { body: resource });
          const title = `${name}, ${way}: ${answer.status}`;
          assert.ok(answer.status < 500, title + answer.text);
          await assertClosed(send, title);
        }
      }
    });
  }
});
