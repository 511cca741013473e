/**
 * How good forecasts of waits are, on simulated clinics, learned day by day: against the wait of
 * whoever was called last.
 *   node bench/queue/waiting.ts [--days 60] [--held 20] [--seed 1] [--rooms called]
 * With `--rooms called` rooms are known once they have called, as to the server; before, one is.
 * https://doi.org/10.2196/77297
 */
import { parseArgs } from 'node:util';
import { callingOrder } from '#model/queue/line-order.ts';
import { type Foretold, beginsAt, predictCalls, usualLateness } from '#model/queue/predict.ts';
import { type Residuals, learnOutcome } from '#model/queue/residuals.ts';
import { learnService, noServiceTimes } from '#model/queue/service-times.ts';
import {
  type ClinicKind,
  type Day,
  type DayRoom,
  type Visitor,
  type Witness,
  createRandom,
  liveDay,
} from './clinic-day.ts';
import { clinicKinds as kinds } from './clinic-kinds.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '60' },
    held: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    rooms: { type: 'string', default: 'all' },
  },
});

const minute = 60_000;
const first = Date.parse('2026-01-05T00:00:00Z');
const times = noServiceTimes();
const residuals: Residuals = new Map();
const late = new Map<string, number>();

/** A forecast that waits for what comes. Minutes from when it was made. */
interface Open {
  made: number;
  /** Whether a room had called already. */
  begun: boolean;
  ahead: number;
  told: Foretold;
  baseline: number;
}

interface Score {
  count: number;
  error: number;
  baseline: number;
  within: number;
  before: number;
}
const scores = new Map<string, Score>();

function roomsKnown({ rooms }: Day): readonly DayRoom[] {
  if (values.rooms !== 'called') return rooms;
  const begun = rooms.filter((room) => room.begun);
  return begun.length > 0 ? begun : rooms.slice(0, 1);
}

function forecast(day: Day, department: string): Map<string, Foretold> {
  const awaited = callingOrder(
    day.visitors.filter(({ state }) => state === 'waiting' || state === 'expected'),
    day.firstsSince,
  );
  return predictCalls({
    now: day.now,
    department,
    times,
    residuals,
    rooms: roomsKnown(day).map(({ doctor, visitor, since, begun }) => ({
      doctor,
      ...(visitor === undefined
        ? {}
        : {
            busy: { kind: visitor.class === 'emergency' ? 'emergency' : visitor.kind, since },
          }),
      freeFrom: begun
        ? day.now
        : beginsAt({ starts: day.starts, late: late.get(doctor) ?? usualLateness, now: day.now }),
    })),
    line: awaited
      // Whoever is more than a slot late is not waited for.
      .filter(({ state, ends }) => state === 'waiting' || ends > day.now)
      .map(({ id, kind, state, slot, class: priority }) => ({
        id,
        kind: priority === 'emergency' ? ('emergency' as const) : kind,
        notBefore: state === 'waiting' ? day.now : Math.max(day.now, slot - 15 * minute),
        share: state === 'waiting' ? 1 : 0.89,
      })),
  });
}

function witnessOf(kind: ClinicKind, held: boolean): Witness {
  const open = new Map<string, Open[]>();
  let lastWait = kind.first;
  const note = (day: Day, visitors: readonly Visitor[]) => {
    const all = forecast(day, kind.name);
    const begun = day.rooms.some((room) => room.begun);
    for (const visitor of visitors) {
      const told = all.get(visitor.id);
      const known = open.get(visitor.id) ?? [];
      if (told === undefined || known.at(-1)?.ahead === told.ahead) continue;
      const { ahead } = told;
      const waited = (day.now - visitor.since) / minute;
      const baseline = Math.max(0, lastWait - waited);
      open.set(visitor.id, [...known, { made: day.now, begun, ahead, told, baseline }]);
    }
  };
  return {
    came: (day, visitor) => note(day, [visitor]),
    moved: (day) =>
      note(
        day,
        day.visitors.filter(({ state }) => state === 'waiting'),
      ),
    calling(day, visitor) {
      for (const one of open.get(visitor.id) ?? []) {
        const actual = (day.now - one.made) / minute;
        const base = (one.told.base - one.made) / minute;
        learnOutcome(residuals, {
          department: kind.name,
          ahead: one.ahead,
          forecast: base,
          actual,
        });
        if (held) score(kind.name, one, day.now);
      }
      open.delete(visitor.id);
      lastWait = (day.now - visitor.since) / minute;
    },
    served: (doctor, served, minutes) =>
      learnService(times, { doctor, department: kind.name, kind: served, minutes }),
    began: (doctor, minutes) =>
      late.set(doctor, 0.8 * (late.get(doctor) ?? usualLateness) + 0.2 * minutes),
  };
}

function score(name: string, { told, made, baseline, begun, ahead }: Open, called: number): void {
  const stage = begun ? 'after' : 'before';
  const size = ahead < 12 ? 'under 12 ahead' : '12 ahead or more';
  for (const key of [name, 'all', `${stage} the first call`, `${stage} it, ${size}`]) {
    const sum = scores.get(key) ?? { count: 0, error: 0, baseline: 0, within: 0, before: 0 };
    sum.count += 1;
    sum.error += Math.abs(called - told.p50) / minute;
    sum.baseline += Math.abs((called - made) / minute - baseline);
    if (called <= told.p90) sum.within += 1;
    if (called < told.soonest) sum.before += 1;
    scores.set(key, sum);
  }
}

const random = createRandom(Number(values.seed));
const days = Number(values.days);
for (let day = 0; day < days; day += 1) {
  const held = day >= days - Number(values.held);
  for (const kind of kinds) {
    const given = {
      starts: first + day * 86_400_000,
      hours: 4,
      random,
      name: `${kind.name} ${day}`,
    };
    liveDay(kind, given, witnessOf(kind, held));
  }
}

console.log(`${days * kinds.length} clinic days, the last ${values.held} of each kind measured`);
for (const [name, { count, error, baseline, within, before }] of scores) {
  const share = (part: number) => `${((100 * part) / count).toFixed(1)} %`;
  console.log(
    `${name.padEnd(28)} ${String(count).padStart(6)} forecasts, ` +
      `MAE ${(error / count).toFixed(2)} min, last wait ${(baseline / count).toFixed(2)} min ` +
      `(${share(count * (1 - error / baseline))} better), ` +
      `called by P90 ${share(within)}, before the soonest ${share(before)}`,
  );
}
