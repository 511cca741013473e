/**
 * By which number a hospital's own system knows a booking (filler), and what it said of it last.
 * docs/decisions/0026-his-adapters.md
 */
import type { RefusalCode } from '#fhir/refusals.ts';
import { bucketOfHash, resourceKey } from '#fhir/store/hash.ts';
import type { Sql, SqlRow } from '#fhir/store/sql.ts';

/** A hospital, and where its rows are. */
export interface HospitalPlace {
  bucket: number;
  /** Id of the Organization. */
  organization: string;
}

/** The place of a hospital. */
export function hospitalPlace(organization: string): HospitalPlace {
  return { organization, bucket: bucketOfHash(resourceKey('Organization', organization)) };
}

/** On which side a number was sold. */
export type Origin = 'hub' | 'hospital';

const origins: Readonly<Record<Origin, number>> = { hub: 1, hospital: 2 };

/** A booking as both sides know it. */
export interface Link {
  id: string;
  /** Id of our Appointment; undefined: there is none. */
  appointment: string | undefined;
  filler: string | undefined;
  origin: Origin;
  /** When the other side took it. */
  acked: number | undefined;
  /** When the newest message of the hospital about it was made. */
  said: number;
  /** Number of the message that was handled last. */
  message: string | undefined;
  /** What that was refused with. */
  refused: RefusalCode | undefined;
  /** Whether the hospital said that it is over. */
  ended: boolean;
}

const columns = 'id, appointment, filler, origin, acked, said, message, refused, ended';

function linkOf(row: SqlRow): Link {
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]));
  return {
    id: String(row['id']),
    appointment: text('appointment'),
    filler: text('filler'),
    origin: Number(row['origin']) === origins.hospital ? 'hospital' : 'hub',
    acked: row['acked'] === null ? undefined : Number(row['acked']),
    said: Number(row['said']),
    message: text('message'),
    refused: text('refused') as RefusalCode | undefined,
    ended: Number(row['ended']) === 1,
  };
}

/**
 * The booking that a hospital speaks of, locked, made where there is none: who speaks of the same
 * one at the same time waits.
 * @param tx a transaction.
 */
export async function lockLink(
  tx: Sql,
  { bucket, organization }: HospitalPlace,
  known: { filler: string | undefined; placer: string | undefined },
): Promise<Link> {
  const { filler } = known;
  const placer = known.placer && (await latestOf(tx, { bucket, organization }, known.placer));
  if (placer !== undefined) {
    // Its own number outlives ours, which is another one after a change of the time.
    const [named] = await tx.run(
      `select ${columns} from his_booking where bucket = $1 and organization = $2 and filler = $3
         and appointment is not null for update`,
      [bucket, organization, filler ?? ''],
    );
    if (named !== undefined) return linkOf(named);
    await tx.run(
      `insert into his_booking (bucket, organization, appointment, origin, said)
       values ($1, $2, $3, $4, 0) on conflict do nothing`,
      [bucket, organization, placer, origins.hub],
    );
    const [row] = await tx.run(
      `select ${columns} from his_booking
       where bucket = $1 and organization = $2 and appointment = $3 for update`,
      [bucket, organization, placer],
    );
    // Just made, or there before: the unique index says that there is one.
    return linkOf(row!);
  }
  await tx.run(
    `insert into his_booking (bucket, organization, filler, origin, said)
     values ($1, $2, $3, $4, 0) on conflict do nothing`,
    [bucket, organization, filler ?? '', origins.hospital],
  );
  const [row] = await tx.run(
    `select ${columns} from his_booking
     where bucket = $1 and organization = $2 and filler = $3 for update`,
    [bucket, organization, filler ?? ''],
  );
  return linkOf(row!);
}

/** The Appointment that an Appointment was changed for, and so on; itself where it was not. */
async function latestOf(
  tx: Sql,
  { bucket, organization }: HospitalPlace,
  appointment: string,
): Promise<string> {
  const [row] = await tx.run(
    `with recursive chain as (
       select $3::text collate "C" as appointment, 0 as step
       union all
       select h.appointment, c.step + 1 from chain c join his_booking h
         on h.bucket = $1 and h.organization = $2 and h.earlier = c.appointment
         and h.appointment is not null where c.step < 100)
     select appointment from chain order by step desc limit 1`,
    [bucket, organization, appointment],
  );
  return String(row!['appointment']);
}

/** Keeps what is known now. A number that was written down for nothing else goes over to it. */
export async function keepLink(
  tx: Sql,
  { bucket, organization }: HospitalPlace,
  link: Link,
): Promise<void> {
  if (link.filler !== undefined) {
    await tx.run(
      `delete from his_booking where bucket = $1 and organization = $2 and filler = $3
       and id <> $4 and appointment is null`,
      [bucket, organization, link.filler, link.id],
    );
    await tx.run(
      `update his_booking set filler = null where bucket = $1 and organization = $2
       and filler = $3 and id <> $4`,
      [bucket, organization, link.filler, link.id],
    );
  }
  await tx.run(
    `update his_booking set appointment = $3, filler = $4, acked = $5, said = $6, message = $7,
       refused = $8, ended = $9 where bucket = $1 and id = $2`,
    [
      bucket,
      link.id,
      link.appointment ?? null,
      link.filler ?? null,
      link.acked ?? null,
      link.said,
      link.message ?? null,
      link.refused ?? null,
      link.ended ? 1 : 0,
    ],
  );
}

/** What is known of these Appointments, by their ids. */
export async function linksOf(
  sql: Sql,
  { bucket, organization }: HospitalPlace,
  appointments: string,
): Promise<Map<string, Link>> {
  const rows = await sql.run(
    `select ${columns} from his_booking where bucket = $1 and organization = $2
     and appointment = any ($3::text::text[])`,
    [bucket, organization, appointments],
  );
  return new Map(rows.map((row) => [String(row['appointment']), linkOf(row)]));
}
