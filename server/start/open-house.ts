/**
 * Opens the house on a migrated database: keys, log, hub, sign-in, registry, and the table of all
 * routes.
 * https://hl7.org/fhir/R4/security.html
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { accountRoutes } from '../accounts/routes/account-routes.ts';
import { type AccountsForNotices, accountsForNotices } from '../accounts/for-notices.ts';
import { authenticateSession } from '../accounts/authenticate.ts';
import type { DemonstrationAccount } from '../accounts/demonstration.ts';
import { startChain } from '../audit/chain/start-chain.ts';
import { createJournal } from '../audit/journal.ts';
import type { Resource } from '#model/fhir.ts';
import { auditStatusRoute } from '../audit/status-route.ts';
import type { Settings } from '../config.ts';
import { loadDefinitions } from '../fhir/definitions/load.ts';
import type { Journal } from '../fhir/handling/audit-line.ts';
import { postgresDatabase } from '../fhir/store/postgres.ts';
import type { Sealer } from '../fhir/store/sealer.ts';
import { createSequence } from '../fhir/store/sequence.ts';
import type { Database } from '../fhir/store/sql.ts';
import { hl7Route } from '../exchange/hl7v2/route.ts';
import { fhirBase } from '../http/fhir-api.ts';
import { createLimiter } from '../http/limiter.ts';
import type { PlainEvent } from '../http/plain-event.ts';
import type { PlainParts } from '../http/plain-routes.ts';
import type { PlainRequest, PlainRoute } from '../http/plain-route.ts';
import type { ServerParts } from '../http/server.ts';
import { mountOAuth } from '../oauth/mount.ts';
import { tellError } from '../observe/log.ts';
import { registryRoutes } from '../registry/routes.ts';
import { type Hub, type HubParts, openHub } from './hub.ts';
import { houseModel } from '../identity/model/house-model.ts';
import type { Model } from '../identity/model/model.ts';
import { indexAnew } from './index-anew.ts';
import { openProviders, takingBy } from './payments/payment-providers.ts';
import { noticeChannels } from './notices/resident-notices.ts';
import {
  type DemonstrationHospital,
  startDemonstrationHospital,
} from './his/demonstration-hospital.ts';
import { tellHospitals } from './his/tell-hospitals.ts';
import { keepAppointments } from './keep-appointments.ts';
import { linkAnew } from './link-anew.ts';
import { type Keys, openKeys } from './keys.ts';
import { signResource } from '../signing/sign.ts';
import { auditRoutes, signingRoutes } from './operations.ts';
import { createSealer } from './sealer.ts';
import { type SignIn, openSignIn } from './sign-in.ts';
import { queueSocket } from './sockets/queue-socket.ts';
import { tellSubscribers } from './tell-subscribers.ts';
import { startTimers } from './timers.ts';

/** The house, open. */
export interface House {
  hub: Hub;
  keys: Keys;
  signIn: SignIn;
  /** The system of the hospital of a demonstration, which waits to be connected. */
  hospital: DemonstrationHospital | undefined;
  /** What the HTTP server serves. */
  served: Omit<ServerParts, 'observer' | 'ready' | 'webFolder'>;
  /** Ends the work in the background: everything is written, chained and sealed. */
  close: () => Promise<void>;
}

/** What the house is opened with. */
export interface HouseParts {
  pool: Parameters<typeof postgresDatabase>[0];
  settings: Settings;
  log: Logger;
  /** Where the progress of long work is shown. */
  stream: NodeJS.WriteStream;
  /** The accounts of the demonstration, for its inbox; filled once they are made. */
  demonstration: DemonstrationAccount[];
  /** Called with how many blocking keys of Patients were passed over. */
  passedOver?: (keys: number) => void;
  /** Counts what keeps releases of numbers fair. */
  keptFair?: (what: string) => void;
}

/** What the hub needs of rooms that are opened on it. */
interface Later {
  send?: (patient: Resource, text: string) => void;
  accounts?: AccountsForNotices;
}

const minuteMs = 60_000;

