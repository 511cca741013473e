/**
 * The end of a life: all is well again, time passes until nothing is open, and then both books of
 * money are the same: who has no number has their money back, once, and who has one has paid once.
 * https://hl7.org/fhir/R4/paymentreconciliation.html
 */
import type postgres from 'postgres';
import type { SimulatedTrade } from '#server/payment/simulators/simulator.ts';
import type { Model } from './model.ts';
import { type System, look, pass } from './system.ts';
import { monday } from './town.ts';

const minute = 60_000;
const dayMs = 24 * 60 * minute;

/** Lets everything come to its end. */
export async function comeToRest(system: System): Promise<void> {
  for (const booth of Object.values(system.booths)) {
    booth.mood = { answers: 'well', notices: 'prompt', refunds: 'prompt' };
    await booth.finishRefunds();
    await booth.release();
    await booth.quiet();
  }
  for (let round = 0; round < 4; round += 1) {
    await pass(system, 20 * minute);
    await system.house.ask({ ask: 'tick' });
    await system.house.ask({ ask: 'settle' });
    for (const booth of Object.values(system.booths)) {
      await booth.finishRefunds();
      await booth.release();
      await booth.quiet();
    }
  }
}

/** Days of Beijing on which money may have moved: all up to yesterday. */
function daysUntil(from: number, now: number): string[] {
  const beijing = 8 * 60 * minute;
  const days: string[] = [];
  for (let at = from; at <= now - dayMs; at += dayMs) {
    days.push(new Date(at + beijing).toISOString().slice(0, 10));
  }
  return days;
}

/** Everything that is wrong with money, as sentences. The house must have come to rest. */
export async function wrongMoney(system: System, model: Model): Promise<string[]> {
  const trades = Object.values(system.booths).flatMap(({ trades: all }) => [...all.values()]);
  const byNumber = new Map(trades.map((trade) => [trade.number, trade]));
  return look(system.url, async (sql) => {
    const orders = await ordersIn(sql);
    const numbers = new Set(orders.map(({ number }) => String(number)));
    return [
      ...orders.flatMap((order) => wrongOrder(order, byNumber.get(String(order['number'])))),
      ...trades
        .filter(({ number }) => !numbers.has(number))
        .map(({ number }) => `the provider has ${number}, and we have never heard of it`),
      ...trades.flatMap(wrongRefunds),
      ...(await wrongBookings(sql, model)),
    ];
  });
}

const ordersIn = (sql: postgres.Sql): Promise<postgres.Row[]> =>
  sql`select o.number, o.status, o.amount, o.subject,
      (select coalesce(sum(e.amount), 0) from payment_entry e
        where e.bucket = o.bucket and e.order_id = o.id) as held,
      (select string_agg(r.status, ' ') from payment_refund r
        where r.bucket = o.bucket and r.order_id = o.id) as refunds
    from payment_order o`;

function wrongOrder(order: postgres.Row, trade: SimulatedTrade | undefined): string[] {
  const { number, status } = order;
  const held = BigInt(String(order['held']));
  const theirs = heldThere(trade);
  const refunds = String(order['refunds'] ?? '');
  return [
    ...(held === theirs ? [] : [`${number}: we hold ${held}, the provider ${theirs} for us`]),
    ...(status === 'created' ? [`${number} is open for ever`] : []),
    ...(/asked|failed/.test(refunds) ? [`${number} has refunds ${refunds}`] : []),
  ];
}

function heldThere(trade: SimulatedTrade | undefined): bigint {
  if (trade?.state !== 'paid') return 0n;
  return trade.refunds.reduce((left, { amount }) => left - amount, trade.amount);
}

/** A trade is paid back once, and whole. */
function wrongRefunds({ number, amount, refunds }: SimulatedTrade): string[] {
  if (refunds.length === 0) return [];
  const whole = refunds.length === 1 && refunds[0]!.amount === amount;
  return whole ? [] : [`${number} was paid back ${refunds.length} times`];
}

/** What is held for a booking against what it is. */
async function wrongBookings(sql: postgres.Sql, { town, held: all }: Model): Promise<string[]> {
  // Whoever books for themselves pays before it is booked.
  const own = new Set(
    all.filter(({ booker, patient }) => booker === `Patient/${patient}`).map(({ id }) => id),
  );
  const rows = await sql`select b.appointment, b.state, s.schedule,
      (select coalesce(sum(e.amount), 0) from payment_order o
        join payment_entry e on e.bucket = o.bucket and e.order_id = o.id
        where o.subject = 'Appointment/' || b.appointment) as held,
      exists (select from payment_order o where o.subject = 'Appointment/' || b.appointment) as due
    from booking b join booking_session s on s.bucket = b.bucket and s.session = b.session`;
  return rows.flatMap(({ appointment, state, schedule, held, due }) => {
    const fee = town.fees[String(schedule)] ?? 0;
    const isKept = [3, 4, 5, 7].includes(Number(state));
    const right = isKept && (Boolean(due) || own.has(String(appointment))) ? fee : 0;
    return Number(held) === right
      ? []
      : [`${appointment} is ${state}, costs ${fee}, and we hold ${String(held)} for it`];
  });
}

/** The differences that a person has open, and that nothing explains any more. */
export async function wrongDays(system: System): Promise<string[]> {
  const wrong: string[] = [];
  for (const day of daysUntil(monday, system.clock.at)) {
    const found = await system.house.ask({ ask: 'reconcile', day });
    for (const one of found as object[]) wrong.push(`${day}: ${JSON.stringify(one)}`);
  }
  return wrong;
}

/**
 * Differences that a person has open and cannot explain. What was paid or given back when its
 * notice was lost, and is booked by now, is explained: the days were done again, and agree.
 */
export function openDifferences({ url }: System): Promise<string[]> {
  return look(url, async (sql) => {
    const rows = await sql`select day, channel, source, kind, number, refund, theirs_says
      from payment_difference where resolved is null and not (source = 'bill' and kind = 'status')`;
    return rows.map((row) => JSON.stringify(row));
  });
}
