/**
 * The life of a booking: from which state, by what event, by whom, to which; the states are those
 * of Appointment.status. China's rules APT-01, APT-02.
 * https://hl7.org/fhir/R4/valueset-appointmentstatus.html
 */

/** What an Appointment of ours can be. */
export type AppointmentStatus =
  | 'waitlist'
  | 'proposed'
  | 'pending'
  | 'booked'
  | 'checked-in'
  | 'fulfilled'
  | 'cancelled'
  | 'noshow';

/** Who moves it: the resident or whoever acts for them, the institution's people, the house. */
export type Mover = 'resident' | 'desk' | 'house';

/** What happens to it. */
export type AppointmentEvent =
  | 'wait'
  | 'hold'
  | 'offer'
  | 'book'
  | 'await-payment'
  | 'pay'
  | 'lapse'
  | 'cancel'
  | 'stop'
  | 'check-in'
  | 'finish'
  | 'leave'
  | 'miss'
  | 'excuse';

/** One row of the table. `undefined` is: there is none yet. */
export interface Transition {
  from: AppointmentStatus | undefined;
  event: AppointmentEvent;
  who: readonly Mover[];
  to: AppointmentStatus;
}

const people = ['resident', 'desk'] as const;
const house = ['house'] as const;
const desk = ['desk'] as const;

/** Everything that can happen. What is not here cannot. */
export const transitions: readonly Transition[] = [
  { from: undefined, event: 'hold', who: people, to: 'proposed' },
  { from: undefined, event: 'book', who: people, to: 'booked' },
  { from: undefined, event: 'await-payment', who: people, to: 'pending' },
  { from: undefined, event: 'wait', who: people, to: 'waitlist' },
  { from: 'proposed', event: 'book', who: people, to: 'booked' },
  { from: 'proposed', event: 'await-payment', who: people, to: 'pending' },
  { from: 'waitlist', event: 'offer', who: house, to: 'proposed' },
  // In place of a number whose clinic does not take place.
  { from: undefined, event: 'offer', who: house, to: 'proposed' },
  { from: 'pending', event: 'pay', who: house, to: 'booked' },
  { from: 'proposed', event: 'lapse', who: house, to: 'cancelled' },
  { from: 'pending', event: 'lapse', who: house, to: 'cancelled' },
  { from: 'waitlist', event: 'lapse', who: house, to: 'cancelled' },
  { from: 'waitlist', event: 'cancel', who: people, to: 'cancelled' },
  { from: 'proposed', event: 'cancel', who: people, to: 'cancelled' },
  { from: 'pending', event: 'cancel', who: people, to: 'cancelled' },
  { from: 'booked', event: 'cancel', who: people, to: 'cancelled' },
  { from: 'proposed', event: 'stop', who: house, to: 'cancelled' },
  { from: 'pending', event: 'stop', who: house, to: 'cancelled' },
  { from: 'booked', event: 'stop', who: house, to: 'cancelled' },
  { from: 'waitlist', event: 'stop', who: house, to: 'cancelled' },
  { from: 'booked', event: 'check-in', who: people, to: 'checked-in' },
  { from: 'checked-in', event: 'finish', who: ['desk', 'house'], to: 'fulfilled' },
  { from: 'checked-in', event: 'leave', who: [...people, 'house'], to: 'cancelled' },
  { from: 'booked', event: 'miss', who: house, to: 'noshow' },
  // The desk heard why: it counts no longer.
  { from: 'noshow', event: 'excuse', who: desk, to: 'cancelled' },
];

/** States in which a booking has a number. */
export const seated: ReadonlySet<AppointmentStatus> = new Set([
  'proposed',
  'pending',
  'booked',
  'checked-in',
  'fulfilled',
  'noshow',
]);

/** Numbers that stand for the states in the database. */
export const statusNumbers: Readonly<Record<AppointmentStatus, number>> = {
  proposed: 1,
  pending: 2,
  booked: 3,
  'checked-in': 4,
  fulfilled: 5,
  cancelled: 6,
  noshow: 7,
  waitlist: 8,
};

/** The state of a number. Throws a RangeError for one that stands for none. */
export function statusOf(number: number): AppointmentStatus {
  const found = Object.entries(statusNumbers).find(([, one]) => one === number)?.[0];
  if (found === undefined) throw new RangeError(`no state ${number}`);
  return found as AppointmentStatus;
}

/** The state that follows; undefined where that cannot happen, or not by this one. */
export function nextStatus(
  from: AppointmentStatus | undefined,
  event: AppointmentEvent,
  who: Mover,
): AppointmentStatus | undefined {
  return transitions.find(
    (one) => one.from === from && one.event === event && one.who.includes(who),
  )?.to;
}
