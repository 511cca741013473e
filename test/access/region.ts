/**
 * Two hospitals, a village clinic, three residents and who works there: what stories of access
 * begin with.
 */
import assert from 'node:assert/strict';
import type { Caller } from '#fhir/handling/caller.ts';
import type { RoleCode } from '#model/roles.ts';
import { callerOf } from '#test/callers.ts';
import { type Answer, type Send, fhirClient, sendAs } from '#test/fhir-client.ts';
import { patient } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

/** A server with people in it, and who may call it. */
export interface Region {
  server: TestServer;
  /** Sends as one of the callers below. */
  as(name: PersonName): Send;
  /** Without a token. */
  nobody: Send;
  /** As the platform: what is stored is there for the story, not part of it. */
  store(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** Who calls: role, who they are, where they work. */
export const people = {
  wang: ['doctor', 'Practitioner/wang', 'east'],
  li: ['doctor', 'Practitioner/li', 'west'],
  zhao: ['doctor', 'Practitioner/zhao', 'west'],
  nurse: ['nurse', 'Practitioner/nurse', 'west'],
  registrar: ['registrar', 'Practitioner/registrar', 'west'],
  supervisor: ['supervisor', 'Practitioner/supervisor', 'west'],
  village: ['village-doctor', 'Practitioner/village', 'clinic'],
  system: ['system', 'Device/west-his', 'west'],
  platform: ['platform', 'Device/platform', undefined],
  regulator: ['regulator', 'Practitioner/regulator', 'commission'],
  administrator: ['system-administrator', 'Person/a1', undefined],
  security: ['security-administrator', 'Person/a2', undefined],
  audit: ['audit-administrator', 'Person/a3', undefined],
  chen: ['resident', 'Patient/chen', undefined],
  liu: ['resident', 'Patient/liu', undefined],
  mother: ['resident', 'Patient/mother', undefined],
} as const satisfies Record<string, [RoleCode, string, string | undefined]>;

/** The name of a caller. */
export type PersonName = keyof typeof people;

/** Starts a guarded server and puts the directory and the residents into it. */
export async function startRegion(): Promise<Region> {
  const server = await startTestServer({ guarded: true });
  for (const [name, [role, who, organization]] of Object.entries(people)) {
    const given: Partial<Caller> = { who, organization };
    server.callers.set(name, callerOf(role, given));
  }
  const client = fhirClient(server.url);
  const as = (name: string): Send => sendAs(client, name);
  const store = async (method: string, path: string, body?: unknown) => {
    const answer = await as('platform')(method, path, body === undefined ? {} : { body });
    assert.ok(answer.status < 300, answer.text);
    return answer;
  };
  for (const id of ['east', 'west', 'clinic', 'commission']) {
    await store('PUT', `Organization/${id}`, { resourceType: 'Organization', id, name: id });
  }
  for (const id of ['chen', 'liu', 'mother', 'child']) {
    await store('PUT', `Patient/${id}`, {
      ...patient({ name: [{ text: `测试${id}` }] }),
      id,
      identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: `ID-${id}` }],
      ...from('east'),
    });
  }
  return { server, as, nobody: client, store };
}

/** The meta of what an institution wrote. */
export function from(organization: string): { meta: { source: string } } {
  return { meta: { source: `Organization/${organization}` } };
}

/** An Encounter of a resident with a doctor, now. */
export function encounter(
  id: string,
  given: { patient: string; doctor: string; at: string },
): object {
  return {
    resourceType: 'Encounter',
    id,
    ...from(given.at),
    status: 'in-progress',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: { reference: `Patient/${given.patient}` },
    participant: [{ individual: { reference: `Practitioner/${given.doctor}` } }],
    serviceProvider: { reference: `Organization/${given.at}` },
    period: { start: new Date(Date.now() - 3_600_000).toISOString() },
  };
}

/** A Condition of a resident, coded in ICD-10. */
export function condition(
  id: string,
  given: { patient: string; code: string; at: string },
): object {
  return {
    resourceType: 'Condition',
    id,
    ...from(given.at),
    subject: { reference: `Patient/${given.patient}` },
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: given.code }] },
  };
}

/** A Consent of a resident. */
export function consent(given: {
  patient: string;
  type: 'permit' | 'deny';
  actor?: string;
  provision?: object;
}): object {
  const role = {
    coding: [
      { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' },
    ],
  };
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { reference: `Patient/${given.patient}` },
    policy: [{ uri: 'https://yishu.example/policy/resident' }],
    provision: {
      type: given.type,
      ...(given.actor === undefined
        ? {}
        : { actor: [{ role, reference: { reference: given.actor } }] }),
      ...given.provision,
    },
  };
}
