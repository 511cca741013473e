/**
 * The Encounter of a visit: it begins when the patient comes, and says by `statusHistory` how long
 * they waited, were seen, and were away for tests.
 * https://hl7.org/fhir/R4/encounter.html
 */
import type { Resource } from '#model/fhir.ts';
import type { TicketEvent } from '#model/queue/ticket-states.ts';
import type { SessionRow } from '../sessions/session-row.ts';

/** What an Encounter of a visit can be. */
export type VisitStatus = 'arrived' | 'in-progress' | 'onleave' | 'finished' | 'cancelled';

/** What an Encounter becomes by what happens in the line; nothing by what is not here. */
export const visitStatusAfter: Partial<Record<TicketEvent, VisitStatus>> = {
  start: 'in-progress',
  send: 'onleave',
  return: 'arrived',
  finish: 'finished',
  leave: 'cancelled',
};

interface Visit extends Resource {
  status: VisitStatus;
  statusHistory?: { status: VisitStatus; period: { start: string; end?: string } }[];
  participant?: { individual?: { reference?: string } }[];
  period: { start: string; end?: string };
}

const iso = (at: number) => new Date(at).toISOString();
const display = (text: string) => (text === '' ? {} : { display: text });

/** The Encounter of a patient who came. @param given ids; `now` in milliseconds since 1970. */
export function visitOf(
  { rules }: SessionRow,
  given: { appointment: string; patient: string; now: number },
): Resource {
  const { hospital, department, role } = rules;
  return {
    resourceType: 'Encounter',
    meta: { source: hospital.reference },
    status: 'arrived',
    class: {
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code: 'AMB',
      display: 'ambulatory',
    },
    serviceType: { text: department.display },
    subject: { reference: `Patient/${given.patient}` },
    ...(role === undefined ? {} : { participant: [participantOf(role)] }),
    appointment: [{ reference: `Appointment/${given.appointment}` }],
    period: { start: iso(given.now) },
    serviceProvider: { reference: hospital.reference, ...display(hospital.display) },
  };
}

const participantOf = (role: { reference: string; display: string }) => ({
  individual: { reference: role.reference, ...display(role.display) },
});

/**
 * The same Encounter in another state.
 * @param given.role reference of who sees the patient; `room`: where.
 */
export function visitMoved(
  encounter: Resource,
  status: VisitStatus,
  given: { now: number; role: string | undefined; room: string | undefined },
): Resource {
  const visit = encounter as Visit;
  const at = iso(given.now);
  const history = visit.statusHistory ?? [];
  const since = history.at(-1)?.period.end ?? visit.period.start;
  const isOver = status === 'finished' || status === 'cancelled';
  const known = visit.participant ?? [];
  const isNew =
    given.role !== undefined &&
    !known.some(({ individual }) => individual?.reference === given.role);
  const participant = isNew
    ? [...known, participantOf({ reference: given.role!, display: '' })]
    : known;
  return {
    ...visit,
    status,
    statusHistory: [...history, { status: visit.status, period: { start: since, end: at } }],
    ...(participant.length === 0 ? {} : { participant }),
    ...(given.room === undefined ? {} : { location: [{ location: { display: given.room } }] }),
    ...(isOver ? { period: { ...visit.period, end: at } } : {}),
  };
}
