/** A hospital with two doctors of a department, a township centre of its alliance, residents. */
import assert from 'node:assert/strict';
import type { Appointment, Bundle, Parameters, Patient, Slot } from '@medplum/fhirtypes';
import { checkDigit } from '#model/resident-id.ts';
import { type BookingRules, type Clinic, templateExtensions } from '#model/scheduling/clinic.ts';
import type { HubParts } from '#server/start/hub.ts';
import { callerOf } from '#test/callers.ts';
import { type Answer, type Send, fhirClient, sendAs } from '#test/fhir-client.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

/** The stage of a story. */
export interface Stage {
  server: TestServer;
  as: (name: string) => Send;
  /** Asks an operation with parameters. */
  ask: (name: string, path: string, parameter: Parameters['parameter']) => Promise<Answer>;
  /** Sets the clock of the house forward. */
  pass: (ms: number) => void;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Does what happens by itself. */
  tick: () => Promise<void>;
  stop: () => Promise<void>;
}

/** 2026-11-30 is a Monday. 08:00 in Shanghai. */
export const monday = Date.parse('2026-11-30T00:00:00Z');

/** The morning clinic of Tuesdays: 08:00–10:00, four slots of 30 minutes with two numbers each. */
export const tuesdays: Clinic = { weekday: 2, start: 480, end: 600, minutes: 30, seats: 2 };

/** Where the county hospital is. */
export const countySite = {
  resourceType: 'Location',
  id: 'county-site',
  status: 'active',
  managingOrganization: { reference: 'Organization/county' },
  position: { longitude: 110, latitude: 30 },
};

/** Where a phone is that is there. */
export const here = [
  { name: 'latitude', valueDecimal: 30.0002 },
  { name: 'longitude', valueDecimal: 110 },
];

/** Opens the stage. The clock stands at Monday 08:00 of Shanghai. */
export async function openStage(
  given: {
    payment?: (now: () => number) => Promise<HubParts['payment']>;
    fairness?: HubParts['fairness'];
    hisOrigins?: ReadonlySet<string>;
  } = {},
): Promise<Stage> {
  let offset = monday - Date.now();
  const now = () => Date.now() + offset;
  const { hisOrigins = new Set(), fairness } = given;
  const payment = await given.payment?.(now);
  const server = await startTestServer({ guarded: true, now, payment, hisOrigins, fairness });
  const as = (name: string): Send => sendAs(fhirClient(server.url), name);
  const { callers } = server;
  callers.set('platform', callerOf('platform'));
  callers.set('registrar', callerOf('registrar', { organization: 'county' }));
  callers.set('other-registrar', callerOf('registrar', { organization: 'elsewhere' }));
  callers.set('village', callerOf('village-doctor', { organization: 'township' }));
  const ask: Stage['ask'] = (name, path, parameter = []) =>
    as(name)('POST', path, { body: { resourceType: 'Parameters', parameter } });
  await settle(as('platform'));
  return {
    server,
    as,
    ask,
    now,
    pass: (ms) => {
      offset += ms;
    },
    tick: async () => {
      await server.scheduling.tick();
    },
    stop: async () => {
      await server.stop();
      assert.deepEqual(server.failures, []);
    },
  };
}

async function settle(platform: Send): Promise<void> {
  const county = { reference: 'Organization/county' };
  const service = { reference: 'HealthcareService/county-medicine' };
  const resources = [
    { resourceType: 'Organization', id: 'county', name: '测试县人民医院', active: true },
    { resourceType: 'Organization', id: 'township', name: '测试乡卫生院', active: true },
    countySite,
    { resourceType: 'HealthcareService', id: 'county-medicine', name: '内科', providedBy: county },
    ...['wang', 'li'].map((id) => ({
      resourceType: 'PractitionerRole',
      id,
      active: true,
      organization: county,
      healthcareService: [service],
    })),
    {
      resourceType: 'PractitionerRole',
      id: 'stranger',
      active: true,
      organization: { reference: 'Organization/elsewhere' },
    },
    {
      resourceType: 'OrganizationAffiliation',
      id: 'township-of-county',
      active: true,
      organization: county,
      participatingOrganization: { reference: 'Organization/township' },
    },
  ];
  for (const body of resources) {
    const answer = await platform('PUT', `${body.resourceType}/${body.id}`, { body });
    assert.ok(answer.status < 300, answer.text);
  }
}

