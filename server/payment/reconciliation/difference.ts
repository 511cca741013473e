/**
 * What our books and a provider do not agree about: noted once, listed, and resolved by a person,
 * who says how.
 * https://hl7.org/fhir/R4/paymentreconciliation.html
 */
import { refuse } from '#fhir/refusals.ts';
import { bucketOfHash, hash64 } from '#fhir/store/hash.ts';
import { bucketInId, newId } from '#fhir/store/ids.ts';
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import { type Channel, idOfNumber } from '../orders/order.ts';
import type { Payment } from '../payment.ts';

/** In what we do not agree. */
export type DifferenceKind =
  /** We have booked it, the provider knows nothing of it. */
  | 'missing-there'
  /** The provider has it, and we know neither such an order nor such a refund. */
  | 'missing-here'
  | 'amount'
  /** We know it and have not booked it, or booked what the provider says is not done. */
  | 'status'
  /** Two payments of one order. */
  | 'transaction'
  /** Paid to another merchant. */
  | 'merchant';

/** A difference as it is found. Amounts are fen. */
export interface Found {
  /** Of the bill, or on which it was seen, `2026-11-26` in Beijing. */
  day: string;
  channel: Channel;
  source: 'bill' | 'callback' | 'query' | 'refund';
  kind: DifferenceKind;
  /** Number of the order. */
  number: string;
  /** Number of the refund; empty for a payment. */
  refund: string;
  ours: bigint | undefined;
  theirs: bigint | undefined;
  /** Our status or transaction. */
  oursSays: string | undefined;
  theirsSays: string | undefined;
}

/** A difference as it lies in the database. */
export interface Difference extends Found {
  id: string;
  found: number;
  resolved: { at: number; by: string; how: string } | undefined;
}

/** The day of Beijing in which an instant lies, as `2026-11-26`. */
export function dayOf(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Notes a difference, unless it was noted before. @returns whether it is new. */
export async function noteDifference(
  { now, randomBytes }: Pick<Payment, 'now' | 'randomBytes'>,
  tx: Sql,
  found: Found,
): Promise<boolean> {
  const { day, channel, source, kind, number, refund, ours, theirs } = found;
  // That of the order; what names none of ours is somewhere by its number.
  const bucket = bucketInId(idOfNumber(number) ?? '') ?? bucketOfHash(hash64(number));
  const rows = await tx.run(
    `insert into payment_difference (bucket, id, day, channel, source, kind, number, refund,
        ours, theirs, ours_says, theirs_says, found)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      on conflict do nothing returning id`,
    [
      bucket,
      newId(bucket, randomBytes(16)),
      day,
      channel,
      source,
      kind,
      number,
      refund,
      ours?.toString() ?? null,
      theirs?.toString() ?? null,
      found.oursSays ?? null,
      found.theirsSays ?? null,
      now(),
    ],
  );
  return rows.length > 0;
}

const columns = `id, day, channel, source, kind, number, refund, ours, theirs, ours_says,
  theirs_says, found, resolved, resolved_by, resolution`;

/** The differences that nobody has resolved, the oldest first. @param limit at most so many. */
export async function openDifferences(sql: Sql, limit: number): Promise<Difference[]> {
  const rows = await sql.run(
    `select ${columns} from payment_difference where resolved is null
      order by found, id limit $1`,
    [limit],
  );
  return rows.map(differenceOf);
}

/**
 * Differences, those of the latest days first.
 * @param asked.organization only those of orders of this institution; undefined for all, with what
 *   belongs to no order of ours.
 * @param asked.resolved those that were seen to, rather than those that are open.
 */
export async function listDifferences(
  sql: Sql,
  asked: { organization: string | undefined; resolved: boolean; limit: number },
): Promise<Difference[]> {
  const { organization, resolved, limit } = asked;
  const rows = await sql.run(
    `select ${columns} from payment_difference d
      where resolved is ${resolved ? 'not null' : 'null'}
        ${organization === undefined ? '' : `and ${ofInstitution}`}
      order by day desc, channel, found, id limit $1`,
    [limit, ...(organization === undefined ? [] : [organization])],
  );
  return rows.map(differenceOf);
}

const ofInstitution = `exists (select from payment_order o where o.bucket = d.bucket
  and o.number = d.number and o.organization = $2)`;

/**
 * A person has seen to a difference. Moves no money: what has to be is refunded or booked where it
 * belongs. Throws `not-found`, `difference-resolved`.
 * @param given.organization whose order it must be of; undefined for any.
 * @param given.by `Practitioner/ID`.
 * @param given.how what was found and done; nothing of what was wrong with the patient.
 */
export async function resolveDifference(
  payment: Pick<Payment, 'now'>,
  tx: Sql,
  given: { id: string; by: string; how: string; organization?: string | undefined },
): Promise<Difference> {
  const found = [bucketInId(given.id) ?? -1, given.id, given.organization ?? ''];
  const [row] = await tx.run(
    `update payment_difference d set resolved = $4, resolved_by = $5, resolution = $6
      where ${theirs} and resolved is null returning ${columns}`,
    [...found, payment.now(), given.by, given.how],
  );
  if (row !== undefined) return differenceOf(row);
  const [known] = await tx.run(`select 1 from payment_difference d where ${theirs}`, found);
  if (known === undefined) throw refuse('not-found', { reference: 'payment-difference' });
  throw refuse('difference-resolved');
}

/** One difference, `$3` empty or its institution. */
const theirs = `d.bucket = $1 and d.id = $2 and ($3 = '' or exists (select from payment_order o
  where o.bucket = d.bucket and o.number = d.number and o.organization = $3))`;

function differenceOf(row: SqlRow): Difference {
  const text = (name: string) => String(row[name]);
  const optional = (name: string) => (row[name] === null ? undefined : text(name));
  const fen = (name: string) => (row[name] === null ? undefined : BigInt(text(name)));
  return {
    id: text('id'),
    day: text('day'),
    channel: text('channel') as Channel,
    source: text('source') as Found['source'],
    kind: text('kind') as DifferenceKind,
    number: text('number'),
    refund: text('refund'),
    ours: fen('ours'),
    theirs: fen('theirs'),
    oursSays: optional('ours_says'),
    theirsSays: optional('theirs_says'),
    found: Number(row['found']),
    resolved:
      row['resolved'] === null
        ? undefined
        : { at: Number(row['resolved']), by: text('resolved_by'), how: text('resolution') },
  };
}
