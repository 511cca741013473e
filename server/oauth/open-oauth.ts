/**
 * The authorization server: its provider, its state, its keys, and who a token stands for.
 * https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1
 */
import type { EventEmitter } from 'node:events';
import type { Provider as OidcProvider } from 'oidc-provider';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { type Authenticator, createAuthenticator } from './tokens/authenticate.ts';
import { clientRoutes } from './clients/client-routes.ts';
import { originsOf } from './clients/metadata.ts';
import { disableClient, listClients } from './clients/registry.ts';
import { consentRoutes } from './consent.ts';
import { cookiesOf } from './cookies.ts';
import { type Keys, loadKeys, renewKeys } from './tokens/keys.ts';
import { launchRoutes } from './launch.ts';
import type { OAuthParts } from './parts.ts';
import { Provider } from './provider-library.ts';
import { settingsOf } from './settings.ts';
import { type EndedGrant, type Gone, type State, openState } from './tokens/state.ts';

/** The room, running. */
export interface OAuth extends Authenticator {
  parts: OAuthParts;
  state: State;
  /** The provider of this moment: it is made anew when the keys change. */
  provider: () => OidcProvider;
  /** Whether a page of this origin may call the API: the registered apps' pages. */
  allowsOrigin: (origin: string) => Promise<boolean>;
  /** Ends every grant of a sign-in that is over, and tells the apps that want to know. */
  endSession: (sessionId: string) => Promise<void>;
  /** Ends every grant of an account that was disabled. */
  endAccount: (accountId: string) => Promise<void>;
  /** Shuts a client out and ends every grant of it; whether there was one. */
  endClient: (clientId: string) => Promise<boolean>;
  /** What an hourly job does: sweeps what is over, renews keys that are old. */
  tidy(): Promise<void>;
  /** Replaces every key at once, as after a leak. */
  replaceKeys(): Promise<void>;
}

/** Opens the room on its tables; makes the keys where there are none. */
export async function openOAuth(parts: OAuthParts): Promise<OAuth> {
  const authenticator = createAuthenticator(parts);
  const gone = (what: Gone) => authenticator.forget(what);
  const state = openState({ ...parts, gone });
  let keys = await loadKeys(parts);
  let provider = createProvider({ parts, state, keys });
  const reload = async () => {
    const loaded = await loadKeys(parts);
    if (loaded.mark === keys.mark) return;
    keys = loaded;
    provider = createProvider({ parts, state, keys });
  };
  return {
    ...authenticator,
    parts,
    state,
    provider: () => provider,
    allowsOrigin: originChecker(parts),
    ...endings({ parts, state, provider: () => provider }),
    async tidy() {
      await state.sweep();
      await reload();
    },
    async replaceKeys() {
      await renewKeys(parts, { olderThan: Infinity });
      await reload();
    },
  };
}

/** The rows of the table of routes that are of this room. */
export function oauthRoutes(oauth: OAuth): PlainRoute[] {
  return [...consentRoutes(oauth), ...launchRoutes(oauth), ...clientRoutes(oauth)];
}

function endings(given: {
  parts: OAuthParts;
  state: State;
  provider: () => OidcProvider;
}): Pick<OAuth, 'endSession' | 'endAccount' | 'endClient'> {
  const { parts, state, provider } = given;
  return {
    async endSession(sessionId) {
      await tellApps(provider(), await state.removeOf('session', sessionId));
    },
    async endAccount(accountId) {
      await tellApps(provider(), await state.removeOf('account', accountId));
    },
    async endClient(clientId) {
      const ended = await disableClient(parts.database, clientId);
      await state.removeOf('client', clientId);
      return ended;
    },
  };
}

/** Back-channel logout; an app that does not answer keeps nobody signed in here. */
async function tellApps(provider: OidcProvider, ended: readonly EndedGrant[]): Promise<void> {
  await Promise.allSettled(
    ended.map(async ({ client: id, account, sid }) => {
      const client = await provider.Client.find(id);
      if (client?.backchannelLogoutUri === undefined || account === undefined) return;
      await tellApp(client, account, sid);
    }),
  );
}

/** The method is there, but not in the types. */
async function tellApp(client: object, account: string, sid: string | undefined): Promise<void> {
  const { backchannelLogout } = client as {
    backchannelLogout: (account: string, sid: string | undefined) => Promise<void>;
  };
  await backchannelLogout.call(client, account, sid);
}

function createProvider(given: { parts: OAuthParts; state: State; keys: Keys }): OidcProvider {
  const { parts, state } = given;
  const provider: OidcProvider = new Provider(
    parts.addresses.issuer,
    settingsOf({ ...given, provider: () => provider }),
  );
  // Behind a proxy the address is not what the connection says: mount.ts sets the headers that the
  // provider then believes, whatever came.
  provider.proxy = true;
  provider.on('server_error', (_ctx, error) => parts.report(error));
  (provider as EventEmitter).on('error', (error) => parts.report(error));
  provider.use(async (ctx, next) => {
    await next();
    if (ctx['oidc']?.route === 'token' && ctx.status === 200) addLaunchContext(ctx);
    const signedOut = ctx['oidc']?.route === 'end_session_confirm' && ctx.status === 303;
    if (signedOut && ctx['oidc'].params?.logout) await endSignIn(given, ctx);
  });
  provider.on('grant.revoked', (_ctx, grantId) => {
    state.removeGrant(grantId).catch((error: unknown) => parts.report(error));
  });
  return provider;
}

type AnyContext = Parameters<Parameters<OidcProvider['use']>[0]>[0];

/**
 * The Patient of the launch, beside the token.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
function addLaunchContext(ctx: AnyContext): void {
  const { extra } = (ctx['oidc'].entities.AccessToken ?? {}) as { extra?: { patient?: string } };
  if (extra?.patient === undefined) return;
  Object.assign(ctx.body as object, { patient: extra.patient, need_patient_banner: true });
}

/** Who signs out at an app is signed out of the house. */
async function endSignIn(
  { parts, state }: { parts: OAuthParts; state: State },
  ctx: AnyContext,
): Promise<void> {
  const signedIn = await parts.accounts.readSession(cookiesOf(ctx.req));
  // Where another person signed in meanwhile, only the provider's old session ends.
  if (signedIn === undefined || signedIn.account.id !== ctx['oidc'].session?.accountId) return;
  await parts.accounts.endSession(signedIn.session.id);
  await state.removeOf('session', signedIn.session.id);
}

/** The origins of the registered apps, read again every half minute. */
function originChecker({ database, addresses, now }: OAuthParts): OAuth['allowsOrigin'] {
  let origins: Promise<Set<string>> | undefined;
  let until = 0;
  const read = async () => {
    const clients = await listClients(database);
    const active = clients.filter(({ status }) => status === 'active');
    return new Set([new URL(addresses.publicAddress).origin, ...active.flatMap(originsOf)]);
  };
  return async (origin) => {
    if (origins === undefined || now() >= until) {
      until = now() + 30_000;
      origins = read().catch((error: unknown) => {
        origins = undefined;
        throw error;
      });
    }
    return (await origins).has(origin);
  };
}
