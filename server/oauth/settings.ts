/**
 * How oidc-provider is set: the code flow with PKCE and client credentials, nothing else.
 * https://github.com/panva/node-oidc-provider/blob/main/docs/README.md
 */
import type {
  Client,
  Configuration,
  KoaContextWithOIDC,
  Provider,
  interactionPolicy as policies,
} from 'oidc-provider';
import { createAdapterFactory } from './tokens/adapter.ts';
import { checkAssertion } from './assertion.ts';
import { errors, interactionPolicy } from './provider-library.ts';
import { metadataOf, ownOf, ownProperties } from './clients/metadata.ts';
import { narrowScopes, needPatient, personScopes, splitScopes } from './clients/narrow.ts';
import { findClient } from './clients/registry.ts';
import { cookiesOf } from './cookies.ts';
import { askedScopes, findContext, grantSeconds, makeGrant } from './tokens/grants.ts';
import type { Keys } from './tokens/keys.ts';
import { errorPage, signOutPage, signedOutPage } from './pages.ts';
import type { Account, OAuthParts } from './parts.ts';
import { clientAlgorithms, clientMethods } from './smart-configuration.ts';
import type { State } from './tokens/state.ts';

/** What the settings are made from. */
export interface SettingParts {
  parts: OAuthParts;
  state: State;
  keys: Keys;
  /** The provider that these settings make. */
  provider: () => Provider;
}

type Context = KoaContextWithOIDC;

const daySeconds = 24 * 3600;

/** Lives in seconds. Access tokens are as short as SMART Backend Services wants them. */
const seconds = { staff: 600, resident: 900, system: 300, code: 60, idToken: 900 };

/** How long an assertion's clock may be off, in seconds. */
export const clockTolerance = 10;

/** The configuration of the provider. */
export function settingsOf(given: SettingParts): Configuration {
  const { parts, state, keys } = given;
  const { database, secrets } = parts;
  const find = async (id: string) => {
    const client = await findClient(database, id);
    return client && metadataOf(client, secrets);
  };
  return {
    adapter: createAdapterFactory(state, find),
    jwks: { keys: keys.signing },
    cookies: {
      keys: keys.cookies,
      names: {
        session: 'yishu_oauth',
        interaction: 'yishu_oauth_interaction',
        resume: 'yishu_oauth_resume',
      },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    responseTypes: ['code'],
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    clientAuthMethods: [...clientMethods],
    enabledJWA: {
      clientAuthSigningAlgValues: [...clientAlgorithms],
      idTokenSigningAlgValues: ['ES256'],
    },
    clockTolerance,
    extraClientMetadata: { properties: [...ownProperties] },
    features: featuresOf(given),
    ...tokenSettings(given),
    ...personSettings(given),
    assertJwtClientAuthClaimsAndHeader: (...[, claims, header, client]) =>
      checkAssertion({ claims, header, client, now: parts.now() }),
    clientBasedCORS: (_ctx, origin, client) => ownOf(client).origins.includes(origin),
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(out);
    },
    fetch: (url, options) => parts.fetchOutside(url as string, options as object),
    fetchResponseBodyLimits: { jwks_uri: 65_536 },
  } as Configuration;
}

function featuresOf({ parts }: SettingParts): Configuration['features'] {
  const { fhirBase } = parts.addresses;
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    userinfo: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    backchannelLogout: { enabled: true },
    clientCredentials: { enabled: true },
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => mayKnow(client, token),
    },
    revocation: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => fhirBase,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, indicator, client) => {
        if (indicator !== fhirBase) throw new errors.InvalidTarget();
        return {
          scope: narrowRequest(ctx, client),
          audience: fhirBase,
          accessTokenFormat: 'opaque',
        };
      },
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = signOutPage(form);
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = signedOutPage();
      },
    },
  };
}

/** Who may ask about a token: a client that proves itself about its own, the platform about all. */
function mayKnow(client: Client, token: { clientId?: string | undefined }): boolean {
  if (client.tokenEndpointAuthMethod === 'none') return false;
  return token.clientId === client.clientId || ownOf(client).role === 'platform';
}

/**
 * Narrows the scopes of a request to those of the client's registration, where the provider will
 * look for them; returns them.
 */
function narrowRequest(ctx: Context, client: Client): string {
  const { params, route, entities } = ctx.oidc;
  const allowed = ownOf(client).scopes;
  if (route === 'token' && params?.['grant_type'] !== 'client_credentials') {
    // What was granted and is still allowed: a registration may have been cut since.
    const source = entities.AuthorizationCode ?? entities.RefreshToken;
    const asked = splitScopes(source?.scope);
    return narrowScopes(asked, allowed, 'person')
      .filter((scope) => asked.includes(scope))
      .join(' ');
  }
  const by = route === 'token' ? 'system' : 'person';
  // The provider drops offline_access where no prompt asks for consent; SMART apps send no prompt,
  // and are asked for consent always.
  const text = route === 'authorization' ? ctx.query['scope'] : params?.['scope'];
  const narrowed = narrowScopes(splitScopes(typeof text === 'string' ? text : ''), allowed, by);
  if (narrowed.length === 0) throw new errors.InvalidScope('none of the scopes is allowed', '');
  const scope = narrowed.join(' ');
  Object.assign(params ?? {}, { scope });
  return scope;
}

