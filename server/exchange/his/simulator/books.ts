/**
 * The books of the simulator of a hospital's own system: what its window sold, what it was told.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import type { Message } from '../../hl7v2/er7.ts';
import { type HisBooking, type Person, toldIn } from './messages.ts';

/** The books. */
export interface Books {
  bookings: Map<string, HisBooking>;
  /** How many numbers of a Schedule begin at a moment, by `Schedule moment`. */
  capacity: Map<string, number>;
  /** Sells a number at the window; undefined where its own books have none left. */
  sell(given: { schedule: string; start: string; person: Person }): HisBooking | undefined;
  move(booking: HisBooking, start: string): boolean;
  cancel(booking: HisBooking): void;
  miss(booking: HisBooking): void;
  /** Does what the hub says. @returns what is wrong with it. */
  apply(message: Message): string | undefined;
}

/** Empty books. @param run begins its numbers. @param say tells the hub what happened. */
export function createBooks(run: string, say: (event: string, booking: HisBooking) => void): Books {
  const bookings: Books['bookings'] = new Map();
  const capacity: Books['capacity'] = new Map();
  const hasRoom = (schedule: string, start: string) => {
    const living = [...bookings.values()].filter(
      (one) => one.schedule === schedule && one.start === start && one.state === 'booked',
    );
    return living.length < (capacity.get(`${schedule} ${start}`) ?? 0);
  };
  const enter = (given: Omit<HisBooking, 'filler' | 'state'>): HisBooking => {
    const booking: HisBooking = {
      ...given,
      filler: `F${run}${bookings.size + 1}`,
      state: 'booked',
    };
    bookings.set(booking.filler, booking);
    return booking;
  };
  const end = (booking: HisBooking, state: 'cancelled' | 'noshow', event: string) => {
    if (booking.state !== 'booked') return;
    booking.state = state;
    say(event, booking);
  };
  return {
    bookings,
    capacity,
    sell(given) {
      if (!hasRoom(given.schedule, given.start)) return undefined;
      const booking = enter({ ...given, placer: undefined, number: undefined, isOurs: true });
      say('S12', booking);
      return booking;
    },
    move(booking, start) {
      if (booking.state !== 'booked' || !hasRoom(booking.schedule, start)) return false;
      booking.start = start;
      say('S13', booking);
      return true;
    },
    cancel: (booking) => end(booking, 'cancelled', 'S15'),
    miss: (booking) => end(booking, 'noshow', 'S26'),
    apply(message) {
      const { event, filler, earlier, ...told } = toldIn(message);
      const known =
        bookings.get(filler) ??
        [...bookings.values()].find(
          ({ placer }) => placer !== undefined && [told.placer, earlier].includes(placer),
        );
      if (event === 'S15' || event === 'S26') {
        if (known?.state === 'booked') known.state = event === 'S15' ? 'cancelled' : 'noshow';
        return undefined;
      }
      if (known !== undefined) {
        known.placer = told.placer;
        known.number = told.number;
        if (known.state === 'booked' && event !== 'S12') known.start = told.start;
        return undefined;
      }
      if (!hasRoom(told.schedule, told.start)) return 'no number is left here';
      // By which number the hospital knows it.
      say('S14', enter({ ...told, isOurs: false }));
      return undefined;
    },
  };
}
