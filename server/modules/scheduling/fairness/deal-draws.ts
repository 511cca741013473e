/**
 * Draws whose window is over: the seed is told, the order is written, and numbers are dealt in it
 * by the same function and under the same constraints as at the desk. Whoever finds a draw half
 * dealt goes on where it stopped.
 * https://www.postgresql.org/docs/18/sql-select.html#SQL-FOR-UPDATE-SHARE
 */
import type { Store } from '#fhir/handling/interaction.ts';
import { refusalOf } from '#fhir/handling/outcome.ts';
import { createTrace } from '#fhir/handling/trace.ts';
import { transact } from '#fhir/handling/transact.ts';
import type { RefusalCode } from '#fhir/refusals.ts';
import { type Sql, type SqlRow, arrayLiteral, textArrayLiteral } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { keptUntil, limitsAt } from '../bookings/book.ts';
import { type SeatRequest, type Taken, numbered, outcomes, takeIn } from '../bookings/desk.ts';
import { noticesOf } from '../notice.ts';
import type { Availability } from '../sessions/availability.ts';
import { drawOrder, seedOf } from './draw-order.ts';
import { drawStates } from './draws.ts';
import type { KeptRequest } from './enter-draw.ts';

/** What dealing works with. */
export interface DealParts {
  house: Store;
  availability: Availability;
  key: Buffer;
}

/** How many people are served in one transaction. */
const batchSize = 256;

/** Outcome of a request that could not be served by our own mistake. */
export const failedOutcome = 10;

/** Closes and deals every draw that is due. @returns how many people were served. */
export async function dealDraws(parts: DealParts): Promise<number> {
  while (await parts.house.database.transaction((tx) => closeOne(parts, tx))) {
    // One after the other: each is a transaction of its own.
  }
  let served = 0;
  for (let some = await deal(parts); some > 0; some = await deal(parts)) served += some;
  return served;
}

/** Writes the order of a draw whose window is over. @returns whether there was one. */
async function closeOne({ house, key }: DealParts, tx: Sql): Promise<boolean> {
  const [row] = await tx.run(
    `select bucket, session, round, salt from draw where state = $1 and closes <= $2
     order by closes limit 1 for update skip locked`,
    [drawStates.gathering, house.now()],
  );
  if (row === undefined) return false;
  const place = [row['bucket']!, row['session']!, row['round']!];
  const draw = { session: String(row['session']), round: Number(row['round']) };
  const seed = seedOf(key, draw, String(row['salt']));
  const entries = await tx.run(
    `select name, hasty::integer as hasty from draw_entry
     where bucket = $1 and session = $2 and round = $3`,
    place,
  );
  const names = (hasty: number) =>
    entries.filter((one) => Number(one['hasty']) === hasty).map(({ name }) => String(name));
  const order = [...drawOrder(seed, names(0)), ...drawOrder(seed, names(1))];
  await tx.run(
    `update draw_entry e set place = x.place
     from unnest($4::text::text[]) with ordinality as x(name, place)
     where e.bucket = $1 and e.session = $2 and e.round = $3 and e.name = x.name`,
    [...place, textArrayLiteral(order)],
  );
  await tx.run(
    'update draw set state = $4, seed = $5 where bucket = $1 and session = $2 and round = $3',
    [...place, drawStates.drawn, seed],
  );
  return true;
}

async function deal(parts: DealParts): Promise<number> {
  try {
    return await dealSome(parts, batchSize);
  } catch {
    // One bad request keeps nobody else from being served.
    let served = 0;
    for (let at = 0; at < batchSize; at += 1) {
      const one = await dealOne(parts);
      if (one === 0) break;
      served += one;
    }
    return served;
  }
}

async function dealOne(parts: DealParts): Promise<number> {
  try {
    return await dealSome(parts, 1);
  } catch (error) {
    // The database is away or busy: later.
    if (refusalOf(error) !== undefined) throw error;
    return dealSome(parts, 1, true);
  }
}

