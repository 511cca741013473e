/**
 * A day of clinics for the pictures: a doctor's session that is on now, people who booked, came,
 * were seen or stayed away, and money that a provider sees otherwise.
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { Page } from 'playwright-core';
import { readExisting } from '#fhir/interactions/read.ts';
import { transact } from '#fhir/handling/transact.ts';
import { weekdays, templateExtensions } from '#model/scheduling/clinic.ts';
import type { AppointmentEvent, Mover } from '#model/scheduling/appointment-states.ts';
import { lockBooking, moveBooking } from '#server/modules/scheduling/bookings/move.ts';
import { createOrder } from '#server/payment/orders/create-order.ts';
import { type Found, noteDifference } from '#server/payment/reconciliation/difference.ts';
import type { BrowserHouse } from '#test/browser/house.ts';
import { transactionOf } from '#test/browser/residents.ts';

/** Who is at the clinic. */
export interface ClinicCast {
  /** Id of the doctor's PractitionerRole, and of the institution. */
  role: string;
  organization: string;
  /** Ids of Patients with a document. */
  residents: readonly string[];
}

const shanghaiMs = 8 * 3_600_000;
const dayMs = 86_400_000;

/** Fills the day. @returns the id of the doctor's Schedule. */
export async function fillClinics(house: BrowserHouse, cast: ClinicCast): Promise<string> {
  const schedule = cast.role.replace('role', 'schedule');
  await planNow(house, schedule);
  const { scheduling } = house.house.hub;
  await scheduling.keepOpen();
  const session = [...scheduling.availability.all()].find((one) => one.schedule === schedule);
  if (session === undefined) throw new Error('no session is on');
  const coming = session.slots.filter(({ ends }) => ends > Date.now());
  const slots = coming.flatMap(({ id }) => [id, id, id]);
  await book(house, cast.residents.slice(0, 18), slots);
  const booked = await bookedIn(house);
  await ask(
    house,
    booked.slice(0, 7).map((id) => [`Appointment/${id}/$check-in`, []]),
  );
  // Two are seen, the third is called.
  const call = [
    { name: 'room', valueString: '3 楼 305 诊室' },
    { name: 'finish', valueBoolean: true },
  ];
  for (let n = 0; n < 3; n += 1) await ask(house, [[`Schedule/${schedule}/$call`, call]]);
  for (const id of booked.slice(-2)) await moved(house, id, ['miss']);
  await missOften(house, cast.residents, schedule);
  await differ(house, cast.organization);
  return schedule;
}

/** The doctor's clinic began an hour ago, whatever hour it is; two more in the week to come. */
async function planNow(house: BrowserHouse, schedule: string): Promise<void> {
  const local = new Date(Date.now() + shanghaiMs);
  const start = Math.min(Math.max(local.getUTCHours() - 1, 0), 20) * 60;
  const weekday = local.getUTCDay();
  const clinics = [
    { weekday, start, end: start + 210, minutes: 30, seats: 4 },
    ...[2, 4].map((later) => ({
      weekday: (weekday + later) % weekdays.length,
      start: 480,
      end: 690,
      minutes: 30,
      seats: 4,
    })),
  ];
  const rules = { percents: { alliance: 20, elder: 5 }, fee: 1500, payMinutes: 15 };
  const { body } = await readExisting(house.house.hub.house, 'Schedule', schedule);
  const resource = { ...JSON.parse(body), extension: templateExtensions(clinics, rules) };
  await house.load(transactionOf([resource]));
}

