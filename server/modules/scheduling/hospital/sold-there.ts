/**
 * Takes a number for somebody who got it at the hospital's own window. Where none is left, and one
 * that we sold later was never acknowledged there, that one yields: the patient is told, and a
 * person looks at it.
 * docs/decisions/0026-his-adapters.md
 */
import { statusNumbers } from '#model/scheduling/appointment-states.ts';
import { type PoolCode, pools } from '#model/scheduling/pools.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { type RefusalCode, refuse } from '#fhir/refusals.ts';
import { arrayLiteral } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { type Taken, numbered, takeIn } from '../bookings/desk.ts';
import { enter, seatStates } from '../bookings/ledger.ts';
import { type Booking, bookingColumns, bookingOf, moveBooking } from '../bookings/move.ts';
import type { Payments } from '../bookings/pay.ts';
import { noticesOf } from '../notice.ts';
import type { OpenSession } from '../sessions/availability.ts';
import { openDifferences } from './differences.ts';
import { type HospitalPlace } from './links.ts';

/** A number that was sold at the window. */
export interface SoldThere {
  place: HospitalPlace;
  session: OpenSession;
  /** Id of the Slot. */
  slot: string;
  /** Id of the Patient. */
  patient: string;
  /** Its number at the hospital. */
  filler: string;
  /** When it was sold, by the clock of the hospital. */
  sold: number;
  /** Reference. */
  booker: string;
}

/** The window sells what is kept for it, and once the public may book also that. */
export const windowPools = (isOpen: boolean): PoolCode[] =>
  isOpen ? ['on-site', 'public'] : ['on-site'];

/**
 * Takes the number. @param bound the store of the house in a transaction.
 * @returns what was taken, and what is to be written. Throws the outcomes of the desk.
 */
export async function takeSold(
  bound: Store,
  sold: SoldThere,
  payments: Payments,
): Promise<{ taken: Taken; writes: Write[] }> {
  const first = await tryTake(bound, sold);
  if (first.result !== 'slot-gone') return answered(first);
  const loser = await laterSold(bound, sold);
  if (loser === undefined) throw refuse('slot-gone');
  const yielded = await giveUp(bound, loser, { sold, payments });
  const second = await tryTake(bound, sold);
  return answered({ result: second.result, writes: [...yielded, ...second.writes] });
}

interface Tried {
  result: Taken | RefusalCode;
  writes: Write[];
}

function answered({ result, writes }: Tried): { taken: Taken; writes: Write[] } {
  if (typeof result === 'string') throw refuse(result);
  return { taken: result, writes };
}

async function tryTake(bound: Store, sold: SoldThere): Promise<Tried> {
  const { session, slot, patient, booker } = sold;
  const one = numbered(bound, {
    session,
    slot,
    patient,
    pools: windowPools(session.opens <= bound.now()),
    event: 'book',
    until: undefined,
    early: true,
    anywhere: false,
    // It is sold already: no draw can undo that.
    drawn: true,
    limits: undefined,
    asked: undefined,
    booker,
    relation: undefined,
    trace: bound.trace,
  });
  const { results, writes } = await takeIn(bound, bound.sql, [one]);
  return { result: results[0] ?? 'slot-gone', writes };
}

const yielding = [statusNumbers.proposed, statusNumbers.pending, statusNumbers.booked];

/** The last of those that we sold later, and that the hospital never acknowledged. */
async function laterSold(
  { sql, now }: Store,
  { place, session, slot, sold }: SoldThere,
): Promise<Booking | undefined> {
  const from = windowPools(session.opens <= now()).map((code) => pools[code].number);
  const [row] = await sql.run(
    `select ${bookingColumns} from booking b where bucket = $1 and session = $2
       and state = any ($3::text::smallint[]) and at > $4 and pool = any ($5::text::smallint[])
       and exists (select from seat s where s.bucket = b.bucket and s.session = b.session
         and s.n = b.n and s.slot = $6)
       and not exists (select from his_booking h where h.bucket = $7 and h.organization = $8
         and h.appointment = b.appointment and (h.acked is not null or h.origin = 2))
     order by at desc, booking limit 1 for update`,
    [
      session.bucket,
      session.session,
      arrayLiteral(yielding),
      sold,
      arrayLiteral(from),
      slot,
      place.bucket,
      place.organization,
    ],
  );
  return row === undefined ? undefined : bookingOf(row);
}

/** Ends a booking whose number was sold earlier elsewhere; its number is free at once. */
async function giveUp(
  bound: Store,
  loser: Booking,
  { sold, payments }: { sold: SoldThere; payments: Payments },
): Promise<Write[]> {
  const now = bound.now();
  const { place, session, filler } = sold;
  // This ending the hospital is told, though it asked for what led to it.
  await speakFor(bound, '');
  const write = await moveBooking(bound, loser, {
    event: 'cancel',
    who: 'desk',
    cancelled: 'conflict',
    freeAt: now,
  });
  await speakFor(bound, place.organization);
  const rows = await bound.sql.run(
    `update seat set state = $4, free_at = null where bucket = $1 and session = $2 and n = $3
       and state = $5 returning pool`,
    [loser.bucket, loser.session, loser.n, seatStates.free, seatStates.returned],
  );
  const entries = rows.map((row) => ({
    bucket: loser.bucket,
    session: loser.session,
    pool: Number(row['pool']),
    change: 1,
    cause: 'returned' as const,
  }));
  await enter(bound.sql, entries, now);
  await payments.giveBack(bound.sql, 'cancelled', [write]);
  const difference = {
    kind: 'sold-twice',
    schedule: session.schedule,
    appointment: loser.appointment,
    filler,
    ours: 'yielded: sold later and not acknowledged',
    theirs: new Date(sold.sold).toISOString(),
  } as const;
  await openDifferences(bound, place, [difference]);
  return [write, ...noticesOf(bound, [write], 'conflict')];
}

/**
 * Says for which hospital the rest of a transaction works: it is not told what it said itself.
 * @param organization id of the Organization; empty: for nobody.
 */
export async function speakFor({ sql }: Store, organization: string): Promise<void> {
  await sql.run(`select set_config('yishu.his', $1, true)`, [organization]);
}
