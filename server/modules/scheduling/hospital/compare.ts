/**
 * Compares the bookings of a session as we have them with a hospital's own list, and says which
 * rule settles each difference.
 * docs/decisions/0026-his-adapters.md
 */
import type { AppointmentStatus } from '#model/scheduling/appointment-states.ts';
import type { DifferenceKind } from './differences.ts';
import type { Origin } from './links.ts';

/** A booking of ours. */
export interface OurBooking {
  /** Id of the Appointment. */
  appointment: string;
  filler: string | undefined;
  origin: Origin;
  state: 'living' | 'here' | 'cancelled' | 'noshow';
  /** Milliseconds since 1970. */
  starts: number;
  number: number;
  /** When it last became what it is: what is newer than the list is not compared. */
  changed: number;
  /** Hashes of the numbers by which the patient is known. */
  patient: ReadonlySet<string>;
}

/** What hospitals know a booking of ours as; undefined where they know nothing of it. */
export const stateOf: Readonly<Record<AppointmentStatus, OurBooking['state'] | undefined>> = {
  waitlist: undefined,
  proposed: undefined,
  pending: undefined,
  booked: 'living',
  'checked-in': 'here',
  fulfilled: 'here',
  cancelled: 'cancelled',
  noshow: 'noshow',
};

/** A booking of the hospital's list. */
export interface TheirBooking {
  filler: string | undefined;
  /** Id of our Appointment. */
  placer: string | undefined;
  state: 'living' | 'here' | 'cancelled' | 'noshow';
  starts: number | undefined;
  number: number | undefined;
  /** Hash of a number of the patient. */
  hash: string | undefined;
  /** Whether the list names the patient, so that the number can be taken. */
  isNamed: boolean;
}

/**
 * What settles a difference: we tell it again; ours ends; theirs is taken; ours is moved; or people
 * have to.
 */
export type Rule = 'tell-again' | 'end-ours' | 'take-theirs' | 'move-ours' | 'people';

/** A difference, and what settles it. */
export interface Settlement {
  kind: DifferenceKind;
  rule: Rule;
  ours: OurBooking | undefined;
  theirs: TheirBooking | undefined;
}

/** Compares both. @param made when the list was made. @returns what differs, and what agrees. */
export function compareBookings(
  ours: readonly OurBooking[],
  theirs: readonly TheirBooking[],
  made: number,
): { differences: Settlement[]; agreed: OurBooking[] } {
  const byAppointment = new Map(ours.map((one) => [one.appointment, one]));
  const byFiller = new Map(
    ours.flatMap((one): [string, OurBooking][] =>
      one.filler === undefined ? [] : [[one.filler, one]],
    ),
  );
  const differences: Settlement[] = [];
  const agreed: OurBooking[] = [];
  const seen = new Set<OurBooking>();
  for (const one of theirs) {
    const named = [byFiller.get(one.filler ?? ''), byAppointment.get(one.placer ?? '')];
    // Both numbers may name two bookings, of which one replaced the other.
    const own =
      named.find((each) => each !== undefined && isLiving(each.state)) ?? named.find(Boolean);
    if (own === undefined) {
      if (isLiving(one.state)) differences.push(alone(one));
      continue;
    }
    seen.add(own);
    if (own.changed > made) continue;
    const found = differ(own, one);
    if (found === undefined) agreed.push(own);
    else differences.push({ ...found, ours: own, theirs: one });
  }
  for (const own of ours) {
    if (seen.has(own) || own.changed > made) continue;
    if (!isLiving(own.state)) {
      agreed.push(own);
      continue;
    }
    const rule = own.origin === 'hub' ? 'tell-again' : own.state === 'here' ? 'people' : 'end-ours';
    differences.push({ kind: 'ours-alone', rule, ours: own, theirs: undefined });
  }
  return { differences, agreed };
}

const isLiving = (state: OurBooking['state']) => state === 'living' || state === 'here';

/** They have it and we do not: we take what their window sold, where we are told for whom. */
function alone(theirs: TheirBooking): Settlement {
  const isWindow = theirs.placer === undefined && theirs.filler !== undefined;
  const rule = isWindow && theirs.isNamed ? 'take-theirs' : 'people';
  return { kind: 'theirs-alone', rule, ours: undefined, theirs };
}

/**
 * Both have it. What ended on either side stays ended: nobody's cancelled number is revived. Beyond
 * that each side is right about what it sold, and numbers are ours to give.
 */
function differ(
  own: OurBooking,
  theirs: TheirBooking,
): { kind: DifferenceKind; rule: Rule } | undefined {
  const isOther = theirs.hash !== undefined && !own.patient.has(theirs.hash);
  if (isOther) return { kind: 'other-patient', rule: 'people' };
  if (!isLiving(own.state) || !isLiving(theirs.state)) return differInEnd(own, theirs);
  if (theirs.starts !== undefined && theirs.starts !== own.starts) {
    if (own.state === 'here') return { kind: 'other-time', rule: 'people' };
    return { kind: 'other-time', rule: own.origin === 'hub' ? 'tell-again' : 'move-ours' };
  }
  if (theirs.number !== undefined && theirs.number !== own.number) {
    return { kind: 'other-number', rule: 'tell-again' };
  }
  return undefined;
}

function differInEnd(
  own: OurBooking,
  theirs: TheirBooking,
): { kind: 'other-state'; rule: Rule } | undefined {
  if (own.state === theirs.state) return undefined;
  // Somebody who is here and somebody who did not come: only people know.
  if (own.state === 'here' || theirs.state === 'here')
    return { kind: 'other-state', rule: 'people' };
  if (!isLiving(own.state) && !isLiving(theirs.state)) {
    return { kind: 'other-state', rule: 'people' };
  }
  return { kind: 'other-state', rule: isLiving(own.state) ? 'end-ours' : 'tell-again' };
}
