/**
 * Care relationships: whom an appointment, an encounter, a referral, a reading or a contract
 * gives a reason to look into the patient's record, and how long. The windows are ours.
 * https://hl7.org/fhir/R4/workflow.html
 */
import type { Resource } from '#model/fhir.ts';
import { type ReasonEntry, type ReasonKind, forever } from '#fhir/store/guard.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { keyOf, momentOf } from './consent.ts';
import { everybody } from '../rules/standing.ts';

const day = 86_400_000;

/** Days around an event in which it gives a reason. */
export const windows = {
  /** After an encounter ended: results come, the letter is written. */
  encounterAfter: 30,
  /** An encounter that nobody ended. */
  encounterOpen: 180,
  /** Before an appointment, to prepare it; and after it. */
  appointmentBefore: 7,
  appointmentAfter: 3,
  /** After a request: the referral is accepted, the examination read. */
  request: 90,
  /** After a report was issued: its author answers questions. */
  report: 30,
  /** A contract with a family doctor that names no end. */
  contract: 366,
} as const;

interface Window {
  since: number;
  until: number;
}

/** Someone who has a reason. `treating` opens specially protected data too. */
interface Party {
  reference: unknown;
  kind: ReasonKind;
}

type Period = { start?: string; end?: string } | undefined;

/** How resources of one type give reasons. */
interface Relation {
  /** Statuses that give none. */
  ended: readonly string[];
  parties(resource: Resource): Party[];
  window(resource: Resource, now: number): Window;
}

const listOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? (value as Record<string, unknown>[]) : [];

const who = (value: unknown, kind: ReasonKind): Party => ({ reference: value, kind });

function around(
  period: Period,
  days: { before?: number; after: number; open: number },
  now: number,
): Window {
  const start = momentOf(period?.start, 'start') ?? momentOf(period?.end, 'start') ?? now;
  const end = momentOf(period?.end, 'end');
  return {
    since: start - (days.before ?? 1) * day,
    until: end === undefined ? start + days.open * day : end + days.after * day,
  };
}

/** The types that give reasons by what they are; Consent and RelatedPerson do by what they say. */
export const relations: Record<string, Relation> = {
  Appointment: {
    ended: ['cancelled', 'noshow', 'entered-in-error', 'waitlist', 'proposed'],
    parties: (resource) =>
      listOf(resource['participant']).map(({ actor }) => who(actor, 'treating')),
    window: (resource, now) =>
      around(
        { start: resource['start'] as string, end: resource['end'] as string },
        {
          before: windows.appointmentBefore,
          after: windows.appointmentAfter,
          open: windows.appointmentAfter,
        },
        now,
      ),
  },
  CareTeam: {
    ended: ['inactive', 'entered-in-error', 'proposed', 'suspended'],
    parties: (resource) => [
      ...listOf(resource['participant']).map(({ member }) => who(member, 'care')),
      ...listOf(resource['managingOrganization']).map((each) => who(each, 'care')),
    ],
    window: (resource, now) =>
      around(resource['period'] as Period, { after: 0, open: windows.contract }, now),
  },
  DiagnosticReport: {
    ended: ['cancelled', 'entered-in-error'],
    parties: (resource) => [
      ...listOf(resource['performer']).map((each) => who(each, 'care')),
      ...listOf(resource['resultsInterpreter']).map((each) => who(each, 'treating')),
    ],
    window: (resource, now) => {
      const issued = (resource['issued'] ?? resource['effectiveDateTime']) as string | undefined;
      return around({ start: issued ?? '' }, { after: 0, open: windows.report }, now);
    },
  },
  Encounter: {
    ended: ['cancelled', 'entered-in-error'],
    parties: (resource) => [
      ...listOf(resource['participant']).map(({ individual }) => who(individual, 'treating')),
      who(resource['serviceProvider'], 'care'),
    ],
    window: (resource, now) =>
      around(
        resource['period'] as Period,
        { after: windows.encounterAfter, open: windows.encounterOpen },
        now,
      ),
  },
  EpisodeOfCare: {
    ended: ['cancelled', 'entered-in-error'],
    parties: (resource) => [
      who(resource['careManager'], 'treating'),
      who(resource['managingOrganization'], 'care'),
    ],
    window: (resource, now) =>
      around(
        resource['period'] as Period,
        { after: windows.encounterAfter, open: windows.contract },
        now,
      ),
  },
  Patient: {
    ended: [],
    parties: (resource) => listOf(resource['generalPractitioner']).map((each) => who(each, 'care')),
    window: () => ({ since: 0, until: forever }),
  },
  ServiceRequest: {
    ended: ['draft', 'revoked', 'entered-in-error'],
    parties: (resource) => [
      ...listOf(resource['performer']).map((each) => who(each, 'treating')),
      who(resource['requester'], 'care'),
    ],
    window: (resource, now) => ofRequest(resource, now),
  },
  Task: {
    ended: ['draft', 'rejected', 'cancelled', 'failed', 'entered-in-error'],
    parties: (resource) => [who(resource['owner'], 'treating'), who(resource['requester'], 'care')],
    window: (resource, now) => ofRequest(resource, now),
  },
};

function ofRequest(resource: Resource, now: number): Window {
  const start = resource['authoredOn'] as string | undefined;
  return around(
    start === undefined ? undefined : { start },
    { after: 0, open: windows.request },
    now,
  );
}

const able = /^(?:Practitioner|PractitionerRole|Organization)\//;

/** A message is open to whom it is addressed, and nothing else by it. */
export function addressReasons(
  message: Resource,
  given: { id: string; patient: Hash },
): ReasonEntry[] {
  const parties = listOf(message['recipient']).flatMap(({ reference }) => {
    const text = String(reference);
    return able.test(text) ? (keyOf(text) ?? []) : [];
  });
  return [...new Set(parties)].map((party) => ({
    patient: given.patient,
    party,
    kind: 'addressed',
    type: 0,
    target: resourceKey('Communication', given.id),
    scope: 4,
    since: 0,
    until: forever,
  }));
}

/** The reasons that a resource gives those who care for its patient. */
export function careReasons(
  resource: Resource,
  given: { patient: Hash; now: number },
): ReasonEntry[] {
  const relation = relations[resource.resourceType];
  if (relation === undefined) return [];
  if (relation.ended.includes(resource['status'] as string)) return [];
  const window = relation.window(resource, given.now);
  const entries = new Map<string, ReasonEntry>();
  for (const { reference, kind } of relation.parties(resource)) {
    const text = (reference as { reference?: unknown } | undefined)?.reference;
    const party = typeof text === 'string' && able.test(text) ? keyOf(text) : undefined;
    if (party === undefined) continue;
    const isOrganization = String(text).startsWith('Organization/');
    const own = isOrganization ? 'care' : kind;
    entries.set(`${party} ${own}`, {
      patient: given.patient,
      party,
      kind: own,
      type: 0,
      target: everybody,
      scope: own === 'treating' ? 5 : 4,
      ...window,
    });
  }
  return [...entries.values()];
}
