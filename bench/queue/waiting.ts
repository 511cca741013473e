/**
 * How good forecasts of waits are, on simulated clinics, learned day by day: against the wait of
 * whoever was called last.
 *   node bench/queue/waiting.ts [--days 60] [--held 20] [--seed 1] [--kinds others]
 * It knows what the server knows: rooms that have called, and when they began on earlier days.
 * https://doi.org/10.2196/77297
 */
import { parseArgs } from 'node:util';
import { callingOrder } from '#model/queue/line-order.ts';
import { type Foretold, awaitedOf, predictCalls } from '#model/queue/predict.ts';
import { type Residuals, learnOutcome } from '#model/queue/residuals.ts';
import { type Room, roomsOf } from '#model/queue/rooms.ts';
import {
  type ServiceKind,
  learnService,
  noServiceTimes,
  quantileOfSorted,
} from '#model/queue/service-times.ts';
import {
  type ClinicKind,
  type Day,
  type Visitor,
  type Witness,
  createRandom,
  liveDay,
} from './clinic-day.ts';
import { clinicKinds } from './clinic-kinds.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '60' },
    held: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    kinds: { type: 'string', default: 'chosen' },
  },
});

const minute = 60_000;
const first = Date.parse('2026-01-05T00:00:00Z');
const times = noServiceTimes();
const residuals: Residuals = new Map();
/** When rooms called for the first time, by kind: a list a day, in minutes after the begin. */
const begun = new Map<string, number[][]>();
const kinds = values.kinds === 'others' ? clinicKinds.others : clinicKinds.chosen;

/** A forecast that waits for what comes. Minutes from when it was made. */
interface Open {
  made: number;
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

/** When the first, the second … room usually begins, as the server reads it of earlier days. */
function usualBegins(name: string): number[] {
  const days = (begun.get(name) ?? []).slice(-60);
  const begins: number[] = [];
  for (;;) {
    const those = days.flatMap((day) => day.slice(begins.length, begins.length + 1));
    if (those.length * 2 < days.length || days.length === 0) return begins;
    begins.push(
      quantileOfSorted(
        those.toSorted((a, b) => a - b),
        0.5,
      ),
    );
  }
}

function roomsKnown(day: Day, { name, rooms }: ClinicKind): Room[] {
  return roomsOf({
    now: day.now,
    starts: day.starts,
    // Whose line it is that has one room is known, and of others whose department it is.
    doctor: rooms === 1 ? day.rooms[0]!.doctor : name,
    seen: day.rooms
      .filter((room) => room.begun)
      .map(({ doctor, visitor, since }) => ({ doctor, since, busy: busyOf(visitor, since) })),
    begins: usualBegins(name),
  });
}

const busyOf = (visitor: Visitor | undefined, since: number) =>
  visitor && { kind: kindOf(visitor), since };
const kindOf = ({ class: priority, kind }: Visitor): ServiceKind =>
  priority === 'emergency' ? 'emergency' : kind;

function forecast(day: Day, kind: ClinicKind): Map<string, Foretold> {
  const awaited = callingOrder(
    day.visitors.filter(({ state }) => state === 'waiting' || state === 'expected'),
    day.firstsSince,
  );
  return predictCalls({
    now: day.now,
    department: kind.name,
    times,
    residuals,
    rooms: roomsKnown(day, kind),
    line: awaited.flatMap((visitor) => {
      const { id, slot, ends, state } = visitor;
      const one = { id, kind: kindOf(visitor) };
      if (state === 'expected') return awaitedOf({ ...one, slot, ends }, day.now);
      return [{ ...one, notBefore: day.now, share: 1 }];
    }),
  });
}

function witnessOf(kind: ClinicKind, held: boolean, today: number[]): Witness {
  const open = new Map<string, Open[]>();
  let lastWait = kind.first;
  const note = (day: Day, visitors: readonly Visitor[]) => {
    const all = forecast(day, kind);
    for (const visitor of visitors) {
      const told = all.get(visitor.id);
      const known = open.get(visitor.id) ?? [];
      if (told === undefined || known.at(-1)?.told.ahead === told.ahead) continue;
      const waited = (day.now - visitor.since) / minute;
      const baseline = Math.max(0, lastWait - waited);
      open.set(visitor.id, [...known, { made: day.now, told, baseline }]);
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
          ahead: one.told.ahead,
          isOpen: one.told.isOpen,
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
    began: (minutes) => today.push(minutes),
  };
}

function score(name: string, { told, made, baseline }: Open, called: number): void {
  const stage = told.isOpen ? 'after' : 'before';
  const size = [24, 12, 6, 3].find((from) => told.ahead >= from) ?? 0;
  for (const key of [name, 'all', `${stage} the first call`, `${stage} it, from ${size} ahead`]) {
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
    const today: number[] = [];
    liveDay(kind, given, witnessOf(kind, held, today));
    begun.set(kind.name, [...(begun.get(kind.name) ?? []), today]);
  }
}

console.log(`${days * kinds.length} clinic days, the last ${values.held} of each kind measured`);
for (const [name, { count, error, baseline, within, before }] of [...scores].toSorted(([a], [b]) =>
  a < b ? -1 : 1,
)) {
  const share = (part: number) => `${((100 * part) / count).toFixed(1)} %`;
  console.log(
    `${name.padEnd(28)} ${String(count).padStart(6)} forecasts, ` +
      `MAE ${(error / count).toFixed(2)} min, last wait ${(baseline / count).toFixed(2)} min ` +
      `(${share(count * (1 - error / baseline))} better), ` +
      `called by P90 ${share(within)}, before the soonest ${share(before)}`,
  );
}
