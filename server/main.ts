/**
 * `npm start`: reads the settings, connects, migrates, opens the house, makes the demonstration
 * region, serves.
 * https://nodejs.org/api/process.html#signal-events
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { DemonstrationAccount } from './accounts/demonstration.ts';
import { type Settings, readSettings } from './config.ts';
import { type Connected, connect } from './database/connect.ts';
import { isDriverFault } from './database/driver-fault.ts';
import { startEmbedded } from './database/embedded.ts';
import { migrate } from './database/migrate.ts';
import { createServer } from './http/server.ts';
import { createLog, tellError } from './observe/log.ts';
import { createObserver } from './observe/observer.ts';
import {
  firstAdministratorLink,
  openDemonstrationLogins,
  placeClients,
} from './start/first-logins.ts';
import {
  dayScheduleId,
  letPeopleCome,
  writeDaySchedule,
} from './start/demonstration/clinic-of-today.ts';
import { greeting } from './start/greeting.ts';
import { loadDemonstration } from './start/load-demonstration.ts';
import { openHouse } from './start/open-house.ts';
import { startFailureOf } from './start-failure.ts';

const root = join(import.meta.dirname, '..');

/** What was started and must be stopped, the last first. */
type Stops = (() => Promise<unknown>)[];

async function start(settings: Settings, stops: Stops): Promise<void> {
  const log = createLog(settings.logLevel);
  const connected = await openDatabase(settings, log, stops);
  process.on('uncaughtException', (error) => {
    log.error({ error: tellError(error) }, 'uncaught');
    if (isDriverFault(error)) connected.renew();
    else process.exit(1);
  });
  await migrate(connected.pool(), join(root, 'sql'));
  const demonstration: DemonstrationAccount[] = [];
  const observer = createObserver(log);
  const house = await openHouse({
    pool: connected.pool,
    settings,
    log,
    stream: process.stdout,
    demonstration,
    passedOver: observer.passedOver,
    keptFair: observer.keptFair,
  });
  stops.push(house.close);
  await placeClients(house, settings);
  const server = await createServer({
    ...house.served,
    observer,
    ready: connected.ready,
    webFolder: join(root, 'web/dist'),
  });
  stops.push(() => server.close());
  await server.listen({ host: settings.host, port: settings.port });
  const region = settings.demonstration
    ? await loadDemonstration(house.hub.house, process.stdout)
    : undefined;
  const shown =
    region === undefined
      ? undefined
      : {
          region,
          logins: await openDemonstrationLogins(house, { region, settings }, demonstration),
        };
  const failed = (error: unknown) => log.error({ error: tellError(error) }, 'failure');
  const doctor = shown?.logins.find(({ role }) => role === 'doctor');
  if (doctor !== undefined) await writeDaySchedule(house.hub, doctor.who).catch(failed);
  // Once the region is there: its doctors see patients, too.
  await house.hub.scheduling.keepOpen().catch(failed);
  if (doctor?.organization !== undefined) {
    const { hub, hospital } = house;
    const { timeZone } = settings;
    const { organization } = doctor;
    const his = { hub, organization, timeZone, report: failed };
    // More people book than that: the hospital refuses the last of them.
    await hospital?.connect({ ...his, schedule: dayScheduleId, fewer: 4 }).catch(failed);
    await letPeopleCome(hub).catch(failed);
  }
  const invitation = region === undefined ? await firstAdministratorLink(house) : undefined;
  const address = house.served.publicAddress;
  process.stdout.write(greeting({ address, demonstration: shown, invitation }));
}

async function openDatabase(settings: Settings, log: Logger, stops: Stops): Promise<Connected> {
  let url = settings.databaseUrl;
  if (url === undefined) {
    const report = (line: string) => log.warn(line);
    const embedded = await startEmbedded({ folder: join(settings.data, 'postgres'), report });
    stops.push(embedded.stop);
    url = embedded.url;
  }
  const connected = await connect(url, { connections: settings.connections });
  stops.push(connected.close);
  return connected;
}

/** Stops what was started, the last first; a part that does not stop in time is left behind. */
async function stopAll(stops: Stops): Promise<void> {
  const late = setTimeout(() => process.exit(1), 9000);
  for (const stop of stops.splice(0).toReversed()) await stop();
  clearTimeout(late);
}

const stops: Stops = [];
const asked = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    asked.abort();
    void stopAll(stops).then(() => process.exit(0));
  });
}
try {
  await start(readSettings(process.env), stops);
} catch (error) {
  // What was under way when somebody stopped the start fails, as it must.
  if (!asked.signal.aborted) {
    const failure = startFailureOf(error);
    process.stderr.write(`${failure === undefined ? String((error as Error).stack) : failure}\n`);
    await stopAll(stops);
    process.exit(1);
  }
}
