/**
 * What hospitals' systems are yet to be told, in order; one server at a time tells a hospital.
 * docs/decisions/0026-his-adapters.md
 */
import { statusNumbers } from '#model/scheduling/appointment-states.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import type { SqlRow } from '#fhir/store/sql.ts';
import type { OurBooking } from './compare.ts';
import { closeRefused, openDifferences } from './differences.ts';
import { type HospitalPlace, hospitalPlace } from './links.ts';

/** Where a hospital is told. */
export interface Endpoint {
  /** Id of the Organization. */
  organization: string;
  url: string;
  headers: [name: string, value: string][];
  failures: number;
}

/** One thing to tell. */
export interface Waiting {
  id: string;
  organization: string;
  event: 'S12' | 'S13' | 'S14' | 'S15' | 'S26';
  /** Id of the Appointment; S13: and of the one that it replaces. */
  appointment: string;
  earlier: string | undefined;
  /** Id of the Schedule. */
  schedule: string;
  /** The number in the session. */
  n: number;
  /** How the hospital calls it, as far as it said so. */
  filler: string | undefined;
  tries: number;
}

/** What somebody who tells hospitals needs. */
export interface Outbox {
  /** Takes a hospital for which something waits; undefined: none is due. */
  take(): Promise<Endpoint | undefined>;
  /** Where a hospital is told; undefined: nowhere. */
  endpoint(organization: string): Promise<Endpoint | undefined>;
  /** The next thing to tell it. */
  next(organization: string): Promise<Waiting | undefined>;
  /** The hospital took it. */
  taken(waiting: Waiting): Promise<void>;
  /** The hospital refused it: people look at it. @param said its words, at most 200 characters. */
  refused(waiting: Waiting, said: string): Promise<void>;
  /** Not now; it is told again. */
  postponed(waiting: Waiting): Promise<void>;
  /** Gives a hospital back. @param due not before, milliseconds since 1970. */
  leave(organization: string, given: { failures: number; due: number }): Promise<void>;
}

/** So long a server may take for one message before another takes over. */
const leaseMs = 60_000;

/** The outbox of a store. */
export function openOutbox(house: Store): Outbox {
  const { database, sql, now } = house;
  return {
    take: () => takeEndpoint(house),
    endpoint: (organization) => endpointOf(house, hospitalPlace(organization)),
    next: (organization) => nextWaiting(house, hospitalPlace(organization)),
    taken: (waiting) =>
      database.transaction(async (tx) => {
        const place = hospitalPlace(waiting.organization);
        await tx.run('delete from his_outbox where bucket = $1 and id = $2', [
          place.bucket,
          waiting.id,
        ]);
        await tx.run(
          `insert into his_booking (bucket, organization, appointment, origin, acked, said)
           values ($1, $2, $3, 1, $4, 0)
           on conflict (bucket, organization, appointment) where appointment is not null
           do update set acked = coalesce(his_booking.acked, excluded.acked)`,
          [place.bucket, place.organization, waiting.appointment, now()],
        );
        if (waiting.event === 'S13') await carryOver(tx, place, waiting);
        await closeRefused(tx, place, { appointment: waiting.appointment, now: now() });
      }),
    refused: (waiting, said) => refuseWaiting(house, waiting, said),
    postponed: async ({ organization, id }) => {
      const { bucket } = hospitalPlace(organization);
      await sql.run('update his_outbox set tries = tries + 1 where bucket = $1 and id = $2', [
        bucket,
        id,
      ]);
    },
    leave: async (organization, { failures, due }) => {
      const { bucket } = hospitalPlace(organization);
      await sql.run(
        `update his_endpoint set failures = $3, due = $4, leased = 0
         where bucket = $1 and organization = $2`,
        [bucket, organization, failures, due],
      );
    },
  };
}

async function takeEndpoint({ sql, now, sealer }: Store): Promise<Endpoint | undefined> {
  const at = now();
  const [row] = await sql.run(
    `update his_endpoint e set leased = $2 where (bucket, organization) in (
       select bucket, organization from his_endpoint w where due <= $1 and leased <= $1
         and exists (select from his_outbox o
           where o.bucket = w.bucket and o.organization = w.organization)
       order by due limit 1 for update skip locked)
     returning organization, url, header, failures`,
    [at, at + leaseMs],
  );
  return row === undefined ? undefined : readEndpoint(row, sealer);
}

