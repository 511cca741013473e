/**
 * Who looks at lines, under load: 10,000 sockets on one process, a call seen by all. Server and
 * PostgreSQL share the machine with the viewers, which are two processes of their own.
 *   node bench/queue/screens.ts [--screens 10000] [--phones 2000] [--calls 20]
 * https://www.rfc-editor.org/rfc/rfc6455
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Resource } from '#model/fhir.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import { prepareVersion } from '#fhir/handling/prepare.ts';
import { methods } from '#fhir/store/write.ts';
import { openBenchHouse } from '../booking/house.ts';
import type { Told, Viewing } from './viewers.ts';

const { values } = parseArgs({
  options: {
    screens: { type: 'string', default: '10000' },
    phones: { type: 'string', default: '2000' },
    calls: { type: 'string', default: '20' },
  },
});
const counts = {
  screens: Number(values.screens),
  phones: Number(values.phones),
  calls: Number(values.calls),
};

// 08:00 of a Monday in Shanghai, going on.
const offset = Date.parse('2026-11-30T00:00:00Z') - Date.now();
const house = await openBenchHouse({ now: () => Date.now() + offset });
const { url, store, scheduling } = house;
const { queue } = scheduling;

const put = (resource: Resource & { id: string }) =>
  prepareVersion(store, { resource, faithful: resource }, { id: resource.id, method: methods.PUT });

const perLine = 100;
const lines = Math.max(1, Math.ceil(counts.phones / perLine));
const organization = { reference: 'Organization/county' };
const schedules = Array.from({ length: lines }, (_, at) => `clinic-${at}`);
await house.write([
  put({ resourceType: 'Organization', id: 'county', name: '县医院' } as never),
  ...schedules.flatMap((id) => [
    put({
      resourceType: 'HealthcareService',
      id: `of-${id}`,
      name: '内科',
      providedBy: organization,
    } as never),
    put({
      resourceType: 'Schedule',
      id,
      active: true,
      extension: templateExtensions(
        [{ weekday: 1, start: 480, end: 720, minutes: 30, seats: perLine / 4 }],
        { daysAhead: 60 },
      ),
      actor: [{ reference: `HealthcareService/of-${id}`, display: '内科' }],
    } as never),
  ]),
]);

async function ask(name: string, path: string, parameter: object[]) {
  const answer = await fetch(`${url}/fhir/R4/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${name}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Parameters', parameter }),
  });
  const body = (await answer.json()) as { id?: string; parameter?: { valueString?: string }[] };
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`);
  return body;
}

for (const id of schedules) {
  await ask('platform', `Schedule/${id}/$open`, [
    { name: 'from', valueDate: '2026-11-30' },
    { name: 'to', valueDate: '2026-11-30' },
  ]);
}

/** People with numbers who came, line by line. */
async function arrive(): Promise<{ who: string; appointment: string }[]> {
  const residents = await house.residents(counts.phones);
  const found = [...scheduling.availability.all()];
  const people: { who: string; appointment: string }[] = [];
  for (const [at, id] of residents.entries()) {
    const session = found.find(({ schedule }) => schedule === schedules[Math.floor(at / perLine)]);
    const slot = session!.slots[Math.floor((at % perLine) / (perLine / 4))]!;
    const { id: appointment = '' } = await ask(id, 'Appointment/$book', [
      { name: 'slot', valueReference: { reference: `Slot/${slot.id}` } },
      { name: 'patient', valueReference: { reference: `Patient/${id}` } },
    ]);
    people.push({ who: id, appointment });
  }
  for (let at = 0; at < people.length; at += 32) {
    await Promise.all(
      people
        .slice(at, at + 32)
        .map(({ appointment }) => ask('platform', `Appointment/${appointment}/$check-in`, [])),
    );
  }
  return people;
}

const looking = url.replace('http', 'ws') + '/queue';
const addresses = Array.from({ length: 20 }, (_, at) => `127.0.1.${at + 1}`);

/** Opens sockets in two processes. */
async function view(firsts: readonly string[]): Promise<ChildProcess[]> {
  const half = Math.ceil(firsts.length / 2);
  const children = [firsts.slice(0, half), firsts.slice(half)].map((some) => {
    const child = fork(join(import.meta.dirname, 'viewers.ts'));
    child.send({ url: looking, addresses, firsts: some } satisfies Viewing);
    return child;
  });
  await Promise.all(children.map((child) => once(child, 'message')));
  return children;
}

/** How long until everybody saw a text that `work` causes, in milliseconds. */
async function seenAfter(
  children: readonly ChildProcess[],
  text: string,
  work: () => Promise<unknown>,
): Promise<number[]> {
  for (const child of children) {
    child.send({ await: text });
    await once(child, 'message');
  }
  const told = children.map(async (child) => (await once(child, 'message'))[0] as Told);
  const started = Date.now();
  const worked = work();
  const all = await Promise.all(told);
  await worked;
  return all.flatMap((one) => ('each' in one ? one.each.map((at) => at - started) : []));
}

const print = (title: string, times: number[]) => {
  const sorted = times.toSorted((a, b) => a - b);
  const part = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  console.log(
    `${title}: p50 ${part(0.5)} ms, p99 ${part(0.99)} ms, the last ${sorted.at(-1)} ms ` +
      `(${sorted.length} sights); memory ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
  );
};

const people = await arrive();
console.log(
  `${people.length} people in ${lines} lines, ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);

const { parameter = [] } = await ask('platform', `HealthcareService/of-clinic-0/$screen`, []);
const key = parameter[0]?.valueString;
const screens = await view(
  Array.from({ length: counts.screens }, () => JSON.stringify({ watch: 'screen', key })),
);
console.log(`${queue.watch.size()} screens are open`);
const seen: number[] = [];
const slowest: number[] = [];
for (let n = 0; n < counts.calls; n += 1) {
  const room = `room-${n}`;
  const times = await seenAfter(screens, room, () =>
    ask('platform', 'Schedule/clinic-0/$call', [{ name: 'room', valueString: room }]),
  );
  seen.push(...times);
  slowest.push(Math.max(...times));
}
print(`A call seen by ${counts.screens} screens`, seen);
print('The slowest screen of each call', slowest);
for (const child of screens) child.kill();

// The first line was called from above; in the others nobody was, so that a call moves everybody.
const waiting = people.slice(perLine);
const phones = await view(
  waiting.map(({ who, appointment }) =>
    JSON.stringify({ watch: 'appointment', id: appointment, token: who }),
  ),
);
console.log(`${queue.watch.size()} phones are open`);
const told = await seenAfter(phones, '"place"', () =>
  Promise.all(
    schedules
      .slice(1)
      .map((id) => ask('platform', `Schedule/${id}/$call`, [{ name: 'room', valueString: id }])),
  ),
);
print(`A call in each of ${lines - 1} lines at once, seen by those who wait there`, told);
for (const child of phones) child.kill();
await house.stop();
