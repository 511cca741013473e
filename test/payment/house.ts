/**
 * A house that takes payments, for stories: a database, a server for the notices, both simulated
 * providers over HTTP, a clock that a story turns, and hooks that write.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import type { Database, Sql } from '#fhir/store/sql.ts';
import type { FastifyInstance } from 'fastify';
import type { PlainEvent } from '#server/http/plain-event.ts';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { createServer } from '#server/http/server.ts';
import { openPayment } from '#server/payment/open-payment.ts';
import { createOrder } from '#server/payment/orders/create-order.ts';
import type { Channel, PaymentOrder } from '#server/payment/orders/order.ts';
import { prepay } from '#server/payment/orders/prepay.ts';
import type { Payment, PaymentHooks } from '#server/payment/payment.ts';
import type { Simulator } from '#server/payment/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#server/payment/simulators/start-simulators.ts';
import { type TestDatabase, testDatabase } from '#test/database.ts';
import { openTestHub } from '#test/hub.ts';

/** A running house. */
export interface PaymentHouse {
  url: string;
  payment: Payment;
  simulators: Simulators;
  simulator: (channel: Channel) => Simulator;
  clock: { at: number };
  sql: Database;
  /** What was logged of the route. */
  told: PlainEvent[];
  /** What the server and the jobs reported as bugs; a story expects none it did not make. */
  failures: unknown[];
  /** What falls over next, and how often. */
  faults: { commits: number; hooks: number };
  /** Subjects that cannot be had any more. */
  gone: Set<string>;
  /** An order for a subject of its own unless one is named. */
  order: (given: Partial<Asked> & { channel: Channel }) => Promise<PaymentOrder>;
  /** The same, with the patient sent to the provider's page. */
  offered: (given: Partial<Asked> & { channel: Channel }) => Promise<PaymentOrder>;
  stop: () => Promise<void>;
}

/** What a story says of an order. */
export interface Asked {
  subject: string;
  request: string;
  amount: bigint;
  openMs: number;
}

/** The patient of the stories. */
export const payer = { key: '4711', bucket: 12345 };
/** The browser in which the patient pays. */
export const browser = { payer: '203.0.113.7', returnTo: 'http://house.test/healthz' };
/** How long an order is open, in milliseconds. */
export const openMs = 900_000;
/** Orders are asked about when they were open so long. */
export const askAfterMs = 30_000;
/** The morning on which stories begin. */
export const morning = Date.parse('2026-11-26T08:00:00+08:00');
const placeholder = 'http://house.test';

/** Starts a house. */
export async function startPaymentHouse(): Promise<PaymentHouse> {
  const database = await testDatabase();
  const failures: unknown[] = [];
  const told: PlainEvent[] = [];
  const clock = { at: morning };
  const faults = { commits: 0, hooks: 0 };
  const gone = new Set<string>();
  const now = () => clock.at;
  const found = { url: '' };
  const simulators = await startSimulators({
    notify: placeholder,
    fetch: (url, init) => fetch((url as string).replace(placeholder, found.url), init),
    now,
    randomBytes,
    timeoutMs: 300,
  });
  const sql = postgresDatabase(() => database.sql);
  // What a hook writes: it is there when, and only when, the money is.
  await sql.run('create table story (subject text primary key, fen bigint not null)', []);
  const { payment, routes } = openPayment({
    database: fragile(sql, faults),
    providers: simulators.providers,
    now,
    randomBytes,
    askAfterMs,
    report: (error) => failures.push(error),
    hooks: { Appointment: writingHooks(faults, gone) },
  });
  const server = await serve(database, { routes, told, failures });
  found.url = await server.listen({ host: '127.0.0.1', port: 0 });
  let last = 0;
  const order: PaymentHouse['order'] = (given) => {
    last += 1;
    const standard = { subject: `Appointment/${last}`, request: `key-${last}`, amount: 1250n };
    const asked = { ...standard, openMs, patient: payer, organization: 'county', ...given };
    return sql.transaction((tx) => createOrder(payment, tx, asked));
  };
  return {
    url: found.url,
    payment,
    simulators,
    simulator: (channel) => simulators[channel],
    clock,
    sql,
    told,
    failures,
    faults,
    gone,
    order,
    async offered(given) {
      const made = await order(given);
      const { url } = await prepay(payment, { id: made.id, ...browser });
      // The browser goes there; at Alipay the trade begins only then.
      const page = await fetch(url);
      await page.text();
      return made;
    },
    async stop() {
      await simulators.stop();
      await server.close();
      await database.drop();
    },
  };
}

/** Hooks that write what they heard, so that it can be seen whether it was in the transaction. */
function writingHooks(faults: { hooks: number }, gone: ReadonlySet<string>): PaymentHooks {
  async function tell(tx: Sql, { subject }: PaymentOrder, fen: bigint): Promise<void> {
    await tx.run(
      `insert into story values ($1, $2) on conflict (subject) do update
        set fen = story.fen + excluded.fen`,
      [subject, fen.toString()],
    );
    if (faults.hooks > 0) {
      faults.hooks -= 1;
      throw new Error('A hook that fell over');
    }
  }
  return {
    async onPaid(tx, order) {
      if (gone.has(order.subject)) return 'refund';
      await tell(tx, order, order.amount);
      return 'keep';
    },
    onRefunded: (tx, order, refund) => tell(tx, order, -refund.amount),
  };
}

/** A server with the route of the notices. */
async function serve(
  database: TestDatabase,
  given: Pick<PaymentHouse, 'told' | 'failures'> & { routes: PlainRoute[] },
): Promise<FastifyInstance> {
  const { routes, told, failures } = given;
  const { house, router } = await openTestHub(database);
  return createServer({
    api: { store: house, router, authenticate: async () => undefined, bind: (store) => store },
    plain: {
      routes,
      authenticate: async () => undefined,
      audit: async (event) => {
        told.push(event);
      },
    },
    observer: {
      handled: () => undefined,
      failed: (_requestId, error) => failures.push(error),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    },
    publicAddress: 'http://localhost',
    ready: async () => true,
    bodyLimit: 1_000_000,
    webFolder: join(import.meta.dirname, '../../web/dist'),
  });
}

/** A database whose transactions, as often as is said, fall over when all is done but the end. */
function fragile(database: Database, faults: { commits: number }): Database {
  return {
    run: (text, parameters) => database.run(text, parameters),
    transaction: (work) =>
      database.transaction(async (tx) => {
        const result = await work(tx);
        if (faults.commits > 0) {
          faults.commits -= 1;
          throw new Error('The power went before the commit');
        }
        return result;
      }),
  };
}

/** What the hooks wrote of a subject, in fen; undefined where they were not called. */
export async function hookedOf({ sql }: PaymentHouse, subject: string) {
  const [row] = await sql.run('select fen from story where subject = $1', [subject]);
  return row === undefined ? undefined : BigInt(String(row['fen']));
}
