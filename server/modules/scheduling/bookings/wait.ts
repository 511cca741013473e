/**
 * The waitlist (候补): who found nothing left waits in order, and what is given back is offered to
 * the first of them.
 * https://hl7.org/fhir/R4/valueset-appointmentstatus.html
 */
import { statusNumbers } from '#model/scheduling/appointment-states.ts';
import { poolOf, pools } from '#model/scheduling/pools.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { prepareVersion } from '#fhir/handling/prepare.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { newId, patientBucket } from '#fhir/store/ids.ts';
import { type Sql, type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { appointmentOf, offered } from './appointment.ts';
import { type OpenSession, freeIn } from '../sessions/availability.ts';
import { sessionStates } from '../sessions/open-sessions.ts';
import { type BookParts, countAttempt, idIn, limitsAt, textIn } from './book.ts';
import { cameBack, enter, poolAgain, seatStates } from './ledger.ts';
import { type Booking, bookingColumns, bookingOf, writeMoved } from './move.ts';
import { bookedFor, callerOf, requireBooking, standingIn } from '../who-may.ts';

/** For how long an offer stands, in milliseconds; never beyond the beginning of its slot. */
export const offerMs = 30 * 60_000;

/**
 * `POST Appointment/$wait`: 201 with an Appointment on the waitlist of the slot's session. Takes
 * `slot`, `patient`; `relation`. Throws `number-left`, `booked-already`, `slot-unknown`,
 * `not-real-name`, `rate-limited`, `too-many-bookings`, `stayed-away`.
 */
export function createWait({ house, availability, mayBookFor, quotas }: BookParts): Interaction {
  return async (request, store) => {
    await countAttempt({ quotas }, store);
    const caller = callerOf(store);
    const asked = readParameters(request);
    const patientId = idIn(asked, 'patient', 'Patient');
    const slot = idIn(asked, 'slot', 'Slot');
    if (patientId === undefined) throw refuse('parameter-missing', { name: 'patient' });
    if (slot === undefined) throw refuse('parameter-missing', { name: 'slot' });
    const session = availability.ofSlot(slot);
    if (session === undefined) throw refuse('slot-unknown');
    if (session.isStopped) throw refuse('session-over');
    const patient = await bookedFor(store, patientId);
    await requireBooking(mayBookFor, store, patientId);
    const standing = await standingIn(house, caller, { session, patient, referral: false });
    if (session.opens > house.now() && !standing.early) throw refuse('not-open-yet');
    if (session.slots.some((one) => freeIn(one, standing.pools) > 0)) throw refuse('number-left');
    const asHouse: Store = { ...house, trace: store.trace };
    const write = await transact(asHouse, async (bound, apply) => {
      const made = waiting(bound, session, {
        patient: patientId,
        booker: caller.who,
        relation: textIn(asked, 'relation'),
        pools: standing.pools.map((code) => pools[code].number),
      });
      // Nobody waits for what they might not book.
      if (standing.mover === 'resident') await refuseTooMany(bound, patientId);
      await insertWaiting(bound, session, made);
      await apply([made.write]);
      return made.write;
    });
    const { id, version, updated, content } = write;
    const location = `Appointment/${id}/_history/${version}`;
    return { status: 201, body: content!.body, version, updated, location, written: true };
  };
}

interface Made {
  write: Write;
  patient: string;
  pools: number[];
}

function waiting(
  bound: Store,
  session: OpenSession,
  given: { patient: string; booker: string; relation: string | undefined; pools: number[] },
): Made {
  const { patient, booker, relation } = given;
  const id = newId(patientBucket(patient), bound.randomBytes(16));
  const resource = appointmentOf({
    id,
    status: 'waitlist',
    patient: `Patient/${patient}`,
    booker,
    relation,
    number: 0,
    pool: poolOf(given.pools[0]!),
    slot: undefined,
    starts: session.starts,
    ends: session.ends,
    until: undefined,
    rules: session.rules,
    created: bound.now(),
  });
  const content = { resource, faithful: resource };
  return {
    write: prepareVersion(bound, content, { id, method: methods.POST }),
    patient,
    pools: given.pools,
  };
}

/** What one person may have to come, what is waited for among it; and who stayed away too often. */
async function refuseTooMany({ sql, now }: Store, patient: string): Promise<void> {
  const { most, misses, since } = limitsAt(now());
  const [row] = await sql.run(
    `select count(*) filter (where state in (1, 2, 3, 8) and starts > $2)::integer as coming,
       count(*) filter (where state = 7 and starts > $3)::integer as missed
     from booking where starts >= least($2::bigint, $3::bigint) and person = coalesce(
       (select person from identity_record where key = $1::bigint), $1::bigint)`,
    [resourceKey('Patient', patient), now(), since],
  );
  if (Number(row?.['coming']) >= most) throw refuse('too-many-bookings');
  if (Number(row?.['missed']) >= misses) throw refuse('stayed-away');
}

async function insertWaiting(
  { sql, now }: Store,
  session: OpenSession,
  { write, patient, pools: from }: Made,
): Promise<void> {
  const key = resourceKey('Patient', patient);
  // Stopped since it was looked up: nobody waits for what does not take place.
  const going = await sql.run(
    `select from booking_session where bucket = $1 and session = $2 and state = $3 and ends > $4
     for share`,
    [session.bucket, session.session, sessionStates.open, now()],
  );
  if (going.length === 0) throw refuse('session-over');
  const rows = await sql.run(
    `with who as (select coalesce(
       (select person from identity_record where key = $4), $4::bigint) as person)
     insert into booking (bucket, booking, appointment, session, n, person, patient, department,
       day, half, starts, pool, pools, state, at)
     select s.bucket, $3::bigint, $5, s.session, 0, who.person, $4, s.department, s.day, s.half,
       s.starts, ($6::text::smallint[])[1], $6::text::smallint[], $7, $8::bigint
     from booking_session s cross join who where s.bucket = $1 and s.session = $2
       and not exists (select from booking b where b.bucket = s.bucket and b.person = who.person
         and b.department = s.department and b.day = s.day and b.half = s.half
         and b.state in (1, 2, 3, 4, 5))
     on conflict do nothing returning booking`,
    [
      session.bucket,
      session.session,
      write.key,
      key,
      write.id,
      arrayLiteral(from),
      statusNumbers.waitlist,
      now(),
    ],
  );
  if (rows.length === 0) throw refuse('booked-already');
}

/**
 * Offers numbers that were given back to those who wait for them, the first first.
 * @param bound the store of the house in a transaction.
 * @returns the Appointments to be written.
 */
export async function offerReturned(bound: Store): Promise<Write[]> {
  const now = bound.now();
  const seats = await bound.sql.run(
    `select s.bucket, s.session, s.n, s.slot, s.starts, s.ends, s.pool as was,
       ${poolAgain} as pool from seat s
     join booking_session b on b.bucket = s.bucket and b.session = s.session and b.state = 1
     where s.state = $1 and s.starts > $2 and exists (select from booking w
       where w.bucket = s.bucket and w.session = s.session and w.state = 8)
     order by s.bucket, s.session, s.n limit 100 for update of s skip locked`,
    [seatStates.returned, now],
  );
  const writes: Write[] = [];
  for (const seat of seats) {
    const first = await firstWaiting(bound.sql, seat);
    if (first !== undefined) writes.push(await offer(bound, seat, first));
  }
  return writes;
}

/** Who found a number of that half day elsewhere meanwhile waits on, and is passed over. */
async function firstWaiting(sql: Sql, seat: SqlRow): Promise<Booking | undefined> {
  const [row] = await sql.run(
    `select ${bookingColumns} from booking w
     where bucket = $1 and session = $2 and state = 8 and $3 = any (pools)
       and not exists (select from booking b where b.bucket = w.bucket and b.person = w.person
         and b.department = w.department and b.day = w.day and b.half = w.half
         and b.state in (1, 2, 3, 4, 5))
     order by at, booking limit 1 for update skip locked`,
    [seat['bucket']!, seat['session']!, seat['pool']!],
  );
  return row === undefined ? undefined : bookingOf(row);
}

async function offer(bound: Store, seat: SqlRow, booking: Booking): Promise<Write> {
  const now = bound.now();
  const place = { bucket: booking.bucket, session: booking.session };
  const [n, pool, starts] = [seat['n'], seat['pool'], seat['starts']].map(Number);
  const until = Math.min(now + offerMs, starts!);
  await bound.sql.run(
    `update booking set state = $3, n = $4, pool = $5, starts = $6, until = $7
     where bucket = $1 and booking = $2`,
    [place.bucket, booking.booking, statusNumbers.proposed, n!, pool!, starts!, until],
  );
  await bound.sql.run(
    `update seat set state = $4, free_at = null, pool = $5
     where bucket = $1 and session = $2 and n = $3`,
    [place.bucket, place.session, n!, seatStates.taken, pool!],
  );
  await enter(
    bound.sql,
    [
      ...cameBack(place, { from: Number(seat['was']), to: pool!, count: 1 }),
      { ...place, pool: pool!, change: -1, cause: 'taken', booking: booking.booking },
    ],
    now,
  );
  return writeMoved(bound, booking.appointment, (appointment) =>
    offered(appointment, {
      number: n!,
      pool: poolOf(pool!),
      slot: String(seat['slot']),
      starts: starts!,
      ends: Number(seat['ends']),
      until,
    }),
  );
}
