/**
 * What happens by itself, every second: what nobody confirmed lapses, what was given back is
 * offered or free again, what was kept for others goes to the public, who did not come missed it.
 * https://hl7.org/fhir/R4/valueset-appointmentstatus.html
 */
import { statusNumbers } from '#model/scheduling/appointment-states.ts';
import { poolCodes, pools } from '#model/scheduling/pools.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { anew } from '#fhir/transaction/collide.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { type PoolEntry, enter, seatStates } from './bookings/ledger.ts';
import {
  type Move,
  bookingColumns,
  bookingOf,
  freeReturned,
  moveBooking,
} from './bookings/move.ts';
import { offerReturned } from './bookings/wait.ts';
import { type Told, noticesOf } from './notice.ts';
import { sessionStates } from './sessions/open-sessions.ts';

/** What the jobs work with. */
export interface TickParts {
  house: Store;
  /** When a number that is given back at a moment is free again. */
  freeAt: (now: number) => number;
}

/** How many bookings one transaction moves. */
const most = 100;

/** Does what is due. @returns how many bookings moved. */
export async function tick(parts: TickParts): Promise<number> {
  const lapsed = await moveDue(parts, {
    where: 'state in (1, 2) and until <= $1',
    move: { event: 'lapse', who: 'house', cancelled: 'lapsed' },
    told: 'lapsed',
  });
  // Who waits may book elsewhere at the same moment: that one is passed over the next time.
  const offered = await anew(() =>
    transact(parts.house, async (bound, apply) => {
      await release(bound.sql, bound.now());
      const writes = await offerReturned(bound);
      await apply([...writes, ...noticesOf(bound, writes, 'offered')]);
      await freeReturned(bound.sql, bound.now());
      return writes;
    }),
  );
  const over = `exists (select from booking_session s where s.bucket = booking.bucket
    and s.session = booking.session and s.ends <= $1)`;
  const missed = await moveDue(parts, {
    where: `state = ${statusNumbers.booked} and starts <= $1 and ${over}`,
    move: { event: 'miss', who: 'house' },
    told: 'missed',
  });
  const vain = await moveDue(parts, {
    where: `state = ${statusNumbers.waitlist} and starts <= $1`,
    move: { event: 'lapse', who: 'house', cancelled: 'no-seat' },
    told: 'lapsed',
  });
  return lapsed + offered.length + missed + vain;
}

async function moveDue(
  parts: TickParts,
  { where, move, told }: { where: string; move: Move; told: Told },
): Promise<number> {
  const writes = await transact(parts.house, async (bound, apply) => {
    const now = bound.now();
    const rows = await bound.sql.run(
      `select ${bookingColumns} from booking where ${where}
       order by booking limit ${most} for update skip locked`,
      [now],
    );
    const made: Write[] = [];
    for (const booking of rows.map(bookingOf)) {
      made.push(await moveBooking(bound, booking, { ...move, freeAt: parts.freeAt(now) }));
    }
    await apply([...made, ...noticesOf(bound, made, told)]);
    return made;
  });
  return writes.length;
}

const releasing = poolCodes
  .filter((code) => pools[code].released)
  .map((code) => pools[code].number);

/** What is left of reserved pools goes to the public at T−x, once. */
async function release(tx: Sql, now: number): Promise<void> {
  const due = await tx.run(
    `update booking_session set released = 1
     where released = 0 and releases <= $1 and ends > $1 and state = $2 returning bucket, session`,
    [now, sessionStates.open],
  );
  const entries: PoolEntry[] = [];
  for (const row of due) {
    const place = { bucket: Number(row['bucket']), session: String(row['session']) };
    const moved = await tx.run(
      `with mine as (select n, pool from seat where bucket = $1 and session = $2 and state = $3
         and pool = any ($4::text::smallint[]) for update),
       moved as (update seat s set pool = $5 from mine
         where s.bucket = $1 and s.session = $2 and s.n = mine.n returning mine.pool)
       select pool, count(*)::integer as n from moved group by pool`,
      [
        place.bucket,
        place.session,
        seatStates.free,
        `{${releasing.join(',')}}`,
        pools.public.number,
      ],
    );
    for (const one of moved) {
      const count = Number(one['n']);
      entries.push(
        { ...place, pool: Number(one['pool']), change: -count, cause: 'released' },
        { ...place, pool: pools.public.number, change: count, cause: 'released' },
      );
    }
  }
  await enter(tx, entries, now);
}
