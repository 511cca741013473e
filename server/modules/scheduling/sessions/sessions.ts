/**
 * The sessions, slots and numbers that a Schedule makes on a day.
 * https://hl7.org/fhir/R4/slot.html
 */
import type { Resource } from '#model/fhir.ts';
import { capacityUrl } from '#model/scheduling/extensions.ts';
import { type PoolCode, dealPools } from '#model/scheduling/pools.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import { type Hash, bucketOfHash, hash64, resourceKey } from '#fhir/store/hash.ts';
import type { BookingRules, Clinic } from '#model/scheduling/clinic.ts';
import type { Named, Template } from './template.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** One number. */
export interface Seat {
  /** From 1. */
  n: number;
  slot: string;
  starts: number;
  ends: number;
  pool: PoolCode;
}

/** Who sees patients in a session, where, and how it is booked. Stored as JSON. */
export interface SessionRules extends Pick<
  BookingRules,
  'fee' | 'cancelMinutes' | 'payMinutes' | 'releaseHours'
> {
  role: Named | undefined;
  department: Named;
  hospital: Named;
}

/** Whether a resident pays before the booking is sure. */
export function isPaidFirst({
  fee,
  payMinutes,
}: Pick<SessionRules, 'fee' | 'payMinutes'>): boolean {
  return fee > 0 && payMinutes > 0;
}

/** One clinic of one day. */
export interface Session {
  bucket: number;
  key: Hash;
  schedule: string;
  department: Hash;
  /** Id of the Organization. */
  organization: string;
  /** Days since 1970-01-01. */
  day: number;
  half: Half;
  starts: number;
  ends: number;
  opens: number;
  releases: number;
  rules: SessionRules;
  seats: Seat[];
}

/** Morning, afternoon, evening. */
export type Half = 1 | 2 | 3;

/** The half day in which a clinic begins. */
export function halfOf(minute: number): Half {
  if (minute < 12 * 60) return 1;
  return minute < 17 * 60 ? 2 : 3;
}

/** The key of a session: one Schedule has one that starts at a moment. */
export function sessionKey(schedule: string, starts: number): Hash {
  return hash64(`session ${schedule} ${starts}`);
}

/** Where a department's sessions are. */
export function departmentPlace({ reference }: Named): { bucket: number; department: Hash } {
  const department = resourceKey('HealthcareService', reference.split('/')[1] ?? '');
  return { department, bucket: bucketOfHash(department) };
}

/** Days since 1970-01-01 of a moment, where the house stands. */
export function dayAt(at: number, offset: ZoneOffset): number {
  return Math.floor((at + offset(at + offset(at))) / dayMs);
}

/** A day as `2026-11-26`, in days since 1970-01-01; undefined for what is none. */
export function dayWritten(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  // The 30th of February would be the 2nd of March.
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
  return isDay ? at / dayMs : undefined;
}

/** The moment of a minute of a day, where the house stands. */
export function momentAt(day: number, minute: number, offset: ZoneOffset): number {
  const wall = day * dayMs + minute * minuteMs;
  return wall - offset(wall);
}

/** The sessions of a Schedule on a day. */
export function sessionsOn(
  template: Template,
  day: number,
  { hospital, offset }: { hospital: Named; offset: ZoneOffset },
): Session[] {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return template.clinics
    .filter((clinic) => clinic.weekday === weekday)
    .map((clinic) => sessionOf(template, clinic, { day, hospital, offset }));
}

function sessionOf(
  { id, rules, role, department }: Template,
  clinic: Clinic,
  { day, hospital, offset }: { day: number; hospital: Named; offset: ZoneOffset },
): Session {
  const starts = momentAt(day, clinic.start, offset);
  const key = sessionKey(id, starts);
  const slots = (clinic.end - clinic.start) / clinic.minutes;
  const dealt = dealPools(rules.percents, { slots, seats: clinic.seats });
  const seats = dealt.flatMap((pools, at) => {
    const begin = momentAt(day, clinic.start + at * clinic.minutes, offset);
    const slot = slotId(key, at);
    return pools.map((pool) => ({
      slot,
      pool,
      starts: begin,
      ends: begin + clinic.minutes * minuteMs,
    }));
  });
  const { fee, cancelMinutes, payMinutes, releaseHours } = rules;
  return {
    ...departmentPlace(department),
    key,
    schedule: id,
    organization: hospital.reference.split('/')[1] ?? '',
    day,
    half: halfOf(clinic.start),
    starts,
    ends: momentAt(day, clinic.end, offset),
    opens: momentAt(day - rules.daysAhead, rules.openMinute, offset),
    releases: starts - rules.releaseHours * 60 * minuteMs,
    rules: { fee, cancelMinutes, payMinutes, releaseHours, role, department, hospital },
    seats: seats.map((seat, at) => ({ n: at + 1, ...seat })),
  };
}

const slotId = (session: Hash, at: number) =>
  `${BigInt.asUintN(64, BigInt(session)).toString(16)}-${at + 1}`;

/** The Slots of a session as FHIR. */
export function slotsOf(session: Session): (Resource & { id: string })[] {
  const bySlot = Map.groupBy(session.seats, ({ slot }) => slot);
  return [...bySlot].map(([id, seats]) => ({
    resourceType: 'Slot',
    id,
    meta: { source: session.rules.hospital.reference },
    extension: [{ url: capacityUrl, valueInteger: seats.length }],
    serviceType: [{ text: session.rules.department.display }],
    schedule: { reference: `Schedule/${session.schedule}` },
    status: 'free',
    start: new Date(seats[0]!.starts).toISOString(),
    end: new Date(seats[0]!.ends).toISOString(),
  }));
}
