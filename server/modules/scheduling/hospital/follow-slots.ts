/**
 * Slots that a hospital's own system keeps: our numbers follow them, in the transaction that writes
 * the Slot. China's rule APT-01.
 * https://hl7.org/fhir/R4/slot.html
 */
import type { Resource } from '#model/fhir.ts';
import { capacityUrl, keptUrl } from '#model/scheduling/extensions.ts';
import { dealPools } from '#model/scheduling/pools.ts';
import { parseContent } from '#fhir/handling/content.ts';
import type { FhirResponse, Interaction, Store } from '#fhir/handling/interaction.ts';
import { placeOf } from '#fhir/handling/prepare.ts';
import { type Apply, within } from '#fhir/handling/transact.ts';
import { refuse } from '#fhir/refusals.ts';
import { readMany } from '#fhir/store/read.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { anew } from '#fhir/transaction/collide.ts';
import { seatStates } from '../bookings/ledger.ts';
import { rebook } from '../bookings/rebook.ts';
import { type OpenParts, hospitalOf } from '../sessions/open.ts';
import { insertNumbers, sessionStates } from '../sessions/open-sessions.ts';
import {
  type Session,
  dayAt,
  departmentPlace,
  halfOf,
  momentAt,
  sessionKey,
} from '../sessions/sessions.ts';
import { addSeats, stopSlot, withdraw } from '../sessions/stop.ts';
import { type Named, type Template, readTemplate } from '../sessions/template.ts';
import { callerOf } from '../who-may.ts';
import { openDifferences } from './differences.ts';
import { hospitalPlace } from './links.ts';

interface Slot extends Resource {
  schedule?: { reference?: string };
  status?: string;
  start?: string;
  end?: string;
  extension?: { url?: string; valueInteger?: number }[];
}

/** Transactions in which a Slot is followed; in no other is one written that a hospital keeps. */
export type Following = WeakSet<Sql>;

/** What following works with. */
export interface FollowParts extends OpenParts {
  following: Following;
}

/**
 * The interaction that writes a Slot, with our numbers following where the hospital keeps it.
 * Throws `kept-slot-moved`, `other-institution`, `slot-too-long` beside what it throws itself.
 */
export function followed(parts: FollowParts, interaction: Interaction): Interaction {
  return async (request, store) => {
    const typed = { ...request, type: 'Slot' };
    const { resource } = parseContent(request);
    const kept = await keptSchedule(parts.house, resource);
    if (kept === undefined) return interaction(typed, store);
    const template = readTemplate(kept);
    const hospital = await hospitalOf(parts.house, template);
    const { organization, role } = callerOf(store);
    if (hospital.reference !== `Organization/${organization}` && role !== 'platform') {
      throw refuse('other-institution', { type: 'Slot' });
    }
    const asHouse: Store = { ...parts.house, trace: store.trace };
    const response = await anew(async () => {
      const both = await parts.house.database.transaction(async (tx) => {
        parts.following.add(tx);
        const own = await within(store, tx, (bound) => interaction(typed, bound));
        const followed = await within(asHouse, tx, (bound, apply) =>
          follow(
            { parts, bound, apply },
            { template, hospital, slot: slotIn(own.result), earlier: earlierOf(own.written) },
          ),
        );
        return { own, followed };
      });
      const { own, followed } = both;
      parts.house.committed(
        [...own.written, ...followed.written],
        [...own.moved, ...followed.moved],
      );
      return own.result;
    });
    await parts.availability.refresh();
    return response;
  };
}

const slotIn = ({ body }: FhirResponse) => JSON.parse(body ?? '{}') as Slot & { id: string };

const earlierOf = (written: readonly Write[]) =>
  (JSON.parse(written.find(({ type }) => type === 'Slot')?.replaced?.body ?? '{}') as Slot).status;

/** The Schedule of a Slot, where the hospital keeps its Slots itself. */
async function keptSchedule(house: Store, slot: Slot): Promise<Resource | undefined> {
  const id = slot.schedule?.reference?.split('/')[1];
  if (id === undefined) return undefined;
  const row = await house.read(placeOf(house, 'Schedule', id));
  if (row === undefined) return undefined;
  const schedule = JSON.parse(row.body) as Resource;
  return isKept(schedule) ? schedule : undefined;
}

/** Whether the hospital's own system keeps the Slots of a Schedule. */
export function isKept(schedule: Resource): boolean {
  const extensions = (schedule['extension'] ?? []) as { url?: string; valueBoolean?: boolean }[];
  return extensions.some(({ url, valueBoolean }) => url === keptUrl && valueBoolean === true);
}

