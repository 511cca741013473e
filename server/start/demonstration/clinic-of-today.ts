/**
 * A clinic of the demonstration that goes on at any hour, with people who came: calling, waiting
 * rooms and forecasts can be tried whenever somebody starts it.
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { Resource } from '#model/fhir.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { placeOf, prepareVersion } from '#fhir/handling/prepare.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { transact } from '#fhir/handling/transact.ts';
import { Refusal } from '#fhir/refusals.ts';
import { methods } from '#fhir/store/write.ts';
import type { Hub } from '../hub.ts';

/** The house itself, as it books for a demonstration. */
const demonstrator: Caller = {
  kind: 'system',
  role: 'platform',
  who: 'Device/demonstration',
  name: '演示 Demonstration',
  organization: undefined,
  practitionerRoles: [],
  scopes: ['system/*.cruds'],
  launchPatient: undefined,
  client: 'demonstration',
  session: undefined,
  address: '127.0.0.1',
  strongAt: 0,
};

/** The Schedule of the clinic. */
export const dayScheduleId = 'demonstration-day-clinic';
const people = { booked: 8, here: 5 } as const;

/** Lets people come to the clinic of today, once a day, when its numbers are open. */
export async function letPeopleCome(hub: Hub): Promise<void> {
  const now = hub.house.now();
  const sessions = [...hub.scheduling.availability.all()]
    .filter(({ schedule, ends }) => schedule === dayScheduleId && ends > now)
    .toSorted((a, b) => a.starts - b.starts);
  const [session] = sessions;
  const slot = session?.slots.find(({ ends }) => ends > now);
  if (session === undefined || slot === undefined) return;
  const [booked] = await hub.house.sql.run(
    'select 1 as one from booking where bucket = $1 and session = $2 limit 1',
    [session.bucket, session.session],
  );
  if (booked !== undefined) return;
  const found = (await ask(hub, 'Patient?_count=60')) as Bundle;
  const adults = (found.entry ?? [])
    .map(({ resource }) => resource)
    .filter(({ birthDate = '9999' }) => birthDate < '2000')
    .slice(0, people.booked);
  for (const [at, { id }] of adults.entries()) {
    const appointment = await tried(
      ask(hub, 'Appointment/$book', [
        { name: 'slot', valueReference: { reference: `Slot/${slot.id}` } },
        { name: 'patient', valueReference: { reference: `Patient/${id}` } },
      ]),
    );
    if (appointment === undefined || at >= people.here) continue;
    await tried(ask(hub, `Appointment/${(appointment as Resource).id}/$check-in`, []));
  }
}

/**
 * Writes the Schedule of the clinic, unless it is there. The doctor's own says who and where; this
 * one goes on at any hour, but for one.
 * @param doctor whose clinic it is: `Practitioner/…`, one of the demonstration.
 */
export async function writeDaySchedule({ house }: Hub, doctor: string): Promise<void> {
  const own = doctor.replace('Practitioner/', '').replace('practitioner', 'schedule');
  const { body } = await readExisting(house, 'Schedule', own);
  const { meta, actor } = JSON.parse(body) as Resource & { actor: object[] };
  const allDay = { start: 0, end: 23 * 60, minutes: 60, seats: 12 };
  const everyDay = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, ...allDay }));
  const resource = {
    resourceType: 'Schedule',
    id: dayScheduleId,
    meta: { source: meta?.['source'] },
    extension: templateExtensions(everyDay, { fee: 1500, payMinutes: 15, daysAhead: 2 }),
    active: true,
    actor,
    comment: '演示用全天门诊 A clinic of the demonstration, at any hour',
  } as Resource;
  await transact(house, async (bound, apply) => {
    const predecessor = await bound.read(placeOf(bound, 'Schedule', dayScheduleId));
    if (predecessor !== undefined) return;
    const given = { id: dayScheduleId, method: methods.PUT };
    await apply([prepareVersion(bound, { resource, faithful: resource }, given)]);
  });
}

interface Bundle {
  entry?: { resource: Resource & { id: string; birthDate?: string } }[];
}

/** What was done before, or cannot be done, is left as it is. */
async function tried(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Asks an operation; without parameters, it reads. */
async function ask(
  { house, control, router }: Hub,
  path: string,
  parameter?: object[],
): Promise<unknown> {
  const asked = { caller: demonstrator, address: '127.0.0.1', request: 'demonstration' };
  const [where = '', query = ''] = path.split('?');
  const body = JSON.stringify({ resourceType: 'Parameters', parameter });
  const response = await router.answer(
    {
      method: parameter === undefined ? 'GET' : 'POST',
      path: where.split('/'),
      query: [...new URLSearchParams(query)],
      headers: {},
      base: '',
      ...(parameter === undefined ? {} : { body: { text: body } }),
    },
    control.bind(house, asked),
  );
  return JSON.parse(response.body ?? '{}');
}
