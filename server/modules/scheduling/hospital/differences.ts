/**
 * What a hospital's system and we do not agree about, until a person has resolved it.
 * docs/decisions/0026-his-adapters.md
 */
import { newId } from '#fhir/store/ids.ts';
import { type Sql, type SqlRow, textArrayLiteral } from '#fhir/store/sql.ts';
import type { HospitalPlace } from './links.ts';

/** What kinds there are. */
export type DifferenceKind =
  | 'sold-twice'
  | 'refused-there'
  | 'refused-here'
  | 'ours-alone'
  | 'theirs-alone'
  | 'other-state'
  | 'other-time'
  | 'other-number'
  | 'other-patient'
  | 'capacity';

/** A difference. */
export interface Difference {
  kind: DifferenceKind;
  /** Id of the Schedule; empty: not known. */
  schedule: string;
  /** Id of our Appointment; empty: there is none. */
  appointment: string;
  /** Number of the hospital; empty: there is none. */
  filler: string;
  /** What each side says: codes and moments, nothing of the patient. */
  ours: string;
  theirs: string;
}

/** A difference as it was found, and how a person or a rule settled it. Instants as elsewhere. */
export interface FoundDifference extends Difference {
  id: string;
  found: number;
  settled: number | undefined;
  /** Reference of who settled it; `agreed` where a list did. */
  by: string;
  note: string;
}

/** Opens differences; one that is open already stays the same. */
export async function openDifferences(
  {
    sql,
    now,
    randomBytes,
  }: { sql: Sql; now: () => number; randomBytes: (n: number) => Uint8Array },
  { bucket, organization }: HospitalPlace,
  differences: readonly Difference[],
): Promise<void> {
  for (const one of differences) {
    await sql.run(
      `insert into his_difference (bucket, id, organization, kind, schedule, appointment, filler,
         ours, theirs, found)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (bucket, organization, kind, appointment, filler) where settled is null
       do nothing`,
      [
        bucket,
        newId(bucket, randomBytes(16)),
        organization,
        one.kind,
        one.schedule,
        one.appointment,
        one.filler,
        one.ours,
        one.theirs,
        now(),
      ],
    );
  }
}

const mostListed = 500;

/** The columns of a difference. */
export const differenceColumns = `id, kind, schedule, appointment, filler, ours, theirs, found,
  settled, settled_by, note`;

/** A row of these columns. */
export function differenceOf(row: SqlRow): FoundDifference {
  const text = (name: string) => String(row[name] ?? '');
  return {
    id: text('id'),
    kind: text('kind') as DifferenceKind,
    schedule: text('schedule'),
    appointment: text('appointment'),
    filler: text('filler'),
    ours: text('ours'),
    theirs: text('theirs'),
    found: Number(row['found']),
    settled: row['settled'] === null ? undefined : Number(row['settled']),
    by: text('settled_by'),
    note: text('note'),
  };
}

/** At most 500 differences of a hospital: the open, the oldest first, or the latest settled. */
export async function listDifferences(
  sql: Sql,
  { bucket, organization }: HospitalPlace,
  state: 'open' | 'settled',
): Promise<FoundDifference[]> {
  const which =
    state === 'open'
      ? 'settled is null order by found, id'
      : 'settled is not null order by settled desc, id';
  const rows = await sql.run(
    `select ${differenceColumns} from his_difference
     where bucket = $1 and organization = $2 and ${which} limit ${mostListed}`,
    [bucket, organization],
  );
  return rows.map(differenceOf);
}

/** An open difference, locked. @param tx a transaction. */
export async function lockDifference(
  tx: Sql,
  { bucket, organization }: HospitalPlace,
  id: string,
): Promise<FoundDifference | undefined> {
  const [row] = await tx.run(
    `select ${differenceColumns} from his_difference
     where bucket = $1 and organization = $2 and id = $3 and settled is null for update`,
    [bucket, organization, id],
  );
  return row === undefined ? undefined : differenceOf(row);
}

/** Writes down that a person settled a difference that is locked. */
export async function settleDifference(
  tx: Sql,
  { bucket }: HospitalPlace,
  given: { id: string; by: string; note: string; now: number },
): Promise<void> {
  await tx.run(
    `update his_difference set settled = $3, settled_by = $4, note = $5
     where bucket = $1 and id = $2`,
    [bucket, given.id, given.now, given.by, given.note],
  );
}

/**
 * Closes what both agree about by now. A number that was sold twice stays: somebody has to speak
 * with the patient.
 * @param agreed ids of Appointments and numbers of the hospital.
 */
export async function closeAgreed(
  sql: Sql,
  { bucket, organization }: HospitalPlace,
  { agreed, now }: { agreed: readonly string[]; now: number },
): Promise<void> {
  await sql.run(
    `update his_difference set settled = $3, settled_by = 'agreed'
     where bucket = $1 and organization = $2 and settled is null and kind <> 'sold-twice'
       and (appointment = any ($4::text::text[]) or filler = any ($4::text::text[]))`,
    [bucket, organization, now, textArrayLiteral(agreed)],
  );
}

/** Closes what a hospital refused of a booking that it has taken by now. */
export async function closeRefused(
  tx: Sql,
  { bucket, organization }: HospitalPlace,
  { appointment, now }: { appointment: string; now: number },
): Promise<void> {
  await tx.run(
    `update his_difference set settled = $4, settled_by = 'agreed'
     where bucket = $1 and organization = $2 and appointment = $3 and settled is null
       and kind = 'refused-there'`,
    [bucket, organization, appointment, now],
  );
}