/** Opens the house. */
export async function openHouse(parts: HouseParts): Promise<House> {
  const { pool, settings, log } = parts;
  const report = (error: unknown) => log.error({ error: tellError(error) }, 'failure');
  const publicAddress = settings.publicAddress ?? `http://localhost:${settings.port}`;
  const keys = await openKeys(postgresDatabase(pool), settings);
  const sealer = createSealer(keys.keyring);
  const database = postgresDatabase(pool, sealer.open);
  const [high = 0, low = 0] = randomBytes(2);
  const nextSequence = createSequence(Date.now, (high << 8) | low);
  const journal = createJournal({ database, nextSequence, randomBytes });
  const later: Later = {};
  const notify = (patient: Resource, text: string) => later.send?.(patient, text);
  const model = houseModel(settings.patientRecords, settings.identityModel);
  const { providers, stop: stopProviders } = await openProviders(settings, publicAddress);
  const payment = takingBy(providers, { settings, publicAddress, report });
  const hospital = await openDemonstrationHospital(settings);
  const hisOrigins = settings.hisOrigins ?? hospital?.origins;
  const made = { keys, database, journal, sealer, publicAddress, notify, model, payment };
  const hub = openHubWith({ parts, later, report, hisOrigins, ...made });
  await indexAnew(hub.house, { pool, stream: parts.stream });
  await linkAnew(hub.house, { model, stream: parts.stream });
  const chain = chainOf(database, keys, parts);
  const audit = auditor(journal);
  const { keyring } = keys;
  const signIn = await openSignIn({ hub, keyring, settings, publicAddress, audit, report });
  later.accounts = accountsForNotices(signIn.accounts);
  later.send = (patient, text) => void sendMessage(signIn, patient, text).catch(report);
  const stopTimers = startTimers({ keyring, signIn, report });
  const stopRooms = [hub.notices?.start(), hub.payment?.start()];
  const stopAppointments = await keepAppointments(hub.scheduling, report);
  const { subscriptionOrigins: origins } = settings;
  const stopTelling =
    origins === undefined
      ? undefined
      : tellSubscribers({ house: hub.house, origins, base: publicAddress + fhirBase, report });
  const stopHospitals = startTelling(hub, { ...settings, hisOrigins }, report);
  return {
    hub,
    keys,
    signIn,
    hospital,
    served: servedBy(parts, { hub, signIn, publicAddress, audit, report }),
    async close() {
      stopTimers();
      await stopAppointments();
      for (const stop of stopRooms) await stop?.();
      await stopProviders();
      await stopTelling?.();
      await stopHospitals?.();
      await hospital?.stop();
      await signIn.accounts.touches.flush();
      await journal.settled();
      await chain.stop();
    },
  };
}

/** A demonstration has a hospital's system, where the operator names no other. */
async function openDemonstrationHospital({ demonstration, hisOrigins }: Settings) {
  if (!demonstration || hisOrigins !== undefined) return undefined;
  return startDemonstrationHospital(Date.now);
}

/** What the HTTP server serves of the open house. */
function servedBy(
  parts: HouseParts,
  given: Pick<House, 'hub' | 'signIn'> & {
    publicAddress: string;
    audit: PlainParts['audit'];
    report: (error: unknown) => void;
  },
): House['served'] {
  const { settings } = parts;
  const { hub, signIn, publicAddress, audit, report } = given;
  return {
    api: {
      store: hub.house,
      router: hub.router,
      bind: hub.control.bind,
      authenticate: signIn.oauth.authenticate,
      limits: limitsOf(settings),
    },
    plain: {
      routes: plainRoutes(parts, hub, signIn),
      authenticate: authenticationOf(signIn),
      audit,
    },
    sockets: [
      queueSocket({
        queue: hub.scheduling.queue,
        router: hub.router,
        house: hub.house,
        bind: hub.control.bind,
        authenticate: signIn.oauth.authenticate,
        report,
      }),
    ],
    mount: (server) => mountOAuth(server, signIn.oauth),
    publicAddress,
    tls: tlsOf(settings),
    trustedProxies: settings.trustedProxies,
    allowsOrigin: signIn.oauth.allowsOrigin,
    bodyLimit: settings.bodyLimit,
  };
}

/** Tells hospitals' own systems, where the operator allows an address. */
function startTelling(
  hub: Hub,
  { hisOrigins: origins, timeZone }: Pick<Settings, 'hisOrigins' | 'timeZone'>,
  report: (error: unknown) => void,
) {
  return origins === undefined ? undefined : tellHospitals(hub, { origins, timeZone, report });
}

/** Where a token is asked for no session counts, and the other way round. */
function authenticationOf({ accounts, oauth }: SignIn): PlainParts['authenticate'] {
  return async ({ cookies, headers: { authorization }, address }, credential) => {
    if (credential === undefined) return authenticateSession(accounts, cookies, address);
    return authorization === undefined ? undefined : oauth.authenticate(authorization, address);
  };
}

/** The chain of the audit log, and its seals. */
function chainOf(database: Database, { logSigner }: Keys, { settings, log }: HouseParts) {
  return startChain({
    database,
    every: settings.auditSealSeconds,
    signer: logSigner,
    now: Date.now,
    days: settings.auditDays,
    // A head in the log of the server proves the end of the chain.
    sealed: ({ n, hash }) => log.info({ n, hash }, 'audit log sealed'),
    failed: (error) => log.error({ error: tellError(error) }, 'failure'),
  });
}

/** Sends a resident a message to the first phone on record. */
async function sendMessage({ accounts }: SignIn, patient: Resource, text: string): Promise<void> {
  const telecom = (patient['telecom'] ?? []) as { system?: string; value?: string }[];
  const phone = telecom.find(({ system, value }) => system === 'phone' && value !== undefined);
  if (phone?.value !== undefined) await accounts.sms.send(phone.value, text);
}

