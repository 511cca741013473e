/**
 * The HTTP server: the FHIR API, health, metrics and the web app.
 * https://fastify.dev/docs/latest/Reference/Server/
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import serveStatic from '@fastify/static';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { outcomeText, refusalOf } from '#fhir/handling/outcome.ts';
import { type RefusalCode, refuse } from '#fhir/refusals.ts';
import { dataHeaders } from './data-headers.ts';
import { type ApiContext, fhirBase, handleFhir } from './fhir-api.ts';
import { allowOrigin, hostChecker } from './guards.ts';
import { fhirJson } from './negotiate.ts';
import { pageOf } from './pages.ts';
import { type PlainParts, mountPlainRoutes } from './plain-routes.ts';
import { type SocketRoute, mountSockets } from './sockets.ts';

/** What the server is told of requests and of its own failures. */
export interface Observer {
  handled(event: {
    requestId: string;
    method: string;
    interaction: string;
    status: number;
    ms: number;
  }): void;
  failed(requestId: string, error: unknown): void;
  /** The text of /metrics. */
  metrics(): Promise<{ contentType: string; text: string }>;
}

/** What the server needs. */
export interface ServerParts {
  api: ApiContext;
  /** The routes beside the FHIR API. */
  plain?: Omit<PlainParts, 'publicAddress' | 'report'>;
  /** Paths where pages are told what changes. */
  sockets?: readonly SocketRoute[];
  /** Mounts what brings a server of its own along. */
  mount?: (server: FastifyInstance) => Promise<void>;
  /** As browsers see this server, without a slash at the end. */
  publicAddress: string;
  /** PEM. */
  tls?: { cert: string; key: string } | undefined;
  trustedProxies?: string[] | undefined;
  /** Whether a page of another origin may read answers. */
  allowsOrigin?: (origin: string) => Promise<boolean>;
  observer: Observer;
  /** Whether the database answers and is migrated. */
  ready: () => Promise<boolean>;
  bodyLimit: number;
  /** The folder of the built web app. */
  webFolder: string;
}

/** A server that is ready to listen. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: parts.bodyLimit,
    genReqId: () => randomUUID(),
    logger: false,
    routerOptions: { maxParamLength: 512 },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    trustProxy: parts.trustedProxies ?? false,
    ...(parts.tls === undefined ? {} : { https: parts.tls }),
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  // In these other encodings are common: they are kept byte for byte.
  const raw = ['text/csv', 'application/hl7-v2', 'x-application/hl7-v2+er7'];
  server.addContentTypeParser(raw, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.setErrorHandler((error, request, reply) => sendError(parts, { error, request, reply }));
  server.addHook('onRequest', hostChecker(parts.publicAddress));
  if (parts.publicAddress.startsWith('https:')) {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('strict-transport-security', 'max-age=31536000');
    });
  }
  await parts.mount?.(server);
  addFhir(server, parts);
  addOperations(server, parts);
  await mountSockets(server, {
    routes: parts.sockets ?? [],
    publicAddress: parts.publicAddress,
    allowsOrigin: parts.allowsOrigin,
    count: (address) => parts.api.limits?.address.take(address),
  });
  if (parts.plain !== undefined) addPlain(server, parts, parts.plain);
  // A room of its own: helmet makes its headers anew for each request, which data need not pay.
  await server.register((web) => addWeb(web, parts.webFolder));
  return server;
}

const pagePolicy = {
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      // The residents' app: its worker keeps the pages, its manifest lets a phone install it.
      workerSrc: ["'self'"],
      manifestSrc: ["'self'"],
      upgradeInsecureRequests: null,
    },
  },
} as const satisfies FastifyHelmetOptions;

function addPlain(
  server: FastifyInstance,
  { publicAddress, observer, api }: ServerParts,
  plain: NonNullable<ServerParts['plain']>,
): void {
  server.addHook('onRequest', async (request) => {
    if (/^\/(?:api|oauth|payment)\//.test(request.url)) api.limits?.address.take(request.ip);
  });
  mountPlainRoutes(server, {
    ...plain,
    publicAddress,
    report: (id, error) => observer.failed(id, error),
  });
}

function addFhir(server: FastifyInstance, parts: ServerParts): void {
  const { api, observer } = parts;
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const started = performance.now();
    reply.headers(dataHeaders);
    await allowOrigin(request, reply, parts.allowsOrigin);
    if (request.method === 'OPTIONS' && reply.hasHeader('access-control-allow-origin')) {
      return reply.code(204).send();
    }
    const handled = await handleFhir(request, reply, {
      ...api,
      report: (error) => observer.failed(request.id, error),
    });
    const ms = performance.now() - started;
    observer.handled({ requestId: request.id, method: request.method, ms, ...handled });
    return reply;
  };
  for (const url of [fhirBase, `${fhirBase}/*`]) {
    server.route({
      method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url,
      handler,
      exposeHeadRoute: false,
    });
  }
}

function addOperations(server: FastifyInstance, parts: ServerParts): void {
  server.get('/healthz', async () => ({ status: 'live' }));
  server.get('/readyz', async (_request, reply) => {
    const ready = await parts.ready();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
  server.get('/metrics', async (request, reply) => {
    // For this machine's own watchers.
    if (!/^(?:127\.|::1$|::ffff:127\.)/.test(request.ip)) throw refuse('unknown-route');
    const { contentType, text } = await parts.observer.metrics();
    return reply.header('content-type', contentType).send(text);
  });
}

/**
 * The web app, where it is built: its files, and its page for every address that a browser may
 * reload.
 */
async function addWeb(server: FastifyInstance, folder: string): Promise<void> {
  await server.register(helmet, pagePolicy);
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    await server.register(serveStatic, {
      root: folder,
      wildcard: false,
      maxAge: '1h',
      preCompressed: true,
    });
  }
  server.setNotFoundHandler(async (request, reply) => {
    const wantsPage = request.method === 'GET' && /text\/html/.test(request.headers.accept ?? '');
    if (built && wantsPage)
      return reply
        .header('cache-control', 'no-cache')
        .sendFile(pageOf(request.url), { cacheControl: false });
    return sendRefusal(reply, 'unknown-route');
  });
}

function sendRefusal(
  reply: FastifyReply,
  code: RefusalCode,
  details: Record<string, string | number> = {},
): FastifyReply {
  const refusal = refuse(code, details);
  return reply
    .code(refusal.status)
    .header('content-type', fhirJson)
    .send(outcomeText(refusal.issues, refusal.code));
}

function sendError(
  parts: ServerParts,
  failure: { error: unknown; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const { error, request, reply } = failure;
  const code = (error as { code?: string } | null)?.code;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return sendRefusal(reply, 'body-too-large', {
      limit: request.routeOptions.bodyLimit ?? parts.bodyLimit,
    });
  }
  const refused = refusalOf(error);
  if (refused !== undefined) {
    if (refused.status === 429) reply.header('retry-after', '60');
    return reply
      .code(refused.status)
      .header('content-type', fhirJson)
      .send(outcomeText(refused.issues, refused.code));
  }
  const status = (error as { statusCode?: number } | null)?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    return sendRefusal(reply, 'bad-request');
  }
  parts.observer.failed(request.id, error);
  return sendRefusal(reply, 'internal', { id: request.id });
}
