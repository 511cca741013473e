/**
 * Departments, Slots and Appointments as the resident's pages show them.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { AppointmentStatus } from '#model/scheduling/appointment-states.ts';
import { bookingUrl, clinicOfSlotUrl, freeUrl, replacesUrl } from '#model/scheduling/extensions.ts';
import { parametersOf } from '../../fhir/parameters.ts';
import type { Fact } from '../../fhir/shapes.ts';

interface Extension {
  url?: string;
  extension?: Extension[];
  valueInteger?: number;
  valueReference?: { reference?: string; display?: string };
  valueMoney?: { value?: number };
  valueBoolean?: boolean;
  valueInstant?: string;
}

const extensionOf = (fact: object, wanted: string) =>
  ((fact as { extension?: Extension[] }).extension ?? []).find(({ url }) => url === wanted);
const partOf = (extension: Extension | undefined, name: string) =>
  extension?.extension?.find(({ url }) => url === name);

/** The id and the name in a reference; empty where it says nothing. */
function namedIn(given: { reference?: string; display?: string } | undefined) {
  return { id: given?.reference?.split('/')[1] ?? '', name: given?.display ?? '' };
}

/** A department with clinics. */
export interface Department {
  id: string;
  name: string;
  hospital: string;
  free: number;
}

/** The department of a HealthcareService of `$find`. */
export function departmentOf(fact: Fact): Department {
  const {
    id = '',
    name,
    providedBy,
  } = fact as Fact & {
    name?: string;
    providedBy?: { display?: string };
  };
  return {
    id,
    name: name ?? '',
    hospital: providedBy?.display ?? '',
    free: extensionOf(fact, freeUrl)?.valueInteger ?? 0,
  };
}

/** A Slot with what decides about it. */
export interface OpenSlot {
  id: string;
  start: string;
  end: string;
  doctor: string;
  department: string;
  departmentId: string;
  hospital: string;
  free: number;
  /** Yuan. */
  fee: number;
  /** Whether it is paid before it is booked. */
  payFirst: boolean;
  /** The public books from then on. */
  opens: string;
}

/** The Slot of `$find`. */
export function slotOf(fact: Fact): OpenSlot {
  const { id = '', start = '', end = '' } = fact as Fact & { start?: string; end?: string };
  const clinic = extensionOf(fact, clinicOfSlotUrl);
  const department = namedIn(partOf(clinic, 'department')?.valueReference);
  return {
    id,
    start,
    end,
    doctor: namedIn(partOf(clinic, 'role')?.valueReference).name,
    department: department.name,
    departmentId: department.id,
    hospital: namedIn(partOf(clinic, 'hospital')?.valueReference).name,
    free: extensionOf(fact, freeUrl)?.valueInteger ?? 0,
    fee: partOf(clinic, 'fee')?.valueMoney?.value ?? 0,
    payFirst: partOf(clinic, 'pay-first')?.valueBoolean ?? false,
    opens: partOf(clinic, 'opens')?.valueInstant ?? '',
  };
}

/** An Appointment of ours. */
export interface Visit {
  id: string;
  status: AppointmentStatus;
  start: string;
  end: string;
  department: string;
  departmentId: string;
  doctor: string;
  /** Id of the PractitionerRole; empty where any doctor of the department sees patients. */
  doctorId: string;
  /** `Organization/1`. */
  hospital: string;
  /** 0 while there is none. */
  number: number;
  /** Yuan. */
  fee: number;
  /** Until then it is kept. */
  until: string | undefined;
  /** Id of the visit in whose place it is. */
  replaces: string | undefined;
  /** Whether it ended because its clinic does not take place. */
  isStopped: boolean;
}

/** What it is in the place of, and whether its own clinic is stopped. */
function endOf(fact: Fact): Pick<Visit, 'replaces' | 'isStopped'> {
  const { cancelationReason } = fact as object as {
    cancelationReason?: { coding?: { code?: string }[] };
  };
  return {
    replaces: extensionOf(fact, replacesUrl)?.valueReference?.reference?.split('/')[1],
    isStopped: cancelationReason?.coding?.[0]?.code === 'stopped',
  };
}

