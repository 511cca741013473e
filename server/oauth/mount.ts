/**
 * The authorization server over HTTP: oidc-provider under `/oauth`, the interaction in between, and
 * the well-known documents where clients look.
 * https://datatracker.ietf.org/doc/html/rfc8414#section-3.1
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { cookiesOf } from './cookies.ts';
import type { OAuth } from './open-oauth.ts';
import { errors } from './provider-library.ts';
import { errorPage } from './pages.ts';
import { smartConfiguration } from './smart-configuration.ts';

/** Where the provider is; the path of the issuer. */
const root = '/oauth';

/** Headers of its pages and answers. Forms may lead to apps, as after signing out. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; " +
    "frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Bytes of a form; a request with many scopes has some thousand. */
const formLimit = 32_768;

/** Puts the authorization server on a server, in a room of its own. */
export async function mountOAuth(server: FastifyInstance, oauth: OAuth): Promise<void> {
  await server.register(async (room) => {
    // The provider reads the bodies itself, from the connection.
    room.removeAllContentTypeParsers();
    room.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const { fhirBase } = oauth.parts.addresses;
    room.get(`${root}/interaction/:uid`, (request, reply) => interact(oauth, request, reply));
    room.post(`${root}/auth`, postedRequest);
    room.all(`${root}/*`, (request, reply) => provide(oauth, request, reply));
    for (const name of ['oauth-authorization-server', 'openid-configuration']) {
      room.get(`/.well-known/${name}${root}`, (request, reply) => {
        request.raw.url = `${root}/.well-known/${name}`;
        return provide(oauth, request, reply);
      });
    }
    const smart = smartConfiguration(oauth.parts.addresses);
    room.get(`${new URL(fhirBase).pathname}/.well-known/smart-configuration`, (_request, reply) =>
      // Anybody may know where to sign in, from whatever page.
      reply.header('access-control-allow-origin', '*').send(smart),
    );
  });
}

/** Hands a request to the provider. */
async function provide(oauth: OAuth, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { raw } = request;
  const { origin } = raw.headers;
  const registered = origin !== undefined && (await oauth.allowsOrigin(origin));
  // The provider opens nothing to pages of other origins where it finds such a header set already.
  if (!registered) reply.raw.setHeader('access-control-max-age', '0');
  pinAddress(raw, oauth.parts.addresses.issuer);
  const url = raw.url ?? '';
  Object.assign(raw, { originalUrl: url, url: url.slice(root.length) });
  for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value);
  reply.hijack();
  await oauth.provider().callback()(raw, reply.raw);
}

/**
 * Makes a request one to the public address, as the issuer has it: what Host or a proxy's headers
 * say goes into no address that the provider writes.
 */
function pinAddress(raw: IncomingMessage, issuer: string): void {
  const { host, protocol } = new URL(issuer);
  raw.headers.host = host;
  raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  delete raw.headers['x-forwarded-host'];
}

/**
 * A request for authorization that was posted (SMART: authorize-post) comes again as a GET: a form
 * of another site's page brings no cookies, its redirection does.
 */
async function postedRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.raw as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > formLimit) return reply.code(413).headers(headers).send('');
    chunks.push(chunk);
  }
  const parameters = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  return reply.headers(headers).redirect(`${root}/auth?${parameters}`, 303);
}

/** Between the app's request and its answer: sign in, then decide. */
async function interact(oauth: OAuth, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers(headers);
  try {
    return reply.redirect(await nextStep(oauth, request, reply), 303);
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    const page = errorPage({ error: 'invalid_request', error_description: 'the request is over' });
    return reply.code(400).type('text/html; charset=utf-8').send(page);
  }
}

/** Where a browser goes that has an open request. */
async function nextStep(
  oauth: OAuth,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  const { parts, provider } = oauth;
  pinAddress(request.raw, parts.addresses.issuer);
  const interaction = await provider().interactionDetails(request.raw, reply.raw);
  const { uid, prompt, session } = interaction;
  const signedIn = await parts.accounts.readSession(cookiesOf(request.raw));
  if (signedIn === undefined) return `/sign-in?uid=${uid}`;
  if (prompt.name !== 'login') {
    const own = signedIn.account.id === session?.accountId;
    return own ? `/sign-in/consent?uid=${uid}` : `/sign-in?uid=${uid}`;
  }
  const wantsAgain = prompt.reasons.some((why) => why === 'login_prompt' || why === 'max_age');
  const { asked } = (interaction.result ?? {}) as { asked?: string };
  const shownAgain =
    signedIn.session.strongAt >= interaction.iat * 1000 ||
    (asked !== undefined && asked !== signedIn.session.id);
  if (wantsAgain && !shownAgain) {
    // The app wants to see the person again: the session that there is does not count.
    interaction.result = { asked: signedIn.session.id };
    await interaction.persist();
    return `/sign-in?uid=${uid}&again=1`;
  }
  const login = { accountId: signedIn.account.id };
  return provider().interactionResult(
    request.raw,
    reply.raw,
    { login },
    { mergeWithLastSubmission: false },
  );
}
