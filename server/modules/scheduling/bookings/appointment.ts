/**
 * Builds and reads Appointments of ours.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Resource } from '#model/fhir.ts';
import type { AppointmentStatus } from '#model/scheduling/appointment-states.ts';
import { bookingUrl, replacesUrl } from '#model/scheduling/extensions.ts';
import { type PoolCode, poolCodes, pools } from '#model/scheduling/pools.ts';
import type { SessionRules } from '../sessions/sessions.ts';
import type { Named } from '../sessions/template.ts';

const poolSystem = 'https://yishu.example/CodeSystem/number-pool';
const reasonSystem = 'https://yishu.example/CodeSystem/cancellation';

/** What an Appointment says of its number. */
export interface Booked {
  id: string;
  status: AppointmentStatus;
  /** References. */
  patient: string;
  booker: string;
  /** How who booked is related to the patient, where it is somebody else. */
  relation: string | undefined;
  /** Id of the Appointment in whose place it is. */
  replaces?: string | undefined;
  /** 0: none yet. */
  number: number;
  pool: PoolCode;
  slot: string | undefined;
  starts: number;
  ends: number;
  /** Until then it is kept; undefined: it is not limited. */
  until: number | undefined;
  rules: SessionRules;
  /** When it came to be. */
  created: number;
}

const iso = (at: number) => new Date(at).toISOString();

/** The Appointment of a number, or of who waits for one. */
export function appointmentOf(booked: Booked): Resource {
  const { rules, slot, pool, replaces } = booked;
  const times =
    booked.status === 'waitlist'
      ? { requestedPeriod: [{ start: iso(booked.starts), end: iso(booked.ends) }] }
      : { start: iso(booked.starts), end: iso(booked.ends) };
  return {
    resourceType: 'Appointment',
    id: booked.id,
    meta: { source: rules.hospital.reference },
    extension: [
      { url: bookingUrl, extension: bookingParts(booked) },
      ...(replaces === undefined ? [] : [replacing(replaces)]),
    ],
    status: booked.status,
    serviceType: [{ text: rules.department.display }],
    appointmentType: typeOf(pool),
    ...times,
    ...(slot === undefined ? {} : { slot: [{ reference: `Slot/${slot}` }] }),
    created: iso(booked.created),
    participant: [
      participantOf({ reference: booked.patient, display: '' }),
      ...[rules.role, rules.department].flatMap((one) =>
        one === undefined ? [] : participantOf(one),
      ),
    ],
  };
}

const replacing = (id: string) => ({
  url: replacesUrl,
  valueReference: { reference: `Appointment/${id}` },
});

function bookingParts(booked: Booked): object[] {
  const { number, booker, relation, until, rules } = booked;
  return [
    ...(number === 0 ? [] : [{ url: 'number', valueInteger: number }]),
    { url: 'fee', valueMoney: { value: rules.fee / 100, currency: 'CNY' } },
    { url: 'booked-by', valueReference: { reference: booker } },
    ...(relation === undefined ? [] : [{ url: 'relation', valueString: relation }]),
    ...(until === undefined ? [] : [{ url: 'kept-until', valueInstant: iso(until) }]),
  ];
}

function participantOf({ reference, display }: Named): object {
  return {
    actor: { reference, ...(display === '' ? {} : { display }) },
    status: 'accepted',
  };
}

/** Why an Appointment ended. */
export const cancellations = {
  resident: { zh: '患者取消', en: 'Cancelled by the patient' },
  desk: { zh: '窗口取消', en: 'Cancelled at the desk' },
  rescheduled: { zh: '改约', en: 'Moved to another time' },
  unpaid: { zh: '逾期未支付', en: 'Not paid in time' },
  lapsed: { zh: '逾期未确认', en: 'Not confirmed in time' },
  stopped: { zh: '停诊', en: 'The clinic does not take place' },
  left: { zh: '未就诊离开', en: 'Left without having been seen' },
  excused: { zh: '爽约已核销', en: 'Did not come, and is excused' },
  'no-seat': { zh: '候补未成功', en: 'No number became free' },
  conflict: { zh: '与医院窗口售号冲突', en: 'Sold earlier at the hospital' },
} as const;

/** The name of a reason. */
export type Cancellation = keyof typeof cancellations;

/**
 * The same Appointment in another state.
 * @param given.cancelled why it ended.
 * @param given.until `null`: it is kept no longer than for good.
 */
