/**
 * What must hold of numbers whenever nothing is under way: the ledger balances, a number that is
 * taken is one person's, a person has one of a department and half day, and the Appointments say
 * what the table says. China's rule APT-02.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Appointment } from '@medplum/fhirtypes';
import type postgres from 'postgres';
import { bookingUrl, replacesUrl } from '#model/scheduling/extensions.ts';
import { statusOf } from '#model/scheduling/appointment-states.ts';
import { fhirClient, sendAs } from '#test/fhir-client.ts';
import { type Held, type Model, complaints, hear } from './model.ts';
import { type System, look } from './system.ts';

/** Everything that is wrong, as sentences; none where all is well. */
export async function wrongNumbers(system: System, model: Model): Promise<string[]> {
  const { rows, wrong } = await look(system.url, async (sql) => ({
    rows: await bookingsIn(sql),
    wrong: [...(await wrongSeats(sql)), ...(await wrongLedger(sql)), ...(await wrongPeople(sql))],
  }));
  const held: Held[] = [];
  for (const { row, appointment } of await appointmentsOf(system, rows)) {
    if (typeof appointment === 'string') wrong.push(appointment);
    else {
      held.push(heldOf(row, appointment));
      wrong.push(...unlike(row, appointment));
    }
  }
  model.held = held;
  hear(model, held, system.clock.at);
  return [...wrong, ...complaints(model, held, system.clock.at)];
}

type Row = postgres.Row;

const bookingsIn = (sql: postgres.Sql): Promise<Row[]> =>
  sql`select b.appointment, b.n, b.state, b.starts, b.until, s.schedule, s.ends,
      to_hex(b.session) as session, to_hex(b.department) as department, c.slot
    from booking b join booking_session s on s.bucket = b.bucket and s.session = b.session
    left join seat c on c.bucket = b.bucket and c.session = b.session and c.n = b.n
    order by b.at, b.booking`;

/** The Appointments of bookings, by the house; a sentence where one is missing. */
async function appointmentsOf({ house }: System, rows: readonly Row[]) {
  const send = sendAs(fhirClient(house.url), 'platform');
  return Promise.all(
    rows.map(async (row) => {
      const id = String(row['appointment']);
      const answer = await send('GET', `Appointment/${id}`);
      const gone = `${id} is booked, and there is no such Appointment: ${answer.status}`;
      return { row, appointment: answer.status === 200 ? answer.as<Appointment>() : gone };
    }),
  );
}

const partOf = ({ extension = [] }: Appointment, name: string) =>
  extension.find(({ url }) => url === bookingUrl)?.extension?.find(({ url }) => url === name);

const replacedBy = ({ extension = [] }: Appointment) =>
  extension.find(({ url }) => url === replacesUrl)?.valueReference?.reference?.split('/')[1];

function heldOf(row: Row, appointment: Appointment): Held {
  const { id = '', status, slot, participant, cancelationReason } = appointment;
  const patient = participant.find(({ actor }) => actor?.reference?.startsWith('Patient/'));
  const until = partOf(appointment, 'kept-until')?.valueInstant;
  return {
    id,
    patient: patient?.actor?.reference?.split('/')[1] ?? '',
    schedule: String(row['schedule']),
    session: String(row['session']),
    department: String(row['department']),
    replaces: replacedBy(appointment),
    booker: partOf(appointment, 'booked-by')?.valueReference?.reference ?? '',
    number: Number(row['n']),
    slot: slot?.[0]?.reference?.split('/')[1],
    status,
    reason: cancelationReason?.coding?.[0]?.code,
    keptUntil: until === undefined ? undefined : Date.parse(until),
    starts: Number(row['starts']),
    sessionEnds: Number(row['ends']),
  };
}

