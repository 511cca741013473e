/**
 * Departments, Slots and Appointments as the resident's pages show them.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { AppointmentStatus } from '#model/scheduling/appointment-states.ts';
import { bookingUrl, clinicOfSlotUrl, freeUrl } from '#model/scheduling/extensions.ts';
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
  free: number;
  /** Yuan. */
  fee: number;
  /** The public books from then on. */
  opens: string;
}

/** The Slot of `$find`. */
export function slotOf(fact: Fact): OpenSlot {
  const { id = '', start = '', end = '' } = fact as Fact & { start?: string; end?: string };
  const clinic = extensionOf(fact, clinicOfSlotUrl);
  return {
    id,
    start,
    end,
    doctor: partOf(clinic, 'role')?.valueReference?.display ?? '',
    free: extensionOf(fact, freeUrl)?.valueInteger ?? 0,
    fee: partOf(clinic, 'fee')?.valueMoney?.value ?? 0,
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
  doctor: string;
  /** 0 while there is none. */
  number: number;
  /** Until then it is kept. */
  until: string | undefined;
}

/** The Appointment; undefined for one that is not booked here. */
export function visitOf(fact: Fact): Visit | undefined {
  const booking = extensionOf(fact, bookingUrl);
  if (booking === undefined) return undefined;
  const given = fact as object as {
    id?: string;
    status?: AppointmentStatus;
    start?: string;
    end?: string;
    requestedPeriod?: { start?: string; end?: string }[];
    participant?: { actor?: { reference?: string; display?: string } }[];
  };
  const wished = given.requestedPeriod?.[0];
  const named = (type: string) =>
    given.participant?.find(({ actor }) => actor?.reference?.startsWith(`${type}/`))?.actor
      ?.display ?? '';
  return {
    id: given.id ?? '',
    status: given.status ?? 'booked',
    start: given.start ?? wished?.start ?? '',
    end: given.end ?? wished?.end ?? '',
    department: named('HealthcareService'),
    doctor: named('PractitionerRole'),
    number: partOf(booking, 'number')?.valueInteger ?? 0,
    until: partOf(booking, 'kept-until')?.valueInstant,
  };
}

/** The parameters of `$book` and `$wait`. */
export function wantedSlot(slot: string, patient: string): object {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
      { name: 'patient', valueReference: { reference: patient } },
    ],
  };
}
