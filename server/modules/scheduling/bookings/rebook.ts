/**
 * Who had a number in a clinic that is stopped has another one kept, in the transaction that stops
 * it, and is told of both at once. It is an offer as those of the waitlist are. APT-02.
 * https://hl7.org/fhir/R4/valueset-appointmentstatus.html
 */
import type { Resource } from '#model/fhir.ts';
import type { PoolCode } from '#model/scheduling/pools.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { Write } from '#fhir/store/write.ts';
import { momentWords, noticeAbout, noticesOf } from '../notice.ts';
import { type OpenSession, freeIn, readSessions } from '../sessions/availability.ts';
import { sessionStates } from '../sessions/open-sessions.ts';
import { bookerIn, numberIn, patientIn, poolIn, relationIn } from './appointment.ts';
import { type SeatRequest, numbered, takeIn } from './desk.ts';
import type { SessionPlace } from './ledger.ts';
import { earliestStart, inLikeness, offeredUntil, withinMs } from './stand-ins.ts';

/** A clinic that is stopped, or a part of one. */
export interface Stopped {
  place: SessionPlace;
  /** Its Appointments, cancelled. */
  writes: readonly Write[];
  offset: ZoneOffset;
}

/** What people have instead, to be written with the Appointments that were cancelled. */
export interface Instead {
  /** Appointments that are `proposed`. */
  offers: Write[];
  /** What everybody is told. */
  notices: Write[];
}

/** A number that is gone, and the one that is kept in its place. */
interface Pair {
  old: Gone;
  offer: Write;
  request: Wanted;
}

/** An Appointment whose number is gone. */
type Gone = Resource & { id: string };

/** A request for a number that is kept until a moment. */
type Wanted = SeatRequest & { until: number };

/**
 * Keeps another number for each who had one, as far as there are any: in the order of the numbers
 * that are gone, from the same pool or the public's. Quotas do not count: nobody asked for this.
 * @param bound the store of the house in the transaction that stops the clinic.
 */
export async function rebook(bound: Store, { place, writes, offset }: Stopped): Promise<Instead> {
  // What is cancelled has a body: only what is deleted has none.
  const numberOf = ({ content }: Write) => numberIn(content!.resource);
  const [seated, waiting] = [writes.filter(numberOf), writes.filter((one) => !numberOf(one))];
  const inTurn = seated.toSorted((a, b) => numberOf(a) - numberOf(b));
  const gone = inTurn.map(({ id, content }) => ({ ...content!.resource, id }));
  const pairs = await keepFor(bound, place, gone);
  const served = new Set(pairs.map(({ old }) => old.id));
  const unserved = seated.filter(({ id }) => !served.has(id));
  return {
    offers: pairs.map(({ offer }) => offer),
    notices: [
      ...pairs.map((pair) => told(bound, pair, offset)),
      ...noticesOf(bound, unserved, 'stopped'),
      ...noticesOf(bound, waiting, 'unserved'),
    ],
  };
}

/** One session after the other, each for all who are left: all want the same in the same order. */
async function keepFor(
  bound: Store,
  place: SessionPlace,
  seated: readonly Gone[],
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  let left = seated;
  if (left.length === 0) return pairs;
  const from = new Set(left.flatMap(poolsOf));
  for (const session of await standIns(bound, place)) {
    if (left.length === 0) break;
    if (session.slots.every((slot) => freeIn(slot, [...from]) === 0)) continue;
    const until = offeredUntil(session, bound.now());
    const wanted = left.map((old) => ({ old, request: requestOf(bound, old, { session, until }) }));
    const asked = wanted.map(({ request }) => numbered(bound, request));
    const { writes } = await takeIn(bound, bound.sql, asked);
    const byId = new Map(writes.map((write) => [write.id, write]));
    const found = asked.flatMap(({ id }, at): Pair[] => {
      const offer = byId.get(id);
      return offer === undefined ? [] : [{ ...wanted[at]!, offer }];
    });
    const served = new Set(found.map(({ old }) => old));
    left = left.filter((old) => !served.has(old));
    pairs.push(...found);
  }
  return pairs;
}

/** The sessions of the same department that may stand in, the likest first. */
async function standIns(bound: Store, { bucket, session }: SessionPlace): Promise<OpenSession[]> {
  const own = 'b.bucket = $1 and b.session = $2';
  const [stopped] = await readSessions(bound.sql, own, [bucket, session]);
  if (stopped === undefined) return [];
  const others = await readSessions(
    bound.sql,
    `b.bucket = $1 and b.session <> $2 and b.department = $3 and b.organization = $4
       and b.state = $5 and b.starts >= $6 and b.starts < $7`,
    [
      bucket,
      session,
      stopped.department,
      stopped.organization,
      sessionStates.open,
      earliestStart(bound.now()),
      stopped.ends + withinMs,
    ],
  );
  return inLikeness(stopped, others);
}

function poolsOf(old: Resource): PoolCode[] {
  const pool = poolIn(old);
  return pool === 'public' ? [pool] : [pool, 'public'];
}

function requestOf(
  bound: Store,
  old: Gone,
  { session, until }: Pick<Wanted, 'session' | 'until'>,
): Wanted {
  const patient = patientIn(old);
  return {
    session,
    slot: '',
    patient,
    pools: poolsOf(old),
    anywhere: true,
    drawn: false,
    event: 'offer',
    until,
    // Who lost a number comes before those who have had none yet.
    early: true,
    limits: undefined,
    asked: undefined,
    booker: bookerIn(old) ?? `Patient/${patient}`,
    relation: relationIn(old),
    replaces: old.id,
    trace: bound.trace,
  };
}

/** One notice of both: what does not take place, and what is kept until when. */
function told(bound: Store, { old, offer, request }: Pair, offset: ZoneOffset): Write {
  // It was made a moment ago.
  const { resource } = offer.content!;
  const { role, department, hospital } = request.session.rules;
  const who = role?.display ?? '';
  return noticeAbout(
    bound,
    {
      appointment: offer.id,
      patient: request.patient,
      source: hospital.reference,
      details: {
        was: momentWords(startOf(old), offset),
        when: momentWords(startOf(resource), offset),
        until: momentWords(request.until, offset),
        who: who === '' ? department.display : who,
      },
    },
    'rebooked',
  );
}

const startOf = (appointment: Resource) => Date.parse(String(appointment['start']));
