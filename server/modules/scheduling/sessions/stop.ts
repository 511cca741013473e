/**
 * What becomes of a session after it was opened: the doctor does not come (停诊), another one comes
 * (替诊), numbers are added (加号).
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { Resource } from '#model/fhir.ts';
import { statusNumbers } from '#model/scheduling/appointment-states.ts';
import { type PoolCode, pools } from '#model/scheduling/pools.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Write } from '#fhir/store/write.ts';
import { withDoctor } from '../bookings/appointment.ts';
import type { OpenSession } from './availability.ts';
import { type PoolEntry, type SessionPlace, enter, seatStates } from '../bookings/ledger.ts';
import { bookingColumns, bookingOf, moveBooking, writeMoved } from '../bookings/move.ts';
import { sessionStates } from './open-sessions.ts';
import type { Named } from './template.ts';

const living = [
  statusNumbers.proposed,
  statusNumbers.pending,
  statusNumbers.booked,
  statusNumbers.waitlist,
];

/**
 * Stops a session: its free numbers are withdrawn, its Appointments cancelled.
 * @param bound the store of the house in a transaction.
 * @returns the Appointments to be written; their patients are to be told. Throws `session-over`.
 */
export async function stopSession(bound: Store, session: OpenSession): Promise<Write[]> {
  const place = [session.bucket, session.session];
  const now = bound.now();
  const stopped = await bound.sql.run(
    `update booking_session set state = $3 where bucket = $1 and session = $2 and state = $4
       and ends > $5 returning session`,
    [...place, sessionStates.stopped, sessionStates.open, now],
  );
  if (stopped.length === 0) throw refuse('session-over');
  const rows = await bound.sql.run(
    `select ${bookingColumns} from booking where bucket = $1 and session = $2
       and state = any ($3::text::smallint[]) order by booking for update`,
    [...place, `{${living.join(',')}}`],
  );
  const writes: Write[] = [];
  for (const booking of rows.map(bookingOf)) {
    const move = { event: 'stop', who: 'house', cancelled: 'stopped', freeAt: now } as const;
    writes.push(await moveBooking(bound, booking, move));
  }
  await withdraw(bound, session);
  return writes;
}

/**
 * Stops one slot of a session: its free numbers are withdrawn, its Appointments cancelled.
 * @param bound the store of the house in a transaction.
 * @returns the Appointments to be written; their patients are to be told.
 */
export async function stopSlot(bound: Store, place: SessionPlace, slot: string): Promise<Write[]> {
  const { bucket, session } = place;
  await withdraw(bound, place, { slot, keep: 0 });
  const rows = await bound.sql.run(
    `select ${bookingColumns} from booking b where bucket = $1 and session = $2
       and state = any ($3::text::smallint[]) and exists (select from seat s
         where s.bucket = b.bucket and s.session = b.session and s.n = b.n and s.slot = $4)
     order by booking for update`,
    [bucket, session, `{${living.join(',')}}`, slot],
  );
  const writes: Write[] = [];
  for (const booking of rows.map(bookingOf)) {
    const move = {
      event: 'stop',
      who: 'house',
      cancelled: 'stopped',
      freeAt: bound.now(),
    } as const;
    writes.push(await moveBooking(bound, booking, move));
  }
  await bound.sql.run(
    `update seat set state = $3, free_at = null
     where bucket = $1 and session = $2 and state = $4 and slot = $5`,
    [bucket, session, seatStates.withdrawn, seatStates.returned, slot],
  );
  return writes;
}

/**
 * Withdraws numbers that are nobody's: of a session, or of one slot but for so many. Of those that
 * are free or on their way back the ledger has those that are free once they are locked: one may
 * have come back a moment ago.
 * @param given.keep how many numbers of the slot, taken or not, are to stay if they can.
 */
