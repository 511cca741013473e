/**
 * A booking of ours as a SIU message for the hospital's own system.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { Resource } from '#model/fhir.ts';
import type { Authority } from '../hl7v2/authorities.ts';
import { type Part, segmentText } from '../hl7v2/er7.ts';
import { pidText } from '../hl7v2/patient-out.ts';
import { headerText } from './header.ts';
import { stampOf } from './hl7-time.ts';
import { ownNamespace } from './siu-in.ts';

/** What a message tells. */
export interface Telling {
  event: 'S12' | 'S13' | 'S14' | 'S15' | 'S26';
  appointment: Resource;
  patient: Resource;
  /** Id of the Appointment that it replaces. */
  earlier: string | undefined;
  /** Id of the Schedule. */
  schedule: string;
  /** How the hospital calls the booking, where it said so. */
  filler: string | undefined;
  /** The number in the session. */
  number: number;
  /** Id of the hospital. */
  organization: string;
}

/** What it is written with. */
export interface Writing {
  authorities: readonly Authority[];
  offset: ZoneOffset;
  /** Milliseconds since 1970. */
  now: number;
  /** MSH-10: the same however often it is sent. */
  controlId: string;
}

/** Filler status codes, HL7 table 0278. */
const statuses = {
  S12: 'Booked',
  S13: 'Booked',
  S14: 'Booked',
  S15: 'Cancelled',
  S26: 'Noshow',
} as const;

interface Appointment extends Resource {
  start?: string;
  end?: string;
  participant?: { actor?: { reference?: string; display?: string } }[];
  appointmentType?: { coding?: { code?: string; display?: string }[] };
  cancelationReason?: { coding?: { code?: string; display?: string }[] };
}

/** The message. */
export function siuText(telling: Telling, writing: Writing): string {
  const { offset, now, controlId, authorities } = writing;
  const { event, organization } = telling;
  const appointment = telling.appointment as Appointment;
  const starts = Date.parse(appointment.start ?? '');
  const ends = Date.parse(appointment.end ?? '');
  const type = ['SIU', event, `SIU_${event}`] as const;
  const header = headerText({ type, organization, offset, now, controlId });
  const times = [stampOf(starts, offset), stampOf(ends, offset)];
  const systems = new Set(
    authorities
      .filter((one) => one.organization === undefined || one.organization === organization)
      .map(({ system }) => system),
  );
  return `${[
    header,
    schText(telling, appointment, { times, minutes: String((ends - starts) / 60_000) }),
    segmentText('TQ1', ['1', ...Array.from({ length: 5 }, () => ''), ...times]),
    pidText(telling.patient, { authorities, systems, mother: undefined }),
    ...resourceTexts(telling, appointment, times[0]!),
  ].join('\r')}\r`;
}

function schText(
  { appointment: { id }, event, earlier, filler, schedule }: Telling,
  appointment: Appointment,
  { times, minutes }: { times: string[]; minutes: string },
): string {
  const own = (value: string | undefined): Part[][] | undefined =>
    value === undefined ? undefined : [[value, ownNamespace]];
  const reason = appointment.cancelationReason?.coding?.[0];
  const type = appointment.appointmentType?.coding?.[0];
  const fields: Record<number, Parameters<typeof segmentText>[1][number]> = {
    1: own(id),
    2: filler === undefined ? undefined : [[filler, 'HIS']],
    5: [[schedule]],
    6: [[reason?.code ?? event, reason?.display]],
    8: [[type?.code, type?.display]],
    9: minutes,
    10: [['min']],
    11: [[undefined, undefined, undefined, ...times]],
    16: [[ownNamespace]],
    20: [[ownNamespace]],
    23: own(earlier),
    25: [[statuses[event]]],
  };
  return segmentText(
    'SCH',
    Array.from({ length: 25 }, (_, at) => fields[at + 1]),
  );
}

/** RGS and what belongs to it: department, number, hospital, doctor. */
function resourceTexts(telling: Telling, appointment: Appointment, start: string): string[] {
  const { number, organization, event } = telling;
  const action = event === 'S12' ? 'A' : event === 'S15' ? 'D' : 'U';
  const actors = (appointment.participant ?? []).flatMap(({ actor }) => actor ?? []);
  const named = (type: string): Part[][] | undefined => {
    const found = actors.find(({ reference }) => reference?.startsWith(`${type}/`) === true);
    if (found === undefined) return undefined;
    return [[found.reference?.split('/')[1], found.display]];
  };
  const doctor = named('PractitionerRole');
  return [
    segmentText('RGS', ['1', action]),
    segmentText('AIS', ['1', action, named('HealthcareService'), start]),
    ...(number === 0
      ? []
      : [segmentText('AIG', ['1', action, [[String(number), `第${number}号`]], [['NUMBER']]])]),
    segmentText('AIL', ['1', action, [[undefined, undefined, undefined, organization]]]),
    ...(doctor === undefined ? [] : [segmentText('AIP', ['1', action, doctor])]),
  ];
}