function tokenSettings({ parts, state }: SettingParts): Partial<Configuration> {
  return {
    scopes: [...personScopes],
    claims: {
      acr: null,
      sid: null,
      auth_time: null,
      iss: null,
      openid: ['sub'],
      profile: ['name'],
      fhirUser: ['fhirUser'],
    },
    conformIdTokenClaims: false,
    rotateRefreshToken: true,
    // Whoever gives one token of a grant back gives the whole of it back.
    revokeGrantPolicy: () => true,
    // What ends with a sign-in is found by its context (grants.ts), not by the browser's session:
    // one browser may hold several grants of one app, each for another Patient.
    expiresWithSession: async () => false,
    issueRefreshToken: async (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') &&
      (source.scopes.has('offline_access') || source.scopes.has('online_access')),
    ttl: {
      AccessToken: (ctx) => {
        const kind = (ctx.oidc.account as { kind?: Account['kind'] } | undefined)?.kind;
        return kind === 'resident' ? seconds.resident : seconds.staff;
      },
      ClientCredentials: () => seconds.system,
      AuthorizationCode: () => seconds.code,
      IdToken: () => seconds.idToken,
      RefreshToken: (_ctx, token) =>
        token.scopes.has('offline_access') ? 30 * daySeconds : grantSeconds.online,
      Grant: () => grantSeconds.online,
      Interaction: () => 1800,
      Session: () => daySeconds,
    },
    extraTokenClaims: async (_ctx, token) => {
      const grantId = 'grantId' in token ? token.grantId : undefined;
      const context = grantId === undefined ? undefined : await findContext(state, grantId);
      if (context === undefined) return undefined;
      const { patient, fhirUser } = context;
      return { fhirUser, ...(patient === undefined ? {} : { patient }) };
    },
    findAccount: async (_ctx, id, token) => {
      const account = await parts.accounts.find(id);
      if (account === undefined) return undefined;
      if (token?.grantId !== undefined) {
        const context = await findContext(state, token.grantId);
        if (context === undefined) return undefined;
        const { session } = context;
        if (session !== undefined && !(await parts.accounts.sessionAlive(session)))
          return undefined;
      }
      const { kind, name, who } = account;
      const fhirUser = `${parts.addresses.fhirBase}/${who}`;
      return { accountId: id, kind, claims: () => ({ sub: id, name, fhirUser }) };
    },
  };
}

function personSettings(given: SettingParts): Partial<Configuration> {
  const { parts, state, provider } = given;
  const { accounts, addresses } = parts;
  const signedInOf = (ctx: Context) => accounts.readSession(cookiesOf(ctx.req));
  return {
    extraParams: {
      aud: (_ctx: Context, value: string | undefined, client: Client) => {
        if (value === undefined && ownOf(client).kind === 'first-party') return;
        if (value?.replace(/\/$/, '') === addresses.fhirBase) return;
        throw new errors.InvalidRequest('aud must be the FHIR base of this server');
      },
      launch: null,
    },
    interactions: {
      url: (_ctx, interaction) => `/oauth/interaction/${interaction.uid}`,
      policy: policyOf(signedInOf),
    },
    loadExistingGrant: async (ctx) => {
      const { result, prompts, client, session, params } = ctx.oidc;
      const consented = result?.consent?.grantId;
      if (consented !== undefined) return provider().Grant.find(consented);
      const again = prompts.has('login') && result?.login === undefined;
      if (client === undefined || ownOf(client).kind !== 'first-party' || again) return undefined;
      // Apps of the house are granted what they are registered for.
      const signedIn = await signedInOf(ctx);
      if (signedIn === undefined || signedIn.account.id !== session?.accountId) return undefined;
      const asked = askedScopes(params ?? {});
      const own = signedIn.account.who.startsWith('Patient/') && needPatient(asked);
      const id = await makeGrant(
        { provider: provider(), state, addresses },
        {
          signedIn,
          client: client.clientId,
          asked,
          granted: asked,
          patient: own ? signedIn.account.who.slice('Patient/'.length) : undefined,
        },
      );
      return provider().Grant.find(id);
    },
  };
}

/** Who is signed in to the house is looked up each time: the provider's session only follows. */
function policyOf(
  signedInOf: (ctx: Context) => Promise<{ account: { id: string } } | undefined>,
): policies.Prompt[] {
  const policy = interactionPolicy.base();
  const check = new interactionPolicy.Check(
    'signed_out',
    'End-User authentication is required',
    'login_required',
    async (ctx) => (await signedInOf(ctx))?.account.id !== ctx.oidc.session?.accountId,
  );
  policy.get('login')?.checks.add(check);
  return policy;
}
