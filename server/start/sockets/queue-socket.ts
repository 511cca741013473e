/**
 * The socket `/queue`: a phone, a workstation or a waiting-room screen says in its first message
 * what it looks at and who it is, and is sent what changes. Who may look is asked of the router,
 * which logs it.
 * https://www.rfc-editor.org/rfc/rfc6455
 */
import { z } from 'zod';
import type { Caller } from '#fhir/handling/caller.ts';
import type { FhirRequest, Store } from '#fhir/handling/interaction.ts';
import { refusalOf } from '#fhir/handling/outcome.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Router } from '#fhir/router.ts';
import type { Socket, SocketRoute } from '../../http/sockets.ts';
import type { Queue } from '../../modules/scheduling/queue/queue.ts';
import type { Looking } from '../../modules/scheduling/queue/views/watch.ts';

/** What the socket works with. */
export interface QueueSocketParts {
  queue: Pick<Queue, 'watch' | 'keys'>;
  router: Pick<Router, 'answer'>;
  house: Store;
  bind: (
    store: Store,
    asked: { caller: Caller | undefined; address: string; request: string },
  ) => Store;
  authenticate: (authorization: string, address: string) => Promise<Caller | undefined>;
  report: (error: unknown) => void;
}

const firstMessage = z.union([
  z.object({
    watch: z.enum(['appointment', 'line']),
    id: z.string().max(64),
    token: z.string().max(8192),
  }),
  z.object({ watch: z.literal('screen'), key: z.string().max(256) }),
]);

/** Who says nothing for so long is not waited for. */
const silenceMs = 10_000;
/** A token that has ended, or was revoked, ends the socket within this time. */
const recheckMs = 60_000;
/** RFC 6455: the page is to say who it is anew. */
const policyViolation = 1008;

/** The socket. */
export function queueSocket(parts: QueueSocketParts): SocketRoute {
  return {
    path: '/queue',
    open(socket) {
      const ends: (() => void)[] = [];
      const end = () => {
        for (const one of ends.splice(0)) one();
      };
      const refused = (error: unknown) => {
        const refusal = refusalOf(error);
        if (refusal === undefined) parts.report(error);
        socket.send(JSON.stringify({ refused: refusal?.code ?? 'internal' }));
        socket.close(policyViolation);
        end();
      };
      const silence = setTimeout(() => socket.close(policyViolation), silenceMs).unref();
      ends.push(() => clearTimeout(silence));
      let asked = false;
      let closed = false;
      return {
        received(text) {
          if (asked) return;
          asked = true;
          clearTimeout(silence);
          start(parts, { socket, text, refused })
            .then((stops) => {
              ends.push(...stops);
              if (closed) end();
            })
            .catch(refused);
        },
        closed() {
          closed = true;
          end();
        },
      };
    },
  };
}

interface Opened {
  socket: Socket;
  text: string;
  refused: (error: unknown) => void;
}

/** Lets in who may look. @returns what ends it. */
async function start(
  parts: QueueSocketParts,
  { socket, text, refused }: Opened,
): Promise<(() => void)[]> {
  const asked = readMessage(text);
  if (asked.watch === 'screen') {
    const department = parts.queue.keys.departmentOf(asked.key, parts.house.now());
    if (department === undefined) throw refuse('screen-key');
    return [await parts.queue.watch.join({ watch: 'screen', id: department }, socket)];
  }
  const { watch, id, token } = asked;
  await mayLook(parts, socket, { watch, id, token });
  const timer = setInterval(() => {
    parts.authenticate(`Bearer ${token}`, socket.address).catch(refused);
  }, recheckMs).unref();
  return [() => clearInterval(timer), await parts.queue.watch.join({ watch, id }, socket)];
}

function readMessage(text: string): z.output<typeof firstMessage> {
  try {
    const parsed = firstMessage.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // What is no JSON is as bad as what is no message.
  }
  throw refuse('bad-request');
}

const paths = {
  appointment: (id: string) => ['Appointment', id, '$place'],
  line: (id: string) => ['Schedule', id, '$line'],
};

/** Asks as the API would be asked: the same rules, the same log. Throws what it refuses. */
async function mayLook(
  parts: QueueSocketParts,
  { address, id: request }: Socket,
  given: { watch: keyof typeof paths & Looking['watch']; id: string; token: string },
): Promise<void> {
  const caller = await parts.authenticate(`Bearer ${given.token}`, address);
  if (caller === undefined) throw refuse('unauthenticated');
  const store = parts.bind(parts.house, { caller, address, request });
  const fhirRequest: FhirRequest = {
    method: 'GET',
    path: paths[given.watch](given.id),
    query: [],
    headers: {},
    base: '',
  };
  await parts.router.answer(fhirRequest, store);
}
