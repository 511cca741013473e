/**
 * `GET Schedule/:id/$roster`: who comes to a session, by number. Names as far as the caller may
 * know them.
 * https://hl7.org/fhir/R4/appointment.html
 */
import { statusOf } from '#model/scheduling/appointment-states.ts';
import { poolOf } from '#model/scheduling/pools.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { type Parameter, answerParameters } from '#fhir/operations/parameters.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import type { SqlRow } from '#fhir/store/sql.ts';
import type { Payments } from '../bookings/pay.ts';
import { askedSession } from './asked-session.ts';
import { type Comer, comerParts, comersOf } from './who-comes.ts';

/**
 * `GET Schedule/:id/$roster?slot=`: 200 with Parameters, a `line` each, by number; who waits for
 * one, last. Throws `slot-unknown`.
 */
export function createRoster(house: Store, payments: Pick<Payments, 'paid'>): Interaction {
  return async (request, store) => {
    const { bucket, session, schedule, rules } = await askedSession(house, store, request);
    const rows = await house.sql.run(
      `select b.appointment, b.n, b.starts, b.state, b.pool, c.slot, c.ends,
         (not exists (select from booking o where o.person = b.person and o.state = 5
           and o.department = b.department and o.starts < b.starts))::integer as first
       from booking b left join seat c
         on c.bucket = b.bucket and c.session = b.session and c.n = b.n
       where b.bucket = $1 and b.session = $2 and b.state <> 6
       order by b.n = 0, b.starts, b.n, b.at`,
      [bucket, session],
    );
    const ids = rows.map((row) => String(row['appointment']));
    const { people, patients } = await comersOf(house, store, ids);
    const places = ids.map((id) => ({ id, bucket: bucketInId(id) ?? -1 }));
    const paid = rules.fee > 0 ? await payments.paid(house.sql, places) : new Set<string>();
    const lines = rows.map((row) => {
      const id = String(row['appointment']);
      return lineOf(row, people.get(id), paid.has(id));
    });
    const entities = [`Schedule/${schedule}`, ...ids.map((id) => `Appointment/${id}`)];
    return { ...answerParameters(lines), looked: { entities, patients } };
  };
}

function lineOf(row: SqlRow, comer: Comer | undefined, isPaid: boolean): Parameter {
  const iso = (name: string) => new Date(Number(row[name])).toISOString();
  const appointment = `Appointment/${String(row['appointment'])}`;
  return {
    name: 'line',
    part: [
      { name: 'appointment', valueReference: { reference: appointment } },
      { name: 'number', valueInteger: Number(row['n']) },
      { name: 'start', valueInstant: iso('starts') },
      ...(row['ends'] === null ? [] : [{ name: 'end', valueInstant: iso('ends') }]),
      ...(row['slot'] === null ? [] : [{ name: 'slot', valueId: String(row['slot']) }]),
      { name: 'status', valueCode: statusOf(Number(row['state'])) },
      { name: 'pool', valueCode: poolOf(Number(row['pool'])) },
      { name: 'paid', valueBoolean: isPaid },
      { name: 'first', valueBoolean: Number(row['first']) === 1 },
      ...comerParts(comer),
    ],
  };
}
