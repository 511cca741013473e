/**
 * What the status of a Slot ought to be, and what Slots say, noted beside them as they are written.
 * https://hl7.org/fhir/R4/valueset-slotstatus.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Note } from '#fhir/store/apply.ts';
import { type Sql, arrayLiteral, textArrayLiteral } from '#fhir/store/sql.ts';

/** What stands for the status of a Slot that is there no more. */
export const deleted = 'deleted';

/** How a slot stands by its numbers. */
export interface Standing {
  /** Whether a number of any pool is free. */
  hasFree: boolean;
  /** Whether its session does not take place. */
  isStopped: boolean;
}

/**
 * What a Slot ought to say instead of what it says; undefined where that is so. A Slot that does
 * not take place, or is kept for somebody, without free numbers stays as it is; so does one that
 * was a mistake: that is said of the entry, not of the numbers.
 */
export function statusDue(
  said: string,
  { hasFree, isStopped }: Standing,
): 'free' | 'busy' | 'busy-unavailable' | undefined {
  if (said === 'entered-in-error' || said === deleted) return undefined;
  if (isStopped) return said === 'busy-unavailable' ? undefined : 'busy-unavailable';
  if (hasFree) return said === 'free' ? undefined : 'free';
  return said === 'free' ? 'busy' : undefined;
}

/** What a Slot says. */
export interface SaidStatus {
  /** Of the Slot. */
  bucket: number;
  /** Id of the Slot. */
  slot: string;
  status: string;
  /** Milliseconds since 1970. */
  ends: number;
}

/** What a Slot says of itself. */
export function saidBy(slot: Resource, { bucket, id }: { bucket: number; id: string }): SaidStatus {
  const { status = '', end = '' } = slot as Resource & { status?: string; end?: string };
  return { bucket, slot: id, status, ends: Date.parse(end) };
}

/**
 * Notes what Slots say, in the transaction that writes them.
 * @param now milliseconds since 1970.
 */
export function createStatusNote(now: () => number): Note {
  return async (tx, written) => {
    const said = written.flatMap((write): SaidStatus[] => {
      if (write.type !== 'Slot') return [];
      if (write.content !== undefined) return [saidBy(write.content.resource, write)];
      const slot = JSON.parse(write.replaced?.body ?? '{}') as Resource;
      return [{ ...saidBy(slot, write), status: deleted }];
    });
    await noteStatuses(tx, said, now());
  };
}

/** Notes what Slots say. Of one that is free from its beginning nothing is noted. */
export async function noteStatuses(
  tx: Sql,
  statuses: readonly SaidStatus[],
  now: number,
): Promise<void> {
  const said = statuses.filter(({ ends }) => !Number.isNaN(ends));
  if (said.length === 0) return;
  await tx.run(
    `insert into slot_status (bucket, slot, status, ends, at)
     select w.bucket, w.slot, w.status, w.ends, $5::bigint
     from unnest($1::text::integer[], $2::text::text[], $3::text::text[], $4::text::bigint[])
       as w(bucket, slot, status, ends)
     where w.status <> 'free' or exists (select from slot_status o
       where o.bucket = w.bucket and o.slot = w.slot)
     on conflict (bucket, slot) do update
       set status = excluded.status, ends = excluded.ends, at = excluded.at`,
    [
      arrayLiteral(said.map(({ bucket }) => bucket)),
      textArrayLiteral(said.map(({ slot }) => slot)),
      textArrayLiteral(said.map(({ status }) => status)),
      arrayLiteral(said.map(({ ends }) => ends)),
      now,
    ],
  );
}

const dayMs = 86_400_000;

/** Forgets what Slots said that are over for a day. */
export async function forgetOver(sql: Sql, now: number): Promise<void> {
  await sql.run('delete from slot_status where ends < $1', [now - dayMs]);
}
