/**
 * Programs beside people at a release, over HTTP: 200 residents' accounts that ask 50 times a
 * second each, and 1,000 people who ask like people, for the numbers of one session. Server,
 * PostgreSQL and the askers (a process of their own) share the machine.
 *   node bench/bots.ts [--people 1000] [--bots 200] [--rate 50] [--numbers 240]
 *     [--hold 3000] how long who is shut out waits for the answer [--room off] by arrival
 * https://owasp.org/www-project-automated-threats-to-web-applications/
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repeat } from '#server/repeat.ts';
import type { AskersJob, AskersReport } from './booking/askers.ts';
import { openStage } from './booking/stage.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000' },
    bots: { type: 'string', default: '200' },
    rate: { type: 'string', default: '50' },
    numbers: { type: 'string', default: '240' },
    hold: { type: 'string', default: '3000' },
    room: { type: 'string', default: 'on' },
  },
});
const [people, bots, rate, numbers] = [values.people, values.bots, values.rate, values.numbers].map(
  Number,
) as [number, number, number, number];

const windowMs = 15_000;
const counted = new Map<string, number>();
const stage = await openStage({
  residents: people + bots,
  fairness: {
    ...(values.room === 'off' ? {} : { waiting: { hot: 20, windowMs, settleMs: 1000 } }),
    holdMs: Number(values.hold),
    counted: (what) => counted.set(what, (counted.get(what) ?? 0) + 1),
  },
});
const opens = Date.now() + 8000;
const seats = Math.ceil(numbers / 8);
const [session] = await stage.clinic({ id: 'hot', department: 'hot', seats, days: 1, opens });
await stage.scheduling.availability.refresh();
const stopTicking = repeat(1000, () => stage.scheduling.tick(), { report: console.error });

const job: AskersJob = {
  url: stage.url,
  opens,
  windowMs,
  endsMs: 30_000,
  people: stage.residents.slice(0, people),
  bots: stage.residents.slice(people),
  rate,
  slots: [...new Set(session!.seats.map(({ slot }) => slot))],
};
const askers = fork(join(import.meta.dirname, 'booking/askers.ts'), { serialization: 'advanced' });
askers.send(job);
await new Promise((resolve) => setTimeout(resolve, opens - Date.now()));
const before = process.cpuUsage();
const [report] = (await once(askers, 'message')) as [AskersReport];
const { user, system } = process.cpuUsage(before);
await stopTicking();

const isBot = new Set(job.bots.map((id) => `Patient/${id}`));
const rows = await stage.sql.run(
  `select r.body from booking b join resource r on r.key = b.booking where b.state = 3`,
  [],
);
const winners = rows.map(({ body }) => {
  const { participant = [] } = JSON.parse(String(body)) as {
    participant?: { actor: { reference: string } }[];
  };
  return participant[0]?.actor.reference ?? '';
});
const won = { bots: winners.filter((who) => isBot.has(who)).length, people: 0 };
won.people = winners.length - won.bots;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const all = report.people.requests + report.bots.requests;
const refused = all - winners.length;
const peopleAll = people + bots;
console.log(
  `sold ${winners.length} of ${session!.seats.length} (${new Set(winners).size} persons): ` +
    `people ${won.people}, bots ${won.bots}\n` +
    `people: ${percent(won.people / winners.length)} of the numbers; ` +
    `${percent(people / peopleAll)} of those who ask, ` +
    `${percent(report.people.requests / all)} of the requests\n` +
    `people ${JSON.stringify(report.people)}\nbots ${JSON.stringify(report.bots)}\n` +
    `${(report.bots.requests / (job.endsMs / 1000)).toFixed(0)} requests/s of bots answered; ` +
    `CPU of the server ${((user + system) / 1000 / all).toFixed(3)} ms a request ` +
    `(${refused} of ${all} refused)\n` +
    `counted ${JSON.stringify(Object.fromEntries(counted))}\n` +
    `logged ${JSON.stringify(Object.fromEntries(stage.logged))}`,
);
await stage.stop();
process.exit(0);
