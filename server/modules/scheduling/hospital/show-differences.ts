/**
 * `Organization/:id/$his-differences`: what a hospital and we do not agree about, told so that a
 * person can see to it: whose booking it is, what it is now, what may be done.
 * docs/decisions/0026-his-adapters.md
 */
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { type Parameter, answerParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { type Sql, arrayLiteral, textArrayLiteral } from '#fhir/store/sql.ts';
import { type Booking, bookingColumns, bookingOf } from '../bookings/move.ts';
import type { SessionRules } from '../sessions/sessions.ts';
import { comerParts, comersOf } from '../staff/who-comes.ts';
import { callerOf } from '../who-may.ts';
import { deedsOf } from './deeds.ts';
import { type FoundDifference, listDifferences } from './differences.ts';
import { isTold } from './endpoint.ts';
import { ownHospital } from './own-hospital.ts';

/**
 * `GET Organization/:id/$his-differences?state=`: 200 with a `difference` each. `open` (by default)
 * are those that nobody settled yet. Throws `parameter-missing`, `other-institution`.
 */
export function createDifferences(house: Store): Interaction {
  return async (request, store) => {
    const place = ownHospital(store, request.id!);
    const state = new Map(request.query).get('state') ?? 'open';
    if (state !== 'open' && state !== 'settled')
      throw refuse('parameter-missing', { name: 'state' });
    const found = await listDifferences(house.sql, place, state);
    const appointments = found.flatMap(({ appointment }) =>
      appointment === '' ? [] : appointment,
    );
    const bookings = await bookingsOf(house.sql, appointments);
    const clinics = await clinicsOf(
      house.sql,
      found.map(({ schedule }) => schedule),
    );
    // Who keeps the house sees to lines and addresses, not to patients.
    const isKeeper = callerOf(store).role === 'system-administrator';
    const { people, patients } = await comersOf(house, store, isKeeper ? [] : appointments);
    const told = await isTold(house.sql, place);
    const list = found.map((one) => {
      const booking = bookings.get(one.appointment);
      const may = deedsOf({ kind: one.kind, status: booking?.status, isTold: told });
      return {
        name: 'difference',
        part: [
          ...differenceParts(one),
          ...clinicParts(clinics.get(one.schedule)),
          ...bookingParts(booking),
          ...comerParts(people.get(one.appointment)),
          ...(state === 'open' ? may.map((valueCode) => ({ name: 'may', valueCode })) : []),
        ],
      };
    });
    return {
      ...answerParameters(list),
      looked: { entities: [`Organization/${place.organization}`], patients },
    };
  };
}

function differenceParts(one: FoundDifference): Parameter[] {
  const texts = ['schedule', 'appointment', 'filler', 'ours', 'theirs', 'by', 'note'] as const;
  return [
    { name: 'id', valueString: one.id },
    { name: 'kind', valueCode: one.kind },
    { name: 'found', valueInstant: new Date(one.found).toISOString() },
    ...(one.settled === undefined
      ? []
      : [{ name: 'settled', valueInstant: new Date(one.settled).toISOString() }]),
    ...texts.filter((name) => one[name] !== '').map((name) => ({ name, valueString: one[name] })),
  ];
}

function bookingParts(booking: Booking | undefined): Parameter[] {
  if (booking === undefined) return [];
  return [
    { name: 'status', valueCode: booking.status },
    { name: 'start', valueInstant: new Date(booking.starts).toISOString() },
    { name: 'number', valueInteger: booking.n },
  ];
}

function clinicParts(rules: SessionRules | undefined): Parameter[] {
  if (rules === undefined) return [];
  const { role, department } = rules;
  return [
    { name: 'department', valueReference: department },
    ...(role === undefined ? [] : [{ name: 'role', valueReference: role }]),
  ];
}

/** What became of these Appointments, by their ids. */
async function bookingsOf(sql: Sql, ids: readonly string[]): Promise<Map<string, Booking>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.run(
    `select ${bookingColumns} from booking where booking = any ($1::text::bigint[])`,
    [arrayLiteral(ids.map((id) => resourceKey('Appointment', id)))],
  );
  return new Map(rows.map((row) => [String(row['appointment']), bookingOf(row)]));
}

/** Doctor and department of these Schedules, as their latest sessions have them. */
async function clinicsOf(sql: Sql, ids: readonly string[]): Promise<Map<string, SessionRules>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.run(
    `select distinct on (schedule) schedule, rules from booking_session
     where schedule = any ($1::text::text[]) order by schedule, starts desc`,
    [textArrayLiteral([...new Set(ids)])],
  );
  return new Map(
    rows.map((row) => [String(row['schedule']), JSON.parse(String(row['rules'])) as SessionRules]),
  );
}