/** What a Schedule of a story says; a plain one where it says nothing. */
export interface Planned {
  role?: string;
  /** Id of the HealthcareService. */
  department?: string;
  clinics?: Clinic[];
  rules?: Partial<BookingRules>;
}

/** Writes a Schedule of a doctor. */
export async function schedule(stage: Stage, id: string, given: Planned = {}): Promise<void> {
  const { role = 'wang', clinics = [tuesdays], rules = {} } = given;
  const { department = 'county-medicine' } = given;
  const body = {
    resourceType: 'Schedule',
    id,
    active: true,
    extension: templateExtensions(clinics, rules),
    actor: [
      { reference: `PractitionerRole/${role}`, display: role },
      { reference: `HealthcareService/${department}`, display: '内科' },
    ],
  };
  const answer = await stage.as('platform')('PUT', `Schedule/${id}`, { body });
  assert.ok(answer.status < 300, answer.text);
}

/** Opens a week of numbers of a Schedule. */
export async function openWeek(stage: Stage, id: string): Promise<Answer> {
  return stage.ask('registrar', `Schedule/${id}/$open`, [
    { name: 'from', valueDate: '2026-11-30' },
    { name: 'to', valueDate: '2026-12-06' },
  ]);
}

/** A Schedule with a week of numbers, and its Slots. */
export async function opened(stage: Stage, id: string, given: Planned = {}): Promise<Slot[]> {
  await schedule(stage, id, given);
  assert.equal((await openWeek(stage, id)).status, 200);
  return find(stage, 'platform', `schedule=${id}`);
}

let people = 0;

/** A resident with a card, who is a caller by the id of the Patient. */
export async function resident(stage: Stage, given: Partial<Patient> = {}): Promise<string> {
  people += 1;
  const day = String((people % 28) + 1).padStart(2, '0');
  const body = `110101198001${day}${String(people).padStart(3, '0')}`;
  const patient = {
    resourceType: 'Patient',
    meta: { source: 'Organization/township' },
    identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: body + checkDigit(body) }],
    name: [
      {
        text: `测${'甲乙丙丁戊己庚辛壬癸'[people % 10]}${'子丑寅卯辰巳午未申酉'[Math.floor(people / 10) % 10]}`,
      },
    ],
    ...given,
  };
  const answer = await stage.as('platform')('POST', 'Patient', { body: patient });
  assert.equal(answer.status, 201, answer.text);
  const { id = '' } = answer.as<Patient>();
  stage.server.callers.set(id, callerOf('resident', { who: `Patient/${id}` }));
  return id;
}

/** The Slots that somebody finds. */
export async function find(stage: Stage, name: string, query = ''): Promise<Slot[]> {
  const answer = await stage.as(name)('GET', `Appointment/$find?${query}`);
  assert.equal(answer.status, 200, answer.text);
  const { entry = [] } = answer.as<Bundle<Slot>>();
  return entry.map(({ resource }) => resource!);
}

/** How many numbers of a Slot are free. */
export const freeOf = ({ extension = [] }: Slot): number =>
  extension.find(({ url }) => url.endsWith('/slot-free'))?.valueInteger ?? -1;

/** The parameters of a booking. */
export const wanted = (slot: string, patient: string): NonNullable<Parameters['parameter']> => [
  { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
  { name: 'patient', valueReference: { reference: `Patient/${patient}` } },
];

/** Books as a resident for themselves. */
export async function book(
  stage: Stage,
  { patient, slot }: { patient: string; slot: string | undefined },
  more: Parameters['parameter'] = [],
): Promise<Answer> {
  return stage.ask(patient, 'Appointment/$book', [...wanted(slot ?? '', patient), ...more!]);
}

/** The Appointment of an answer. */
export const appointmentOf = (answer: Answer): Appointment => {
  assert.ok(answer.status < 300, answer.text);
  return answer.as<Appointment>();
};

/** How the pools of a session stand, by the ledger. */
export async function pools(
  stage: Stage,
  id: string,
  slot: string | undefined,
): Promise<Record<string, Record<string, number>>> {
  const answer = await stage.as('registrar')('GET', `Schedule/${id}/$pools?slot=Slot/${slot}`);
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Parameters>();
  return Object.fromEntries(
    parameter.map(({ name, part = [] }) => [
      name,
      Object.fromEntries(part.map((one) => [one.name, one.valueInteger ?? 0])),
    ]),
  );
}
