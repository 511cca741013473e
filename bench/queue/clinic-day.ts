/**
 * A simulated clinic day: people come early or late or not at all, doctors begin late and pause,
 * services vary, emergencies break in, some are passed over, some go to tests and come back.
 * https://en.wikipedia.org/wiki/Discrete-event_simulation
 */
import {
  type Turn,
  callingOrder,
  rankBehind,
  rankOf,
  rankOfReturn,
} from '#model/queue/line-order.ts';
import type { ServiceKind } from '#model/queue/service-times.ts';

/** What a clinic is like. Minutes. */
export interface ClinicKind {
  name: string;
  rooms: number;
  first: number;
  back: number;
  /** Standard deviation of services by their mean. */
  variation: number;
  /** How many go to tests and come back. */
  tests: number;
  late: number;
  lateSpread: number;
  /** How many of the rooms but the first stay closed on a day. */
  closed: number;
  /** A pause after so many hours of work; 0 for none. */
  pauseAfter: number;
  emergenciesAnHour: number;
  /** Numbers of a slot of half an hour. */
  seats: number;
  /** People come so long before their slot in the mean; standard deviation. */
  early: number;
  spread: number;
  /** Standard deviation of the logarithm of a doctor's pace: among doctors; from day to day. */
  doctors: number;
  daily: number;
}

/** Somebody of the day. */
export interface Visitor extends Turn {
  id: string;
  slot: number;
  ends: number;
  n: number;
  state: 'expected' | 'waiting' | 'in' | 'away' | 'gone';
  /** Since when they wait. */
  since: number;
}

/** A room of the day. */
export interface DayRoom {
  doctor: string;
  visitor: Visitor | undefined;
  /** Since when it is as it is. */
  since: number;
  /** Whether it called already. */
  begun: boolean;
  pausesUntil: number;
  /** How long services take here today, against the clinic's mean. */
  pace: number;
}

/** The day as it stands. */
export interface Day {
  now: number;
  starts: number;
  visitors: Visitor[];
  rooms: DayRoom[];
  firstsSince: number;
}

/** What is told of the day. */
export interface Witness {
  /** Somebody came, or came back. */
  came(day: Day, visitor: Visitor): void;
  /** Somebody is about to be called. */
  calling(day: Day, visitor: Visitor): void;
  /** A call was made: everybody else has moved. */
  moved(day: Day): void;
  served(doctor: string, kind: ServiceKind, minutes: number): void;
  /** A room called for the first time, so many minutes after the begin. */
  began(late: number): void;
}

const minute = 60_000;
const half = 30 * minute;

/** Random numbers by a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const noShows = 0.11;
const passes = 0.03;
const comesLate = 0.06;

/** A day under way. */
interface Life {
  kind: ClinicKind;
  day: Day;
  random: () => number;
  witness: Witness;
  events: { at: number; work: () => void }[];
}

/** Lives through a day. @param starts of the session, milliseconds since 1970. */
export function liveDay(
  kind: ClinicKind,
  given: { starts: number; hours: number; random: () => number; name: string },
  witness: Witness,
): void {
  const { starts, random } = given;
  const day: Day = { now: starts - 150 * minute, starts, visitors: [], rooms: [], firstsSince: 0 };
  const life: Life = { kind, day, random, witness, events: [] };
  expectPeople(life, given);
  expectEmergencies(life, given);
  openRooms(life);
  const { events } = life;
  while (events.length > 0) {
    events.sort((a, b) => b.at - a.at);
    const { at, work } = events.pop()!;
    day.now = Math.max(day.now, at);
    work();
  }
}

const after = ({ events }: Life, at: number, work: () => void) => events.push({ at, work });
const normal = ({ random }: Life) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** How long a service takes whose mean is so many minutes, in milliseconds. */
function lasting(life: Life, mean: number): number {
  const sigma = Math.sqrt(Math.log(1 + life.kind.variation ** 2));
  return mean * Math.exp(sigma * normal(life) - sigma ** 2 / 2) * minute;
}

const usual = { class: 'usual', kind: 'first', rank: 0, state: 'expected', since: 0 } as const;

function expectPeople(life: Life, { hours, name }: { hours: number; name: string }): void {
  const { kind, day, random } = life;
  for (let n = 1; n <= hours * 2 * kind.seats; n += 1) {
    const slot = day.starts + Math.floor((n - 1) / kind.seats) * half;
    const visitor: Visitor = { ...usual, id: `${name}-${n}`, slot, ends: slot + half, n };
    visitor.rank = rankOf({ starts: slot, ends: slot + half, came: slot, n });
    day.visitors.push(visitor);
    if (random() < noShows) continue;
    const early = random() < comesLate ? -40 * random() : kind.early + kind.spread * normal(life);
    after(life, slot - early * minute, () => come(life, visitor, 'first'));
  }
}

