/**
 * ADT messages, IHE ITI-8: a person is registered, changed, or two numbers of one institution are
 * one person.
 * https://profiles.ihe.net/ITI/TF/Volume2/ITI-8.html
 */
import { identifierValue } from '#fhir/search/escape.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { Resource } from '#model/fhir.ts';
import type { Authority } from './authorities.ts';
import { Hl7Error, type Message, type Segment, partOf, repetitionsOf, segmentOf } from './er7.ts';
import { type Assigned, readAssigned, residentNumber } from './identifiers.ts';
import { patientOf } from './patient-in.ts';
import type { Send } from './send.ts';

/** What messages are handled with. */
export interface Handling {
  send: Send;
  authorities: readonly Authority[];
  /** Id of the Organization of the sender; undefined for the platform. */
  organization: string | undefined;
  /** Of the zone in which times without a zone are meant. */
  offset: ZoneOffset;
}

/** Where a newborn names the Patient of its mother; see docs/guides/ask-the-index.md. */
const motherUrl = 'https://yishu.example/StructureDefinition/mother';
const roleSystem = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';

/** A01, A04, A05, A08, A28, A31: the Patient with the sender's own number is as the PID says. */
export async function register(message: Message, handling: Handling): Promise<void> {
  const pid = pidOf(message);
  const assigned = numbersIn(pid, handling);
  const own = ownNumber(assigned, handling);
  const mother = await motherOf(pid, handling);
  const patient = patientOf(pid, [
    ...assigned.map(({ identifier }) => identifier),
    ...nationalNumbers(pid, handling),
  ]);
  const extension = (patient['extension'] ?? []) as object[];
  const reference = `Patient/${mother?.id}`;
  const body =
    mother === undefined
      ? patient
      : {
          ...patient,
          extension: [...extension, { url: motherUrl, valueReference: { reference } }],
        };
  const { system, value } = own.identifier;
  const query: [string, string][] = [['identifier', identifierValue({ system, value })]];
  const written = await handling.send('PUT', ['Patient'], { query, body });
  if (mother !== undefined) await relate(handling, written.resource, mother);
}

/** A40: the number in MRG is another of the person in PID. */
export async function merge(message: Message, handling: Handling): Promise<void> {
  const [kept] = numbersIn(pidOf(message), handling);
  const [cx] = repetitionsOf(segmentOf(message, 'MRG'), 1);
  if (cx === undefined) throw missing('MRG^1^1');
  const old = readAssigned(cx, handling.authorities, 'MRG^1^1^1');
  const survivor = ownNumber(kept === undefined ? [] : [kept], handling);
  ownNumber([old], handling, 'MRG^1^1^1^4');
  const body = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'source-patient-identifier', valueIdentifier: old.identifier },
      { name: 'target-patient-identifier', valueIdentifier: survivor.identifier },
      { name: 'reason', valueString: 'ADT^A40' },
    ],
  } as unknown as Resource;
  await handling.send('POST', ['Patient', '$merge'], { body });
}

function pidOf(message: Message): Segment {
  const pid = segmentOf(message, 'PID');
  if (pid === undefined) throw missing('PID^1');
  return pid;
}

const missing = (location: string) =>
  new Hl7Error('A required segment or field is missing', {
    acknowledgment: 'AE',
    condition: '101',
    location,
  });

function numbersIn(pid: Segment, { authorities }: Handling): Assigned[] {
  const list = repetitionsOf(pid, 3);
  if (list.length === 0) throw missing('PID^1^3');
  return list.map((cx, at) => readAssigned(cx, authorities, `PID^1^3^${at + 1}`));
}

/** PID-19: a number of the state, alone or with its authority. What is neither is left out. */
function nationalNumbers(pid: Segment, { authorities }: Handling): Assigned['identifier'][] {
  return repetitionsOf(pid, 19).flatMap((cx) => {
    if (partOf(cx, 4) !== '' || partOf(cx, 4, 2) !== '') {
      return [readAssigned(cx, authorities, 'PID^1^19^1').identifier];
    }
    return residentNumber(partOf(cx, 1)) ?? [];
  });
}

/**
 * The number by which the sender itself knows somebody. Others it may tell, and not assign. Throws
 * Hl7Error where there is none.
 */
function ownNumber(
  assigned: readonly Assigned[],
  { organization }: Handling,
  location = 'PID^1^3^1^4',
): Assigned {
  const own = assigned.find(
    ({ authority }) => organization === undefined || authority.organization === organization,
  );
  if (own !== undefined) return own;
  throw new Hl7Error('The sender may not assign identifiers of this authority', {
    acknowledgment: 'AE',
    condition: '204',
    location,
  });
}

/** The Patient of the mother in PID-21; undefined where nobody is named. */
async function motherOf(pid: Segment, handling: Handling): Promise<Resource | undefined> {
  const [cx] = repetitionsOf(pid, 21);
  if (cx === undefined) return undefined;
  const { identifier } = readAssigned(cx, handling.authorities, 'PID^1^21^1');
  const { system, value } = identifier;
  const { resource } = await handling.send('GET', ['Patient'], {
    query: [['identifier', identifierValue({ system, value })]],
  });
  const { entry = [] } = resource as Resource & { entry?: { resource?: Resource }[] };
  const mother = entry[0]?.resource;
  if (mother === undefined) {
    throw new Hl7Error('The mother is not registered', {
      acknowledgment: 'AE',
      condition: '204',
      location: 'PID^1^21^1^1',
    });
  }
  return mother;
}

/** Writes who the mother is, so that children are found by her name and numbers. */
async function relate(handling: Handling, child: Resource, mother: Resource): Promise<void> {
  const coding = [{ system: roleSystem, code: 'MTH' }];
  const body = {
    resourceType: 'RelatedPerson',
    patient: { reference: `Patient/${child.id}` },
    relationship: [{ coding }],
    ...('identifier' in mother ? { identifier: mother['identifier'] } : {}),
    ...('name' in mother ? { name: mother['name'] } : {}),
  } as unknown as Resource;
  const query: [string, string][] = [
    ['patient', `Patient/${child.id}`],
    ['relationship', `${roleSystem}|MTH`],
  ];
  await handling.send('PUT', ['RelatedPerson'], { query, body });
}
