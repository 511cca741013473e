/**
 * An event of the log as an AuditEvent, as much of it as the reader may see.
 * https://hl7.org/fhir/R4/auditevent.html
 */
import type { Resource } from '#model/fhir.ts';
import { isRoleCode, roleSystem, roles } from '#model/roles.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { StoredCaller, StoredEvent } from '../stored-event.ts';
import { type Code, codesOf, dcm, isInteraction, purposeOf } from './codes.ts';
import { maskQuery } from './mask-query.ts';
import { profileOf } from './profile.ts';

/** How an event is shown. */
export interface View {
  /** The base URL of the API: the server is named by it. */
  base: string;
  /** `Patient/1` by key, as far as they are known. */
  patients: ReadonlyMap<Hash, string>;
  /** Whether the event is shown whole: an event that was cut keeps no profile. */
  whole: boolean;
  /** Whether the values of searches are shown: to a regulator's export only. */
  queries: boolean;
  /** What was searched for, from how it lies in the log. */
  open: (query: string) => string;
}

const entityTypes = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const objectRoles = 'http://terminology.hl7.org/CodeSystem/object-role';

/** The AuditEvent. */
export function renderEvent(event: StoredEvent, view: View): Resource {
  const { type, subtypes } = codesOf(event.event);
  const profile = view.whole ? profileOf(event) : undefined;
  const entity = entities(event, view);
  const { refusal, why } = event;
  return {
    resourceType: 'AuditEvent',
    id: event.id,
    meta: {
      lastUpdated: new Date(event.at).toISOString(),
      ...(profile === undefined ? {} : { profile: [profile] }),
    },
    type,
    subtype: subtypes,
    action: event.action,
    recorded: new Date(event.at).toISOString(),
    outcome: String(event.outcome),
    ...(refusal === undefined ? {} : { outcomeDesc: refusal }),
    ...(why === undefined ? {} : { purposeOfEvent: [purposeOf(why)] }),
    agent: agents(event, view),
    source: { observer: server(view), type: [sourceType] },
    ...(entity.length === 0 ? {} : { entity }),
  };
}

const sourceType: Code = {
  system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  code: '4',
  display: 'Application Server',
};

function server(view: View): object {
  return { display: '医枢 Yishu', identifier: { system: 'urn:ietf:rfc:3986', value: view.base } };
}

/** Who took which part: DICOM names them by the way of the request, BALP a deletion otherwise. */
function ends(event: StoredEvent): { client: Code; server: Code } {
  const source = dcm('110153', 'Source Role ID');
  const destination = dcm('110152', 'Destination Role ID');
  if (event.event.startsWith('delete')) {
    const system = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
    return {
      client: dcm('110150', 'Application'),
      server: { system, code: 'custodian', display: 'Custodian' },
    };
  }
  return event.action === 'R'
    ? { client: destination, server: source }
    : { client: source, server: destination };
}

function agents(event: StoredEvent, view: View): object[] {
  const { caller } = event;
  const types = ends(event);
  const address = caller?.address ?? event.address ?? '';
  const client = {
    type: { coding: [types.client] },
    who: {
      display: caller?.client ?? 'unknown',
      ...(caller === undefined
        ? {}
        : { identifier: { system: 'urn:yishu:client', value: caller.client } }),
    },
    requestor: caller === undefined,
    ...(address === '' ? {} : { network: { address, type: '2' } }),
  };
  const own = {
    type: { coding: [types.server] },
    who: server(view),
    requestor: false,
    network: { address: view.base, type: '5' },
  };
  return [...(caller === undefined ? [] : userAgents(event, caller)), client, own];
}

/** The person or system that acted, and the institution on whose behalf. */
function userAgents(event: StoredEvent, caller: StoredCaller): object[] {
  const isWrite = isInteraction(event.event) && event.action !== 'R' && event.action !== 'E';
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
  const type: Code = isWrite
    ? { system, code: 'AUT', display: 'author (originator)' }
    : { system, code: 'IRCP', display: 'information recipient' };
  const role = isRoleCode(caller.role) ? roles[caller.role].zh : caller.role;
  const user = {
    type: { coding: [type] },
    role: [{ coding: [{ system: roleSystem, code: caller.role, display: role }] }],
    who: { reference: caller.who, display: caller.name },
    name: caller.name,
    requestor: true,
    ...(event.why === undefined ? {} : { purposeOfUse: [purposeOf(event.why)] }),
  };
  if (caller.organization === undefined) return [user];
  const provider: Code = {
    system: 'http://terminology.hl7.org/CodeSystem/v3-RoleClass',
    code: 'PROV',
    display: 'healthcare provider',
  };
  const organization = {
    type: { coding: [provider] },
    who: { reference: `Organization/${caller.organization}` },
    requestor: false,
  };
  return [user, organization];
}

function entities(event: StoredEvent, view: View): object[] {
  const { query, caller, request } = event;
  const found: object[] = event.entities.map((reference) => ({
    what: { reference },
    type: { system: entityTypes, code: '2', display: 'System Object' },
    role: { system: objectRoles, code: '4', display: 'Domain Resource' },
  }));
  if (query !== undefined) {
    found.push({
      type: { system: entityTypes, code: '2', display: 'System Object' },
      role: { system: objectRoles, code: '24', display: 'Query' },
      query: Buffer.from(shownQuery(query, view)).toString('base64'),
    });
  }
  for (const { key } of event.patients) {
    found.push(patientEntity(key, view));
  }
  found.push(numbered('XrequestId', request));
  if (caller?.session !== undefined) found.push(numbered('session', caller.session));
  return found;
}

function patientEntity(key: Hash, view: View): object {
  const reference = view.patients.get(key);
  return {
    what:
      reference === undefined
        ? { type: 'Patient', identifier: { system: 'urn:yishu:key', value: key } }
        : { reference },
    type: { system: entityTypes, code: '1', display: 'Person' },
    role: { system: objectRoles, code: '1', display: 'Patient' },
  };
}

function numbered(code: 'XrequestId' | 'session', value: string): object {
  const system =
    code === 'session'
      ? 'https://yishu.example/CodeSystem/audit-entity'
      : 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType';
  return { what: { identifier: { value } }, type: { system, code } };
}

function shownQuery(query: string, { queries, open }: View): string {
  const opened = open(query);
  return queries ? opened : maskQuery(opened);
}
