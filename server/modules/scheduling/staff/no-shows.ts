/**
 * `GET Appointment/$no-shows`: who booked and did not come within half a year, how often, and until
 * when booking online is paused for them (爽约). China's rule APT-02.
 * https://hl7.org/fhir/R4/valueset-appointmentstatus.html
 */
import { statusNumbers } from '#model/scheduling/appointment-states.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { type Parameter, answerParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import { usualLimits } from '../bookings/book.ts';
import { callerOf } from '../who-may.ts';
import { type SessionRow, sessionColumns, sessionRow } from '../sessions/session-row.ts';
import { isEverywhere } from './asked-session.ts';
import { type Comer, comerParts, comersOf } from './who-comes.ts';

const windowMs = usualLimits.days * 86_400_000;
/** Missed appointments of an answer, the newest. */
const most = 1000;

interface Missed {
  appointment: string;
  person: string;
  starts: number;
  session: SessionRow;
}

/**
 * `GET Appointment/$no-shows?organization=`: 200 with Parameters, a `person` each, those who are
 * paused first. What was missed elsewhere counts for the pause, and is not listed. Throws
 * `parameter-missing`, `other-institution`.
 */
export function createNoShows(house: Store): Interaction {
  return async (request, store) => {
    const caller = callerOf(store);
    const asked = new Map(request.query).get('organization')?.replace('Organization/', '');
    const organization = asked ?? caller.organization;
    if (organization === undefined) throw refuse('parameter-missing', { name: 'organization' });
    if (!isEverywhere(caller) && organization !== caller.organization) {
      throw refuse('other-institution', { type: 'Appointment' });
    }
    const since = house.now() - windowMs;
    const missed = await missedAt(house, organization, since);
    const byPerson = Map.groupBy(missed, ({ person }) => person);
    const times = await missedTimes(house, [...byPerson.keys()], since);
    const ids = missed.map(({ appointment }) => appointment);
    const { people, patients } = await comersOf(house, store, ids);
    const list = Array.from(byPerson, ([person, own]) => {
      const all = times.get(person) ?? [];
      const comer = people.get(own[0]!.appointment);
      return { own, comer, count: all.length, until: pausedUntil(all) };
    }).toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0) || b.count - a.count);
    return {
      ...answerParameters(list.map(personParameter)),
      looked: { entities: ids.map((id) => `Appointment/${id}`), patients },
    };
  };
}

async function missedAt({ sql }: Store, organization: string, since: number): Promise<Missed[]> {
  const rows = await sql.run(
    `select k.appointment, k.person, k.starts as missed, ${sessionColumns}
     from booking_session b join booking k on k.bucket = b.bucket and k.session = b.session
       and k.n > 0 and k.state = ${statusNumbers.noshow}
     where b.organization = $1 and b.ends > $2 and k.starts > $2
     order by k.starts desc limit ${most}`,
    [organization, since],
  );
  return rows.map((row: SqlRow) => ({
    appointment: String(row['appointment']),
    person: String(row['person']),
    starts: Number(row['missed']),
    session: sessionRow(row),
  }));
}

/** When these people missed appointments anywhere, the latest first. */
async function missedTimes(
  { sql }: Store,
  people: readonly string[],
  since: number,
): Promise<Map<string, number[]>> {
  if (people.length === 0) return new Map();
  const rows = await sql.run(
    `select person, starts from booking where person = any ($1::text::bigint[])
       and state = ${statusNumbers.noshow} and starts > $2 order by starts desc`,
    [arrayLiteral(people), since],
  );
  const byPerson = Map.groupBy(rows, (row) => String(row['person']));
  return new Map(
    Array.from(byPerson, ([person, own]) => [person, own.map((row) => Number(row['starts']))]),
  );
}

/**
 * Until when somebody books online no more: until so few of the missed are younger than the window.
 * @param times when appointments were missed within the window, the latest first.
 */
export function pausedUntil(times: readonly number[]): number | undefined {
  const last = times[usualLimits.misses - 1];
  return last === undefined ? undefined : last + windowMs;
}

interface Listed {
  own: Missed[];
  comer: Comer | undefined;
  count: number;
  until: number | undefined;
}

function personParameter({ own, comer, count, until }: Listed): Parameter {
  return {
    name: 'person',
    part: [
      ...comerParts(comer),
      { name: 'count', valueInteger: count },
      ...(until === undefined
        ? []
        : [{ name: 'paused-until', valueInstant: new Date(until).toISOString() }]),
      ...own.map(missedParameter),
    ],
  };
}

function missedParameter({ appointment, starts, session }: Missed): Parameter {
  const { role, department } = session.rules;
  return {
    name: 'missed',
    part: [
      { name: 'appointment', valueReference: { reference: `Appointment/${appointment}` } },
      { name: 'start', valueInstant: new Date(starts).toISOString() },
      { name: 'department', valueReference: department },
      ...(role === undefined ? [] : [{ name: 'role', valueReference: role }]),
    ],
  };
}