function readEndpoint(row: SqlRow, sealer: Store['sealer']): Endpoint {
  return {
    organization: String(row['organization']),
    url: String(row['url']),
    headers: JSON.parse(sealer.openText(String(row['header']))) as Endpoint['headers'],
    failures: Number(row['failures']),
  };
}

async function endpointOf(
  { sql, sealer }: Store,
  { bucket, organization }: HospitalPlace,
): Promise<Endpoint | undefined> {
  const [row] = await sql.run(
    `select organization, url, header, failures from his_endpoint
     where bucket = $1 and organization = $2`,
    [bucket, organization],
  );
  return row === undefined ? undefined : readEndpoint(row, sealer);
}

async function nextWaiting(
  { sql, now }: Store,
  { bucket, organization }: HospitalPlace,
): Promise<Waiting | undefined> {
  const [row] = await sql.run(
    `with mine as (update his_endpoint set leased = $3 where bucket = $1 and organization = $2
       returning organization)
     select o.id, o.event, o.appointment, o.earlier, o.schedule, o.n, o.tries, h.filler
     from mine join his_outbox o on o.bucket = $1 and o.organization = mine.organization
       left join his_booking h on h.bucket = o.bucket and h.organization = o.organization
         and h.appointment in (o.appointment, coalesce(o.earlier, o.appointment))
     order by o.id, h.filler limit 1`,
    [bucket, organization, now() + leaseMs],
  );
  if (row === undefined) return undefined;
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]));
  return {
    id: String(row['id']),
    organization,
    event: String(row['event']) as Waiting['event'],
    appointment: String(row['appointment']),
    earlier: text('earlier'),
    schedule: String(row['schedule']),
    n: Number(row['n']),
    filler: text('filler'),
    tries: Number(row['tries']),
  };
}

/** The hospital's number goes from the booking that was replaced to the one that replaces it. */
async function carryOver(
  tx: Store['sql'],
  { bucket, organization }: HospitalPlace,
  { appointment, earlier = '' }: Waiting,
): Promise<void> {
  const [old] = await tx.run(
    `update his_booking old set filler = null from his_booking was
     where old.bucket = $1 and old.organization = $2 and old.appointment = $3
       and was.bucket = old.bucket and was.id = old.id and was.filler is not null
     returning was.filler, was.origin`,
    [bucket, organization, earlier],
  );
  if (old === undefined) return;
  await tx.run(
    `update his_booking set filler = $4, origin = $5
     where bucket = $1 and organization = $2 and appointment = $3 and filler is null`,
    [bucket, organization, appointment, old['filler']!, old['origin']!],
  );
}

const living: readonly number[] = [
  statusNumbers.booked,
  statusNumbers['checked-in'],
  statusNumbers.fulfilled,
];

async function refuseWaiting(house: Store, waiting: Waiting, said: string): Promise<void> {
  const { organization, appointment, event, schedule, filler = '' } = waiting;
  const place = hospitalPlace(organization);
  await house.database.transaction(async (tx) => {
    await tx.run('delete from his_outbox where bucket = $1 and id = $2', [
      place.bucket,
      waiting.id,
    ]);
    const key: Hash = resourceKey('Appointment', appointment);
    const [row] = await tx.run('select state from booking where booking = $1', [key]);
    // A number that was given back meanwhile needs nobody.
    const isLiving = living.includes(Number(row?.['state']));
    if (!isLiving && event !== 'S15' && event !== 'S26') return;
    const difference = {
      kind: 'refused-there' as const,
      schedule,
      appointment,
      filler,
      ours: event,
      theirs: said.slice(0, 200),
    };
    await openDifferences({ ...house, sql: tx }, place, [difference]);
  });
}

/** As what a booking is told again: as what it is now. @param isNew the hospital never had it. */
export function eventOf(state: OurBooking['state'], isNew: boolean): Waiting['event'] {
  if (state === 'cancelled') return 'S15';
  if (state === 'noshow') return 'S26';
  return isNew ? 'S12' : 'S14';
}

/** Tells a booking again, unless that waits already. */
export async function tellAgain(
  { sql, now }: Pick<Store, 'sql' | 'now'>,
  { bucket, organization }: HospitalPlace,
  what: Pick<Waiting, 'event' | 'appointment' | 'schedule' | 'n'>,
): Promise<void> {
  await sql.run(
    `insert into his_outbox (bucket, organization, event, appointment, schedule, n, at)
     select $1, $2, $3, $4, $5, $6, $7 where not exists (select from his_outbox
       where bucket = $1 and organization = $2 and appointment = $4)`,
    [bucket, organization, what.event, what.appointment, what.schedule, what.n, now()],
  );
}
