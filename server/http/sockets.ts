/**
 * Sockets beside the API: pages that are told what changes. Who opens one is asked who they are in
 * the first message, not in the address.
 * https://www.rfc-editor.org/rfc/rfc6455
 */
import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from '#fhir/refusals.ts';

/** A socket that is open. */
export interface Socket {
  /** Number of the request that opened it. */
  id: string;
  address: string;
  send(text: string): void;
  /** Ends it. @param code why, as in RFC 6455 section 7.4. */
  close(code: number): void;
}

/** What listens to a socket. */
export interface Listener {
  received(text: string): void;
  closed(): void;
}

/** A path where sockets are opened. */
export interface SocketRoute {
  path: string;
  open(socket: Socket): Listener;
}

/** What sockets are served with. */
export interface SocketParts {
  routes: readonly SocketRoute[];
  publicAddress: string;
  /** Whether a page of another origin may open one. */
  allowsOrigin?: ((origin: string) => Promise<boolean>) | undefined;
  /** Counts who opens one; throws where that is too often. */
  count: (address: string) => void;
}

/** How many are open at most, in all and from one address: a hospital's phones may share one. */
const most = { all: 20_000, address: 5000 };
/** A first message is an id and a token. */
const maxPayload = 16 * 1024;
/** Who takes up so little of what is sent is cut off: the page asks anew. */
const mostUnsent = 1024 * 1024;
const pingMs = 30_000;

/** Serves sockets. To be called after the hooks that stand before every route. */
export async function mountSockets(server: FastifyInstance, parts: SocketParts): Promise<void> {
  const paths = new Set(parts.routes.map(({ path }) => path));
  server.server.prependListener('upgrade', (request, socket) => {
    // Nobody else would end a socket that asks for another path.
    if (!paths.has(request.url?.replace(/\?.*$/s, '') ?? '')) socket.destroy();
  });
  await server.register(async (room) => {
    await room.register(websocket, { options: { maxPayload } });
    const open = new Map<WebSocket, { answered: boolean }>();
    const byAddress = new Map<string, number>();
    room.addHook('onRequest', async ({ headers, ip }) => {
      await checkOrigin(parts, headers.origin);
      parts.count(ip);
      const own = byAddress.get(ip) ?? 0;
      if (open.size < most.all && own < most.address) return;
      throw refuse('rate-limited', { seconds: pingMs / 1000 });
    });
    const timer = setInterval(() => pingAll(open), pingMs).unref();
    room.addHook('onClose', async () => clearInterval(timer));
    for (const route of parts.routes) {
      room.get(route.path, { websocket: true }, (socket, request) => {
        const { ip } = request;
        const known = { answered: true };
        open.set(socket, known);
        byAddress.set(ip, (byAddress.get(ip) ?? 0) + 1);
        socket.on('pong', () => {
          known.answered = true;
        });
        socket.on('close', () => {
          open.delete(socket);
          const left = (byAddress.get(ip) ?? 1) - 1;
          if (left === 0) byAddress.delete(ip);
          else byAddress.set(ip, left);
        });
        listen(route, { socket, request });
      });
    }
  });
}

/** Pages of our own origin, and of registered apps; what is no browser sends none. */
async function checkOrigin(parts: SocketParts, origin: string | undefined): Promise<void> {
  if (origin === undefined || origin === new URL(parts.publicAddress).origin) return;
  if ((await parts.allowsOrigin?.(origin)) !== true) throw refuse('forged-request');
}

function listen(
  route: SocketRoute,
  { socket, request }: { socket: WebSocket; request: FastifyRequest },
): void {
  const listener = route.open({
    id: request.id,
    address: request.ip,
    send: (text) => {
      if (socket.bufferedAmount > mostUnsent) socket.terminate();
      else socket.send(text);
    },
    close: (code) => socket.close(code),
  });
  socket.on('message', (data, isBinary) => {
    if (isBinary || !Buffer.isBuffer(data)) socket.close(1003);
    else listener.received(data.toString('utf8'));
  });
  socket.on('close', () => listener.closed());
  // What comes after is the close.
  socket.on('error', () => socket.terminate());
}

function pingAll(open: Map<WebSocket, { answered: boolean }>): void {
  for (const [socket, known] of open) {
    if (known.answered) {
      known.answered = false;
      socket.ping();
    } else {
      socket.terminate();
    }
  }
}
