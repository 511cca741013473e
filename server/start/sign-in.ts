/**
 * Opens the rooms by which people and systems come in: accounts, OAuth, and an outside identity
 * provider where one is set.
 * https://openid.net/specs/openid-connect-core-1_0.html
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ownPatients } from '../access/own-patients.ts';
import { type Accounts, openAccounts } from '../accounts/accounts.ts';
import { accountsForOAuth } from '../accounts/for-oauth.ts';
import { createHttpsSms, createSmsSimulator } from '../accounts/factors/sms.ts';
import type { Settings } from '../config.ts';
import type { Keyring } from '../crypto/keyring.ts';
import type { Caller } from '../fhir/handling/caller.ts';
import { placeOf } from '../fhir/handling/prepare.ts';
import { readMany } from '../fhir/store/read.ts';
import { fhirBase } from '../http/fhir-api.ts';
import type { PlainEvent } from '../http/plain-event.ts';
import type { PlainRoute } from '../http/plain-route.ts';
import { type OAuth, oauthRoutes, openOAuth } from '../oauth/open-oauth.ts';
import { createOutsideProvider } from '../oauth/outside/outside-provider.ts';
import { outsideCallback, outsideRoutes } from '../oauth/outside/outside-routes.ts';
import { createFetchOutside, outward } from '../oauth/outward.ts';
import { addressesOf } from '../oauth/parts.ts';
import { StartFailure } from '../start-failure.ts';
import type { Hub } from './hub.ts';

/** Everything that signing in is made of. */
export interface SignIn {
  accounts: Accounts;
  oauth: OAuth;
  /** The messages that were not really sent; undefined where a carrier is set. */
  simulator: ReturnType<typeof createSmsSimulator> | undefined;
  routes: PlainRoute[];
}

/** What signing in needs of the rest of the house. */
export interface SignInParts {
  hub: Hub;
  keyring: Keyring;
  settings: Settings;
  publicAddress: string;
  audit: (event: PlainEvent) => Promise<void>;
  report: (error: unknown) => void;
}

/** Opens the rooms. */
export async function openSignIn(parts: SignInParts): Promise<SignIn> {
  const { hub, keyring, settings, publicAddress, audit, report } = parts;
  const { database } = hub.house;
  const simulator =
    settings.smsUrl === undefined ? createSmsSimulator({ now: Date.now, keep: 50 }) : undefined;
  const told: { oauth?: OAuth } = {};
  const accounts = openAccounts({
    database,
    secrets: keyring,
    now: Date.now,
    randomBytes,
    audit,
    publicAddress,
    passwordDays: settings.passwordDays,
    idleMinutes: { staff: settings.idleStaffMinutes, resident: settings.idleResidentMinutes },
    sms: simulator ?? createHttpsSms({ url: settings.smsUrl!, token: settings.smsToken, fetch }),
    report,
    sessionRenewed: (id) => told.oauth?.forget({ session: id }),
    sessionsEnded: async (ids) => {
      for (const id of ids) await told.oauth?.endSession(id);
    },
  });
  const oauth = await openOAuth({
    database,
    secrets: keyring,
    accounts: accountsForOAuth(accounts),
    addresses: addressesOf(publicAddress, fhirBase),
    now: Date.now,
    randomBytes,
    mayOpen: (caller, patientId) => mayOpen(hub, caller, patientId),
    recordsOf: (account) => recordsOf(hub, account),
    report,
    fetchOutside: createFetchOutside(outward),
  });
  told.oauth = oauth;
  const routes = [...oauthRoutes(oauth), ...outsideProviderRoutes(oauth, settings, publicAddress)];
  return { accounts, oauth, simulator, routes };
}

/** Whether a caller may see a Patient. */
async function mayOpen({ house, control }: Hub, caller: Caller, id: string): Promise<boolean> {
  const asked = { caller, address: caller.address, request: '' };
  const row = await control.bind(house, asked).read(placeOf(house, 'Patient', id));
  return row !== undefined;
}

/** Whose records a resident may share, the own one first. */
async function recordsOf(
  { house }: Hub,
  { who }: Pick<Caller, 'who'>,
): Promise<{ id: string; name: string }[]> {
  const own = await ownPatients(house.sql, { who }, house.now());
  const rows = await readMany(house.sql, own);
  return own.flatMap(({ key }) => {
    const row = rows.get(key);
    if (row === undefined) return [];
    const { name } = JSON.parse(row.body) as { name?: { text?: string }[] };
    return [{ id: row.id, name: name?.[0]?.text ?? '' }];
  });
}

function outsideProviderRoutes(
  oauth: OAuth,
  settings: Settings,
  publicAddress: string,
): PlainRoute[] {
  const { outsideIssuer: issuer, outsideClient: client, outsideSecretFile } = settings;
  if (issuer === undefined) return [];
  if (client === undefined || outsideSecretFile === undefined) {
    throw new StartFailure(
      'YISHU_OIDC_ISSUER needs YISHU_OIDC_CLIENT and YISHU_OIDC_SECRET_FILE beside it',
    );
  }
  const outside = createOutsideProvider({
    issuer,
    client,
    secret: readFileSync(outsideSecretFile, 'utf8').trim(),
    callback: publicAddress + outsideCallback,
    randomBytes,
    now: Date.now,
    fetch,
  });
  return outsideRoutes({ ...oauth, outside });
}
