/**
 * The hospital of a demonstration has a system of its own, a SIMULATOR that says it is one: it is
 * told of bookings, sells at its window and sends its lists. Its people err as people do, so that
 * there is something to reconcile.
 * docs/decisions/0026-his-adapters.md
 */
import type { Resource } from '#model/fhir.ts';
import { type Simulator, startSimulator } from '../../exchange/his/simulator/simulator.ts';
import { answerMessage } from '../../exchange/hl7v2/answer.ts';
import { readAuthorities } from '../../exchange/hl7v2/authorities.ts';
import { parseMessage } from '../../exchange/hl7v2/er7.ts';
import { createSend } from '../../exchange/hl7v2/send.ts';
import type { Caller } from '../../fhir/handling/caller.ts';
import { createZoneOffset } from '../../fhir/search/values/time-zone.ts';
import { textArrayLiteral } from '../../fhir/store/sql.ts';
import type { OpenSession } from '../../modules/scheduling/sessions/availability.ts';
import { repeat } from '../../repeat.ts';
import type { Hub } from '../hub.ts';

/** The hospital's system, running. */
export interface DemonstrationHospital {
  /** Where it is told. */
  origins: ReadonlySet<string>;
  /** Connects it to the hub, for as long as it runs. */
  connect: (given: Connecting) => Promise<void>;
  stop: () => Promise<void>;
}

/** What it is connected with. */
export interface Connecting {
  hub: Hub;
  /** Id of the hospital. */
  organization: string;
  /** Id of the Schedule of which the hospital's own plan has fewer numbers, and its people err. */
  schedule: string;
  /** Numbers of a slot of that Schedule, as the hospital's own plan has them. */
  fewer: number;
  timeZone: string;
  report: (error: unknown) => void;
}

const everyMs = 3000;
const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Starts it; nobody is told of it yet. */
export async function startDemonstrationHospital(
  now: () => number,
): Promise<DemonstrationHospital> {
  const line: { post?: (text: string) => Promise<string> } = {};
  // Before it is connected it has nothing to say.
  const run = `${Math.floor(now() / minuteMs)
    .toString(36)
    .toUpperCase()}-`;
  const his = await startSimulator({ now, run, post: (text) => line.post!(text) });
  let stopWork: (() => Promise<void>) | undefined;
  return {
    origins: new Set([his.origin]),
    async connect(given) {
      const send = sendAs(given);
      line.post = (text) => postTo(given, send, text);
      await readPlan(his, given);
      await send('POST', ['Organization', given.organization, '$his-endpoint'], {
        body: parameters([{ name: 'url', valueUrl: `${his.origin}/siu` }]),
      });
      stopWork = repeat(everyMs, createWork(his, given, send), { report: given.report });
    },
    async stop() {
      await stopWork?.();
      await his.stop();
    },
  };
}

type Send = ReturnType<typeof createSend>;

/** The FHIR interface, as the system of the hospital. */
function sendAs({ hub, organization }: Connecting): Send {
  const caller: Caller = {
    kind: 'system',
    role: 'system',
    who: 'Device/demonstration-his',
    name: '医院信息系统（模拟）Simulated HIS',
    organization,
    practitionerRoles: [],
    scopes: ['system/*.cruds'],
    launchPatient: undefined,
    client: 'demonstration-his',
    session: undefined,
    address: '127.0.0.1',
    strongAt: 0,
  };
  const asked = { caller, address: '127.0.0.1', request: 'demonstration' };
  return createSend((request) => hub.router.answer(request, hub.control.bind(hub.house, asked)));
}

/** A message of the hospital, answered as at `/hl7v2`. */
async function postTo(
  { hub, organization, timeZone }: Connecting,
  send: Send,
  text: string,
): Promise<string> {
  const authorities = await readAuthorities(send);
  const handling = { send, authorities, organization, offset: createZoneOffset(timeZone) };
  const controlId = Buffer.from(hub.house.randomBytes(8)).toString('hex');
  return answerMessage(parseMessage(text), handling, { now: hub.house.now(), controlId });
}

const parameters = (parameter: object[]) =>
  ({ resourceType: 'Parameters', parameter }) as unknown as Resource;

/** The hospital plans as many numbers as we do, but for one Schedule. */
async function readPlan(
  { capacity }: Simulator,
  { hub, organization, schedule, fewer }: Connecting,
): Promise<void> {
  const rows = await hub.house.sql.run(
    `select b.schedule, s.starts, count(*)::integer as n from booking_session b
     join seat s on s.bucket = b.bucket and s.session = b.session
     where b.organization = $1 and b.ends > $2 group by b.schedule, s.starts`,
    [organization, hub.house.now()],
  );
  for (const row of rows) {
    const start = new Date(Number(row['starts'])).toISOString();
    const n = Number(row['n']);
    const isOther = row['schedule'] !== schedule;
    capacity.set(`${String(row['schedule'])} ${start}`, isOther ? n : Math.min(n, fewer));
  }
}

/** What it does by itself: says what happened, sends lists, errs once. */
function createWork(his: Simulator, given: Connecting, send: Send): () => Promise<void> {
  const { hub } = given;
  let planned = hub.house.now();
  let listed = 0;
  let hasErred = false;
  return async () => {
    const now = hub.house.now();
    if (now - planned > hourMs) {
      planned = now;
      await readPlan(his, given);
    }
    await his.flush();
    const erred = !hasErred && (await err(his, given));
    if (!erred && now - listed < hourMs) return;
    hasErred ||= erred;
    listed = now;
    await his.flush();
    // What was said just now is older than the list, and compared.
    const made = hub.house.now();
    for (const session of sessionsToday(given)) await sendList(his, send, { session, made });
  };
}

/**
 * A clerk at the window strikes out as not come who has come, and gives a number to somebody
 * without a card. @returns whether there was anybody yet.
 */
async function err(his: Simulator, { hub, schedule }: Connecting): Promise<boolean> {
  const known = [...his.bookings.values()].filter((one) => one.schedule === schedule);
  const [here] = await hub.house.sql.run(
    `select appointment from booking where appointment = any ($1::text::text[]) and state = 4
     order by starts, n limit 1`,
    [textArrayLiteral(known.flatMap(({ placer }) => placer ?? []))],
  );
  const one = known.find(({ placer }) => placer === here?.['appointment']);
  if (one === undefined) return false;
  his.miss(one);
  const start = new Date(Date.parse(one.start) + hourMs).toISOString();
  his.sell({ schedule, start, person: { chart: '', card: '', name: '' } });
  return true;
}

/** The sessions under way, or of the next twelve hours. */
function sessionsToday({ hub, organization }: Connecting): OpenSession[] {
  const until = hub.house.now() + 12 * hourMs;
  return [...hub.scheduling.availability.all()].filter(
    (one) => one.organization === organization && one.starts < until && !one.isStopped,
  );
}

async function sendList(
  his: Simulator,
  send: Send,
  { session, made }: { session: OpenSession; made: number },
): Promise<void> {
  const { schedule, slots } = session;
  const [slot] = slots;
  if (slot === undefined) return;
  const starts = new Set(slots.map((one) => one.starts));
  await send('POST', ['Schedule', schedule, '$reconcile'], {
    body: parameters([
      { name: 'slot', valueReference: { reference: `Slot/${slot.id}` } },
      { name: 'made', valueInstant: new Date(made).toISOString() },
      ...his.list(schedule, (start) => starts.has(Date.parse(start))),
    ]),
  });
}
