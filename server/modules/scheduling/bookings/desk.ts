/**
 * The desk: requests for numbers that arrive together are served together, in their order, in one
 * transaction with their Appointments; each has its own outcome. China's rule APT-02.
 * https://hl7.org/fhir/R4/appointment.html
 */
import { nextStatus, statusNumbers, statusOf } from '#model/scheduling/appointment-states.ts';
import { type PoolCode, poolOf, pools } from '#model/scheduling/pools.ts';
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { prepareVersion } from '#fhir/handling/prepare.ts';
import type { Trace } from '#fhir/handling/trace.ts';
import { type RefusalCode, refuse } from '#fhir/refusals.ts';
import { applyAll } from '#fhir/store/apply.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { newId, patientBucket } from '#fhir/store/ids.ts';
import { type Sql, type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { appointmentOf } from './appointment.ts';
import type { OpenSession } from '../sessions/availability.ts';

/** A request for a number. */
export interface SeatRequest {
  session: OpenSession;
  /** Id of the Slot; empty for any of the session. */
  slot: string;
  /** Id of the Patient. */
  patient: string;
  /** In their order. */
  pools: readonly PoolCode[];
  event: 'hold' | 'book' | 'await-payment' | 'offer';
  /** Whether another slot of the session will do where this one is full. */
  anywhere: boolean;
  /** Whether this is its turn in a draw. */
  drawn: boolean;
  /** Until when it is kept; undefined: for good. */
  until: number | undefined;
  /** Whether before the public may. */
  early: boolean;
  limits: Limits | undefined;
  /** Hash of the idempotency key and who gave it. */
  asked: Hash | undefined;
  /** Reference. */
  booker: string;
  relation: string | undefined;
  /** Id of the Appointment in whose place the new one is. */
  replaces?: string;
  trace: Trace | undefined;
}

/** What is too much for one person. */
export interface Limits {
  /** Bookings to come. */
  most: number;
  /** How often not having come shuts out, counted from `since`. */
  misses: number;
  since: number;
}

/** A number that was taken: the Appointment as written, or that of the same request before. */
export interface Taken {
  appointment: string;
  /** JSON text; undefined for what was asked before. */
  body: string | undefined;
  version: number;
  updated: number;
}

/** Takes a number. Throws what is in `refusals`. */
export type TakeSeat = (request: SeatRequest) => Promise<Taken>;

/** Why no number was given, by the outcome of `take_seats`. */
export const outcomes: Readonly<Record<number, RefusalCode>> = {
  1: 'slot-gone',
  2: 'booked-already',
  3: 'not-open-yet',
  4: 'session-over',
  6: 'too-many-bookings',
  7: 'stayed-away',
  8: 'release-hot',
};

interface Waiting {
  request: SeatRequest;
  id: string;
  resolve: (taken: Taken) => void;
  reject: (error: unknown) => void;
}

/** How many requests one transaction serves: a larger one would keep the first waiting. */
const batchSize = 128;

/** With so many waiting it is worth to begin before the transaction before is done. */
const worthIt = 24;

/**
 * The desk. While one transaction writes its Appointments the next takes its numbers already, those
 * that the one before left; what one person asks is still served one after another.
 * @param house the store without a caller.
 */
export function createDesk(house: Store): TakeSeat {
  const queue: Waiting[] = [];
  let busy = false;
  let before: Promise<void> = Promise.resolve();
  let inHand: ReadonlySet<string> = new Set();
  const serve = async () => {
    while (queue.length > 0) {
      if (queue.length < worthIt) await before;
      const batch = nextOf(queue, inHand);
      if (batch.length === 0) {
        await before;
        inHand = new Set();
        continue;
      }
      const { taken, done } = startBatch(house, batch);
      await Promise.race([taken, done]);
      // Two at once: a third would wait for nothing but locks.
      await before;
      before = done;
      inHand = new Set(batch.map(({ request }) => request.patient));
    }
    busy = false;
  };
  return (request) =>
    new Promise<Taken>((resolve, reject) => {
      queue.push({ ...numbered(house, request), resolve, reject });
      if (busy) return;
      busy = true;
      // What arrives in this turn of the event loop goes together.
      setImmediate(() => void serve());
    });
}

/** Takes the first out of the queue whose patients are not being served. */
function nextOf(queue: Waiting[], inHand: ReadonlySet<string>): Waiting[] {
  const first = queue.splice(0, batchSize);
  const { later = [], now = [] } = Object.groupBy(first, ({ request }) =>
    inHand.has(request.patient) ? 'later' : 'now',
  );
  queue.unshift(...later);
  return now;
}

/** Begins to serve. @returns when numbers are taken, if it comes to that, and when all is done. */
function startBatch(house: Store, batch: readonly Waiting[]) {
  const { promise: taken, resolve } = Promise.withResolvers<void>();
  return { taken, done: serveBatch(house, batch, resolve) };
}

async function serveBatch(
  house: Store,
  batch: readonly Waiting[],
  onTaken: () => void,
): Promise<void> {
  try {
    const served = await house.database.transaction((tx) => serveIn(house, tx, { batch, onTaken }));
    house.committed(served.written, []);
    for (const [at, { resolve, reject }] of batch.entries()) {
      const result = served.results[at]!;
      if (typeof result === 'string') reject(refuse(result));
      else resolve(result);
    }
  } catch (error) {
    if (batch.length === 1) {
      batch[0]!.reject(error);
      return;
    }
    // One bad request fails nobody but itself.
    for (const waiting of batch) await serveBatch(house, [waiting], onTaken);
  }
}

interface Served {
  results: (Taken | RefusalCode)[];
  written: Write[];
}

async function serveIn(
  house: Store,
  tx: Sql,
  { batch, onTaken }: { batch: readonly Waiting[]; onTaken: () => void },
): Promise<Served> {
  const { results, writes } = await takeIn(house, tx, batch);
  onTaken();
  const { lines, written } = await applyAll(tx, writes, house);
  await house.journal.append(tx, lines satisfies AuditLine[]);
  return { results, written };
}

/** Gives a request the id of its Appointment: in the bucket of the patient. */
export function numbered(house: Pick<Store, 'randomBytes'>, request: SeatRequest): Numbered {
  return { request, id: newId(patientBucket(request.patient), house.randomBytes(16)) };
}

/** A request, and the id of the Appointment that it would have. */
export type Numbered = Pick<Waiting, 'request' | 'id'>;

/**
 * Takes numbers in a transaction.
 * @returns what came of each request, and the Appointments to be written.
 */
export async function takeIn(
  house: Store,
  tx: Sql,
  batch: readonly Numbered[],
): Promise<{ results: (Taken | RefusalCode)[]; writes: Write[] }> {
  const now = house.now();
  const rows = await tx.run(
    `select i, outcome, appointment, n, pool, slot, starts, ends, state
     from take_seats($1::text::jsonb, $2) order by i`,
    [JSON.stringify(batch.map(askedRow)), now],
  );
  const before = await askedBefore(
    tx,
    rows
      .filter((row) => repeated.has(Number(row['outcome'])))
      .map((row) => batch[Number(row['i'])]!),
  );
  const writes: Write[] = [];
  const results = rows.map((row): Taken | RefusalCode => {
    const asked = batch[Number(row['i'])]!;
    const outcome = Number(row['outcome']);
    const earlier = before.get(keyName(asked));
    if (repeated.has(outcome) && earlier !== undefined) return again(earlier, asked);
    if (outcome !== 0) return outcomes[outcome]!;
    const write = writeOf(house, asked, row, now);
    writes.push(write);
    const { id, version, updated, content } = write;
    return { appointment: id, body: content?.body, version, updated };
  });
  return { results, writes };
}

/** Outcomes behind which the same request may stand that came before, or at another server. */
const repeated: ReadonlySet<number> = new Set([2, 5]);

const keyName = ({ request: { session, asked } }: Numbered) => `${session.bucket} ${asked}`;

/** What came of a request whose key was used before; undefined where it was not. */
export async function takenBefore(
  tx: Sql,
  asked: Numbered,
): Promise<Taken | RefusalCode | undefined> {
  const earlier = (await askedBefore(tx, [asked])).get(keyName(asked));
  return earlier === undefined ? undefined : again(earlier, asked);
}

/** The bookings of keys that were used before. */
async function askedBefore(tx: Sql, batch: readonly Numbered[]): Promise<Map<string, SqlRow>> {
  const keyed = batch.map(({ request }) => request).filter(({ asked }) => asked !== undefined);
  if (keyed.length === 0) return new Map();
  const found = await tx.run(
    `select b.bucket, b.asked, b.appointment, b.patient, c.slot
     from unnest($1::text::integer[], $2::text::bigint[]) k(bucket, asked)
     join booking b on b.bucket = k.bucket and b.asked = k.asked
     join seat c on c.bucket = b.bucket and c.session = b.session and c.n = b.n`,
    [
      arrayLiteral(keyed.map(({ session }) => session.bucket)),
      arrayLiteral(keyed.map(({ asked }) => asked!)),
    ],
  );
  return new Map(found.map((row) => [`${row['bucket']} ${row['asked']}`, row]));
}

function again(earlier: SqlRow, { request }: Numbered): Taken | RefusalCode {
  // The same key for something else, or for somebody else, is a mistake of the caller.
  const patient = resourceKey('Patient', request.patient);
  const isSame = earlier['slot'] === request.slot || request.anywhere;
  if (!isSame || String(earlier['patient']) !== patient) {
    return 'asked-otherwise';
  }
  return {
    appointment: String(earlier['appointment']),
    body: undefined,
    version: 0,
    updated: 0,
  };
}

function askedRow({ request, id }: Numbered, i: number): object {
  const { session, slot, patient, event, early, limits, asked, until, anywhere, drawn } = request;
  return {
    i,
    bucket: session.bucket,
    session: session.session,
    booking: resourceKey('Appointment', id),
    appointment: id,
    patient: resourceKey('Patient', patient),
    asked,
    slot,
    begins: session.slots.find(({ id: one }) => one === slot)?.starts,
    pools: request.pools.map((code) => pools[code].number),
    state: statusNumbers[nextStatus(undefined, event, event === 'offer' ? 'house' : 'resident')!],
    until,
    early,
    anywhere,
    drawn,
    most: limits?.most,
    misses: limits?.misses,
    since: limits?.since,
  };
}

// A row and the moment make the Appointment of who waits.
// eslint-disable-next-line max-params
function writeOf(house: Store, { request, id }: Numbered, row: SqlRow, now: number): Write {
  const resource = appointmentOf({
    id,
    status: statusOf(Number(row['state'])),
    patient: `Patient/${request.patient}`,
    booker: request.booker,
    relation: request.relation,
    replaces: request.replaces,
    number: Number(row['n']),
    pool: poolOf(Number(row['pool'])),
    slot: String(row['slot']),
    starts: Number(row['starts']),
    ends: Number(row['ends']),
    until: request.until,
    rules: request.session.rules,
    created: now,
  });
  return prepareVersion(
    { ...house, trace: request.trace },
    { resource, faithful: resource },
    { id, method: methods.POST },
  );
}
