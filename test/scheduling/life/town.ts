/**
 * The town of a life: a county hospital with two doctors of medicine and one of surgery, a township
 * centre of its alliance, a few residents, and few numbers, so that people are in each other's way.
 * https://hl7.org/fhir/R4/schedule.html
 */
import assert from 'node:assert/strict';
import type { Bundle, Patient, Slot } from '@medplum/fhirtypes';
import { checkDigit } from '#model/resident-id.ts';
import { type BookingRules, type Clinic, templateExtensions } from '#model/scheduling/clinic.ts';
import type { Send } from '#test/fhir-client.ts';
import { countySite } from '../stage.ts';

/** A slot of the town. */
export interface TownSlot {
  id: string;
  schedule: string;
  starts: number;
  ends: number;
}

/** What commands choose from; the same in every life. */
export interface Town {
  /** Ids of Patients. The last two are one person with two records. */
  people: string[];
  slots: TownSlot[];
  /** Schedules, by id: what a visit costs in fen, 0 where nothing is paid first. */
  fees: Record<string, number>;
}

/** 2026-11-30 is a Monday. 08:00 in Shanghai: when every life begins. */
export const monday = Date.parse('2026-11-30T00:00:00Z');

const [tuesday, wednesday] = [2, 3];
const morning = { start: 480, minutes: 30 };

interface Planned {
  role: string;
  department: string;
  clinics: Clinic[];
  rules: Partial<BookingRules>;
}

const plans: Record<string, Planned> = {
  first: {
    role: 'wang',
    department: 'medicine',
    clinics: [
      { ...morning, weekday: tuesday, end: 540, seats: 2 },
      { ...morning, weekday: wednesday, end: 510, seats: 2 },
    ],
    rules: { percents: { alliance: 34 }, releaseHours: 12, fee: 500, payMinutes: 10 },
  },
  // Stopped at the beginning of every life.
  away: {
    role: 'wang',
    department: 'medicine',
    clinics: [{ weekday: tuesday, start: 840, end: 870, minutes: 30, seats: 2 }],
    rules: { fee: 500, payMinutes: 10 },
  },
  second: {
    role: 'li',
    department: 'medicine',
    clinics: [{ ...morning, weekday: tuesday, end: 510, seats: 1 }],
    rules: {},
  },
  third: {
    role: 'zhao',
    department: 'surgery',
    clinics: [{ ...morning, weekday: tuesday, end: 510, seats: 1 }],
    rules: { fee: 1550, payMinutes: 15 },
  },
};

/** So many people; one more record is the last one's again. */
const persons = 6;

/** Settles the town at a house whose clock stands at `monday`. */
export async function settleTown(send: Send): Promise<Town> {
  for (const body of foundations()) {
    const answer = await send('PUT', `${body.resourceType}/${body.id}`, { body });
    assert.ok(answer.status < 300, answer.text);
  }
  for (const [id, plan] of Object.entries(plans)) await openPlan(send, id, plan);
  const people: string[] = [];
  for (let at = 0; at <= persons; at += 1) {
    people.push(await settle(send, Math.min(at, persons - 1)));
  }
  const found = await send('GET', 'Appointment/$find');
  const { entry = [] } = found.as<Bundle<Slot>>();
  const slots = entry.map(({ resource }): TownSlot => {
    const { id = '', schedule, start, end } = resource!;
    const of = schedule.reference?.split('/')[1] ?? '';
    return { id, schedule: of, starts: Date.parse(start), ends: Date.parse(end) };
  });
  assert.equal(slots.length, 6, 'the town has six slots');
  const fees = Object.fromEntries(
    Object.entries(plans).map(([id, { rules }]) => [id, rules.fee ?? 0]),
  );
  return { people, slots, fees };
}

function foundations() {
  const county = { reference: 'Organization/county' };
  const township = { reference: 'Organization/township' };
  return [
    { resourceType: 'Organization', id: 'county', name: '测试县人民医院', active: true },
    { resourceType: 'Organization', id: 'township', name: '测试乡卫生院', active: true },
    countySite,
    ...['medicine', 'surgery'].map((id) => ({
      resourceType: 'HealthcareService',
      id,
      name: id === 'medicine' ? '内科' : '外科',
      providedBy: county,
    })),
    ...['wang', 'li', 'zhao'].map((id) => ({
      resourceType: 'PractitionerRole',
      id,
      active: true,
      organization: county,
    })),
    {
      resourceType: 'OrganizationAffiliation',
      id: 'alliance',
      active: true,
      organization: county,
      participatingOrganization: township,
    },
  ];
}

async function openPlan(send: Send, id: string, plan: Planned): Promise<void> {
  const { role, department, clinics, rules } = plan;
  const body = {
    resourceType: 'Schedule',
    id,
    active: true,
    extension: templateExtensions(clinics, rules),
    actor: [
      { reference: `PractitionerRole/${role}`, display: role },
      { reference: `HealthcareService/${department}`, display: department },
    ],
  };
  const written = await send('PUT', `Schedule/${id}`, { body });
  assert.ok(written.status < 300, written.text);
  const parameter = [
    { name: 'from', valueDate: '2026-11-30' },
    { name: 'to', valueDate: '2026-12-06' },
  ];
  const opened = await send('POST', `Schedule/${id}/$open`, {
    body: { resourceType: 'Parameters', parameter },
  });
  assert.equal(opened.status, 200, opened.text);
}

/** A resident with a card. */
async function settle(send: Send, n: number): Promise<string> {
  const card = `11010119800${String(n + 1).padStart(1, '0')}01${String(n + 1).padStart(4, '0')}`;
  const body = card.slice(0, 17);
  const patient = {
    resourceType: 'Patient',
    meta: { source: 'Organization/township' },
    identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: body + checkDigit(body) }],
    name: [{ text: `测${'甲乙丙丁戊己庚辛'[n]}${'子丑寅卯辰巳午未'[n]}` }],
    birthDate: `1980-0${n + 1}-01`,
    gender: 'female',
  };
  const answer = await send('POST', 'Patient', { body: patient });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<Patient>().id ?? '';
}