/**
 * Throws `slot-by-itself` where a Slot that a hospital keeps is written past its numbers: in a
 * transaction Bundle, by a condition, by a patch, or by being deleted.
 */
export async function checkKeptSlots(
  house: Store,
  following: Following,
  { sql, writes }: { sql: Sql; writes: readonly Write[] },
): Promise<void> {
  if (following.has(sql)) return;
  for (const { type, content, replaced } of writes) {
    if (type !== 'Slot') continue;
    const slot = (content?.resource ?? JSON.parse(replaced?.body ?? '{}')) as Slot;
    const id = slot.schedule?.reference?.split('/')[1];
    if (id === undefined) continue;
    const place = placeOf(house, 'Schedule', id);
    const row = (await readMany(sql, [place])).get(place.key);
    if (row !== undefined && isKept(JSON.parse(row.body) as Resource))
      throw refuse('slot-by-itself');
  }
}

interface Work {
  parts: FollowParts;
  bound: Store;
  apply: Apply;
}

interface Given {
  template: Template;
  hospital: Named;
  slot: Slot & { id: string };
  /** The status of the version before. */
  earlier: string | undefined;
}

/** Numbers of one slot: more is a typing error. */
const mostSeats = 100;

async function follow(work: Work, given: Given): Promise<void> {
  const { bound } = work;
  const { template, slot, earlier } = given;
  const starts = Date.parse(slot.start ?? '');
  const ends = Date.parse(slot.end ?? '');
  const capacity = capacityOf(slot);
  const wanted = slot.status === 'free' ? capacity : 0;
  const session = sessionOf(work.parts, given, { starts, ends, seats: wanted });
  // Slots of one session that come at the same time wait for one another.
  await bound.sql.run('select pg_advisory_xact_lock($1::bigint)', [session.key]);
  const [known] = await bound.sql.run(
    'select state from booking_session where bucket = $1 and session = $2 for update',
    [session.bucket, session.key],
  );
  await refuseElsewhere(bound, session, slot.id);
  if (known === undefined) {
    if (wanted > 0) await insertNumbers(bound, [session]);
    return;
  }
  const place = { bucket: session.bucket, session: session.key };
  const count = await countSeats(bound, place, { id: slot.id, starts, ends });
  // Who reads that a slot is full by our numbers, and sends that back, says nothing new.
  if (slot.status === 'busy' && earlier === 'busy') return;
  await setFinal(bound, place, { slot: slot.id, isFinal: slot.status !== 'free' });
  if (slot.status === 'busy-unavailable' || slot.status === 'entered-in-error') {
    const writes = await stopSlot(bound, place, slot.id);
    await work.parts.payments.giveBack(bound.sql, 'stopped', writes);
    const { offset } = work.parts;
    const { offers, notices } = await rebook(bound, { place, writes, offset });
    await work.apply([...writes, ...offers, ...notices]);
    return;
  }
  if (wanted > count.all) {
    await widen(bound, session);
    const slots = [{ id: slot.id, starts, ends, free: {} }];
    const added = dealPools(template.rules.percents, { slots: 1, seats: wanted })[0]!;
    for (const [pool, own] of Map.groupBy(added.slice(count.all), (code) => code)) {
      await addSeats(bound, { ...place, slots }, { slot: slot.id, pool, count: own.length });
    }
    return;
  }
  await withdraw(bound, place, { slot: slot.id, keep: wanted });
  // Nor do those come back that were given back a moment ago.
  await bound.sql.run(
    `update seat set state = $4, free_at = null where bucket = $1 and session = $2 and state = $5
       and n in (select n from seat where bucket = $1 and session = $2 and slot = $3
         and state <> $4 order by (state = $5), n offset $6::integer)`,
    [place.bucket, place.session, slot.id, seatStates.withdrawn, seatStates.returned, wanted],
  );
  if (slot.status === 'free' && count.taken > wanted) await tellOverfull(bound, session, given);
}

const capacityOf = ({ extension = [] }: Slot): number => {
  const said = extension.find(({ url }) => url === capacityUrl)?.valueInteger ?? 1;
  return Math.min(Math.max(said, 0), mostSeats);
};

