/**
 * A session and who comes to it, as the pages show them. https://hl7.org/fhir/R4/slot.html
 */
import type { AppointmentStatus } from '#model/scheduling/appointment-states.ts';
import type { PoolCode } from '#model/scheduling/pools.ts';
import { clockText } from '../../../design/moment.ts';
import { type Parts, partsOf } from '../../../fhir/parameters.ts';
import type { Fact } from '../../../fhir/shapes.ts';

/** A slot of a session. */
export interface SessionSlot {
  id: string;
  start: string;
  end: string;
  free: number;
}

/** A session with its numbers counted. */
export interface ClinicSession {
  /** That of its first slot: names the session. */
  id: string;
  /** Id of the Schedule. */
  schedule: string;
  /** Empty where any doctor of the department sees the patients. */
  doctor: string;
  role: string;
  department: string;
  /** Id of the HealthcareService. */
  service: string;
  start: string;
  end: string;
  isStopped: boolean;
  issued: number;
  taken: number;
  toCome: number;
  checkedIn: number;
  seen: number;
  missed: number;
  waiting: number;
  free: number;
  slots: SessionSlot[];
}

const idIn = (reference: string | undefined) => reference?.split('/')[1] ?? '';

/** The sessions of `Schedule/$sessions`. */
export function sessionsOf(answer: Fact): ClinicSession[] {
  return partsOf(answer)
    .all('session')
    .map((parts) => {
      const slots = parts.all('slot').map(slotOf);
      const { text, count, reference } = parts;
      const [role, department] = [reference('role'), reference('department')];
      return {
        id: slots[0]?.id ?? '',
        schedule: idIn(reference('schedule').reference),
        doctor: role.display ?? '',
        role: idIn(role.reference),
        department: department.display ?? '',
        service: idIn(department.reference),
        start: text('start'),
        end: text('end'),
        isStopped: text('state') === 'stopped',
        issued: count('issued'),
        taken: count('taken'),
        toCome: count('to-come'),
        checkedIn: count('checked-in'),
        seen: count('seen'),
        missed: count('missed'),
        waiting: count('waiting'),
        free: count('free'),
        slots,
      };
    });
}

const slotOf = ({ text, count }: Parts): SessionSlot => ({
  id: text('id'),
  start: text('start'),
  end: text('end'),
  free: count('free'),
});

/** Somebody as far as the caller may know them. */
export interface Person {
  /** Id of the Patient; empty where nothing is known. */
  id: string;
  name: string;
  isMasked: boolean;
  gender?: string;
  birthDate?: string;
}

/** Who is named in parts. */
export function personIn({ text, flag, reference }: Parts): Person {
  const { reference: patient, display = '' } = reference('patient');
  const [gender, birthDate] = [text('gender'), text('birth-date')];
  return {
    id: idIn(patient),
    name: display,
    isMasked: flag('masked'),
    ...(gender === '' ? {} : { gender }),
    ...(birthDate === '' ? {} : { birthDate }),
  };
}

/** One who comes to a session. */
export interface RosterLine {
  /** Id of the Appointment. */
  id: string;
  number: number;
  start: string;
  end: string;
  status: AppointmentStatus;
  isPaid: boolean;
  isFirst: boolean;
  pool: PoolCode;
  person: Person;
}

/** The lines of `Schedule/:id/$roster`. */
export function linesOf(answer: Fact): RosterLine[] {
  return partsOf(answer)
    .all('line')
    .map((parts) => ({
      id: idIn(parts.reference('appointment').reference),
      number: parts.count('number'),
      start: parts.text('start'),
      end: parts.text('end'),
      status: parts.text('status') as AppointmentStatus,
      isPaid: parts.flag('paid'),
      isFirst: parts.flag('first'),
      pool: parts.text('pool') as PoolCode,
      person: personIn(parts),
    }));
}

/** A stretch of time: 08:00–08:30. */
export function spanText(start: string, end: string): string {
  return `${clockText(start) ?? ''}–${clockText(end) ?? ''}`;
}

/** The sum of one count over sessions. */
export function sumOf(
  sessions: readonly ClinicSession[],
  name: 'issued' | 'taken' | 'checkedIn' | 'seen' | 'free',
): number {
  return sessions.reduce((sum, session) => sum + session[name], 0);
}
