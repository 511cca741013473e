/**
 * An order: what is to be paid, by whom, to whom, and how it stands.
 * https://hl7.org/fhir/R4/invoice.html
 */
import { refuse } from '#fhir/refusals.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { type Sql, type SqlRow, textArrayLiteral } from '#fhir/store/sql.ts';
import type { OrderStatus } from './status.ts';

/** By whom money goes. */
export type Channel = 'wechat' | 'alipay';

/** An order as it lies in the database. Amounts are fen, instants milliseconds since 1970. */
export interface PaymentOrder {
  bucket: number;
  /** UUIDv8 that carries the bucket. */
  id: string;
  /** What the provider knows it by: the id without dashes. */
  number: string;
  /** The key of who asked for it. */
  request: string;
  /** What is paid for: `Appointment/ID` or `Invoice/ID`. */
  subject: string;
  /** Key of the Patient. */
  patient: Hash;
  /** Id of the Organization that is paid. */
  organization: string;
  amount: bigint;
  channel: Channel;
  status: OrderStatus;
  created: number;
  expires: number;
  paid: number | undefined;
  closed: number | undefined;
  /** What the provider calls the payment. */
  transaction: string | undefined;
}

/** The columns that `orderOf` reads. */
export const orderColumns = `bucket, id, number, request, subject, patient, organization, amount,
  channel, status, created, expires, paid, closed, transaction`;

/** An order of its row. */
export function orderOf(row: SqlRow): PaymentOrder {
  const text = (name: string) => String(row[name]);
  const instant = (name: string) => (row[name] === null ? undefined : Number(row[name]));
  return {
    bucket: Number(row['bucket']),
    id: text('id'),
    number: text('number'),
    request: text('request'),
    subject: text('subject'),
    patient: text('patient'),
    organization: text('organization'),
    amount: BigInt(text('amount')),
    channel: text('channel') as Channel,
    status: text('status') as OrderStatus,
    created: Number(row['created']),
    expires: Number(row['expires']),
    paid: instant('paid'),
    closed: instant('closed'),
    transaction: row['transaction'] === null ? undefined : text('transaction'),
  };
}

/** The order of an id. Throws `not-found`. @param lock whether others wait until we are done. */
export async function readOrder(sql: Sql, id: string, lock = false): Promise<PaymentOrder> {
  const [row] = await sql.run(
    `select ${orderColumns} from payment_order where bucket = $1 and id = $2
      ${lock ? 'for update' : ''}`,
    [bucketInId(id) ?? -1, id],
  );
  if (row === undefined) throw refuse('not-found', { reference: 'payment-order' });
  return orderOf(row);
}

/** The id of the order that a provider knows by this number; undefined where it is none of ours. */
export function idOfNumber(number: string): string | undefined {
  const found = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(number);
  const id = found?.slice(1).join('-');
  return id === undefined || bucketInId(id) === undefined ? undefined : id;
}

/**
 * The order that a provider knows by this number, and the others for the same thing, all locked;
 * undefined where there is none.
 */
export async function lockByNumber(
  tx: Sql,
  number: string,
): Promise<{ order: PaymentOrder; others: PaymentOrder[] } | undefined> {
  const id = idOfNumber(number);
  if (id === undefined) return undefined;
  const rows = await tx.run(
    `select ${orderColumns} from payment_order where bucket = $1 and subject =
      (select subject from payment_order where bucket = $1 and id = $2) order by id for update`,
    [bucketInId(id)!, id],
  );
  const all = rows.map(orderOf);
  const order = all.find((one) => one.id === id);
  if (order === undefined) return undefined;
  return { order, others: all.filter((one) => one !== order) };
}

/** The orders of a thing that is paid for, the newest first. */
export async function ordersOf(
  sql: Sql,
  { bucket, subject }: Pick<PaymentOrder, 'bucket' | 'subject'>,
): Promise<PaymentOrder[]> {
  const rows = await sql.run(
    `select ${orderColumns} from payment_order where bucket = $1 and subject = $2
      order by created desc, id desc`,
    [bucket, subject],
  );
  return rows.map(orderOf);
}

/** Which of these subjects are paid, and not given back. */
export async function paidSubjects(
  sql: Sql,
  places: readonly Pick<PaymentOrder, 'bucket' | 'subject'>[],
): Promise<Set<string>> {
  if (places.length === 0) return new Set();
  const rows = await sql.run(
    `select o.subject from unnest($1::text::integer[], $2::text::text[]) as w(bucket, subject)
      join payment_order o on o.bucket = w.bucket and o.subject = w.subject
      where o.status = 'paid'`,
    [
      textArrayLiteral(places.map(({ bucket }) => String(bucket))),
      textArrayLiteral(places.map(({ subject }) => subject)),
    ],
  );
  return new Set(rows.map((row) => String(row['subject'])));
}