/** Books as the platform does, one slot each; what is refused stays unbooked. */
async function book(
  house: BrowserHouse,
  residents: readonly string[],
  slots: readonly string[],
): Promise<void> {
  await ask(
    house,
    slots.slice(0, residents.length).map((slot, at) => [
      'Appointment/$book',
      [
        { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
        { name: 'patient', valueReference: { reference: `Patient/${residents[at]}` } },
      ],
    ]),
  );
}

/** Asks operations as the platform does. */
async function ask(
  house: BrowserHouse,
  operations: readonly (readonly [url: string, parameter: readonly object[]])[],
): Promise<void> {
  const entry = operations.map(([url, parameter]) => ({
    resource: { resourceType: 'Parameters', parameter },
    request: { method: 'POST', url },
  }));
  await house.load({ resourceType: 'Bundle', type: 'batch', entry } as Parameters<
    BrowserHouse['load']
  >[0]);
}

async function bookedIn({ house }: BrowserHouse): Promise<string[]> {
  const rows = await house.hub.house.sql.run(
    'select appointment from booking where state = 3 order by starts, n, booking',
    [],
  );
  return rows.map((row) => String(row['appointment']));
}

async function moved(
  { house }: BrowserHouse,
  appointment: string,
  events: readonly AppointmentEvent[],
): Promise<void> {
  for (const event of events) {
    await transact(house.hub.house, async (bound, apply) => {
      const booking = await lockBooking(bound.sql, appointment);
      const who: Mover = event === 'miss' ? 'house' : 'desk';
      await apply([await moveBooking(bound, booking, { event, who, freeAt: bound.now() })]);
    });
  }
}

/** One who stayed away three times, weeks apart. */
async function missOften(
  house: BrowserHouse,
  residents: readonly string[],
  shown: string,
): Promise<void> {
  const { hub } = house.house;
  const [who = ''] = residents.slice(20);
  const sessions = [...hub.scheduling.availability.all()].filter(
    ({ organization, starts, schedule }) =>
      organization.endsWith('first-hospital') && starts > Date.now() + dayMs && schedule !== shown,
  );
  const days = new Map(sessions.map((one) => [Math.floor(one.starts / dayMs), one]));
  const slots = [...days.values()].slice(0, 3).flatMap(({ slots: [slot] }) => slot?.id ?? []);
  await book(house, [who, who, who], slots);
  const { sql } = hub.house;
  for (const [at, id] of (await bookedIn(house)).slice(-3).entries()) {
    await moved(house, id, ['miss']);
    await sql.run('update booking set starts = starts - $1 where appointment = $2', [
      (30 + 25 * at) * dayMs,
      id,
    ]);
  }
}

type Seen = Pick<Found, 'channel' | 'source' | 'kind' | 'ours' | 'theirs'> & {
  says: [ours: string | undefined, theirs: string | undefined];
};

const seen: readonly Seen[] = [
  {
    channel: 'wechat',
    source: 'bill',
    kind: 'status',
    ours: 1500n,
    theirs: 1500n,
    says: ['created', 'done'],
  },
  {
    channel: 'wechat',
    source: 'callback',
    kind: 'amount',
    ours: 3000n,
    theirs: 1500n,
    says: [undefined, undefined],
  },
  {
    channel: 'alipay',
    source: 'bill',
    kind: 'missing-there',
    ours: 1500n,
    theirs: undefined,
    says: ['paid', undefined],
  },
  {
    channel: 'alipay',
    source: 'callback',
    kind: 'transaction',
    ours: 1500n,
    theirs: 1500n,
    says: ['2026112622001400', '2026112622001401'],
  },
];

async function differ({ house }: BrowserHouse, organization: string): Promise<void> {
  const payment = house.hub.payment?.payment;
  if (payment === undefined) return;
  for (const [at, { says, ...found }] of seen.entries()) {
    const day = new Date(Date.now() + shanghaiMs - (1 + (at >> 1)) * dayMs);
    await payment.database.transaction(async (tx) => {
      const { number } = await createOrder(payment, tx, {
        request: `picture ${at}`,
        subject: `Invoice/picture-${at}`,
        patient: { key: '4711', bucket: 12345 },
        organization,
        amount: found.ours ?? 1500n,
        channel: found.channel,
        openMs: 900_000,
      });
      await noteDifference(payment, tx, {
        ...found,
        day: day.toISOString().slice(0, 10),
        number,
        refund: '',
        oursSays: says[0],
        theirsSays: says[1],
      });
    });
  }
}

/** A page of appointments, once it shows a row. */
export async function openClinic(page: Page, url: string, fragment: string): Promise<void> {
  await page.goto(`${url}/workstation#/clinic/${fragment}`);
  await page.locator('.dense tbody tr').first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** The doctor's own session among those of the day, opened beside the table. */
export async function openShown(page: Page, url: string, name: string): Promise<void> {
  await openClinic(page, url, 'today');
  await page
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await page.locator('.clinic-side .dense tbody tr').first().waitFor();
  await page.locator('body').press('Home');
}

/** The ledger of the session that is on. */
export async function openLedger(page: Page, house: BrowserHouse, schedule: string): Promise<void> {
  const session = [...house.house.hub.scheduling.availability.all()].find(
    (one) => one.schedule === schedule,
  );
  await openClinic(page, house.url, `ledger/${schedule}/${session?.slots[0]?.id}`);
  await page.locator('.balance').waitFor();
}

/** Opens the page that calls, in a room. */
export async function openCalls(page: Page, url: string): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('yishu.room', '3 楼 305 诊室'));
  await openClinic(page, url, 'queue');
}

/** Opens the screen of the waiting room of a Schedule. */
export async function openWaitingRoom(
  page: Page,
  house: BrowserHouse,
  schedule: string,
): Promise<void> {
  const { hub } = house.house;
  const { body } = await readExisting(hub.house, 'Schedule', schedule);
  const { actor } = JSON.parse(body) as { actor: { reference: string }[] };
  const department = actor.find(({ reference }) => reference.startsWith('HealthcareService/'));
  const id = department?.reference.split('/')[1] ?? '';
  const key = hub.scheduling.queue.keys.keyOf(id, Date.now() + dayMs);
  await page.goto(`${house.url}/screen#${key}`);
  await page.locator('.screen-number').first().waitFor();
}
