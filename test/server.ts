/**
 * A server of its own for a test: a fresh database, a free port, everything else as in production.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Store } from '#fhir/handling/interaction.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import { deliver } from '#server/exchange/his/deliver.ts';
import { hl7Route } from '#server/exchange/hl7v2/route.ts';
import type { PlainEvent } from '#server/http/plain-event.ts';
import { createServer } from '#server/http/server.ts';
import type { Scheduling } from '#server/modules/scheduling/scheduling.ts';
import type { OpenNotices } from '#server/notices/open-notices.ts';
import type { Payment } from '#server/payment/payment.ts';
import { postMessage, tellingOf } from '#server/start/his/tell-hospitals.ts';
import type { Hub, HubParts } from '#server/start/hub.ts';
import { queueSocket } from '#server/start/sockets/queue-socket.ts';
import { callerOf } from './callers.ts';
import { testDatabase } from './database.ts';
import { openTestHub } from './hub.ts';
import type { QuietJournal } from './quiet-journal.ts';

/** A running server. */
export interface TestServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  store: Store;
  /** What the server reported as its own bugs; a story expects none. */
  failures: unknown[];
  /** What was logged. */
  journal: QuietJournal;
  /** What was logged of routes beside FHIR. */
  told: PlainEvent[];
  /** A caller by a name that a request shows as its bearer token. */
  callers: Map<string, Caller>;
  scheduling: Scheduling;
  /** Tells hospitals' own systems what waits. */
  tellHospitals: () => Promise<number>;
  /** The payment room, where the story has one. */
  payment: Payment | undefined;
  /** The room of notices, where the story has one. */
  notices: OpenNotices | undefined;
  stop(): Promise<void>;
}

/** What a story says of its server. */
interface Given {
  bodyLimit?: number;
  guarded?: boolean;
  subscriptionOrigins?: ReadonlySet<string>;
  hisOrigins?: ReadonlySet<string>;
  now?: () => number;
  payment?: HubParts['payment'];
  fairness?: HubParts['fairness'];
  notices?: HubParts['notices'];
}

/**
 * Starts a server on an empty database. A request without a token comes from the platform itself,
 * unless the test is `guarded`.
 */
export async function startTestServer(given: Given = {}): Promise<TestServer> {
  const database = await testDatabase();
  const failures: unknown[] = [];
  const callers = new Map<string, Caller>();
  const told: PlainEvent[] = [];
  const { hisOrigins: origins = new Set<string>() } = given;
  const telling = { origins, timeZone: 'Asia/Shanghai', post: postMessage };
  const platform = callerOf('platform');
  const hub = await openTestHub(database, given);
  const { house, control, router, journal, scheduling, payment, notices } = hub;
  const server = await createServer({
    api: {
      store: house,
      router,
      bind: (store, asked) => {
        const caller = asked.caller ?? (given.guarded === true ? undefined : platform);
        return control.bind(store, { ...asked, caller });
      },
      authenticate: async (authorization) => {
        const caller = callers.get(authorization.replace(/^Bearer /, ''));
        if (caller === undefined) throw refuse('unauthenticated');
        return caller;
      },
    },
    sockets: [queueSocketOf(hub, { callers, failures })],
    plain: {
      routes: [...(payment?.routes ?? []), ...(notices?.plainRoutes ?? []), hl7RouteOf(hub)],
      authenticate: async ({ headers }) =>
        callers.get(headers['authorization']?.replace(/^Bearer /, '') ?? ''),
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
    bodyLimit: given.bodyLimit ?? 32 * 1024 * 1024,
    webFolder: join(import.meta.dirname, '../web/dist'),
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    store: house,
    failures,
    journal,
    told,
    callers,
    scheduling,
    tellHospitals: () => deliver(tellingOf(hub, telling)),
    payment: payment?.payment,
    notices,
    async stop() {
      await server.close();
      await database.drop();
    },
  };
}

function hl7RouteOf({ house, control, router }: Hub) {
  return hl7Route({
    now: Date.now,
    randomBytes,
    timeZone: 'Asia/Shanghai',
    answerAs: ({ caller, address, id }) => {
      const store = control.bind(house, { caller, address, request: id });
      return (asked) => router.answer(asked, store);
    },
  });
}

function queueSocketOf(
  { house, control, router, scheduling }: Hub,
  { callers, failures }: Pick<TestServer, 'callers' | 'failures'>,
) {
  return queueSocket({
    queue: scheduling.queue,
    router,
    house,
    bind: control.bind,
    authenticate: async (authorization) => callers.get(authorization.replace(/^Bearer /, '')),
    report: (error) => failures.push(error),
  });
}