export async function withdraw(
  { sql, now }: Pick<Store, 'sql' | 'now'>,
  session: SessionPlace,
  given?: { slot: string; keep: number },
): Promise<void> {
  const rows = await sql.run(
    `with gone as (select n, pool, state from seat
       where bucket = $1 and session = $2 and state in ($4, $5)
         and ($6 = '' or n in (select n from seat
           where bucket = $1 and session = $2 and slot = $6 and state <> $3
           order by (state = $4), n offset $7::integer)) for update),
     moved as (update seat s set state = $3, free_at = null from gone
       where s.bucket = $1 and s.session = $2 and s.n = gone.n and gone.state in ($4, $5)
       returning gone.pool, gone.state)
     select pool, count(*)::integer as n from moved where state = $4 group by pool`,
    [
      session.bucket,
      session.session,
      seatStates.withdrawn,
      seatStates.free,
      seatStates.returned,
      given?.slot ?? '',
      given?.keep ?? 0,
    ],
  );
  const place = placeOf(session);
  const entries = rows.map((row): PoolEntry => {
    const change = -Number(row['n']);
    return { ...place, pool: Number(row['pool']), change, cause: 'withdrawn' };
  });
  await enter(sql, [...entries, nothing(session)], now());
}

const placeOf = ({ bucket, session }: SessionPlace) => ({ bucket, session });

/** An entry of no number: it tells who keeps the ledger in mind that the session changed. */
const nothing = (session: SessionPlace): PoolEntry => ({
  ...placeOf(session),
  pool: pools.public.number,
  change: 0,
  cause: 'withdrawn',
});

/**
 * Puts another doctor into a session and its Appointments, which are to be written. These are
 * locked before they are read: what somebody does to one at the same moment is not overwritten.
 */
export async function substitute(
  bound: Store,
  session: OpenSession,
  role: Named,
): Promise<Write[]> {
  const rules = { ...session.rules, role };
  const place = [session.bucket, session.session];
  await bound.sql.run('update booking_session set rules = $3 where bucket = $1 and session = $2', [
    ...place,
    JSON.stringify(rules),
  ]);
  await enter(bound.sql, [nothing(session)], bound.now());
  const rows = await bound.sql.run(
    `select appointment from booking
     where bucket = $1 and session = $2 and state in (1, 2, 3, 4, 8) order by booking for update`,
    place,
  );
  const writes: Write[] = [];
  for (const row of rows) {
    const change = (appointment: Resource) => withDoctor(appointment, role);
    writes.push(await writeMoved(bound, String(row['appointment']), change));
  }
  return writes;
}

/**
 * Adds numbers of a pool to a slot of a session. One after another: the next number is counted from
 * the last, and a session that is being stopped gets none. Throws `session-over`, `slot-unknown`.
 */
export async function addSeats(
  bound: Store,
  session: Pick<OpenSession, 'bucket' | 'session' | 'slots'>,
  given: { slot: string; pool: PoolCode; count: number },
): Promise<void> {
  const { slot, pool, count } = given;
  const found = session.slots.find(({ id }) => id === slot);
  if (found === undefined) throw refuse('slot-unknown');
  const place = placeOf(session);
  const going = await bound.sql.run(
    `select from booking_session where bucket = $1 and session = $2 and state = $3 and ends > $4
     for update`,
    [place.bucket, place.session, sessionStates.open, bound.now()],
  );
  if (going.length === 0) throw refuse('session-over');
  await bound.sql.run(
    `insert into seat (bucket, session, n, slot, starts, ends, pool, state)
     select $1, $2, last.n + k, $3, $4, $5, $6, $7
     from (select max(n) as n from seat where bucket = $1 and session = $2) last,
       generate_series(1, $8::integer) k`,
    [
      place.bucket,
      place.session,
      slot,
      found.starts,
      found.ends,
      pools[pool].number,
      seatStates.free,
      count,
    ],
  );
  await enter(
    bound.sql,
    [{ ...place, pool: pools[pool].number, change: count, cause: 'issued' }],
    bound.now(),
  );
}