/** The session of a Slot: the half day of its Schedule. */
function sessionOf(
  { offset }: FollowParts,
  { template, hospital, slot }: Given,
  { starts, ends, seats }: { starts: number; ends: number; seats: number },
): Session {
  const day = dayAt(starts, offset);
  const half = halfOf((starts - momentAt(day, 0, offset)) / 60_000);
  const { rules, role, department, id } = template;
  const { fee, cancelMinutes, payMinutes, releaseHours } = rules;
  const dealt = dealPools(rules.percents, { slots: 1, seats })[0] ?? [];
  return {
    ...departmentPlace(department),
    key: sessionKey(id, momentAt(day, [0, 12 * 60, 17 * 60][half - 1]!, offset)),
    schedule: id,
    organization: hospital.reference.split('/')[1] ?? '',
    day,
    half,
    starts,
    ends,
    opens: momentAt(day - rules.daysAhead, rules.openMinute, offset),
    releases: starts - releaseHours * 3_600_000,
    rules: { fee, cancelMinutes, payMinutes, releaseHours, role, department, hospital },
    seats: dealt.map((pool, at) => ({ n: at + 1, slot: slot.id, pool, starts, ends })),
  };
}

/** How many numbers a Slot has. Throws `kept-slot-moved` where it has some at another time. */
async function countSeats(
  { sql }: Store,
  { bucket, session }: { bucket: number; session: string },
  slot: { id: string; starts: number; ends: number },
): Promise<{ all: number; taken: number }> {
  const rows = await sql.run(
    `select n, state, starts, ends from seat
     where bucket = $1 and session = $2 and slot = $3 and state <> $4 for update`,
    [bucket, session, slot.id, seatStates.withdrawn],
  );
  const isElsewhere = (row: (typeof rows)[number]) =>
    Number(row['starts']) !== slot.starts || Number(row['ends']) !== slot.ends;
  if (rows.some(isElsewhere)) throw refuse('kept-slot-moved');
  const taken = rows.filter((row) => Number(row['state']) === seatStates.taken);
  return { all: rows.length, taken: taken.length };
}

/** Whether who has a number of a Slot is the last to have it. */
async function setFinal(
  { sql }: Store,
  { bucket, session }: { bucket: number; session: string },
  { slot, isFinal }: { slot: string; isFinal: boolean },
): Promise<void> {
  await sql.run(
    'update seat set final = $4 where bucket = $1 and session = $2 and slot = $3 and final <> $4',
    [bucket, session, slot, isFinal ? 1 : 0],
  );
}

/** Numbers of a Slot in all, and those that are not free, by the id of the Slot. */
export async function countSlots(
  sql: Sql,
  given: { schedule: string; from: number },
): Promise<Map<string, { all: number; used: number }>> {
  const rows = await sql.run(
    `select t.slot, count(*) filter (where t.state <> $3)::integer as all,
       count(*) filter (where t.state in ($4, $5))::integer as used
     from booking_session b join seat t on t.bucket = b.bucket and t.session = b.session
     where b.schedule = $1 and b.starts >= $2::bigint - 86400000 and t.ends > $2::bigint
     group by t.slot, t.starts order by t.starts, t.slot limit 2000`,
    [given.schedule, given.from, seatStates.withdrawn, seatStates.taken, seatStates.returned],
  );
  return new Map(
    rows.map((row) => [
      String(row['slot']),
      { all: Number(row['all']), used: Number(row['used']) },
    ]),
  );
}

/** Throws `kept-slot-moved` where a Slot has numbers in another half day of its Schedule. */
async function refuseElsewhere({ sql }: Store, session: Session, slot: string): Promise<void> {
  const [other] = await sql.run(
    `select s.n from booking_session b join seat s
       on s.bucket = b.bucket and s.session = b.session and s.slot = $2 and s.state <> $3
     where b.schedule = $1 and b.session <> $4 limit 1`,
    [session.schedule, slot, seatStates.withdrawn, session.key],
  );
  if (other !== undefined) throw refuse('kept-slot-moved');
}

/** A session reaches from its first slot to its last, and is open while one of them is. */
async function widen({ sql }: Store, session: Session): Promise<void> {
  await sql.run(
    `update booking_session set starts = least(starts, $3), ends = greatest(ends, $4), state = $5,
       releases = least(releases, $6) where bucket = $1 and session = $2`,
    [
      session.bucket,
      session.key,
      session.starts,
      session.ends,
      sessionStates.open,
      session.releases,
    ],
  );
}

/** The hospital has room for fewer than have a number: it says who, not we. */
async function tellOverfull(bound: Store, session: Session, { slot }: Given): Promise<void> {
  await openDifferences(bound, hospitalPlace(session.organization), [
    {
      kind: 'capacity',
      schedule: session.schedule,
      appointment: '',
      filler: slot.id,
      ours: 'more numbers are taken',
      theirs: `room for ${capacityOf(slot)}`,
    },
  ]);
}
