/**
 * A house whose residents are told: real accounts, a simulated push service, a simulated gateway of
 * text messages, a clock that a story turns.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Bundle, Communication, RelatedPerson } from '@medplum/fhirtypes';
import { proxyUrl } from '#model/proxy.ts';
import type { Resource } from '#model/fhir.ts';
import { type Accounts, openAccounts } from '#server/accounts/accounts.ts';
import { createAccount } from '#server/accounts/administer.ts';
import { accountsForNotices } from '#server/accounts/for-notices.ts';
import { type SimulatedSms, createSmsSimulator } from '#server/accounts/factors/sms.ts';
import type { NoticeChannels } from '#server/start/notices/resident-notices.ts';
import { testSecrets } from '#test/accounts/house.ts';
import { callerOf } from '#test/callers.ts';
import { type Answer, type Send, fhirClient, sendAs } from '#test/fhir-client.ts';
import { type TestServer, startTestServer } from '#test/server.ts';
import { type PushSimulator, type SimulatedBrowser, startPushSimulator } from './push-simulator.ts';

/** The stage of a story. */
export interface Stage {
  server: TestServer;
  pushes: PushSimulator;
  channels: NoticeChannels;
  as: (name: string) => Send;
  /** Asks a route beside the API as somebody. */
  plain: (name: string, route: [method: string, path: string], body?: unknown) => Promise<Response>;
  /** Writes something as the platform. */
  put: (resource: object) => Promise<Answer>;
  /** A resident with a Patient and, unless said otherwise, an account; callers by the id. */
  resident: (id: string, given?: { account?: boolean }) => Promise<string>;
  /** Somebody acts for somebody, by a RelatedPerson with the id `ACTOR-for-PATIENT`. */
  acts: (actor: string, patient: string, scope: 'all' | 'view' | 'book') => Promise<void>;
  /** A browser of a resident that is told. */
  browser: (name: string) => Promise<SimulatedBrowser>;
  /** The notices in a record, as somebody reads them, the oldest first. */
  noticesOf: (name: string, patient: string) => Promise<Communication[]>;
  /** Text messages to a resident, the oldest first. */
  texts: (name: string) => SimulatedSms[];
  /** How often the gateway of text messages fails next. */
  faults: { sms: number };
  /** Does what is due. */
  tick: () => Promise<number>;
  pass: (ms: number) => void;
  now: () => number;
  /** What was reported as failed. */
  reported: unknown[];
  stop: () => Promise<void>;
}

/** What the channels of a stage are made of. */
function openChannels(pushes: PushSimulator, now: () => number) {
  const gateway = createSmsSimulator({ now, keep: 1000 });
  const faults = { sms: 0 };
  const reported: unknown[] = [];
  const later: { accounts?: Accounts } = {};
  const own = () => accountsForNotices(later.accounts!);
  const channels: NoticeChannels = {
    secrets: testSecrets(),
    accounts: {
      of: (sql, patients) => own().of(sql, patients),
      phoneOf: (account) => own().phoneOf(account),
      // Stories speak by name; sessions are in house.test.ts.
      async ofRequest({ caller }) {
        const [, id = ''] = (caller?.who ?? '').split('/');
        return (await own().of(later.accounts!.database, [id]))[0] ?? '';
      },
    },
    sms: {
      async send(to, text) {
        if (faults.sms > 0) {
          faults.sms -= 1;
          throw new Error('The gateway answered 500');
        }
        await gateway.send(to, text);
      },
    },
    push: { services: [pushes.origin], contact: 'mailto:story@house.example', fetch },
    report: (error) => reported.push(error),
  };
  return { channels, gateway, faults, reported, later };
}

/** The room of accounts on the database of a stage. */
function accountsOn(server: TestServer, channels: NoticeChannels, now: () => number): Accounts {
  return openAccounts({
    database: server.store.database,
    secrets: channels.secrets,
    now,
    randomBytes,
    audit: async () => undefined,
    publicAddress: 'http://localhost',
    passwordDays: 90,
    idleMinutes: { staff: 15, resident: 30 },
    sms: channels.sms,
    report: channels.report,
    sessionRenewed: () => undefined,
    sessionsEnded: async () => undefined,
  });
}

