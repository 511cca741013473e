/**
 * The one thing that somebody is to do next, out of all their appointments.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Place } from '#model/queue/place.ts';
import { isKept, mayCheckIn } from '../booking/visit.ts';
import type { Visit } from '../booking/visit.ts';

/** What it can be, the most urgent first. */
export const stepKinds = [
  'called',
  'passed',
  'confirm',
  'pay',
  'leave',
  'check-in',
  'away',
  'serving',
  'waiting',
  'arrived',
  'rebooked',
  'booked',
  'waitlist',
  'none',
] as const;
export type StepKind = (typeof stepKinds)[number];

/** What is to be done, about which visit, and where it stands in its line. */
export interface NextStep {
  kind: StepKind;
  visit?: Visit;
  place?: Place;
}

/** What is to be done about one visit; undefined where that is over. */
function stepOf(visit: Visit, place: Place | undefined, now: number): StepKind | undefined {
  const kept = isKept(visit, now);
  switch (visit.status) {
    case 'proposed':
      if (!kept) return undefined;
      return visit.replaces === undefined ? 'confirm' : 'rebooked';
    case 'pending':
      return kept ? 'pay' : undefined;
    case 'waitlist':
      return 'waitlist';
    case 'checked-in':
      return waitingStep(place);
    case 'booked':
      return comingStep(visit, place, now);
    case 'fulfilled':
    case 'cancelled':
    case 'noshow':
      return undefined;
  }
}

function waitingStep(place: Place | undefined): StepKind | undefined {
  switch (place?.state) {
    case undefined:
    case 'expected':
      return 'arrived';
    case 'waiting':
      return 'waiting';
    case 'called':
    case 'passed':
    case 'away':
    case 'serving':
      return place.state;
    case 'done':
    case 'left':
      return undefined;
  }
}

/** A slot that is long over is nothing to go to. */
const overMs = 4 * 3_600_000;

function comingStep(visit: Visit, place: Place | undefined, now: number): StepKind | undefined {
  if (Date.parse(visit.end) + overMs < now) return undefined;
  const leave = place?.leave ?? null;
  if (leave !== null) {
    // Who is on the way is asked to check in when the slot begins.
    if (now < Date.parse(leave)) return 'booked';
    if (now < Date.parse(visit.start)) return 'leave';
  }
  return mayCheckIn(visit, now) ? 'check-in' : 'booked';
}

/**
 * The next step among all visits.
 * @param places where visits stand in their lines, by the id of the Appointment.
 * @param now milliseconds since 1970.
 */
export function nextStepOf(
  visits: readonly Visit[],
  places: ReadonlyMap<string, Place>,
  now: number,
): NextStep {
  const steps = visits.flatMap((visit) => {
    const place = places.get(visit.id);
    const kind = stepOf(visit, place, now);
    return kind === undefined ? [] : [{ kind, visit, ...(place === undefined ? {} : { place }) }];
  });
  const rank = ({ kind }: NextStep) => stepKinds.indexOf(kind);
  const [first] = steps.toSorted(
    (a, b) => rank(a) - rank(b) || (a.visit.start < b.visit.start ? -1 : 1),
  );
  return first ?? { kind: 'none' };
}

/** The visits whose line is worth watching: those of today that somebody goes or went to. */
export function watchable(visits: readonly Visit[], now: number): Visit[] {
  const soonMs = 12 * 3_600_000;
  return visits.filter(
    ({ status, start, end }) =>
      status === 'checked-in' ||
      (status === 'booked' && Date.parse(start) - now < soonMs && Date.parse(end) + overMs > now),
  );
}
