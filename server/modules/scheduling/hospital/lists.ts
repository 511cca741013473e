/**
 * When a hospital's list of a session was last compared with ours, and what came of it: a Task, of
 * which each list makes a version. `Organization/:id/$his-lists` tells it of a day's sessions.
 * https://hl7.org/fhir/R4/task.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { placeOf, prepareVersion } from '#fhir/handling/prepare.ts';
import { transact } from '#fhir/handling/transact.ts';
import { type Parameter, answerParameters } from '#fhir/operations/parameters.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import { readMany } from '#fhir/store/read.ts';
import { methods } from '#fhir/store/write.ts';
import { anew } from '#fhir/transaction/collide.ts';
import type { SessionPlace } from '../bookings/ledger.ts';
import { dayAt, momentAt } from '../sessions/sessions.ts';
import { dayIn } from '../staff/sessions-of-days.ts';
import { ownHospital } from './own-hospital.ts';

const listSystem = 'https://yishu.example/CodeSystem/task';
const listCode = 'his-list';
const counts = ['agreed', 'settled', 'open'] as const;

/** What a list came to: how many agreed, what a rule settled, what is left to people. */
export type ListCounts = Record<(typeof counts)[number], number>;

interface ListTask extends Resource {
  code?: { coding?: { system?: string; code?: string }[] };
  executionPeriod?: { start?: string; end?: string };
  output?: { type: { coding: { code: string }[] }; valueInteger: number }[];
}

/** Whether a resource is what the house keeps of a list: nobody else writes it. */
export function isKeptList(resource: Resource | undefined): boolean {
  const { code } = (resource ?? {}) as ListTask;
  return code?.coding?.some((one) => one.system === listSystem && one.code === listCode) === true;
}

/** By the session: there is one of each. */
const taskId = (session: string) =>
  `his-list-${BigInt.asUintN(64, BigInt(session)).toString(16).padStart(16, '0')}`;

/**
 * Keeps what a list came to.
 * @param given.made when the hospital made it, milliseconds since 1970.
 */
export async function keepList(
  house: Store,
  of: SessionPlace & { schedule: string; organization: string },
  given: { made: number; counts: ListCounts },
): Promise<void> {
  const id = taskId(of.session);
  const iso = (at: number) => new Date(at).toISOString();
  await anew(() =>
    transact(house, async (bound, apply) => {
      const resource = {
        resourceType: 'Task',
        id,
        meta: { source: `Organization/${of.organization}` },
        status: 'completed',
        intent: 'order',
        code: { coding: [{ system: listSystem, code: listCode, display: '号源对账' }] },
        focus: { reference: `Schedule/${of.schedule}` },
        executionPeriod: { start: iso(given.made), end: iso(bound.now()) },
        output: counts.map((code) => ({
          type: { coding: [{ system: listSystem, code }] },
          valueInteger: given.counts[code],
        })),
      } as Resource;
      const predecessor = await bound.read(placeOf(bound, 'Task', id));
      const content = { resource, faithful: resource };
      const version = { id, method: methods.PUT, predecessor };
      await apply([prepareVersion(bound, content, version)]);
    }),
  );
}

/**
 * `GET Organization/:id/$his-lists?date=`: 200 with a `list` for each session of a day (today where
 * it is not named) that was compared: `schedule`, `start`, `made` and `compared` (instants),
 * `agreed`, `settled`, `open`. Throws `days-wrong`, `other-institution`.
 */
export function createLists(house: Store, offset: ZoneOffset): Interaction {
  return async (request, store) => {
    const { organization } = ownHospital(store, request.id!);
    const date = new Map(request.query).get('date');
    const day = dayIn(date, dayAt(house.now(), offset));
    const sessions = await house.sql.run(
      `select session, schedule, starts from booking_session
       where organization = $1 and ends > $2 and ends <= $3 order by starts, schedule`,
      [organization, momentAt(day, 0, offset), momentAt(day + 1, 0, offset)],
    );
    const places = sessions.map(({ session }) => placeOf(house, 'Task', taskId(String(session))));
    const tasks = await readMany(house.sql, places);
    const lists = sessions.flatMap((row, at): Parameter[] => {
      const task = tasks.get(places[at]!.key);
      if (task === undefined) return [];
      const of = { schedule: String(row['schedule']), starts: Number(row['starts']) };
      return [listParameter(JSON.parse(task.body) as ListTask, of)];
    });
    return {
      ...answerParameters(lists),
      looked: { entities: [`Organization/${organization}`], patients: [] },
    };
  };
}

function listParameter(
  { executionPeriod, output = [] }: ListTask,
  { schedule, starts }: { schedule: string; starts: number },
): Parameter {
  return {
    name: 'list',
    part: [
      { name: 'schedule', valueReference: { reference: `Schedule/${schedule}` } },
      { name: 'start', valueInstant: new Date(starts).toISOString() },
      { name: 'made', valueInstant: executionPeriod?.start },
      { name: 'compared', valueInstant: executionPeriod?.end },
      ...output.map(({ type, valueInteger }) => ({ name: type.coding[0]!.code, valueInteger })),
    ],
  };
}
