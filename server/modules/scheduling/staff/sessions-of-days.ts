/**
 * `GET Schedule/$sessions`: the sessions of a day or some, each with its numbers counted; nothing
 * of a patient. Doctors see their own, the institution's people all of theirs.
 * https://hl7.org/fhir/R4/schedule.html
 */
import { statusNumbers } from '#model/scheduling/appointment-states.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { type Parameter, answerParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { SqlRow } from '#fhir/store/sql.ts';
import { dayAt, dayWritten, momentAt } from '../sessions/sessions.ts';
import { sessionStates } from '../sessions/open-sessions.ts';
import { callerOf } from '../who-may.ts';
import { type SessionRow, sessionColumns, sessionRow } from '../sessions/session-row.ts';
import { isEverywhere, isTheirs, isTreating } from './asked-session.ts';

const mostDays = 31;
/** Sessions of an answer: more are found by a narrower question. */
const most = 1000;

/**
 * `GET Schedule/$sessions?date=&days=&organization=&schedule=`: 200 with Parameters, a `session`
 * each, the earliest first. `date` is today by default, `days` 1. Throws `days-wrong`,
 * `parameter-missing` where it is of no institution, `other-institution`.
 */
export function createSessions(house: Store, offset: ZoneOffset): Interaction {
  return async (request, store) => {
    const query = new Map(request.query);
    const first = dayIn(query.get('date'), dayAt(house.now(), offset));
    const days = Number(query.get('days') ?? '1');
    if (!Number.isInteger(days) || days < 1 || days > mostDays) throw refuse('days-wrong');
    const found = await sessionsBetween(house, {
      from: momentAt(first, 0, offset),
      to: momentAt(first + days, 0, offset),
      organization: organizationOf(store, query.get('organization')),
      schedule: query.get('schedule')?.replace('Schedule/', ''),
    });
    const caller = callerOf(store);
    const own = found.filter(({ session }) => !isTreating(caller) || isTheirs(caller, session));
    return {
      ...answerParameters(own.map(sessionParameter)),
      looked: { entities: ['Schedule'], patients: [] },
    };
  };
}

/** A day that a query names, as days since 1970. Throws `days-wrong`. */
export function dayIn(date: string | undefined, today: number): number {
  if (date === undefined) return today;
  const day = dayWritten(date);
  if (day === undefined) throw refuse('days-wrong');
  return day;
}

/** The institution that is asked about: the caller's own, unless the caller has an eye on all. */
function organizationOf(store: Store, asked: string | undefined): string {
  const caller = callerOf(store);
  const wanted = asked?.replace('Organization/', '') ?? caller.organization;
  if (wanted === undefined) throw refuse('parameter-missing', { name: 'organization' });
  if (!isEverywhere(caller) && wanted !== caller.organization) {
    throw refuse('other-institution', { type: 'Schedule' });
  }
  return wanted;
}

interface Counted {
  session: SessionRow;
  slots: SlotCount[];
  /** By the number of the state. */
  states: Record<string, number>;
}

interface SlotCount {
  slot: string;
  starts: number;
  ends: number;
  issued: number;
  free: number;
}

/** Sessions that end between two moments: none goes past midnight, so it is those of the days. */
async function sessionsBetween(
  { sql }: Store,
  asked: { from: number; to: number; organization: string; schedule: string | undefined },
): Promise<Counted[]> {
  const { from, to, organization, schedule } = asked;
  const rows = await sql.run(
    `select ${sessionColumns}, seats.slots, counts.states
     from booking_session b
     cross join lateral (select json_agg(s order by s.starts)::text as slots from (
       select slot, min(starts) as starts, min(ends) as ends,
         count(*) filter (where state <> 4) as issued, count(*) filter (where state = 1) as free
       from seat where seat.bucket = b.bucket and seat.session = b.session group by slot) s) seats
     cross join lateral (select json_object_agg(x.state, x.n)::text as states from (
       select state, count(*) as n from booking k
       where k.bucket = b.bucket and k.session = b.session
         and k.state in (1, 2, 3, 4, 5, 7) and k.n > 0 group by state
       union all select 8, count(*) from booking k
       where k.bucket = b.bucket and k.session = b.session and k.state = 8) x) counts
     where b.ends > $1 and b.ends <= $2 and b.organization = $3
       ${schedule === undefined ? '' : 'and b.schedule = $4'}
     order by b.starts, b.schedule limit ${most}`,
    [from, to, organization, ...(schedule === undefined ? [] : [schedule])],
  );
  return rows.map(countedOf);
}

function countedOf(row: SqlRow): Counted {
  return {
    session: sessionRow(row),
    slots: JSON.parse(String(row['slots'] ?? '[]')) as SlotCount[],
    states: JSON.parse(String(row['states'] ?? '{}')) as Record<string, number>,
  };
}

const instant = (name: string, at: number): Parameter => ({
  name,
  valueInstant: new Date(at).toISOString(),
});
const count = (name: string, valueInteger: number): Parameter => ({ name, valueInteger });

function sessionParameter({ session, slots, states }: Counted): Parameter {
  const { rules, schedule, starts, ends, state } = session;
  const of = (...names: (keyof typeof statusNumbers)[]) =>
    names.reduce((sum, name) => sum + (states[statusNumbers[name]] ?? 0), 0);
  const total = (name: 'issued' | 'free') => slots.reduce((sum, slot) => sum + slot[name], 0);
  return {
    name: 'session',
    part: [
      { name: 'schedule', valueReference: { reference: `Schedule/${schedule}` } },
      ...(rules.role === undefined ? [] : [{ name: 'role', valueReference: rules.role }]),
      { name: 'department', valueReference: rules.department },
      instant('start', starts),
      instant('end', ends),
      { name: 'state', valueCode: state === sessionStates.stopped ? 'stopped' : 'open' },
      { name: 'fee', valueMoney: { value: rules.fee / 100, currency: 'CNY' } },
      count('issued', total('issued')),
      count('free', state === sessionStates.stopped ? 0 : total('free')),
      count('taken', of('proposed', 'pending', 'booked', 'checked-in', 'fulfilled', 'noshow')),
      count('to-come', of('proposed', 'pending', 'booked')),
      count('checked-in', of('checked-in')),
      count('seen', of('fulfilled')),
      count('missed', of('noshow')),
      count('waiting', of('waitlist')),
      ...slots.map(slotParameter),
    ],
  };
}

const slotParameter = ({ slot, starts, ends, issued, free }: SlotCount): Parameter => ({
  name: 'slot',
  part: [
    { name: 'id', valueId: slot },
    instant('start', starts),
    instant('end', ends),
    count('issued', issued),
    count('free', free),
  ],
});
