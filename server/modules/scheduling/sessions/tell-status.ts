/**
 * Keeps the status of Slots true: what their numbers say is compared with what they say, and those
 * that differ are written, by whichever server comes first. No booking waits for it; decision 32.
 * https://hl7.org/fhir/R4/slot.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { placeOf, prepareVersion } from '#fhir/handling/prepare.ts';
import { createTrace } from '#fhir/handling/trace.ts';
import { type Apply, transact } from '#fhir/handling/transact.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type CurrentRow, type Place, locate, readMany } from '#fhir/store/read.ts';
import { type Sql, arrayLiteral, textArrayLiteral } from '#fhir/store/sql.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { anew } from '#fhir/transaction/collide.ts';
import { type SessionPlace, seatStates } from '../bookings/ledger.ts';
import { type Availability, type OpenSlot, slackMs } from './availability.ts';
import { sessionStates } from './open-sessions.ts';
import { type SaidStatus, type Standing, noteStatuses, saidBy, statusDue } from './slot-status.ts';

/** A slot whose Slot may say what is not so. */
interface Doubtful extends SessionPlace {
  slot: string;
}

/** How many Slots one transaction writes. */
const most = 100;

/**
 * What makes Slots say what is so: a function to be called every second, after what is free was
 * read. It gives how many Slots it wrote.
 */
export function createTellStatus(house: Store, availability: Availability): () => Promise<number> {
  const said = new Map<string, Pick<SaidStatus, 'status' | 'ends'>>();
  const doubtful = new Set<string>();
  let seen: number | undefined;
  let looked = 0;
  const hear = async (now: number) => {
    const heard = await readSaid(house.sql, { now, seen });
    seen = now;
    for (const { slot, ...one } of heard) {
      said.set(slot, one);
      doubtful.add(slot);
    }
    for (const [slot, { ends }] of said) {
      if (ends <= now && availability.ofSlot(slot) === undefined) said.delete(slot);
    }
    const version = availability.version();
    for (const { slots } of availability.since(looked)) {
      for (const { id } of slots) doubtful.add(id);
    }
    looked = version;
  };
  return async (): Promise<number> => {
    const now = house.now();
    await hear(now);
    const wrong: Doubtful[] = [];
    for (const id of doubtful) {
      const session = availability.ofSlot(id);
      const slot = session?.slots.find((one) => one.id === id);
      const isSo =
        session === undefined ||
        slot === undefined ||
        slot.ends <= now ||
        statusDue(said.get(id)?.status ?? 'free', standingOf(slot, session)) === undefined;
      // What is wrong is looked at until it is heard that it was written.
      if (isSo) doubtful.delete(id);
      else wrong.push({ slot: id, bucket: session.bucket, session: session.session });
    }
    let written = 0;
    for (let at = 0; at < wrong.length; at += most) {
      const some = wrong.slice(at, at + most);
      written += await anew(() => tellSome(house, some));
    }
    return written;
  };
}

const standingOf = ({ free }: OpenSlot, { isStopped }: { isStopped: boolean }): Standing => ({
  hasFree: Object.values(free).some((count) => count > 0),
  isStopped,
});

/** What Slots to come say; after the first time only what was written since. */
async function readSaid(
  sql: Sql,
  { now, seen }: { now: number; seen: number | undefined },
): Promise<Omit<SaidStatus, 'bucket'>[]> {
  const rows =
    seen === undefined
      ? await sql.run('select slot, status, ends from slot_status where ends > $1', [now])
      : await sql.run('select slot, status, ends from slot_status where at >= $1', [
          seen - slackMs,
        ]);
  return rows.map((row) => ({
    slot: String(row['slot']),
    status: String(row['status']),
    ends: Number(row['ends']),
  }));
}

/** Writes those of these Slots that say what is not so. */
function tellSome(house: Store, some: readonly Doubtful[]): Promise<number> {
  const { now } = house;
  const trace = createTrace({ caller: undefined, address: '', request: 'slot-status', now });
  return transact({ ...house, trace }, (bound, apply) => tellIn(bound, apply, some));
}

async function tellIn(bound: Store, apply: Apply, some: readonly Doubtful[]): Promise<number> {
  const places = some.map(({ slot }) => placeOf(bound, 'Slot', slot));
  const buckets = await locate(bound.sql, places);
  const found = places.map(({ key }) => ({ key, bucket: buckets.get(key)! }));
  const ours = await lockFree(bound.sql, found);
  // Read once they are locked: what is sold later is seen later, and written then.
  const standings = await standingsNow(bound.sql, some);
  const rows = await readMany(bound.sql, found);
  const writes: Write[] = [];
  const so: SaidStatus[] = [];
  for (const [at, { slot }] of some.entries()) {
    const { key, bucket } = found[at]!;
    const row = rows.get(key);
    const standing = standings.get(slot);
    if (row === undefined || standing === undefined || !ours.has(key)) continue;
    const resource = JSON.parse(row.body) as Resource;
    const own = saidBy(resource, { bucket, id: slot });
    const status = statusDue(own.status, standing);
    if (status === undefined) so.push(own);
    else writes.push(nextVersion(bound, row, { ...resource, status } as Resource));
  }
  await noteStatuses(bound.sql, so, bound.now());
  return (await apply(writes)).size;
}

const nextVersion = (bound: Store, row: CurrentRow, resource: Resource): Write =>
  prepareVersion(
    bound,
    { resource, faithful: resource },
    { id: row.id, method: methods.PUT, predecessor: row },
  );

/** Locks those of these resources that nobody is writing; another server may be at it. */
async function lockFree(sql: Sql, places: readonly Place[]): Promise<Set<Hash>> {
  const rows = await sql.run(
    `select r.key from resource r
     join unnest($1::text::integer[], $2::text::bigint[]) as wanted(bucket, key)
       on r.bucket = wanted.bucket and r.key = wanted.key
     for update of r skip locked`,
    [arrayLiteral(places.map(({ bucket }) => bucket!)), arrayLiteral(places.map(({ key }) => key))],
  );
  return new Set(rows.map((row) => String(row['key'])));
}

/** How slots stand now, by id. */
async function standingsNow(sql: Sql, some: readonly Doubtful[]): Promise<Map<string, Standing>> {
  const rows = await sql.run(
    `select s.slot, min(b.state) as state, count(*) filter (where s.state = $4)::integer as free
     from unnest($1::text::integer[], $2::text::bigint[], $3::text::text[])
       as w(bucket, session, slot)
     join booking_session b on b.bucket = w.bucket and b.session = w.session
     join seat s on s.bucket = w.bucket and s.session = w.session and s.slot = w.slot
     group by s.slot`,
    [
      arrayLiteral(some.map(({ bucket }) => bucket)),
      arrayLiteral(some.map(({ session }) => session)),
      textArrayLiteral(some.map(({ slot }) => slot)),
      seatStates.free,
    ],
  );
  return new Map(
    rows.map((row) => [
      String(row['slot']),
      {
        hasFree: Number(row['free']) > 0,
        isStopped: Number(row['state']) === sessionStates.stopped,
      },
    ]),
  );
}