/** The hub with the routes of the log and of signatures. */
function openHubWith(given: {
  parts: HouseParts;
  report: (error: unknown) => void;
  keys: Keys;
  database: Database;
  journal: Journal;
  sealer: Sealer;
  publicAddress: string;
  notify: (patient: Resource, text: string) => void;
  model: Model;
  payment: NonNullable<HubParts['payment']>;
  hisOrigins: ReadonlySet<string> | undefined;
  later: Later;
}): Hub {
  const { keys, database, journal, sealer, publicAddress, hisOrigins } = given;
  const { timeZone, breakGlassHours, stepUpMinutes, subscriptionOrigins } = given.parts.settings;
  return openHub({
    subscriptionOrigins,
    hisOrigins,
    database,
    definitions: loadDefinitions(),
    timeZone,
    baseUrls: [publicAddress + fhirBase],
    now: Date.now,
    randomBytes,
    journal,
    sealer,
    model: given.model,
    payment: given.payment,
    notices: noticeChannels({
      settings: given.parts.settings,
      keyring: keys.keyring,
      publicAddress,
      // Nothing is served, and no job runs, before they are there.
      accounts: () => given.later.accounts!,
      report: given.report,
    }),
    report: given.report,
    fairness: fairnessOf(given.parts),
    ...(given.parts.passedOver === undefined ? {} : { passedOver: given.parts.passedOver }),
    breakGlass: { hours: breakGlassHours, notify: given.notify },
    sign: (signing) => signResource({ ...signing, signer: keys.signer, patient: undefined }),
    operations: [
      ...auditRoutes(database, Date.now),
      ...signingRoutes({ signer: keys.signer, keys: keys.signingKeys, stepUpMinutes }),
    ],
  });
}

function fairnessOf({ settings, keptFair }: HouseParts): HubParts['fairness'] {
  const { hotRelease, releaseWindow, bookingsPerAddress } = settings;
  return {
    waiting: { hot: hotRelease, windowMs: releaseWindow * 1000, settleMs: 1000 },
    perAddress: bookingsPerAddress,
    holdMs: 3000,
    counted: keptFair,
  };
}

/** Writes the events of routes beside FHIR. */
function auditor(journal: Journal): (event: PlainEvent) => Promise<void> {
  return ({ event, action, outcome, caller, address, refusal, entities, request }) =>
    journal.record({
      at: Date.now(),
      event,
      action,
      outcome,
      caller,
      address: caller === undefined ? address : undefined,
      why: undefined,
      entities: entities ?? [],
      patients: [],
      query: undefined,
      refusal,
      request: request ?? '',
    });
}

function limitsOf({ requestsPerMinute }: Settings) {
  const limiter = (limit: number) => createLimiter({ now: Date.now, limit, windowMs: minuteMs });
  return { person: limiter(requestsPerMinute), address: limiter(10 * requestsPerMinute) };
}

function tlsOf({ tlsCertificate, tlsKey }: Settings) {
  if (tlsCertificate === undefined || tlsKey === undefined) return undefined;
  return { cert: readFileSync(tlsCertificate, 'utf8'), key: readFileSync(tlsKey, 'utf8') };
}

/** Every route beside the FHIR API. */
function plainRoutes(
  { settings, demonstration }: HouseParts,
  { house, control, router, payment, notices }: Hub,
  { accounts, simulator, routes }: SignIn,
): PlainRoute[] {
  const inbox =
    settings.demonstration && simulator !== undefined
      ? { simulator, accounts: demonstration }
      : undefined;
  // A token may what its scopes say.
  const answerAs = ({ caller, address, id }: PlainRequest) => {
    const store = control.bind(house, { caller, address, request: id });
    return (request: Parameters<typeof router.answer>[0]) => router.answer(request, store);
  };
  const sendAs = ({ caller, address, id }: PlainRequest) => {
    // The session of an administrator's page may what the role may.
    const whole = caller === undefined ? undefined : { ...caller, scopes: ['user/*.cruds'] };
    const store = control.bind(house, { caller: whole, address, request: id });
    return (request: Parameters<typeof router.answer>[0]) => router.answer(request, store);
  };
  const { timeZone, credentialDays, stepUpMinutes } = settings;
  return [
    ...accountRoutes({ accounts, inbox }),
    ...routes,
    ...(payment?.routes ?? []),
    ...(notices?.plainRoutes ?? []),
    hl7Route({ answerAs, now: Date.now, randomBytes, timeZone: settings.timeZone }),
    auditStatusRoute(house.database),
    ...registryRoutes({ sendAs, now: Date.now, timeZone, credentialDays, stepUpMinutes }),
  ];
}
