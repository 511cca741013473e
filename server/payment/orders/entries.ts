/**
 * The ledger: every movement of money is a row that is added and never changed, and what an order
 * holds is their sum.
 * https://en.wikipedia.org/wiki/Ledger
 */
import type { Sql } from '#fhir/store/sql.ts';
import type { PaymentOrder } from './order.ts';
import { statusOf } from './status.ts';

/** A movement of money. */
export interface Entry {
  kind: 'payment' | 'refund';
  /** Fen: above 0 for a payment, below for a refund. */
  amount: bigint;
  /** The provider's transaction of a payment, our number of a refund. */
  reference: string;
  /** Who told us. */
  source: 'callback' | 'query' | 'answer';
  /** When it moved, as the provider says. */
  at: number;
}

type Place = Pick<PaymentOrder, 'bucket' | 'id'>;

/** Adds a movement to an order that the caller has locked. @param recorded now. */
export async function addEntry(
  tx: Sql,
  { bucket, id }: Place,
  entry: Entry & { recorded: number },
): Promise<void> {
  const { kind, amount, reference, source, at, recorded } = entry;
  await tx.run(
    `insert into payment_entry
      (bucket, order_id, n, kind, amount, balance, reference, source, at, recorded)
      select $1::integer, $2::text, coalesce(max(n), 0) + 1, $3::text, $4::bigint,
        (coalesce(sum(amount), 0) + $4::bigint)::bigint, $5::text, $6::text, $7::bigint, $8::bigint
      from payment_entry where bucket = $1::integer and order_id = $2::text`,
    [bucket, id, kind, amount.toString(), reference, source, at, recorded],
  );
}

/** The movements of an order, in order. */
export async function entriesOf(sql: Sql, { bucket, id }: Place): Promise<Entry[]> {
  const rows = await sql.run(
    `select kind, amount, reference, source, at from payment_entry
      where bucket = $1 and order_id = $2 order by n`,
    [bucket, id],
  );
  return rows.map((row) => ({
    kind: String(row['kind']) as Entry['kind'],
    amount: BigInt(String(row['amount'])),
    reference: String(row['reference']),
    source: String(row['source']) as Entry['source'],
    at: Number(row['at']),
  }));
}

/** What an order holds, in fen: the sum of its movements. */
export async function balanceOf(sql: Sql, { bucket, id }: Place): Promise<bigint> {
  const [row] = await sql.run(
    `select coalesce(sum(amount), 0)::bigint as balance from payment_entry
      where bucket = $1 and order_id = $2`,
    [bucket, id],
  );
  return BigInt(String(row?.['balance'] ?? 0));
}

/** Fen of an order that refunds ask back and no provider has answered for good. */
export async function pendingOf(sql: Sql, { bucket, id }: Place): Promise<bigint> {
  const [row] = await sql.run(
    `select coalesce(sum(amount), 0)::bigint as pending from payment_refund
      where bucket = $1 and order_id = $2 and status = 'asked'`,
    [bucket, id],
  );
  return BigInt(String(row?.['pending'] ?? 0));
}

/** Writes the status that the money of an order makes; the order as it stands then. */
export async function restate(tx: Sql, order: PaymentOrder): Promise<PaymentOrder> {
  const entries = await entriesOf(tx, order);
  const sum = (kind: Entry['kind']) =>
    entries.reduce((all, entry) => (entry.kind === kind ? all + entry.amount : all), 0n);
  const status = statusOf({
    paid: sum('payment'),
    refunded: -sum('refund'),
    pending: await pendingOf(tx, order),
    closed: order.closed !== undefined,
  });
  if (status !== order.status) {
    await tx.run('update payment_order set status = $3 where bucket = $1 and id = $2', [
      order.bucket,
      order.id,
      status,
    ]);
  }
  return { ...order, status };
}
