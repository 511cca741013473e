/**
 * The house as a process of its own that can be killed: everything as in production on a real
 * PostgreSQL, but for the clock, which is told, and the jobs, which are asked for.
 * https://nodejs.org/api/process.html#event-message
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Caller } from '#fhir/handling/caller.ts';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { refuse } from '#fhir/refusals.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { createSequence } from '#fhir/store/sequence.ts';
import { createJournal } from '#server/audit/journal.ts';
import { openKeyring } from '#server/crypto/keyring.ts';
import { masterKeyOf } from '#server/crypto/master-key.ts';
import { createBuiltInSigner } from '#server/crypto/signer.ts';
import { openSigningKeys } from '#server/crypto/signing-keys.ts';
import { connect } from '#server/database/connect.ts';
import { isDriverFault } from '#server/database/driver-fault.ts';
import { createServer } from '#server/http/server.ts';
import { reconcile } from '#server/payment/reconciliation/reconcile.ts';
import { settleDue } from '#server/payment/settle-due.ts';
import { signResource } from '#server/signing/sign.ts';
import { type Hub, openHub } from '#server/start/hub.ts';
import { createSealer } from '#server/start/sealer.ts';
import { callerOf } from '#test/callers.ts';
import { type Booths, type PaymentKeys, adaptersOf, placeholder } from './providers.ts';

/** What a house is opened with. */
export interface Opening {
  /** Of the database. */
  url: string;
  now: number;
  /** Secret of the master key, hexadecimal. */
  master: string;
  keys: PaymentKeys;
  booths: Booths;
}

/** What the test asks of the process; `n` stands in the answer. */
export type Order = { n: number } & (
  | { ask: 'open'; opening: Opening }
  | { ask: 'clock'; now: number }
  | { ask: 'tick' | 'settle' | 'refresh' }
  | { ask: 'reconcile'; day: string }
);

/** What the process says. */
export type Said =
  | { say: 'warm' }
  | { say: 'done'; n: number; value: unknown }
  /** What was asked rejected. */
  | { say: 'failed'; n: number; text: string }
  /** The house found a bug of its own. */
  | { say: 'bug'; text: string };

const tell = (said: Said) => process.send?.(said);
const textOf = (error: unknown) => (error instanceof Error ? String(error.stack) : String(error));
const report = (error: unknown) => tell({ say: 'bug', text: textOf(error) });

let clock = 0;
const now = () => clock;
const definitions = loadDefinitions();
let hub: Hub | undefined;

/** Opens the house. @returns the port that it listens on. */
async function open({ url, master, keys, booths }: Opening): Promise<number> {
  const connected = await connect(url, { connections: 6 });
  process.on('uncaughtException', (error) => {
    report(error);
    if (isDriverFault(error)) connected.renew();
    else process.exit(1);
  });
  const keyring = await openKeyring({
    sql: postgresDatabase(connected.pool),
    masterKeys: [masterKeyOf(master)],
    cipher: 'sm4-gcm',
    now,
    randomBytes,
  });
  const sealer = createSealer(keyring);
  const database = postgresDatabase(connected.pool, sealer.open);
  const [high = 0, low = 0] = randomBytes(2);
  const signingKeys = openSigningKeys({ sql: database, keyring, now, randomBytes });
  const signer = createBuiltInSigner(signingKeys, randomBytes);
  const journal = createJournal({
    database,
    nextSequence: createSequence(Date.now, (high << 8) | low),
    randomBytes,
  });
  const opened = openHub({
    database,
    sealer,
    definitions,
    timeZone: 'Asia/Shanghai',
    baseUrls: [],
    now,
    randomBytes,
    journal,
    breakGlass: { hours: 4, notify: () => undefined },
    sign: (signing) => signResource({ ...signing, signer, patient: undefined }),
    payment: {
      providers: adaptersOf(keys, booths, now),
      askAfterMs: 30_000,
      report,
      returnTo: `${placeholder}/record`,
    },
  });
  await opened.scheduling.availability.refresh();
  hub = opened;
  return serve(opened);
}

async function serve({ house, router, control, payment }: Hub): Promise<number> {
  const server = await createServer({
    api: {
      store: house,
      router,
      bind: control.bind,
      authenticate: async (authorization) => callerNamed(authorization.replace(/^Bearer /, '')),
    },
    plain: {
      routes: payment?.routes ?? [],
      authenticate: async () => undefined,
      audit: async () => undefined,
    },
    observer: {
      handled: () => undefined,
      failed: (_requestId, error) => report(error),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    },
    publicAddress: 'http://localhost',
    ready: async () => true,
    bodyLimit: 1024 * 1024,
    webFolder: join(import.meta.dirname, '../../../web/dist'),
  });
  return Number(new URL(await server.listen({ host: '127.0.0.1', port: 0 })).port);
}

/** Somebody by a name that stays the same from one process to the next. */
function callerNamed(name: string): Caller {
  if (name === 'platform') return callerOf('platform');
  if (name === 'registrar') return callerOf('registrar', { organization: 'county' });
  if (name === 'village') return callerOf('village-doctor', { organization: 'township' });
  if (name.startsWith('Patient/')) return callerOf('resident', { who: name });
  throw refuse('unauthenticated');
}

async function obey(order: Order): Promise<unknown> {
  switch (order.ask) {
    case 'open':
      clock = order.opening.now;
      return open(order.opening);
    case 'clock':
      clock = order.now;
      return undefined;
    case 'tick':
      return hub!.scheduling.tick();
    case 'refresh':
      return hub!.scheduling.availability.refresh();
    case 'settle':
      return settleDue(hub!.payment!.payment);
    case 'reconcile': {
      const results = await reconcile(hub!.payment!.payment, order.day);
      return results.flatMap(({ channel, differences }) =>
        differences.map(({ kind, number, refund }) => ({ channel, kind, number, refund })),
      );
    }
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    (value) => tell({ say: 'done', n: order.n, value }),
    (error: unknown) => tell({ say: 'failed', n: order.n, text: textOf(error) }),
  );
});
// A test that ends leaves nothing behind.
process.on('disconnect', () => process.exit());
tell({ say: 'warm' });