interface Entry {
  name: string;
  request: SeatRequest | undefined;
}

/** Serves the next of a draw in their order. @param failed they are passed over. */
async function dealSome(parts: DealParts, most: number, failed = false): Promise<number> {
  const { house } = parts;
  const trace = createTrace({ caller: undefined, address: '', request: 'draw', now: house.now });
  return transact({ ...house, trace }, async (bound, apply) => {
    const [draw] = await bound.sql.run(
      `select bucket, session, round from draw where state = $1
       order by closes limit 1 for update skip locked`,
      [drawStates.drawn],
    );
    if (draw === undefined) return 0;
    const place = [draw['bucket']!, draw['session']!, draw['round']!];
    const rows = await bound.sql.run(
      `select name, request from draw_entry
       where bucket = $1 and session = $2 and round = $3 and outcome is null
       order by place limit ${most}`,
      place,
    );
    if (rows.length < most) await end(bound.sql, place);
    if (rows.length === 0) return 0;
    const entries = rows.map((row) => entryOf(parts, row));
    const served = failed
      ? entries.map(() => ({ outcome: failedOutcome }))
      : await serve(bound, entries, apply);
    await bound.sql.run(
      `update draw_entry e set outcome = x.outcome, appointment = nullif(x.appointment, ''),
         request = null
       from unnest($4::text::text[], $5::text::smallint[], $6::text::text[])
         as x(name, outcome, appointment)
       where e.bucket = $1 and e.session = $2 and e.round = $3 and e.name = x.name`,
      [
        ...place,
        textArrayLiteral(entries.map(({ name }) => name)),
        arrayLiteral(served.map(({ outcome }) => outcome)),
        textArrayLiteral(served.map(({ appointment = '' }: Outcome) => appointment)),
      ],
    );
    return rows.length;
  });
}

interface Outcome {
  outcome: number;
  appointment?: string;
}

const outcomeNumbers = new Map(Object.entries(outcomes).map(([n, code]) => [code, Number(n)]));

const outcomeOf = (result: Taken | RefusalCode): Outcome =>
  typeof result === 'string'
    ? { outcome: outcomeNumbers.get(result) ?? failedOutcome }
    : { outcome: 0, appointment: result.appointment };

async function serve(
  bound: Store,
  entries: readonly Entry[],
  apply: (writes: readonly Write[]) => Promise<unknown>,
): Promise<Outcome[]> {
  const there = entries.flatMap(({ request }) => request ?? []);
  const { results, writes } = await takeIn(
    bound,
    bound.sql,
    there.map((request) => numbered(bound, request)),
  );
  await apply([...writes, ...noticesOf(bound, writes, 'drawn')]);
  const left = results.values();
  // The session of those without a request is over.
  return entries.map(({ request }) =>
    outcomeOf(request === undefined ? 'session-over' : left.next().value!),
  );
}

function entryOf({ house, availability }: DealParts, row: SqlRow): Entry {
  const name = String(row['name']);
  const kept = JSON.parse(house.sealer.openText(String(row['request']))) as KeptRequest;
  const session = availability.ofSlot(kept.slot);
  if (session === undefined) return { name, request: undefined };
  const now = house.now();
  const { limited, relation, asked, ...rest } = kept;
  const request = {
    ...rest,
    session,
    drawn: true,
    until: keptUntil(kept.event, session.rules, now),
    limits: limited ? limitsAt(now) : undefined,
    relation: relation ?? undefined,
    asked: asked ?? undefined,
    trace: createTrace({ caller: undefined, address: '', request: 'draw', now: house.now }),
  };
  return { name, request };
}

/** Everybody was served: what is left goes by arrival again. */
async function end(tx: Sql, place: readonly (string | number)[]): Promise<void> {
  await tx.run('update draw set state = $4 where bucket = $1 and session = $2 and round = $3', [
    ...place,
    drawStates.dealt,
  ]);
  await tx.run(
    'update booking_session set drawing = 0 where bucket = $1 and session = $2',
    place.slice(0, 2),
  );
}