/** Those who speak on a stage, and what they do there. */
function castOf(server: TestServer, accounts: Accounts, pushes: PushSimulator) {
  const phones = new Map<string, string>();
  const as: Stage['as'] = (name) => sendAs(fhirClient(server.url), name);
  const put: Stage['put'] = async (resource) => {
    const { resourceType, id } = resource as { resourceType: string; id: string };
    const answer = await as('platform')('PUT', `${resourceType}/${id}`, { body: resource });
    assert.ok(answer.status < 300, answer.text);
    return answer;
  };
  const plain: Stage['plain'] = (name, [method, path], body) =>
    fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${name}`,
        'x-yishu': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const resident: Stage['resident'] = async (id, given = {}) => {
    const meta = { source: 'Organization/county' };
    await put({ resourceType: 'Patient', id, meta, name: [{ text: `测试${id}` }] });
    server.callers.set(id, callerOf('resident', { who: `Patient/${id}` }));
    if (given.account === false) return id;
    const phone = `138${String(phones.size).padStart(8, '0')}`;
    phones.set(id, phone);
    await createAccount(accounts, { role: 'resident', phone, name: id, who: `Patient/${id}` });
    return id;
  };
  const browser: Stage['browser'] = async (name) => {
    const made = pushes.browser();
    const answer = await plain(name, ['POST', '/api/notices/push'], made.subscription);
    assert.equal(answer.status, 201, await answer.text());
    return made;
  };
  const noticesOf: Stage['noticesOf'] = async (name, patient) => {
    const found = await as(name)('GET', `Communication?patient=${patient}&_sort=sent&_count=100`);
    assert.equal(found.status, 200, found.text);
    const { entry = [] } = found.as<Bundle<Communication>>();
    return entry.map(({ resource }) => resource!);
  };
  return { phones, as, put, plain, resident, browser, noticesOf };
}

/** Opens the stage. */
export async function openStage(): Promise<Stage> {
  let offset = 0;
  const now = () => Date.now() + offset;
  const pushes = await startPushSimulator();
  const { channels, gateway, faults, reported, later } = openChannels(pushes, now);
  const server = await startTestServer({ guarded: true, now, notices: channels });
  const accounts = accountsOn(server, channels, now);
  later.accounts = accounts;
  server.callers.set('platform', callerOf('platform'));
  server.callers.set('doctor', callerOf('doctor', { organization: 'county' }));
  const { phones, ...cast } = castOf(server, accounts, pushes);
  await cast.put({ resourceType: 'Organization', id: 'county', name: '测试县人民医院' });
  return {
    ...cast,
    server,
    pushes,
    channels,
    faults,
    reported,
    now,
    acts: async (actor, patient, scope) => {
      await cast.put(relation({ actor, patient, scope, until: '2099-01-01' }));
    },
    texts: (name) =>
      gateway
        .messages()
        .filter(({ to }) => to === phones.get(name))
        .toReversed(),
    tick: () => server.notices!.tick(),
    pass: (ms) => {
      offset += ms;
    },
    async stop() {
      await server.stop();
      await pushes.stop();
      assert.deepEqual(server.failures, []);
      assert.deepEqual(pushes.faults, []);
    },
  };
}

/** A recorded relation. */
export function relation(given: {
  actor: string;
  patient: string;
  scope: string;
  until: string;
}): RelatedPerson {
  const { actor, patient, scope, until } = given;
  return {
    resourceType: 'RelatedPerson',
    id: `${actor}-for-${patient}`,
    active: true,
    patient: { reference: `Patient/${patient}` },
    period: { start: '2020-01-01', end: until },
    extension: [
      {
        url: proxyUrl,
        extension: [
          { url: 'actor', valueReference: { reference: `Patient/${actor}` } },
          { url: 'evidence', valueCodeableConcept: { text: '户口簿' } },
          { url: 'scope', valueCode: scope },
        ],
      },
    ],
  };
}

/** A report of a patient, final and of now unless a story says otherwise. */
export function report(stage: Stage, patient: string, given: object = {}): Resource {
  return {
    resourceType: 'DiagnosticReport',
    id: `report-${patient}`,
    meta: { source: 'Organization/county' },
    status: 'final',
    code: { text: '肿瘤标志物检测' },
    subject: { reference: `Patient/${patient}` },
    issued: new Date(stage.now()).toISOString(),
    conclusion: '甲胎蛋白显著升高',
    ...given,
  };
}

/** An operation of a patient at a step. */
export function operation(patient: string, status: string, given: object = {}): Resource {
  return {
    resourceType: 'Procedure',
    id: `operation-${patient}`,
    meta: { source: 'Organization/county' },
    status,
    category: { coding: [{ system: 'http://snomed.info/sct', code: '387713003' }] },
    code: { text: '腹腔镜下胆囊切除术' },
    subject: { reference: `Patient/${patient}` },
    ...given,
  };
}

/** The code of a notice. */
export const codeOf = ({ category = [] }: Communication) => category[0]?.coding?.[0]?.code;

/** What pushes said, as objects. */
export const saidIn = ({ received }: SimulatedBrowser) =>
  received.map(({ text }) => JSON.parse(text) as { text: object; code: string; id: string });