function expectEmergencies(life: Life, { hours, name }: { hours: number; name: string }): void {
  const { kind, day, random } = life;
  if (kind.emergenciesAnHour === 0) return;
  for (let n = 401, at = day.starts; ; n += 1) {
    at += (-Math.log(1 - random()) / kind.emergenciesAnHour) * 60 * minute;
    if (at > day.starts + hours * 60 * minute) return;
    after(life, at, () => {
      const visitor: Visitor = {
        ...usual,
        class: 'emergency',
        id: `${name}-e${n}`,
        n,
        slot: day.now,
        ends: day.now + half,
      };
      day.visitors.push(visitor);
      come(life, visitor, 'first');
    });
  }
}

function openRooms(life: Life): void {
  const { kind, day } = life;
  for (let at = 0; at < kind.rooms; at += 1) {
    if (at > 0 && kind.closed > 0 && life.random() < kind.closed) continue;
    const late = Math.max(-2, kind.late + kind.lateSpread * normal(life)) * minute;
    const room: DayRoom = {
      doctor: `${kind.name} ${at}`,
      visitor: undefined,
      since: 0,
      begun: false,
      pausesUntil: day.starts + late - 1,
      pace: Math.exp(kind.doctors * steady(at) + kind.daily * normal(life)),
    };
    day.rooms.push(room);
    after(life, day.starts + late, () => {
      room.pausesUntil = 0;
      callAll(life);
    });
  }
}

/** How far a doctor's pace is off the mean of all, in standard deviations: the same every day. */
const steady = (at: number) => [0.9, -0.9, 0.3, -0.3][at % 4]!;

function callAll(life: Life): void {
  for (const room of life.day.rooms) callTo(life, room);
}

/** The next of the line is called to a room that is free. */
function callTo(life: Life, room: DayRoom): void {
  const { kind, day, witness } = life;
  if (room.visitor !== undefined || day.now < room.pausesUntil) return;
  const order = callingOrder(
    day.visitors.filter(({ state }) => state === 'waiting'),
    day.firstsSince,
  );
  const [next] = order;
  if (next === undefined) return;
  witness.calling(day, next);
  if (!room.begun) witness.began((day.now - day.starts) / minute);
  room.begun = true;
  const isUrgent = next.class === 'emergency';
  if (life.random() < passes && !isUrgent) {
    passOver(life, room, order);
    return;
  }
  Object.assign(room, { visitor: next, since: day.now });
  next.state = 'in';
  if (!isUrgent) day.firstsSince = next.kind === 'return' ? 0 : day.firstsSince + 1;
  witness.moved(day);
  const usually = (next.kind === 'return' ? kind.back : kind.first) * (isUrgent ? 1.6 : 1);
  after(life, day.now + lasting(life, usually * room.pace), () => finish(life, room, next));
}

/** The first of these is called and not there; back some minutes later. */
function passOver(life: Life, room: DayRoom, [passed, ...others]: Visitor[]): void {
  const { day } = life;
  passed!.state = 'away';
  after(life, day.now + 8 * minute, () => {
    Object.assign(passed!, rankBehind(others, passed!), { state: 'waiting', since: day.now });
    callAll(life);
  });
  room.pausesUntil = day.now + minute;
  after(life, room.pausesUntil, () => callAll(life));
}

function finish(life: Life, room: DayRoom, visitor: Visitor): void {
  const { kind, day, random, witness } = life;
  const served = visitor.class === 'emergency' ? 'emergency' : visitor.kind;
  witness.served(room.doctor, served, (day.now - room.since) / minute);
  Object.assign(room, { visitor: undefined, since: day.now });
  visitor.state = 'gone';
  if (visitor.kind === 'first' && visitor.class === 'usual' && random() < kind.tests) {
    visitor.state = 'away';
    after(life, day.now + (15 + 40 * random()) * minute, () => come(life, visitor, 'return'));
  }
  const worked = day.now - day.starts;
  const isTired = kind.pauseAfter > 0 && worked > kind.pauseAfter * 60 * minute;
  if (isTired && room.pausesUntil < day.starts) {
    room.pausesUntil = day.now + (8 + 8 * random()) * minute;
    after(life, room.pausesUntil, () => callAll(life));
  }
  callAll(life);
}

function come(life: Life, visitor: Visitor, how: 'first' | 'return'): void {
  const { day, witness } = life;
  const { slot, ends, n } = visitor;
  const rank =
    how === 'return'
      ? rankOfReturn({ now: day.now, n })
      : rankOf({ starts: slot, ends, came: day.now, n });
  Object.assign(visitor, { kind: how, rank, state: 'waiting', since: day.now });
  witness.came(day, visitor);
  callAll(life);
}