/** The Appointment; undefined for one that is not booked here. */
export function visitOf(fact: Fact): Visit | undefined {
  const booking = extensionOf(fact, bookingUrl);
  if (booking === undefined) return undefined;
  const given = fact as object as {
    id?: string;
    meta?: { source?: string };
    status?: AppointmentStatus;
    start?: string;
    end?: string;
    requestedPeriod?: { start?: string; end?: string }[];
    participant?: { actor?: { reference?: string; display?: string } }[];
  };
  const period = given.start === undefined ? given.requestedPeriod?.[0] : given;
  const actorOf = (type: string) =>
    namedIn(given.participant?.find((one) => one.actor?.reference?.startsWith(`${type}/`))?.actor);
  const [department, doctor] = [actorOf('HealthcareService'), actorOf('PractitionerRole')];
  return {
    id: given.id ?? '',
    status: given.status ?? 'booked',
    start: period?.start ?? '',
    end: period?.end ?? '',
    department: department.name,
    departmentId: department.id,
    doctor: doctor.name,
    doctorId: doctor.id,
    hospital: given.meta?.source ?? '',
    number: partOf(booking, 'number')?.valueInteger ?? 0,
    fee: partOf(booking, 'fee')?.valueMoney?.value ?? 0,
    until: partOf(booking, 'kept-until')?.valueInstant,
    ...endOf(fact),
  };
}

/** States in which something is still to come. */
export const living: ReadonlySet<AppointmentStatus> = new Set([
  'proposed',
  'pending',
  'booked',
  'checked-in',
  'waitlist',
] as const);

/** Whether it is still kept for who has not said yes. @param now milliseconds since 1970. */
export const isKept = ({ until }: Visit, now: number): boolean =>
  until === undefined || Date.parse(until) > now;

/** What is kept, or was taken, in the place of a visit; undefined where there is nothing. */
export function insteadOf({ id }: Visit, visits: readonly Visit[], now: number): Visit | undefined {
  return visits.find(
    (one) =>
      one.replaces === id &&
      living.has(one.status) &&
      (one.status !== 'proposed' || isKept(one, now)),
  );
}

/** What was kept and never taken: nothing that anybody wants to read later. */
const isLapsed = ({ status, until }: Visit) => status === 'cancelled' && until !== undefined;

/** The living ones by their time, and what is worth telling of the others, the latest first. */
export function inOrder(visits: readonly Visit[]): { coming: Visit[]; past: Visit[] } {
  const byTime = (a: Visit, b: Visit) => (a.start < b.start ? -1 : 1);
  return {
    coming: visits.filter(({ status }) => living.has(status)).toSorted(byTime),
    past: visits
      .filter((visit) => !living.has(visit.status) && !isLapsed(visit))
      .toSorted((a, b) => byTime(b, a)),
  };
}

/** The visit to a doctor that is the likeliest to be repeated: the last that took place. */
export function lastSeen(visits: readonly Visit[]): Visit | undefined {
  const seen = visits.filter(
    ({ status, doctorId, departmentId }) =>
      status === 'fulfilled' && (doctorId !== '' || departmentId !== ''),
  );
  return seen.toSorted((a, b) => (a.start < b.start ? 1 : -1))[0];
}

/** So long before a slot begins one may check in. */
const checkInMs = 120 * 60_000;

/** Whether somebody may say now that they are here. */
export function mayCheckIn({ status, start }: Visit, now: number): boolean {
  return status === 'booked' && Date.parse(start) - now <= checkInMs;
}

/** The parameters of an operation about a Slot. @param ticket of a draw. */
export function wantedSlot(slot: string, patient?: string, ticket?: string): object {
  return parametersOf({
    slot: { reference: `Slot/${slot}` },
    patient: patient === undefined ? undefined : { reference: patient },
    ticket,
  });
}