/** Where an Appointment does not say what the table says. */
function unlike(row: Row, appointment: Appointment): string[] {
  const status = statusOf(Number(row['state']));
  const number = partOf(appointment, 'number')?.valueInteger ?? 0;
  const slot = appointment.slot?.[0]?.reference?.split('/')[1] ?? null;
  const until = partOf(appointment, 'kept-until')?.valueInstant;
  const says = (what: string, one: unknown, other: unknown) =>
    one === other ? [] : [`${appointment.id}: its ${what} is ${String(one)} and ${String(other)}`];
  const isKept = status === 'proposed' || status === 'pending';
  return [
    ...says('status', appointment.status, status),
    ...says('number', number, Number(row['n'])),
    ...says('slot', slot, row['slot'] as string | null),
    ...(isKept ? says('end', Date.parse(until ?? ''), Number(row['until'])) : []),
  ];
}

/** Numbers against who has them. */
async function wrongSeats(sql: postgres.Sql): Promise<string[]> {
  const unlikely = await sql`select to_hex(c.session) as session, c.n, c.state,
      count(b.booking)::integer as owners
    from seat c left join booking b on b.bucket = c.bucket and b.session = c.session and b.n = c.n
      and b.state in (1, 2, 3, 4, 5, 7)
    group by c.bucket, c.session, c.n, c.state
    having count(b.booking) <> case c.state when 2 then 1 else 0 end`;
  const stopped = await sql`select to_hex(c.session) as session, c.n, c.state
    from seat c join booking_session s on s.bucket = c.bucket and s.session = c.session
    where s.state = 2 and c.state in (1, 3)`;
  const going = await sql`select b.appointment, b.state
    from booking b join booking_session s on s.bucket = b.bucket and s.session = b.session
    where s.state = 2 and b.state in (1, 2, 3, 8)`;
  return [
    ...unlikely.map(
      ({ session, n, state, owners }) => `number ${session} ${n} is ${state} with ${owners} owners`,
    ),
    ...stopped.map(({ session, n, state }) => `number ${session} ${n} of no clinic is ${state}`),
    ...going.map(({ appointment, state }) => `${appointment} of no clinic is ${state}`),
  ];
}

/** The ledger against the numbers. */
async function wrongLedger(sql: postgres.Sql): Promise<string[]> {
  const pools = await sql`with book as (
      select session, pool, sum(change)::integer as free from pool_entry group by session, pool),
    real as (select session, pool, count(*) filter (where state = 1)::integer as free
      from seat group by session, pool)
    select to_hex(session) as session, pool, coalesce(book.free, 0) as book,
      coalesce(real.free, 0) as real
    from book full join real using (session, pool)
    where coalesce(book.free, 0) <> coalesce(real.free, 0)`;
  const issued = await sql`select to_hex(session) as session, e.sum, c.count from
      (select session, sum(change)::integer from pool_entry where cause = 1 group by session) e
    full join (select session, count(*)::integer from seat group by session) c using (session)
    where e.sum is distinct from c.count`;
  const released = await sql`select to_hex(session) as session from pool_entry where cause = 2
    group by session having sum(change) <> 0`;
  const taken = await sql`select b.appointment, count(e.entry)::integer as count,
      coalesce(sum(e.change), 0)::integer as sum
    from booking b left join pool_entry e on e.bucket = b.bucket and e.session = b.session
      and e.booking = b.booking and e.cause = 3
    group by b.bucket, b.booking having count(e.entry) <> case when b.n > 0 then 1 else 0 end
      or coalesce(sum(e.change), 0) <> case when b.n > 0 then -1 else 0 end`;
  return [
    ...pools.map((one) => `pool ${one['session']} ${one['pool']}: ${one['book']} / ${one['real']}`),
    ...issued.map((one) => `${one['session']} issued ${one['sum']} of ${one['count']} numbers`),
    ...released.map(({ session }) => `what ${session} released is not what the public got`),
    ...taken.map((one) => `${one['appointment']} took ${one['sum']} in ${one['count']} entries`),
  ];
}

/** People with two numbers of a department and half day (APT-02), by their person and by card. */
async function wrongPeople(sql: postgres.Sql): Promise<string[]> {
  const twice = await sql`select person, count(*)::integer as count from booking
    where state in (1, 2, 3, 4, 5) group by person, department, day, half having count(*) > 1`;
  const waiting = await sql`select person, count(*)::integer as count from booking
    where state = 8 group by person, session having count(*) > 1`;
  return [...twice, ...waiting].map(
    ({ person, count }) => `${person} has ${count} of one department and half day`,
  );
}