export function movedTo(
  appointment: Resource,
  status: AppointmentStatus,
  given: { cancelled?: Cancellation | undefined; until?: number | null } = {},
): Resource {
  const { cancelled, until } = given;
  return {
    ...appointment,
    ...(until === undefined ? {} : { extension: keptUntil(appointment, until) }),
    status,
    ...(cancelled === undefined
      ? {}
      : {
          cancelationReason: {
            coding: [
              { system: reasonSystem, code: cancelled, display: cancellations[cancelled].zh },
            ],
            text: cancellations[cancelled].zh,
          },
        }),
  };
}

/** The Appointment of who waited, with the number that is offered until a moment. */
export function offered(
  appointment: Resource,
  given: Pick<Booked, 'number' | 'pool' | 'starts' | 'ends'> & { slot: string; until: number },
): Resource {
  const { requestedPeriod: _period, ...rest } = appointment as Resource & {
    requestedPeriod?: object;
  };
  const { number, pool, slot, starts, ends, until } = given;
  const extension = keptUntil(appointment, until).map((one) =>
    one.url === bookingUrl
      ? { ...one, extension: [{ url: 'number', valueInteger: number }, ...(one.extension ?? [])] }
      : one,
  );
  return {
    ...rest,
    extension,
    status: 'proposed',
    appointmentType: typeOf(pool),
    start: iso(starts),
    end: iso(ends),
    slot: [{ reference: `Slot/${slot}` }],
  };
}

/** The Appointment with another doctor. */
export function withDoctor(appointment: Resource, role: Named): Resource {
  const participants = (appointment['participant'] ?? []) as { actor?: { reference?: string } }[];
  const others = participants.filter(
    ({ actor }) => actor?.reference?.startsWith('PractitionerRole/') !== true,
  );
  return { ...appointment, participant: [...others, participantOf(role)] };
}

const typeOf = (pool: PoolCode) => ({
  coding: [{ system: poolSystem, code: pool, display: pools[pool].zh }],
  text: pools[pool].zh,
});

interface Extension {
  url?: string;
  extension?: Extension[];
  valueInteger?: number;
  valueString?: string;
  valueReference?: { reference?: string };
}

function keptUntil(appointment: Resource, until: number | null): Extension[] {
  const extensions = (appointment['extension'] ?? []) as Extension[];
  return extensions.map((one) => {
    if (one.url !== bookingUrl) return one;
    const parts = (one.extension ?? []).filter(({ url }) => url !== 'kept-until');
    const kept = until === null ? [] : [{ url: 'kept-until', valueInstant: iso(until) }];
    return { ...one, extension: [...parts, ...kept] };
  });
}

/** The id of the Patient of an Appointment. */
export function patientIn(appointment: Resource): string {
  const list = (appointment['participant'] ?? []) as { actor?: { reference?: string } }[];
  const found = list.find(({ actor }) => actor?.reference?.startsWith('Patient/') === true);
  return found?.actor?.reference?.split('/')[1] ?? '';
}

/** What an Appointment of ours says of its number, by the name of the part. */
function partIn(appointment: Resource, name: string): Extension | undefined {
  const extensions = (appointment['extension'] ?? []) as Extension[];
  const parts = extensions.find(({ url }) => url === bookingUrl)?.extension ?? [];
  return parts.find(({ url }) => url === name);
}

/** Reference of who booked an Appointment of ours. */
export function bookerIn(appointment: Resource): string | undefined {
  return partIn(appointment, 'booked-by')?.valueReference?.reference;
}

/** How who booked an Appointment of ours is related to the patient, where that was said. */
export function relationIn(appointment: Resource): string | undefined {
  return partIn(appointment, 'relation')?.valueString;
}

/** The number of an Appointment of ours; 0: it has none. */
export function numberIn(appointment: Resource): number {
  return partIn(appointment, 'number')?.valueInteger ?? 0;
}

/** From which pool the number of an Appointment of ours is. */
export function poolIn(appointment: Resource): PoolCode {
  const type = appointment['appointmentType'] as { coding?: { code?: string }[] } | undefined;
  return poolCodes.find((code) => code === type?.coding?.[0]?.code) ?? 'public';
}

/** Whether an Appointment is the desk's, and moved by its operations alone. */
export function isBooked(appointment: Resource | undefined): boolean {
  const extensions = (appointment?.['extension'] ?? []) as Extension[];
  return extensions.some(({ url }) => url === bookingUrl);
}
