/**
 * Entering a draw: one row a person, however often they ask, committed before they are told. Who
 * enters together is written together.
 * https://www.postgresql.org/docs/18/sql-insert.html#SQL-ON-CONFLICT
 */
import type { Store } from '#fhir/handling/interaction.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { SeatRequest } from '../bookings/desk.ts';
import { nameIn } from './draw-order.ts';
import { type Draw, drawStates } from './draws.ts';

/** What is kept of a request until it is served: as sealed JSON. */
export interface KeptRequest extends Pick<
  SeatRequest,
  'slot' | 'patient' | 'pools' | 'event' | 'early' | 'anywhere' | 'booker'
> {
  /** Whether the limits of one person hold. */
  limited: boolean;
  relation: string | null;
  asked: Hash | null;
}

/** Enters a request. @returns the person's name in the draw; undefined where it is closed. */
export type EnterDraw = (draw: Draw, request: SeatRequest) => Promise<string | undefined>;

interface Waiting {
  draw: Draw;
  request: SeatRequest;
  resolve: (name: string | undefined) => void;
  reject: (error: unknown) => void;
}

/** How many people one transaction enters. */
const batchSize = 512;

/** Lets people enter. @param key see `drawKey`. */
export function createEnterDraw(house: Store, key: Buffer): EnterDraw {
  const queue: Waiting[] = [];
  let busy = false;
  const serve = async () => {
    while (queue.length > 0) {
      const batch = queue.splice(0, batchSize);
      try {
        const names = await house.database.transaction((tx) => enterAll(tx, { house, key, batch }));
        for (const [at, { resolve }] of batch.entries()) resolve(names.get(at));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    busy = false;
  };
  return (draw, request) =>
    new Promise((resolve, reject) => {
      queue.push({ draw, request, resolve, reject });
      if (busy) return;
      busy = true;
      setImmediate(() => void serve());
    });
}

interface Entering {
  house: Store;
  key: Buffer;
  batch: readonly Waiting[];
}

async function enterAll(tx: Sql, { house, key, batch }: Entering): Promise<Map<number, string>> {
  const now = house.now();
  const wanted = batch.map(({ draw: { bucket, session, round }, request }, i) => ({
    i,
    bucket,
    session,
    round,
    patient: resourceKey('Patient', request.patient),
  }));
  // Whoever closes a draw waits for these rows, and then sees all who entered.
  const rows = await tx.run(
    `select x.i, coalesce((select r.person from identity_record r where r.key = x.patient),
       x.patient) as person
     from jsonb_to_recordset($1::text::jsonb) as x(i integer, bucket integer, session bigint,
       round smallint, patient bigint)
     join draw d on d.bucket = x.bucket and d.session = x.session and d.round = x.round
     where d.state = $2 and d.closes > $3 for share of d`,
    [JSON.stringify(wanted), drawStates.gathering, now],
  );
  const entries = rows.map((row) => {
    const { i, bucket, session, round } = wanted[Number(row['i'])]!;
    const person = String(row['person']);
    const name = nameIn(key, { session, round }, person);
    const request = house.sealer.sealText(JSON.stringify(kept(batch[i]!.request)));
    const booker = keyOfReference(batch[i]!.request.booker);
    return { i, bucket, session, round, person, name, request, booker };
  });
  await tx.run(
    `insert into draw_entry (bucket, session, round, person, name, request, booker, at)
     select bucket, session, round, person, name, request, booker, $2::bigint
     from jsonb_to_recordset($1::text::jsonb) as x(bucket integer, session bigint, round smallint,
       person bigint, name text, request text, booker bigint)
     order by bucket, session, round, person on conflict do nothing`,
    [JSON.stringify(entries), now],
  );
  return new Map(entries.map(({ i, name }) => [i, name]));
}

function keyOfReference(reference: string): Hash {
  const [type = '', id = ''] = reference.split('/');
  return resourceKey(type, id);
}

/**
 * Somebody asked so often that they were shut out: in the draws that gather now they come after
 * those who asked as people do.
 * @param who reference of the caller.
 */
export async function noteHasty({ sql }: Pick<Store, 'sql'>, who: string): Promise<void> {
  await sql.run(
    'update draw_entry set hasty = true where booker = $1 and outcome is null and place is null',
    [keyOfReference(who)],
  );
}

function kept({ session: _session, drawn: _drawn, until: _until, ...request }: SeatRequest) {
  const { limits, trace: _trace, relation = null, asked = null, ...rest } = request;
  return { ...rest, limited: limits !== undefined, relation, asked } satisfies KeptRequest;
}
